"""Response codes: the trade's table of texts and classes, and house decision 7 on what each means for the money."""

import string

import pytest

from protocol.codes import CODES, SIGN_ON_AGAIN, Outcome, refund_outcome

# House decision 7, written out; everything else that is listed is a no, everything not listed unknown.
YES = {"00", "11", "16", "A2", "A4", "A5", "A6"}
UNKNOWN = {"06", "09", "20", "68", "91", "92", "94", "96", "98"}
# Public terminal response-code table with A-E class: the classes that are not C.
CLASSES = {
    "A": {"00", "10", "11", "16", "A2", "A4", "A5", "A6"},
    "B": {"09", "13", "14", "42", "99", "A0"},
    "D": {"04", "07", "33", "34", "35", "36", "37", "38", "41", "43", "77", "97"},
    "E": {"06", "98"},
}
LISTED = """
    00 01 02 03 04 05 06 07 09 10 11 12 13 14 15 16 19 20 21 22 23 25 30 31 33 34 35 36 37 38 39 40 41 42 43 44 45
    51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 75 77 79 90 91 92 93 94 95 96 97 98 99
    A0 A1 A2 A3 A4 A5 A6 A7 A8
"""
SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase + " "
EVERY = [a + b for a in SIGNS for b in SIGNS]


@pytest.mark.parametrize("amount_matches", [True, False])
def test_the_outcome_of_every_two_characters(amount_matches: bool) -> None:
    """All 3,969 pairs, listed or not."""
    found = {code: refund_outcome(code, amount_matches=amount_matches) for code in EVERY}
    yes = {code for code, outcome in found.items() if outcome is Outcome.YES}
    no = {code for code, outcome in found.items() if outcome is Outcome.NO}
    assert yes == YES | ({"10"} if amount_matches else set())
    assert no == CODES.keys() - YES - UNKNOWN - {"10"}


@pytest.mark.parametrize("code", ["", "0", "000", "  ", "ZZ", "00 ", "٠٠", "ÿÿ"])
def test_what_is_no_code_is_unknown(code: str) -> None:
    assert refund_outcome(code, amount_matches=True) is Outcome.UNKNOWN


@pytest.mark.parametrize("code", ["12", "25", "30", "40", "58"])
def test_a_plain_no(code: str) -> None:
    assert refund_outcome(code, amount_matches=True) is Outcome.NO


def test_operator_classes_as_the_trade_has_them() -> None:
    found = {letter: {row.code for row in CODES.values() if row.operator_class == letter} for letter in "ABCDE"}
    assert {letter: found[letter] for letter in "ABDE"} == CLASSES
    assert found["C"] == CODES.keys() - set().union(*CLASSES.values())


def test_class_and_outcome_are_two_questions() -> None:
    """A (done) is not the same as yes, and a code the operator may repeat can hide money that moved."""
    assert CODES["10"].operator_class == "A"
    assert refund_outcome("10", amount_matches=False) is Outcome.UNKNOWN
    assert CODES["09"].operator_class == "B"
    assert refund_outcome("09", amount_matches=True) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("00", "交易成功"),
        ("13", "交易金额超限，请重试"),
        ("25", "交易失败，请联系发卡行"),
        ("38", "密码错误次数超限"),
        ("51", "余额不足，请查询"),
        ("61", "金额太大"),
        ("77", "请向网络中心签到"),
        ("97", "终端未登记，请联系收单行或银联"),
        ("A0", "校验错，请重新签到"),
    ],
)
def test_texts_as_terminals_show_them(code: str, zh: str) -> None:
    assert CODES[code].zh == zh


def test_every_row_is_whole() -> None:
    assert CODES.keys() == set(LISTED.split())
    assert [row for row in CODES.values() if not (row.zh and row.en and row.operator_class in set("ABCDE"))] == []
    assert [code for code, row in CODES.items() if code != row.code or len(code) != 2] == []


def test_what_asks_for_a_new_sign_on() -> None:
    assert {"77", "99", "A0"} == SIGN_ON_AGAIN
