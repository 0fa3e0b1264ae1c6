"""Where it leads that no slip was scanned, but something of use: a number, or slips of several orders. Pure.

The rule: no slip is chosen for a person, and a number that can be looked for is never a dead end; but one that was
guessed from a poor picture is filled in to be compared, never looked for by itself.
"""

from dataclasses import replace

from terminal.desk.door import Refusal
from terminal.desk.scanned import NumberScanned, SlipsScanned
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.screens.page import Turn

TO_COMPARE = "note.number_guessed"


def instead(scene: Scene, refusal: Refusal) -> Turn | None:
    """On to the choice of a slip, to a reference number or to its date; None where the refusal's message says all."""
    match refusal:
        case SlipsScanned(several=several):
            return Turn(scene.drafted(replace(scene.draft, slips=several.slips)), Event.SEVERAL)
        case NumberScanned(named=named) if named.word == "reference_number" and named.number:
            filled = scene.drafted(replace(scene.draft, reference=named.number, month_day=""))
            if named.guessed:
                return Turn(filled.noted(TO_COMPARE), Event.COMPARE)
            return Turn(filled.noted("note.reference_read", alarm=False, number=named.number), Event.BY_REFERENCE)
        case _:
            return None
