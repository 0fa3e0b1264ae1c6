"""Which field goes with which in a request: each condition of the matrix as a row, and the few lines that judge it.

A condition that is broken names one field: the one that is missing, or the one that says something else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from protocol.message import Message

_PIN_ENTERED = "1"
_CHIP_ENTRIES = ("05", "07")


@dataclass(frozen=True, slots=True)
class Condition:
    """name: one word. zh, en: the rule in a sentence. broken: the field that breaks it in a message, or 0."""

    name: str
    zh: str
    en: str
    broken: Callable[[Message], int]


def _first_missing(message: Message, *numbers: int) -> int:
    return next((number for number in numbers if number not in message.fields), 0)


def _card(message: Message) -> int:
    return 0 if message.fields.keys() & {2, 35, 36} else 2


def _pin(message: Message) -> int:
    """All zeros in field 52 say that there is no PIN, as some terminals do."""
    asked = message.text(22)[2:] == _PIN_ENTERED
    if not any(message.octets(52)):
        return 52 if asked else 0
    return _first_missing(message, 26, 53) or (0 if asked else 22)


def _by_chip(message: Message) -> bool:
    return message.text(22)[:2] in _CHIP_ENTRIES


def _chip(message: Message) -> int:
    return _first_missing(message, 23, 55) if _by_chip(message) else 0


def _sequence(message: Message) -> int:
    return _first_missing(message, 23) if _by_chip(message) else 0


# fmt: off
CARD     = Condition("card",     "卡交易有域2、35或36",     "a card transaction has 2, 35 or 36",             _card)
PIN      = Condition("pin",      "52、26、53与22末位1同在", "52, 26, 53 and a 22 that ends in 1 go together", _pin)
CHIP     = Condition("chip",     "插卡或挥卡有域23和55",    "a card read by its chip has 23 and 55",          _chip)
SEQUENCE = Condition("sequence", "插卡或挥卡有域23",        "a card read by its chip has 23",                 _sequence)
# fmt: on
