"""Grey picture -> symbols: the steps of the table one after the other, until what was wanted is read or time is up.

What a code means is not decided here; whether it is believed, in belief.py. The rule: a code that is believed ends the
cascade, unless it looks like one of a slip's two: then the other one is looked for a little longer.
"""

import time
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from scanner.decode.around import around, scaled
from scanner.decode.header import header_of, picture_bytes
from scanner.decode.looks import Looks
from scanner.decode.picture import open_picture
from scanner.decode.run import LOAD, Begins, Heard, Run, since_ms, with_doubts
from scanner.decode.steps import C128, CAMERA_STEPS, STEPS
from scanner.decode.symbol import Reading, StepTaken
from scanner.decode.zxing import Found

BUDGET_MS = 250.0  # processor time a picture may cost, opening it included
ENOUGH_PIXELS = 3_000_000  # a slip that fills half of them has 3 pixels a printed dot
SMALL_PART = 0.5  # of the budget, for a large picture at a smaller size
OPEN_MS_A_MEGAPIXEL = 8.0  # expected, but no more than
OPEN_TIMES = 2  # of what opening it at a smaller size has taken
SECOND_PART = 0.4  # of it, for the second code of a slip once the first is read
BARS_MS = BUDGET_MS  # one more round, for bars that are seen beside a slip's QR code and were not read within it


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

    A large picture is read at a smaller size first, and at its own if that left anything to look for and time is left
    (the steps once more; "open whole" before them where it was opened at a smaller size). A slip's QR code alone, whose
    bars were seen and not looked at in time, has UNREAD_BARS beside it.
    """
    data = source if isinstance(source, bytes) else picture_bytes(Path(source))
    return _Cascade(data, budget_ms, skip, heard, begins).read()


@dataclass(slots=True)
class _Cascade:
    """One picture file on its way through the steps, once or twice. data: of the file. taken: so far, opening it too.
    doubted: bars of every round.
    """

    data: bytes
    budget_ms: float
    skip: frozenset[str]
    heard: Heard
    begins: Begins
    taken: list[StepTaken] = field(default_factory=list)
    doubted: list[Found] = field(default_factory=list)

    def read(self) -> Reading:
        """At a smaller size first where it is large, and at its own where that left anything to look for."""
        header = header_of(self.data)
        pixels = header.width * header.height
        whole, picture = self._opened("open", ENOUGH_PIXELS)
        second_ms = self.budget_ms * SECOND_PART
        if picture.width * picture.height >= pixels:
            run = Run(Looks.of(picture), self._left_ms(), second_ms, self.heard, self.begins, BARS_MS)
            return self._through(run)
        budget_ms = self._left_ms() * SMALL_PART
        small = Run(Looks.of(picture), budget_ms, second_ms * SMALL_PART, self.heard, self.begins)
        reading = self._through(small)
        if not small.wanted:
            return reading
        if whole.width * whole.height < pixels:
            if not self._may_open(pixels, small):
                return self._unopened(small)
            whole, _ = self._opened("open whole", pixels)
        near = whole.crop(around(scaled(small.place, whole.width / picture.width), whole.size))
        looks, left_ms = Looks.of(near), self._left_ms()
        run = Run(looks, left_ms, second_ms, self.heard, self.begins, BARS_MS, small.symbols, nearby=True)
        return self._through(run)

    def _left_ms(self) -> float:
        return self.budget_ms - sum(step.cpu_ms for step in self.taken if step.name != LOAD)

    def _opened(self, name: str, enough_pixels: int) -> tuple[Image.Image, Image.Image]:
        """As it is opened, and not much larger than that."""
        self.begins(name)
        began = time.thread_time()
        picture = open_picture(self.data, enough_pixels=enough_pixels)
        times = int((picture.width * picture.height / enough_pixels) ** 0.5)
        made = picture.reduce(times) if times > 1 else picture
        self._told(StepTaken(name, since_ms(began)))
        return picture, made

    def _may_open(self, pixels: int, small: Run) -> bool:
        """Opening it at its own size fits into what is left, with a slip's QR code alone into the bars' round too."""
        bars_ms = BARS_MS if small.wanted == C128 else 0.0
        expected_ms = min(pixels / 1e6 * OPEN_MS_A_MEGAPIXEL, self.taken[0].cpu_ms * OPEN_TIMES)
        return expected_ms <= self._left_ms() + bars_ms

    def _unopened(self, small: Run) -> Reading:
        self._told(StepTaken("open whole", 0.0, skipped="budget"))
        return self._reading(small, unread=True)

    def _through(self, run: Run) -> Reading:
        run.go(step for step in STEPS if step.name not in self.skip)
        self.taken.extend(run.taken)
        self.doubted.extend(run.doubted())
        return self._reading(run, unread=run.unread)

    def _reading(self, run: Run, *, unread: bool) -> Reading:
        return Reading(with_doubts(run.symbols, self.doubted, unread=unread), tuple(self.taken))

    def _told(self, step: StepTaken) -> None:
        self.taken.append(step)
        self.heard(step)


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
    run = Run(Looks.of(picture), budget_ms, budget_ms * SECOND_PART, heard, begins, BARS_MS)
    run.go(step for step in STEPS if step.name not in skip)
    return run.reading()


def read_frame(grey: memoryview, turn: int, told: Container[bytes] = ()) -> Reading:
    """One frame of a camera: the first steps, and of the further steps one, the turn-th (any count, taken round).

    All of them where the frame shows one of a slip's two codes alone, within the second's part of the budget; not for
    codes told before, by their bytes. grey: height x width bytes in one piece, not copied.
    """
    run = Run(Looks(grey), BUDGET_MS, BUDGET_MS * SECOND_PART, unheard, unheard, BARS_MS)
    further = STEPS[CAMERA_STEPS:]
    in_turn = further[turn % len(further)]
    run.go((*STEPS[:CAMERA_STEPS], in_turn))
    if any(symbol.raw not in told for symbol in run.symbols):
        run.go(step for step in further if step is not in_turn)
    else:
        run.unread = False  # of a code that was told: nobody waits for its bars
    return run.reading()
