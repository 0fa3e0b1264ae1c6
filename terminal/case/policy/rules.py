"""The rules of one period of a shop's refund policy, as data. Pure.

Whether they allow a refund is judging.py's. The rule: a period says everything itself; the bounds are keys.py's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from protocol.transactions import Channel, Goods
from terminal.case.papers import NEEDED, Kind, Paper
from terminal.case.words import Route, Stage
from terminal.trade.arrival import Arrival

ANY = "*"
"""At the end of an article number: every number that begins so."""


class Counts(StrEnum):
    """Whose rules count for a refund that is asked for in this period: those of the day of sale, or these."""

    SALE = "sale"
    REQUEST = "request"


class Verdict(StrEnum):
    """What the policy says of one refund. CASE: not at the counter, but a case may decide."""

    ALLOWED = "allowed"
    CASE = "case"
    REFUSED = "refused"


class Duplicates(StrEnum):
    """How many cases one receipt may have: one that is open, or one ever."""

    OPEN = "open"
    EVER = "ever"


@dataclass(frozen=True, slots=True)
class Fee:
    """What is taken off a refund: permille of it, and fixed_fen. free_days: none up to and including so many days after
    the sale; None, it is always taken. words: why, in the shop's own words.
    """

    permille: int = 0
    fixed_fen: int = 0
    free_days: int | None = None
    words: str = ""

    def of(self, amount_fen: int, age_days: int) -> int:
        """In fen, half up: half a fen is the shop's."""
        if self.free_days is not None and age_days <= self.free_days:
            return 0
        return (amount_fen * self.permille + 500) // 1000 + self.fixed_fen


@dataclass(frozen=True, slots=True)
class Rules:
    """Those of one period. since, until: its first and last day; None, it has no such end.

    window_days: goods come back up to and including so many days after the sale; late: what becomes of later ones.
    not_returnable: article numbers, ANY at the end for all that begin so; excluded: what becomes of those.
    case_above_fen: more than that is no refund of the counter; 0, any amount is. supervisor_limit_fen: more than that
    is reviewed by the shop manager; 0, nothing is. papers: beside those that each kind needs anyway. arrivals: working
    days by the original means; outside: by others, only those that the shop agrees to. due_days: of each step of a
    case, 0 for no time set. retention_days: how long evidence is kept.
    """

    since: date | None
    until: date | None
    counts: Counts
    window_days: int
    late: Verdict
    not_returnable: tuple[str, ...]
    excluded: Verdict
    fee: Fee
    case_above_fen: int
    supervisor_limit_fen: int
    papers: Mapping[Kind, tuple[Paper, ...]]
    arrivals: Mapping[Channel, Arrival]
    outside: Mapping[Route, Arrival]
    duplicates: Duplicates
    due_days: Mapping[Stage, int]
    retention_days: int

    @property
    def days(self) -> str:
        """2026-01-01…2026-12-31, an end that is open left out."""
        return f"{self.since or ''}…{self.until or ''}"

    def returnable(self, goods: Goods) -> bool:
        """Not among what never comes back."""
        return not any(_fits(goods.sku, number) for number in self.not_returnable)

    def needed(self, kind: Kind) -> tuple[Paper, ...]:
        """Papers without which no case of that kind is approved."""
        return tuple(dict.fromkeys((*NEEDED[kind], *self.papers.get(kind, ()))))


def _fits(sku: str, number: str) -> bool:
    return sku.startswith(number.removesuffix(ANY)) if number.endswith(ANY) else sku == number
