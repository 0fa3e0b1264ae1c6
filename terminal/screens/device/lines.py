"""Lines of the device's pages: a finding with its remedy, a value with its name, and lines by pages. Pure."""

from dataclasses import replace

from terminal.columns import clean, cut, width, wrap
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import numbered, pages
from terminal.screens.page import LCD_COLUMNS, Line, Look, Room, View
from terminal.trade.preflight import Finding

_INDENT = 2


def what_is_wrong(finding: Finding, t: Texts) -> tuple[Line, ...]:
    """What, why where a refusal says it, and what to do."""
    why = _wrapped(t(f"fault.{finding.fault}"), Look.PLAIN) if finding.fault else ()
    return (
        *_wrapped(f"! {t(f'preflight.{finding.word}', value=finding.value)}", Look.STRONG, 0),
        *why,
        *_wrapped(t(f"remedy.{finding.word}"), Look.PLAIN),
    )


def named(label: str, value: str, columns: int = LCD_COLUMNS) -> tuple[Line, ...]:
    """A value at the end of its line, or under its name where both do not fit."""
    free = columns - width(label) - width(value)
    if free > 0:
        return (Line(label + " " * free + value),)
    return (Line(label), *_wrapped(value, Look.PLAIN))


def announced(scene: Scene, t: Texts, columns: int) -> str:
    """What a scenario has just done, in one row; "" for nothing."""
    hit = scene.device.announced
    if hit is None:
        return ""
    return cut(clean("; ".join(t(f"scenario.{kind}", **dict(hit.details)) for kind in hit.kinds)), columns)


def paged(title: str, lines: tuple[Line, ...], cursor: int, room: Room, hint: str) -> View:
    """One page of lines. cursor: which, from 0."""
    first = cursor * room.rows
    return View(numbered(title, first, len(lines), room.rows), lines[first : first + room.rows], hint)


def turned_page(scene: Scene, key: str, lines: int, room: Room) -> Scene:
    """+ and - turn the pages, and so do the arrows; they stop at the ends."""
    step = {"plus": 1, "down": 1, "minus": -1, "up": -1}.get(key, 0)
    last = pages(lines, room.rows) - 1
    return replace(scene, cursor=min(max(scene.cursor + step, 0), last))


def _wrapped(text: str, look: Look, indent: int = _INDENT) -> tuple[Line, ...]:
    rows = wrap(clean(text), LCD_COLUMNS - indent)
    return tuple(Line(" " * indent + row, look, more=at > 0) for at, row in enumerate(rows))
