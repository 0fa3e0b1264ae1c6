"""Messages of all connections, answered in one go and one commit, and only then told to those who asked. No IO here.

The rule: where the commit fails nothing of its group is said but 96 (so that each terminal asks what became of it), and
where a fault of ours breaks one message its connection ends and nobody else's does. A group is never left half told.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from emulator.ledger.contract import LedgerError
from emulator.serving.far_end import FrontEnd, Grouping

MALFUNCTION = "96"
"""系统异常: of a code that leaves open whether money moved."""


class Asker(Protocol):
    """Who asked: a connection, or the wire of one."""

    def answered(self, asked: bytes, answer: bytes | None, last: bool) -> None:
        """What is said to one message; for each in the order of asking. last: nothing of the same read comes behind."""

    def fail(self) -> None:
        """Its message, or its own `answered`, raised what it should not: it must end."""


Entry = tuple[Asker, bytes, bool]
Soon = Callable[..., object]
"""loop.call_soon."""


class Batch:
    """ledger: None where nothing is committed. group: messages in one commit at most. soon: loop.call_soon."""

    def __init__(self, front_end: FrontEnd, ledger: Grouping | None, group: int, soon: Soon) -> None:
        self._front_end, self._ledger, self._group, self._soon = front_end, ledger, group, soon
        self._waiting: list[Entry] = []

    def ask(self, asker: Asker, asked: bytes, last: bool) -> None:
        """Answered as soon as the loop has read what else is there."""
        waiting = self._waiting
        if not waiting:
            self._soon(self.flush)
        waiting.append((asker, asked, last))

    def flush(self) -> None:
        """All that waits."""
        waiting, self._waiting = self._waiting, []
        self._work(waiting)

    def _work(self, waiting: list[Entry]) -> None:
        """Group by group; what a fault of ours interrupts goes on once that has been told of."""
        try:
            while waiting:
                group = waiting[: self._group]
                del waiting[: self._group]
                self._answer(group, waiting)
        finally:
            if waiting:
                self._soon(self._work, waiting)

    def _answer(self, group: list[Entry], waiting: list[Entry]) -> None:
        answers: list[bytes | None] = []
        try:
            self._ask_all(group, answers)
        except LedgerError:
            refuse = self._front_end.refuse
            answers = [refuse(asked, MALFUNCTION) for _, asked, _ in group]
        except Exception:
            # What was stored is undone, or is a repeat when it is asked again: all but the culprit's.
            culprit = group[min(len(answers), len(group) - 1)][0]
            waiting[:0] = [entry for entry in group if entry[0] is not culprit]
            culprit.fail()
            raise
        self._tell(zip(group, answers, strict=True))

    def _ask_all(self, group: list[Entry], answers: list[bytes | None]) -> None:
        """One answer after another, so that it is known which message broke."""
        answer = self._front_end.answer
        if self._ledger is None:
            for _, asked, _ in group:
                answers.append(answer(asked))
            return
        with self._ledger.group():
            for _, asked, _ in group:
                answers.append(answer(asked))

    def _tell(self, told: Iterator[tuple[Entry, bytes | None]]) -> None:
        asker: Asker | None = None
        try:
            for (asker, asked, last), answer in told:
                asker.answered(asked, answer, last)
        except Exception:
            if asker is not None:
                asker.fail()
            self._soon(self._tell, told)
            raise
