"""Where a journal's events and facts lie: the port, and the one error of it. No chain, no record and no file here.

The rule: rows and changed facts are written together or not at all, and what was written is durable when `write`
returns. A store is open for one owner at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

Row = tuple[Any, ...]
"""An event: terminal.records.format.COLUMNS, then the two hashes of the chain."""


class JournalError(Exception):
    """The journal can't be used; `word` is a key of terminal.desk.door.FAULTS."""

    def __init__(self, word: str, reason: str) -> None:
        super().__init__(word, reason)
        self.word = word
        self.reason = reason


class Store(Protocol):
    """Every method but `close` may raise JournalError: reading journal_damaged, writing journal_write."""

    def is_new(self) -> bool:
        """Nothing was ever kept here. JournalError journal_damaged: something is that is no journal."""

    def create(self, facts: Mapping[str, str]) -> None:
        """A journal without events, with these facts."""

    def bring_forward(self) -> None:
        """What an older version wrote becomes what this one writes; the chain was found whole."""

    def facts(self) -> dict[str, str]:
        """All of them, by name."""

    def write(self, rows: Sequence[Row], facts: Mapping[str, str], *, spend: bool = True) -> None:
        """Add events and change facts; durable when it returns. spend: on a full disk they may take the room that is
        kept; else that stands, nothing was written, and it is JournalError journal_full. After another it is unknown
        what is kept.
        """

    def chain(self) -> Iterable[Row]:
        """Every event, in order."""

    def events(self, subject: str = "") -> Iterable[Row]:
        """Every event, or those about one subject, in order: (seq, at, kind, subject, operator_no, body)."""

    def of_kind(self, word: str) -> Iterable[Row]:
        """Events whose kind begins with `word` and a dot, as `events`."""

    def subjects(self, kind: str) -> Iterable[str]:
        """What events of this kind are about, each once."""

    def present(self, word: str) -> Iterable[tuple[str, str]]:
        """Subject and body of the last event of each subject whose kind begins with `word` and a dot; in order."""

    def of_cases(self, behind: int) -> Iterable[Row]:
        """Events of refund cases and of refunds that were started from one, behind that number, as `events`."""

    def has_cases(self) -> bool:
        """There is an event of a refund case."""

    def mark(self, kind: str, subject: str) -> tuple[int, str] | None:
        """Number and hash of the last event of this kind about `subject`."""

    def keep_room(self) -> None:
        """Room for the last records is kept aside, or is again. JournalError journal_full: it can't be."""

    def anchor(self) -> str:
        """What `set_anchor` or `follow` kept last outside of events and facts, "" where they never did."""

    def set_anchor(self, text: str) -> None:
        """Keep this where a copy of the journal put back does not bring it back; durable when it returns."""

    def follow(self, text: str) -> None:
        """Keep this too as `set_anchor` does, without waiting for the disk: a kill leaves it, a power cut need not."""

    def close(self) -> None:
        """Give it back, for the next owner."""
