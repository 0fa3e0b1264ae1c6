"""The whole LCD as rows: status line, title, page, message and hint, always LCD_ROWS rows of LCD_COLUMNS. Pure.

The rule: 练习 stands in the status line of every frame of a practice terminal, whatever page or overlay is shown.
"""

from terminal.asks import (
    Ask,
    CheckOperator,
    CheckSupervisor,
    Find,
    Open,
    Reset,
    Resume,
    ScanPicture,
    SignOnAt,
    TakeSlip,
)
from terminal.columns import clean, pad, wrap
from terminal.face import texts, view
from terminal.keys import OFFERED, PAD, SHOWN, Key, soft
from terminal.scene import Scene
from terminal.screens.page import LCD_COLUMNS, Line, Look

LCD_ROWS = 13
NOTE_ROWS = 4
CLOCK_COLUMNS = 6

# What the desk is busy with; a refund on its way has a page of its own instead.
# fmt: off
BUSY: dict[type[Ask], str] = {
    Open:            "busy.open",
    CheckOperator:   "busy.check",
    CheckSupervisor: "busy.check",
    SignOnAt:        "busy.sign_on",
    Resume:          "busy.resume",
    TakeSlip:        "busy.slip",
    ScanPicture:     "busy.scan",
    Find:            "busy.find",
    Reset:           "busy.reset",
}
# fmt: on


def frame(scene: Scene) -> tuple[Line, ...]:
    """The rows of the LCD now."""
    drawn, t = view(scene), texts(scene)
    note = _note(scene)
    room = LCD_ROWS - 3
    body = list(drawn.lines[:room]) + [Line()] * (room - len(drawn.lines))
    if note:
        body[room - len(note) :] = note
    title = Line(pad(drawn.title, LCD_COLUMNS, "centre"), Look.CHOSEN)
    waits = scene.busy is not None and not scene.overlay and type(scene.busy) in BUSY
    hint = Line(t("busy.wait") if waits else drawn.hint, Look.DIM)
    return (status(scene), title, *body, hint)


def status(scene: Scene) -> Line:
    """操作员, 练习, line, paper, battery, clock. The desk reports no battery: 未上报."""
    t = texts(scene)
    mark = t("status.practice") if scene.practice else t("status.live")
    line = t("status.line_up") if scene.station else t("status.line_down")
    left = t("status", operator=scene.operator_no if scene.station else "--", mark=mark, line=line)
    return Line(pad(left, LCD_COLUMNS - CLOCK_COLUMNS) + pad(scene.clock, CLOCK_COLUMNS, "right"), Look.STATUS)


def keypad(scene: Scene) -> tuple[tuple[str, str], ...]:
    """(key, label) of the sixteen keys, row by row."""
    t, (left, right) = texts(scene), soft(scene.page)
    named = {"left": left, "right": right}
    keys = (named.get(name, name) for row in PAD for name in row)
    return tuple((str(key), key if key.isdecimal() else t(f"key.{key}")) for key in keys)


def bar(scene: Scene) -> tuple[tuple[str, str], ...]:
    """(key, label) of the last row: help, the keys of this page, 菜单 and the way out."""
    t = texts(scene)
    keys = (Key.HELP, *OFFERED.get(scene.page, ()), Key.MENU, Key.QUIT)
    return tuple((str(key), f"{SHOWN[key]} {t(f'key.{key}')}") for key in keys)


def _note(scene: Scene) -> list[Line]:
    t = texts(scene)
    if scene.overlay:
        return []
    if scene.note is not None:
        words = t(scene.note.text, **dict(scene.note.details))
        return [Line(pad(row, LCD_COLUMNS), Look.STRONG) for row in wrap(clean(words), LCD_COLUMNS)[:NOTE_ROWS]]
    return [Line(t(BUSY[type(scene.busy)]))] if scene.busy is not None and type(scene.busy) in BUSY else []
