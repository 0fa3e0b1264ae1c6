"""A scanner that types: characters nearer together than a hand can press them are one text, not keys. Pure.

What the text means is not decided here. The rule: a stroke is held back until it is clear which of the two it belongs
to, and none is lost but the Enter or Tab that ends a scan: that confirms nothing, wherever it falls. The clock comes in
with each stroke.
"""

import math
from dataclasses import dataclass, field

from scanner.sources.setting_fault import SettingFault

GAP_S = 0.03
"""Strokes of a wedge scanner follow each other in 1 to 20 ms; a hand and a held key need more than 30."""

LEAST_GAP_S, MOST_GAP_S = 0.005, 0.05
"""What may be set: below it a scanner falls apart, above it a quick hand is taken for one."""

LEAST = 6
"""Fewer are a hand's: two fingers can fall together."""

FEWEST, MOST_LEAST = 3, 20
"""What may be set for it: codes of one or two characters are no codes, and our own bars have 14."""

TAIL_S = 0.15
"""So long a scan may pause once it is known to be one: a slow line brings its strokes in lumps."""

CALM_S = 0.4
"""Nobody reads what a scan brought and confirms it in less: an Enter that near behind it is the scanner's."""

LONGEST = 5000
"""Strokes of one scan that are kept; the largest QR code holds 4,296 letters."""

AFFIX = 8
"""Characters of a programmed prefix or suffix."""

ENTER = "enter"
ENDS = frozenset({ENTER, "tab", "ctrl+j"})
"""What scanners end with: CR, HT, LF, as Textual names them."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One press. name, character: as Textual gives them."""

    name: str
    character: str | None = None

    @property
    def typed(self) -> bool:
        """A printable character."""
        return self.character is not None and self.character.isprintable() and self.name not in ENDS


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner typed, without its end and what it was programmed to add. ended: by Enter or Tab; a text that was
    not may be a hand's, pasted into a terminal that types what is pasted.
    """

    text: str
    ended: bool = False

    def __repr__(self) -> str:
        return f"Scan({len(self.text)} characters)"  # it may be a payer's code


@dataclass(frozen=True, slots=True)
class Wedge:
    """How the scanner is set. gap_s: strokes further apart are a hand's. least: strokes of a scan. prefix, suffix: what
    it is programmed to add. SettingFault names what is wrong.
    """

    gap_s: float = GAP_S
    least: int = LEAST
    prefix: str = ""
    suffix: str = ""

    def __post_init__(self) -> None:
        if not LEAST_GAP_S <= self.gap_s <= MOST_GAP_S:
            raise _outside("gap_ms", round(LEAST_GAP_S * 1000), round(MOST_GAP_S * 1000))
        if not FEWEST <= self.least <= MOST_LEAST:
            raise _outside("least", FEWEST, MOST_LEAST)
        for name, affix in (("prefix", self.prefix), ("suffix", self.suffix)):
            if len(affix) > AFFIX or not (affix.isascii() and affix.isprintable()):
                words = f"at most {AFFIX} printable ASCII characters wanted"
                raise SettingFault("affix", words, name, most=AFFIX)

    def stripped(self, text: str) -> str:
        """The code itself."""
        return text.removeprefix(self.prefix).removesuffix(self.suffix)


def _outside(name: str, least: int, most: int) -> SettingFault:
    return SettingFault("range", f"{least} to {most} wanted", name, least=least, most=most)


AS_SHIPPED = Wedge()


@dataclass(frozen=True, slots=True)
class Run:
    """Strokes held back, as near together as a scanner's; last_s: when the last came, seconds. scanned_s: when the last
    stroke of the last scan did.
    """

    held: tuple[Stroke, ...] = field(default=(), repr=False)  # it may be a payer's code
    last_s: float = 0.0
    scanned_s: float = -math.inf


Heard = tuple[Stroke | Scan, ...]


def struck(run: Run, stroke: Stroke, now_s: float, wedge: Wedge) -> tuple[Run, Heard]:
    """A stroke came: what is held now, and what is settled by it."""
    before: Heard = ()
    if run.held and now_s - run.last_s > patience_s(run, wedge):
        run, before = waited(run, wedge)
    if stroke.typed:
        return Run((*run.held, stroke)[:LONGEST], now_s, run.scanned_s), before
    if stroke.name in ENDS:
        after, heard = _ended(run, stroke, now_s, wedge)
        return after, before + heard
    return Run(), before + _settled(run, wedge) + (stroke,)


def waited(run: Run, wedge: Wedge) -> tuple[Run, Heard]:
    """Nothing came behind what was held back in time."""
    return Run((), run.last_s, run.last_s if _is_scan(run, wedge) else run.scanned_s), _settled(run, wedge)


def patience_s(run: Run, wedge: Wedge) -> float:
    """How long to wait for the next stroke."""
    return TAIL_S if _is_scan(run, wedge) else wedge.gap_s


def _ended(run: Run, stroke: Stroke, now_s: float, wedge: Wedge) -> tuple[Run, Heard]:
    """An Enter or Tab, which ends a scan, or belongs to the one before, or is a hand's."""
    by_machine = len(run.held) > 1 and now_s - run.last_s <= wedge.gap_s
    if _is_scan(run, wedge) or (by_machine and len(run.held) >= wedge.least):
        return Run(scanned_s=now_s), (_scan(run, wedge, ended=True),)
    if by_machine or now_s - run.scanned_s <= CALM_S:
        return Run(scanned_s=run.scanned_s), run.held
    return Run(), (*run.held, stroke)


def _settled(run: Run, wedge: Wedge) -> Heard:
    return (_scan(run, wedge, ended=False),) if _is_scan(run, wedge) else run.held


def _is_scan(run: Run, wedge: Wedge) -> bool:
    """Enough of them, and not one key that is held down: that repeats as quickly on some keyboards."""
    return len(run.held) >= wedge.least and len(set(run.held)) > 1


def _scan(run: Run, wedge: Wedge, *, ended: bool) -> Scan:
    return Scan(wedge.stripped("".join(stroke.character or "" for stroke in run.held)), ended)
