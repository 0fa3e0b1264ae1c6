"""Who is paid outside the terminal: what was keyed is checked, brought to one form, and masked. Pure.

The rule: a whole name or account is never in an error, and leaves here only as its mask, or as text to be hashed.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from protocol.lookalikes import hidden
from terminal.case.checks import MOST_NAME
from terminal.case.judge import CaseFault
from terminal.case.words import Route

BANK_DIGITS = (8, 30)
"""Of an account number: 12 to 19 at Chinese banks; fewer at old ones, more where a branch's number stands before it."""

RULES = ("original", "length", "letters", "digits", "check", "wallet", "wallet_bank")
"""What can be wrong with one: texts `payee.<rule>`."""

_HIDDEN = "****"
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_MAIL = re.compile(r"[a-z0-9._+-]{1,40}@[a-z0-9-]{1,30}(\.[a-z]{2,10}){1,3}")
_CARD = re.compile(r"62[0-9]{14,17}|(4[0-9]|5[1-5])[0-9]{14}")
"""What begins like a card and is as long as one: UnionPay, Visa, Mastercard; it ends with a check digit."""
_NAME_SIGNS = frozenset(" ·.-'’()（）")
_DROPPED = re.compile(r"[\s-]")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A payee as both keyings must give it. text: of all of it, to be hashed; the rest are masks, but for the bank."""

    route: Route
    name: str
    account: str
    bank: str
    text: str = field(repr=False)


def checked(route: Route, name: str, account: str, bank: str) -> Keyed:
    """Raises CaseFault payee_malformed (field, rule)."""
    if route is Route.ORIGINAL:
        raise CaseFault("payee_malformed", field="route", rule="original")
    whole_name, whole_account, whole_bank = _name(name), _account(route, account), _bank(route, bank)
    told = (route.value, whole_name, whole_account, whole_bank)
    text = "payee\n" + "\n".join(one.replace(" ", "").casefold() for one in told)
    return Keyed(route, _masked_name(whole_name), _masked_account(whole_account), whole_bank, text)


def _name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    letters = [sign for sign in name if unicodedata.category(sign).startswith("L")]
    if len(letters) < 2 or len(name) > MOST_NAME:
        raise CaseFault("payee_malformed", field="name", rule="length")
    if any(sign not in _NAME_SIGNS and not unicodedata.category(sign).startswith(("L", "M")) for sign in name):
        raise CaseFault("payee_malformed", field="name", rule="letters")
    return name


def _account(route: Route, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    if route is not Route.BANK:
        wallet = plain.casefold()
        if not (_PHONE.fullmatch(wallet) or _MAIL.fullmatch(wallet)):
            raise CaseFault("payee_malformed", field="account", rule="wallet")
        return wallet
    digits = _DROPPED.sub("", plain)
    if not (digits.isascii() and digits.isdecimal() and BANK_DIGITS[0] <= len(digits) <= BANK_DIGITS[1]):
        raise CaseFault("payee_malformed", field="account", rule="digits")
    if _CARD.fullmatch(digits) and not _luhn(digits):
        raise CaseFault("payee_malformed", field="account", rule="check")
    return digits


def _bank(route: Route, text: str) -> str:
    bank = " ".join(unicodedata.normalize("NFKC", text).split())
    if route is not Route.BANK:
        if bank:
            raise CaseFault("payee_malformed", field="bank", rule="wallet_bank")
        return ""
    fits = 2 <= len(bank) <= MOST_NAME and bank.isprintable() and not any(sign.isdecimal() for sign in bank)
    if not fits or hidden(bank, strict=True):
        raise CaseFault("payee_malformed", field="bank", rule="length")
    return bank


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _masked_name(name: str) -> str:
    return name[0] + "**"


def _masked_account(account: str) -> str:
    if "@" in account:
        before, _, house = account.partition("@")
        return f"{before[0]}***@{re.sub('[0-9]', '*', house)}"
    if len(account) < 12:
        return account[:3] + _HIDDEN + account[-2:]
    return account[:4] + _HIDDEN + account[-4:]
