"""付款码 in every dress: recognised, and never whole in anything that is shown. Codes here are made up."""

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.decode.symbol import Symbol
from scanner.known_texts import Refused, classify
from scanner.payer_codes import (
    MAX_TEXT,
    PAYER_CODES,
    SOLD_BY,
    carries_payer_code,
    folded,
    hides_payer_code,
    mask_code,
    payer_wallet,
)
from scanner.salesslip import PRACTICE_SLIP_KEY
from terminal.desk.door import Refusal
from terminal.desk.scanned import slip_of
from terminal.face.asks.refund import ReadCode

GENERATED = 10_000
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FACE_DIGITS = (_LETTERS, _LETTERS[:36], _LETTERS[:16], _LETTERS[10:])


def bare(chance: random.Random) -> str:
    """A payer's code as its wallet would show it."""
    if chance.random() < 0.1:
        return chance.choice(("fp", "FP", "fP")) + "".join(chance.choices(chance.choice(_FACE_DIGITS), k=33))
    row = chance.choice(PAYER_CODES)
    length = chance.randint(row.least, row.most)
    return chance.choice(row.starts) + "".join(chance.choice("0123456789") for _ in range(length - 2))


def _grouped(code: str, chance: random.Random) -> str:
    size, between = chance.randint(2, 6), chance.choice((" ", "-", " "))
    return between.join(code[at : at + size] for at in range(0, len(code), size))


def _wide(code: str, _chance: random.Random) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


def _wrapped(code: str, chance: random.Random) -> str:
    before = chance.choice(("", "]Q1", "]C0", "\x02", "PAY:", "QR=", "#", "A", "\u200b", "<", "付款码", "条码 99 "))
    after = chance.choice(("", "\r\n", "\t", "\x03", ";", "#", "END", "\u3000", "  ", " 12"))
    return before + code + after


def dressed(code: str, chance: random.Random) -> str:
    """What comes in where the scanner, the input method or a copy has added to it."""
    worn = code
    for dress in (_grouped, _wide, _wrapped):
        if chance.random() < 0.5:
            worn = dress(worn, chance)
    return worn


def pairs() -> Iterator[tuple[str, str]]:
    chance = random.Random(20261122)
    for _ in range(GENERATED):
        code = bare(chance)
        yield code, dressed(code, chance)


def test_every_generated_code_is_refused_and_masked() -> None:
    let_through = [
        worn
        for code, worn in pairs()
        if not (
            isinstance(answer := classify(worn, shop_key=PRACTICE_SLIP_KEY), Refused)
            and answer.word == "payment_code"
            and _hidden(code, answer.masked_text)
        )
    ]
    assert let_through == []


def test_typed_ones_too() -> None:
    words = {classify(worn, shop_key=None, typed=True).word for _, worn in pairs()}  # type: ignore[union-attr]
    assert words == {"payment_code"}


def _hidden(code: str, shown: str) -> bool:
    """No more than five of its characters are left in a row."""
    plain = "".join(sign for sign in folded(shown) if sign.isalnum() or sign == "*").upper()
    return not any(code[at : at + 6].upper() in plain for at in range(len(code) - 5))


@given(st.integers(0, 2**32), st.text(alphabet=" -_=:;#<>[]()", max_size=3), st.booleans())
def test_any_code_behind_any_signs(seed: int, between: str, wide: bool) -> None:
    chance = random.Random(seed)
    code = bare(chance)
    worn = f"{between}{_wide(code, chance) if wide else code}{between}"
    answer = classify(worn, shop_key=None)
    assert isinstance(answer, Refused)
    assert (answer.word, _hidden(code, answer.masked_text)) == ("payment_code", True)


def test_canary_it_stands_whole_nowhere() -> None:
    for code in ("134567890123456789", "281234567890123456", "6212345678901234567", "fp" + "a1" * 16 + "b"):
        meant = classify(f" {code}\r", shop_key=None)
        assert isinstance(meant, Refused)
        with pytest.raises(Refusal) as refused:
            slip_of(meant, file="a.png")
        symbol = Symbol("qr", code, code.encode(), "zxing fast")
        said = (repr(meant), repr(refused.value), str(refused.value), repr(symbol), repr(ReadCode(code)))
        assert [_hidden(code, text) for text in said] == [True] * len(said)


# fmt: off
STRANGERS = [
    # not a payer's code, though it looks like one
    "8000 0026 0001 49",                        # our order number
    "80000026000149",
    "4200001234202611221234567890",             # WeChat transaction
    "2026112222001412345678901234",             # Alipay trade
    "2025031166200819100678",                   # Lakala trade, a public sample
    "66200819100678",                           # Lakala log, a public sample
    "13456789012345678",                        # a digit short
    "1345678901234567890",                      # a digit long
    "164567890123456789",                       # no wallet begins so
    "281234567890123",
    "2812345678901234567890123",
    "62123456789012345678",
    "fp0123456789",
    "of parts and places that nobody has ever counted in his life",
    "2026-11-22 10:30:00 128.50",
    "电话13800138000，2026-1-22",               # 18 digits in all
    "13800138000, 1234567",
    "1345字6789字0123字4567字89",               # shown, it is masked all the same
    "",
]
# fmt: on


@pytest.mark.parametrize("before", ["]Q1", "]C0", "\x02]d2", " ]Q3"])
def test_what_a_scanner_says_of_the_kind_is_no_part_of_it(before: str) -> None:
    assert carries_payer_code(f"{before}134567890123456789\r\n")
    assert folded(f"{before}8000 0026") == "8000 0026"


@pytest.mark.parametrize("text", STRANGERS)
def test_what_is_none(text: str) -> None:
    assert not carries_payer_code(text)


def test_a_payers_code_of_emvco() -> None:
    sample = "hQVDUFYwMWETTwegAAAAVVVVUAhQcm9kdWN0MQ=="  # made after the example of EMVCo's consumer-presented mode
    assert carries_payer_code(sample)
    assert classify(sample, shop_key=None) == Refused("payment_code", mask_code(sample))


# fmt: off
SHOWN = [
    # a text that is not ours, what may be shown of it
    ("6200000000000005",        "62************05"),
    ("6200 0000 0000 0005",     "62***************05"),
    ("6200-0000-0000-0005",     "62***************05"),
    ("62  00 - 00  0000000005", "62*****************05"),
    ("62....00....00....0000....0005", "62....**....**....****....**05"),
    ("".join(chr(0xFF10 + int(digit)) for digit in "6200000000000005"), "62************05"),  # full width
    ("\u0661\u0663" + "\u0664" * 16, "13**************44"),  # Arabic digits
    ("wxp://f2f0abcdefghijk",   "wxp://f2***********jk"),
    ("2026-11-22 notes",        "2026-11-22 notes"),
    ("a\nb\u202ec",             "a bc"),
    ("字" * 50,                  "字" * 40 + "…"),
]
# fmt: on


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_what_is_shown_of_a_foreign_code(text: str, shown: str) -> None:
    assert mask_code(text) == shown


@given(st.text())
def test_a_mask_is_one_short_line(text: str) -> None:
    shown = mask_code(text)
    assert shown.isprintable()
    assert len(shown) <= 41
    assert sum(map(str.isdecimal, shown)) < 10
    assert re.search("[0-9A-Za-z]{10}", shown) is None


# fmt: off
HIDDEN = [
    # digits that were glued to others,            a payer's code may be among them
    ("134567890123456789" * 2,                    True),
    ("10134567890123456789",                      True),
    ("1345678901234567890",                       True),
    ("0002010102112" + "134567890123456789",      True),
    ("13456789012345678",                         False),  # too few
    ("419055603900009001012999",                  False),  # a label of fixtures/barcodes
    ("",                                          False),
]
# fmt: on


@pytest.mark.parametrize(("run", "hidden"), HIDDEN)
def test_codes_that_were_glued_to_other_digits(run: str, hidden: bool) -> None:
    assert hides_payer_code(run) is hidden


# fmt: off
GROUPED = [
    # groups of any size, at blanks and hyphens
    "134567890 123456789", "134567-890123456789", "1 34567890123456 789", "13456 - 7890123456789",
    "fp " + "A1" * 16 + "b",
    "13800138000 1234567",  # a telephone number beside another: once too often
]
# fmt: on


@pytest.mark.parametrize("text", GROUPED)
@pytest.mark.parametrize("before", ["", "付款码:", "x "])
def test_groups_that_are_not_alike(text: str, before: str) -> None:
    assert carries_payer_code(before + text)


def test_a_long_text_is_looked_at_to_its_limit() -> None:
    code = "134567890123456789"
    assert carries_payer_code("x" * (MAX_TEXT - 18) + code)
    assert not carries_payer_code("x" * MAX_TEXT + code)
    assert _hidden(code, mask_code("x" * MAX_TEXT + code))


@pytest.mark.parametrize(
    ("text", "wallet"),
    [
        ("134567890123456789", "WeChat"),
        ("2812345678901234", "Alipay"),
        ("300000000000000000000000", "Alipay"),
        ("fp" + "A" * 33, "Alipay"),
        ("6212345678901234567", "UnionPay"),
        ("164567890123456789", ""),
        ("13456789012345678", ""),
        ("1345678901234567890", ""),
        ("281234567890123", ""),
        ("2812345678901234567890123", ""),
        ("311234567890123456", ""),
        ("241234567890123456", ""),
        ("FP" + "a1" * 16 + "b", "Alipay"),
        ("fp" + "A" * 32, ""),
        ("fp" + "A" * 34, ""),
        ("fp" + "A" * 32 + "-", ""),
        ("621234567890123456", ""),
        ("62123456789012345678", ""),
        ("0112345678901234567", ""),  # e-CNY: refused as a slip, and no sale takes it
        ("1345 6789 0123 4567 89", ""),
        ("2026112222001412345678901234", ""),  # an Alipay trade number, 28 digits
        ("4200001234202611221234567890", ""),  # a WeChat one
        ("80000026000149", ""),
        ("", ""),
    ],
)
def test_whose_payer_code_it_is(text: str, wallet: str) -> None:
    assert payer_wallet(text) == wallet


def test_wallets_of_a_sale_are_rows() -> None:
    assert set(SOLD_BY) <= {row.wallet for row in PAYER_CODES}
