"""Passwords at the door, and the lock after five wrong tries. Who there is and what each may do is operators.py's.

Every try that is wrong is a journal event (operator.password_wrong, operator.password_right), so that a lock survives a
restart. The rules: no password is compared where a try can't be written, and behind a wrong one each is written before
it is compared; a change of a password is durable before it counts; a lock ends by time that has surely passed, and the
clock on the wall is not asked for it, as whoever stands at the terminal may set it.
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
_ANEW = "operator.lock_anew"
"""A lock of another start of the machine is counted from here on: what passed before is not known."""
_OPENS = (_RIGHT, ADDED, PASSWORD_SET)
"""What ends the counting of wrong tries: the right one, or a new password from who may set it."""
_UP, _BOOT = "up_ms", "boot"


class Entry(Event, Protocol):
    """What a past event must show."""

    @property
    def operator_no(self) -> str: ...


class Journal(Protocol):
    """Where tries and changes are remembered."""

    def of_kind(self, word: str) -> Iterator[Entry]:
        """Past events whose kind begins with `word` and a dot, oldest first."""

    def require_writable(self) -> None:
        """An event could be written now. Raises as `note` would."""

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


@dataclass(slots=True)
class _Tried:
    """Wrong tries of one operator since the right one. up_ms: what the machine had been up at the last of them, or when
    its lock was counted anew. boot: in which start of it, "" for not known.
    """

    wrong: int = 0
    up_ms: int = 0
    boot: str = ""


class PasswordGate:
    """Checks passwords and counts wrong ones. up_s: seconds since the machine started, which nobody sets; a process
    that comes later goes on with them. boot: which start that was, "" where the system does not say.

    Raises ValueError for a journal with a change of operators that makes no sense.
    """

    def __init__(
        self, operators: Operators, journal: Journal, up_s: Callable[[], float], lock: Lock, boot: str = ""
    ) -> None:
        self.operators = operators
        self._journal = journal
        self._up_s = up_s
        self._lock = lock
        self._boot = boot
        self._tried: dict[str, _Tried] = {}
        for entry in journal.of_kind("operator"):
            operators.hear(entry)
            if entry.kind in (_WRONG, _ANEW, *_OPENS):
                self._count(entry.kind, entry.subject or entry.operator_no, *_up_of(entry))

    def check(self, operator_no: str, password: str, word: str) -> None:
        """Refusal operator_unknown, locked (operator, seconds), or `word` (tries_left)."""
        if not self.operators.knows(operator_no):
            raise Refusal("operator_unknown")
        self._refuse_locked(operator_no)
        self.operators.require_pepper(operator_no)
        written = self._written_first(operator_no)
        if self.operators.fits(operator_no, password):
            if written:
                self._journal.note(_RIGHT, operator_no=operator_no)
            self._count(_RIGHT, operator_no)
            return
        if not written:
            self._note(_WRONG, operator_no)
        wrong = self._tried[operator_no].wrong
        if seconds := self._lock.after(wrong):
            raise Refusal("locked", operator=operator_no, seconds=seconds)
        raise Refusal(word, tries_left=TRIES - wrong % TRIES)

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
            self._count(change.kind, change.subject)

    def _refuse_locked(self, operator_no: str) -> None:
        tried = self._tried.get(operator_no, _Tried())
        seconds = self._lock.after(tried.wrong)
        if not seconds:
            return
        if tried.up_ms > self._up_ms() or (tried.boot and self._boot and tried.boot != self._boot):
            self._note(_ANEW, operator_no)
        passed = self._up_ms() - tried.up_ms
        if passed < seconds * 1000:
            raise Refusal("locked", operator=operator_no, seconds=math.ceil(seconds - passed / 1000))

    def _written_first(self, operator_no: str) -> bool:
        """Before a password is compared: it is written as wrong where one was wrong before, and could be elsewhere. So
        whoever stops this program between the two has one try a start that nobody counted.
        """
        if not self._tried.get(operator_no, _Tried()).wrong:
            self._journal.require_writable()
            return False
        self._note(_WRONG, operator_no)
        return True

    def _note(self, kind: str, operator_no: str) -> None:
        """It counts here, also where it can't be written."""
        up_ms = self._up_ms()
        self._count(kind, operator_no, up_ms, self._boot)
        self._journal.note(kind, operator_no=operator_no, body={_UP: up_ms, _BOOT: self._boot})

    def _up_ms(self) -> int:
        return math.ceil(self._up_s() * 1000)

    def _count(self, kind: str, operator_no: str, up_ms: int = 0, boot: str = "") -> None:
        tried = self._tried.setdefault(operator_no, _Tried())
        tried.wrong = tried.wrong + (kind == _WRONG) if kind in (_WRONG, _ANEW) else 0
        tried.up_ms, tried.boot = up_ms, boot


def _up_of(entry: Entry) -> tuple[int, str]:
    """How long the machine had been up then, in ms, and in which start; 0 and "" where that was not written yet."""
    up_ms, boot = entry.body.get(_UP, 0), entry.body.get(_BOOT, "")
    return up_ms if isinstance(up_ms, int) else 0, boot if isinstance(boot, str) else ""
