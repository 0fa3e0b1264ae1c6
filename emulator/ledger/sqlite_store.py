# ruff: noqa: S608 - only our own column names are put into statements; values are always bound
"""The ledger in SQLite (a file or ":memory:"), one connection: the store behind `contract.Ledger`.

Every write is one BEGIN IMMEDIATE transaction, so that several processes may share the file and each sees the others'
commits. The rule: a refund's row, the moved amount and the returned goods are committed together or not at all.
A connection belongs to the thread that opened it (house decision 1).
"""

import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from emulator.ledger import filling
from emulator.ledger.contract import (
    Applied,
    Attempt,
    BodyDiffers,
    Decide,
    Entropy,
    Held,
    Identity,
    LedgerError,
    RefundRow,
    Refused,
    Registration,
    Repeated,
    Terminal,
    Tombstoned,
)
from emulator.ledger.schema import BUSY_TIMEOUT_S, KEY_COLUMNS, connect
from emulator.shop.orders import Shop
from protocol.transactions import Channel, Goods, Original, OriginalState, RefundAnswer, RefundKey

FIRST_TERMINAL = 88000001
LAST_TERMINAL = 99999999
FIRST_BATCH = "000001"
OVER_LIMIT = "61"  # 交易金额超限: the amount, or the goods, are no longer there

_WHERE_KEY = " AND ".join(f"{name} = ?" for name in KEY_COLUMNS)
_SIX = ", ".join("?" * len(KEY_COLUMNS))
_ORIGINAL = """SELECT id, order_no, reference_no, voucher_no, paid_date, paid_time, channel, payer, amount_fen,
    refunded_fen, voided, card_hash FROM originals"""
_REFUND = f"""SELECT {", ".join(f"refunds.{name}" for name in KEY_COLUMNS)}, digest, original_reference,
    coalesce(order_no, ''), code, coalesce(refunds.reference_no, ''), refunds.amount_fen, local_date, local_time,
    settle_date FROM refunds LEFT JOIN originals ON originals.id = original_id"""


class SqliteLedger:
    """`contract.Ledger` on one SQLite connection. LedgerError from every method: busy file, full disk, damage."""

    def __init__(self, path: Path | str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self._db = connect(path, busy_timeout_s)

    def close(self) -> None:
        """Close the file; nothing is lost by not calling it."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- the shop ----

    def open_shop(self, shop: Shop, today: date, entropy: Entropy) -> Identity:
        """See contract."""
        with self._writing():
            if self._db.execute("SELECT 1 FROM meta").fetchone() is None:
                filling.fill(self._db, shop, today, entropy, shop_epoch=1)
            return self.identity()

    def reset(self, shop: Shop, today: date, entropy: Entropy) -> Identity:
        """See contract."""
        with self._writing():
            row = self._db.execute("SELECT shop_epoch FROM meta").fetchone()
            filling.empty(self._db)
            filling.fill(self._db, shop, today, entropy, shop_epoch=1 + (row[0] if row else 0))
            return self.identity()

    def identity(self) -> Identity:
        """See contract."""
        ledger_id, opened_on, shop_epoch, merchant_no = self._meta("ledger_id, opened_on, shop_epoch, merchant_no")
        return Identity(ledger_id, date.fromisoformat(opened_on), shop_epoch, merchant_no)

    def card_hash(self, number: str) -> str:
        """See contract."""
        (secret,) = self._meta("card_secret")
        return filling.hash_card(secret, number)

    # ---- terminals ----

    def register(self, epoch: str, wanted: str | None) -> Terminal | Registration:
        """See contract."""
        with self._writing():
            own = self._db.execute("SELECT terminal_no FROM terminals WHERE epoch = ?", (epoch,)).fetchone()
            if wanted is not None and (own is None or own[0] != wanted):
                return Registration.UNKNOWN if self.terminal(wanted) is None else Registration.IN_USE
            number = own[0] if own else self._new_terminal(epoch)
            terminal = self.terminal(number)
            if terminal is None:
                raise LedgerError(f"terminal {number} is gone")
            return terminal

    def _new_terminal(self, epoch: str) -> str:
        (last,) = self._db.execute("SELECT max(terminal_no) FROM terminals").fetchone()
        number = int(last) + 1 if last else FIRST_TERMINAL
        if number > LAST_TERMINAL:
            raise LedgerError("no terminal number is left")
        self._db.execute("INSERT INTO terminals VALUES (?, ?, ?, ?)", (str(number), epoch, FIRST_BATCH, b""))
        return str(number)

    def terminal(self, terminal_no: str) -> Terminal | None:
        """See contract."""
        with _translated():
            row = self._db.execute(
                "SELECT terminal_no, epoch, batch_no, sealed_keys FROM terminals WHERE terminal_no = ?", (terminal_no,)
            ).fetchone()
        return Terminal(*row) if row else None

    def store_keys(self, terminal_no: str, sealed_keys: bytes) -> None:
        """See contract."""
        with self._writing():
            done = self._db.execute(
                "UPDATE terminals SET sealed_keys = ? WHERE terminal_no = ?", (sealed_keys, terminal_no)
            )
            if done.rowcount != 1:
                raise LedgerError(f"terminal {terminal_no} is not registered")

    # ---- originals ----

    def original_by_order(self, merchant_no: str, order_no: str) -> Held | None:
        """See contract."""
        found = self._held("merchant_no = ? AND order_no = ?", (merchant_no, order_no))
        return found[1] if found else None

    def original_by_reference(self, merchant_no: str, reference_no: str, paid_date: str) -> Held | None:
        """See contract."""
        found = self._held(
            "merchant_no = ? AND reference_no = ? AND paid_date = ?", (merchant_no, reference_no, paid_date)
        )
        return found[1] if found else None

    def originals(self) -> tuple[Original, ...]:
        """See contract."""
        with self._reading():
            rows = self._db.execute(f"{_ORIGINAL} ORDER BY id").fetchall()
            return tuple(self._original(row).original for row in rows)

    def _held(self, where: str, values: tuple[str, ...]) -> tuple[int, Held] | None:
        with self._reading():
            row = self._db.execute(f"{_ORIGINAL} WHERE {where}", values).fetchone()
            return (row[0], self._original(row)) if row else None

    def _original(self, row: tuple[Any, ...]) -> Held:
        number, order, reference, voucher, paid_date, paid_time, channel, payer, amount, refunded, voided, card = row
        goods = self._db.execute(
            "SELECT sku, name, unit_fen, quantity, returned FROM lines WHERE original_id = ? ORDER BY position",
            (number,),
        )
        original = Original(
            order_no=order,
            reference_no=reference,
            voucher_no=voucher,
            paid_date=paid_date,
            paid_time=paid_time,
            channel=Channel(channel),
            payer=payer,
            amount_fen=amount,
            refunded_fen=refunded,
            state=_state(amount, refunded, voided=bool(voided)),
            goods=tuple(Goods(*line) for line in goods),
        )
        return Held(original, card)

    # ---- refunds ----

    def apply_refund(self, attempt: Attempt, decide: Decide) -> Applied | Refused | Repeated | BodyDiffers | Tombstoned:
        """See contract."""
        with self._writing():
            known = self._db.execute(f"SELECT digest FROM refunds WHERE {_WHERE_KEY}", astuple(attempt.key)).fetchone()
            if known is not None and not hmac.compare_digest(known[0], attempt.digest):
                return BodyDiffers()
            settled = self.outcome(attempt.key)
            if settled is not None:
                return settled
            return self._apply_new(attempt, decide)

    def _apply_new(self, attempt: Attempt, decide: Decide) -> Applied | Refused:
        found = self._held(
            "merchant_no = ? AND reference_no = ? AND paid_date = ?",
            (attempt.key.merchant_no, attempt.original_reference, attempt.original_date),
        )
        original_id, held = found or (None, None)
        (last,) = self._db.execute("SELECT coalesce(max(id), 0) FROM refunds").fetchone()
        answer = decide(held, last + 1)
        if answer.code == "00" and (original_id is None or not self._move(original_id, attempt)):
            answer = replace(answer, code=OVER_LIMIT, reference_no="", settle_date="")
        self._db.execute(
            f"INSERT INTO refunds VALUES (?, {_SIX}, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                last + 1, *astuple(attempt.key), attempt.digest, original_id, attempt.original_reference, answer.code,
                answer.reference_no or None, answer.amount_fen, answer.local_date, answer.local_time,
                answer.settle_date,
            ),
        )  # fmt: skip
        return Applied(answer) if answer.code == "00" else Refused(answer)

    def _move(self, original_id: int, attempt: Attempt) -> bool:
        """The guard of last resort, whatever was decided: move only what remains, or nothing."""
        self._db.execute("SAVEPOINT moving")
        moved = self._db.execute(
            "UPDATE originals SET refunded_fen = refunded_fen + ?1"
            " WHERE id = ?2 AND voided = 0 AND refunded_fen + ?1 <= amount_fen",
            (attempt.amount_fen, original_id),
        ).rowcount
        for sku, quantity in attempt.items:
            moved &= self._db.execute(
                "UPDATE lines SET returned = returned + ?1"
                " WHERE original_id = ?2 AND sku = ?3 AND returned + ?1 <= quantity",
                (quantity, original_id, sku),
            ).rowcount
        if not moved:
            self._db.execute("ROLLBACK TO moving")
        self._db.execute("RELEASE moving")
        return bool(moved)

    def outcome(self, key: RefundKey) -> Repeated | Tombstoned | None:
        """See contract."""
        rows = self.rows(key)
        if rows:
            return Repeated(rows[0].answer)
        with _translated():
            cancelled = self._db.execute(f"SELECT 1 FROM tombstones WHERE {_WHERE_KEY}", astuple(key)).fetchone()
        return Tombstoned() if cancelled else None

    def cancel(self, key: RefundKey) -> Repeated | Tombstoned:
        """See contract."""
        with self._writing():
            settled = self.outcome(key)
            if settled is None:
                self._db.execute(f"INSERT INTO tombstones VALUES ({_SIX})", astuple(key))
            return settled or Tombstoned()

    def all_refunds(self) -> tuple[RefundRow, ...]:
        """See contract."""
        with _translated():
            return tuple(_refund(row) for row in self._db.execute(f"{_REFUND} ORDER BY refunds.id"))

    def rows(self, key: RefundKey) -> tuple[RefundRow, ...]:
        """See contract."""
        where = " AND ".join(f"refunds.{name} = ?" for name in KEY_COLUMNS)
        with _translated():
            return tuple(_refund(row) for row in self._db.execute(f"{_REFUND} WHERE {where}", astuple(key)))

    # ---- the connection ----

    def _meta(self, columns: str) -> tuple[Any, ...]:
        with _translated():
            row: tuple[Any, ...] | None = self._db.execute(f"SELECT {columns} FROM meta").fetchone()
        if row is None:
            raise LedgerError("no shop is open in this ledger")
        return row

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with _translated(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One consistent view of several SELECTs; inside a write, that write's own."""
        with _translated():
            if self._db.in_transaction:
                yield
            else:
                with self._db:
                    self._db.execute("BEGIN")
                    yield


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(str(error)) from error


def _state(amount_fen: int, refunded_fen: int, *, voided: bool) -> OriginalState:
    if voided:
        return OriginalState.VOIDED
    if refunded_fen == 0:
        return OriginalState.NORMAL
    return OriginalState.REFUNDED if refunded_fen == amount_fen else OriginalState.PARTLY_REFUNDED


def _refund(row: tuple[str, ...]) -> RefundRow:
    digest, reference, order, code, own, amount, *rest = row[len(KEY_COLUMNS) :]
    answer = RefundAnswer(code, own, int(amount), *rest)
    return RefundRow(RefundKey(*row[: len(KEY_COLUMNS)]), digest, reference, order, answer)
