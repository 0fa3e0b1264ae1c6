"""PIN blocks against a published one and another library's cipher; every wrong PIN, number and block is refused."""

from typing import Any

import pytest
from Crypto.Cipher import DES3
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import RemoteProtocolError
from protocol.pin_block import card_number, open_pin, seal_pin
from protocol.security import Key

H = bytes.fromhex
PINS = st.text("0123456789", min_size=4, max_size=12)
NUMBERS = st.text("0123456789", min_size=13, max_size=19)


@pytest.fixture
def pik(published_keys: dict[str, Any]) -> Key:
    return Key(H(published_keys["pik"]["key"]))


def test_the_published_block_both_ways(published_keys, pik) -> None:
    row = published_keys["pin_block"]
    sealed = seal_pin(pik, row["pin"], row["card_number"])
    assert sealed == H(row["sealed"])
    theirs = DES3.new(H(published_keys["pik"]["key"]), DES3.MODE_ECB)
    assert theirs.decrypt(sealed) == H(row["clear"])
    assert open_pin(pik, sealed, row["card_number"]) == row["pin"]


@given(PINS, NUMBERS)
def test_seal_and_open(pin: str, number: str) -> None:
    key = Key(bytes(range(16)))
    assert open_pin(key, seal_pin(key, pin, number), number) == pin


@pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "１２３４", "12 4"])
def test_a_pin_that_is_none(pik, published_keys, pin: str) -> None:
    with pytest.raises(ValueError, match="4 to 12 digits") as caught:
        seal_pin(pik, pin, published_keys["pin_block"]["card_number"])
    assert pin == "" or pin not in str(caught.value)


@pytest.mark.parametrize(
    ("clear", "why"),
    [
        ("1612713176FEDCBA", "format 1"),
        ("0312713176FEDCBA", "three digits"),
        ("0D12713176FEDCBA", "thirteen digits"),
        ("06A2713176FEDCBA", "a letter among the digits"),
        ("0612713176FEDCBB", "a digit in the filler"),
        ("0000000000000000", "zeros"),
    ],
    ids=lambda text: text,
)
def test_a_block_that_is_none(pik, published_keys, clear: str, why: str) -> None:
    with pytest.raises(RemoteProtocolError, match="not a PIN block") as caught:
        open_pin(pik, pik.encrypt(H(clear)), published_keys["pin_block"]["card_number"])
    assert caught.value.field == "52", why


@pytest.mark.parametrize("size", [0, 7, 9, 16])
def test_a_block_has_eight_bytes(pik, published_keys, size: int) -> None:
    with pytest.raises(RemoteProtocolError, match=f"8 bytes, {size} are here"):
        open_pin(pik, bytes(size), published_keys["pin_block"]["card_number"])


def test_the_number_is_field_2_or_a_track(published_keys) -> None:
    number = published_keys["pin_block"]["card_number"]
    assert card_number(number, "9999999999999D", "999999999999999D") == number
    assert card_number("", f"{number}D30122010000", "") == number
    assert card_number("", "", f"99{number}D1561560000") == number


@pytest.mark.parametrize(
    "parts", [("", "", ""), ("123456789012", "", ""), ("", "D", ""), ("1" * 20, "", ""), ("1" * 12 + "D",)]
)
def test_no_number_to_make_a_block_with(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="13 to 19 digits"):
        card_number(*parts)
