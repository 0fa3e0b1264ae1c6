"""Sales, holds, entries and accounts in dictionaries: reading them, and doing a move. No answers and no terminals here.

The rules: what stands in a table is never changed in place but replaced through `put`, which notes what stood there
while a group is under way; and a move looks at all its conditions before it changes anything.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

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
from emulator.ledger.records import (
    SIDES,
    Held,
    Hold,
    HoldState,
    Kind,
    OutsideLine,
    OutsideNote,
    Sale,
    SaleState,
    Side,
    StoredAnswer,
)
from protocol.transactions import Goods, RefundKey

ABSENT = object()
"""Noted where nothing stood."""
_NORMAL = SaleState.NORMAL


Six = tuple[str, str, str, str, str, str]
Flat = tuple[Any, ...]
_ANSWER_AT = 9
_BODY_AT = _ANSWER_AT + len(StoredAnswer._fields)
_SERIAL_AT = _ANSWER_AT - 1


class Line(NamedTuple):
    """What stands under one key. kind: of a Kind, "" for a tombstone. serial: of the batch of its terminal that it
    counts in, from 1; 0 where the terminal is not registered.

    In the books it is one plain tuple, the parts of answer and body behind the others (`flat`): Python's collector of
    cycles walks over every tuple that is kept, which costs as much as making it.
    """

    key: Six
    kind: str
    approved: bool
    sale_id: int | None
    hold_id: int | None
    counted_fen: int
    foreign: bool
    reversed: bool
    serial: int
    answer: StoredAnswer
    body: tuple[str | int, ...]

    @property
    def flat(self) -> Flat:
        """As the books have it."""
        return self[:_ANSWER_AT] + self.answer + self.body


def line_of(flat: Flat) -> Line:
    """What stands in the books."""
    answer = StoredAnswer._make(flat[_ANSWER_AT:_BODY_AT])
    return Line._make((*flat[:_ANSWER_AT], answer, flat[_BODY_AT:]))


def six_of(key: AnyKey) -> Six:
    """The key as the books have it."""
    return (key.merchant_no, key.terminal_no, key.epoch, key.batch_no, key.trace_no, key.business_date)


Touched = tuple[int | None, int | None, int]
"""What a move touched: sale, hold, and its amount in the totals."""


class MemoryBooks:
    """`contract.Books`, and the moves."""

    def __init__(self) -> None:
        self.noted: list[tuple[dict[Any, Any], Any, Any]] | None = None
        self.lines: dict[Six, Flat] = {}
        self.sales: dict[int, Held] = {}
        self.before: dict[int, int] = {}
        self.holds: dict[int, Hold] = {}
        self.balances: dict[str, int] = defaultdict(int)
        self.notes: dict[Six, OutsideNote] = {}
        self._goods: dict[int, tuple[Goods, ...]] = {}
        self._by_reference: dict[tuple[str, str, str], int] = {}
        self._by_order: dict[tuple[str, str], int] = {}
        self._by_voucher: dict[tuple[str, str, str], int] = {}
        self._by_auth: dict[tuple[str, str, str], int] = {}
        self.doers: dict[type[Move], Callable[..., Touched | None]] = {  # all of a move, or nothing: None
            Sell: self._sell,
            Refund: self._refund,
            Void: self._void,
            Adjust: self._adjust,
            Authorise: self._authorise,
            Release: self._release,
            Complete: self._complete,
            SetAside: self._set_aside,
        }

    def put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """table[key] = value, so that it can be undone."""
        if self.noted is not None:
            self.noted.append((table, key, table.get(key, ABSENT)))
        table[key] = value

    def all_lines(self) -> Iterator[Line]:
        """In the order of answering."""
        return map(line_of, self.lines.values())

    def lines_of(self, terminal_no: str, serial: int) -> Iterator[Line]:
        """Of one batch of a terminal, in the order of answering."""
        flats = self.lines.values()
        return (line_of(flat) for flat in flats if flat[_SERIAL_AT] == serial and flat[0][1] == terminal_no)

    def all_outside(self) -> Iterator[OutsideLine]:
        """What was entered as paid outside, in the order of entering."""
        for six, note in self.notes.items():
            line = line_of(self.lines[six])
            sale = self.sales[line.sale_id or 0].sale
            named = sale.order_no, sale.reference_no, sale.paid_date
            yield OutsideLine(RefundKey(*six), *named, line.answer.amount_fen, note, line.reversed)

    def undo(self, down_to: int) -> None:
        """Put back what was replaced since so many notes stood there."""
        while self.noted is not None and len(self.noted) > down_to:
            table, key, value = self.noted.pop()
            if value is ABSENT:
                del table[key]
            else:
                table[key] = value

    # ---- reading ----

    def sale_by_order(self, merchant_no: str, order_no: str) -> Held | None:
        """See contract."""
        return self.sales.get(self._by_order.get((merchant_no, order_no), 0))

    def sale_by_reference(self, merchant_no: str, reference_no: str, paid_date: str) -> Held | None:
        """See contract."""
        return self.sales.get(self._by_reference.get((merchant_no, reference_no, paid_date), 0))

    def sale_by_voucher(self, terminal_no: str, batch_no: str, voucher_no: str) -> Held | None:
        """See contract."""
        return self.sales.get(self._by_voucher.get((terminal_no, batch_no, voucher_no), 0))

    def hold(self, merchant_no: str, auth_no: str, paid_date: str) -> Hold | None:
        """See contract."""
        return self.holds.get(self._by_auth.get((merchant_no, auth_no, paid_date), 0))

    def goods(self, sale_id: int) -> tuple[Goods, ...]:
        """See contract."""
        return self._goods.get(sale_id, ())

    def merchant_fen(self, merchant_no: str) -> int:
        """See contract."""
        return self.balances.get(merchant(merchant_no), 0)

    # ---- moves ----

    def turn(self, turn: Turn, sale_id: int | None, hold_id: int | None) -> bool:
        """Sale and hold from one state to the other with their money, or nothing: False."""
        held, hold = self.sales.get(sale_id or 0), self.holds.get(hold_id or 0)
        if turn.sale and (held is None or not _may_turn(held, turn.sale[0])):
            return False
        if turn.hold and (hold is None or hold.state is not turn.hold[0]):
            return False
        if turn.sale and held:
            self.put(self.sales, sale_id, held._replace(state=turn.sale[1]))
            account = merchant(held.sale.merchant_no)
            stands = turn.sale[1] is SaleState.NORMAL
            self._pay(*((CARDHOLDERS, account) if stands else (account, CARDHOLDERS)), held.amount_fen)
        if turn.hold and hold:
            self.put(self.holds, hold_id, replace(hold, state=turn.hold[1]))
            opens = turn.hold[1] is HoldState.OPEN
            self._pay(*((CARDHOLDERS, HELD) if opens else (HELD, CARDHOLDERS)), hold.amount_fen)
        return True

    def open_sale(self, merchant_no: str, earlier: OpeningSale, card_hash: str) -> str:
        """Take an earlier sale in: "", or the column of what is there already."""
        if (merchant_no, earlier.reference_no, earlier.paid_date) in self._by_reference:
            return "reference_no"
        if (merchant_no, earlier.order_no) in self._by_order:
            return "order_no"
        number = len(self.sales) + 1
        sale = Sale(
            number, Kind.SALE, merchant_no, "", "", earlier.voucher_no, earlier.order_no, earlier.reference_no, "",
            earlier.paid_date, earlier.paid_time, earlier.channel, earlier.payer, card_hash, False, None,
        )  # fmt: skip
        state = SaleState.VOIDED if earlier.voided else SaleState.NORMAL
        self._write(Held(sale, earlier.amount_fen, earlier.refunded_fen, state, settled=True))
        self.put(self.before, number, earlier.refunded_fen)
        self.put(self._goods, number, earlier.goods)
        if not earlier.voided:
            self._pay(OPENING, merchant(merchant_no), earlier.amount_fen - earlier.refunded_fen)
        return ""

    def _sell(self, move: Sell, key: AnyKey, kind: Kind) -> Touched | None:
        if not self._is_new(move.sale, key):
            return None
        return (self._new_sale(move.sale, key, kind, None), None, move.sale.amount_fen)

    def _refund(self, move: Refund, key: AnyKey, kind: Kind) -> Touched | None:
        number, fen, items = move
        held = self.sales.get(number)
        if held is None:
            return None
        sale, amount_fen, refunded_fen, state, settled, outside_fen = held
        left = amount_fen - refunded_fen - outside_fen
        if state is not _NORMAL or not 0 < fen <= left or sale.merchant_no != key.merchant_no:
            return None
        if items:
            goods = _returned(self.goods(number), items)
            if goods is None:
                return None
            self.put(self._goods, number, goods)
        if self.noted is not None:  # as put does, without the call
            self.noted.append((self.sales, number, held))
        self.sales[number] = tuple.__new__(Held, (sale, amount_fen, refunded_fen + fen, state, settled, outside_fen))
        self._pay(merchant(sale.merchant_no), CARDHOLDERS, fen)
        return (number, None, fen)

    def _set_aside(self, move: SetAside, key: AnyKey, kind: Kind) -> Touched | None:
        held = self.sales.get(move.sale_id)
        if held is None or not 0 < move.amount_fen <= held.remaining_fen or held.sale.merchant_no != key.merchant_no:
            return None
        self.put(self.sales, move.sale_id, held._replace(outside_fen=held.outside_fen + move.amount_fen))
        self.put(self.notes, six_of(key), move.note)
        return (move.sale_id, None, 0)

    def _void(self, move: Void, key: AnyKey, kind: Kind) -> Touched | None:
        turn = VOIDING if move.hold_id is None else VOIDING_COMPLETION
        done = self.turn(turn, move.sale_id, move.hold_id)
        return (move.sale_id, move.hold_id, self.sales[move.sale_id].amount_fen) if done else None

    def _adjust(self, move: Adjust, key: AnyKey, kind: Kind) -> Touched | None:
        held = self.sales.get(move.sale_id)
        if held is None or not _may_turn(held, SaleState.NORMAL):
            return None
        self.put(self.sales, move.sale_id, held._replace(amount_fen=move.amount_fen))
        account, more = merchant(held.sale.merchant_no), move.amount_fen - held.amount_fen
        self._pay(*((CARDHOLDERS, account) if more > 0 else (account, CARDHOLDERS)), abs(more))
        for line in list(self.all_lines()):
            if line.sale_id == move.sale_id and line.kind and SIDES[Kind(line.kind)] is Side.DEBIT:
                self.put(self.lines, line.key, line._replace(counted_fen=move.amount_fen).flat)
        return (move.sale_id, None, 0)

    def _authorise(self, move: Authorise, key: AnyKey, kind: Kind) -> Touched | None:
        name, number = (key.merchant_no, move.auth_no, move.paid_date), len(self.holds) + 1
        if name in self._by_auth:
            return None
        hold = Hold(
            number, key.merchant_no, key.terminal_no, move.auth_no, move.paid_date, move.payer, move.card_hash,
            move.amount_fen, HoldState.OPEN,
        )  # fmt: skip
        self.put(self.holds, number, hold)
        self.put(self._by_auth, name, number)
        self._pay(CARDHOLDERS, HELD, move.amount_fen)
        return (None, number, 0)

    def _release(self, move: Release, key: AnyKey, kind: Kind) -> Touched | None:
        return (None, move.hold_id, 0) if self.turn(RELEASING, None, move.hold_id) else None

    def _complete(self, move: Complete, key: AnyKey, kind: Kind) -> Touched | None:
        if not self._is_new(move.sale, key) or not self.turn(COMPLETING, None, move.hold_id):
            return None
        return (self._new_sale(move.sale, key, kind, move.hold_id), move.hold_id, move.sale.amount_fen)

    # ---- writing ----

    def _is_new(self, sale: NewSale, key: AnyKey) -> bool:
        known = (key.merchant_no, sale.reference_no, sale.paid_date) in self._by_reference
        return not known and (key.merchant_no, sale.order_no) not in self._by_order

    def _new_sale(self, new: NewSale, key: AnyKey, kind: Kind, hold_id: int | None) -> int:
        number = len(self.sales) + 1
        sale = Sale(
            number, kind, key.merchant_no, key.terminal_no, key.batch_no, key.trace_no, new.order_no,
            new.reference_no, new.auth_no, new.paid_date, new.paid_time, new.channel, new.payer, new.card_hash,
            new.instalment, hold_id,
        )  # fmt: skip
        self._write(Held(sale, new.amount_fen, 0, SaleState.NORMAL, settled=False))
        self._pay(CARDHOLDERS, merchant(key.merchant_no), new.amount_fen)
        return number

    def _write(self, held: Held) -> None:
        sale = held.sale
        self.put(self.sales, sale.id, held)
        self.put(self._by_reference, (sale.merchant_no, sale.reference_no, sale.paid_date), sale.id)
        if sale.order_no:
            self.put(self._by_order, (sale.merchant_no, sale.order_no), sale.id)
        if sale.terminal_no:
            self.put(self._by_voucher, (sale.terminal_no, sale.batch_no, sale.voucher_no), sale.id)

    def _pay(self, debit: str, credit: str, fen: int) -> None:
        """A transfer between two accounts: the sum of all accounts stays 0."""
        balances, noted = self.balances, self.noted
        if noted is not None:
            noted += ((balances, debit, balances[debit]), (balances, credit, balances[credit]))
        balances[debit] -= fen
        balances[credit] += fen


def _may_turn(held: Held, state: SaleState) -> bool:
    return held.state is state and not held.settled and not held.given_back_fen


def _returned(goods: tuple[Goods, ...], items: tuple[tuple[str, int], ...]) -> tuple[Goods, ...] | None:
    """The goods after these came back; None where one is not there, or not so often."""
    left = {line.sku: line for line in goods}
    for sku, quantity in items:
        line = left.get(sku)
        if line is None or quantity < 1 or quantity > line.left:
            return None
        left[sku] = replace(line, returned=line.returned + quantity)
    return tuple(left.values())
