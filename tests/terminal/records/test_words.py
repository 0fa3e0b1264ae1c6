"""A filter in words: every part that asks for less than all is named."""

import pytest
from fake_records import DAY, DAY_BEFORE, TRANSACTIONS

from terminal.language import translator
from terminal.records.changes import Change
from terminal.records.report import Filter, Group, Standing, report
from terminal.records.words import asked_words, change_words, counted_words

# fmt: off
ROWS = [
    (Filter(),                                          "全部日期 全部操作员",          "all days all operators"),
    (Filter(DAY, DAY, "01", group=Group.REFUND),        f"{DAY} 操作员01 退货",         f"{DAY} operator 01 refunds"),
    (Filter(DAY_BEFORE, DAY),                           f"{DAY_BEFORE} 至 {DAY} 全部操作员",
                                                        f"{DAY_BEFORE} to {DAY} all operators"),
    (Filter(since=DAY),                                 f"{DAY} 至 … 全部操作员",       f"{DAY} to … all operators"),
    (Filter(batch_no="000002", standing=Standing.DONE), "全部日期 批次000002 全部操作员 成功",
                                                        "all days batch 000002 all operators approved"),
    (Filter(text="\x1b12"),                             "全部日期 全部操作员 含 12", "all days all operators with 12"),
]
# fmt: on


@pytest.mark.parametrize(("asked", "zh", "en"), ROWS)
def test_a_filter_in_words(asked: Filter, zh: str, en: str) -> None:
    assert (asked_words(asked, translator("zh_CN")), asked_words(asked, translator("en"))) == (zh, en)


# fmt: off
CHANGES = [
    (("copies", "2", "3", False), "10:20 操作员99 打印联数 两联 商户 持卡人 → 三联 商户 银行 持卡人"),
    (("hotline", "", "10086", True),     "10:20 操作员99 客服热线 默认 → 10086 （未能保存，原值仍有效）"),
    (("of_later", "\x1b[2J1", "2", False), "10:20 操作员99 of_later [2J1 → 2"),
]
# fmt: on


@pytest.mark.parametrize(("said", "zh"), CHANGES)
def test_a_change_of_a_parameter_in_words(said: tuple[str, str, str, bool], zh: str) -> None:
    name, old, new, kept = said
    assert change_words(Change(f"{DAY}T10:20:30.000+08:00", "99", name, old, new, kept), translator("zh_CN")) == zh


def test_what_was_counted_and_what_is_shown_of_it() -> None:
    whole, part = report(TRANSACTIONS, Filter()), report(TRANSACTIONS, Filter(), most=3)
    assert counted_words(whole, translator("zh_CN")) == "共11笔 未成2笔 未知2笔"
    assert counted_words(part, translator("zh_CN")) == "共11笔 未成2笔 未知2笔 只列最近3笔"
    assert counted_words(part, translator("en")) == "11 found 2 not done 2 unknown newest 3 shown"
