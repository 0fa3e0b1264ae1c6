"""Planted at the host: limits, keys, tombstones, double entry, numbers."""

from typing import Any

import pytest
from planted.rows import Planted

from emulator.host import refunds, voids
from emulator.ledger import memory, memory_books
from emulator.ledger.contract import Outcome, Registration, Repeated
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.memory_books import MemoryBooks, line_of, six_of
from emulator.ledger.moves import COMPLETING, AnyKey, Attempt, Turn
from emulator.ledger.moves import Refund as RefundMove
from emulator.ledger.records import Held, HoldState, Kind, SaleState, Terminal, sums_of


def no_limit(patch: pytest.MonkeyPatch) -> None:
    """The host gives back more than was paid, and its ledger lets it."""
    honest = refunds._ruled

    def ruled(held: Held | None, want: refunds.Wanted, *rest: Any) -> object:
        judged = honest(held, want, *rest)
        return RefundMove(held.sale.id, want.amount_fen, want.items) if held and judged == "61" else judged

    def move(self: MemoryBooks, asked: RefundMove, key: object, kind: object) -> tuple[int, None, int]:
        held = self.sales[asked.sale_id]
        self.sales[asked.sale_id] = held._replace(refunded_fen=held.refunded_fen + asked.amount_fen)
        return asked.sale_id, None, asked.amount_fen

    patch.setattr(refunds, "_ruled", ruled)
    patch.setattr(MemoryBooks, "_refund", move)


def refunds_what_is_undone(patch: pytest.MonkeyPatch) -> None:
    """A sale that was voided or reversed may be given back, and says nothing of it when it is asked for."""
    ruled, move, original_of = refunds._ruled, MemoryBooks._refund, memory.original_of

    def normal(held: Held | None) -> Held | None:
        return held._replace(state=SaleState.NORMAL) if held is not None else None

    def refund(self: MemoryBooks, asked: RefundMove, key: AnyKey, kind: Kind) -> Any:
        before = self.sales[asked.sale_id]
        self.sales[asked.sale_id] = before._replace(state=SaleState.NORMAL)
        done = move(self, asked, key, kind)
        self.sales[asked.sale_id] = self.sales[asked.sale_id]._replace(state=before.state)
        return done

    patch.setattr(refunds, "_ruled", lambda held, *rest: ruled(normal(held), *rest))
    patch.setattr(MemoryBooks, "_refund", refund)
    patch.setattr(memory, "original_of", lambda held, goods: original_of(normal(held), goods))


def undoes_what_is_refunded(patch: pytest.MonkeyPatch) -> None:
    """A sale of which something was given back may be voided."""
    patch.setattr(voids, "_RULES", tuple(rule for rule in voids._RULES if rule is not voids._RULES[4]))
    patch.setattr(memory_books, "_may_turn", lambda held, state: held.state is state and not held.settled)


def no_tombstone(patch: pytest.MonkeyPatch) -> None:
    """The host says that a refund is cancelled, and forgets it: what comes of it later is new."""
    honest = MemoryLedger.cancel

    def cancel(self: MemoryLedger, key: AnyKey) -> Any:
        known, said = six_of(key) in self.lines, honest(self, key)
        if not known:
            self.lines.pop(six_of(key), None)
        return said

    patch.setattr(MemoryLedger, "cancel", cancel)


def no_memory(patch: pytest.MonkeyPatch) -> None:
    """The host knows no key twice."""
    honest = MemoryLedger.apply

    def apply(self: MemoryLedger, attempt: Attempt, decide: Any) -> Outcome:
        self.lines.pop(six_of(attempt.key), None)
        return honest(self, attempt, decide)

    patch.setattr(MemoryLedger, "apply", apply)


def repeats_move_money(patch: pytest.MonkeyPatch) -> None:
    """A repeat is answered as before, and done once more."""
    honest = MemoryLedger.apply

    def apply(self: MemoryLedger, attempt: Attempt, decide: Any) -> Outcome:
        outcome = honest(self, attempt, decide)
        line = line_of(self.lines[six_of(attempt.key)])
        if isinstance(outcome, Repeated) and line.kind == Kind.REFUND and line.approved:
            self.doers[RefundMove](RefundMove(line.sale_id or 0, 1, ()), attempt.key, attempt.kind)
        return outcome

    patch.setattr(MemoryLedger, "apply", apply)


def cancels_what_is_done(patch: pytest.MonkeyPatch) -> None:
    """A tombstone is put over a refund that was done."""
    honest = MemoryLedger.cancel

    def cancel(self: MemoryLedger, key: AnyKey) -> Any:
        self.lines.pop(six_of(key), None)
        return honest(self, key)

    patch.setattr(MemoryLedger, "cancel", cancel)


def takes_the_next_sale(patch: pytest.MonkeyPatch) -> None:
    """The sale behind the one that is named is given back."""
    honest = refunds._find

    def find(books: Any, wanted: refunds.Wanted, asked: Any) -> Held | None:
        held = honest(books, wanted, asked)
        other = books.sales.get(held.sale.id + 1) if held is not None else None
        same = other is not None and (other.sale.channel, other.sale.card_hash) == (held.sale.channel, wanted.card_hash)
        return other if same and not wanted.order_no else held

    patch.setattr(refunds, "_find", find)


def another_merchants_sale(patch: pytest.MonkeyPatch) -> None:
    """Reference numbers are unique, so whose sale it is need not be looked at."""
    write, move = MemoryBooks._write, MemoryBooks._refund

    def written(self: MemoryBooks, held: Held) -> None:
        write(self, held)
        if held.sale.id % 2:
            self.sales[held.sale.id] = held._replace(sale=held.sale._replace(merchant_no="898000000000009"))

    def refund(self: MemoryBooks, asked: RefundMove, key: AnyKey, kind: Kind) -> Any:
        before = self.sales[asked.sale_id]
        self.sales[asked.sale_id] = before._replace(sale=before.sale._replace(merchant_no=key.merchant_no))
        done = move(self, asked, key, kind)
        self.sales[asked.sale_id] = self.sales[asked.sale_id]._replace(sale=before.sale)
        return done

    patch.setattr(MemoryBooks, "_write", written)
    patch.setattr(MemoryBooks, "_refund", refund)


def forgets_settled_rows(patch: pytest.MonkeyPatch) -> None:
    """A batch that is closed keeps its totals; what they are made of is tidied away."""
    honest = MemoryLedger.batch_entries

    def batch_entries(self: MemoryLedger, terminal_no: str, batch_no: str) -> Any:
        closed = self._registered(terminal_no).batch_no != batch_no
        return honest(self, terminal_no, batch_no)[1 if closed else 0 :]

    patch.setattr(MemoryLedger, "batch_sums", lambda self, *batch: sums_of(honest(self, *batch)))
    patch.setattr(MemoryLedger, "batch_entries", batch_entries)


def completed_and_still_held(patch: pytest.MonkeyPatch) -> None:
    """A completion leaves its pre-authorisation as it was."""
    honest = MemoryBooks.turn

    def turn(self: MemoryBooks, turned: Turn, sale_id: int | None, hold_id: int | None) -> bool:
        hold = self.holds.get(hold_id or 0)
        open_still = hold is not None and hold.state is HoldState.OPEN
        if turned is COMPLETING and open_still:
            return True
        return honest(self, turned._replace(hold=None) if turned.sale and open_still else turned, sale_id, hold_id)

    patch.setattr(MemoryBooks, "turn", turn)


def undone_without_its_money(patch: pytest.MonkeyPatch) -> None:
    """What is voided is marked so; whoever has the money keeps it."""
    honest = MemoryBooks.turn

    def turn(self: MemoryBooks, *asked: Any) -> bool:
        before = dict(self.balances)
        done = honest(self, *asked)
        self.balances.update(before)
        return done

    patch.setattr(MemoryBooks, "turn", turn)


def single_entry(patch: pytest.MonkeyPatch) -> None:
    """Only the merchant's account is kept."""

    def pay(self: MemoryBooks, debit: str, credit: str, fen: int) -> None:
        if debit.startswith("merchant"):
            self.balances[debit] -= fen
        else:
            self.balances[debit] -= fen
            self.balances[credit] += fen

    patch.setattr(MemoryBooks, "_pay", pay)


def amounts_as_floats(patch: pytest.MonkeyPatch) -> None:
    """Yuan with two places after the point."""
    honest = refunds.refund_body

    def refund_body(wanted: refunds.Wanted) -> tuple[Any, ...]:
        return tuple(float(one) if at == 1 else one for at, one in enumerate(honest(wanted)))

    patch.setattr(refunds, "refund_body", refund_body)


def one_number_for_all(patch: pytest.MonkeyPatch) -> None:
    """Every new journal gets the first terminal number, whoever has it."""
    honest = MemoryLedger.register

    def register(self: MemoryLedger, epoch: str, wanted: str | None, today: Any) -> Terminal | Registration:
        first = next(iter(self._terminals.values()), None)
        if first is not None and first.epoch != epoch:
            self._terminals[first.terminal_no] = first._replace(epoch=epoch)
            return self._terminals[first.terminal_no]
        return honest(self, epoch, wanted, today)

    patch.setattr(MemoryLedger, "register", register)


# fmt: off
PLANTED = (
    Planted(no_limit,                ("M4",), quick=True),
    Planted(refunds_what_is_undone,  ("M21",)),
    Planted(undoes_what_is_refunded, ("M21", "M4")),
    Planted(no_tombstone,            ("M9", "M25")),
    Planted(no_memory,               ("M1", "M2", "M3")),
    Planted(repeats_move_money,      ("M4", "M8")),
    Planted(cancels_what_is_done,    ("M9",)),
    Planted(takes_the_next_sale,     ("M3",)),
    Planted(another_merchants_sale,  ("M19",)),
    Planted(forgets_settled_rows,    ("M17", "M18")),
    Planted(completed_and_still_held, ("R7",)),
    Planted(undone_without_its_money, ("M4",)),
    Planted(single_entry,            ("M27",), quick=True),
    Planted(amounts_as_floats,       ("M20",)),
    Planted(one_number_for_all,      ("M11",)),
)
# fmt: on
