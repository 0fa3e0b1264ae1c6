"""What a workplace is wired of, for one link, and what the desk is before it talks to anybody. Values, no wiring.

The rule: all of it is replaced together, by a reset and by changed parameters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from protocol.transactions import Original
from terminal.desk.door import Counter, Preferences
from terminal.desk.doors import Notice
from terminal.desk.keyed import Keyed
from terminal.desk.passwords import PasswordGate
from terminal.desk.register import Printer
from terminal.desk.rulebook import Rulebook
from terminal.line.driver import Driver
from terminal.line.payment_talks import PaymentPaper
from terminal.line.seen import Seen
from terminal.records.journal import Journal
from terminal.trade.order_source import OrderBook


class Trouble(Protocol):
    """What goes wrong on purpose, at a practice host in this process."""

    def arm(self, scenario: str, times: int) -> None:
        """This scenario from now on, until it has acted so often."""

    def clear(self) -> None:
        """What was armed and has not acted never will."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What compose wires together for one link; all of it is replaced by a reset, and by changed parameters. rulebook:
    the refund policy. keyed: by what cards and payees are told again. paper: prints what is no refund. shop_orders: all
    orders of a practice shop in this process, None without one. before_reset: may raise why there is none now. seen:
    what crossed the line. happen: lets something happen to the practice device, in the words of its control channel,
    and trouble what goes wrong on purpose; None where it is not in this process. ears: hear what a scenario does, and
    what the line does. give_back: closes the files.
    """

    outlet: "Outlet"
    journal: Journal
    rulebook: Rulebook
    driver: Driver
    gate: PasswordGate
    keyed: Keyed
    printer: Printer
    paper: PaymentPaper
    book: OrderBook | None
    counter: Counter | None
    shop_orders: Callable[[], tuple[Original, ...]] | None
    seen: Seen
    happen: Callable[[Mapping[str, object]], None] | None
    trouble: Trouble | None
    before_reset: Callable[[], None]
    ears: list[Callable[[Notice], None]]
    give_back: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Outlet:
    """What the desk is, before it talks to anybody. link: its URL. slip_key: None where the shop has none. own: what
    shop and profile say where a parameter leaves it to them, by its name. reversal_tries: of a 冲正.
    """

    link: str
    merchant_name: str
    hotline: str
    practice: bool
    slip_key: bytes | None
    preferences: Preferences
    reversal_tries: int
    own: tuple[tuple[str, str], ...]


Build = Callable[[bool], Parts]
"""Wires the parts; True renews orders, journal and locks."""
