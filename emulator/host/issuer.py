"""The cards' side (发卡行): which scheme a card is of, whether it is taken, and what it holds. No ledger here.

The rule: a card is judged by its number, its date and the amount alone; whoever presents it, it gets the same answer.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from emulator.host.rules import EXPIRED, NO_ISSUER, SHORT_OF_MONEY, WRONG_CARD, HostPolicy, Rules, first_broken
from protocol.transactions import CardEntry

DOMESTIC_SCHEME = "CUP"

# fmt: off
_SCHEMES = (  # first digits -> 63.1 of an answer (domain notes 2); ranges of ISO/IEC 7812 as the schemes publish them
    ("62", "CUP"), ("60", "CUP"), ("81", "CUP"), ("9", "CUP"),
    ("4", "VIS"),
    ("51", "MCC"), ("52", "MCC"), ("53", "MCC"), ("54", "MCC"), ("55", "MCC"), ("2", "MCC"),
    ("35", "JCB"),
    ("34", "AMX"), ("37", "AMX"),
    ("50", "MAE"), ("56", "MAE"), ("57", "MAE"), ("58", "MAE"), ("6", "MAE"),
)
# fmt: on


class _Use(NamedTuple):
    """A card, the amount asked of it (0: none), and the day."""

    card: CardEntry
    amount_fen: int
    today: date
    policy: HostPolicy


_BY_TWO_DIGITS = {
    first: next((scheme for digits, scheme in _SCHEMES if first.startswith(digits)), "")
    for first in (*"0123456789", *(f"{number:02d}" for number in range(100)))
}


def scheme_of(number: str) -> str:
    """Three letters, "" for a number of no scheme."""
    return _BY_TWO_DIGITS.get(number[:2], "")


def is_foreign(number: str) -> bool:
    """Counted apart in a batch (外卡)."""
    return scheme_of(number) != DOMESTIC_SCHEME


def refuse_card(card: CardEntry, amount_fen: int, today: date, policy: HostPolicy) -> str:
    """APPROVED, or 15, 14, 54, 51."""
    return first_broken(_RULES, _Use(card, amount_fen, today, policy))


_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Digit -> twice the digit, its own digits added."""


def _fails_check(number: str) -> bool:
    """Luhn (ISO/IEC 7812-1 annex B)."""
    return sum(map(int, number[-1::-2] + number[-2::-2].translate(_DOUBLED))) % 10 != 0


def _expiry(card: CardEntry) -> str:
    """YYMM as read, or out of track 2; "" where neither says it."""
    return card.expiry or card.track2.partition("D")[2][:4]


@lru_cache(maxsize=4)  # today, and yesterday in another time zone
def _year_month(today: date) -> str:
    return f"{today:%y%m}"


def _has_expired(use: _Use) -> bool:
    """0000: the card has no date. Two digits of the year: cards run no 50 years."""
    expiry = _expiry(use.card)
    return expiry.isdecimal() and expiry != "0000" and expiry < _year_month(use.today)


# fmt: off
_RULES: Rules[_Use] = (
    # code           broken when
    (NO_ISSUER,      lambda use: not scheme_of(use.card.pan)),                   # S7: 15
    (WRONG_CARD,     lambda use: _fails_check(use.card.pan)),                    # S7: 14
    (EXPIRED,        _has_expired),                                              # S7: 54
    (SHORT_OF_MONEY, lambda use: use.amount_fen > use.policy.card_fen),          # S7: 51
)
# fmt: on
