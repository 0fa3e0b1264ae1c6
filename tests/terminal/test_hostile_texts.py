"""Whatever outsiders write in names, goods, papers and answers: every screen of every day draws plain signs alone.

The days are those of the snapshots, with poison in all that the desk answers. A real terminal's own bytes are looked at
in tests/conversation/test_hostile_pty.py.
"""

import dataclasses
import unicodedata
from collections.abc import Callable, Iterator

import cashier as cashiers
import days_admin
import days_cases
import days_payment
import days_records
import days_refund
import pytest
from cashier import Day
from hostile import SEEN, Hostile

from terminal.plain.telling import told
from terminal.screens.frame import bar, frame
from terminal.widgets.paper import printed

HIDES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
DAYS: dict[str, Callable[[str], Day]] = {
    "refund": days_refund.day,
    "left_open": days_refund.left_open,
    "by_hand": days_refund.by_hand,
    "sales": days_payment.sales,
    "voids": days_payment.voids_and_holds,
    "owed": days_payment.owed,
    "records": days_records.day,
    "cases": days_cases.device,
    "outside": days_cases.outside,
    "system": days_admin.system,
}


def hides(text: str) -> list[str]:
    return sorted({f"U+{ord(sign):04X}" for sign in text if unicodedata.category(sign) in HIDES})


def texts_of(value: object) -> Iterator[str]:
    """Every text in tuples and dataclasses."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        yield from texts_of(tuple(getattr(value, field.name) for field in dataclasses.fields(value)))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts_of(one)


@pytest.mark.parametrize("name", DAYS)
def test_every_screen_of_a_day(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cashiers, "stage", Hostile())
    scenes = DAYS[name]("zh_CN").shots
    drawn = {
        shot: [line.text + line.mark for line in frame(scene)] + [word for _, word in bar(scene)]
        for shot, scene in scenes.items()
    }
    papers = {shot: printed(scene.sheet) for shot, scene in scenes.items()}
    lines = {shot: list(texts_of(told(scene))) for shot, scene in scenes.items()}
    bad = {
        (where, shot): found
        for where, texts in (("screen", drawn), ("paper", papers), ("line by line", lines))
        for shot, rows in texts.items()
        if (found := hides("".join(rows)))
    }
    assert bad == {}
    assert SEEN in repr(drawn)
