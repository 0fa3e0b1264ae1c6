"""卡号 in texts: the published test cards in every print, made-up ones of every issuer's shape; what is none."""

import re

import pytest

from protocol.cards import TEST_CARDS
from scanner.card_numbers import carries_card_number, hides_card_number


def fitting(begin: str, length: int) -> str:
    """Digits of that length with a Luhn digit that fits, of nobody: nothing but zeros behind the beginning."""
    body = begin + "0" * (length - len(begin) - 1)
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(body))]
    return body + str(-sum(sum(divmod(one, 10)) for one in doubled) % 10)


# fmt: off
ISSUED = [
    ("4", 13), ("4", 16), ("4", 19), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("23", 16), ("34", 15),
    ("37", 15),
    ("300", 14), ("305", 14), ("36", 14), ("38", 14), ("39", 14), ("3528", 16), ("3589", 16), ("6011", 16), ("644", 16),
    ("65", 16), ("62", 16), ("62", 17), ("62", 18), ("62", 19), ("81", 16), ("9558", 16), ("9558", 19),
]
OTHERS = [("30", 15), ("56", 17), ("60", 19), ("603", 18)]  # no great network's: their length and Luhn digit alone
NONE = [
    ("4", 14), ("4", 12), ("2220", 16), ("2721", 16), ("51", 14), ("306", 14), ("9558", 17), ("1", 16), ("7", 16),
    ("62", 20),
    ("81", 15), ("8", 14), ("5", 13),
]
# fmt: on


@pytest.mark.parametrize(("begin", "length"), ISSUED + OTHERS)
def test_a_number_of_a_cards_shape(begin: str, length: int) -> None:
    number = fitting(begin, length)
    assert carries_card_number(number)
    assert carries_card_number(f"卡号 {number[:6]} {number[6:]}。")
    assert not carries_card_number(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize(("begin", "length"), NONE)
def test_a_number_of_no_cards_shape(begin: str, length: int) -> None:
    assert not carries_card_number(fitting(begin, length))


@pytest.mark.parametrize("card", TEST_CARDS.values(), ids=list(TEST_CARDS))
def test_the_published_cards_however_they_are_printed(card: object) -> None:
    number = getattr(card, "number", "")
    fours = re.findall(r"\d{1,4}", number)
    printed = [
        number,
        " ".join(fours),
        "-".join(fours),
        f";{number}=3012101?",
        f"x{number}y",
        f"{number[:6]} {number[6:]}",
    ]
    assert [carries_card_number(text) for text in printed] == [True] * len(printed)


@pytest.mark.parametrize(("begin", "length"), ISSUED)
def test_cards_that_were_glued_to_other_digits(begin: str, length: int) -> None:
    number = fitting(begin, length)
    assert [hides_card_number(glued) for glued in (f"00{number}00", f"{number}1", f"7000{number}")] == [True] * 3


@pytest.mark.parametrize("run", ["", "0" * 13, "7" * 20, "419055603900009001012999", "80000026000149"])
def test_digits_without_one(run: str) -> None:
    assert not hides_card_number(run)
