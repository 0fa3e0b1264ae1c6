# ruff: noqa: S608 - only our own words are put into statements; values are always bound
"""A move as conditional statements: UPDATE … WHERE what the move needs still holds. No decisions here.

The rule: a statement that changes no row has failed, and then nothing of the move may stay: the condition stands in
the first statement, and what has conditions in several is undone by the caller (`is_single`).
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from emulator.ledger.connection import Connection
from emulator.ledger.moves import (
    CARDHOLDERS,
    COMPLETING,
    HELD,
    OPENING,
    RELEASING,
    VOIDING,
    VOIDING_COMPLETION,
    Adjust,
    AnyKey,
    Authorise,
    Complete,
    Move,
    NewSale,
    Refund,
    Release,
    Sell,
    SetAside,
    Turn,
    Void,
    merchant,
)
from emulator.ledger.opening import OpeningSale
from emulator.ledger.records import HoldState, Kind, OutsideNote, SaleState

_SALE_COLUMNS = """kind, merchant_no, terminal_no, batch_no, voucher_no, order_no, reference_no, auth_no, paid_date,
    paid_time, channel, payer, card_hash, instalment, hold_id, amount_fen, before_fen, refunded_fen, state, settled"""
_NEW_SALE = f"""INSERT INTO sales ({_SALE_COLUMNS}) VALUES ({", ".join("?" * 20)})
    ON CONFLICT DO NOTHING RETURNING id"""
_NEW_HOLD = """INSERT INTO holds (merchant_no, terminal_no, auth_no, paid_date, payer, card_hash, amount_fen, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO NOTHING RETURNING id"""
_NEW_GOODS = """INSERT INTO goods (sale_id, position, sku, name, unit_fen, quantity, returned)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_REFUND = """UPDATE sales SET refunded_fen = refunded_fen + ?
    WHERE id = ? AND merchant_no = ? AND state = 'normal' AND ? > 0 AND refunded_fen + outside_fen + ? <= amount_fen"""
_SET_ASIDE = """UPDATE sales SET outside_fen = outside_fen + ?
    WHERE id = ? AND merchant_no = ? AND state = 'normal' AND ? > 0 AND refunded_fen + outside_fen + ? <= amount_fen"""
_GIVE_UP = "UPDATE sales SET outside_fen = outside_fen - ? WHERE id = ? AND outside_fen >= ?"
_NOTE = "INSERT INTO outside (entry_id, route, case_no, operator_no, supervisor_no) VALUES (?, ?, ?, ?, ?)"
_RETURN = """UPDATE goods SET returned = returned + ?
    WHERE sale_id = ? AND sku = ? AND ? > 0 AND returned + ? <= quantity"""
_TURN_SALE = """UPDATE sales SET state = ? WHERE id = ? AND state = ? AND settled = 0 AND refunded_fen = 0
    AND outside_fen = 0 RETURNING merchant_no, amount_fen"""
_TURN_HOLD = "UPDATE holds SET state = ? WHERE id = ? AND state = ? RETURNING amount_fen"
_OLD_AMOUNT = """SELECT merchant_no, amount_fen FROM sales
    WHERE id = ? AND state = 'normal' AND settled = 0 AND refunded_fen = 0 AND outside_fen = 0"""
_ADJUST = "UPDATE sales SET amount_fen = ? WHERE id = ? AND amount_fen = ?"
_ADJUST_ENTRY = """UPDATE entries SET counted_fen = ?
    WHERE sale_id = ? AND kind IN ('sale', 'offline_sale', 'completion')"""
_TRANSFER = "INSERT INTO transfers (entry_id, debit, credit, fen) VALUES (?, ?, ?, ?)"


Transfer = tuple[str, str, int]
"""From one account to another, so many fen, 1 or more."""
Transfers = tuple[Transfer, ...]


class Touched(NamedTuple):
    """What a move touched, its amount in the totals, its transfers, and what is noted beside its entry."""

    sale_id: int | None
    hold_id: int | None
    counted_fen: int
    transfers: Transfers = ()
    note: OutsideNote | None = None


def is_single(move: Move) -> bool:
    """Only its first statement can fail, so that a failed one leaves nothing behind."""
    match move:
        case Complete() | Adjust():
            return False
        case Refund(items=items):
            return not items
        case Void(hold_id=hold_id):
            return hold_id is None
    return True


class SqlMoves:
    """Does moves on a connection, inside a transaction of the caller."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._doers: dict[type, Callable[..., Touched | None]] = {
            Sell: self._sell,
            Refund: self._refund,
            Void: self._void,
            Adjust: self._adjust,
            Authorise: self._authorise,
            Release: self._release,
            Complete: self._complete,
            SetAside: self._set_aside,
        }

    def do(self, move: Move, key: AnyKey, kind: Kind) -> Touched | None:
        """None: a condition did not hold. What it transfers is still to be paid."""
        return self._doers[type(move)](move, key, kind)

    def pay(self, number: int | None, transfers: Iterable[Transfer]) -> None:
        """Write what a move transfers. number: of its entry, which is there by now; None: of no entry."""
        for debit, credit, fen in transfers:
            self._db.change(_TRANSFER, (number, debit, credit, fen))

    def note(self, number: int, note: OutsideNote) -> None:
        """Write who entered what is paid outside. number: of its entry, which is there by now."""
        self._db.change(_NOTE, (number, note.route.value, note.case_no, note.operator_no, note.supervisor_no))

    def give_up(self, sale_id: int, fen: int) -> bool:
        """What was set aside of a sale remains again; False: so much was not."""
        return self._db.change(_GIVE_UP, (fen, sale_id, fen)) == 1

    def turn(self, turn: Turn, sale_id: int | None, hold_id: int | None) -> Transfers | None:
        """Sale and hold from one state to the other, and the money that goes with it; None: one is in another state."""
        sold = self._turn_sale(turn, sale_id)
        held = None if sold is None else self._turn_hold(turn, hold_id)
        return None if sold is None or held is None else sold + held

    def _turn_sale(self, turn: Turn, sale_id: int | None) -> Transfers | None:
        if turn.sale is None:
            return ()
        before, after = turn.sale
        rows = self._db.rows(_TURN_SALE, (after.value, sale_id, before.value))
        if not rows:
            return None
        account, stands = merchant(rows[0][0]), after is SaleState.NORMAL
        return ((*((CARDHOLDERS, account) if stands else (account, CARDHOLDERS)), rows[0][1]),)

    def _turn_hold(self, turn: Turn, hold_id: int | None) -> Transfers | None:
        if turn.hold is None:
            return ()
        before, after = turn.hold
        rows = self._db.rows(_TURN_HOLD, (after.value, hold_id, before.value))
        opens = after is HoldState.OPEN
        return ((*((CARDHOLDERS, HELD) if opens else (HELD, CARDHOLDERS)), rows[0][0]),) if rows else None

    def open_sale(self, merchant_no: str, earlier: OpeningSale, card_hash: str) -> bool:
        """Take an earlier sale in; False: its number, or its reference on that day, is there already."""
        state = SaleState.VOIDED if earlier.voided else SaleState.NORMAL
        rows = self._db.rows(
            _NEW_SALE,
            (
                Kind.SALE.value, merchant_no, "", "", earlier.voucher_no, earlier.order_no, earlier.reference_no, "",
                earlier.paid_date, earlier.paid_time, earlier.channel.value, earlier.payer, card_hash, 0, None,
                earlier.amount_fen, earlier.refunded_fen, earlier.refunded_fen, state.value, 1,
            ),
        )  # fmt: skip
        for (sale_id,) in rows:
            lines = enumerate(earlier.goods, 1)
            self._db.change_many(
                _NEW_GOODS,
                [(sale_id, n, g.sku, g.name, g.unit_fen, g.quantity, g.returned) for n, g in lines],
            )
            left = 0 if earlier.voided else earlier.amount_fen - earlier.refunded_fen
            self.pay(None, ((OPENING, merchant(merchant_no), left),) if left else ())
        return bool(rows)

    def _sell(self, move: Sell, key: AnyKey, kind: Kind) -> Touched | None:
        return self._new_sale(move.sale, key, kind, None)

    def _refund(self, move: Refund, key: AnyKey, kind: Kind) -> Touched | None:
        fen, sale_id = move.amount_fen, move.sale_id
        if not self._db.change(_REFUND, (fen, sale_id, key.merchant_no, fen, fen)):
            return None
        for sku, quantity in move.items:
            if not self._db.change(_RETURN, (quantity, sale_id, sku, quantity, quantity)):
                return None
        return Touched(sale_id, None, fen, ((merchant(key.merchant_no), CARDHOLDERS, fen),))

    def _set_aside(self, move: SetAside, key: AnyKey, kind: Kind) -> Touched | None:
        fen, sale_id = move.amount_fen, move.sale_id
        done = self._db.change(_SET_ASIDE, (fen, sale_id, key.merchant_no, fen, fen))
        return Touched(sale_id, None, 0, note=move.note) if done else None

    def _void(self, move: Void, key: AnyKey, kind: Kind) -> Touched | None:
        turn = VOIDING if move.hold_id is None else VOIDING_COMPLETION
        transfers = self.turn(turn, move.sale_id, move.hold_id)
        if transfers is None:
            return None
        ((fen,),) = self._db.rows("SELECT amount_fen FROM sales WHERE id = ?", (move.sale_id,))
        return Touched(move.sale_id, move.hold_id, fen, transfers)

    def _adjust(self, move: Adjust, key: AnyKey, kind: Kind) -> Touched | None:
        rows = self._db.rows(_OLD_AMOUNT + self._db.for_update, (move.sale_id,))
        if not rows or not self._db.change(_ADJUST, (move.amount_fen, move.sale_id, rows[0][1])):
            return None
        self._db.change(_ADJUST_ENTRY, (move.amount_fen, move.sale_id))
        account, more = merchant(rows[0][0]), move.amount_fen - rows[0][1]
        transfer = (*((CARDHOLDERS, account) if more > 0 else (account, CARDHOLDERS)), abs(more))
        return Touched(move.sale_id, None, 0, (transfer,) if more else ())

    def _authorise(self, move: Authorise, key: AnyKey, kind: Kind) -> Touched | None:
        rows = self._db.rows(
            _NEW_HOLD,
            (
                key.merchant_no, key.terminal_no, move.auth_no, move.paid_date, move.payer, move.card_hash,
                move.amount_fen,
            ),
        )  # fmt: skip
        if not rows:
            return None
        return Touched(None, rows[0][0], 0, ((CARDHOLDERS, HELD, move.amount_fen),))

    def _release(self, move: Release, key: AnyKey, kind: Kind) -> Touched | None:
        transfers = self.turn(RELEASING, None, move.hold_id)
        return None if transfers is None else Touched(None, move.hold_id, 0, transfers)

    def _complete(self, move: Complete, key: AnyKey, kind: Kind) -> Touched | None:
        freed = self.turn(COMPLETING, None, move.hold_id)
        sold = None if freed is None else self._new_sale(move.sale, key, kind, move.hold_id)
        return None if freed is None or sold is None else sold._replace(transfers=freed + sold.transfers)

    def _new_sale(self, new: NewSale, key: AnyKey, kind: Kind, hold_id: int | None) -> Touched | None:
        rows = self._db.rows(
            _NEW_SALE,
            (
                kind.value, key.merchant_no, key.terminal_no, key.batch_no, key.trace_no, new.order_no,
                new.reference_no, new.auth_no, new.paid_date, new.paid_time, new.channel.value, new.payer,
                new.card_hash, int(new.instalment), hold_id, new.amount_fen, 0, 0, SaleState.NORMAL.value, 0,
            ),
        )  # fmt: skip
        transfers = ((CARDHOLDERS, merchant(key.merchant_no), new.amount_fen),)
        return Touched(rows[0][0], hold_id, new.amount_fen, transfers) if rows else None
