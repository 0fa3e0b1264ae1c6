"""Refunds, entries, releases and cancels of one sale in any order, late, twice and under each other's keys: two stores
and a model of twenty lines say the same, and paid = remaining + refunded + outside after every step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from emulator.ledger.contract import Applied, BodyDiffers, Books, Refused, Repeated, Reversed, Tombstoned
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.moves import Attempt, Refund, Ruling, SetAside
from emulator.ledger.opening import OpeningSale
from emulator.ledger.records import Kind, OutsideNote, StoredAnswer
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop
from protocol.transactions import Channel, OutsideRoute, RefundKey

SHOP = load_shop()
PAID_FEN = 20
NAMED = (SHOP.merchant_no, "2611220R0001", "20261122")
SALE = OpeningSale("", NAMED[1], "", NAMED[2], "080000", Channel.WECHAT, "1350****7788", "", PAID_FEN, 0, False, ())
NOTE = OutsideNote(OutsideRoute.BANK, "202611220001", "01", "00")
KEYS, FENS = st.integers(1, 6), st.integers(1, PAID_FEN + 1)


def key(number: int) -> RefundKey:
    return RefundKey(SHOP.merchant_no, "88000001", "0a0b0c0d", "000001", f"{number:06d}", "20261122")


@dataclass
class Done:
    """What stands under a key. took: it was approved. back: it was released."""

    kind: Kind
    fen: int
    took: bool
    back: bool = False


class Money(RuleBasedStateMachine):
    """model: what stands under each key; None for a tombstone."""

    def __init__(self) -> None:
        super().__init__()
        self.stores = [MemoryLedger(), SqliteLedger(":memory:")]
        for store in self.stores:
            store.open_shop(SHOP, datetime(2026, 11, 22, 12, tzinfo=UTC), lambda size: b"\x01" * size)
            store.add_sales([SALE])
        self.model: dict[int, Done | None] = {}

    def teardown(self) -> None:
        for store in self.stores:
            store.close()

    def standing(self, kind: Kind) -> int:
        """Fen of it that count."""
        found = (done for done in self.model.values() if done is not None and done.kind is kind)
        return sum(done.fen for done in found if done.took and not done.back)

    @property
    def left(self) -> int:
        return PAID_FEN - self.standing(Kind.REFUND) - self.standing(Kind.OUTSIDE)

    @rule(number=KEYS, fen=FENS, kind=st.sampled_from([Kind.REFUND, Kind.OUTSIDE]))
    def attempt(self, number: int, fen: int, kind: Kind) -> None:
        expected = self.expected(number, fen, kind)
        attempt = Attempt(key(number), kind, (kind.value, fen))
        told = [store.apply(attempt, approving(kind, fen)) for store in self.stores]
        assert [type(outcome) for outcome in told] == [expected] * 2
        assert told[0] == told[1]

    def expected(self, number: int, fen: int, kind: Kind) -> type:
        if number not in self.model:
            took = fen <= self.left
            self.model[number] = Done(kind, fen, took)
            return Applied if took else Refused
        known = self.model[number]
        if known is not None and (known.kind, known.fen) != (kind, fen):
            return BodyDiffers
        return Tombstoned if known is None or known.back else Repeated

    @rule(number=KEYS)
    def release(self, number: int) -> None:
        expected = self.expected_of_release(number)
        assert [store.release(key(number)) for store in self.stores] == [expected] * 2

    def expected_of_release(self, number: int) -> Reversed:
        if number not in self.model:
            self.model[number] = None
            return Reversed.NEVER_SEEN
        known = self.model[number]
        if known is None or known.back:
            return Reversed.BEFORE
        if known.kind is Kind.REFUND:
            return Reversed.IMPOSSIBLE
        known.back = known.took
        return Reversed.DONE if known.took else Reversed.NOT_DONE

    @rule(number=KEYS)
    def cancel(self, number: int) -> None:
        told = [store.cancel(key(number)) for store in self.stores]
        assert told[0] == told[1]
        self.model.setdefault(number, None)

    @invariant()
    def every_fen_is_somewhere_once(self) -> None:
        for store in self.stores:
            held = store.sale_by_reference(*NAMED)
            assert held is not None
            assert (held.refunded_fen, held.outside_fen) == (self.standing(Kind.REFUND), self.standing(Kind.OUTSIDE))
            assert held.remaining_fen == self.left >= 0
            assert store.discrepancies() == ()


def approving(kind: Kind, fen: int) -> Callable[[Books, int], Ruling]:
    """A host without rules."""

    def decide(books: Books, number: int) -> Ruling:
        held = books.sale_by_reference(*NAMED)
        assert held is not None
        move = Refund(held.sale.id, fen) if kind is Kind.REFUND else SetAside(held.sale.id, fen, NOTE)
        return Ruling(StoredAnswer("00", f"9{number:011d}", "", fen), move)

    return decide


Money.TestCase.settings = settings(stateful_step_count=25, deadline=None)
TestMoney = Money.TestCase
