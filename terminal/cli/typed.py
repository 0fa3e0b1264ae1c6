"""What was typed behind the options of a verb, as the core wants it: amounts, goods, test cards, passwords.

The rule: a word that can't be meant is a Refusal, and no text repeats more of it than may be shown.
"""

import os
from getpass import getpass
from pathlib import Path

from protocol.cards import TEST_CARDS, Card
from protocol.money import MoneyError, parse_yuan
from protocol.transactions import Channel
from scanner.payer_codes import mask_code
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.operators import PRACTICE_PASSWORDS, SUPERVISOR

SUPERVISOR_VARIABLE, OPERATOR_VARIABLE = "TUIHUO_SUPERVISOR_PASSWORD", "TUIHUO_OPERATOR_PASSWORD"
SIGN_ON_VARIABLE = "TUIHUO_SIGN_ON_PASSWORD"
"""Of whoever is at the terminal while another confirms."""

MAX_QUANTITY_DIGITS = 6
"""More pieces of one sort are not on a receipt."""

_MONEY_WORDS = {
    "zero": "amount_zero",
    "negative": "amount_negative",
    "decimals": "amount_decimals",
    "too_large": "amount_too_large",
}


def amount_of(text: str) -> int:
    """Fen of yuan."""
    try:
        return parse_yuan(text)
    except MoneyError as error:
        raise Refusal(_MONEY_WORDS.get(error.reason, "amount_malformed"), amount=text[:40]) from None


def item_of(text: str) -> tuple[str, int]:
    """SKU=QTY."""
    sku, _, quantity = text.partition("=")
    counted = quantity.isascii() and quantity.isdecimal() and len(quantity) <= MAX_QUANTITY_DIGITS
    if not sku or not counted or int(quantity) < 1:
        raise Refusal("item_unknown", sku=text[:40])
    return sku, int(quantity)


def test_card(name: str) -> Card:
    """By its name in the one table."""
    if name not in TEST_CARDS:
        raise Refusal("card_unknown", name=mask_code(name[:40]), known=", ".join(TEST_CARDS))
    return TEST_CARDS[name]


def card_for(name: str, channel: Channel, payer: str) -> Card | None:
    """The test card of that name; without one the card that paid, None where no card did."""
    if name:
        return test_card(name)
    if channel is not Channel.CARD:
        return None
    return next((card for card in TEST_CARDS.values() if card.masked == payer), None)


def password_of(desk: Desk, operator_no: str, file: Path | None, option: str = "--supervisor-file") -> str:
    """From a file, from the environment (TUIHUO_SUPERVISOR_PASSWORD of 00, TUIHUO_OPERATOR_PASSWORD of others), the
    published one in practice, or asked for.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise Refusal("usage", hint=f"{option} {file}") from None
    return password_in(desk, operator_no, SUPERVISOR_VARIABLE if operator_no == SUPERVISOR else OPERATOR_VARIABLE)


def password_in(desk: Desk, operator_no: str, variable: str) -> str:
    """From that variable of the environment, the published one in practice, or asked for."""
    if variable in os.environ:
        return os.environ[variable]
    published = PRACTICE_PASSWORDS.get(operator_no)
    if desk.practice and published is not None:
        return published
    return getpass("主管密码: " if operator_no == SUPERVISOR else f"{operator_no} 密码: ")
