"""The device's state as bytes: rows written by hand from docs/protocol.md, and every way in which they can be wrong."""

import pytest

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.device_state import (
    ASK,
    MAX_CLOCK_OFFSET_S,
    PAYER_CODES,
    ROWS,
    WALLET,
    DeviceState,
    Paper,
    PrinterState,
    Slot,
    read_state,
    write_state,
)
from protocol.errors import DecodeError
from scanner.known_texts import Refused, classify

# fmt: off
# (bytes behind DS1, in hex: tag, length, ASCII; the state)
WRITTEN = {
    "as it comes": (
        "DF0103313030 DF02026E6F DF0306706C656E7479 DF04057265616479 DF0505656D707479 DF0600 DF0703313030 DF080130",
        DeviceState()),
    "everything else": (
        "DF010135 DF0203796573 DF03036F7574 DF0403686F74 DF0506746170706564 DF060476697361 DF07023730 DF08032D3735",
        DeviceState(5, True, Paper.OUT, PrinterState.HOT, Slot.TAPPED, "visa", 70, -75)),
}
# (bytes behind DS1, field that is named)
WRONG = {
    "no tag":            ("414243",               "tag"),
    "half a tag":        ("DF",                   "tag"),
    "no length":         ("DF01",                 "DF01"),
    "too short":         ("DF010331",             "DF01"),
    "no number":         ("DF010178",             "DF01"),
    "an empty number":   ("DF0100",               "DF01"),
    "a long number":     ("DF010A31303030303030303030", "DF01"),
    "101 percent":       ("DF0103313031",         "62"),
    "no flag":           ("DF020131",             "DF02"),
    "no such paper":     ("DF030178",             "DF03"),
    "no text":           ("DF0301FF",             "DF03"),
    "twice":             ("DF010135DF010135",     "DF01"),
    "a card, no slot":   ("DF060476697361",       "62"),
    "a slot, no card":   ("DF0508696E736572746564", "62"),
    "nobody's card":     ("DF0508696E736572746564DF060178", "62"),
    "a clock years off": ("DF0809393939393939393939", "62"),
}
# fmt: on


@pytest.mark.parametrize("name", WRITTEN)
def test_both_ways(name):
    octets, state = WRITTEN[name]
    data = b"DS1" + bytes.fromhex(octets)
    assert write_state(state) == data
    assert read_state(data) == state


def test_what_is_left_out_is_as_it_comes_and_unknown_tags_are_passed_over():
    assert read_state(b"DS1") == DeviceState()
    assert read_state(b"DS1" + bytes.fromhex("DF7F0141DF010135")) == DeviceState(battery_percent=5)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_and_not_shown(name):
    octets, field = WRONG[name]
    with pytest.raises(DecodeError) as refused:
        read_state(b"DS1" + bytes.fromhex(octets))
    assert refused.value.field == field


@pytest.mark.parametrize("data", [b"", b"DS", b"DS2", b"1DS"])
def test_another_use_of_the_field_is_none(data):
    with pytest.raises(DecodeError) as refused:
        read_state(data)
    assert (refused.value.field, refused.value.offset) == ("62", 0)


@pytest.mark.parametrize(
    "values",
    [
        {"battery_percent": -1}, {"battery_percent": 101}, {"line_percent": -1}, {"line_percent": 101},
        {"clock_offset_s": MAX_CLOCK_OFFSET_S + 1}, {"clock_offset_s": -MAX_CLOCK_OFFSET_S - 1},
        {"slot": Slot.INSERTED}, {"presented": "visa"}, {"slot": Slot.SHOWN, "presented": "visa"},
        {"slot": Slot.TAPPED, "presented": "wechat-code"}, {"slot": Slot.INSERTED, "presented": "amex"},
    ],
    ids=str,
)  # fmt: skip
def test_what_no_device_can_be(values):
    with pytest.raises(ValueError, match=r"percent|clock|wallet|slot"):
        DeviceState(**values)


@pytest.mark.parametrize("offset", [MAX_CLOCK_OFFSET_S, -MAX_CLOCK_OFFSET_S])
def test_the_edge_of_a_clock_crosses_the_line(offset):
    state = DeviceState(clock_offset_s=offset)
    assert read_state(write_state(state)) == state


@pytest.mark.parametrize(
    ("state", "dead", "prints"),
    [
        (DeviceState(), False, True),
        (DeviceState(battery_percent=0), True, True),
        (DeviceState(battery_percent=0, charging=True), False, True),
        (DeviceState(paper=Paper.LOW), False, True),
        (DeviceState(paper=Paper.OUT), False, False),
        (DeviceState(printer=PrinterState.OPEN), False, False),
    ],
)
def test_off_and_printing(state, dead, prints):
    assert (state.dead, state.can_print) == (dead, prints)


def test_the_wallet_holds_test_cards_and_codes_that_a_scanner_takes_for_payer_codes():
    assert set(WALLET) == set(TEST_CARDS) | set(PAYER_CODES)
    read = [classify(code, shop_key=None) for code in PAYER_CODES.values()]
    assert [one.word for one in read if isinstance(one, Refused)] == ["payment_code"] * 3


def test_no_number_crosses_the_line():
    said = [write_state(DeviceState(slot=Slot.SWIPED, presented=name)) for name in TEST_CARDS]
    assert len(said) == len(TEST_CARDS) == 5
    numbers = [card.number.encode("ascii") for card in TEST_CARDS.values()]
    assert [number for number in numbers if any(number in data for data in said)] == []


def test_one_row_a_tag():
    assert (len(ROWS), ASK) == (len({row.attribute for row in ROWS.values()}), b"DS1")
