"""The search for numbers that must be written nowhere finds them, and nothing else: tests/support/canary.py."""

import pytest
from canary import CARD_NUMBERS, PAGE, Canary, dresses

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


@pytest.mark.parametrize("dress", sorted(dresses(ODD)))
def test_it_is_found_across_the_ends_of_pages_that_were_clean(dress: str) -> None:
    needle = dresses(ODD)[dress]
    assert CARDS.hits(bytes(PAGE) + b"x" + bytes(PAGE)) == []
    for before in range(len(needle) + 1):
        data = bytearray(bytes(PAGE) + b"x" + bytes(PAGE))
        data[PAGE - before : PAGE - before + len(needle)] = needle
        assert len({(hit.dress, hit.value) for hit in CARDS.hits(bytes(data))}) > 0, before


@pytest.mark.parametrize("before", range(12))
def test_packed_across_is_found_across_the_ends_of_pages(before: int) -> None:
    packed = bytes.fromhex(f"1{ODD}")
    assert CARDS.hits(b"\x77" * (PAGE - before) + packed + b"\x77" * PAGE)


def test_the_test_cards_are_looked_for() -> None:
    assert len(CARD_NUMBERS) >= 5
