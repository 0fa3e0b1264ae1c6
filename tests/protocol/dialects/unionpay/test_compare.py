"""Two messages side by side: every difference of their bytes has a line, and no line shows what is hidden."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS, mask
from protocol.dialects.unionpay.compare import Side, differences
from protocol.dialects.unionpay.envelope import Envelope, Packet, write
from protocol.dialects.unionpay.profiles import DEFAULT, named
from protocol.message import Message

PAN = TEST_CARDS["unionpay"].number
OTHER = TEST_CARDS["unionpay2"].number
ENVELOPE = Envelope("6000030000", "603110000100")
FIELDS = {
    2: PAN,
    3: "200000",
    4: "000000001234",
    22: "021",
    55: bytes.fromhex("9A03261122") + bytes.fromhex("5A08" + PAN),
    60: "25000007000600",
    63: "000",
}


def side(*, envelope=ENVELOPE, profile=DEFAULT, mti="0220", fillers=(), without=(), **changed):
    values = {**FIELDS, **{int(name[1:]): value for name, value in changed.items()}}
    fields = {number: value for number, value in values.items() if number not in without}
    return Side(Packet(envelope, Message(mti, fields, dict(fillers)), b""), profile)


def told(one, two):
    return [(row.name, row.first, row.second) for row in differences(one, two)]


CHIP = bytes.fromhex("9A03261123") + bytes.fromhex("5A08" + PAN)
CARD = bytes.fromhex("9A03261122") + bytes.fromhex("5A08" + OTHER)
SHORT = bytes.fromhex("9A03261122")

# fmt: off
CHANGES = [
    # what changed in the second                        lines
    (side(),                                            []),
    (side(f4="000000001235"),                           [("4", "000000001234", "000000001235")]),
    (side(f60="25000008000600"),                        [("60.2", "000007", "000008")]),
    (side(f60="25000007000610"),                        [("60.5", "0", "1")]),
    (side(f60="25000007"),                              [("60", "25000007000600", "25000007")]),    # other parts
    (side(f60="2500000700"),                            [("60", "25000007000600", "2500000700")]),  # no parts at all
    (side(f2=OTHER),                                    [("2", mask(PAN), mask(OTHER))]),
    (side(f2="6200001000000005"),                       [("2", mask(PAN), mask(PAN))]),             # hidden digits only
    (side(f55=CHIP),                                    [("55.9A", "261122", "261123")]),
    (side(f55=CARD),                                    [("55.5A", PAN[:6] + "******" + PAN[12:],
                                                                   OTHER[:6] + "******" + OTHER[12:])]),
    (side(f55=SHORT),                                   [("55", "9A032611225A08" + PAN[:6] + "******" + PAN[12:],
                                                                "9A03261122")]),
    (side(without=(63,)),                               [("63", "000", None)]),
    (side(f11="000123"),                                [("11", None, "000123")]),
    (side(fillers={22: "2"}),                           [("22", None, "2")]),
    (side(mti="0221"),                                  [("mti", "0220", "0221")]),
    (side(envelope=Envelope("6000040000", None, 100)),  [("length", None, "100"), ("tpdu", "6000030000", "6000040000"),
                                                         ("header", "603110000100", None)]),
    (side(profile=named("unionpay+binary-prefix")),     [("profile", "unionpay", "unionpay+binary-prefix")]),
]
# fmt: on


@pytest.mark.parametrize(("second", "lines"), CHANGES, ids=[str(row[1])[:40] for row in CHANGES])
def test_what_changed_is_told(second, lines):
    assert told(side(), second) == lines
    assert told(second, side()) == [(name, after, before) for name, before, after in lines]


def test_a_difference_inside_a_template_is_told_once():
    first = side(f55=bytes.fromhex("72078601009F180111"))
    second = side(f55=bytes.fromhex("72078601009F180112"))
    assert told(first, second) == [("55.9F18", "11", "12")]


CHANGED = st.fixed_dictionaries(
    {},
    optional={
        "f3": st.sampled_from(["000000", "200000"]),
        "f22": st.sampled_from(["021", "022"]),
        "f55": st.sampled_from([CHIP, CARD, SHORT, b"\x9a", SHORT + b"\x00"]),
        "f59": st.text("AB01", max_size=9),
        "f62": st.binary(max_size=20),
        "fillers": st.sampled_from([{}, {22: "2"}]),
        "mti": st.sampled_from(["0220", "0230"]),
    },
)


@given(CHANGED, CHANGED)
def test_bytes_differ_exactly_when_something_is_told(one, two):
    first, second = side(**one), side(**two)
    assert (write(first.packet) != write(second.packet)) == bool(differences(first, second))


def test_no_view_of_a_difference_holds_a_card_number():
    rows = [str(dataclasses.astuple(row)) for second, _ in CHANGES for row in differences(side(), second)]
    assert len(rows) > 12
    assert [row for row in rows if PAN in row or OTHER in row] == []
