"""The state of a device in field 62: bytes worked by hand from its rows, both ways, and every way to be refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

# DS1, then tag, one byte of length and ASCII: 100, no, plenty, ready, empty, "", 100, 0.
NEW = bytes.fromhex(
    "445331DF0103313030 DF02026E6F DF0306706C656E7479 DF04057265616479DF0505656D707479 DF0600 DF0703313030 DF080130"
)
# 7, yes, out, hot, shown, wechat-code, 35, -90.
WORN = bytes.fromhex(
    "445331"
    "DF010137 DF0203796573 DF03036F7574 DF0403686F74"
    "DF050573686F776E DF060B7765636861742D636F6465 DF07023335 DF08032D3930"
)
WORN_STATE = DeviceState(7, True, Paper.OUT, PrinterState.HOT, Slot.SHOWN, "wechat-code", 35, -90)


@pytest.mark.parametrize(("octets", "state"), [(NEW, DeviceState()), (WORN, WORN_STATE)], ids=["new", "worn"])
def test_by_hand(octets: bytes, state: DeviceState) -> None:
    assert write_state(state) == octets
    assert read_state(octets) == state


CARDS = sorted(set(WALLET) - set(PAYER_CODES))
PRESENTED = st.one_of(
    st.just((Slot.EMPTY, "")),
    st.tuples(st.just(Slot.SHOWN), st.sampled_from(sorted(PAYER_CODES))),
    st.tuples(st.sampled_from((Slot.INSERTED, Slot.SWIPED, Slot.TAPPED)), st.sampled_from(CARDS)),
)
PERCENT = st.integers(0, 100)
OFFSET = st.integers(-MAX_CLOCK_OFFSET_S, MAX_CLOCK_OFFSET_S)


@given(PERCENT, st.booleans(), st.sampled_from(Paper), st.sampled_from(PrinterState), PRESENTED, PERCENT, OFFSET)
def test_any_state_both_ways(battery, charging, paper, printer, presented, line, offset) -> None:
    state = DeviceState(battery, charging, paper, printer, *presented, line, offset)
    assert read_state(write_state(state)) == state


def test_what_is_missing_is_as_a_rule_and_what_is_unknown_is_passed_over() -> None:
    assert read_state(ASK) == DeviceState()
    assert read_state(ASK + bytes.fromhex("DF7F0100 DF07023335")) == DeviceState(line_percent=35)


@pytest.mark.parametrize(
    ("octets", "field"),
    [
        ("", "62"),
        ("4453", "62"),
        ("445332", "62"),
        ("445331 DF0102", "DF01"),
        ("445331 DF010131 DF010131", "DF01"),
        ("445331 DF0100", "DF01"),
        ("445331 DF01022B31", "DF01"),
        ("445331 DF01012D", "DF01"),
        ("445331 DF0102B2B3", "DF01"),
        ("445331 DF0203594553", "DF02"),
        ("445331 DF030130", "DF03"),
        ("445331 DF0103313031", "62"),
        ("445331 DF0809" + "39" * 9, "62"),
        ("445331 DF080A" + "39" * 10, "DF08"),
        ("445331 DF050573686F776E", "62"),
        ("445331 DF0603616263", "62"),
    ],
)
def test_refusals_name_their_tag(octets: str, field: str) -> None:
    assert refused(bytes.fromhex(octets)) == field


def refused(data: bytes) -> str | None:
    try:
        read_state(data)
    except DecodeError as error:
        return error.field
    return None


def test_a_refusal_does_not_show_the_value() -> None:
    with pytest.raises(DecodeError) as caught:
        read_state(ASK + bytes.fromhex("DF0310") + b"6200000000000005")
    assert "6200" not in str(caught.value)


@given(st.one_of(st.binary(max_size=60), st.binary(max_size=60).map(ASK.__add__)))
def test_any_bytes(data: bytes) -> None:
    assert refused(data) in {None, "62", "tag", *(f"DF{number:02X}" for number in range(256))}


@pytest.mark.parametrize(
    "wrong",
    [
        {"battery_percent": -1},
        {"battery_percent": 101},
        {"line_percent": -1},
        {"line_percent": 101},
        {"clock_offset_s": MAX_CLOCK_OFFSET_S + 1},
        {"clock_offset_s": -MAX_CLOCK_OFFSET_S - 1},
        {"slot": Slot.INSERTED, "presented": "no such card"},
        {"slot": Slot.INSERTED},
        {"slot": Slot.SHOWN},
        {"presented": "unionpay"},
        {"slot": Slot.SHOWN, "presented": "unionpay"},
        {"slot": Slot.TAPPED, "presented": "wechat-code"},
    ],
    ids=str,
)
def test_what_no_device_can_be(wrong: dict) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each has its own reason, the class is what is promised
        replace(DeviceState(), **wrong)


def test_dead_and_able_to_print() -> None:
    assert [DeviceState(battery, charging).dead for battery, charging in ((0, False), (0, True), (1, False))] == [
        True,
        False,
        False,
    ]
    assert DeviceState(paper=Paper.LOW).can_print
    assert not DeviceState(paper=Paper.OUT).can_print
    assert not any(DeviceState(printer=one).can_print for one in PrinterState if one is not PrinterState.READY)


def test_every_attribute_has_its_row() -> None:
    assert [row.attribute for row in ROWS.values()] == list(DeviceState.__dataclass_fields__)
