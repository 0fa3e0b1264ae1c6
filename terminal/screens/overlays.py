"""What may lie over any page: help, the list of its functions, the paper, and the question before the end. Pure.

The rule: the page underneath keeps everything; a key that an overlay has no use for takes it away.
"""

from dataclasses import replace

from terminal.columns import pad, width
from terminal.face.flow import next_page
from terminal.face.keys import Key
from terminal.face.leaving import way_out, withheld
from terminal.face.offers import functions, helped, shown
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.lessons.tasks import hint_of
from terminal.screens.device.inspector import InspectorOverlay
from terminal.screens.list_page import MOST_ROWS, index_of, listed, moved, numbered, pages, turned
from terminal.screens.overlay import Overlay, away
from terminal.screens.page import LCD_ROOM, Line, Look, Room, Turn, View, wrapped

SHOWN_COLUMNS = 10
PAPER = "paper"
SCROLLS = frozenset({Key.PLUS, Key.MINUS, Key.UP, Key.DOWN, Key.PAPER_UP, Key.PAPER_DOWN})
"""Keys that move the paper while it lies over the page."""

_LEADS_BACK = {
    Page.MENU: "help.back_menu",
    Page.IDLE: "help.back_idle",
    Page.LESSON_END: "help.back_lesson",
    Page.SETTLE: "menu.settle",
    None: "help.quit",
}
"""What 取消 does where it leads there; on a page without a row for it, it asks whether to end the terminal."""

_SAID_THERE = {
    (Page.CASES, Key.FIND): "help.find_case",
    (Page.CASES, Key.FILTER): "help.filter_case",
}
"""What a key does on that page; everywhere else `help.<key>` says it."""


class HelpOverlay(Overlay):
    """The keys of the page underneath, its own first; + and - turn the pages."""

    opens = Key.HELP

    def view(self, scene: Scene, t: Texts, below: View) -> View:
        rows = _rows(scene, t, below)
        first = scene.over * LCD_ROOM.rows
        title = numbered(t("title.help"), first, len(rows), LCD_ROOM.rows)
        hint = t("hint.help" if len(rows) <= LCD_ROOM.rows else "hint.help_pages")
        return View(title, rows[first : first + LCD_ROOM.rows], hint)

    def press(self, scene: Scene, key: str, below: View) -> Turn:
        last = pages(len(_rows(scene, translator(scene.lang), below)), LCD_ROOM.rows) - 1
        over = scene.over + {str(Key.PLUS): 1, str(Key.MINUS): -1}.get(key, last + 1)
        return Turn(replace(scene, over=over)) if 0 <= over <= last else away(scene)


class FunctionsOverlay(Overlay):
    """功能: a digit presses what it names on the page underneath, so that no function needs a key of its own."""

    opens = Key.FUNCTIONS

    def view(self, scene: Scene, t: Texts, below: View) -> View:
        keys = _functions(scene, below)
        rows = tuple(f"{pad(t(f'key.{key}'), SHOWN_COLUMNS)} {shown(key, scene.page)}" for key in keys)
        title = numbered(t("title.functions"), scene.over, len(rows), MOST_ROWS)
        return View(title, (Line(), *listed(rows, scene.over, MOST_ROWS)), t("hint.functions"))

    def press(self, scene: Scene, key: str, below: View) -> Turn:
        keys = _functions(scene, below)
        if key in {Key.UP, Key.DOWN}:
            return Turn(replace(scene, over=moved(scene.over, key, len(keys))))
        if key in {Key.PLUS, Key.MINUS}:
            return Turn(replace(scene, over=turned(scene.over, key, len(keys), MOST_ROWS)))
        index = scene.over if key == Key.OK else index_of(key, len(keys), scene.over, MOST_ROWS)
        return away(scene) if index is None else replace(away(scene), key=keys[index])


class PaperOverlay(Overlay):
    """The paper: beside the page where there is room, in its place where there is none. Moving it is the app's."""

    opens = Key.PAPER

    def room(self, scene: Scene, below: Room) -> Room:
        return below

    def view(self, scene: Scene, t: Texts, below: View) -> View:
        return replace(below, hint=t("hint.paper"))

    def press(self, scene: Scene, key: str, below: View) -> Turn:
        return Turn(scene) if key in SCROLLS else away(scene)


class LeaveOverlay(Overlay):
    """退出终端? While an answer is awaited: what is known of it, and what the next start makes of it."""

    opens = Key.QUIT

    def view(self, scene: Scene, t: Texts, below: View) -> View:
        awaited = way_out(scene)
        told = (*wrapped(t(awaited), Look.STRONG), Line()) if awaited else ()
        return View(t("title.leave"), (Line(), *told, Line(t("leave.words"))), t("hint.leave"))

    def press(self, scene: Scene, key: str, below: View) -> Turn:
        return Turn(scene, leave=True) if key == Key.OK else away(scene)


_ALL = (HelpOverlay(), FunctionsOverlay(), InspectorOverlay(), PaperOverlay(), LeaveOverlay())
OVERLAYS: dict[str, Overlay] = {overlay.name: overlay for overlay in _ALL}


def unmeant(scene: Scene, below: View) -> frozenset[Key]:
    """What means nothing on the page as it stands: also 清除 where nothing is keyed, the arrows where all is seen."""
    keyed = below.keyed or any(line.look is Look.ENTRY for line in below.lines)
    arrows = frozenset() if below.arrows else frozenset({Key.UP, Key.DOWN})
    return withheld(scene) | (arrows if keyed else arrows | {Key.CLEAR})


def _functions(scene: Scene, below: View) -> tuple[Key, ...]:
    return functions(scene.page, counter=scene.facts.counter, withheld=unmeant(scene, below))


def _rows(scene: Scene, t: Texts, below: View) -> tuple[Line, ...]:
    """What a task says about the page, then its keys."""
    hint = task_hint(scene, t)
    told = (*wrapped(hint, Look.STRONG), Line()) if hint else ()
    keys = helped(scene.page, counter=scene.facts.counter, withheld=unmeant(scene, below))
    numbers = _functions(scene, below)
    return (*told, *(_help(pair, scene, numbers, t) for pair in keys))


def task_hint(scene: Scene, t: Texts) -> str:
    """What the task under way has to say about the page, "" for nothing."""
    begun = scene.lessons.begun if scene.practising else None
    hint = hint_of(begun.task, scene.page) if begun else ""
    return t(hint) if hint else ""


def _help(keys: tuple[Key, ...], scene: Scene, listed: tuple[Key, ...], t: Texts) -> Line:
    names = "/".join(_called(key, scene.page, listed) for key in keys)
    named = "/".join(dict.fromkeys(t(f"key.{key}") for key in keys))
    columns = max(SHOWN_COLUMNS, width(named) + 1)
    return Line(f"{pad(names, SHOWN_COLUMNS)}{pad(named, columns)}{t(_does(keys[0], scene))}", key=keys[0])


def said_of(key: Key, page: Page) -> str:
    """Text id of what a key does on this page."""
    return _SAID_THERE.get((page, key), f"help.{key}")


def _does(key: Key, scene: Scene) -> str:
    """Text id of what it does; 取消 does what the flow says."""
    if key is not Key.BACK:
        return said_of(key, scene.page)
    return _LEADS_BACK.get(next_page(scene.page, Event.BACK, scene.facts), "help.back")


def _called(key: Key, page: Page, listed: tuple[Key, ...]) -> str:
    """Its name on the keyboard, or its number under 功能."""
    return shown(key, page) or (f"F2 {listed.index(key) + 1}" if key in listed else "")
