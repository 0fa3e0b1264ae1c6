"""Names from outside that would move the cursor, turn the text or break a line: on every screen of every day."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from album import scenes

from protocol.transactions import Goods
from terminal.columns import clean, width
from terminal.desk.door import CounterCustomer, Station
from terminal.desk.office import LinkState
from terminal.face.scene import Sheet
from terminal.face.stage import room_of
from terminal.printers.outcome import NotPrinted
from terminal.screens.frame import bar, frame, idle
from terminal.widgets.paper import printed

# fmt: off
HOSTILE = [
    ("escape sequences",   "咖啡\x1b[2J\x1b]0;own\x07\x9b31m"),
    ("lines and tabs",     "a\nb\tc\r\nd\x0b\u2028e"),
    ("turned around",      "\u202e00.1\u2066 \u200fabc\u061c"),
    ("marks on marks",     "e" + "\u0301" * 100),
    ("no width at all",    "\u200b\u200d\ufeff" * 50),
    ("one long word",      "W" * 400),
    ("wide without end",   "膨" * 200),
    ("markup",             "[bold red]x[/] {amount} %s $lcd-ink"),
    ("out of the planes",  "😀🏳️‍🌈\U000e0001\ue000\udc80"),
    ("nothing to see",     "\u200b"),
]
# fmt: on
OUTSIDE: dict[type, tuple[str, ...]] = {
    Goods: ("name",),
    Station: ("merchant_name", "hotline", "link"),
    CounterCustomer: ("name", "words"),
    Sheet: ("lines", "tail"),
    NotPrinted: ("printer", "reason"),
    LinkState: ("link", "found"),
}


def poisoned(value: Any, text: str) -> Any:
    """The same value with this text wherever text comes from outside."""
    if type(value) is tuple:
        return tuple(poisoned(part, text) for part in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    inner = {field.name: poisoned(getattr(value, field.name), text) for field in fields(value) if field.init}
    own = {name: (text,) * 3 if isinstance(inner[name], tuple) else text for name in OUTSIDE.get(type(value), ())}
    return replace(value, **{**inner, **own})


@pytest.mark.parametrize("text", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_no_name_leaves_its_line(text: str) -> None:
    seen = 0
    for name, scene in scenes("zh_CN").items():
        bad = poisoned(scene, text)
        room, rows = room_of(bad), [row.text for row in frame(bad)]
        paper = printed(bad.sheet)
        words = [*rows, *paper, *idle(bad), *(label for _, label in bar(bad))]
        assert [row for row in words if clean(row) != row] == [], name
        assert [row for row in rows if width(row) > room.columns] == [], name
        assert {width(line) for line in paper} <= {32}, name
        assert len(rows) == room.rows + 3, name
        seen += 1
    assert seen > 100
