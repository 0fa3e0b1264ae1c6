"""A practice acquirer at a fixed hour, signed on once, and refunds that name one order by its index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from emulator.host import Host
from emulator.ledger.contract import Entropy, Ledger
from emulator.ledger.memory import MemoryLedger
from emulator.shop.orders import Shop, load_shop
from protocol.cards import TEST_CARDS, Card
from protocol.transactions import (
    Answer,
    ByOrder,
    Channel,
    OrderAnswer,
    OrderQuery,
    Original,
    Refund,
    RefundKey,
    Request,
    SignOn,
    SignOnAnswer,
)

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
EPOCH = "0a0b0c0d"


def counting_entropy() -> Entropy:
    """Bytes that differ at every call and are the same in every run."""
    calls = count(1)
    return lambda size: bytes(next(calls) % 256 for _ in range(size))


@dataclass
class Counter:
    """Host, ledger and one signed-on terminal; `now` can be moved."""

    shop: Shop
    ledger: Ledger
    now: datetime = NOON
    terminal_no: str = ""
    traces: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        entropy = counting_entropy()
        self.host = Host(self.ledger, lambda: self.now, entropy)
        self.ledger.open_shop(self.shop, NOON, entropy)

    def answer(self, request: Request) -> Answer:
        return self.host.answer(request)

    def sign_on(self, terminal_no: str = "00000000", epoch: str = EPOCH, merchant_no: str | None = None) -> Answer:
        return self.answer(
            SignOn(merchant_no or self.shop.merchant_no, terminal_no, epoch, "000001", self.trace(), "01")
        )

    def trace(self) -> str:
        return f"{next(self.traces):06d}"

    def key(self, trace_no: str | None = None, epoch: str = EPOCH) -> RefundKey:
        return RefundKey(self.shop.merchant_no, self.terminal_no, epoch, "000001", trace_no or self.trace(), "20261122")

    def original(self, index: int) -> Original:
        found = self.answer(
            OrderQuery(
                self.shop.merchant_no, self.terminal_no, "000001", self.trace(),
                ByOrder(self.shop.order(index).order_no),
            )
        )  # fmt: skip
        match found:
            case OrderAnswer("00", Original() as original):
                return original
            case _:
                raise LookupError(index)

    def card(self, index: int) -> Card | None:
        order = self.shop.order(index)
        return TEST_CARDS[order.payer] if order.channel is Channel.CARD else None

    def refund(self, index: int, amount_fen: int, **changes: object) -> Refund:
        original = self.original(index)
        request: dict[str, object] = {
            "key": self.key(),
            "amount_fen": amount_fen,
            "original_reference": original.reference_no,
            "original_month_day": original.month_day,
            "channel": original.channel,
            "card": self.card(index),
        }
        return Refund(**(request | changes))  # type: ignore[arg-type]

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture(scope="session")
def shop() -> Shop:
    return load_shop()


@pytest.fixture
def make_counter(shop: Shop) -> Iterator[Callable[[Ledger], Counter]]:
    ledgers: list[Ledger] = []

    def make(ledger: Ledger) -> Counter:
        ledgers.append(ledger)
        counter = Counter(shop, ledger)
        answer = counter.sign_on()
        if not isinstance(answer, SignOnAnswer):
            raise TypeError(answer)
        counter.terminal_no = answer.terminal_no
        return counter

    yield make
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def counter(make_counter: Callable[[Ledger], Counter]) -> Counter:
    return make_counter(MemoryLedger())
