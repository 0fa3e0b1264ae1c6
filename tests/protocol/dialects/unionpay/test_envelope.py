"""Length, TPDU, header and MAC around a message: public dumps as they are, by their profiles, then ours."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay.envelope import Envelope, Packet, read, seal, write
from protocol.dialects.unionpay.profiles import DEFAULT, named
from protocol.errors import DecodeError, EncodeError, MacError
from protocol.message import Message
from protocol.security import Key, MacKind, make_mac, unionpay_mac

KEY, OTHER_KEY = Key(bytes(range(16))), Key(bytes(16))
MESSAGE = Message("0800", {11: "000001", 41: "10000001", 42: "123456789012345", 60: "00000001003"})


def test_public_envelopes_in_front_of_public_messages(enveloped_sample) -> None:
    """Vendor nibbles in the header (31FFF1, 999999) included: they are never judged."""
    row = enveloped_sample.row
    data = enveloped_sample.dump[2:] if row.get("len") else enveloped_sample.dump
    packet = read(data)
    assert packet.envelope == Envelope(row["tpdu"], row["header"])
    assert dict(packet.message.fields) == enveloped_sample.fields
    assert seal(packet.envelope, packet.message, None) == data
    assert write(packet) == data


def test_public_dumps_by_the_profile_of_their_parts(sample) -> None:
    """The parts that the sources name, and field 60 in ASCII for V45."""
    profile = named("+".join(("unionpay", *(variant for variant, needed in (
        ("length", "len" in sample.parts),
        ("no-tpdu", "tpdu" not in sample.parts),
        ("no-header", "header" not in sample.parts),
        ("text-60", sample.row["f60"] == "ascii"),
    ) if needed))))  # fmt: skip
    packet = read(sample.dump, profile)
    assert packet.envelope == Envelope(sample.row.get("tpdu"), sample.row.get("header"), packet.envelope.length)
    assert packet.envelope.length == (int(sample.row["len"]) if "len" in sample.parts else None)
    assert dict(packet.message.fields) == sample.fields
    assert write(packet, profile) == sample.dump
    assert seal(packet.envelope, packet.message, None, profile) == sample.dump


def test_the_profiles_mac_verifies_the_public_message(public_v42, published_keys) -> None:
    """V42 under the published MAK: X9.19, and no other kind."""
    mak = Key(bytes.fromhex(published_keys["mak"]["key"]))
    dump = bytes.fromhex("00666010120000602200000000") + public_v42
    packet = read(dump, profile := named("unionpay+length+mac-x9.19"))
    packet.verify(mak)
    fields = {number: value for number, value in packet.message.fields.items() if number != 64}
    assert seal(packet.envelope, Message("0400", fields), mak, profile) == dump
    others = [named(f"unionpay+length+mac-{kind}") for kind in ("x9.9", "x9.19-text", "sm4", "sm4-text", "none")]
    assert [verifies(read(dump, other), mak) for other in (named("unionpay+length"), *others)] == [False] * 6


def verifies(packet: Packet, key: Key) -> bool:
    try:
        packet.verify(key)
    except MacError:
        return False
    return True


def test_what_the_mac_of_a_public_message_covers(public_v42, published_keys) -> None:
    packet = read(bytes.fromhex("6010120000602200000000") + public_v42)
    assert packet.covered == public_v42[:-8]
    mak = Key(bytes.fromhex(published_keys["mak"]["key"]))
    assert unionpay_mac(mak, packet.covered) == published_keys["mac_v42"]["unionpay_ecb"].encode("ascii")
    with pytest.raises(MacError):  # V42 itself carries another MAC family
        packet.verify(mak)


@pytest.mark.parametrize(
    ("request_tpdu", "answer_tpdu"),
    [("6005250000", "6000000525"), ("6000030000", "6000000003"), ("6012345678", "6056781234")],
)
def test_the_host_swaps_the_addresses(request_tpdu: str, answer_tpdu: str) -> None:
    envelope = Envelope(request_tpdu, "603110000100")
    assert envelope.swapped() == Envelope(answer_tpdu, "603110000100")
    assert envelope.swapped().swapped() == envelope


def test_sealed_by_hand() -> None:
    data = seal(Envelope(), MESSAGE, KEY)
    front, covered, mac = data[:11], data[11:-8], data[-8:]
    assert front.hex() == "6000030000603110000100"
    assert covered.hex().startswith("0800" + "0020000000c00011")
    assert mac == unionpay_mac(KEY, covered)


def test_sealed_and_verified() -> None:
    packet = read(seal(Envelope(), MESSAGE, KEY))
    packet.verify(KEY)
    with pytest.raises(MacError):
        packet.verify(OTHER_KEY)


def test_without_a_mac_nothing_verifies() -> None:
    packet = read(seal(Envelope(), MESSAGE, None))
    assert 64 not in packet.message.fields
    with pytest.raises(MacError, match="no MAC"):
        packet.verify(KEY)


def test_every_flipped_bit_behind_the_header_is_found() -> None:
    data = seal(Envelope(), MESSAGE, KEY)
    bits = range(11 * 8, len(data) * 8)
    assert len(bits) > 300
    assert [bit for bit in bits if not refused(flip(data, bit))] == []


def flip(data: bytes, bit: int) -> bytes:
    return data[: bit // 8] + bytes((data[bit // 8] ^ 0x80 >> bit % 8,)) + data[bit // 8 + 1 :]


def refused(data: bytes) -> bool:
    try:
        read(data).verify(KEY)
    except (DecodeError, MacError):
        return True
    return False


@pytest.mark.parametrize("size", range(11))
def test_half_an_envelope(size: int) -> None:
    with pytest.raises(DecodeError) as caught:
        read(seal(Envelope(), MESSAGE, KEY)[:size])
    assert caught.value.offset == size


def test_a_tpdu_is_digits() -> None:
    with pytest.raises(DecodeError, match="TPDU"):
        read(b"\x6a" + seal(Envelope(), MESSAGE, KEY)[1:])


def test_offsets_count_from_the_tpdu() -> None:
    with pytest.raises(DecodeError) as caught:
        read(seal(Envelope(), Message("0800", {11: "000001"}), None)[:-1])
    assert (caught.value.field, caught.value.offset) == ("11", 11 + 10)


@given(st.binary(max_size=80))
def test_any_bytes(data: bytes) -> None:
    assert refused(data)


# --- other parts in front ------------------------------------------------------------------------------------------

BODY = bytes.fromhex("0800 0020000000C00010 000001") + b"10000001123456789012345" + bytes.fromhex("0011 000000010030")

# fmt: off
FRONTS = [
    # profile                       tpdu           header           length  bytes
    ("unionpay",                    "6000030000",  "603110000100",  None,   "6000030000 603110000100"),
    ("unionpay+length",             "6000030000",  "60310000FFF1",  55,     "0037 6000030000 60310000FFF1"),
    ("unionpay+no-tpdu",            None,          "603110000100",  None,   "603110000100"),
    ("unionpay+no-header",          "6000030000",  None,            None,   "6000030000"),
    ("unionpay+short-header",       "6000030000",  "0100",          None,   "6000030000 0100"),
    ("unionpay+no-tpdu+no-header",  None,          None,            None,   ""),
    ("unionpay+length+no-tpdu+short-header", None, "0100",          46,     "002E 0100"),
]
# fmt: on


@pytest.mark.parametrize(("name", "tpdu", "header", "length", "front"), FRONTS)
def test_parts_of_a_profile(name: str, tpdu: str | None, header: str | None, length: int | None, front: str) -> None:
    profile = named(name)
    data = bytes.fromhex(front) + BODY
    packet = read(data, profile)
    assert packet.envelope == Envelope(tpdu, header, length)
    assert packet.message == MESSAGE
    assert packet.covered == BODY
    assert write(packet, profile) == data
    assert seal(Envelope(tpdu, header), MESSAGE, None, profile) == data
    assert seal(replace(packet.envelope, length=None), MESSAGE, None, profile) == data


@pytest.mark.parametrize("name", [row[0] for row in FRONTS])
@pytest.mark.parametrize("kind", list(MacKind))
def test_sealed_by_a_profile(name: str, kind: MacKind) -> None:
    profile = replace(named(name), mac=kind)
    data = seal(Envelope.of(profile), MESSAGE, KEY, profile)
    packet = read(data, profile)
    covered = bytes.fromhex("0800 0020000000C00011") + BODY[10:] if kind is not MacKind.NONE else BODY
    assert (packet.covered, packet.message.octets(64)) == (covered, make_mac(kind, KEY, covered))
    assert verifies(packet, KEY) is (kind is not MacKind.NONE)
    assert not verifies(packet, OTHER_KEY)


def test_a_mac_behind_a_second_bitmap_is_field_128() -> None:
    data = seal(Envelope(), Message("0800", {11: "000001", 70: "301"}), KEY)
    packet = read(data)
    packet.verify(KEY)
    assert list(packet.message.fields) == [11, 70, 128]
    assert packet.covered == data[11:-8]
    flipped = read(flip(data, 8 * 32))
    assert not verifies(flipped, KEY)


def test_a_field_64_that_is_not_the_last_verifies_nothing() -> None:
    packet = read(seal(Envelope(), Message("0800", {11: "000001", 64: bytes(8), 70: "301"}), None))
    assert packet.covered[-2:] == bytes.fromhex("0301")
    with pytest.raises(MacError, match="no MAC"):
        packet.verify(KEY)


@pytest.mark.parametrize("announced", [0, 54, 56, 170, 0xFFFF])
def test_a_wrong_length_is_kept(announced: int) -> None:
    """A public dump announces 170 for 142 bytes; a message that is sealed says its own."""
    profile = named("unionpay+length")
    data = announced.to_bytes(2, "big") + bytes.fromhex("6000030000 603110000100") + BODY
    packet = read(data, profile)
    assert packet.envelope.length == announced
    assert write(packet, profile) == data
    assert seal(packet.envelope, packet.message, None, profile)[:2] == bytes.fromhex("0037")


def test_an_answer_swaps_what_there_is() -> None:
    assert Envelope("6005250000", "0100", 170).swapped() == Envelope("6000000525", "0100")
    assert Envelope(None, None).swapped() == Envelope(None, None)


@pytest.mark.parametrize("tpdu", ["6005250000", "6000000525"])
def test_a_host_that_does_not_swap_is_read_too(tpdu: str) -> None:
    answer = Message("0810", {11: "000001", 39: "00"})
    assert read(seal(Envelope(tpdu), answer, None)).message == answer


def test_requests_begin_with_what_their_profile_says() -> None:
    assert Envelope.of(DEFAULT) == Envelope() == Envelope("6000030000", "603110000100")
    assert Envelope.of(named("unionpay+length+no-tpdu+short-header")) == Envelope(None, "0100")


@pytest.mark.parametrize(
    ("header", "state", "wish"),
    [
        ("603100310000", "0", "0"),
        ("603113310000", "1", "3"),  # the host wants a new sign-on
        ("60310B310000", "0", "B"),
        ("0100", "", ""),
        (None, "", ""),
    ],
)
def test_digits_of_the_header(header: str | None, state: str, wish: str) -> None:
    envelope = Envelope("6000030000", header)
    assert (envelope.terminal_state, envelope.processing_request) == (state, wish)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("tpdu", ""),
        ("tpdu", "60000300"),
        ("tpdu", "600003000A"),
        ("tpdu", "600003000０"),
        ("header", ""),
        ("header", "6031"[:3]),
        ("header", "60311000"),
        ("header", "60311000010"),
        ("header", "60311000fff1"),
        ("header", "6031100001000"),
        ("length", -1),
        ("length", 0x10000),
    ],
)
def test_an_envelope_that_cannot_be(part: str, value: str | int) -> None:
    with pytest.raises(EncodeError) as caught:
        replace(Envelope(), **{part: value})
    assert caught.value.field == part


@pytest.mark.parametrize(
    ("name", "envelope", "field"),
    [
        ("unionpay", Envelope(None), "tpdu"),
        ("unionpay+no-tpdu", Envelope(), "tpdu"),
        ("unionpay", Envelope(header=None), "header"),
        ("unionpay", Envelope(header="0100"), "header"),
        ("unionpay+no-header", Envelope(), "header"),
        ("unionpay+short-header", Envelope(), "header"),
    ],
)
def test_an_envelope_of_another_profile_is_not_sealed(name: str, envelope: Envelope, field: str) -> None:
    with pytest.raises(EncodeError) as caught:
        seal(envelope, MESSAGE, KEY, named(name))
    assert caught.value.field == field


@pytest.mark.parametrize("name", [row[0] for row in FRONTS])
def test_every_cut_names_its_place(name: str) -> None:
    profile = named(name)
    data = seal(Envelope.of(profile), MESSAGE, KEY, profile)
    errors = [refusal(data[:cut], profile) for cut in range(len(data))]
    assert [cut for cut, error in enumerate(errors) if not 0 <= (error.offset or 0) <= cut] == []
    assert [error.left for error in errors if error.left is None] == []


def test_an_error_behind_the_front_keeps_what_it_knows() -> None:
    profile = named("unionpay+length+no-header")
    error = refusal(bytes.fromhex("0010 6000030000 0800 0030000000000000 000001 1214"), profile)
    assert (error.field, error.offset, error.wanted, error.left) == ("12", 20, "3 bytes", 2)
    assert error.so_far == {11: "000001"}


def refusal(data: bytes, profile=DEFAULT) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        read(data, profile)
    return caught.value
