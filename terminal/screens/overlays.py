"""What may lie over any page: help, made from the table of keys, and the question before the terminal ends. Pure."""

from terminal.columns import pad
from terminal.keys import SHOWN, helped
from terminal.language import Texts
from terminal.scene import Scene
from terminal.screens.page import Line, View

SHOWN_COLUMNS = 7
HELP_ROWS = 11


def help_view(scene: Scene, t: Texts) -> View:
    """The keys of the page underneath, its own first."""
    rows = tuple(
        Line(f"{pad(SHOWN[key], SHOWN_COLUMNS)}{pad(t(f'key.{key}'), SHOWN_COLUMNS + 1)}{t(f'help.{key}')}", key=key)
        for key in helped(scene.page)
    )
    return View(t("title.help"), rows[:HELP_ROWS], t("hint.help"))


def leave_view(t: Texts) -> View:
    """退出终端?"""
    return View(t("title.leave"), (Line(), Line(t("leave.words"))), t("hint.leave"))
