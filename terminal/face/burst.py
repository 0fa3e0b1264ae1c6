"""A scanner that types: characters nearer together than a hand can press them are one text, not keys. Pure.

What the text means is not decided here. The rule: a stroke is held back until it is clear which of the two it belongs
to, and none is lost; the clock comes in with each stroke.
"""

from dataclasses import dataclass

GAP_S = 0.03
"""Strokes of a wedge scanner follow each other in 1 to 20 ms; a hand and a held key need more than 30."""

LEAST = 6
"""Fewer are a hand's: two fingers can fall together."""

ENTER = "enter"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One press. name, character: as Textual gives them."""

    name: str
    character: str | None = None

    @property
    def typed(self) -> bool:
        """A printable character."""
        return self.character is not None and self.character.isprintable() and self.name != ENTER


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner typed, its Enter left out."""

    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Strokes held back, none further than GAP_S from the one before; last_s: when the last came, seconds."""

    held: tuple[Stroke, ...] = ()
    last_s: float = 0.0


Heard = tuple[Stroke | Scan, ...]


def struck(run: Run, stroke: Stroke, now_s: float) -> tuple[Run, Heard]:
    """A stroke came: what is held now, and what is settled by it."""
    before: Heard = ()
    if run.held and now_s - run.last_s > GAP_S:
        run, before = Run(), settled(run)
    if stroke.typed:
        return Run((*run.held, stroke), now_s), before
    scanned = stroke.name == ENTER and len(run.held) >= LEAST
    return Run(), before + settled(run) + (() if scanned else (stroke,))


def settled(run: Run) -> Heard:
    """What was held back, as nothing came behind it in time."""
    if len(run.held) >= LEAST:
        return (Scan("".join(stroke.character or "" for stroke in run.held)),)
    return run.held
