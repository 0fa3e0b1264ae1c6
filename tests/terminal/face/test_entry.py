"""Amounts from the right, letters on digit keys, quantities, days: one key at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.money import MAX_KEYED_FEN
from terminal.face.entry import Amount, is_month_day, keyed, lettered, plain, quantity_keyed


def typed(amount: Amount, digits: str) -> Amount:
    for digit in digits:
        amount = amount.keyed(digit)
    return amount


# fmt: off
AMOUNTS = [
    # opens at             keys     fen       note
    (Amount(),             "1234",  1234,     "1234 shows 12.34"),
    (Amount(),             "0012",  12,       "leading zeros stay away"),
    (Amount(9900, True),   "5",     5,        "the first digit replaces the preset"),
    (Amount(9900, True),   "50",    50,       "the second stands behind the first"),
    (Amount(9900),         "5",     99005,    "no preset: behind what stands there"),
    (Amount(9900, True),   "",      9900,     "untouched, the preset stands"),
]
# fmt: on


@pytest.mark.parametrize(("opens", "keys", "fen", "note"), AMOUNTS, ids=[row[3] for row in AMOUNTS])
def test_amount(opens: Amount, keys: str, fen: int, note: str) -> None:
    assert typed(opens, keys).fen == fen


def test_clear_takes_the_last_digit() -> None:
    assert Amount(1234).cleared() == Amount(123)
    assert Amount(0).cleared() == Amount(0)
    assert Amount(9900, preset=True).cleared().keyed("5") == Amount(9905)


def test_amount_at_the_limit_and_one_past_it() -> None:
    full = typed(Amount(), "9" * 10)
    assert full.fen == MAX_KEYED_FEN
    assert full.keyed("1") == full


@given(st.text("0123456789", max_size=10))
def test_amount_is_what_was_keyed(digits: str) -> None:
    assert typed(Amount(77, preset=True), digits).fen == (int(digits) if digits else 77)


@pytest.mark.parametrize(
    ("character", "expected"),
    [("5", "5"), ("５", "5"), ("Ａ", "A"), (None, ""), ("退", ""), ("\x1b", ""), (" ", ""), ("55", "")],
)
def test_plain(character: str | None, expected: str) -> None:
    assert plain(character) == expected


def test_keyed_takes_digits_and_where_allowed_letters() -> None:
    assert keyed("12", "3", 4) == "123"
    assert keyed("12", "a", 4) == "12"
    assert keyed("12", "a", 4, letters=True) == "12A"
    assert keyed("1234", "5", 4) == "1234"
    assert keyed("01", "0", 2, restart=True) == "0"


def test_letters_go_round() -> None:
    seen = ["002"]
    for _ in range(4):
        seen.append(lettered(seen[-1]))
    assert seen == ["002", "00A", "00B", "00C", "002"]
    assert lettered("") == ""


@pytest.mark.parametrize(
    ("now", "digit", "most", "then"), [(2, "1", 2, 1), (1, "2", 12, 12), (0, "9", 9, 9), (3, "0", 5, 0), (1, "9", 5, 5)]
)
def test_quantity(now: int, digit: str, most: int, then: int) -> None:
    assert quantity_keyed(now, digit, most) == then


@pytest.mark.parametrize(
    ("text", "fits"),
    [("0229", True), ("1231", True), ("0101", True), ("0230", False), ("1301", False), ("0000", False), ("010", False)],
)
def test_month_day(text: str, fits: bool) -> None:
    assert is_month_day(text) is fits
