"""Keys and MACs against published keys, check values and one public message; expected bytes are in keys.toml.

The chained MACs are also compared with another library's DES, block by block.
"""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from Crypto.Cipher import DES, DES3
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import MacError, RemoteProtocolError
from protocol.security import (
    PRACTICE_MASTER_KEY,
    Key,
    MacKind,
    MasterKey,
    check_mac,
    combine_components,
    make_mac,
    open_working_keys,
    refuse_published,
    require_check_value,
    seal_working_keys,
    unionpay_mac,
)

H = bytes.fromhex
OCTETS = st.binary(min_size=16, max_size=16)


@pytest.fixture
def master(published_keys: dict[str, Any]) -> MasterKey:
    return MasterKey(H(published_keys["zone_master_key"]["key"]))


@pytest.fixture
def sealed(published_keys: dict[str, Any]) -> bytes:
    """The two published 20-byte blocks, joined as field 62 carries them."""
    rows = (published_keys["pik"], published_keys["mak"])
    return b"".join(H(row["wrapped"] + row["check_value"]) for row in rows)


# --- keys ----------------------------------------------------------------------------------------------------------


def test_components_make_the_master_key(published_keys) -> None:
    row = published_keys["zone_master_key"]
    first, second = (H(part) for part in row["components"])
    assert combine_components((first, second)) == combine_components((second, first)) == H(row["key"])
    shown = [Key(part).check_value.hex().upper()[:4] for part in (first, second)]
    assert shown == row["component_check_values"]
    assert Key(H(row["key"])).check_value == H(row["check_value"])


@pytest.mark.parametrize("size", [8, 16, 24])
def test_the_size_of_a_key(size: int) -> None:
    assert MasterKey(bytes(range(size))).size == size


def test_three_components(published_keys) -> None:
    """A third part of zeros changes nothing; the same part twice leaves the third."""
    row = published_keys["zone_master_key"]
    first, second = (H(part) for part in row["components"])
    assert combine_components((first, bytes(16), second)) == H(row["key"])
    assert combine_components((first, first, H(row["key"]))) == H(row["key"])


@pytest.mark.parametrize(
    "components", [[], [bytes(16)], [bytes(16)] * 4, [bytes(16), bytes(8)], [bytes(15)] * 2], ids=len
)
def test_components_that_are_none(components: list[bytes]) -> None:
    with pytest.raises(ValueError, match="two or three components of one size"):
        combine_components(components)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_the_check_value_of_the_key_letter(published_keys, master, size: int) -> None:
    require_check_value(master, H(published_keys["zone_master_key"]["check_value"])[:size])


@pytest.mark.parametrize("check_value", ["", "07", "07B1986000", "07B19861", "06B1"])
def test_the_check_value_of_another_key(master, check_value: str) -> None:
    with pytest.raises(ValueError, match="check value"):
        require_check_value(master, H(check_value))


@pytest.mark.parametrize("name", ["pik", "mak"])
def test_published_working_keys(published_keys, master, name: str) -> None:
    row = published_keys[name]
    assert master.unwrap(H(row["wrapped"])) == H(row["key"])
    assert master.wrap(H(row["key"])) == H(row["wrapped"])
    assert Key(H(row["key"])).check_value == H(row["check_value"])


def test_the_sealed_block_both_ways(published_keys, master, sealed) -> None:
    pik, mak = (H(published_keys[name]["key"]) for name in ("pik", "mak"))
    assert seal_working_keys(master, pik, mak) == sealed
    keys = open_working_keys(master, sealed)
    assert (keys.pik, keys.mak) == (Key(pik), Key(mak))


@pytest.mark.parametrize("at", range(40))
def test_no_byte_of_a_sealed_block_may_change(master, sealed, at: int) -> None:
    bent = sealed[:at] + bytes((sealed[at] ^ 0x02,)) + sealed[at + 1 :]
    name = "PIK" if at < 20 else "MAK"
    with pytest.raises(RemoteProtocolError, match=name) as caught:
        open_working_keys(master, bent)
    assert caught.value.field == "62"


def test_another_master_key_opens_nothing(sealed) -> None:
    with pytest.raises(RemoteProtocolError, match="another master key"):
        open_working_keys(PRACTICE_MASTER_KEY, sealed)


@pytest.mark.parametrize("size", [0, 23, 25, 39, 41, 59, 61, 84])
def test_other_sizes_of_a_sealed_block(master, size: int) -> None:
    """84 is the maximum of one text, which does not say what stands in it."""
    with pytest.raises(RemoteProtocolError, match=f"{size} bytes of working keys, one of 24, 40, 60 wanted") as caught:
        open_working_keys(master, bytes(size))
    assert caught.value.field == "62"


@given(OCTETS, OCTETS, OCTETS)
def test_seal_and_open(pik: bytes, mak: bytes, tdk: bytes) -> None:
    keys = open_working_keys(PRACTICE_MASTER_KEY, seal_working_keys(PRACTICE_MASTER_KEY, pik, mak))
    assert (keys.pik, keys.mak, keys.tdk) == (Key(pik), Key(mak), None)
    keys = open_working_keys(PRACTICE_MASTER_KEY, seal_working_keys(PRACTICE_MASTER_KEY, pik, mak, tdk))
    assert (keys.pik, keys.mak, keys.tdk) == (Key(pik), Key(mak), Key(tdk))


def test_single_length_keys_by_another_library(published_keys, master) -> None:
    """60.3 = 001: two keys of 8 bytes, 24 in all."""
    theirs = DES3.new(H(published_keys["zone_master_key"]["key"]), DES3.MODE_ECB)
    pik, mak = bytes(range(8)), bytes(range(8, 16))
    block = b"".join(theirs.encrypt(key) + DES.new(key, DES.MODE_ECB).encrypt(bytes(8))[:4] for key in (pik, mak))
    assert seal_working_keys(master, pik, mak) == block
    keys = open_working_keys(master, block)
    assert (keys.pik, keys.mak) == (Key(pik), Key(mak))


def test_a_single_mac_key_in_a_double_slot(published_keys, master) -> None:
    """As the public sign-on answers V14 and V16 have it: 8 bytes wrapped, 8 zero bytes as they are, check value."""
    theirs = DES3.new(H(published_keys["zone_master_key"]["key"]), DES3.MODE_ECB)
    pik, mak = H(published_keys["pik"]["key"]), bytes(range(8, 16))
    mak_slot = theirs.encrypt(mak) + bytes(8) + DES.new(mak, DES.MODE_ECB).encrypt(bytes(8))[:4]
    block = H(published_keys["pik"]["wrapped"] + published_keys["pik"]["check_value"]) + mak_slot
    assert seal_working_keys(master, pik, mak) == block
    keys = open_working_keys(master, block)
    assert (keys.pik, keys.mak) == (Key(pik), Key(mak))


@pytest.mark.parametrize("name", ["V14", "V16"])
def test_public_sign_on_answers_are_of_that_shape(project_root: Path, name: str) -> None:
    """Their master key is not known, so that the first check value fails: as a wrong key must."""
    rows = json.loads((project_root / "fixtures/messages/unionpay.json").read_text(encoding="utf-8"))
    sealed = next(H(row["fields"]["62"]["value"]) for row in rows if row["id"] == name)
    assert (len(sealed), sealed[28:36]) == (40, bytes(8))
    with pytest.raises(RemoteProtocolError, match="PIK does not fit") as caught:
        open_working_keys(PRACTICE_MASTER_KEY, sealed)
    assert caught.value.offset == 0


@pytest.mark.parametrize("sizes", [(24, 24), (8, 16), (8, 24), (16, 24), (8, 8, 8), (16, 16, 24), (24, 24, 24), (8, 0)])
def test_keys_that_are_no_layout_are_not_sealed(master, sizes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="two of 8, two of 16 or three of 16"):
        seal_working_keys(master, *(bytes(size) for size in sizes))


@pytest.mark.parametrize("size", [0, 7, 9, 15, 17, 23, 25, 32])
def test_a_key_has_one_of_three_sizes(size: int) -> None:
    with pytest.raises(ValueError, match="8, 16 or 24 bytes"):
        Key(bytes(size))


@given(st.sampled_from((8, 16, 24)).flatmap(lambda size: st.binary(min_size=size, max_size=size)), OCTETS)
def test_encrypt_and_decrypt(octets: bytes, blocks: bytes) -> None:
    assert Key(octets).decrypt(Key(octets).encrypt(blocks)) == blocks


@pytest.mark.parametrize("more", [1, 3, 7, 9])
@pytest.mark.parametrize("way", ["encrypt", "decrypt"])
def test_a_part_of_a_block_is_refused_and_spoils_nothing(way: str, more: int) -> None:
    """Source: DES3 of another library. One context serves for ever, so that whatever stays in it comes out later."""
    octets, block = H("0123456789ABCDEFFEDCBA9876543210"), H("4E6F772069732074")
    other = DES3.new(octets, DES3.MODE_ECB)
    expected = other.encrypt(block) if way == "encrypt" else other.decrypt(block)
    through = getattr(Key(octets), way)
    assert through(block) == expected
    with pytest.raises(ValueError, match="blocks of 8 bytes"):
        through(block + bytes(more))
    assert (through(block), through(b"")) == (expected, b"")


def test_triple_length_by_another_library() -> None:
    octets = bytes(range(1, 25))
    assert Key(octets).encrypt(bytes(16)) == DES3.new(octets, DES3.MODE_ECB).encrypt(bytes(16))


@given(OCTETS)
def test_a_key_shows_its_check_value_only(octets: bytes) -> None:
    for key in (Key(octets), MasterKey(octets), Key(octets).left):
        shown = f"{key!r} {key} {[key]}"
        assert octets.hex().upper()[:16] not in shown.upper()
        assert str(octets) not in shown
        assert key.check_value.hex().upper() in shown
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(key)


def test_keys_are_equal_by_value_and_no_dictionary_keys() -> None:
    assert Key(bytes(16)) == Key(bytes(16))
    assert Key(bytes(16)) != Key(bytes(15) + b"\x02")
    assert Key(bytes(16)) != bytes(16)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Key(bytes(16)))


def test_the_practice_key_is_the_published_one() -> None:
    """0123456789ABCDEF FEDCBA9876543210: its check value 08D7B4FB is printed in many key tables."""
    assert PRACTICE_MASTER_KEY.check_value == H("08D7B4FB")


def test_a_live_profile_refuses_the_published_key() -> None:
    same = MasterKey(H("0123456789ABCDEFFEDCBA9876543210"))
    for key in (PRACTICE_MASTER_KEY, same):
        with pytest.raises(ValueError, match="a live profile refuses it"):
            refuse_published(key, live=True)
        refuse_published(key, live=False)


def test_a_key_of_ones_own_is_for_either(master) -> None:
    refuse_published(master, live=True)
    refuse_published(master, live=False)


# --- MAC -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def covered(public_v42: bytes, published_keys) -> bytes:
    """What the MAC of the public reversal covers: MTI to the byte before field 64."""
    data = public_v42[:-8]
    assert len(data) == published_keys["mac_v42"]["covered_bytes"]
    return data


def test_mac_as_constructed_on_a_public_message(published_keys, covered) -> None:
    mak = Key(H(published_keys["mak"]["key"]))
    assert unionpay_mac(mak, covered) == published_keys["mac_v42"]["unionpay_ecb"].encode("ascii")


def test_mac_takes_the_xor_of_the_blocks(published_keys, covered) -> None:
    mak, folded = Key(H(published_keys["mak"]["key"])), H(published_keys["mac_v42"]["folded"])
    assert unionpay_mac(mak, folded) == unionpay_mac(mak, covered)


@given(OCTETS, st.binary(max_size=200))
def test_mac_is_eight_capital_hex_characters(octets: bytes, data: bytes) -> None:
    mac = unionpay_mac(Key(octets), data)
    assert len(mac) == 8
    assert set(mac) <= set(b"0123456789ABCDEF")
    check_mac(Key(octets), data, mac)


def test_trailing_zeros_are_padding() -> None:
    """A property of this MAC and not of ours: the length is not covered."""
    key = Key(bytes(range(16)))
    assert unionpay_mac(key, b"abc") == unionpay_mac(key, b"abc\0\0")


@pytest.mark.parametrize("wrong", [b"46415dc3", b"46415DC4", b"", b"46415DC", b"46415DC30", bytes(8)])
def test_a_wrong_mac(published_keys, covered, wrong: bytes) -> None:
    with pytest.raises(MacError) as caught:
        check_mac(Key(H(published_keys["mak"]["key"])), covered, wrong)
    assert caught.value.field == "64"


def test_every_flipped_bit_of_a_covered_message_shows(published_keys, covered) -> None:
    mak = Key(H(published_keys["mak"]["key"]))
    right = unionpay_mac(mak, covered)
    bent = [
        covered[:at] + bytes((covered[at] ^ 1 << bit,)) + covered[at + 1 :]
        for at in range(len(covered))
        for bit in range(8)
    ]
    assert len(bent) == 8 * 83
    assert [data for data in bent if unionpay_mac(mak, data) == right] == []


# --- the other families --------------------------------------------------------------------------------------------


def their_chain(key: bytes, data: bytes) -> bytes:
    """CBC from zero by another library, block by block; the last block, zeros for none."""
    block, cipher = bytes(8), DES.new(key, DES.MODE_ECB)
    for at in range(0, len(data), 8):
        block = cipher.encrypt(bytes(a ^ b for a, b in zip(block, data[at : at + 8], strict=True)))
    return block


def filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8 if data else 8)


@pytest.mark.parametrize(
    ("kind", "row"), [(MacKind.ECB, "unionpay_ecb"), (MacKind.X9_19, "x9_19"), (MacKind.X9_9, "x9_9")], ids=str
)
def test_every_family_on_the_public_message(published_keys, covered, kind: MacKind, row: str) -> None:
    expected = published_keys["mac_v42"][row]
    mac = make_mac(kind, Key(H(published_keys["mak"]["key"])), covered)
    assert mac == (expected.encode("ascii") if kind is MacKind.ECB else H(expected))
    check_mac(Key(H(published_keys["mak"]["key"])), covered, mac, kind)


def test_the_public_message_carries_its_x9_19(published_keys, public_v42, covered) -> None:
    check_mac(Key(H(published_keys["mak"]["key"])), covered, public_v42[-8:], MacKind.X9_19)


class Recorded(Key):
    """A key whose every encryption gives the published result."""

    def encrypt(self, blocks: bytes) -> bytes:
        return H("8456B1CD5A3F8484")


def test_the_last_step_of_the_unionpay_mac(published_keys) -> None:
    """Eight bytes of result become sixteen characters, the first eight are field 64."""
    row = published_keys["mac_last_step"]
    assert Recorded(bytes(16)).encrypt(b"") == H(row["result"])
    assert unionpay_mac(Recorded(bytes(16)), b"data") == row["field_64"].encode("ascii")


def test_the_single_length_algorithm(published_keys, covered) -> None:
    row = published_keys["mac_v42"]
    single, double = Key(H(row["single_key"])), Key(H(published_keys["mak"]["key"]))
    expected = row["unionpay_ecb_single"].encode("ascii")
    assert make_mac(MacKind.ECB, single, covered) == expected
    assert make_mac(MacKind.ECB_SINGLE, single, covered) == expected
    assert make_mac(MacKind.ECB_SINGLE, double, covered) == expected
    check_mac(double, covered, b"E6086F29", MacKind.ECB_SINGLE)


@given(OCTETS, st.binary(max_size=100))
def test_chained_macs_by_another_library(octets: bytes, data: bytes) -> None:
    key, blocks = Key(octets), filled(data)
    first = their_chain(octets[:8], blocks)
    assert make_mac(MacKind.X9_9, key, data) == first
    back = DES.new(octets[8:], DES.MODE_ECB).decrypt(first)
    whole = DES.new(octets[:8], DES.MODE_ECB).encrypt(back)
    assert make_mac(MacKind.X9_19, key, data) == whole
    assert make_mac(MacKind.X9_19_TEXT, key, data) == whole.hex().upper()[:8].encode("ascii")
    assert make_mac(MacKind.X9_9, key.left, data) == make_mac(MacKind.X9_19, key.left, data) == first


def test_sm4_of_the_published_example() -> None:
    """GB/T 32907-2016, example 1: plain text and key alike; one block of CBC from zero is the cipher itself."""
    same = H("0123456789ABCDEFFEDCBA9876543210")
    assert make_mac(MacKind.SM4, Key(same), same) == H("681EDF34D206965E")
    assert make_mac(MacKind.SM4_TEXT, Key(same), same) == b"681EDF34"
    assert len(make_mac(MacKind.SM4, Key(same), b"")) == 8


@pytest.mark.parametrize("size", [8, 24])
def test_sm4_wants_16_bytes_of_key(size: int) -> None:
    with pytest.raises(ValueError, match="key size"):
        make_mac(MacKind.SM4, Key(bytes(size)), b"data")


def test_a_profile_without_a_mac_accepts_none() -> None:
    key = Key(bytes(16))
    assert make_mac(MacKind.NONE, key, b"data") == b""
    check_mac(key, b"data", b"", MacKind.NONE)
    with pytest.raises(MacError):
        check_mac(key, b"data", bytes(8), MacKind.NONE)


@pytest.mark.parametrize("kind", [kind for kind in MacKind if kind is not MacKind.NONE], ids=str)
def test_a_mac_of_another_family_does_not_verify(covered, kind: MacKind) -> None:
    key = Key(bytes(range(16)))
    others = [make_mac(other, key, covered) for other in MacKind if other is not kind]
    assert len(others) == len(MacKind) - 1
    for other in others:
        with pytest.raises(MacError, match="does not verify"):
            check_mac(key, covered, other, kind)


@pytest.mark.parametrize(("kind", "blind"), [(MacKind.ECB, True), (MacKind.ECB_SINGLE, True), (MacKind.X9_19, False)])
def test_what_the_exclusive_or_of_blocks_can_not_see(kind: MacKind, blind: bool) -> None:
    """Two equal bits a block apart: UnionPay's own MAC stays what it was, as does the LRC of a frame. Known, and the
    reason to ask an acquirer for X9.19 (found by the simulation: a reference number came through damaged).
    """
    key, data = Key(bytes(range(16))), bytes(range(40))
    spoiled = bytearray(data)
    spoiled[3] ^= 1
    spoiled[11] ^= 1
    assert (make_mac(kind, key, bytes(spoiled)) == make_mac(kind, key, data)) is blind
