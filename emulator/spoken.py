"""What a play needs of the dialect that its lines speak: how a message looks, and answers that no host gave. No bytes.

The rule: a scenario that asks for what the dialect does not have is refused by name when it is loaded, never passed
over when its moment comes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from emulator.scenario import Rule, Scenario, ScenarioError, Spoiled
from protocol.codes import SIGN_ON_AGAIN
from protocol.dialects.unionpay.device_state import DeviceState


@dataclass(frozen=True, slots=True)
class Heard:
    """What a rule looks at in a message. transaction: its name in the matrix, "" where it is none of it. terminal_no:
    "" where no message says one. card: name of a test card, of the message or in the slot of the device that reads it.
    """

    transaction: str
    terminal_no: str
    amount_fen: int | None
    card: str


class Part(StrEnum):
    """What not every dialect's messages have."""

    TERMINAL = "terminal number"
    FIELDS = "numbered fields"
    HEADER = "header that asks for work"
    MAC = "MAC"
    KEYS = "working keys"


@dataclass(frozen=True, slots=True)
class Spoken:
    """dialect: its name. transactions: what is heard there, by the names of the matrix. has: of its messages."""

    dialect: str
    transactions: frozenset[str]
    has: frozenset[Part] = frozenset()


class Forging(Protocol):
    """Messages of one dialect, looked at and made up. Implemented by emulator.forge, and for registers' lines by
    emulator.payment_terminal.forge.
    """

    @property
    def spoken(self) -> Spoken:
        """Its row."""

    def look(self, data: bytes, state: DeviceState) -> Heard | None:
        """What a rule looks at; None for what is no message. state: of the device that hears it."""

    def refusal(self, request: bytes, code: str) -> bytes | None:
        """The answer that says nothing but `code`; None to what has no answer."""

    def changed(self, answer: bytes, fields: Mapping[int, str], demand: str = "") -> bytes:
        """`answer` with these fields, and this demand in its header; asked only where `spoken` has both."""

    def state_answer(self, data: bytes, state: DeviceState) -> bytes | None:
        """The device's own answer, where a terminal asks for its state; None to every other message."""


def require(scenario: Scenario, spoken: Spoken) -> None:
    """Raises ScenarioError naming the first key that lines of this dialect lack something for."""
    for number, rule in enumerate(scenario.rules, 1):
        for key, reason in _lacking(rule, spoken):
            raise ScenarioError(scenario.name, f"rule[{number}].{key}", reason)


# fmt: off
_PARTS: tuple[tuple[str, Part, Callable[[Rule], bool]], ...] = (
    # key              needs           where
    ("match.terminal", Part.TERMINAL,  lambda rule: bool(rule.match.terminal)),
    ("act.fields",     Part.FIELDS,    lambda rule: bool(rule.act.fields)),
    ("act.demand",     Part.HEADER,    lambda rule: bool(rule.act.demand)),
    ("act.spoiled",    Part.MAC,       lambda rule: rule.act.spoiled is Spoiled.MAC),
    ("act.code",       Part.KEYS,      lambda rule: rule.act.code in SIGN_ON_AGAIN),
)
_NAMES: tuple[tuple[str, Callable[[Rule], tuple[str, ...]]], ...] = (
    # key                  names one of these
    ("match.transaction",  lambda rule: rule.match.transactions),
    ("match.after",        lambda rule: (rule.match.after,) if rule.match.after else ()),
    ("act.late",           lambda rule: (rule.act.late,) if rule.act.late else ()),
)
# fmt: on


def _lacking(rule: Rule, spoken: Spoken) -> Iterator[tuple[str, str]]:
    """(key, reason) of each part of the rule that can't happen there."""
    for key, names in _NAMES:
        if names(rule) and spoken.transactions.isdisjoint(names(rule)):
            yield key, f"a line that speaks {spoken.dialect} never hears {' or '.join(names(rule))}"
    for key, part, wanted in _PARTS:
        if wanted(rule) and part not in spoken.has:
            yield key, f"messages of {spoken.dialect} have no {part}"
