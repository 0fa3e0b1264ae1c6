"""Processes of this machine as an executor of seeds. No seed is run here.

The rule: Ctrl-C is for whoever began it. A worker hears none, and does not outlive the block that it works for.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from typing import Any


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """So many; ended at once, whatever they are at, where the block is left by an exception."""
    others = active_children()
    executor = _Executor(count, get_context("spawn"), initializer=_hears_no_interrupt)
    with ExitStack() as broken_off:
        broken_off.callback(_end, executor, others)
        yield executor
        broken_off.pop_all()
    executor.shutdown()


def _end(executor: ProcessPoolExecutor, others: list[BaseProcess]) -> None:
    for worker in set(active_children()).difference(others):
        worker.terminate()
    executor.shutdown(cancel_futures=True)


class _Executor(ProcessPoolExecutor):
    """Its workers are born deaf: one that is still importing must not tell of an interrupt."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """See concurrent.futures; a worker may be started."""
        with _held_back():
            return super().submit(work, *arguments, **named)


@contextmanager
def _held_back() -> Iterator[None]:
    """An interrupt is heard afterwards, and not at all by who is started here. Windows has no such thing."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hears_no_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
