"""The search for numbers that must be written nowhere finds them, and nothing else: tests/support/canary.py."""

import pytest
from canary import CARD_NUMBERS, Canary, dresses

ODD, EVEN = "6205500000000000004", "6200000000000005"
CARDS = Canary((ODD, EVEN))


@pytest.mark.parametrize("number", [ODD, EVEN])
@pytest.mark.parametrize("dress", sorted(dresses(ODD)))
def test_each_dress_is_found_among_others(number: str, dress: str) -> None:
    assert CARDS.hits(b"\x00ab\xff" + dresses(number)[dress] + b"\xffcd\x00")


@pytest.mark.parametrize("number", [ODD, EVEN])
@pytest.mark.parametrize(("before", "behind"), [("", ""), ("1", ""), ("", "d2"), ("1", "d2"), ("19", "f"), ("019", "")])
def test_packed_among_other_digits(number: str, before: str, behind: str) -> None:
    digits = f"{before}{number}{behind}"
    assert CARDS.hits(bytes.fromhex(digits + "f" * (len(digits) % 2)))


def test_a_few_digits_and_many_zeros_are_no_number() -> None:
    assert CARDS.hits(b"\x12\x62\x05\x50" + bytes(40)) == []
    assert CARDS.hits(b"\x26\x50\x05" + bytes(40)) == []


def test_the_test_cards_are_looked_for() -> None:
    assert len(CARD_NUMBERS) >= 5
