"""Reversals: made of what they undo, and when nothing is left to undo."""

from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import (
    CardEntry,
    Channel,
    Completion,
    CompletionVoid,
    EntryMode,
    Pin,
    PreAuth,
    PreAuthVoid,
    QrSale,
    QrVoid,
    Reversal,
    ReversalAnswer,
    ReversalReason,
    Reverses,
    Reversible,
    Sale,
    Station,
    VoidSale,
    Voucher,
    reversal_of,
)

SENDER = Station("123456789012345", "10000001", "000007", "000123", "01")
NUMBER = TEST_CARDS["unionpay"].number
ORIGINAL = Voucher("000007", "000099", "1120")
HOLD = Voucher("000000", "000000", "1120")
CHIP = CardEntry(EntryMode.CHIP, NUMBER, "3012", "001", chip_data=b"\x9f\x36\x02\x00\x47")
SWIPE = CardEntry(EntryMode.SWIPE, track2=f"{NUMBER}D3012201", pin=Pin(b"12345678"))
REASON = ReversalReason.TIMED_OUT

# What S13's 0400 repeats: 3, 4, 11, 22, 25, 41, 42, 49, 60 and 61 of the original; 61 as the original had it.
PAIRS: list[tuple[Reversible, Reversal]] = [
    (Sale(SENDER, 5, CHIP), Reversal(SENDER, Reverses.SALE, 5, "052", REASON, NUMBER, "3012", "001")),
    (Sale(SENDER, 5, SWIPE), Reversal(SENDER, Reverses.SALE, 5, "021", REASON, NUMBER)),
    (VoidSale(SENDER, 5, SWIPE, "925498334778", ORIGINAL),
     Reversal(SENDER, Reverses.VOID, 5, "021", REASON, NUMBER, original=ORIGINAL)),
    (PreAuth(SENDER, 5, CHIP), Reversal(SENDER, Reverses.PRE_AUTH, 5, "052", REASON, NUMBER, "3012", "001")),
    (PreAuthVoid(SENDER, 5, SWIPE, "012345", "1120"),
     Reversal(SENDER, Reverses.PRE_AUTH_VOID, 5, "021", REASON, NUMBER, original=HOLD)),
    (Completion(SENDER, 5, SWIPE, "012345", "1120"),
     Reversal(SENDER, Reverses.COMPLETION, 5, "021", REASON, NUMBER, original=HOLD)),
    (CompletionVoid(SENDER, 5, SWIPE, "925498334778", ORIGINAL),
     Reversal(SENDER, Reverses.COMPLETION_VOID, 5, "021", REASON, NUMBER, original=ORIGINAL)),
    (QrSale(SENDER, 5, Channel.WECHAT, "134567890123456789"), Reversal(SENDER, Reverses.QR_SALE, 5, "032", REASON)),
    (QrVoid(SENDER, 5, Channel.WECHAT, "925498334778", ORIGINAL),
     Reversal(SENDER, Reverses.QR_VOID, 5, "032", REASON, original=ORIGINAL)),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "reversal"), PAIRS, ids=[str(pair[1].reverses) for pair in PAIRS])
def test_what_undoes_each(request_: Reversible, reversal: Reversal) -> None:
    assert reversal_of(request_, REASON) == reversal


def test_everything_that_can_be_reversed_is_tried() -> None:
    assert {pair[1].reverses for pair in PAIRS} == set(Reverses)


@pytest.mark.parametrize(
    ("code", "closed"),
    [("00", True), ("12", True), ("25", True), ("", False), ("96", False), ("A0", False), ("10", False)],
)
def test_when_nothing_is_left_to_undo(code: str, closed: bool) -> None:
    """Domain notes 3, "reversal retries": 00, 12 and 25 in the 0410 all count as success."""
    assert ReversalAnswer(code).closed is closed


@pytest.mark.parametrize(
    "changes",
    [{"amount_fen": 0}, {"entry": "02"}, {"entry": "02x"}, {"number": "1234"}, {"expiry": "30"}, {"sequence": "1"}],
)
def test_what_is_no_reversal(changes: dict[str, Any]) -> None:
    parts: dict[str, Any] = {"sender": SENDER, "reverses": Reverses.SALE, "amount_fen": 1, "entry": "021"}
    with pytest.raises(ValueError, match=r"amount|entry|card|expiry"):
        Reversal(**{**parts, "reason": REASON, **changes})


def test_a_reversal_shows_no_card() -> None:
    assert NUMBER not in repr(PAIRS[0][1])
