"""What is printed of anything that holds a message: no card number, track or PIN block, as text or as bytes."""

import pytest

from protocol import link_bodies
from protocol.cards import TEST_CARDS
from protocol.describe import lines
from protocol.dialects.hypercom.body import Body
from protocol.dialects.tlv.elements import Element
from protocol.dialects.unionpay import chip, compare, subfields
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.envelope import Envelope, seal
from protocol.dialects.unionpay.lessons import Lesson
from protocol.dialects.unionpay.places import places
from protocol.errors import DecodeError
from protocol.framing import Deframer, write_frame
from protocol.link import Link
from protocol.message import Message

PAN = TEST_CARDS["unionpay"].number
CHIP = "5A08" + PAN + "5713" + PAN + "D" + "301220100000000000000"
FIELDS = {
    2: PAN, 3: "000000", 4: "000000001234", 11: "000001", 25: "00", 35: PAN + "D30122010", 41: "10000001",
    42: "123456789012345", 49: "156", 52: bytes(range(1, 9)), 55: bytes.fromhex(CHIP), 57: "X" + PAN,
    60: "22000007000500", 64: b"0123ABCD",
}  # fmt: skip
DATA = seal(Envelope(), Message("0200", FIELDS), None)
FOUND = detect(DATA)
OTHER = detect(seal(Envelope(), Message("0200", {**FIELDS, 2: PAN[:-1]}), None))
PLACES = places(FOUND.packet, FOUND.profile.table)
SIDES = [compare.Side(one.packet, one.profile) for one in (FOUND, OTHER)]


def fault():
    with pytest.raises(DecodeError) as caught:
        detect(DATA[:-5])
    return caught.value


# fmt: off
HOLDERS = {
    "Detection":      FOUND,
    "Packet":         FOUND.packet,
    "Message":        FOUND.packet.message,
    "IndexedMessage": FOUND.profile.codec.index(DATA[11:]),
    "Place":          PLACES,
    "Line":           lines(FOUND.packet, FOUND.profile),
    "Lesson":         Lesson(FOUND.packet, FOUND.profile, PLACES),
    "Side":           SIDES,
    "Difference":     compare.differences(*SIDES),
    "Part":           [subfields.split(number, value, FOUND.packet.message) for number, value in FIELDS.items()],
    "Item":           chip.parse(FIELDS[55]),
    "Frame":          Deframer().feed(write_frame(DATA)),
    "Heard":          Link().receive(write_frame(DATA), 0.0),
    "Body":           Body("1", "27", "00", "0", (("30", PAN.encode()),)),
    "Element":        Element("DF1E", PAN.encode()),
    "LinkBody":       link_bodies.document(link_bodies.recognise(DATA)),
    "DecodeError":    fault(),
}
# fmt: on


@pytest.mark.parametrize("name", list(HOLDERS))
def test_nothing_that_holds_a_message_prints_it(name):
    told = repr(HOLDERS[name])
    assert len(told) > 8
    for secret in (bytes.fromhex(PAN), bytes(range(1, 9))):
        assert repr(secret)[2:-1] not in told
    assert PAN not in told
