"""Keys and MACs against published keys, check values and one public message; expected bytes are in keys.toml."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import MacError, RemoteProtocolError
from protocol.security import (
    PRACTICE_MASTER_KEY,
    Key,
    MasterKey,
    check_mac,
    open_working_keys,
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
    assert bytes(a ^ b for a, b in zip(first, second, strict=True)) == H(row["key"])
    shown = [Key(part).check_value.hex().upper()[:4] for part in (first, second)]
    assert shown == row["component_check_values"]
    assert Key(H(row["key"])).check_value == H(row["check_value"])


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


@pytest.mark.parametrize("size", [0, 24, 39, 41, 60])
def test_other_sizes_of_a_sealed_block(master, size: int) -> None:
    with pytest.raises(RemoteProtocolError, match=f"{size} bytes of working keys, 40 wanted"):
        open_working_keys(master, bytes(size))


@given(OCTETS, OCTETS)
def test_seal_and_open(pik: bytes, mak: bytes) -> None:
    keys = open_working_keys(PRACTICE_MASTER_KEY, seal_working_keys(PRACTICE_MASTER_KEY, pik, mak))
    assert (keys.pik, keys.mak) == (Key(pik), Key(mak))


@pytest.mark.parametrize("size", [0, 8, 15, 17, 24])
def test_a_key_has_16_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Key(bytes(size))


@given(OCTETS)
def test_a_key_shows_its_check_value_only(octets: bytes) -> None:
    for key in (Key(octets), MasterKey(octets)):
        shown = f"{key!r} {key} {[key]}"
        assert octets.hex().upper() not in shown.upper()
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
