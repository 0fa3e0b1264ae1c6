"""Cards: the published numbers are whole numbers of somebody's test page, and only their masks are ever shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS, Card, mask

# Stripe and Adyen, "Testing": the numbers as their pages print them.
PUBLISHED = {
    "unionpay": "6200 0000 0000 0005",
    "unionpay19": "6205 500 0000 0000 0004",
    "unionpay2": "6243 0300 0000 0001",
    "visa": "4111 1111 1111 1111",
    "mastercard": "5555 5555 5555 4444",
}


def luhn_rest(number: str) -> int:
    """ISO/IEC 7812-1 annex B: every second digit from the right doubled, digits added."""
    doubled = "0246813579"
    return sum(int(doubled[int(d)] if i % 2 else d) for i, d in enumerate(reversed(number))) % 10


def test_the_table_holds_the_published_numbers_and_no_other() -> None:
    assert {name: card.number for name, card in TEST_CARDS.items()} == {
        name: printed.replace(" ", "") for name, printed in PUBLISHED.items()
    }


@pytest.mark.parametrize("card", TEST_CARDS.values(), ids=list(TEST_CARDS))
def test_their_check_digit_holds(card: Card) -> None:
    assert luhn_rest(card.number) == 0


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("6200000000000005", "620000******0005"),
        ("6205500000000000004", "620550*********0004"),
        ("1234567890123", "123456***0123"),
        ("123456789012", "************"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_mask(number: str, shown: str) -> None:
    assert mask(number) == shown


@given(st.text("0123456789", max_size=25))
def test_a_mask_hides_all_but_ten(number: str) -> None:
    shown = mask(number)
    assert len(shown) == len(number)
    assert sum(sign != "*" for sign in shown) in {0, 10}


@pytest.mark.parametrize("card", TEST_CARDS.values(), ids=list(TEST_CARDS))
def test_a_card_shows_its_mask_only(card: Card) -> None:
    shown = f"Card({card.masked})"
    assert (repr(card), str(card), f"{[card]}") == (shown, shown, f"[{shown}]")
    assert card.number not in card.masked


@pytest.mark.parametrize(
    ("number", "expiry", "sequence", "what"),
    [
        ("123456789012", "3012", "001", "13 to 19"),
        ("12345678901234567890", "3012", "001", "13 to 19"),
        ("620000000000000X", "3012", "001", "13 to 19"),
        ("６２００００００００００００", "3012", "001", "13 to 19"),
        ("6200000000000005", "312", "001", "YYMM"),
        ("6200000000000005", "30-2", "001", "YYMM"),
        ("6200000000000005", "3012", "1", "three digits"),
        ("6200000000000005", "3012", "00a", "three digits"),
    ],
)
def test_what_is_no_card(number: str, expiry: str, sequence: str, what: str) -> None:
    with pytest.raises(ValueError, match=what) as caught:
        Card(number, expiry, sequence)
    assert number not in str(caught.value)


@pytest.mark.parametrize("size", [13, 19])
def test_the_lengths_at_the_edge(size: int) -> None:
    assert Card("6" * size, "3012").masked == "6" * 6 + "*" * (size - 10) + "6" * 4
