"""What stands on a page, as sentences: no columns, no frames, no cursor, one thing a line. Pure.

The rule: nothing is said that has no letter and no digit in it, and only what is new is said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from terminal.columns import clean, width
from terminal.face import stage
from terminal.face.keys import Key
from terminal.face.offers import helped
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.plain.words import MAX_LINE, word_of
from terminal.screens.device.lines import announced
from terminal.screens.entry_page import CURSOR
from terminal.screens.frame import status
from terminal.screens.overlays import said_of, task_hint, unmeant
from terminal.screens.page import Line, Look

_RULE = re.compile(r"^([-=*])\1\1+ ?| ?([-=*])\2\2+$")
"""What a printer draws left and right of a heading."""

_UNUSED = frozenset({Key.PAPER_UP, Key.PAPER_DOWN})
"""Keys without a meaning where the paper is said whole."""


@dataclass(frozen=True, slots=True)
class Told:
    """A scene in words. page: of which kind it is. state: the status line without its
    clock. paper: what lies in the paper pane. note: a message, "" for none.
    """

    page: str
    state: str
    title: str
    lines: tuple[str, ...]
    note: str
    hint: str
    paper: tuple[str, ...]


def told(scene: Scene) -> Told:
    """The scene in words; 练习 stands in the title of every page of a practice terminal."""
    t, drawn, note = stage.texts(scene), stage.view(scene), scene.note
    mark = t("status.practice" if scene.practice else "status.live")
    sheet = scene.sheet
    return Told(
        page=scene.overlay or scene.page,
        state=_said(status(replace(scene, clock=""), stage.room_of(scene)).text),
        title=_said(f"{mark} {drawn.title}"),
        lines=tuple(filter(None, map(_line, _in_one_column(_whole(drawn.lines))))),
        note=_said(t(note.text, **dict(note.details))) if note and not scene.overlay else "",
        hint=_said(announced(scene, t, MAX_LINE) or drawn.hint),
        paper=tuple(filter(None, map(_sentence, (*sheet.lines, *sheet.tail)))),
    )


def news(before: Told | None, after: Told) -> tuple[str, ...]:
    """What of it has to be said: a new page whole, else the lines that changed. The paper is said by its caller."""
    state = (after.state,) if before is not None and after.state != before.state else ()
    note = (after.note,) if after.note and (before is None or after.note != before.note) else ()
    if before is None or (before.page, before.title) != (after.page, after.title):
        return (*state, after.title, *after.lines, *note, *filter(None, (after.hint,)))
    lines = tuple(line for line in after.lines if line not in before.lines)
    hint = (after.hint,) if after.hint and after.hint != before.hint else ()
    return (*state, *lines, *note, *hint)


def help_of(scene: Scene) -> tuple[str, ...]:
    """The keys of the page, each with the words that press it."""
    t = stage.texts(scene)
    without = unmeant(scene, stage.SCREENS[scene.page].view(scene, t))
    rows = (
        (keys[0], ", ".join(_pressed_by(key, t) for key in keys))
        for keys in helped(scene.page, counter=scene.facts.counter, withheld=without)
    )
    return (
        *filter(None, (task_hint(scene, t),)),
        t("plain.help"),
        *(f"{words}: {t(said_of(key, scene.page))}" for key, words in rows if key not in _UNUSED),
    )


def _pressed_by(key: Key, t: Texts) -> str:
    return " ".join(filter(None, (word_of(key), t(f"key.{key}"))))


def _whole(lines: tuple[Line, ...]) -> list[Line]:
    """Rows that were one text before it was wrapped are one line again."""
    whole: list[Line] = []
    for line in lines:
        if line.more and whole:
            whole[-1] = replace(whole[-1], text=_joined(whole[-1].text.rstrip(), line.text.lstrip()))
        else:
            whole.append(line)
    return whole


def _in_one_column(lines: list[Line]) -> Iterator[Line]:
    """What stands side by side, one below the other: the first column, then the next."""
    for columns, rows in groupby(lines, key=lambda line: len(line.columns)):
        if not columns:
            yield from rows
            continue
        for column in zip(*(row.columns for row in rows), strict=True):
            yield from map(Line, column)


def _joined(before: str, after: str) -> str:
    """With a space where one was broken: between two that are not Chinese."""
    return before + (" " if width(before[-1:]) == width(after[:1]) == 1 else "") + after


def _line(line: Line) -> str:
    if line.look is Look.ENTRY:  # stars of a password have no letter in them
        return _said(line.text.rstrip().removesuffix(CURSOR))
    return _sentence(line.text)


def _sentence(text: str) -> str:
    return _RULE.sub("", _said(text)) if any(sign.isalnum() for sign in text) else ""


def _said(text: str) -> str:
    return " ".join(clean(text).split())
