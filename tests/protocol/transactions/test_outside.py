"""Entries and releases can't be wrong: what each part may be, at its edge and one past it."""

from typing import Any

import pytest

from protocol.money import MAX_FEN
from protocol.transactions import (
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    OutsideRoute,
    OutsideStanding,
    RefundKey,
    Unneeded,
)

KEY = RefundKey("888888800000001", "88000001", "0a0b0c0d", "000001", "000002", "20261122")
GOOD: dict[str, Any] = {
    "key": KEY, "amount_fen": 1, "original_reference": "261122000001", "original_month_day": "1122",
    "route": OutsideRoute.BANK, "case_no": "202611220001", "operator_no": "01", "supervisor_no": "00",
}  # fmt: skip


def test_the_least_that_an_entry_says() -> None:
    assert OutsideEntry(**GOOD).order_no == ""
    assert OutsideEntry(**GOOD | {"amount_fen": MAX_FEN, "order_no": "80000000000186"}).amount_fen == MAX_FEN


# fmt: off
WRONG = [
    ("amount_fen",         0,                "1 fen or more"),
    ("amount_fen",         MAX_FEN + 1,      "1 fen or more"),
    ("original_reference", "26112200000",    "12 letters or digits"),
    ("original_month_day", "112",            "MMDD"),
    ("order_no",           "8000000000018",  "14 digits"),
    ("case_no",            "20261122001",    "12 digits"),
    ("case_no",            "20261122000x",   "12 digits"),
    ("operator_no",        "1",              "2 digits"),
    ("supervisor_no",      "001",            "2 digits"),
    ("supervisor_no",      "01",             "the second person is another"),
]
# fmt: on


@pytest.mark.parametrize(("part", "value", "why"), WRONG)
def test_what_is_no_entry(part: str, value: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        OutsideEntry(**GOOD | {part: value})


def test_a_release_has_a_trace_number_of_its_own() -> None:
    assert OutsideRelease(KEY, "000003", Unneeded.MISTAKE).key == KEY
    with pytest.raises(ValueError, match="6 digits"):
        OutsideRelease(KEY, "3", Unneeded.MISTAKE)


@pytest.mark.parametrize("fen", [-1, MAX_FEN + 1])
def test_what_can_not_remain(fen: int) -> None:
    with pytest.raises(ValueError, match="what remains"):
        OutsideAnswer("00", OutsideStanding.ENTERED, fen)


@pytest.mark.parametrize("fen", [None, 0, MAX_FEN])
def test_what_may_remain(fen: int | None) -> None:
    assert OutsideAnswer("00", OutsideStanding.ENTERED, fen).remaining_fen == fen
