"""Management: values that can't be, and the year of a date that has none."""

import dataclasses
from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import Echo, Parameters, ScriptResult, Signature, SignOnAnswer, Station, Status, Voucher

TERMINAL = ("123456789012345", "10000001", "000007")
SENDER = Station(*TERMINAL, "000123")
NUMBER = TEST_CARDS["unionpay"].number
ORIGINAL = Voucher("000007", "000099", "1120")
SIGNATURE = Signature(SENDER, NUMBER, 1234, "1122", "926512345678", b"\x00")


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (Echo(*TERMINAL), {"merchant_no": "1"}),
        (Echo(*TERMINAL), {"terminal_no": "1"}),
        (Echo(*TERMINAL), {"batch_no": "00000x"}),
        (Parameters(*TERMINAL, "360"), {"net": "36"}),
        (Parameters(*TERMINAL, "360"), {"batch_no": ""}),
        (Status(*TERMINAL), {"net": "36x"}),
        (Status(*TERMINAL), {"terminal_no": ""}),
        (ScriptResult(SENDER, ORIGINAL, b"\x9f"), {"chip_data": b""}),
        (ScriptResult(SENDER, ORIGINAL, b"\x9f"), {"chip_data": bytes(256)}),
        (SIGNATURE, {"number": "1"}),
        (SIGNATURE, {"amount_fen": 0}),
        (SIGNATURE, {"settle_date": "20261122"}),
        (SIGNATURE, {"reference_no": "1"}),
        (SIGNATURE, {"picture": b""}),
        (SIGNATURE, {"picture": bytes(513)}),
    ],
)
def test_what_is_no_management_message(value: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"number|digits|bytes|amount|date"):
        dataclasses.replace(value, **changes)


def test_the_largest_picture_and_chip_data() -> None:
    assert len(dataclasses.replace(SIGNATURE, picture=bytes(512)).picture) == 512
    assert len(ScriptResult(SENDER, ORIGINAL, bytes(255)).chip_data) == 255


def test_a_signature_shows_its_card_masked() -> None:
    assert repr(SIGNATURE) == "Signature(926512345678, 620000******0005)"


def answer(business_date: str, local_date: str) -> SignOnAnswer:
    return SignOnAnswer("00", *TERMINAL, business_date, "101530", b"sealed", local_date=local_date)


@pytest.mark.parametrize(
    ("month_day", "today", "day"),
    [
        ("1122", "20261122", "20261122"),
        ("1123", "20261122", "20261123"),
        ("0101", "20261231", "20270101"),
        ("1231", "20270101", "20261231"),
        ("0601", "20261122", "20260601"),
        ("0630", "20261231", "20270630"),
        ("0229", "20261122", "20280229"),
        ("0229", "20250601", "20240229"),
        ("0229", "19000301", "19040229"),
        ("0229", "19000101", "18960229"),
        ("1231", "00010101", "00011231"),
        ("0101", "99991231", "99990101"),
        ("0230", "20261122", ""),
        ("1301", "20261122", ""),
        ("", "20261122", ""),
        ("11-2", "20261122", ""),
    ],
)
def test_the_year_of_a_host_that_says_month_and_day(month_day: str, today: str, day: str) -> None:
    """The such date nearest to the terminal's own: hosts run a day ahead or behind around New Year."""
    assert answer("", month_day).dated(today) == day


def test_a_business_date_stands_as_it_was_given() -> None:
    assert answer("20261122", "0101").dated("20300101") == "20261122"


def test_a_sign_on_answer_shows_no_keys() -> None:
    assert "sealed" not in repr(answer("20261122", "1122"))
