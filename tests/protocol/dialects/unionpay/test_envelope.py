"""TPDU, header and MAC around a message: public dumps as they are, then ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.errors import DecodeError, MacError
from protocol.message import Message
from protocol.security import Key, unionpay_mac

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
