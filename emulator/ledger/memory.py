"""The ledger in memory: for simulations and benches. Nothing is kept after the process; one thread.

The rule: it answers exactly as the stores on disk do (tests/emulator/ledger/contract holds all to one suite).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

from emulator.ledger.contract import (
    OVER_LIMIT,
    Applied,
    BodyDiffers,
    Decide,
    Entropy,
    LedgerError,
    Outcome,
    Refused,
    Repeated,
    Reversed,
    SaleTakenError,
    Tombstoned,
)
from emulator.ledger.memory_books import ABSENT, Line, Touched, line_of, six_of
from emulator.ledger.memory_terminals import MemoryTerminals
from emulator.ledger.moves import BACK, HELD, AnyKey, Attempt, EntryKey, merchant
from emulator.ledger.opening import OpeningSale, shop_sales
from emulator.ledger.records import (
    Entry,
    HoldState,
    Identity,
    Kind,
    OutsideLine,
    SaleState,
    StoredAnswer,
    card_hasher,
    original_of,
)
from emulator.shop.orders import Shop
from protocol.transactions import Original

LEDGER_ID_BYTES, SECRET_BYTES = 8, 32
_NO_ANSWER = StoredAnswer("")
_NOTHING: Touched = (None, None, 0)


class MemoryLedger(MemoryTerminals):
    """`contract.Ledger` in dictionaries. LedgerError: no shop, no such terminal, no number left, closed."""

    def __init__(self) -> None:
        self._open = True
        self._forget()

    def _forget(self) -> None:
        super().__init__()

    def close(self) -> None:
        """Nothing is answered afterwards."""
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- the shop ----

    def open_shop(self, shop: Shop, now: datetime, entropy: Entropy) -> Identity:
        """See contract."""
        return self._identity or self._fill(shop, now, entropy, 1)

    def reset(self, shop: Shop, now: datetime, entropy: Entropy) -> Identity:
        """See contract."""
        if self.noted is not None:
            raise LedgerError("a reset can't be part of a group")
        drawn = iter((entropy(LEDGER_ID_BYTES), entropy(SECRET_BYTES)))  # may fail, and then nothing is forgotten
        shop_epoch = 1 + (self._identity.shop_epoch if self._identity else 0)
        self._forget()
        return self._fill(shop, now, lambda _size: next(drawn), shop_epoch)

    def _fill(self, shop: Shop, now: datetime, entropy: Entropy, shop_epoch: int) -> Identity:
        identity = Identity(entropy(LEDGER_ID_BYTES).hex(), now.date(), shop_epoch, shop.merchant_no)
        self._hashed = card_hasher(entropy(SECRET_BYTES))
        self._identity = identity
        self.add_sales(shop_sales(shop, now))
        return identity

    def add_sales(self, sales: Sequence[OpeningSale]) -> None:
        """See contract."""
        merchant_no = self.identity().merchant_no
        with self.group():
            for index, sale in enumerate(sales):
                hashed = self.card_hash(sale.card_number) if sale.card_number else ""
                column = self.open_sale(merchant_no, sale, hashed)
                if column:
                    raise SaleTakenError(index, column)

    # ---- originals ----

    def originals(self) -> tuple[Original, ...]:
        """See contract."""
        return tuple(original_of(held, self.goods(number)) for number, held in self.sales.items())

    def original_by_order(self, merchant_no: str, order_no: str) -> Original | None:
        """See contract."""
        held = self.sale_by_order(merchant_no, order_no)
        return original_of(held, self.goods(held.sale.id)) if held else None

    def original_by_reference(self, merchant_no: str, reference_no: str, paid_date: str) -> Original | None:
        """See contract."""
        held = self.sale_by_reference(merchant_no, reference_no, paid_date)
        return original_of(held, self.goods(held.sale.id)) if held else None

    # ---- entries ----

    def apply(self, attempt: Attempt, decide: Decide) -> Outcome:
        """See contract."""
        if not self._open:
            raise LedgerError("the ledger is closed")
        key, kind, body, foreign = attempt
        six = key[:] if type(key) is EntryKey else six_of(key)
        stored = self.lines.get(six)
        if stored is not None:
            known = line_of(stored)
            return _told(known) if not known.kind or known.body == body else BodyDiffers()
        ruling = decide(self, len(self.lines) + 1)
        answer, move = ruling
        approved, touched = answer.code == "00" or ruling.approved, _NOTHING
        if move is not None:
            done = self.doers[type(move)](move, key, kind)
            if done is None:
                answer, approved = answer._replace(code=OVER_LIMIT, reference_no="", auth_no="", settle_date=""), False
            else:
                touched = done
        serial = len(self._batches.get(six[1], ()))
        sale_id, hold_id, fen = touched
        line = (six, kind._value_, approved, sale_id, hold_id, fen, foreign, False, serial)
        if self.noted is not None:  # as put does, without the call
            self.noted.append((self.lines, six, ABSENT))
        self.lines[six] = line + answer + body
        return tuple.__new__(Applied, (answer,)) if approved else Refused(answer)

    def reverse(self, key: AnyKey, kind: Kind, amount_fen: int) -> Reversed:
        """See contract."""
        line = self._line(key)
        if line is None:
            self._bury(key)
            return Reversed.NEVER_SEEN
        if line.kind not in ("", kind):
            return Reversed.IMPOSSIBLE
        if not line.kind or line.reversed:
            return Reversed.BEFORE
        if not line.approved:
            return Reversed.NOT_DONE
        if line.answer.amount_fen != amount_fen:
            return Reversed.OTHER_AMOUNT
        turn = BACK.get(kind)
        in_open_batch = line.serial == len(self._batches.get(key.terminal_no, ()))
        if turn is None or not in_open_batch or not self.turn(turn, line.sale_id, line.hold_id):
            return Reversed.IMPOSSIBLE
        self.put(self.lines, line.key, line._replace(reversed=True).flat)
        return Reversed.DONE

    def release(self, key: AnyKey) -> Reversed:
        """See contract."""
        if not self._open:
            raise LedgerError("the ledger is closed")
        line = self._line(key)
        if line is None:
            self._bury(key)
            return Reversed.NEVER_SEEN
        if line.kind not in ("", Kind.OUTSIDE):
            return Reversed.IMPOSSIBLE
        if not line.kind or line.reversed:
            return Reversed.BEFORE
        if line.sale_id is None:
            return Reversed.NOT_DONE
        held = self.sales[line.sale_id]
        self.put(self.sales, line.sale_id, held._replace(outside_fen=held.outside_fen - line.answer.amount_fen))
        self.put(self.lines, line.key, line._replace(reversed=True).flat)
        return Reversed.DONE

    def outside_lines(self) -> tuple[OutsideLine, ...]:
        """See contract."""
        if not self._open:
            raise LedgerError("the ledger is closed")
        return tuple(self.all_outside())

    def last_number(self) -> int:
        """See contract."""
        return len(self.lines)

    def outcome(self, key: AnyKey) -> Repeated | Tombstoned | None:
        """See contract."""
        line = self._line(key)
        return _told(line) if line else None

    def cancel(self, key: AnyKey) -> Repeated | Tombstoned:
        """See contract."""
        line = self._line(key)
        if line is None:
            self._bury(key)
        return _told(line) if line else Tombstoned()

    def _bury(self, key: AnyKey) -> None:
        six = six_of(key)
        self.put(self.lines, six, Line(six, "", False, None, None, 0, False, False, 0, _NO_ANSWER, ()).flat)

    def entry(self, key: AnyKey) -> Entry | None:
        """See contract."""
        line = self._line(key)
        return self._entry(line) if line and line.kind else None

    def all_refunds(self) -> tuple[Entry, ...]:
        """See contract."""
        if not self._open:
            raise LedgerError("the ledger is closed")
        return tuple(self._entry(line) for line in self.all_lines() if line.kind == Kind.REFUND)

    def _line(self, key: AnyKey) -> Line | None:
        stored = self.lines.get(six_of(key))
        return line_of(stored) if stored else None

    # ---- all together ----

    @contextmanager
    def group(self) -> Iterator[None]:
        """See contract."""
        if self.noted is None:
            self.noted = []
            try:
                yield
            except BaseException:
                self.undo(0)
                raise
            finally:
                self.noted = None
        else:
            mark = len(self.noted)
            try:
                yield
            except BaseException:
                self.undo(mark)
                raise

    def discrepancies(self) -> tuple[str, ...]:
        """See contract."""
        found = []
        refunds, outside = dict.fromkeys(self.sales, 0), dict.fromkeys(self.sales, 0)
        for line in self.all_lines():
            if line.kind == Kind.REFUND and line.sale_id:
                refunds[line.sale_id] += line.counted_fen
            if line.kind == Kind.OUTSIDE and line.sale_id and not line.reversed:
                outside[line.sale_id] += line.answer.amount_fen
        owed: dict[str, int] = {}
        for number, held in self.sales.items():
            if self.before.get(number, 0) + refunds[number] != held.refunded_fen:
                found.append(f"sale {number}: {held.refunded_fen} fen refunded, {refunds[number]} in its entries")
            if outside[number] != held.outside_fen or held.given_back_fen > held.amount_fen:
                found.append(f"sale {number}: {held.outside_fen} fen outside, {outside[number]} in its entries")
            account = merchant(held.sale.merchant_no)
            stands = held.amount_fen - held.refunded_fen if held.state is SaleState.NORMAL else 0
            owed[account] = owed.get(account, 0) + stands
        owed[HELD] = sum(hold.amount_fen for hold in self.holds.values() if hold.state is HoldState.OPEN)
        for account, fen in owed.items():
            if self.balances.get(account, 0) != fen:
                found.append(f"account {account}: {self.balances.get(account, 0)} fen, {fen} by what stands")
        return tuple(found)


def _told(line: Line) -> Repeated | Tombstoned:
    return Tombstoned() if not line.kind or line.reversed else Repeated(line.answer)
