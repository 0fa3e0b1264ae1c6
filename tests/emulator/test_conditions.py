"""What can happen to a device, in values and in words; what can't is refused with its key and changes nothing."""

from datetime import datetime

import pytest

from emulator.conditions import (
    WORDS,
    BatteryChanged,
    ClockChanged,
    ConditionError,
    LineChanged,
    PaperChanged,
    Presented,
    PrinterChanged,
    Removed,
    after,
    device_clock,
    events_of,
)
from protocol.dialects.unionpay.device_state import DeviceState, Paper, PrinterState, Slot

IN = DeviceState(slot=Slot.INSERTED, presented="visa")

# fmt: off
# (before, event, after)
HAPPENS = {
    "the battery falls":    (DeviceState(), BatteryChanged(0), DeviceState(battery_percent=0)),
    "it is charged":        (DeviceState(0), BatteryChanged(1, True), DeviceState(1, charging=True)),
    "paper runs out":       (DeviceState(), PaperChanged(Paper.OUT), DeviceState(paper=Paper.OUT)),
    "the lid is opened":    (DeviceState(), PrinterChanged(PrinterState.OPEN), DeviceState(printer=PrinterState.OPEN)),
    "a card goes in":       (DeviceState(), Presented(Slot.INSERTED, "visa"), IN),
    "a code is shown":      (DeviceState(), Presented(Slot.SHOWN, "wechat-code"),
                             DeviceState(slot=Slot.SHOWN, presented="wechat-code")),
    "the card comes out":   (IN, Removed(), DeviceState()),
    "the line gets bad":    (DeviceState(), LineChanged(0), DeviceState(line_percent=0)),
    "the clock goes wrong": (DeviceState(), ClockChanged(-60), DeviceState(clock_offset_s=-60)),
}
CANT = {
    "a second card":        (IN, Presented(Slot.TAPPED, "unionpay"), "visa is still inserted"),
    "no card to take out":  (DeviceState(), Removed(), "nothing is presented"),
    "nobody's card":        (DeviceState(), Presented(Slot.TAPPED, "amex"), "nothing in the wallet"),
    "a card before a lens": (DeviceState(), Presented(Slot.SHOWN, "visa"), "a payer code is shown"),
    "more than full":       (DeviceState(), BatteryChanged(101), "0 to 100 percent"),
    "less than dead":       (DeviceState(), LineChanged(-1), "0 to 100 percent"),
    "years off":            (DeviceState(), ClockChanged(10**9), "a year off"),
}
# words -> events, in the order in which they happen
IN_WORDS = (
    ({},                                     ()),
    ({"battery": 5},                         (BatteryChanged(5),)),
    ({"charge": 80},                         (BatteryChanged(80, charging=True),)),
    ({"paper": "low", "printer": "hot"},     (PaperChanged(Paper.LOW), PrinterChanged(PrinterState.HOT))),
    ({"insert": "visa", "remove": True},     (Removed(), Presented(Slot.INSERTED, "visa"))),
    ({"swipe": "unionpay"},                  (Presented(Slot.SWIPED, "unionpay"),)),
    ({"tap": "unionpay"},                    (Presented(Slot.TAPPED, "unionpay"),)),
    ({"show": "alipay-code"},                (Presented(Slot.SHOWN, "alipay-code"),)),
    ({"line": 70, "clock": -75},             (LineChanged(70), ClockChanged(-75))),
)
BAD_WORDS = (
    ({"battry": 5},         "battry",  "unknown; there are remove, battery"),
    ({"battery": "5"},      "battery", "a whole number is expected"),
    ({"battery": True},     "battery", "a whole number is expected"),
    ({"battery": 101},      "battery", "0 to 100 percent"),
    ({"paper": 1},          "paper",   "text is expected"),
    ({"paper": "green"},    "paper",   "'green' is not a valid Paper"),
    ({"printer": "lost"},   "printer", "'lost' is not a valid PrinterState"),
    ({"insert": "amex"},    "insert",  "nothing in the wallet"),
    ({"tap": "wechat-code"}, "tap",    "a payer code is shown"),
    ({"remove": False},     "remove",  "true is expected"),
    ({"clock": 10**9},      "clock",   "a year off"),
)
# fmt: on


@pytest.mark.parametrize("name", HAPPENS)
def test_what_happens(name):
    before, event, expected = HAPPENS[name]
    assert after(before, event) == expected


@pytest.mark.parametrize("name", CANT)
def test_what_can_not_happen(name):
    before, event, reason = CANT[name]
    with pytest.raises(ConditionError, match=reason):
        after(before, event)


@pytest.mark.parametrize(("words", "events"), IN_WORDS, ids=str)
def test_in_words(words, events):
    assert events_of(words) == events


def test_every_word_is_tried_here():
    assert {word for words, _ in IN_WORDS for word in words} == set(WORDS)


@pytest.mark.parametrize(("words", "key", "reason"), BAD_WORDS, ids=str)
def test_a_bad_word_is_named(words, key, reason):
    with pytest.raises(ConditionError, match=reason) as refused:
        events_of(words)
    assert refused.value.key == key
    assert str(refused.value).startswith(f"{key}: ")


def test_the_clock_of_a_device():
    noon = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
    assert device_clock(DeviceState(clock_offset_s=-3600), noon).hour == 11
