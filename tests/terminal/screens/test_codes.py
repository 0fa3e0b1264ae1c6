"""Response codes as a cashier reads them: never 失败; what is not known says so; the advice is the code's own."""

import pytest

from protocol.codes import CODES, Outcome
from terminal.language import translator
from terminal.screens.codes import code_advice, code_words

ZH, EN = translator("zh_CN"), translator("en")
UNKNOWN = [code for code, row in CODES.items() if row.refund is Outcome.UNKNOWN]


@pytest.mark.parametrize("code", CODES)
def test_no_code_is_called_a_failure(code: str) -> None:
    assert "失败" not in code_words(code, ZH) + code_advice(code, ZH)


@pytest.mark.parametrize("code", UNKNOWN)
def test_what_is_not_known_says_so_and_asks_for_no_second_try(code: str) -> None:
    assert code_words(code, ZH) == f"应答码 {code} 主机未能确定结果"
    assert "重试" not in code_words(code, ZH) + code_advice(code, ZH)
    assert code_words(code, EN) == f"Code {code} The host is not sure"


# fmt: off
SAID = [
    ("25", "没有原始交易，请联系发卡方", "请核对原参考号或授权码、日期和金额后重做"),
    ("12", "无效交易",                   "请核对原参考号或授权码、日期和金额后重做"),
    ("22", "操作有误，请重试",           "请核对原参考号或授权码、日期和金额后重做"),
    ("05", "发卡行不予承兑，请联系发卡行", "请持卡人联系发卡银行"),
    ("02", "请联系发卡行",               "请持卡人联系发卡银行"),
    ("51", "余额不足，请查询",           "请持卡人联系发卡银行"),
    ("A1", "转账货币不一致",             "请联系收单机构核对商户和终端登记"),
    ("ZZ", "未列明的应答码",             "应答码未列出，结果未定，请先查询"),
]
# fmt: on


@pytest.mark.parametrize(("code", "words", "advice"), SAID)
def test_what_a_code_says_and_what_to_do(code: str, words: str, advice: str) -> None:
    assert (code_words(code, ZH), code_advice(code, ZH)) == (f"应答码 {code} {words}", advice)
