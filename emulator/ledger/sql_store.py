# ruff: noqa: S608 - only our own column names are put into statements; values are always bound
"""The ledger in SQL, on any `Connection`: the store behind SqliteLedger and PostgresLedger. No data base's own words.

Every write is one transaction, or a savepoint in the group that is under way. The rule: of two racing
ones with one key the second waits and is then a repeat, for a key is claimed before it is judged, or the one who writes
is alone (`Connection.claims`); entry, answer and move are committed together or not at all.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

from emulator.ledger.connection import Connection, Row, StoreError
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
from emulator.ledger.moves import BACK, AnyKey, Attempt, EntryKey, Ruling
from emulator.ledger.opening import OpeningSale, shop_sales
from emulator.ledger.records import (
    Entry,
    Identity,
    Kind,
    StoredAnswer,
    original_of,
)
from emulator.ledger.schema import KEY_COLUMNS, TABLES
from emulator.ledger.sql_books import TOMBSTONE, SqlBooks
from emulator.ledger.sql_check import discrepancies
from emulator.ledger.sql_moves import SqlMoves, Touched, is_single
from emulator.ledger.sql_terminals import SqlTerminals
from emulator.shop.orders import Shop
from protocol.transactions import Original

LEDGER_ID_BYTES, SECRET_BYTES = 8, 32
_NOTHING = Touched(None, None, 0)

_KEY = ", ".join(KEY_COLUMNS)
_WHERE_KEY = " AND ".join(f"entries.{name} = ?" for name in KEY_COLUMNS)
_CLAIM = f"""INSERT INTO entries ({_KEY}, kind, digest, from_abroad, serial, code, auth_no, amount_fen, local_date,
    local_time, settle_date, approved, counted_fen, reversed)
    SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce((SELECT serial FROM terminals WHERE terminal_no = ?%s), 0),
    '', '', 0, '', '', '', 0, 0, 0
    WHERE NOT EXISTS (SELECT 1 FROM entries WHERE {_WHERE_KEY})
    ON CONFLICT ({_KEY}) DO NOTHING RETURNING id"""
_ANSWER = """UPDATE entries SET code = ?, reference_no = ?, auth_no = ?, amount_fen = ?, local_date = ?, local_time = ?,
    settle_date = ?, approved = ?, sale_id = ?, hold_id = ?, counted_fen = ? WHERE id = ?"""
_UNCLAIM = "DELETE FROM entries WHERE id = ?"
_NEXT = f"""SELECT coalesce((SELECT max(id) FROM entries), 0) + 1
    WHERE NOT EXISTS (SELECT 1 FROM entries WHERE {_WHERE_KEY})"""
_ENTER = f"""INSERT INTO entries (code, reference_no, auth_no, amount_fen, local_date, local_time, settle_date,
    approved, sale_id, hold_id, counted_fen, id, {_KEY}, kind, digest, from_abroad, serial, reversed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    coalesce((SELECT serial FROM terminals WHERE terminal_no = ?), 0), 0)"""
_STORED = f"""SELECT kind, digest, reversed, code, coalesce(reference_no, ''), auth_no, amount_fen, local_date,
    local_time, settle_date FROM entries WHERE {_WHERE_KEY}"""
_TO_REVERSE = f"""SELECT id, kind, reversed, approved, amount_fen, sale_id, hold_id, serial FROM entries
    WHERE {_WHERE_KEY}"""
_META = "INSERT INTO meta (one, ledger_id, opened_on, shop_epoch, merchant_no, card_secret) VALUES (1, ?, ?, ?, ?, ?)"


class SqlLedger(SqlTerminals):
    """`contract.Ledger` on one connection."""

    def __init__(self, db: Connection) -> None:
        super().__init__(db)
        self._locked = SqlBooks(db, locked=True)
        self._moves = SqlMoves(db)
        self._claim = _CLAIM % db.for_share

    # ---- the shop ----

    def open_shop(self, shop: Shop, now: datetime, entropy: Entropy) -> Identity:
        """See contract."""
        with self._writing(alone=True):
            if not self._db.rows("SELECT 1 FROM meta"):
                self._fill(shop, now, entropy, shop_epoch=1)
            return self.identity()

    def reset(self, shop: Shop, now: datetime, entropy: Entropy) -> Identity:
        """See contract."""
        if self._grouped:
            raise LedgerError("a reset can't be part of a group")
        with self._writing(alone=True):
            rows = self._db.rows("SELECT shop_epoch FROM meta")
            self._db.empty(TABLES)
            self._fill(shop, now, entropy, shop_epoch=1 + (rows[0][0] if rows else 0))
            return self.identity()

    def _fill(self, shop: Shop, now: datetime, entropy: Entropy, *, shop_epoch: int) -> None:
        ledger_id, secret = entropy(LEDGER_ID_BYTES).hex(), entropy(SECRET_BYTES)
        self._db.change(_META, (ledger_id, f"{now:%Y%m%d}", shop_epoch, shop.merchant_no, secret))
        self._open_sales(shop_sales(shop, now))

    def add_sales(self, sales: Sequence[OpeningSale]) -> None:
        """See contract."""
        with self._writing(alone=True):
            self._open_sales(sales)

    def _open_sales(self, sales: Sequence[OpeningSale]) -> None:
        merchant_no = self.identity().merchant_no
        for index, sale in enumerate(sales):
            hashed = self.card_hash(sale.card_number) if sale.card_number else ""
            if not self._moves.open_sale(merchant_no, sale, hashed):
                taken = self.sale_by_reference(merchant_no, sale.reference_no, sale.paid_date)
                raise SaleTakenError(index, "reference_no" if taken else "order_no")

    # ---- reading ----

    def originals(self) -> tuple[Original, ...]:
        """See contract."""
        with self._reading():
            return tuple(original_of(held, goods) for held, goods in self.all_sales())

    def original_by_order(self, merchant_no: str, order_no: str) -> Original | None:
        """See contract."""
        with self._reading():
            held = self.sale_by_order(merchant_no, order_no)
            return original_of(held, self.goods(held.sale.id)) if held else None

    def original_by_reference(self, merchant_no: str, reference_no: str, paid_date: str) -> Original | None:
        """See contract."""
        with self._reading():
            held = self.sale_by_reference(merchant_no, reference_no, paid_date)
            return original_of(held, self.goods(held.sale.id)) if held else None

    # ---- entries ----

    def apply(self, attempt: Attempt, decide: Decide) -> Outcome:
        """See contract."""
        if not self._grouped:
            with self._writing():
                return self._applied(attempt, decide)
        self._require_unspoilt()
        self._spoilt = True  # until all of it is done, or none
        outcome = self._applied(attempt, decide)
        self._spoilt = False
        return outcome

    def _applied(self, attempt: Attempt, decide: Decide) -> Outcome:
        """In a transaction of the caller; nothing of it stays where `decide` raises."""
        number = self._number(attempt)
        if number is None:
            return self._known(attempt)
        try:
            ruling = decide(self._locked, number)
            answer, approved = ruling.answer, ruling.approved
        except StoreError:
            raise
        except BaseException:
            if self._db.claims:
                self._db.change(_UNCLAIM, (number,))
            self._spoilt = False
            raise
        touched = self._moved(ruling, attempt)
        if touched is None:
            answer, approved = answer._replace(code=OVER_LIMIT, reference_no="", auth_no="", settle_date=""), False
        self._store(number, attempt, answer, approved, touched or _NOTHING)
        return Applied(answer) if approved else Refused(answer)

    def _number(self, attempt: Attempt) -> int | None:
        """Of the entry that there is to be under this key; None: there is one."""
        if self._db.claims:
            return self._claimed(attempt.key, attempt.kind.value, attempt.digest, attempt.foreign)
        rows = self._db.rows(_NEXT, _six(attempt.key))
        return rows[0][0] if rows else None

    def _claimed(self, key: AnyKey, kind: str, digest: str, foreign: bool) -> int | None:
        """The number of a new entry under this key; None: there is one, and no number was used up, but where two raced
        (PostgreSQL draws one before it sees the conflict).
        """
        six = _six(key)
        rows = self._db.rows(self._claim, (*six, kind, digest, int(foreign), key.terminal_no, *six))
        return rows[0][0] if rows else None

    def _known(self, attempt: Attempt) -> Repeated | BodyDiffers | Tombstoned:
        rows = self._db.rows(_STORED, _six(attempt.key))
        if not rows:
            raise StoreError("an entry is gone that was there a moment ago")
        if rows[0][0] != TOMBSTONE and not hmac.compare_digest(rows[0][1], attempt.digest):
            return BodyDiffers()
        return _told(rows[0])

    def _moved(self, ruling: Ruling, attempt: Attempt) -> Touched | None:
        """What was touched; None: the move could not be done, and nothing of it stays."""
        move = ruling.move
        if move is None:
            return _NOTHING
        if is_single(move):
            return self._moves.do(move, attempt.key, attempt.kind)
        self._db.change("SAVEPOINT moving")
        touched = self._moves.do(move, attempt.key, attempt.kind)
        if touched is None:
            self._db.change("ROLLBACK TO SAVEPOINT moving")
        self._db.change("RELEASE SAVEPOINT moving")
        return touched

    def _store(self, number: int, attempt: Attempt, answer: StoredAnswer, approved: bool, touched: Touched) -> None:
        """The entry, and the transfers of its move, which name it."""
        key, kind, _, foreign = attempt
        code, reference_no, *said = answer
        values = (code, reference_no or None, *said, int(approved), *touched[:3], number)
        if self._db.claims:
            self._db.change(_ANSWER, values)
        else:
            self._db.change(_ENTER, (*values, *_six(key), kind.value, attempt.digest, int(foreign), key.terminal_no))
        self._moves.pay(number, touched.transfers)
        if touched.note is not None:
            self._moves.note(number, touched.note)

    def reverse(self, key: AnyKey, kind: Kind, amount_fen: int) -> Reversed:
        """See contract."""
        with self._writing():
            if self._claimed(key, TOMBSTONE, "", False) is not None:
                return Reversed.NEVER_SEEN
            ((number, stands, back, approved, amount, sale_id, hold_id, serial),) = self._db.rows(
                _TO_REVERSE + self._db.for_update, _six(key)
            )
            if stands not in (TOMBSTONE, kind):
                return Reversed.IMPOSSIBLE
            if stands == TOMBSTONE or back:
                return Reversed.BEFORE
            if not approved:
                return Reversed.NOT_DONE
            if amount != amount_fen:
                return Reversed.OTHER_AMOUNT
            done = serial == self._serial_now(key.terminal_no) and self._back(kind, number, sale_id, hold_id)
            return Reversed.DONE if done else Reversed.IMPOSSIBLE

    def _back(self, kind: Kind, number: int, sale_id: int | None, hold_id: int | None) -> bool:
        turn = BACK.get(kind)
        if turn is None:
            return False
        self._db.change("SAVEPOINT moving")
        transfers = self._moves.turn(turn, sale_id, hold_id)
        if transfers is None:
            self._db.change("ROLLBACK TO SAVEPOINT moving")
        else:
            self._db.change("UPDATE entries SET reversed = 1 WHERE id = ?", (number,))
            self._moves.pay(number, transfers)
        self._db.change("RELEASE SAVEPOINT moving")
        return transfers is not None

    def release(self, key: AnyKey) -> Reversed:
        """See contract."""
        with self._writing():
            if self._claimed(key, TOMBSTONE, "", False) is not None:
                return Reversed.NEVER_SEEN
            ((number, stands, back, approved, amount, sale_id, _, _),) = self._db.rows(
                _TO_REVERSE + self._db.for_update, _six(key)
            )
            if stands not in (TOMBSTONE, Kind.OUTSIDE):
                return Reversed.IMPOSSIBLE
            if stands == TOMBSTONE or back:
                return Reversed.BEFORE
            if not approved:
                return Reversed.NOT_DONE
            if not self._moves.give_up(sale_id, amount):
                raise StoreError("less is paid outside than this entry took: the books do not balance")
            self._db.change("UPDATE entries SET reversed = 1 WHERE id = ?", (number,))
            return Reversed.DONE

    def _serial_now(self, terminal_no: str) -> int:
        rows = self._db.rows(f"SELECT serial FROM terminals WHERE terminal_no = ?{self._db.for_share}", (terminal_no,))
        return int(rows[0][0]) if rows else 0

    def last_number(self) -> int:
        """See contract."""
        return int(self._db.rows("SELECT coalesce(max(id), 0) FROM entries")[0][0])

    def outcome(self, key: AnyKey) -> Repeated | Tombstoned | None:
        """See contract."""
        rows = self._db.rows(_STORED, _six(key))
        return _told(rows[0]) if rows else None

    def cancel(self, key: AnyKey) -> Repeated | Tombstoned:
        """See contract."""
        with self._writing():
            if self._claimed(key, TOMBSTONE, "", False) is not None:
                return Tombstoned()
            return _told(self._db.rows(_STORED, _six(key))[0])

    def entry(self, key: AnyKey) -> Entry | None:
        """See contract."""
        found = self.entries(f"{_WHERE_KEY} AND entries.kind <> '{TOMBSTONE}'", _six(key))
        return found[0] if found else None

    def all_refunds(self) -> tuple[Entry, ...]:
        """See contract."""
        return self.entries("entries.kind = ?", (Kind.REFUND.value,))

    def discrepancies(self) -> tuple[str, ...]:
        """See contract."""
        with self._reading():
            return discrepancies(self._db)


def _six(key: AnyKey) -> tuple[str, ...]:
    if type(key) is EntryKey:
        return key
    return (key.merchant_no, key.terminal_no, key.epoch, key.batch_no, key.trace_no, key.business_date)


def _told(row: Row) -> Repeated | Tombstoned:
    kind, _, back, *answer = row
    return Tombstoned() if kind == TOMBSTONE or back else Repeated(StoredAnswer(*answer))
