"""Which texts are for everybody's eyes: payer codes and cards in every dress are not, labels and papers are."""

import csv
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from canary import Canary
from card_prints import CARD_PRINTS, NO_CARDS
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS, Card
from scanner.card_numbers import spreads_card_number
from scanner.payer_codes import MAX_TEXT, mask_code, payer_wallet
from scanner.salesslip import PRACTICE_SLIP_KEY, crc16, make_payload
from scanner.secret_texts import is_secret, secret_word

BARCODES = Path(__file__).parents[2] / "fixtures" / "barcodes"
PAYER, CARD = "134567890123456789", "4111111111111111"
MERCHANT = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN6304"
MERCHANT += f"{crc16(MERCHANT.encode()):04X}"
# fmt: off
TEXTS = [
    # a code's text,                                       the word of a page,  it is not for everybody's eyes
    ("SKU-20261122",                                       "",                  False),
    (f"付款码 {PAYER}",                                     "payment_code",      True),
    (f"https://example.com/?id={PAYER}",                   "payment_code",      True),
    ("134567890 123456789",                                "payment_code",      True),
    ("134567-890123456789",                                "payment_code",      True),
    (f"LKR1*{PAYER}",                                      "payment_code",      True),
    (f"BEGIN:VCARD\nTEL:{PAYER}\nEND:VCARD",               "payment_code",      True),
    ("fp" + "abcdefghijklmnopqrstuvwxyzabcde12",           "payment_code",      True),
    ("x-fp" + "a" * 33,                                    "payment_code",      True),
    (PAYER + PAYER,                                        "",                  True),   # another number, to a page
    (f"10{PAYER}",                                         "",                  True),
    (f"{PAYER}0",                                          "",                  True),
    (f"00020101021126{PAYER}",                             "",                  True),
    (f"https://x.chinatax.gov.cn/?c={PAYER}",              "payment_code",      True),
    (f"01,10,011001900111,{PAYER},100,20260101,,ABCD",     "payment_code",      True),
    (f"01,10,011001900111,12345678,100,20260101,{PAYER},AB", "payment_code",    True),
    ("01,10,011001900111,12345678,100,20260101,25" + "1" * 18 + ",AB", "payment_code", True),
    ("卡号 4111-1111-1111-1111",                            "card_number",       True),
    ("卡号四一一一 一一一一 一一一一 1111",                    "card_number",       True),
    ("付款码 一三四五六七八九零 幺二三四五六七八玖",             "payment_code",      True),
    (f";{CARD}=3012101",                                   "card_number",       True),
    (f"00{CARD}00",                                        "",                  True),
    ("零零四一一一一一一一一一一一一一一一零零",               "",                  True),
    ("LKL1|29292026010619591896",                          "payment_code",      True),
    ("1" * (MAX_TEXT + 1),                                 "",                  True),   # not looked at to its end
    # numbers of papers, which are neither
    ("01,32,,26312000000000000001,128.50,20261122,,A1B2",  "",                  False),
    ("01,10,031001700111,12345678,128.50,20261122,13345678901234567890,A1B2", "", False),
    ("LKL1|29292026010619591896|4991|603232|20261122127838|CB7D2F10", "",       False),
    ("10542026023069721300",                               "",                  False),  # that draft's bars
    (MERCHANT,                                             "",                  False),
    (MERCHANT[:-1] + "#",                                  "",                  True),   # it may be anything
    (make_payload("80000026000149", 12850, PRACTICE_SLIP_KEY), "",              False),
    ("4200000049274123531243563212",                       "",                  False),
    ("2013112011001004330000121536",                       "",                  False),
    ("20220118110113230166212380030451",                   "",                  False),
    ("4006381333931",                                      "",                  False),  # goods from Germany
    ("8000 0026 0001 49",                                  "",                  False),
    ("33c64780-a9c0-e92a-820c-fae7011c11e2",               "",                  False),
    ("老客人",                                              "",                  False),
    ("二〇二六年十一月二十二日",                              "",                  False),
    ("第一百二十三号 一二三四五六七",                         "",                  False),
    ("",                                                   "",                  False),
]
# fmt: on


@pytest.mark.parametrize(("text", "word", "secret"), TEXTS)
def test_what_may_not_be_shown_to_everybody(text: str, word: str, secret: bool) -> None:
    assert (secret_word(text), is_secret(text)) == (word, secret)


# fmt: off
# Labels of the shared pictures that a wallet could show as well: so many digits, and so they begin.
LIKE_A_PAYERS = {"102030405060708090", "29292026010619591896"}
# fmt: on


@pytest.mark.parametrize("card", TEST_CARDS.values(), ids=TEST_CARDS)
@pytest.mark.parametrize("written", CARD_PRINTS.values(), ids=CARD_PRINTS)
def test_a_card_is_for_nobody_however_it_is_printed(card: Card, written: Callable[[str], str]) -> None:
    assert is_secret(written(card.number))
    assert Canary([card.number]).in_text(mask_code(written(card.number))) == []


@pytest.mark.parametrize("hostile", ["1", "-", "1-", "-_", "1" + "-" * 999, "1" * 999 + "-"])
def test_spread_digits_are_looked_for_once_however_long_the_text(hostile: str) -> None:
    """100,000 signs, 14 times MAX_TEXT: each is passed once, where each of them with each would take minutes."""
    text = ("1" + hostile * 100_000)[:100_000]
    began = process_time()
    assert not spreads_card_number(text)
    assert process_time() - began < 2


@pytest.mark.parametrize("text", NO_CARDS)
def test_what_the_trade_writes_is_for_everybody(text: str) -> None:
    """But a telephone's number of 15 digits, which a card of no great network may have."""
    assert is_secret(text) is (text == "356938035643809")


def test_labels_are_shown_whole() -> None:
    labels = {row["expected_text"] for name in ("manifest", "manifest_synthetic") for row in rows(name)}
    assert len(labels) > 80
    assert {label for label in labels if is_secret(label)} == LIKE_A_PAYERS


def rows(name: str) -> list[dict[str, str]]:
    with (BARCODES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SOLD = "(?:1[0-5][0-9]{16}|(?:2[5-9]|30)[0-9]{14,22}|62[0-9]{17}|[fF][pP][0-9A-Za-z]{33})"


@given(st.from_regex(SOLD, fullmatch=True))
def test_what_a_sale_takes_is_a_secret(code: str) -> None:
    assert payer_wallet(code)
    assert (secret_word(code), is_secret(code)) == ("payment_code", True)


@given(st.text())
def test_what_a_page_refuses_no_list_shows(text: str) -> None:
    assert is_secret(text) or not secret_word(text)
    assert is_secret(text) or not payer_wallet(text)
