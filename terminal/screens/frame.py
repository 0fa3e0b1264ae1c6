"""The whole LCD as rows: status line, title, page, message and hint, as much as the page has room for. Pure.

The rule: 练习 stands in the status line of every frame of a practice terminal, whatever page or overlay is shown.
"""

from dataclasses import replace

from terminal.columns import clean, cut, drawn_in_ascii, pad, width, wrap
from terminal.face.keys import CARD_LETTERS, PAD, Key
from terminal.face.leaving import withheld
from terminal.face.offers import PRESENTS, offered, shown, soft
from terminal.face.pages import Page
from terminal.face.scene import PAPER_COLUMNS, Scene
from terminal.face.stage import room_of, texts, view
from terminal.language import LANGUAGES, Texts, translator
from terminal.screens.device.lines import announced
from terminal.screens.device_marks import Mark, status_marks
from terminal.screens.overlays import PAPER
from terminal.screens.page import GAP, LEAST, Line, Look, Room
from terminal.themes import ASCII

NOTE_ROWS = 4
CLOCK_COLUMNS = 6
TIME = len("HH:MM")
_ARROWS = frozenset({Key.UP, Key.DOWN, Key.PAPER_UP, Key.PAPER_DOWN})  # nobody needs to be told
_DROPPED = ((Key.PLUS, Key.MINUS), (Key.MENU,))
_PAPER_BAR = ((Key.MINUS, Key.PAPER_UP), (Key.PLUS, Key.PAPER_DOWN), (Key.BACK, Key.BACK))


def frame(scene: Scene) -> tuple[Line, ...]:
    """The rows of the LCD now."""
    rows = _frame(scene)
    if scene.theme != ASCII:
        return rows
    return tuple(replace(row, text=drawn_in_ascii(row.text), mark=drawn_in_ascii(row.mark)) for row in rows)


def _frame(scene: Scene) -> tuple[Line, ...]:
    drawn, t = view(scene), texts(scene)
    room = room_of(scene)
    said = [*_note(scene, room), *_announced(scene, room, t)]
    body = [_barred(line, room) for line in drawn.lines[: room.rows]] + [Line()] * (room.rows - len(drawn.lines))
    spare = next((row for row in (0, room.rows - len(said) - 1) if body[row] == Line()), None)
    if spare is not None:
        body[spare] = Line(_task_line(scene, room, t), Look.DIM)
    if said:
        body[room.rows - len(said) :] = said
    waits = _waiting(scene) and not scene.overlay
    hint = Line(t("busy.wait") if waits else drawn.hint, Look.DIM)
    return (status(scene, room), _title(drawn.title, scene, room, t), *body, hint)


def _title(title: str, scene: Scene, room: Room, t: Texts) -> Line:
    """The page's title; the task under way stands before it, on every page."""
    middle = pad(title, room.columns, "centre")
    task = t("lesson.no", no=scene.lessons.begun.no) if _task(scene) and scene.lessons.begun else ""
    if not task:
        return Line(middle, Look.TITLE)
    before = width(middle) - width(middle.lstrip())
    after = middle[before:] if before > width(task) else " " + title
    return Line(cut(pad(task, before) + after, room.columns), Look.TITLE)


def _barred(line: Line, room: Room) -> Line:
    """What is chosen stands on a bar as wide as the page."""
    return replace(line, text=pad(line.text, room.columns)) if line.look is Look.CHOSEN else line


def status(scene: Scene, room: Room) -> Line:
    """操作员, 练习, line, battery, signal, paper, lock, clock; what wants to be seen has ! behind it."""
    t = texts(scene)
    mark = t("status.practice") if scene.practice else t("status.live")
    line = t("status.line_down" if scene.line_down else "status.line_up" if scene.station else "status.line_none")
    marks = " ".join(_mark(one, t) for one in status_marks(scene))
    left = t("status", operator=scene.operator_no if scene.station else "--", mark=mark, line=line, marks=marks)
    text = pad(left, room.columns - CLOCK_COLUMNS) + pad(scene.clock[-TIME:], CLOCK_COLUMNS, "right")
    return Line(text, Look.STATUS, mark=mark)


def _mark(mark: Mark, t: Texts) -> str:
    return t(f"mark.{mark.word}") + mark.value + ("!" if mark.wrong else "")


def keypad(scene: Scene) -> tuple[tuple[str, str], ...]:
    """(key, label) of the sixteen keys, row by row."""
    t, (left, right) = texts(scene), soft(scene.page, counter=scene.facts.counter)
    named = {"left": left, "right": right}
    keys = (named.get(name, name) for row in PAD for name in row)
    return tuple((str(key), key if key.isdecimal() else t(f"key.{key}")) for key in keys)


def bar(scene: Scene) -> tuple[tuple[str, str], ...]:
    """(key, label) of the last row: help, functions, the keys of this page, 菜单 once signed on, and the way out.

    Where they do not all fit, those go first that are on the pad, then menu, then paper, then the page's own that are
    no soft keys: 功能 has them all.
    """
    t, page = texts(scene), scene.page
    if scene.overlay == PAPER:
        return tuple((str(key), f"{shown(key, page)} {t(f'key.{name}')}") for key, name in _PAPER_BAR)
    own = offered(page, counter=scene.facts.counter)
    keys = [
        Key.HELP,
        Key.FUNCTIONS,
        *(key for key in own if shown(key, page) and key not in _ARROWS),
        Key.PAPER,
        Key.MENU,
        Key.QUIT,
    ]
    means = [key for key in keys if key not in withheld(scene)]
    labels = {key: " ".join(dict.fromkeys((shown(key, page), t(f"key.{key}")))) for key in means}
    beside = tuple((key,) for key in reversed(own) if key not in soft(page, counter=scene.facts.counter))
    for dropped in (*_DROPPED, (Key.PAPER,), *beside, *((key,) for key in reversed(own))):
        if 1 + sum(width(label) + len(GAP) for label in labels.values()) - len(GAP) <= scene.size[0]:
            break
        labels = {key: label for key, label in labels.items() if key not in dropped}
    return tuple((str(key), label) for key, label in labels.items())


def slot(scene: Scene) -> tuple[tuple[str, str], ...]:
    """(key, label) of the card slot, where a card is presented; empty elsewhere."""
    t = texts(scene)
    letters = {key: letter for letter, key in reversed(CARD_LETTERS.items())}  # the first letter of each
    keys = dict.fromkeys(CARD_LETTERS.values())
    lit = scene.page in PRESENTS and not scene.overlay
    return tuple((str(key), f"{t(f'key.{key}')} {letters[key]}") for key in keys) if lit else ()


def small() -> str:
    """What stands there where the terminal has no room for the face; in every language, as there is none to choose."""
    columns, rows = LEAST
    return "\n\n".join(translator(lang)("room.wanted", columns=columns, rows=rows) for lang in LANGUAGES)


def idle(scene: Scene) -> tuple[str, ...]:
    """What stands where the paper will lie, while there is none: in practice who comes, where a task is under way."""
    t = texts(scene)
    practice = (t("paper.practice"), t("paper.no_money"), "") if scene.practice else ()
    return (*practice, *(_task_card(scene, t) or (t("paper.here"),)))


def _task_card(scene: Scene, t: Texts) -> tuple[str, ...]:
    begun, served = scene.lessons.begun, scene.served
    if begun is None or served is None or not scene.practising:
        return ()
    name, words = served.told(scene.lang)
    title = t("lesson.numbered", no=begun.no, title=t(f"lesson.title.{begun.task.word}"))
    said = t("order.customer", name=clean(name), words=clean(words))
    goal = t(f"lesson.goal.{begun.task.word}")
    return (title, "", *wrap(said, PAPER_COLUMNS), "", *wrap(goal, PAPER_COLUMNS))


def _task(scene: Scene) -> bool:
    """A task is under way and does not stand on the page itself."""
    return scene.lessons.running and scene.served is not None and scene.page is not Page.LESSON and not scene.overlay


def _task_line(scene: Scene, room: Room, t: Texts) -> str:
    """Customer and title of the task under way; "" where none is."""
    begun, served = scene.lessons.begun, scene.served
    if begun is None or served is None or not _task(scene):
        return ""
    title = t(f"lesson.title.{begun.task.word}")
    return cut(t("lesson.line", customer=clean(served.told(scene.lang)[0]), title=title), room.columns)


def _announced(scene: Scene, room: Room, t: Texts) -> list[Line]:
    """What a scenario has just done."""
    words = announced(scene, t, room.columns)
    return [Line(words, Look.DIM)] if words else []


def _waiting(scene: Scene) -> str:
    """Text id of what the desk is busy with, "" for nothing or where the page shows it itself."""
    return scene.busy.busy if scene.busy is not None else ""


def _note(scene: Scene, room: Room) -> list[Line]:
    t, busy = texts(scene), _waiting(scene)
    if scene.overlay:
        return []
    if scene.note is not None:
        words = t(scene.note.text, **dict(scene.note.details))
        return [Line(pad(row, room.columns), Look.STRONG) for row in wrap(clean(words), room.columns)[:NOTE_ROWS]]
    return [Line(t(busy))] if busy else []
