"""A held Enter: whatever page it is held on, it acts there once, and nothing is sent that nobody read."""

from dataclasses import replace

import pytest
from album import scenes
from cashier import Cashier
from fake_desk import PHONE_ORDER, FakeDesk

from terminal.desk.door import RefundRequest
from terminal.face import stage
from terminal.face.held import CALM_S, HOLD_S, REPEAT_S, SURE_HOLD_S, Held, settled, struck, unread
from terminal.face.pages import Page

# fmt: off
KEYBOARDS = [
    # note                          seconds before it repeats, and between repeats
    ("a usual one",                 0.5,   0.033),
    ("the quickest",                0.25,  0.015),
    ("the slowest",                 1.0,   0.1),
    ("one that was held before",    0.033, 0.033),
]
SLOW = [  # seconds before it repeats, and between repeats; how many refunds are sent
    (1.0,   0.4,                    0),  # Windows' slowest
    (1.0,   0.5,                    0),  # a PS/2 keyboard's
    (0.25,  0.5,                    0),
    (0.25,  0.31,                   0),
    (0.5,   SURE_HOLD_S - 0.001,    0),
    (0.5,   SURE_HOLD_S + 0.001,    1),  # an aid for people; as slow as a hand
]
# fmt: on
held_down = pytest.mark.parametrize(
    ("delay_s", "every_s"), [row[1:] for row in KEYBOARDS], ids=[r[0] for r in KEYBOARDS]
)


class Hand:
    """Presses 确认 before a cashier's terminal, on a clock of its own, as terminal.widgets.confirming does."""

    def __init__(self, cashier: Cashier) -> None:
        self.cashier, self.now_s, self.held = cashier, 1000.0, Held()
        cashier.scene = replace(cashier.scene, now_s=self.now_s, touched_s=self.now_s, arrived_s=self.now_s)

    def press(self, after_s: float) -> None:
        self.pause(after_s)
        self.held, counts = struck(self.held, self.now_s, self._hold_s())
        self._confirm(counts)

    def _hold_s(self) -> float:
        return SURE_HOLD_S if stage.final(self.cashier.scene) else HOLD_S

    def pause(self, seconds: float) -> None:
        hold_s = self._hold_s()
        if self.held.waiting and seconds > hold_s:
            self._pass(hold_s)
            self.held, counts = settled(self.held)
            self._confirm(counts)
            self._pass(seconds - hold_s)
        else:
            self._pass(seconds)

    def hold(self, delay_s: float, every_s: float) -> None:
        """25 presses, and a while after them."""
        for after_s in (2.0, delay_s, *[every_s] * 23):
            self.press(after_s)
        self.pause(2.0)

    def _pass(self, seconds: float) -> None:
        self.now_s += seconds
        self.cashier.wait(seconds)

    def _confirm(self, counts: bool) -> None:
        if counts and not unread(self.now_s, self.cashier.scene.arrived_s):
            self.cashier.press("ok")


def sent(cashier: Cashier) -> list[object]:
    return [one for one in cashier.desk.asked if isinstance(one, tuple) and isinstance(one[0], RefundRequest)]


@held_down
def test_held_on_a_keyed_order_it_only_finds_it(delay_s: float, every_s: float) -> None:
    cashier = Cashier(FakeDesk()).at_order().press(PHONE_ORDER)
    Hand(cashier).hold(delay_s, every_s)
    assert (cashier.page, sent(cashier)) == (Page.ORIGINAL, [])


@pytest.mark.parametrize(("delay_s", "every_s", "refunds"), SLOW)
def test_a_slow_series_leads_to_the_last_look_and_sends_nothing(delay_s: float, every_s: float, refunds: int) -> None:
    cashier = Cashier(FakeDesk()).at_order().press(PHONE_ORDER)
    Hand(cashier).hold(delay_s, every_s)
    assert (cashier.page is Page.CONFIRM, len(sent(cashier))) == (not refunds, refunds)


# fmt: off
PAGES = [
    # a screen of a day        where one 确认 leads
    ("refund/original",       Page.CARD),
    ("refund/confirm",        Page.RESULT),
    ("refund/give-up",        Page.RESULT),
    ("refund/closing-reason", Page.CLOSING),
    ("refund/closing-done",   Page.OPEN),
    ("refund/closing-undone", Page.MENU),
    ("payment/void",          Page.PAY_CARD),
    ("refund/result",         Page.MENU),
]
# fmt: on


@held_down
@pytest.mark.parametrize(("name", "goal"), PAGES, ids=[row[0] for row in PAGES])
def test_held_on_a_page_it_leads_on_once(name: str, goal: Page, delay_s: float, every_s: float) -> None:
    cashier = Cashier(FakeDesk())
    cashier.scene = scenes("zh_CN")[name]
    Hand(cashier).hold(delay_s, every_s)
    assert cashier.page is goal


def test_a_hand_that_takes_its_time_is_heard_each_time() -> None:
    cashier = Cashier(FakeDesk()).at_order().press(PHONE_ORDER)
    hand = Hand(cashier)
    for after_s in (2.0, 0.5, 0.5):
        hand.press(after_s)
    hand.pause(SURE_HOLD_S * 2)
    assert (cashier.page, len(sent(cashier))) == (Page.RESULT, 1)


def test_the_second_of_two_near_together_counts_nowhere() -> None:
    cashier = Cashier(FakeDesk()).at_order().press(PHONE_ORDER)
    hand = Hand(cashier)
    hand.press(2.0)
    hand.press(0.15)
    hand.pause(2.0)
    assert cashier.page is Page.ORIGINAL


def test_at_the_edges() -> None:
    first, _ = struck(Held(), 10.0)
    assert struck(Held(), 10.0) == (Held(10.0), True)
    assert struck(first, 10.0 + CALM_S - 0.001) == (Held(10.0 + CALM_S - 0.001), False)
    assert struck(first, 10.0 + CALM_S + 0.001)[0].waiting
    assert struck(first, 10.0 + REPEAT_S + 0.001)[1]
    assert settled(Held(10.0, waiting=True)) == (Held(10.0), True)
    assert settled(Held(10.0)) == (Held(10.0), False)
    assert (unread(10.0, 10.0 - CALM_S + 0.001), unread(10.0, 10.0 - CALM_S - 0.001)) == (True, False)
