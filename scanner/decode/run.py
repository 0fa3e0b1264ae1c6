"""One picture on its way through the steps: what each is given, what is believed of it, and what is still wanted then.

What a code means is not decided here; whether it is believed, in belief.py. The rule: a code that is believed ends the
run, unless it looks like one of a slip's two: then the other one is looked for a little longer.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from scanner.decode.around import Corners, around
from scanner.decode.belief import HEIGHT, Belief, Look
from scanner.decode.looks import Looks
from scanner.decode.steps import ALL, C128, QR, Step
from scanner.decode.symbol import UNREAD_BARS, Reading, StepTaken, Symbol, codes_of_a_slip, text_of
from scanner.decode.zxing import Found
from scanner.known_texts import is_of_a_slip

MAX_SYMBOLS = 16  # a slip has two; a sheet full of codes is no slip, and the first ones say so
_LOADED_MS = 2.0  # what takes less was there already
LOAD = "load"  # the step that brings in libraries: told, but no picture's fault and so not counted

Heard = Callable[[StepTaken], None]
Begins = Callable[[str], None]


def still_wanted(symbols: Collection[Symbol]) -> frozenset[str]:
    """What is looked for once these were read: of a slip's two codes the other one, after any other code none."""
    match codes_of_a_slip(symbols):
        case True, False:
            return C128
        case False, True:
            return QR
    return frozenset() if symbols else ALL


def with_doubts(believed: Sequence[Symbol], doubted: Iterable[Found], *, unread: bool) -> tuple[Symbol, ...]:
    """These, and bars that are doubted where they contradict a slip's QR code: where no bars are believed, and the QR
    code has another number. unread: time ran out before its bars were looked at, which is told with them.
    """
    if still_wanted(believed) != C128:
        return tuple(believed)
    others = {found.raw: found for found in doubted if not any(found.raw in symbol.raw for symbol in believed)}
    differing = (Symbol("code128", _text(one), one.raw, "", doubted=True) for one in others.values())
    return (*believed, *differing, *((UNREAD_BARS,) if unread else ()))


@dataclass(slots=True)
class Run:
    """One picture on its way through the steps. second_ms: of the budget, for the other code of a slip. bars_ms: beside
    the budget, for places where bars are seen, where a slip's QR code is known alone. symbols: known of it, before and
    after. nearby: a QR code's bars are looked for around it alone. place: corners of the last symbol, () where that is
    not known. wanted: symbologies still looked for, none when it is done. unread: time ran out before those bars did.
    """

    looks: Looks
    budget_ms: float
    second_ms: float
    heard: Heard
    begins: Begins
    bars_ms: float = 0.0
    symbols: list[Symbol] = field(default_factory=list)
    nearby: bool = False
    place: Corners = ()
    wanted: frozenset[str] = field(init=False)
    unread: bool = False
    spent_ms: float = 0.0
    expected_ms: float = 0.0
    belief: Belief = field(default_factory=Belief)
    taken: list[StepTaken] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wanted = still_wanted(self.symbols)

    def go(self, steps: Iterable[Step]) -> None:
        """These steps, until nothing is wanted any more."""
        for step in steps:
            if not self.wanted:
                break
            self.take(step)

    def take(self, step: Step) -> None:
        """Run one step if it looks for anything wanted, is there, and fits into what is left of the budget."""
        wanted = step.symbologies & self.wanted
        self.looks.doubts = list(self.belief.doubts.values())
        if not wanted or step.view.idle(self.looks):
            return
        expected = step.cost_ms(self.looks)
        if expected * self._pace() > self._left_ms(step):
            self.unread |= self._is_owed(step)
            self._told(StepTaken(step.name, 0.0, skipped="budget"))
            return
        self.begins(step.name)  # loading its library is the first that may go wrong
        self._load(step)
        if step.missing:
            self._told(StepTaken(step.name, 0.0, skipped="missing"))
            return
        began = time.thread_time()
        new = self._read(step, wanted)
        cost = since_ms(began)
        self.budget_ms -= cost
        self.spent_ms, self.expected_ms = self.spent_ms + cost, self.expected_ms + expected
        self._told(StepTaken(step.name, cost, tuple(new)))
        self._narrow()

    def _is_owed(self, step: Step) -> bool:
        """It looks where bars are seen, and a slip's QR code is known alone, which may be pasted on."""
        return step.view.of_bars and self.wanted == C128

    def _left_ms(self, step: Step) -> float:
        """For this step."""
        return self.budget_ms + (self.bars_ms if self._is_owed(step) else 0.0)

    def _pace(self) -> float:
        """How much slower than the table this machine has been, on this picture."""
        return max(1.0, self.spent_ms / self.expected_ms) if self.expected_ms else 1.0

    def reading(self) -> Reading:
        """What came of it."""
        return Reading(with_doubts(self.symbols, self.doubted(), unread=self.unread), tuple(self.taken))

    def doubted(self) -> list[Found]:
        """Bars that were read as a slip's, and are doubted for their height alone."""
        doubts = self.belief.doubts.values()
        return [one for one in doubts if is_of_a_slip(_text(one) or "") and self.belief.lacks_height(one)]

    def _load(self, step: Step) -> None:
        began = time.thread_time()
        step.load()
        if (cost := since_ms(began)) > _LOADED_MS:
            self._told(StepTaken(LOAD, cost))

    def _read(self, step: Step, wanted: frozenset[str]) -> list[Symbol]:
        new: list[Symbol] = []
        until = time.thread_time() + self._left_ms(step) / 1000
        for name, picture in step.view.pictures(self.looks):
            if new and step.made:
                break
            if time.thread_time() > until:
                self.unread |= self._is_owed(step)
                break
            look = Look(name, step.decoder, step.made)
            for found in step.read(picture, wanted):
                if found.broken:
                    self._broken(found, picture)
                elif self._believed(found, look, step) and len(self.symbols) < MAX_SYMBOLS:
                    guessed = self.belief.is_guessed(found)
                    new.append(Symbol(found.symbology, _text(found), found.raw, step.name, guessed))
                    self.symbols.append(new[-1])
                    self.place = self._place(found, picture)
        return new

    def _believed(self, found: Found, look: Look, step: Step) -> bool:
        """Whether this sighting makes a code believed, its whole height looked at where that is called for."""
        if self.belief.hear(found, look):
            return True
        return self.belief.lacks_height(found) and step.fills(found, self.looks) and (self.belief.hear(found, HEIGHT))

    def _broken(self, found: Found, picture: object) -> None:
        """Keep where a QR code is, if the picture is as large as the one that the others were made of."""
        if self._is_size(picture):
            self.looks.broken.append(found)

    def _place(self, found: Found, picture: object) -> Corners:
        """Where it is on the picture; of a QR code that was flattened, where it was found."""
        if self._is_size(picture):
            return found.corners
        return self.looks.broken[-1].corners if found.symbology == "qr" and self.looks.broken else ()

    def _is_size(self, picture: object) -> bool:
        return getattr(picture, "shape", None) == (self.looks.height, self.looks.width)

    def _narrow(self) -> None:
        """After a step: what is still wanted, and how much it may cost."""
        wanted = still_wanted(self.symbols)
        if wanted != self.wanted:
            self.wanted, self.budget_ms = wanted, min(self.budget_ms, self.second_ms)
            if self.nearby and wanted == C128:
                self.looks = self.looks.part(around(self.place, (self.looks.width, self.looks.height)))

    def _told(self, step: StepTaken) -> None:
        self.taken.append(step)
        self.heard(step)


def _text(found: Found) -> str | None:
    """Bars declare no character set: what goes beyond ASCII in Code 128 is Latin-1 by its standard."""
    return text_of(found.raw, found.charset) if found.symbology == "qr" else found.raw.decode("latin-1")


def since_ms(began: float) -> float:
    """Milliseconds of this thread, which does all the work: a process's own clock counts in ticks of 4 ms once a timer
    watches it, as in the reading process.
    """
    return round((time.thread_time() - began) * 1000, 3)
