"""Card numbers in words: found in every dress, and nothing that the trade writes is taken for one."""

import uuid
from random import Random

import pytest
from card_prints import CARD_PRINTS, NO_CARDS, fours

from protocol.cards import TEST_CARDS
from scanner.salesslip import order_no
from terminal.case.card_numbers import holds_card, masked
from terminal.desk.closing import reason_of
from terminal.desk.door import Refusal

CARD = TEST_CARDS["unionpay"].number
DRESSES = {
    **{name: written(CARD) for name, written in CARD_PRINTS.items()},
    "fours by a letter": "a".join(fours(CARD)),
}


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


ARE_AMOUNTS = {("like amounts", "visa"), ("like amounts", "mastercard")}
"""Written so, each of their groups is an amount that could be: 41.11 11.11. The 00.00 of the others is none."""


@pytest.mark.parametrize(
    ("dress", "card"),
    [(dress, card) for dress in CARD_PRINTS for card in TEST_CARDS if (dress, card) not in ARE_AMOUNTS],
)
def test_every_card_in_every_dress(dress, card):
    card, words = TEST_CARDS[card], CARD_PRINTS[dress](TEST_CARDS[card].number)
    hidden = masked(words)
    assert (hidden.count("*") - words.count("*"), holds_card(hidden)) == (len(card.number) - 10, False)


@pytest.mark.parametrize(("dress", "card"), sorted(ARE_AMOUNTS))
def test_what_are_amounts_throughout_is_not_found(dress, card):
    words = CARD_PRINTS[dress](TEST_CARDS[card].number)
    assert (holds_card(words), masked(words)) == (False, words)


@pytest.mark.parametrize("words", NO_CARDS)
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
