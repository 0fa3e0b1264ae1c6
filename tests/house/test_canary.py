"""The search for numbers that must be written nowhere finds them, and nothing else: tests/support/canary.py."""

import base64
import sqlite3
from contextlib import closing

import pytest
from canary import CARD_NUMBERS, PAGE, Canary, dresses
from card_prints import CARD_PRINTS, NO_CARDS, fours

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


@pytest.mark.parametrize("number", [ODD, EVEN])
@pytest.mark.parametrize("written", [*CARD_PRINTS.values(), lambda number: "a".join(fours(number))])
def test_each_way_to_write_one_is_found(number: str, written) -> None:
    assert CARDS.in_text(f"备注: {written(number)} 号")


def packed(number: str) -> bytes:
    """Two digits a byte."""
    return bytes.fromhex(number + "f" * (len(number) % 2))


def in_sqlite(number: str) -> bytes:
    """A file of SQLite in which a column of integers has it."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE cards (number INTEGER)")
        db.execute("INSERT INTO cards VALUES (?)", (int(number),))
        db.commit()
        return db.serialize()


# fmt: off
CODED = {
    "full width in GB18030":  lambda number: CARD_PRINTS["full width"](number).encode("gb18030"),
    "dots in GB18030":        lambda number: f"卡号{'.'.join(fours(number))}".encode("gb18030"),
    "dots in UTF-16":         lambda number: ".".join(fours(number)).encode("utf-16-be"),
    "percent signs":          lambda number: "".join(f"%{ord(digit):02X}" for digit in number).encode(),
    "escapes of JSON":        lambda number: "".join(f"\\u{ord(digit):04x}" for digit in number).encode(),
    "references of HTML":     lambda number: "".join(f"&#{ord(digit)};" for digit in number).encode(),
    "hex by colons":          lambda number: ":".join(f"{ord(digit):02x}" for digit in number).encode(),
    "hex of packed by dots":  lambda number: packed(number).hex(".").encode(),
    "EBCDIC":                 lambda number: number.encode("cp037"),
    "packed, nibbles turned": lambda number: bytes((byte & 15) << 4 | byte >> 4 for byte in packed(number)),
    "packed, backwards":      lambda number: packed(number)[::-1],
    "integer, big endian":    lambda number: int(number).to_bytes(8),
    "integer, little endian": lambda number: int(number).to_bytes(8, "little"),
    "integer in SQLite":      in_sqlite,
    "base64 of packed":       lambda number: base64.b64encode(packed(number)),
    "base64 behind others":   lambda number: base64.urlsafe_b64encode(b"x" + packed(number) + b"yz"),
    "base64 of dots":         lambda number: base64.b64encode(f"PAN={'.'.join(fours(number))};".encode()),
    "base64 of fours":        lambda number: base64.b64encode(f"1{' '.join(fours(number))}".encode()),
}
# fmt: on


@pytest.mark.parametrize("number", [ODD, EVEN])
@pytest.mark.parametrize("coded", CODED.values(), ids=CODED)
def test_each_way_to_code_one_is_found(number: str, coded) -> None:
    assert CARDS.hits(b"\x00ab\xff" + coded(number) + b"\xffcd\x00")


@pytest.mark.parametrize("words", [*NO_CARDS, "620550******0004", "620000 ****** 0005", "6205 50 0004"])
def test_what_the_trade_writes_is_none(words: str) -> None:
    assert CARDS.in_text(words) == []


@pytest.mark.parametrize("before", range(0, 120, 7))
def test_in_single_digits_across_the_ends_of_pages(before: int) -> None:
    words = CARD_PRINTS["single digits by slashes"](ODD).replace("/", " / ").encode()
    assert CARDS.hits(b"x" * (PAGE - before) + words + b"x" * PAGE)


def test_a_table_of_numbers_is_none() -> None:
    offsets = b"".join(int(word, 16).to_bytes(4, "little") for word in fours("".join(f"003{digit}" for digit in EVEN)))
    assert CARDS.hits(b"\xde\x12\x04\x95" + offsets) == []


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


def test_few_digits_are_no_integer() -> None:
    """Its bytes would stand in every picture and key."""
    few = "123456"
    assert Canary((few,)).hits(b"\xff" + int(few).to_bytes(3) + b"\xff") == []


def test_who_looks_for_nothing_finds_nothing() -> None:
    assert Canary(()).hits(b"anything") == []


def test_the_test_cards_are_looked_for() -> None:
    assert len(CARD_NUMBERS) >= 5
