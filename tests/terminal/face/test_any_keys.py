"""Whatever is pressed, pasted or resized: nothing raises, every line fits its room, and 练习 stands on every frame."""

from dataclasses import replace

from album import scenes
from cashier import Cashier
from fake_desk import CARD_ORDER, PHONE_ORDER, FakeDesk
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.columns import width
from terminal.face import stage
from terminal.face.keys import Key
from terminal.face.layout import layout
from terminal.face.stage import room_of
from terminal.language import LANGUAGES
from terminal.screens.frame import bar, frame, idle, keypad, slot
from terminal.screens.page import LCD_ROOM, LEAST
from terminal.themes import THEMES

KEYS = st.one_of(
    st.sampled_from([*"0123456789", "ok", "ok", "ok", "back", "clear", "up", "down", "plus", "minus"]),
    st.sampled_from([str(key) for key in Key]),
    st.sampled_from(["row:0", "row:3", "row:99", "A", "z", "退", CARD_ORDER, PHONE_ORDER, "123456", "1120"]),
)
TEXTS = st.one_of(st.text(max_size=60), st.sampled_from([CARD_ORDER, "\x1b[2J\x1b]0;x\x07", "１２３４５６", "9" * 500]))
SIZES = st.sampled_from([(80, 24), (60, 20), (79, 23), (132, 43), (59, 19), (1, 1)])
DEEDS = st.lists(st.one_of(KEYS.map(lambda key: ("press", key)), TEXTS.map(lambda text: ("paste", text))), max_size=60)


def drawn(cashier: Cashier) -> None:
    """What must hold whatever stands there."""
    scene = cashier.scene
    room = room_of(scene)
    rows = frame(scene)
    assert [row.text for row in rows if width(row.text) > room.columns] == []
    assert [row.text for row in rows if any(sign < " " or sign == "\x7f" for sign in row.text)] == []
    assert len(rows) == room.rows + 3
    assert "练习" in rows[0].text
    assert room == LCD_ROOM or (room.columns, room.rows) == (max(scene.size[0], 60) - 2, max(scene.size[1], 20) - 6)
    assert len(keypad(scene)) == 16
    assert 1 + sum(width(label) + 2 for _, label in bar(scene)) - 2 <= max(scene.size[0], LEAST[0])
    assert layout(scene) <= {"tiny", "low", "alone", "wide", "paper"}
    assert all(key for key, _ in slot(scene))
    assert len(idle(scene)) > 0


@settings(max_examples=300)
@given(st.data(), st.sampled_from(LANGUAGES), st.sampled_from(THEMES), st.lists(SIZES, min_size=1, max_size=4))
def test_anything_goes(data: st.DataObject, lang: str, theme: str, sizes: list[tuple[int, int]]) -> None:
    """From any screen of any day on."""
    start = data.draw(st.sampled_from(sorted(scenes("zh_CN"))))
    cashier = Cashier(FakeDesk(), lang)
    cashier.scene = replace(scenes("zh_CN")[start], lang=lang, theme=theme, busy=None)
    for at, (deed, what) in enumerate(data.draw(DEEDS)):
        cashier.scene = stage.after_resize(cashier.scene, *sizes[at % len(sizes)])
        (cashier.press if deed == "press" else cashier.paste)(what)
        drawn(cashier)
    drawn(cashier)
