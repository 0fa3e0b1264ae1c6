"""What may lie over any page: help, made from the table of keys, and the question before the terminal ends. Pure."""

from terminal.columns import pad
from terminal.face.keys import SHOWN, Key
from terminal.face.offers import helped
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, View

SHOWN_COLUMNS = 10


def help_view(scene: Scene, t: Texts) -> View:
    """The keys of the page underneath, its own first."""
    rows = tuple(_row(keys, t) for keys in helped(scene.page, counter=scene.facts.counter))
    return View(t("title.help"), rows, t("hint.help"))


def _row(keys: tuple[Key, ...], t: Texts) -> Line:
    shown = "/".join(SHOWN[key] for key in keys)
    named = "/".join(dict.fromkeys(t(f"key.{key}") for key in keys))
    return Line(f"{pad(shown, SHOWN_COLUMNS)}{pad(named, SHOWN_COLUMNS)}{t(f'help.{keys[0]}')}", key=keys[0])


def leave_view(t: Texts) -> View:
    """退出终端?"""
    return View(t("title.leave"), (Line(), Line(t("leave.words"))), t("hint.leave"))
