"""What a payment device says of itself, in whatever dialect: whose ledger stands behind it, and why it stopped.

Values and one text; how they are written is each dialect's. The rule: a device stops only what it has not sent yet.
"""

from dataclasses import dataclass
from enum import StrEnum

LEDGER_TAG, EMULATOR_MARK = "LK1", "TUIHUO"
_ID_AT, _DATE_AT, _MARK_AT = len(LEDGER_TAG), 19, 27


class Stop(StrEnum):
    """Why the device itself ended a refund: the acquirer was not asked, and no money moved."""

    ABORTED = "aborted"
    """The register said so."""
    NO_CARD = "no_card"
    """Nobody presented a card in time."""
    NO_PAPER = "no_paper"
    """Its printer could not print the slip."""
    BUSY = "busy"
    """It waits for the card of another refund."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What our emulator says when a register first asks whether it is there. ledger_id: 16 hex digits."""

    ledger_id: str


@dataclass(frozen=True, slots=True)
class LedgerTold:
    """The same as a register hears it. business_date: yyyymmdd. emulator: it says that it is this project's."""

    ledger_id: str
    business_date: str
    emulator: bool


def write_ledger(ledger: Ledger, business_date: str) -> str:
    """LK1, ledger id, business date, TUIHUO; 33 characters."""
    return LEDGER_TAG + ledger.ledger_id + business_date + EMULATOR_MARK


def read_ledger(text: str) -> LedgerTold | None:
    """What such a text says, its padding taken off; None where it is none."""
    if not text.startswith(LEDGER_TAG) or len(text) < _MARK_AT:
        return None
    return LedgerTold(text[_ID_AT:_DATE_AT], text[_DATE_AT:_MARK_AT], text[_MARK_AT:] == EMULATOR_MARK)
