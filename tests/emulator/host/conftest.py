"""A practice acquirer at a fixed hour, signed on once; refunds of its shop's orders, and sales that are made here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from emulator.host import Host, HostPolicy
from emulator.ledger.contract import Entropy, Ledger
from emulator.ledger.memory import MemoryLedger
from emulator.registry import PRACTICE, Registry
from emulator.shop.orders import Shop, load_shop
from protocol.cards import TEST_CARDS, Card
from protocol.transactions import (
    Answer,
    ByOrder,
    CardEntry,
    Channel,
    Completion,
    EntryMode,
    OrderAnswer,
    OrderQuery,
    Original,
    PreAuth,
    QrSale,
    QrVoid,
    Refund,
    RefundKey,
    Request,
    Reversal,
    ReversalReason,
    Sale,
    Settle,
    SignOn,
    SignOnAnswer,
    Station,
    Totals,
    VoidSale,
    Voucher,
    reversal_of,
)

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
EPOCH = "0a0b0c0d"


PAYER_CODES = {"wechat": "134567890123456789", "alipay": "2812345678901234", "unionpay": "6212345678901234567"}


@dataclass(frozen=True)
class Done:
    """A request that was approved, and its answer."""

    request: Any
    answer: Any

    @property
    def voucher(self) -> Voucher:
        sender = self.request.sender
        return Voucher(sender.batch_no, sender.trace_no, self.answer.local_date)


def entry(name: str = "unionpay") -> CardEntry:
    """A test card, typed."""
    card = TEST_CARDS[name]
    return CardEntry(EntryMode.MANUAL, card.number, card.expiry)


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
    registry: Registry = PRACTICE
    traces: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        entropy = counting_entropy()
        self.host = Host(self.ledger, lambda: self.now, entropy, self.registry)
        self.ledger.open_shop(self.shop, NOON, entropy)

    def under(self, **rules: int) -> None:
        """Another policy."""
        self.host = replace(self.host, policy=HostPolicy(**rules))

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

    # ---- sales that are made here ----

    def sender(self, **changes: str) -> Station:
        batch_no = changes.pop("batch_no", self.batch_no)
        return replace(Station(self.shop.merchant_no, self.terminal_no, batch_no, self.trace()), **changes)

    @property
    def batch_no(self) -> str:
        terminal = self.ledger.terminal(self.terminal_no)
        return terminal.batch_no if terminal else "000001"

    def done(self, request: Request) -> Done:
        """Asked and approved, or LookupError."""
        answer = self.answer(request)
        if getattr(answer, "code", "") != "00":
            raise LookupError(answer)
        return Done(request, answer)

    def sale(self, fen: int = 10_000, card: str = "unionpay", **changes: Any) -> Sale:
        return replace(Sale(self.sender(), fen, entry(card)), **changes)

    def sold(self, fen: int = 10_000, card: str = "unionpay", **changes: Any) -> Done:
        return self.done(self.sale(fen, card, **changes))

    def scanned(self, fen: int = 10_000, wallet: str = "wechat") -> Done:
        return self.done(QrSale(self.sender(), fen, None, PAYER_CODES[wallet]))

    def void(self, sale: Done, **changes: Any) -> VoidSale:
        request = sale.request
        void = VoidSale(self.sender(), request.amount_fen, request.card, sale.answer.reference_no, sale.voucher)
        return replace(void, **changes)

    def qr_void(self, sale: Done, **changes: Any) -> QrVoid:
        void = QrVoid(self.sender(), sale.request.amount_fen, None, sale.answer.reference_no, sale.voucher)
        return replace(void, **changes)

    def held(self, fen: int = 10_000, card: str = "unionpay") -> Done:
        return self.done(PreAuth(self.sender(), fen, entry(card)))

    def completion(self, hold: Done, fen: int = 10_000, **changes: Any) -> Completion:
        request = Completion(self.sender(), fen, hold.request.card, hold.answer.auth_no, hold.answer.local_date)
        return replace(request, **changes)

    def back(self, sale: Done, fen: int = 10_000, **changes: Any) -> Refund:
        """A refund of a sale that was made here."""
        card = getattr(sale.request, "card", None)
        request = Refund(
            self.key(), fen, sale.answer.reference_no, sale.answer.local_date,
            Channel.CARD if card else Channel.WECHAT, card=Card(card.pan, card.expiry) if card else None,
        )  # fmt: skip
        return replace(request, **changes)

    def reversal(self, original: Request, **changes: Any) -> Reversal:
        return replace(reversal_of(original, ReversalReason.TIMED_OUT), **changes)  # type: ignore[arg-type]

    def then(self, sale: Done, *requests: Request) -> Done:
        """`sale`, after these were approved too."""
        for request in requests:
            self.done(request)
        return sale

    def close(self, *sales: Done) -> Any:
        """The open batch is settled; the last of `sales` comes back."""
        self.ledger.close_batch(self.terminal_no, self.batch_no, self.now.date())
        return sales[-1] if sales else None

    def settle(self, **changes: Any) -> Settle:
        return replace(Settle(self.sender(), Totals(), Totals()), **changes)


@pytest.fixture(scope="session")
def shop() -> Shop:
    return load_shop()


@pytest.fixture
def make_counter(shop: Shop) -> Iterator[Callable[..., Counter]]:
    ledgers: list[Ledger] = []

    def make(ledger: Ledger, first_trace: int = 1) -> Counter:
        ledgers.append(ledger)
        counter = Counter(shop, ledger, traces=count(first_trace))
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
