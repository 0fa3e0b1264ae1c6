"""Response codes: the trade's table of texts and classes, and house decision 7 on what each means for the money."""

import string

import pytest

from protocol.codes import CODES, SIGN_ON_AGAIN, Advice, Code, Outcome, advice, is_approved, refund_outcome

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
        ("95", "交易失败，请稍后重试"),
        ("97", "终端未登记，请联系收单行或银联"),
        ("A0", "校验错，请重新签到"),
    ],
)
def test_texts_as_terminals_show_them(code: str, zh: str) -> None:
    assert CODES[code].zh == zh


def test_that_totals_differ_is_said_where_the_operator_reads_what_to_do() -> None:
    assert {code for code in CODES if "对账不平" in advice(code).zh} == {"79", "95"}


@pytest.mark.parametrize("code", ["A2", "A4", "A5", "A6"])
def test_transfers_have_the_recommended_text(code: str) -> None:
    """Q/CUP 006.6-2015; the terminal's table has no text of its own for them."""
    assert CODES[code].zh == CODES[code].recommended == "交易成功，请向资金转入行确认"


def test_every_row_is_whole() -> None:
    assert CODES.keys() == set(LISTED.split())
    assert [row for row in CODES.values() if not (row.zh and row.en and row.operator_class in set("ABCDE"))] == []
    assert [code for code, row in CODES.items() if code != row.code or len(code) != 2] == []


def test_what_asks_for_a_new_sign_on() -> None:
    assert {"77", "99", "A0"} == SIGN_ON_AGAIN


def test_each_row_says_what_became_of_the_money() -> None:
    """House decision 7, by the column; a partial approval is a yes only where the amounts are equal."""
    assert {code for code, row in CODES.items() if row.refund is Outcome.YES} == YES | {"10"}
    assert {code for code, row in CODES.items() if row.refund is Outcome.UNKNOWN} == UNKNOWN


def test_what_a_host_did_is_operator_class_a() -> None:
    assert {code for code in EVERY if is_approved(code)} == CLASSES["A"]


# Q/CUP 006.6-2015, the recommended texts that are given, copied.
RECOMMENDED = """
    00 交易成功
    01 请持卡人与发卡银行联系
    03 无效商户
    04 此卡为无效卡
    05 持卡人认证失败
    10 显示部分批准金额
    11 此为VIP客户
    12 无效交易
    13 无效金额
    14 无效卡号
    15 此卡无对应发卡方
    16 更新第三磁道
    21 该卡未初始化或睡眠卡
    22 操作有误，或超出交易允许天数
    25 没有原始交易，请联系发卡方
    30 请重试
    34 作弊卡,吞卡
    38 密码错误次数超限，请与发卡方联系
    40 发卡方不支持的交易
    41 挂失卡
    43 被窃卡
    45 请使用芯片
    51 可用余额不足
    54 该卡已过期
    55 密码错
    57 不允许此卡交易
    58 发卡方不允许该卡在本终端进行此交易
    59 卡片校验错
    61 交易金额超限
    62 受限制的卡
    64 交易金额与原交易不匹配
    65 超出取款次数限制
    68 交易超时，请重试
    75 密码错误次数超限
    90 系统日切，请稍后重试
    91 发卡方状态不正常，请稍后重试
    92 发卡方线路异常，请稍后重试
    94 拒绝，重复交易，请稍后重试
    96 拒绝，交换中心异常，请稍后重试
    97 终端号未登记
    98 发卡方超时
    99 PIN格式错，请重新签到
    A0 MAC校验错，请重新签到
    A2 交易成功，请向资金转入行确认
    A4 交易成功，请向资金转入行确认
    A5 交易成功，请向资金转入行确认
    A6 交易成功，请向资金转入行确认
"""


def test_recommended_texts_where_they_are_given() -> None:
    given = dict(line.split() for line in RECOMMENDED.strip().splitlines())
    assert {code: row.recommended for code, row in CODES.items() if row.recommended} == given


def test_what_the_operator_does_next() -> None:
    assert [member for member in Advice if not (member.zh and member.en)] == []
    assert {row.advice for row in CODES.values()} == set(Advice) - {Advice.UNLISTED}
    assert (advice("77").zh, advice("77").en) == ("请重新签到", "Sign on again.")
    assert advice("ZZ") is Advice.UNLISTED


def test_nobody_is_told_to_repeat_what_may_have_been_done() -> None:
    """Where the outcome is not known the advice is to ask, and only there."""
    asks = {code for code, row in CODES.items() if row.advice is Advice.OUTCOME}
    assert asks == UNKNOWN
    done = {row.advice for row in CODES.values() if row.refund is Outcome.YES}
    assert done == {Advice.DONE, Advice.CONFIRM, Advice.PART}


def test_a_code_of_an_acquirers_own_is_unknown_until_it_says_more() -> None:
    own = Code("Q1", "C", "文字", "text")
    assert (own.refund, own.advice, own.recommended) == (Outcome.UNKNOWN, Advice.UNLISTED, "")
