"""What a seed is: how many terminals, which shop, line and host, and what each cashier has to do. Drawn, not done.

The rule: everything is drawn before virtual time begins, from the sources of PLAN and WORKLOAD.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from random import Random

from emulator.shop.orders import Order, Shop, load_shop
from protocol.cards import TEST_CARDS, Card
from protocol.session import Framing
from protocol.transactions import Channel
from terminal.line.driver import POLL_S
from terminal.simulation.chance import Chances, Concern

BEGAN = datetime(2026, 11, 22, 4, 0, tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
"""Noon at the shop: virtual 0."""
LONGEST_PAUSE_S = 20.0
TASKS = (40, 120)
"""Of all cashiers of a seed."""
OLDEST_DAYS = 31
"""Of the shop's sales: a day more than policy and host take back."""
PLAIN_SHARE = 0.1
"""Of seeds whose host is any acquirer's: it is asked nothing, and nothing is sent to it twice."""
REAL_EVERY = 20
"""One seed in so many has the product's SQLite store, on a disk that loses power, in place of a model of both."""


_SHARES = (0, 1, 1, 1, 2, 3, 3, 5, 5, 10, 10, 30, 100)


class Kind(StrEnum):
    """What a cashier does."""

    REFUND = "refund"
    SALE = "sale"
    VOID = "void"
    OWN_REFUND = "own_refund"
    REPRINT = "reprint"
    SETTLE = "settle"
    RESOLVE = "resolve"
    PREAUTH = "preauth"
    COMPLETION = "completion"
    PREAUTH_VOID = "preauth_void"


REFUNDS = frozenset({Kind.REFUND, Kind.OWN_REFUND})


# fmt: off
_WEIGHTS: dict[Kind, int] = {
    Kind.REFUND: 70, Kind.SALE: 6, Kind.VOID: 4, Kind.OWN_REFUND: 8, Kind.SETTLE: 2, Kind.RESOLVE: 12, Kind.REPRINT: 2,
    Kind.PREAUTH: 3, Kind.COMPLETION: 3, Kind.PREAUTH_VOID: 1,
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. number: among the terminal's, from 0. order: of the shop, for a refund. share: of what remains,
    in percent; 0 for whole goods. pause_s: before it.
    """

    number: int
    kind: Kind
    order: Order
    share: int
    pause_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One seed. response_s: how long terminals wait for an answer. poll_s: their longest single read. first_trace: of
    each. tasks: of each cashier. real_disk: see REAL_EVERY.
    """

    framing: Framing
    response_s: int
    poll_s: float
    first_trace: str
    own_parts: bool
    shop: Shop
    tasks: tuple[tuple[Task, ...], ...]
    real_disk: bool

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """(terminal, number) of each task."""
        return tuple((who, task.number) for who, some in enumerate(self.tasks) for task in some)

    def only(self, places: Container[tuple[int, int]]) -> "Plan":
        """With these tasks alone, each about when it was."""
        return replace(self, tasks=tuple(_kept(who, some, places) for who, some in enumerate(self.tasks)))


def plan_of(chances: Chances) -> Plan:
    """The plan of a seed."""
    random, workload = chances.of(Concern.PLAN), chances.of(Concern.WORKLOAD)
    terminals = random.choice((1, 1, 2, 2, 3))
    shop = _shop()
    orders = workload.sample(shop.orders, random.randint(3, 14))
    own_parts = random.random() >= PLAIN_SHARE
    if not own_parts:  # no order can be asked for: what is on the slip of a card payment is keyed
        orders = [order for order in shop.orders if order.channel is Channel.CARD][: len(orders)]
    tasks = tuple(_tasks(workload, orders, random.randint(*TASKS) // terminals + 1) for _ in range(terminals))
    return Plan(
        random.choice((Framing.LINK, Framing.LENGTH)),
        random.choice((2, 5, 10)),
        random.choice((POLL_S, 2.0, 2.0, 2.0)),
        random.choice(("000001", "000001", "999980")),
        own_parts,
        shop,
        tasks,
        wants_sqlite(chances.seed),
    )


def wants_sqlite(seed: int) -> bool:
    """See REAL_EVERY."""
    return seed % REAL_EVERY == 0


def _tasks(random: Random, orders: list[Order], count: int) -> tuple[Task, ...]:
    kinds = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=count)
    return tuple(
        Task(number, kind, random.choice(orders), random.choice(_SHARES), random.uniform(0.5, LONGEST_PAUSE_S))
        for number, kind in enumerate(kinds)
    )


def _kept(who: int, tasks: tuple[Task, ...], places: Container[tuple[int, int]]) -> tuple[Task, ...]:
    kept, waited_s = [], 0.0
    for task in tasks:
        waited_s += task.pause_s
        if (who, task.number) in places:
            kept.append(replace(task, pause_s=waited_s))
            waited_s = 0.0
    return tuple(kept)


def card_of(payer: str) -> Card:
    """The card with this mask; the first of all where none has it."""
    return next((card for card in TEST_CARDS.values() if card.masked == payer), TEST_CARDS["unionpay"])


@cache
def _shop() -> Shop:
    """The practice shop's orders that can be given back, at prices as they are."""
    shop = load_shop()
    orders = tuple(order for order in shop.orders if order.days_ago <= OLDEST_DAYS and not order.voided)
    return replace(shop, orders=tuple(order for order in orders if order.refunded_fen < order.amount_fen))
