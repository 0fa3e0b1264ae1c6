"""Cases that are due, told once a sign-on on the main menu: asked aside, behind whatever else is, for no key. Pure."""

from dataclasses import replace

from terminal.face.asks.cases import CountDue, DueTold
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.screens.page import Turn


def reminding(turn: Turn) -> Turn:
    """After an answer that nobody waited for: cases are counted, where nobody has since sign-on."""
    scene = turn.scene
    wanted = scene.page is Page.MENU and scene.station is not None and scene.cases.due is None
    return replace(turn, aside=CountDue(scene.by)) if wanted and turn.aside is None else turn


def counted(scene: Scene, answer: object) -> Scene:
    """What was counted; none where the desk would not say."""
    count = answer.count if isinstance(answer, DueTold) else 0
    return scene.casing(replace(scene.cases, due=count))
