"""Card numbers in words: found in every dress, and nothing that the trade writes is taken for one."""

import re
import uuid
from random import Random

import pytest

from protocol.cards import TEST_CARDS
from scanner.salesslip import order_no
from terminal.case.card_numbers import holds_card, masked
from terminal.desk.closing import reason_of
from terminal.desk.door import Refusal

CARD = TEST_CARDS["unionpay"].number
FOURS = re.findall("....", CARD)

# fmt: off
DRESSES = {
    "whole":             CARD,
    "within words":      f"卡号{CARD}已核",
    "behind letters":    f"TRX{CARD}",
    **{f"fours by {name}": sign.join(FOURS) for name, sign in {
        "a blank": " ", "a hyphen": "-", "dots": ".", "slashes": "/", "underscores": "_", "colons": ":", "commas": ",",
        "an en dash": "–", "an em dash": "—", "a minus": "−", "a middle dot": "·", "a wide blank": "\u3000",
        "a hard blank": "\u00a0", "nothing to see": "\u200b", "a letter": "a", "two signs": ", ", "a row": " --- ",
        "a backslash": "\\", "a new line": "\n", "a bar": "|", "a star": "*",
    }.items()},
    "signs of all kinds": "{} {}, {}/{}".format(*FOURS),
    "pairs":             " ".join(re.findall("..", CARD)),
    "single digits":     " ".join(CARD),
    "groups of 5":       "-".join(re.findall(".{1,5}", CARD)),
    "a long tail":       f"{CARD[:2]} {CARD[2:]}",
    "like amounts":      "{}.{} {}.{} {}.{} {}.{}".format(*re.findall("..", CARD)),
    "full width":        CARD.translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    "Arabic":            CARD.translate({48 + digit: 0x0660 + digit for digit in range(10)}),
    "Devanagari":        CARD.translate({48 + digit: 0x0966 + digit for digit in range(10)}),
    "circled":           re.sub("[1-9]", lambda one: chr(0x245F + int(one[0])), CARD),
    "Chinese":           CARD.translate({48 + digit: sign for digit, sign in enumerate("〇一二三四五六七八九")}),
    "another number by": f"8000 0026 0001 49 {CARD}",
    "behind a day":      f"2026-11-22 10:30:00 {' '.join(FOURS)}",
}
PASSED = [
    order_no("800000260001"), "8000 0026 0001 49", "000000000149", "000000000149/1122", "2026-11-22 10:30:00",
    "2026-11-22 10:30:00, 128.50", "50.00, 28.50, 128.50, 40.00", "50.00 13800001111", "20261122103000", "R-1",
    "13800001111 13900002222", "0571-88886666 021-12345678", "356938035643809", "", "ICBC202611220001",
    "5,000.00 60.00",
]
# fmt: on


@pytest.mark.parametrize("words", DRESSES.values(), ids=DRESSES)
def test_every_dress_is_found_and_hidden(words):
    assert holds_card(words)
    hidden = masked(words)
    assert (len(hidden), hidden.count("*") - words.count("*"), holds_card(hidden)) == (len(words), 6, False)


@pytest.mark.parametrize("words", DRESSES.values(), ids=DRESSES)
def test_none_is_kept_in_the_reason_of_a_closing(words):
    with pytest.raises(Refusal, match="closing_reason"):
        reason_of(words)


@pytest.mark.parametrize("card", TEST_CARDS.values(), ids=TEST_CARDS)
def test_each_schemes_number_is_found(card):
    assert masked(card.number) == f"{card.number[:6]}{'*' * (len(card.number) - 10)}{card.number[-4:]}"


@pytest.mark.parametrize("words", PASSED)
def test_what_the_trade_writes_is_not(words):
    assert (holds_card(words), masked(words)) == (False, words)


def test_hardly_a_uuid_and_no_number_of_ours_is_taken_for_one():
    drawn = Random(7)
    uuids = [str(uuid.UUID(int=drawn.getrandbits(128), version=4)) for _ in range(2000)]
    assert sum(map(holds_card, uuids)) <= 2
    assert not [no for no in (order_no(f"8000{at:08d}") for at in range(2000)) if holds_card(no)]
    assert not [
        words
        for words in (f"2026-11-{at % 28 + 1:02d} {at % 24:02d}:{at % 60:02d}:07 {at}.50" for at in range(5000))
        if holds_card(words)
    ]
