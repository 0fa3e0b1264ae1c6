"""Passwords at the door, and the lock after five wrong tries. Who there is and what each may do is operators.py's.

Every try that is wrong is a journal event (operator.password_wrong, operator.password_right), so that a lock survives a
restart. The rules: a change of a password is durable before it counts; a lock ends by time that has surely passed, and
the clock on the wall is not asked for it, as whoever stands at the terminal may set it.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from terminal.desk.door import Refusal
from terminal.desk.operators import ADDED, APPOINTED, DISMISSED, PASSWORD_SET, REMOVED, Event, Operators

TRIES = 5


@dataclass(frozen=True, slots=True)
class Lock:
    """How long nobody gets in after TRIES wrong ones: twice as long each time, until the right one came. In seconds."""

    first_s: int
    most_s: int

    def after(self, wrong: int) -> int:
        """Seconds, after so many wrong tries in all; 0 where the last of them locked nothing."""
        locks, open_tries = divmod(wrong, TRIES)
        return min(self.first_s << min(locks - 1, 16), self.most_s) if locks and not open_tries else 0


PRACTICE_LOCK = Lock(60, 60)
"""Nothing is guarded there but the habit; a minute is to be seen in a lesson and no more."""
LIVE_LOCK = Lock(1800, 4 * 3600)
"""Half an hour (PCI DSS 8.3.4), then more: 30 tries in the first day, of 10,000 that four digits allow."""

_WRONG, _RIGHT = "operator.password_wrong", "operator.password_right"
_OPENS = (_RIGHT, ADDED, PASSWORD_SET)
"""What ends the counting of wrong tries: the right one, or a new password from who may set it."""
_UP = "up_ms"


class Entry(Event, Protocol):
    """What a past event must show."""

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
    """Checks passwords and counts wrong ones. up_s: seconds since the machine started, which nobody sets; a process
    that comes later goes on with them.

    Raises ValueError for a journal with a change of operators that makes no sense.
    """

    def __init__(self, operators: Operators, journal: Journal, up_s: Callable[[], float], lock: Lock) -> None:
        self.operators = operators
        self._journal = journal
        self._up_s = up_s
        self._lock = lock
        self._wrong: dict[str, int] = {}
        self._last: dict[str, int] = {}
        for entry in journal.of_kind("operator"):
            operators.hear(entry)
            if entry.kind in (_WRONG, *_OPENS):
                self._count(entry.kind, entry.subject or entry.operator_no, _up_of(entry))

    def check(self, operator_no: str, password: str, word: str) -> None:
        """Refusal operator_unknown, locked (operator, seconds), or `word` (tries_left)."""
        if operator_no not in self.operators.numbers():
            raise Refusal("operator_unknown")
        self._refuse_locked(operator_no)
        right = self.operators.fits(operator_no, password)
        kind, now = _RIGHT if right else _WRONG, self._up_ms()
        if not right or self._wrong.get(operator_no):
            self._journal.note(kind, operator_no=operator_no, body=None if right else {_UP: now})
        self._count(kind, operator_no, now)
        if right:
            return
        if seconds := self._lock.after(self._wrong[operator_no]):
            raise Refusal("locked", operator=operator_no, seconds=seconds)
        raise Refusal(word, tries_left=TRIES - self._wrong[operator_no] % TRIES)

    def add(self, operator_no: str, password: str, by: str) -> None:
        """One more operator, durable when it returns. by: who says so."""
        self._change(_Change(ADDED, operator_no, self.operators.kept_of(password)), by)

    def set_password(self, operator_no: str, password: str, by: str) -> None:
        """Another password, durable when it returns; it ends a lock."""
        self._change(_Change(PASSWORD_SET, operator_no, self.operators.kept_of(password)), by)

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
            self._count(change.kind, change.subject, 0)

    def _refuse_locked(self, operator_no: str) -> None:
        seconds = self._lock.after(self._wrong.get(operator_no, 0))
        now, then = self._up_ms(), self._last.get(operator_no, 0)
        passed = now - then if now >= then else now  # started anew since: what it was off for is not counted
        if passed < seconds * 1000:
            raise Refusal("locked", operator=operator_no, seconds=math.ceil(seconds - passed / 1000))

    def _up_ms(self) -> int:
        return math.ceil(self._up_s() * 1000)

    def _count(self, kind: str, operator_no: str, up_ms: int) -> None:
        self._wrong[operator_no] = self._wrong.get(operator_no, 0) + 1 if kind == _WRONG else 0
        self._last[operator_no] = up_ms


def _up_of(entry: Entry) -> int:
    """How long the machine had been up then, in ms; 0 where that was not written yet."""
    up_ms = entry.body.get(_UP, 0)
    return up_ms if isinstance(up_ms, int) else 0
