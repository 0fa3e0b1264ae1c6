"""退货 0220 and its repeat 0221, and the IC脱机退货: the rules of a refund as a table, and what "the same body" is.

The rule: what may go back is what remains of one sale that stands; a refund itself is never undone (decision 0004).
"""

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from emulator.host.attempts import answer_of, by_card, key_of, named, own_reference, ruling, stored_by
from emulator.host.callers import Asked
from emulator.host.issuer import is_foreign
from emulator.host.rules import (
    DUPLICATE,
    INVALID,
    NO_ORIGINAL,
    NOT_FOR_TERMINAL,
    OVER_LIMIT,
    PAST_WINDOW,
    SHORT_OF_MONEY,
    WRONG_CARD,
    age_days,
    latest_day,
)
from emulator.host.voids import NO_DATE
from emulator.ledger.contract import Applied, Books
from emulator.ledger.moves import AnyKey, Attempt, Move, Ruling
from emulator.ledger.moves import Refund as RefundMove
from emulator.ledger.records import Held, Kind, SaleState, StoredAnswer
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

Items = tuple[tuple[str, int], ...]
"""(sku, quantity) of goods that come back."""
NO_REFERENCE = "000000000000"
"""Field 37 of a 扫码退货 that names its original by order number alone."""


_REFUND, _NORMAL, _CARD = Kind.REFUND, SaleState.NORMAL, Channel.CARD
"""By names of this file: an attribute of an enumeration costs as much as a rule."""
_DAYS_OF_YEAR = 366
_PROCESSING_CODE, _CURRENCY, _TRANSACTION_TYPE = "200000", "156", "25"  # fields 3, 49, 60.1 of a refund


_new = tuple.__new__  # see emulator.host.attempts


class Wanted(NamedTuple):
    """A refund as the host judges it. key: as the ledger keeps it. reference_no, month_day, order_no: how it names its
    original. card_hash: of the card presented, "" for none; foreign: one from abroad. items: (sku, quantity). kind:
    what the original must be.
    """

    key: AnyKey
    amount_fen: int
    reference_no: str
    month_day: str
    channel: Channel
    card_hash: str
    foreign: bool
    order_no: str = ""
    items: Items = ()
    kind: Kind = Kind.SALE


def _is_to_be_voided(held: Held, wanted: Wanted, asked: Asked) -> bool:
    """It is whole, of this day and of the same batch: what 消费撤销 is for."""
    sale, terminal = held.sale, asked.terminal
    mine = (sale.terminal_no, sale.batch_no) == (terminal.terminal_no, terminal.batch_no)
    whole = wanted.amount_fen == held.amount_fen and not held.given_back_fen and not held.settled
    return mine and whole and sale.channel is _CARD and sale.paid_date == asked.moment.day


def _spare_fen(books: Books, asked: Asked) -> int:
    """What is left to pay refunds from. Other refunds wait from now on, so that it is asked for before the sale is."""
    return books.merchant_fen(asked.terminal.merchant_no) - asked.policy.paid_out_fen


def _are_unknown(items: Items, goods: tuple[Goods, ...]) -> bool:
    return not {sku for sku, _ in items} <= {line.sku for line in goods}


def _are_gone(items: Items, goods: tuple[Goods, ...]) -> bool:
    wanted: Counter[str] = Counter()
    for sku, quantity in items:
        wanted[sku] += quantity
    left = {line.sku: line.left for line in goods}
    return any(quantity > left[sku] for sku, quantity in wanted.items())


def refund(request: Refund, asked: Asked) -> RefundAnswer | Rejected:
    """The 0230. 00: done, now or before under this key. 94: known key, other body. 12 also: the key was cancelled.

    Declines: 25, 12, 14, 22, 61, 51 by the table below. A refund that says no epoch, of a terminal that is not ours or
    as it is at any acquirer, is kept by batch and trace while that batch is open; 94 afterwards.
    """
    unsaid = request.key.epoch == FOREIGN_EPOCH
    if request.key.epoch != asked.terminal.epoch and not (unsaid and asked.policy.epochs_unsaid):
        return Rejected(NOT_FOR_TERMINAL)
    if unsaid and request.key.batch_no != asked.terminal.batch_no:
        return refund_answer(answer_of(DUPLICATE, asked, request.amount_fen))
    number = request.card.number if request.card else ""
    key = key_of(request.key, asked) if unsaid else request.key
    wanted = Wanted(
        key, request.amount_fen, request.original_reference, request.original_month_day, request.channel,
        asked.ledger.card_hash(number) if number else "", bool(number) and is_foreign(number), request.order_no,
        request.items,
    )  # fmt: skip
    return refund_answer(refunded(wanted, asked))


def refunded(wanted: Wanted, asked: Asked) -> StoredAnswer:
    """As refund, of a key whose epoch is the terminal's, and whose business date is its batch's where it has none."""
    key, fen = wanted.key, wanted.amount_fen

    def decide(books: Books, number: int) -> Ruling:
        spare_fen = _spare_fen(books, asked) if asked.policy.paid_out_fen else fen
        ruled = _ruled(_find(books, wanted, asked), wanted, spare_fen, books, asked)
        return ruling(ruled, own_reference(number, asked.moment), fen, asked)

    attempt = _new(Attempt, (key, _REFUND, refund_body(wanted), wanted.foreign))
    outcome = asked.ledger.apply(attempt, decide)
    return outcome.answer if type(outcome) is Applied else stored_by(outcome, fen, asked)  # what is usual, first


def chip_refund(request: ChipRefund, asked: Asked) -> PaymentAnswer:
    """0230 to the refund of an offline chip sale, named by its voucher and the terminal that made it. Declines: 25, 14,
    22, 61, 51.
    """
    original, merchant_no, fen = request.original, asked.terminal.merchant_no, request.amount_fen
    card_hash, key = asked.ledger.card_hash(request.card.pan), key_of(request.sender, asked)
    wanted = Wanted(key, fen, "", original.month_day, _CARD, card_hash, is_foreign(request.card.pan))
    wanted = wanted._replace(kind=Kind.OFFLINE_SALE)

    def judge(books: Books, _reference_no: str) -> Move | str:
        spare_fen = _spare_fen(books, asked) if asked.policy.paid_out_fen else fen
        held = books.sale_by_voucher(request.original_terminal_no, original.batch_no, original.trace_no)
        days = (NO_DATE, held.sale.paid_date[4:]) if held and held.sale.merchant_no == merchant_no else ()
        return _ruled(held if original.month_day in days else None, wanted, spare_fen, books, asked)

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
    key, fen, reference_no, month_day, _, card_hash, _, order_no, _, _ = wanted
    said = reference_no if reference_no != NO_REFERENCE else order_no
    return (
        _PROCESSING_CODE, fen, said, key.terminal_no, key.merchant_no, _CURRENCY, _TRANSACTION_TYPE,
        _noted(month_day), card_hash,
    )  # fmt: skip


@lru_cache(_DAYS_OF_YEAR)
def _noted(month_day: str) -> str:
    """Field 61 of a refund: no batch, no trace, and the day. One string for all that name the day: memory is time."""
    return f"000000000000{month_day}"


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


# fmt: off
def _ruled(held: Held | None, want: Wanted, spare_fen: int, books: Books, asked: Asked) -> Move | str:
    """The move that gives back what is wanted of this original, or the code of the first rule that is broken.
    spare_fen: what is left to pay it from; its own amount where the policy does not ask.

    Sources: S12 and S7 as in rules.py; "ours" where they are silent. One expression: a call for each rule would cost
    more than all that they ask.
    """
    if held is None:
        return NO_ORIGINAL
    sale, policy, fen, items = held.sale, asked.policy, want.amount_fen, want.items
    goods = books.goods(sale.id) if items else ()
    return (
        # code         if broken when
        NO_ORIGINAL    if want.order_no and want.order_no != sale.order_no else                   # ours: two sales
        NO_ORIGINAL    if sale.kind is not want.kind else                                         # S12: type is not 22
        NO_ORIGINAL    if held.state is not _NORMAL else                                          # S12: its state
        INVALID        if sale.instalment else                                                    # S12: 25 = 64
        INVALID        if want.channel is not sale.channel else                                   # S7: 12 无效交易
        WRONG_CARD     if want.card_hash != sale.card_hash else                                   # S12, S7: 14
        PAST_WINDOW    if age_days(sale.paid_date, asked.moment.today) > policy.window_days else  # S12, S7: 22
        OVER_LIMIT     if fen > held.amount_fen - held.refunded_fen - held.outside_fen else       # S12: 61, in all
        INVALID        if policy.same_day_void and _is_to_be_voided(held, want, asked) else       # K: void it
        SHORT_OF_MONEY if fen > spare_fen else                                                    # K: 51
        INVALID        if items and _are_unknown(items, goods) else                                # ours: 12 无效交易
        OVER_LIMIT     if items and _are_gone(items, goods) else                                   # ours: as an amount
        _new(RefundMove, (sale.id, fen, items))
    )
# fmt: on
