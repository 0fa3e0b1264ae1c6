"""The clerk: the one thread that owns the desk (house decision 1). Asks go in by a queue, answers come out by callback.

No widget here. The rule: the desk is made, used and closed in this thread and in no other.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from terminal.desk.door import CashDesk
from terminal.desk.faults import DONE
from terminal.face.asks.ask import Ask, Progress
from terminal.face.asks.printing import Collect
from terminal.face.leaving import left_behind

Answered = Callable[[Ask, "Future[object]"], None]
"""Hears the outcome of one ask, in the clerk's thread; the future holds the answer, a Refusal, or a mistake of ours."""


class Clerk:
    """One worker. desk_factory is called in the thread, with the first ask, and again if it was refused."""

    def __init__(
        self, desk_factory: Callable[[], CashDesk], answered: Answered, tell: Callable[[Progress], None]
    ) -> None:
        self._factory = desk_factory
        self._answered = answered
        self._tell = tell
        self._desk: CashDesk | None = None
        self._closing = False
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    def ask(self, ask: Ask) -> None:
        """Put one ask into the queue; returns at once."""
        self._pool.submit(self._perform, ask).add_done_callback(lambda future: self._answer(ask, future))

    def close(self) -> int:
        """End what is under way where it is, then give the desk back; nothing is told any more. Exit code: 0; 3 where
        something was left open (terminal.face.leaving.left_behind).
        """
        self._closing = True
        if self._desk is not None:
            self._desk.interrupt()
        code = self._pool.submit(self._close).result()
        self._pool.shutdown()
        return code

    def _perform(self, ask: Ask) -> object:
        if self._desk is None:
            self._desk = self._factory()
            self._desk.device.listen(self._heard)
            self._desk.prints.listen(self._printed)
        return ask.perform(self._desk, self._heard)

    def _answer(self, ask: Ask, future: "Future[object]") -> None:
        if not self._closing:
            self._answered(ask, future)

    def _heard(self, record: Progress) -> None:
        if not self._closing:
            self._tell(record)

    def _printed(self) -> None:
        """In the printers' thread: the thread that owns the journal collects it, when that is free."""
        if not self._closing:
            self.ask(Collect())

    def _close(self) -> int:
        if self._desk is None:
            return DONE
        try:
            return left_behind(self._desk)
        finally:
            self._desk.close()
