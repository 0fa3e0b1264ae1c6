"""Numbers that look like a card or a payer's code: the published test cards in every dress, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import lookalikes
from protocol.cards import TEST_CARDS, mask

CARDS = [card.number for card in TEST_CARDS.values()]


def shown(text, *, strict=False):
    hidden = lookalikes.hidden(text, strict=strict)
    return "".join("*" if at in hidden else letter for at, letter in enumerate(text))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("number", CARDS, ids=list(TEST_CARDS))
def test_a_card_number_is_hidden_as_everywhere(number, strict):
    assert shown(number, strict=strict) == mask(number)
    assert shown(f"卡号{number}，谢谢", strict=strict) == f"卡号{mask(number)}，谢谢"


@pytest.mark.parametrize("number", CARDS, ids=list(TEST_CARDS))
def test_nothing_between_or_around_the_digits_hides_a_number(number):
    digits = [sum(letter.isdecimal() for letter in shown(text)) for text in dressed(number)]
    assert max(digits[:3]) == 10
    assert max(digits[3:]) <= 20


def dressed(number):
    """With blanks, with dashes, in full-width digits; with other digits in front and behind."""
    fours = [number[at : at + 4] for at in range(0, len(number), 4)]
    wide = "".join(chr(0xFF10 + int(digit)) for digit in number)
    return [" ".join(fours), "-".join(fours), wide, f"000{number}", f"{number}77", f"016{number}"]


@pytest.mark.parametrize("number", CARDS, ids=list(TEST_CARDS))
def test_a_number_inside_a_long_run_of_digits_is_found(number):
    hidden = lookalikes.hidden(f"00012{number}3400", strict=False)
    assert set(range(5 + 6, 5 + len(number) - 4)) <= hidden


# fmt: off
NONE_OF_THEM = [
    # what                                  text
    ("12 digits",                           "925498334778"),
    ("a wrong check digit",                 "4111111111111112"),
    ("two blanks between",                  "62000000  00000005"),
    ("letters between",                     "62000000x00000005"),
    ("zeros",                               "0000000000000000"),
    ("an order number of the shop",         "80000000000186"),
    ("a date and a time",                   "2026-11-22 10:20:30"),
    ("nothing",                             ""),
]
# fmt: on


@pytest.mark.parametrize("text", [row[1] for row in NONE_OF_THEM], ids=[row[0] for row in NONE_OF_THEM])
def test_other_digits_are_shown(text):
    assert shown(text, strict=True) == text


# fmt: off
STRICT_ONLY = [
    # what                                  text                    shown
    ("any issuer, right check digit",       "7000000000000007"[:15] + "5", "700000******0005"),
    ("WeChat payer code",                   "134567890123456789",   "134567********6789"),
    ("Alipay payer code",                   "2812345678901234",     "281234******1234"),
    ("a long Alipay payer code",            "288888888888888888888888", "288888**************8888"),
]
# fmt: on


@pytest.mark.parametrize(("text", "masked"), [row[1:] for row in STRICT_ONLY], ids=[row[0] for row in STRICT_ONLY])
def test_open_text_is_looked_at_more_strictly(text, masked):
    assert shown(text) == text
    assert shown(text, strict=True) == masked


# fmt: off
ISSUERS = [
    # first digits, digits in all
    ("30012", 14), ("34", 15), ("37", 15), ("3528", 16), ("36", 14), ("38", 14), ("39", 14), ("4", 13), ("4", 16),
    ("4", 19), ("50", 13), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("6011", 16), ("62", 16), ("62", 17),
    ("62", 19), ("81", 16), ("95", 19),
]
# fmt: on


@pytest.mark.parametrize(("front", "size"), ISSUERS, ids=[f"{front}-{size}" for front, size in ISSUERS])
def test_every_issuer_range(front, size):
    number = with_check_digit(front + "7" * (size - 1 - len(front)))
    assert set(range(6, size - 4)) <= lookalikes.hidden(number, strict=False)


def with_check_digit(digits):
    """ISO/IEC 7812 annex B, written from its text: double every second digit from the right."""
    total = sum(
        sum(divmod(int(digit) * (2 if at % 2 == 0 else 1), 10)) for at, digit in enumerate(reversed(digits))
    )  # fmt: skip
    return digits + str(-total % 10)


@given(st.text("0123456789 -x", max_size=120), st.booleans())
def test_the_first_six_and_last_four_of_a_text_are_never_hidden(text, strict):
    hidden = lookalikes.hidden(text, strict=strict)
    digits = [at for at, letter in enumerate(text) if letter.isdecimal()]
    assert hidden <= set(digits[6:-4])


def test_a_long_text_takes_linear_time():
    assert len(lookalikes.hidden("6" * 8000, strict=True)) > 0
