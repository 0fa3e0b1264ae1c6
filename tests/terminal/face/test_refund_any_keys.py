"""退货 under any hand: whatever is pressed or pasted, no page breaks, no line overflows, and only 确认 on the last look
sends, once.
"""

from cashier import Cashier
from fake_desk import CARD_ORDER, PHONE_ORDER, FakeDesk
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.columns import width
from terminal.desk.door import Preferences, RefundRequest
from terminal.face import stage
from terminal.face.keys import Key
from terminal.face.pages import Page
from terminal.screens.frame import frame

# fmt: off
KEYS = st.sampled_from([
    *"0123456789", "00", Key.OK, Key.OK, Key.OK, Key.OK, Key.BACK, Key.CLEAR, Key.MENU, Key.UP, Key.DOWN, Key.PLUS,
    Key.MINUS, Key.ALL, Key.AMOUNT, Key.LETTER, Key.SCAN, Key.CUSTOMERS, Key.SWIPE, "row:0", "row:3", "row:99",
    CARD_ORDER, PHONE_ORDER, "3", "1", "123456", "000000000123", "1120",
])
# fmt: on
PASTED = st.one_of(st.text(max_size=40), st.sampled_from([CARD_ORDER, PHONE_ORDER, "123456", "134567890123456789"]))
STEPS = st.lists(st.one_of(KEYS, KEYS, KEYS, st.tuples(PASTED)), min_size=20, max_size=60)


@settings(max_examples=40)
@given(STEPS, st.sampled_from("123"), st.sampled_from(["zh_CN", "en"]), st.booleans())
def test_any_keys(steps: list[str | tuple[str]], way: str, lang: str, card_first: bool) -> None:
    desk = FakeDesk(preferences=Preferences(card_first=card_first))
    cashier = Cashier(desk, lang).sign_on().press("3", way, "123456", "ok")
    for step in steps:
        before, sent = cashier.page, _sent(desk)
        cashier.paste(*step) if isinstance(step, tuple) else cashier.press(step)
        rows = [row.text for row in frame(cashier.scene)]
        assert [row for row in rows if width(row) > stage.room_of(cashier.scene).columns] == []
        assert "练习" in rows[0]
        confirmed = before is Page.CONFIRM and step == Key.OK
        assert _sent(desk) - sent in ((0, 1) if confirmed else (0,))


def _sent(desk: FakeDesk) -> int:
    return sum(isinstance(one, tuple) and isinstance(one[0], RefundRequest) for one in desk.asked)
