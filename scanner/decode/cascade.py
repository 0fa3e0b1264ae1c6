"""Grey picture -> symbols: the steps of the table one after the other, until what was wanted is read or time is up.

What a code means is not decided here; whether it is believed, in belief.py. The rule: a code that is believed ends the
cascade, unless it looks like one of a slip's two: then the other one is looked for a little longer.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from scanner.decode.belief import Belief, Look
from scanner.decode.header import header_of, picture_bytes
from scanner.decode.looks import Looks
from scanner.decode.picture import open_picture
from scanner.decode.steps import ALL, BARS, CAMERA_STEPS, QR, STEPS, Step
from scanner.decode.symbol import Reading, StepTaken, Symbol, text_of
from scanner.decode.zxing import Found

MAX_SYMBOLS = 16  # a slip has two; a sheet full of codes is no slip, and the first ones say so
BUDGET_MS = 250.0  # processor time a picture may cost, opening it included
_LOADED_MS = 2.0  # what takes less was there already
ENOUGH_PIXELS = 3_000_000  # a slip that fills half of them has 3 pixels a printed dot
SMALL_PART = 0.5  # of the budget, for a large picture at a smaller size
OPEN_MS_A_MEGAPIXEL = 8.0
LOAD = "load"  # the step that brings in libraries: told, but no picture's fault and so not counted
SECOND_PART = 0.4  # of it, for the second code of a slip once the first is read

# Texts of which a slip has two: a QR code as slips carry them, ours or an older kind, and bars that number an order.
_SLIP_QR = re.compile(rb"LK[A-Z0-9]{2}[*|][0-9]{14,}[*|].*", re.DOTALL)
_SLIP_BARS = re.compile(rb"8[0-9]{13}|[0-9]{20}")

Heard = Callable[[StepTaken], None]
Begins = Callable[[str], None]


def unheard(_: StepTaken | str) -> None:
    """Nobody listens to the steps."""


def read_picture(
    source: Path | str | bytes,
    *,
    budget_ms: float = BUDGET_MS,
    skip: frozenset[str] = frozenset(),
    heard: Heard = unheard,
    begins: Begins = unheard,
) -> Reading:
    """All codes on a picture file, each once, at most MAX_SYMBOLS; none where there is none. PictureError as
    open_picture. budget_ms, skip, heard and begins as read_codes; opening counts, as a step "open".

    A large picture is read at a smaller size first, and at its own if that showed nothing and time is left ("open
    whole", and the steps once more).
    """
    data = source if isinstance(source, bytes) else picture_bytes(Path(source))
    header = header_of(data)
    pixels = header.width * header.height
    taken: list[StepTaken] = []

    def opened(name: str, enough_pixels: int) -> Image.Image:
        begins(name)
        began = time.thread_time()
        picture = open_picture(data, enough_pixels=enough_pixels)
        times = int((picture.width * picture.height / enough_pixels) ** 0.5)
        picture = picture.reduce(times) if times > 1 else picture
        taken.append(StepTaken(name, _since(began)))
        heard(taken[-1])
        return picture

    def read(picture: Image.Image, part: float = 1.0) -> Reading:
        left_ms = budget_ms - sum(step.cpu_ms for step in taken if step.name != LOAD)
        found = read_codes(picture, budget_ms=left_ms * part, skip=skip, heard=heard, begins=begins)
        taken.extend(found.steps)
        return Reading(found.symbols, tuple(taken))

    picture = opened("open", ENOUGH_PIXELS)
    if picture.width * picture.height >= pixels:
        return read(picture)
    small = read(picture, SMALL_PART)
    if small.symbols:
        return small
    if pixels / 1e6 * OPEN_MS_A_MEGAPIXEL > budget_ms - small.cpu_ms:
        taken.append(StepTaken("open whole", 0.0, skipped="budget"))
        heard(taken[-1])
        return Reading((), tuple(taken))
    return read(opened("open whole", pixels))


def read_codes(
    picture: Image.Image,
    *,
    budget_ms: float = BUDGET_MS,
    skip: frozenset[str] = frozenset(),
    heard: Heard = unheard,
    begins: Begins = unheard,
) -> Reading:
    """All codes on a grey picture (mode L), for at most so much processor time.

    skip: names of steps that are left out. heard: called with each step once it has ended, so that what was read is
    known even if a later step takes the process with it. begins: called with a step's name just before it runs, so that
    the one that did is known, too.
    """
    run = _Run(Looks.of(picture), budget_ms, heard, begins)
    for step in (step for step in STEPS if step.name not in skip):
        if not run.wanted:
            break
        run.take(step)
    return run.reading()


def read_frame(grey: memoryview, turn: int) -> Reading:
    """One frame of a camera: the first steps, and of the further steps one, the turn-th (any count, taken round).

    grey: height x width bytes in one piece, not copied.
    """
    run = _Run(Looks(grey), BUDGET_MS, unheard, unheard)
    further = STEPS[CAMERA_STEPS:]
    for step in (*STEPS[:CAMERA_STEPS], further[turn % len(further)]):
        if run.wanted:
            run.take(step)
    return run.reading()


@dataclass(slots=True)
class _Run:
    """One picture on its way through the steps. wanted: symbologies still looked for, none when it is done."""

    looks: Looks
    budget_ms: float
    heard: Heard
    begins: Begins
    second_ms: float = field(init=False)
    spent_ms: float = 0.0
    expected_ms: float = 0.0
    wanted: frozenset[str] = ALL
    belief: Belief = field(default_factory=Belief)
    symbols: list[Symbol] = field(default_factory=list)
    taken: list[StepTaken] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.second_ms = self.budget_ms * SECOND_PART

    def take(self, step: Step) -> None:
        """Run one step if it looks for anything wanted, is there, and fits into what is left of the budget."""
        wanted = step.symbologies & self.wanted
        self.looks.doubts = list(self.belief.doubts.values())
        if not wanted or step.idle(self.looks):
            return
        expected = step.cost_ms(self.looks)
        if expected * self._pace() > self.budget_ms:
            self._told(StepTaken(step.name, 0.0, skipped="budget"))
            return
        self.begins(step.name)  # loading its library is the first that may go wrong
        self._load(step)
        if step.missing:
            self._told(StepTaken(step.name, 0.0, skipped="missing"))
            return
        began = time.thread_time()
        new = self._read(step, wanted)
        cost = _since(began)
        self.budget_ms -= cost
        self.spent_ms, self.expected_ms = self.spent_ms + cost, self.expected_ms + expected
        self._told(StepTaken(step.name, cost, tuple(new)))
        self._narrow()

    def _pace(self) -> float:
        """How much slower than the table this machine has been, on this picture."""
        return max(1.0, self.spent_ms / self.expected_ms) if self.expected_ms else 1.0

    def reading(self) -> Reading:
        """What came of it."""
        return Reading(tuple(self.symbols), tuple(self.taken))

    def _load(self, step: Step) -> None:
        began = time.thread_time()
        step.load()
        if (cost := _since(began)) > _LOADED_MS:
            self._told(StepTaken(LOAD, cost))

    def _read(self, step: Step, wanted: frozenset[str]) -> list[Symbol]:
        new: list[Symbol] = []
        until = time.thread_time() + self.budget_ms / 1000
        for name, picture in step.pictures(self.looks):
            if time.thread_time() > until or (new and step.made):
                break
            look = Look(name, step.decoder, step.made)
            for found in step.read(picture, wanted):
                if found.broken:
                    self._broken(found, picture)
                elif self.belief.hear(found, look) and len(self.symbols) < MAX_SYMBOLS:
                    new.append(Symbol(found.symbology, _text(found), found.raw, step.name))
                    self.symbols.append(new[-1])
        return new

    def _broken(self, found: Found, picture: object) -> None:
        """Keep where a QR code is, if the picture is as large as the one that the others were made of."""
        if getattr(picture, "shape", None) == (self.looks.height, self.looks.width):
            self.looks.broken.append(found)

    def _narrow(self) -> None:
        """After a step: what is still wanted, and how much it may cost."""
        if not self.symbols:
            return
        qr = any(symbol.symbology == "qr" and _SLIP_QR.fullmatch(symbol.raw) for symbol in self.symbols)
        bars = any(symbol.symbology != "qr" and _SLIP_BARS.fullmatch(symbol.raw) for symbol in self.symbols)
        wanted = BARS & {"code128"} if qr and not bars else QR if bars and not qr else frozenset[str]()
        if wanted != self.wanted:
            self.wanted, self.budget_ms = wanted, min(self.budget_ms, self.second_ms)

    def _told(self, step: StepTaken) -> None:
        self.taken.append(step)
        self.heard(step)


def _text(found: Found) -> str | None:
    """Bars declare no character set: what goes beyond ASCII in Code 128 is Latin-1 by its standard."""
    return text_of(found.raw, found.charset) if found.symbology == "qr" else found.raw.decode("latin-1")


def _since(began: float) -> float:
    """Milliseconds of this thread, which does all the work: a process's own clock counts in ticks of 4 ms once a timer
    watches it, as in the reading process.
    """
    return round((time.thread_time() - began) * 1000, 3)
