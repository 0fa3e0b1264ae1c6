"""Settlement: totals, records and verdicts that can't be, and when a batch balances."""

from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.money import MAX_FEN
from protocol.transactions import (
    CardEntry,
    ChipUpload,
    Detail,
    EntryMode,
    SettleAnswer,
    Station,
    Totals,
    UploadChip,
    UploadDetails,
    UploadEnd,
    Verdict,
)

SENDER = Station("123456789012345", "10000001", "000007", "000123")
NUMBER = TEST_CARDS["unionpay"].number
ZERO, ONE, TWO, THREE = Verdict


@pytest.mark.parametrize(
    ("domestic", "foreign", "balanced"),
    [(ONE, ONE, True), (ZERO, ONE, True), (ONE, ZERO, True), (ZERO, ZERO, False), (ONE, TWO, False),
     (TWO, ONE, False), (THREE, ONE, False), (ONE, THREE, False)],
)  # fmt: skip
def test_when_a_batch_balances(domestic: Verdict, foreign: Verdict, balanced: bool) -> None:
    """Domain notes 6: 1 balanced, 2 not, 3 error; 0 is accepted, but says nothing by itself."""
    assert SettleAnswer(Totals(), domestic, Totals(), foreign).balanced is balanced


@pytest.mark.parametrize(
    "parts", [(MAX_FEN + 1, 0, 0, 0), (0, 0, MAX_FEN + 1, 0), (-1, 0, 0, 0), (0, 1000, 0, 0), (0, 0, 0, 1000),
              (0, -1, 0, 0)]
)  # fmt: skip
def test_what_are_no_totals(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"total|batch"):
        Totals(*parts)


def test_the_largest_totals() -> None:
    assert Totals(MAX_FEN, 999, MAX_FEN, 999).debit_count == 999


@pytest.mark.parametrize(
    "changes",
    [{"trace_no": "11"}, {"number": "123"}, {"number": "0" + NUMBER}, {"number": "6" * 20}, {"amount_fen": 0}],
)
def test_what_is_no_record(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"trace|card|amount"):
        Detail(**{"trace_no": "000011", "number": NUMBER, "amount_fen": 1, **changes})


def test_a_record_shows_its_card_masked() -> None:
    assert repr(Detail("000011", NUMBER, 1)) == "Detail(000011, 620000******0005, 1)"


@pytest.mark.parametrize(("count", "fits"), [(0, False), (1, True), (8, True), (9, False)])
def test_one_to_eight_records_an_upload(count: int, fits: bool) -> None:
    """2 + 8 x 40 digits are the 322 of field 48."""
    assert upload(count) is fits


def upload(count: int) -> bool:
    try:
        UploadDetails(SENDER, (Detail("000011", NUMBER, 1),) * count)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("count", [-1, 10000])
def test_an_end_of_upload_counts_to_9999(count: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        UploadEnd(SENDER, count, balanced=True)
    assert UploadEnd(SENDER, 9999, balanced=True).count == 9999


@pytest.mark.parametrize(
    "changes",
    [{"processing": "00000"}, {"condition": "0"}, {"note": b""}, {"note": bytes(513)}, {"amount_fen": -1}],
)
def test_what_is_no_upload_of_a_chip_record(changes: dict[str, Any]) -> None:
    card = CardEntry(EntryMode.CHIP, NUMBER, sequence="001")
    parts: dict[str, Any] = {"sender": SENDER, "kind": ChipUpload.RECORD_BALANCED, "processing": "000000"}
    with pytest.raises(ValueError, match=r"code|field 62|amount"):
        UploadChip(**{**parts, "condition": "00", "card": card, "note": b"71", **changes})
