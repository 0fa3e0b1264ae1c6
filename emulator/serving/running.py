"""The loop of a served line, its signals, and what is told of faults. uvloop where it is installed; no line here.

The rule: SIGINT and SIGTERM end a server the same way: once asked it ends cleanly, asked again at once. What a fault of
ours says is where it happened and of which kind, and never its text: a message's bytes could be in it.
"""

import asyncio
import errno
import gc
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_NO_FILES = {errno.EMFILE, errno.ENFILE}


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run `main` in the main thread until it ends, or a signal asks: it is cancelled and has ended when this returns.

    What `main` raises is raised. What has been loaded by now stays for good: the collector need not look at it again
    and again, at half a microsecond a refund.
    """
    gc.collect()
    gc.freeze()
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(_until_asked(main))


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # not installed; there is none for Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def _until_asked(main: Coroutine[Any, Any, None]) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(Faults().hear)
    asked: list[int] = []
    task = loop.create_task(main)

    def ask() -> None:
        asked.append(1)
        task.cancel()

    with _signals(loop, ask):
        try:
            await task
        except asyncio.CancelledError:
            if not asked:
                raise


@contextmanager
def _signals(loop: asyncio.AbstractEventLoop, ask: Callable[[], None]) -> Iterator[None]:
    try:
        for number in _SIGNALS:
            loop.add_signal_handler(number, ask)
    except NotImplementedError:  # Windows
        before = [signal.signal(number, lambda *_: loop.call_soon_threadsafe(ask)) for number in _SIGNALS]
        try:
            yield
        finally:
            for number, handler in zip(_SIGNALS, before, strict=True):
                signal.signal(number, handler)
        return
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


class Faults:
    """Tells stderr of what nobody caught. That the process may open no more files is told once: peers decide how often
    it happens.
    """

    def __init__(self) -> None:
        self._told_of_files = False

    def hear(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """See loop.set_exception_handler."""
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in _NO_FILES:
            if not self._told_of_files:
                self._told_of_files = True
                _print("too many open files: peers wait, or are closed at once")
            return
        _print(context["message"] if error is None else told(error))


def told(error: BaseException) -> str:
    """Where it happened and its kind; never its text."""
    return "".join((*traceback.format_tb(error.__traceback__), type(error).__name__))


def _print(text: str) -> None:
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        return  # nobody reads; that is no reason to end a line
