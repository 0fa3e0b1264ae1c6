"""Payees: what is taken, what is refused, and that the same one keyed in another way is the same, masked."""

import pytest

from protocol.cards import TEST_CARDS
from terminal.case.judge import CaseFault
from terminal.case.payee import RULES, checked
from terminal.case.words import Route

B, W, A = Route.BANK, Route.WECHAT, Route.ALIPAY
CARD = TEST_CARDS["unionpay2"].number
ICBC = "中国工商银行"

# fmt: off
TAKEN = [
    # route, name, account, bank                             masked name, account
    (B, "张小明",          CARD,                   ICBC,     "张**", "6243****0001"),
    (B, "张小明",          "6243 0300-0000 0001", ICBC,  "张**", "6243****0001"),
    (B, "张小明",          "６２４３０３０００００００００１", ICBC, "张**", "6243****0001"),
    (B, "上海某某（集团）有限公司", "12345678",    ICBC,     "上**", "123****78"),
    (B, "阿卜杜拉·买买提", "1" * 30,               ICBC,     "阿**", "1111****1111"),
    (B, "John O'Neill-Smith", "4000022909200123456", "HSBC", "J**",  "4000****3456"),
    (B, "张小明",          "4111111111111111",     "Visa银行", "张**", "4111****1111"),
    (W, "李四",            "13800138000",          "",       "李**", "138****00"),
    (A, "李四",            "Li.Si@Example.com",    "",       "李**", "l***@example.com"),
    (A, "李四",            "li@163.com",           "",       "李**", "l***@***.com"),
]
REFUSED = [
    # route, name, account, bank                             field      rule
    (Route.ORIGINAL, "张三", CARD,                 ICBC,     "route",   "original"),
    (B, "张",              CARD,                   ICBC,     "name",    "length"),
    (B, "张" * 61,         CARD,                   ICBC,     "name",    "length"),
    (B, "张三3",           CARD,                   ICBC,     "name",    "letters"),
    (B, CARD,              CARD,                   ICBC,     "name",    "length"),
    (B, "张三\x1b[2J",     CARD,                   ICBC,     "name",    "letters"),
    (B, "张三",            "1234567",              ICBC,     "account", "digits"),
    (B, "张三",            "1" * 31,               ICBC,     "account", "digits"),
    (B, "张三",            "6243O30000000001",  ICBC,     "account", "digits"),
    (B, "张三",            "6243030000000002",  ICBC,     "account", "check"),
    (B, "张三",            "4111111111111112",     ICBC,     "account", "check"),
    (B, "张三",            CARD,                   "",       "bank",    "length"),
    (B, "张三",            CARD,                   "行" * 61, "bank",   "length"),
    (B, "张三",            CARD,                   CARD,     "bank",    "length"),
    (W, "张三",            "1380013800",           "",       "account", "wallet"),
    (W, "张三",            "12800138000",          "",       "account", "wallet"),
    (A, "张三",            "li@",                  "",       "account", "wallet"),
    (A, "张三",            "li si@example.com",    "",       "account", "wallet"),
    (W, "张三",            "13800138000",          ICBC,     "bank",    "wallet_bank"),
]
SAME = [
    # keyed first                                            keyed again
    ((B, "张小明", CARD, ICBC),                              (B, "张 小明 ", "6243-03000000 0001", "中国工商 银行")),
    ((B, "John Smith", CARD, "HSBC Shanghai"),               (B, "john  smith", CARD, "hsbc shanghai")),
    ((A, "李四", "Li@Example.com", ""),                      (A, "李四", "li@example.com ", "")),
]
OTHER = [(B, "张小明", CARD, "中国银行"), (B, "张小名", CARD, ICBC), (B, "张小明", "12345678", ICBC)]
# fmt: on


@pytest.mark.parametrize(("route", "name", "account", "bank", "masked", "shown"), TAKEN)
def test_taken_and_masked(route: Route, name: str, account: str, bank: str, masked: str, shown: str) -> None:
    keyed = checked(route, name, account, bank)
    assert (keyed.name, keyed.account, keyed.bank, keyed.text in repr(keyed)) == (masked, shown, bank, False)


@pytest.mark.parametrize(("route", "name", "account", "bank", "field", "rule"), REFUSED)
def test_refused_without_a_word_of_it(route: Route, name: str, account: str, bank: str, field: str, rule: str) -> None:
    with pytest.raises(CaseFault) as refused:
        checked(route, name, account, bank)
    assert (refused.value.word, refused.value.details) == ("payee_malformed", {"field": field, "rule": rule})
    assert CARD not in str(refused.value)


def test_every_rule_has_its_row() -> None:
    assert {rule for *_, rule in REFUSED} == set(RULES)


@pytest.mark.parametrize(("first", "again"), SAME)
def test_the_same_keyed_in_another_way(first: tuple[Route, str, str, str], again: tuple[Route, str, str, str]) -> None:
    assert checked(*first).text == checked(*again).text


@pytest.mark.parametrize("other", OTHER)
def test_another_is_another(other: tuple[Route, str, str, str]) -> None:
    assert checked(*other).text != checked(B, "张小明", CARD, ICBC).text
