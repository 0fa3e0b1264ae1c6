"""退货 0220 and its repeat 0221, and the IC脱机退货: the rules of a refund as a table, and what "the same body" is.

The rule: what may go back is what remains of one sale that stands; a refund itself is never undone (decision 0004).
"""

from collections import Counter
from typing import NamedTuple

from emulator.host.attempts import answer_in_batch, answer_once, by_card, key_of, named
from emulator.host.callers import Asked
from emulator.host.issuer import is_foreign
from emulator.host.rules import (
    APPROVED,
    INVALID,
    NO_ORIGINAL,
    NOT_FOR_TERMINAL,
    OVER_LIMIT,
    PAST_WINDOW,
    SHORT_OF_MONEY,
    WRONG_CARD,
    Rules,
    age_days,
    first_broken,
    latest_day,
)
from emulator.ledger.contract import Books
from emulator.ledger.moves import AnyKey, Attempt, Move
from emulator.ledger.moves import Refund as RefundMove
from emulator.ledger.records import Held, Kind, Sale, SaleState, StoredAnswer
from protocol.transactions import (
    FOREIGN_EPOCH,
    Channel,
    ChipRefund,
    Goods,
    PaymentAnswer,
    Refund,
    RefundAnswer,
    Rejected,
)
from protocol.transactions.checks import is_digits

NO_REFERENCE = "000000000000"
"""Field 37 of a 扫码退货 that names its original by order number alone."""


_SALE, _REFUND, _NORMAL, _CARD = Kind.SALE, Kind.REFUND, SaleState.NORMAL, Channel.CARD
"""By names of this file: an attribute of an enumeration costs as much as a rule."""
_PROCESSING_CODE, _CURRENCY, _TRANSACTION_TYPE = "200000", "156", "25"  # fields 3, 49, 60.1 of a refund


class Wanted(NamedTuple):
    """A refund as the host judges it. key: as the ledger keeps it. reference_no, month_day, order_no: how it names its
    original. card_hash: of the card presented, "" for none; foreign: one from abroad. items: (sku, quantity).
    """

    key: AnyKey
    amount_fen: int
    reference_no: str
    month_day: str
    channel: Channel
    card_hash: str
    foreign: bool
    order_no: str = ""
    items: tuple[tuple[str, int], ...] = ()


class _Case(NamedTuple):
    """One refund beside its original. kind: what the original must be. goods: of the original; not read where the
    refund names none.
    """

    held: Held
    sale: Sale
    kind: Kind
    amount_fen: int
    channel: Channel
    card_hash: str
    books: Books
    asked: Asked
    order_no: str = ""
    items: tuple[tuple[str, int], ...] = ()
    goods: tuple[Goods, ...] = ()


def _is_whole_same_batch(case: _Case) -> bool:
    """What 消费撤销 is for."""
    held, sale, terminal = case.held, case.sale, case.asked.terminal
    mine = (sale.terminal_no, sale.batch_no) == (terminal.terminal_no, terminal.batch_no)
    whole = case.amount_fen == held.amount_fen and not held.refunded_fen and not held.settled
    return mine and whole and sale.channel is _CARD and sale.paid_date == case.asked.moment.day


def _merchant_is_short(case: _Case) -> bool:
    paid_out = case.asked.policy.paid_out_fen
    return paid_out > 0 and case.amount_fen > case.books.merchant_fen(case.asked.terminal.merchant_no) - paid_out


def _goods_unknown(case: _Case) -> bool:
    return not {sku for sku, _ in case.items} <= {line.sku for line in case.goods}


def _goods_gone(case: _Case) -> bool:
    wanted: Counter[str] = Counter()
    for sku, quantity in case.items:
        wanted[sku] += quantity
    left = {line.sku: line.left for line in case.goods}
    return any(quantity > left[sku] for sku, quantity in wanted.items())


# The first broken rule answers. Sources: S12 and S7 as in rules.py; "ours" where they are silent.
# fmt: off
_RULES: Rules[_Case] = (
    # code           broken when
    (NO_ORIGINAL,    lambda case: case.order_no not in ("", case.sale.order_no)),            # ours: two sales named
    (NO_ORIGINAL,    lambda case: case.sale.kind is not case.kind),                          # S12: type is not 22
    (NO_ORIGINAL,    lambda case: case.held.state is not _NORMAL),                           # S12: state not normal
    (INVALID,        lambda case: case.sale.instalment),                                     # S12: 25 = 64
    (INVALID,        lambda case: case.channel is not case.sale.channel),                    # S7: 12 无效交易
    (WRONG_CARD,     lambda case: case.card_hash != case.sale.card_hash),                    # S12, S7: 14
    (PAST_WINDOW,    lambda case: age_days(case.sale.paid_date, case.asked.moment.today)
                                  > case.asked.policy.window_days),                          # S12, S7: 22
    (OVER_LIMIT,     lambda case: case.amount_fen > case.held.amount_fen),                   # S12: 61
    (OVER_LIMIT,     lambda case: case.amount_fen > case.held.remaining_fen),                # S12: 61, refunded too
    (INVALID,        lambda case: case.asked.policy.same_day_void
                                  and _is_whole_same_batch(case)),                           # K: void it
    (SHORT_OF_MONEY, _merchant_is_short),                                                    # K: 51
)
_GOODS_RULES: Rules[_Case] = (  # behind these, of a refund that names goods
    (INVALID,        _goods_unknown),                                                        # ours: 12 无效交易
    (OVER_LIMIT,     _goods_gone),                                                           # ours: like an amount
)
# fmt: on


def refund(request: Refund, asked: Asked) -> RefundAnswer | Rejected:
    """The 0230. 00: done, now or before under this key. 94: known key, other body. 12 also: the key was cancelled.

    Declines: 25, 12, 14, 22, 61, 51 by the table above. A terminal that is not ours has no epoch: its key is its batch
    and trace while that batch is open, 94 afterwards.
    """
    if request.key.epoch != asked.terminal.epoch:
        return Rejected(NOT_FOR_TERMINAL)
    number = request.card.number if request.card else ""
    key = key_of(request.key, asked) if request.key.epoch == FOREIGN_EPOCH else request.key
    wanted = Wanted(
        key, request.amount_fen, request.original_reference, request.original_month_day, request.channel,
        asked.ledger.card_hash(number) if number else "", bool(number) and is_foreign(number), request.order_no,
        request.items,
    )  # fmt: skip
    return refund_answer(refunded(wanted, asked))


def refunded(wanted: Wanted, asked: Asked) -> StoredAnswer:
    """As refund, of a key whose epoch is the terminal's, and whose business date is its batch's where it has none."""
    key, fen, foreign = wanted.key, wanted.amount_fen, wanted.foreign

    def judge(books: Books, _reference_no: str) -> Move | str:
        held = _find(books, wanted, asked)
        if held is None:
            return NO_ORIGINAL
        sale, items = held.sale, wanted.items
        case = _Case(
            held, sale, _SALE, fen, wanted.channel, wanted.card_hash, books, asked, wanted.order_no, items,
            books.goods(sale.id) if items else (),
        )  # fmt: skip
        return _ruled(case)

    answered = answer_in_batch if key.epoch == FOREIGN_EPOCH else answer_once
    return answered(Attempt(key, _REFUND, refund_body(wanted), foreign), fen, asked, judge)


def chip_refund(request: ChipRefund, asked: Asked) -> PaymentAnswer:
    """0230 to the refund of an offline chip sale, named by its voucher and the terminal that made it. Declines: 25, 14,
    22, 61, 51.
    """
    original, merchant_no = request.original, asked.terminal.merchant_no
    card_hash = asked.ledger.card_hash(request.card.pan)

    def judge(books: Books, _reference_no: str) -> Move | str:
        held = books.sale_by_voucher(request.original_terminal_no, original.batch_no, original.trace_no)
        if held is None or held.sale.merchant_no != merchant_no:
            return NO_ORIGINAL
        return _ruled(
            _Case(held, held.sale, Kind.OFFLINE_SALE, request.amount_fen, _CARD, card_hash, books, asked)
        )  # fmt: skip

    said = named(original), request.original_terminal_no
    return by_card(Kind.REFUND, request, card_hash, asked, judge, *said)


def refund_answer(stored: StoredAnswer) -> RefundAnswer:
    """The 0230 that a stored answer makes."""
    return RefundAnswer(
        stored.code, stored.reference_no, stored.amount_fen, stored.local_date, stored.local_time, stored.settle_date
    )


def refund_body(wanted: Wanted) -> tuple[str | int, ...]:
    """Fields 3, 4, 37, 41, 42, 49, 60.1, 61 and the keyed card hash (house decision 2).

    Not over clock fields, operator, trace or MTI: 0220 and 0221 of one refund have the same body. An order number
    counts where it alone names the original.
    """
    key, fen, reference_no, month_day, _, card_hash, _, order_no, _ = wanted
    said = reference_no if reference_no != NO_REFERENCE else order_no
    return (
        _PROCESSING_CODE, fen, said, key.terminal_no, key.merchant_no, _CURRENCY, _TRANSACTION_TYPE,
        f"000000000000{month_day}", card_hash,
    )  # fmt: skip


def _find(books: Books, wanted: Wanted, asked: Asked) -> Held | None:
    """The original by merchant, reference number and day; of a payment without a card also by order number and day."""
    day = latest_day(wanted.month_day, asked.moment.today)
    if not day:
        return None
    merchant_no, reference_no = asked.terminal.merchant_no, wanted.reference_no
    if reference_no != NO_REFERENCE or wanted.channel is _CARD:
        return books.sale_by_reference(merchant_no, reference_no, day)
    held = books.sale_by_order(merchant_no, wanted.order_no) if is_digits(wanted.order_no, 14) else None
    return held if held and held.sale.paid_date == day else None


def _ruled(case: _Case) -> Move | str:
    code, items = first_broken(_RULES, case), case.items
    if items and code == APPROVED:
        code = first_broken(_GOODS_RULES, case)
    return RefundMove(case.sale.id, case.amount_fen, items) if code == APPROVED else code
