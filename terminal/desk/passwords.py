"""Operators and their passwords, and the lock after five wrong tries. Pure but for the journal that remembers them.

Practice knows the trade's usual defaults (01/0000, 00/123456), which stand on the prompts; a live terminal knows none
of them. Every try is a journal event (operator.password_wrong, operator.password_right), so that a lock survives a
restart.
"""

import hmac
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from terminal.desk.door import Refusal

SUPERVISOR = "00"
TRIES = 5
LOCK_S = 60
_LOCK = timedelta(seconds=LOCK_S)

PRACTICE_PASSWORDS = {"01": "0000", SUPERVISOR: "123456"}
"""Published, and shown on the prompts: nothing is guarded by them but the habit of asking."""

_WRONG, _RIGHT = "operator.password_wrong", "operator.password_right"


class Entry(Protocol):
    """What a past event must show."""

    @property
    def at(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def operator_no(self) -> str: ...


class Journal(Protocol):
    """Where tries are remembered."""

    def entries(self) -> Iterator[Entry]:
        """Past events, oldest first."""

    def note(self, kind: str, *, operator_no: str = "") -> None:
        """Make an event durable."""


class PasswordGate:
    """Checks passwords and counts wrong ones. clock: wall time, compared with the journal's own times."""

    def __init__(self, passwords: dict[str, str], journal: Journal, clock: Callable[[], datetime]) -> None:
        self._passwords = passwords
        self._journal = journal
        self._clock = clock
        self._wrong: dict[str, int] = {}
        self._last: dict[str, datetime] = {}
        for entry in journal.entries():
            if entry.kind in (_WRONG, _RIGHT):
                self._count(entry.kind, entry.operator_no, datetime.fromisoformat(entry.at))

    def knows(self, operator_no: str) -> bool:
        """There is such an operator; the supervisor signs nobody on."""
        return operator_no in self._passwords and operator_no != SUPERVISOR

    def check(self, operator_no: str, password: str, word: str) -> None:
        """Refusal operator_unknown, locked (seconds), or `word` (tries_left)."""
        expected = self._passwords.get(operator_no)
        if expected is None:
            raise Refusal("operator_unknown")
        self._refuse_locked(operator_no)
        right = hmac.compare_digest(expected.encode("utf-8"), password.encode("utf-8"))
        kind = _RIGHT if right else _WRONG
        if not right or self._wrong.get(operator_no):
            self._journal.note(kind, operator_no=operator_no)
        self._count(kind, operator_no, self._clock())
        if right:
            return
        if self._wrong[operator_no] >= TRIES:
            raise Refusal("locked", seconds=LOCK_S)
        raise Refusal(word, tries_left=TRIES - self._wrong[operator_no])

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
