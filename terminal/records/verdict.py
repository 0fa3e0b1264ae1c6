"""What can be said of a journal: is its chain whole, what is in it, and which heads from outside of it does it hold?

It reads a store and changes nothing. The rule: it says against what it was checked, also where that is nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from terminal.records.chain import MARK_DIGITS, ON_PAPER, BrokenChainError, Head, Walked, walk
from terminal.records.format import COLUMNS
from terminal.records.sqlite_store import SqliteStore
from terminal.records.store import JournalError, Row

_KIND = COLUMNS.index("kind")
_MARK = re.compile(rf"[1-9][0-9]{{0,17}} [0-9a-f]{{{MARK_DIGITS},64}}")
"""No slip is printed before the first event."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One head from outside. source: "file" beside the journal, or "slip". said: as it stands there. holds: the chain
    once ended so.
    """

    source: str
    said: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """seq: of the first event that does not fit, 0 where it is none's. fault: what is wrong with chain or file, "" for
    nothing. counts: events by the first word of their kind. settlements: the mark of each one that was closed.
    """

    version: int
    events: int = 0
    head: Head | None = None
    seq: int = 0
    fault: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    compared: tuple[Compared, ...] = ()
    settlements: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whole, and holds every head that it was compared with."""
        return not self.fault and all(one.holds for one in self.compared)


def judge(store: SqliteStore, slips: Iterable[str] = ()) -> Verdict:
    """slips: marks as settlement slips show them, "N HEX"."""
    kinds: Counter[str] = Counter()
    marks: list[str] = []

    def counted(rows: Iterable[Row]) -> Iterable[Row]:
        for row in rows:
            kinds[str(row[_KIND]).partition(".")[0]] += 1
            if row[_KIND] in ON_PAPER:
                marks.append(f"{row[0]} {str(row[-1])[:MARK_DIGITS]}")
            yield row

    try:
        walked = walk(counted(store.chain()), store.facts())
    except BrokenChainError as error:
        return Verdict(store.version, kinds.total(), seq=error.seq, fault=str(error), counts=dict(kinds))
    except JournalError as error:
        return Verdict(store.version, kinds.total(), fault=error.reason, counts=dict(kinds))
    compared = (*_beside(store, walked), *(_slip(mark, walked) for mark in slips))
    return Verdict(store.version, walked.count, walked.head, 0, "", dict(sorted(kinds.items())), compared, tuple(marks))


def is_mark(text: str) -> bool:
    """It has the form of a mark on a slip."""
    return _MARK.fullmatch(text) is not None


def _slip(mark: str, walked: Walked) -> Compared:
    seq, _, digest = mark.partition(" ")
    return Compared("slip", mark, walked.stood(Head(walked.head.epoch, int(seq), digest)))


def _beside(store: SqliteStore, walked: Walked) -> list[Compared]:
    try:
        text = store.anchor()
        head = Head.read(text) if text else None
    except JournalError as error:
        return [Compared("file", error.reason, False)]
    except ValueError as error:
        return [Compared("file", str(error), False)]
    return [Compared("file", head.mark, walked.stood(head))] if head is not None else []
