"""Passwords at the door, and the lock after five wrong tries. Who there is and what each may do is operators.py's.

Every try that is wrong is a journal event (operator.password_wrong, operator.password_right), so that a lock survives a
restart. The rule: a change of a password is durable before it counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from terminal.desk import password_hash
from terminal.desk.door import Refusal
from terminal.desk.operators import ADDED, APPOINTED, DISMISSED, PASSWORD_SET, REMOVED, Event, Operators

TRIES = 5
LOCK_S = 60
_LOCK = timedelta(seconds=LOCK_S)

_WRONG, _RIGHT = "operator.password_wrong", "operator.password_right"
_OPENS = (_RIGHT, ADDED, PASSWORD_SET)
"""What ends the counting of wrong tries: the right one, or a new password from who may set it."""


class Entry(Event, Protocol):
    """What a past event must show."""

    @property
    def at(self) -> str: ...
    @property
    def operator_no(self) -> str: ...


class Journal(Protocol):
    """Where tries and changes are remembered."""

    def of_kind(self, word: str) -> Iterator[Entry]:
        """Past events whose kind begins with `word` and a dot, oldest first."""

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        """Make an event durable."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of operators as the journal will remember it."""

    kind: str
    subject: str
    body: dict[str, object]


class PasswordGate:
    """Checks passwords and counts wrong ones. clock: wall time, compared with the journal's own times.

    Raises ValueError for a journal with a change of operators that makes no sense.
    """

    def __init__(self, operators: Operators, journal: Journal, clock: Callable[[], datetime]) -> None:
        self.operators = operators
        self._journal = journal
        self._clock = clock
        self._wrong: dict[str, int] = {}
        self._last: dict[str, datetime] = {}
        for entry in journal.of_kind("operator"):
            operators.hear(entry)
            if entry.kind in (_WRONG, *_OPENS):
                self._count(entry.kind, entry.subject or entry.operator_no, datetime.fromisoformat(entry.at))

    def check(self, operator_no: str, password: str, word: str) -> None:
        """Refusal operator_unknown, locked (seconds), or `word` (tries_left)."""
        if operator_no not in self.operators.numbers():
            raise Refusal("operator_unknown")
        self._refuse_locked(operator_no)
        right = self.operators.fits(operator_no, password)
        kind = _RIGHT if right else _WRONG
        if not right or self._wrong.get(operator_no):
            self._journal.note(kind, operator_no=operator_no)
        self._count(kind, operator_no, self._clock())
        if right:
            return
        if self._wrong[operator_no] >= TRIES:
            raise Refusal("locked", seconds=LOCK_S)
        raise Refusal(word, tries_left=TRIES - self._wrong[operator_no])

    def add(self, operator_no: str, password: str, by: str) -> None:
        """One more operator, durable when it returns. by: who says so."""
        self._change(_Change(ADDED, operator_no, {"password": password_hash.hashed(password)}), by)

    def set_password(self, operator_no: str, password: str, by: str) -> None:
        """Another password, durable when it returns; it ends a lock."""
        self._change(_Change(PASSWORD_SET, operator_no, {"password": password_hash.hashed(password)}), by)

    def remove(self, operator_no: str, by: str) -> None:
        """One operator fewer, durable when it returns."""
        self._change(_Change(REMOVED, operator_no, {}), by)

    def appoint(self, operator_no: str, by: str) -> None:
        """One more shop manager, durable when it returns."""
        self._change(_Change(APPOINTED, operator_no, {}), by)

    def dismiss(self, operator_no: str, by: str) -> None:
        """One shop manager fewer, durable when it returns; an operator still."""
        self._change(_Change(DISMISSED, operator_no, {}), by)

    def _change(self, change: _Change, by: str) -> None:
        self._journal.note(change.kind, operator_no=by, subject=change.subject, body=change.body)
        self.operators.hear(change)
        if change.kind in _OPENS:
            self._count(change.kind, change.subject, self._clock())

    def _refuse_locked(self, operator_no: str) -> None:
        if self._wrong.get(operator_no, 0) < TRIES:
            return
        passed = self._clock() - self._last[operator_no]
        if passed < timedelta(0):  # the clock was set back: that opens no lock, it begins anew
            self._last[operator_no], passed = self._clock(), timedelta(0)
        if passed < _LOCK:
            raise Refusal("locked", seconds=LOCK_S - int(passed.total_seconds()))

    def _count(self, kind: str, operator_no: str, at: datetime) -> None:
        before = self._wrong.get(operator_no, 0)
        if before >= TRIES:  # it was locked, and a try is only counted after the lock
            before = 0
        self._wrong[operator_no] = before + 1 if kind == _WRONG else 0
        self._last[operator_no] = at
