"""The terminal's side of reading pictures: one reading process, started with the first picture and kept warm.

No decoder is loaded here. The rule: whatever happens to that process costs the step that was running, not the picture,
and never the terminal.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import monotonic
from types import TracebackType

from scanner.decode.header import PictureError, header_of, picture_bytes
from scanner.decode.scan import ScanResult, scan
from scanner.decode.symbol import UNREAD_BARS, Reading, StepTaken, Symbol, codes_of_a_slip
from scanner.reader.answers import Grey, grey_heard, name_heard, step_heard, symbols_heard, why_heard
from scanner.reader.process import COMMAND, Child
from scanner.reader.wire import Message, WireError

PATIENCE_S = 10.0  # for one step, by the clock: forty budgets, as another program may have the processor
MAX_STARTS = 4  # processes for one picture: three steps that fall over are a bad picture, not bad luck


class Reader:
    """Reads pictures, one after another. scan and read are for one thread at a time, interrupt and close for any.

    patience_s: how long a step may say nothing. command: starts the process.
    """

    def __init__(self, *, patience_s: float = PATIENCE_S, command: Sequence[str] = COMMAND) -> None:
        self._patience_s = patience_s
        self._command = command
        self._child: Child | None = None
        self._over = False
        self._turn = Lock()

    def scan(self, path: Path | str, shop_key: bytes | None) -> ScanResult:
        """Read a picture file and decide what it means. shop_key: the shop's slip key, None where it has none."""
        return scan(path, shop_key, self.read)

    def read(self, source: Path | str | bytes) -> Reading:
        """All codes on a picture file, or on its bytes. PictureError.

        A step that its process did not survive stands among the steps as skipped, "died", by the clock's time. A slip's
        QR code alone has UNREAD_BARS beside it then.
        """
        data = source if isinstance(source, bytes) else picture_bytes(Path(source))
        header_of(data)
        with self._asking():
            return self._read(data, _Notes())

    def fitted(self, data: bytes, wide: int, high: int) -> Grey:
        """Bytes of a picture -> the picture, upright; made smaller where it is larger than that. PictureError."""
        header_of(data)
        with self._asking():
            told = self._answer_to(Message("fit", {"wide": wide, "high": high}, data))
            if told is not None and told.word == "unreadable":
                raise PictureError(why_heard(told))
            with suppress(WireError):  # as good as dead
                if told is not None:
                    return grey_heard(told)
            self._end()
            raise PictureError("stopped" if self._over else "gave_up")

    def interrupt(self) -> None:
        """Nobody waits any more: what is being read ends as PictureError stopped, and so does whatever comes later."""
        self._over = True
        child = self._child
        if child is not None:
            child.kill()

    def close(self) -> None:
        """End the process; nothing can be read any more."""
        self.interrupt()
        with self._turn:
            self._end()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """One question at a time; one that breaks off ends the process, which would answer it to the next."""
        with self._turn:
            try:
                yield
            except PictureError:
                raise
            except BaseException:
                self._end()
                raise

    def _answer_to(self, asked: Message) -> Message | None:
        """What is said to a question with one answer; None where nobody is there, or it died over it."""
        child = self._started()
        if child is None:
            return None
        child.tell(asked, self._patience_s)
        return child.hear(self._patience_s)

    def _read(self, data: bytes, notes: "_Notes") -> Reading:
        for _ in range(MAX_STARTS):
            child = self._started()
            if child is not None and self._ask(child, data, notes):
                return notes.reading()
            self._end()
            if self._over:
                raise PictureError("stopped")
            if notes.running == "open":
                break
            notes.died()
        if not any(step.name != "open" for step in notes.steps):
            raise PictureError("gave_up")
        return notes.reading()

    def _ask(self, child: Child, data: bytes, notes: "_Notes") -> bool:
        """Have a picture read, or the rest of it; False where the process died over it. PictureError."""
        asked = {"spent_ms": notes.spent_ms, "skip": [step.name for step in notes.steps]}
        child.tell(Message("read", asked, data), self._patience_s)
        try:
            while (told := child.hear(self._patience_s)) is not None:
                if notes.take(told):
                    return True
        except WireError:
            pass  # it says what was not agreed: as good as dead
        return False

    def _started(self) -> Child | None:
        """The process; None where there can be none."""
        if self._child is None:
            try:
                child = self._child = Child(self._command)
            except OSError:  # no memory, no right, no Python any more
                return None
            if self._over:  # since before it was there to be killed
                child.kill()
            if not child.is_there():
                return None
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.close()


class _Notes:
    """What was heard of one picture so far, from one process or several. running: the step that has begun, or "".

    A process that dies takes with it what it doubted, and the next one looks neither at a larger size with the steps
    that were taken, nor for the bars of a QR code that it has not seen: so that code is not believed alone.
    """

    def __init__(self) -> None:
        self.steps: list[StepTaken] = []
        self.running = ""
        self._began = 0.0
        self._lost = False
        self._symbols: dict[tuple[str, bytes], Symbol] = {}

    @property
    def spent_ms(self) -> float:
        """Of the picture's budget; what a process took that died is not known, and not counted."""
        return sum(step.cpu_ms for step in self.steps if step.skipped != "died")

    def take(self, told: Message) -> bool:
        """True for the last message of a picture. PictureError where it is none; WireError."""
        if told.word == "begins":
            self.running, self._began = name_heard(told), monotonic()
        elif told.word == "step":
            self.steps.append(step_heard(told))
            if self.steps[-1].name == self.running:  # not where a library was loaded for it
                self.running = ""
            self._keep(self.steps[-1].accepted)
        elif told.word == "unreadable":
            raise PictureError(why_heard(told))
        else:
            self._keep(symbols_heard(told))
            return True
        return False

    def died(self) -> None:
        """The process did; with it the step that was running, if one was, and what it had not told of the others."""
        if self.running:
            self.steps.append(StepTaken(self.running, (monotonic() - self._began) * 1000, skipped="died"))
            self.running = ""
        self._lost |= bool(self.steps)

    def reading(self) -> Reading:
        """All of it."""
        if self._lost and codes_of_a_slip(self._symbols.values()) == (True, False):
            self._keep((UNREAD_BARS,))
        return Reading(tuple(self._symbols.values()), tuple(self.steps))

    def _keep(self, symbols: Iterable[Symbol]) -> None:
        for symbol in symbols:
            self._symbols.setdefault((symbol.symbology, symbol.raw), symbol)
