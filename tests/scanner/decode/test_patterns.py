"""Code 128 and EAN as tables: what others draw is what our tables say.

The drawings are python-barcode's, for both symbologies.
"""

import pytest
from barcode.codex import Code128
from barcode.ean import EAN8, EAN13

from scanner.decode.patterns import (
    ALPHABETS,
    CODE_128,
    CODE_128_STOP,
    EAN_8,
    EAN_13,
    START_B,
    START_C,
    Build,
    bars_of,
    code_128,
    digits_128,
    said,
    values_of,
)


def modules(build: Build, values: tuple[int, ...]) -> str:
    """Values at the places of a build, drawn."""
    signs = (ALPHABETS[name][0][value] for (name, _), value in zip(build.places, values, strict=True))
    return "".join("1" if dark else "0" for sign in signs for dark in sign)


def signs_of(drawn: str) -> list[int]:
    """A drawn Code 128 -> its values, without the stop."""
    widths = {"".join("1" if dark else "0" for dark in bars_of(one)): at for at, one in enumerate(CODE_128)}
    assert drawn.endswith("".join("1" if dark else "0" for dark in bars_of(CODE_128_STOP)))
    return [widths[drawn[at : at + 11]] for at in range(0, len(drawn) - 13, 11)]


@pytest.mark.parametrize(
    "text", ["80000026000149", "1PEF224A4", "FANAVF14617104", "005-3354174500018", "ab~", "A\x01B", "12"]
)
def test_code_128_says_what_another_drew(text: str) -> None:
    signs = signs_of(Code128(text).build()[0])
    assert said("code128", (*signs, 0)) == text.encode()
    assert all(said("code128", (*signs[:-1], (signs[-1] + wrong) % 103, 0)) is None for wrong in range(1, 103))


@pytest.mark.parametrize(
    ("signs", "raw"),
    [
        ([START_C, 102, 42, 9, 40, 43], b"42094043"),  # FNC1 first: GS1, no text
        ([START_C, 12, 102, 34], b"12\x1d34"),
        ([START_B, 33, 98, 65, 33], b"A\x01A"),  # shift: one sign of the other set
        ([START_B, 97, 33], None),  # FNC2
        ([START_B, 100, 33], None),  # FNC4
        ([START_C], None),  # nothing at all
    ],
)
def test_signs_that_are_no_text(signs: list[int], raw: bytes | None) -> None:
    check = (signs[0] + sum(at * value for at, value in enumerate(signs[1:], 1))) % 103
    assert said("code128", (*signs, check, 0)) == raw


@pytest.mark.parametrize("digits", ["4007817327098", "0725272730706", "9780201310054", "5901234123457"])
def test_ean_13_is_drawn_as_another_draws_it(digits: str) -> None:
    values = values_of("ean13", digits)
    assert modules(EAN_13, values) == EAN13(digits[:12]).build()[0]
    assert said("ean13", values) == digits.encode()


def test_ean_8_is_drawn_as_another_draws_it() -> None:
    values = values_of("ean8", "96385074")
    assert modules(EAN_8, values) == EAN8("9638507").build()[0]
    assert said("ean8", values) == b"96385074"


def test_a_wrong_check_digit_or_parity_says_nothing() -> None:
    values = list(values_of("ean13", "5901234123457"))
    assert said("ean13", (*values[:-2], (values[-2] + 1) % 10, 0)) is None
    assert said("ean13", (values[0], values[1] + 10, *values[2:])) is None


def test_how_wide_codes_are() -> None:
    assert (EAN_13.modules, EAN_8.modules) == (95, 67)
    assert digits_128(14, range(80, 90)).modules == code_128(9).modules == 112
