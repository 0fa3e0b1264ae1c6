# ruff: noqa: S608 - only our own column names are put into statements; values are always bound
"""Sales, holds and entries read from a data base: rows into values. Nothing is changed here.

The rule: inside an apply what is read is locked (`locked`), so that the decision and the move see the same.
"""

from collections.abc import Iterable

from emulator.ledger.connection import Connection, Row
from emulator.ledger.records import (
    Entry,
    Held,
    Hold,
    HoldState,
    Kind,
    OutsideLine,
    OutsideNote,
    Sale,
    SaleState,
    StoredAnswer,
)
from emulator.ledger.schema import KEY_COLUMNS
from protocol.transactions import Channel, Goods, OutsideRoute, RefundKey

TOMBSTONE = "tombstone"
"""Kind of a key that is refused for ever."""

# Words of the tables -> members: asked five times as fast as the enumerations themselves.
_KINDS = {one.value: one for one in Kind}
_CHANNELS = {one.value: one for one in Channel}
_STATES = {one.value: one for one in SaleState}

_new = tuple.__new__  # see emulator.host.attempts

_SALE = """SELECT id, kind, merchant_no, terminal_no, batch_no, voucher_no, order_no, reference_no, auth_no, paid_date,
    paid_time, channel, payer, card_hash, instalment, hold_id, amount_fen, refunded_fen, state, settled,
    outside_fen FROM sales"""
_HOLD = """SELECT id, merchant_no, terminal_no, auth_no, paid_date, payer, card_hash, amount_fen, state FROM holds
    WHERE merchant_no = ? AND auth_no = ? AND paid_date = ?"""
_GOODS = "SELECT sale_id, sku, name, unit_fen, quantity, returned FROM goods"
_ENTRY = f"""SELECT {", ".join(f"entries.{name}" for name in KEY_COLUMNS)}, entries.kind, digest, code,
    entries.reference_no, entries.auth_no, entries.amount_fen, local_date, local_time, settle_date, approved,
    coalesce(order_no, ''), counted_fen, from_abroad, reversed
    FROM entries LEFT JOIN sales ON sales.id = sale_id"""
_OUTSIDE = f"""SELECT {", ".join(f"entries.{name}" for name in KEY_COLUMNS)}, order_no, sales.reference_no, paid_date,
    entries.amount_fen, route, case_no, operator_no, supervisor_no, reversed
    FROM outside JOIN entries ON entries.id = entry_id JOIN sales ON sales.id = sale_id ORDER BY entries.id"""
_MERCHANT = (
    """SELECT coalesce(sum(amount_fen - refunded_fen), 0) FROM sales WHERE merchant_no = ? AND state = 'normal'"""
)

_ALL_MERCHANTS = "SELECT one FROM meta"
"""The row that is locked by whoever adds up a merchant's sales: there is one account for each, and no row of it."""


class SqlBooks:
    """`contract.Books` on a connection. locked: rows that are read stay as they are until the commit."""

    def __init__(self, db: Connection, *, locked: bool) -> None:
        self._db = db
        self._end = db.for_update if locked else ""

    def sale_by_order(self, merchant_no: str, order_no: str) -> Held | None:
        """See contract."""
        where = f"{_SALE} WHERE merchant_no = ? AND order_no = ? AND order_no <> ''"
        return self._sale(where, (merchant_no, order_no))

    def sale_by_reference(self, merchant_no: str, reference_no: str, paid_date: str) -> Held | None:
        """See contract."""
        where = f"{_SALE} WHERE merchant_no = ? AND reference_no = ? AND paid_date = ?"
        return self._sale(where, (merchant_no, reference_no, paid_date))

    def sale_by_voucher(self, terminal_no: str, batch_no: str, voucher_no: str) -> Held | None:
        """See contract."""
        where = f"{_SALE} WHERE terminal_no = ? AND batch_no = ? AND voucher_no = ? AND terminal_no <> ''"
        return self._sale(f"{where} ORDER BY id DESC LIMIT 1", (terminal_no, batch_no, voucher_no))

    def _sale(self, statement: str, values: tuple[str, ...]) -> Held | None:
        rows = self._db.rows(statement + self._end, values)
        return _held(rows[0]) if rows else None

    def hold(self, merchant_no: str, auth_no: str, paid_date: str) -> Hold | None:
        """See contract."""
        rows = self._db.rows(_HOLD + self._end, (merchant_no, auth_no, paid_date))
        return _hold(rows[0]) if rows else None

    def goods(self, sale_id: int) -> tuple[Goods, ...]:
        """See contract."""
        rows = self._db.rows(f"{_GOODS} WHERE sale_id = ? ORDER BY position{self._end}", (sale_id,))
        return tuple(Goods(*row[1:]) for row in rows)

    def merchant_fen(self, merchant_no: str) -> int:
        """See contract. Two statements, for what was committed while the first waited is seen by the second alone."""
        if self._end:
            self._db.rows(_ALL_MERCHANTS + self._end)
        return int(self._db.rows(_MERCHANT, (merchant_no,))[0][0])

    def all_sales(self) -> list[tuple[Held, tuple[Goods, ...]]]:
        """Every sale with its goods, by number."""
        goods: dict[int, list[Goods]] = {}
        for row in self._db.rows(f"{_GOODS} ORDER BY sale_id, position"):
            goods.setdefault(row[0], []).append(Goods(*row[1:]))
        held = map(_held, self._db.rows(f"{_SALE} ORDER BY id"))
        return [(one, tuple(goods.get(one.sale.id, ()))) for one in held]

    def entries(self, where: str, values: Iterable[object]) -> tuple[Entry, ...]:
        """Entries in the order of answering; tombstones are none."""
        rows = self._db.rows(f"{_ENTRY} WHERE {where} ORDER BY entries.id", tuple(values))
        return tuple(_entry(row) for row in rows)

    def outside_lines(self) -> tuple[OutsideLine, ...]:
        """See contract.Ledger."""
        return tuple(_outside(row) for row in self._db.rows(_OUTSIDE))


def _outside(row: Row) -> OutsideLine:
    order_no, reference_no, paid_date, fen, route, *who, back = row[len(KEY_COLUMNS) :]
    note = OutsideNote(OutsideRoute(route), *who)
    return OutsideLine(RefundKey(*row[: len(KEY_COLUMNS)]), order_no, reference_no, paid_date, fen, note, bool(back))


def _held(row: Row) -> Held:
    sale = _new(Sale, (
        row[0], _KINDS[row[1]], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10],
        _CHANNELS[row[11]], row[12], row[13], row[14] == 1, row[15],
    ))  # fmt: skip
    return _new(Held, (sale, row[16], row[17], _STATES[row[18]], row[19] == 1, row[20]))


def _hold(row: Row) -> Hold:
    number, merchant_no, terminal_no, auth_no, paid_date, payer, card_hash, amount_fen, state = row
    return Hold(
        number, merchant_no, terminal_no, auth_no, paid_date, payer, card_hash, amount_fen, HoldState(state)
    )  # fmt: skip


def _entry(row: Row) -> Entry:
    kind, digest, code, reference_no, *answer, approved, order_no, counted_fen, abroad, back = row[len(KEY_COLUMNS) :]
    return Entry(
        RefundKey(*row[: len(KEY_COLUMNS)]), Kind(kind), digest, StoredAnswer(code, reference_no or "", *answer),
        bool(approved), order_no, counted_fen, bool(abroad), bool(back),
    )  # fmt: skip
