"""Numbers in words: what could be an account is found, what the trade writes every day is not."""

import pytest

from terminal.case.long_numbers import long_number, same_number

OWN = ("80000026000149", "000000000149", "202611220001", "ICBC202611220001", "主机 SN 356938035643809")

# fmt: off
FOUND = [
    "账号110908222710808",
    "110908222710808622",
    "1109 0822 2710 808",
    "1109-0822-2710-808",
    "１１０９０８２２２７１０８０８",
    "六二零五五零零零零零零零零零零零零零四",
    "请打到 6205500000000000004",
    "80000026000149110908222710808",
    "131 1082 2271 0808 2",
]
PASSED = [
    "",
    "买后第二天不能开机",
    "13800001111",
    "13800001111、13900002222",
    "13800001111 13900002222",
    "138 0000 1111",
    "+86 13800001111",
    "8613800001111",
    "0571-88886666",
    "021-12345678 转 8801",
    "13800001111一直打不通",
    "2026-11-22 10:30:00 来店",
    "2026-11-01/2026-11-22",
    "128.50, 50.00, 28.50",
    "销售单 8000 0026 0001 49",
    "销售单80000026000149，参考号 000000000149",
    "申请 202611220001",
    "已付 ICBC202611220001",
    "串号 356938035643809 与包装不符",
    "11090822271",
]
# fmt: on


@pytest.mark.parametrize("words", FOUND)
def test_what_could_be_an_account_is_found(words: str) -> None:
    assert long_number(words, OWN)


@pytest.mark.parametrize("words", PASSED)
def test_what_the_trade_writes_is_not(words: str) -> None:
    assert not long_number(words, OWN)


def test_of_another_case_it_is_a_number_like_any() -> None:
    assert long_number("销售单80000026000149", ())


@pytest.mark.parametrize(("one", "other", "same"), [
    ("A-17",             "a 17",       True),
    ("１２３４",          "1234",       True),
    ("ICBC-1",           "ICBC-2",     False),
    ("—",                "——",         False),
])  # fmt: skip
def test_a_number_that_is_written_otherwise_is_the_same(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same
