"""Grey picture -> symbols: the steps of the table one after the other, until what was wanted is read or time is up.

What a code means is not decided here; whether it is believed, in belief.py. The rule: a code that is believed ends the
cascade, unless it looks like one of a slip's two: then the other one is looked for a little longer.
"""

import time
from collections.abc import Container
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
    header = header_of(data)
    pixels = header.width * header.height
    taken: list[StepTaken] = []
    doubted: list[Found] = []

    def left_ms() -> float:
        return budget_ms - sum(step.cpu_ms for step in taken if step.name != LOAD)

    def opened(name: str, enough_pixels: int) -> tuple[Image.Image, Image.Image]:
        """As it is opened, and not much larger than that."""
        begins(name)
        began = time.thread_time()
        picture = open_picture(data, enough_pixels=enough_pixels)
        times = int((picture.width * picture.height / enough_pixels) ** 0.5)
        made = picture.reduce(times) if times > 1 else picture
        taken.append(StepTaken(name, since_ms(began)))
        heard(taken[-1])
        return picture, made

    def through(run: Run) -> Reading:
        run.go(step for step in STEPS if step.name not in skip)
        taken.extend(run.taken)
        doubted.extend(run.doubted())
        return Reading(with_doubts(run.symbols, doubted, unread=run.unread), tuple(taken))

    whole, picture = opened("open", ENOUGH_PIXELS)
    if picture.width * picture.height >= pixels:
        return through(Run(Looks.of(picture), left_ms(), budget_ms * SECOND_PART, heard, begins, BARS_MS))
    part = SMALL_PART
    run = Run(Looks.of(picture), left_ms() * part, budget_ms * part * SECOND_PART, heard, begins)
    small = through(run)
    if not run.wanted:
        return small
    if whole.width * whole.height < pixels:
        bars_ms = BARS_MS if run.wanted == C128 else 0.0
        if min(pixels / 1e6 * OPEN_MS_A_MEGAPIXEL, taken[0].cpu_ms * OPEN_TIMES) > left_ms() + bars_ms:
            taken.append(StepTaken("open whole", 0.0, skipped="budget"))
            heard(taken[-1])
            return Reading(with_doubts(run.symbols, doubted, unread=True), tuple(taken))
        whole, _ = opened("open whole", pixels)
    near = whole.crop(around(scaled(run.place, whole.width / picture.width), whole.size))
    second_ms = budget_ms * SECOND_PART
    return through(Run(Looks.of(near), left_ms(), second_ms, heard, begins, BARS_MS, run.symbols, nearby=True))


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
