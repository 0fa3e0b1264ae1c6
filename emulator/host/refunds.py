"""退货 0220 and its repeat 0221, and the IC脱机退货: the rules of a refund as a table, and what "the same body" is.

The rule: what may go back is what remains of one sale that stands; a refund itself is never undone (decision 0004).
"""

import hashlib
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from emulator.host.attempts import Issued, answer_in_batch, answer_once, by_card, named
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
    latest_date,
)
from emulator.ledger.contract import Books
from emulator.ledger.moves import Attempt, Move
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

NO_REFERENCE = "000000000000"
"""Field 37 of a 扫码退货 that names its original by order number alone."""
_PROCESSING_CODE, _CURRENCY, _TRANSACTION_TYPE = "200000", "156", "25"  # fields 3, 49, 60.1 of a refund


class _Case(NamedTuple):
    """One refund beside its original. kind: what the original must be. card_hash: of the card presented, "" for none.
    goods: of the original; not read where the refund names none.
    """

    held: Held
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
    held, sale, terminal = case.held, case.held.sale, case.asked.terminal
    mine = (sale.terminal_no, sale.batch_no) == (terminal.terminal_no, terminal.batch_no)
    whole = case.amount_fen == held.amount_fen and not held.refunded_fen and not held.settled
    return mine and whole and sale.channel is Channel.CARD and sale.paid_date == f"{case.asked.today:%Y%m%d}"


def _merchant_is_short(case: _Case) -> bool:
    paid_out = case.asked.policy.paid_out_fen
    return paid_out > 0 and case.amount_fen > case.books.merchant_fen(case.asked.terminal.merchant_no) - paid_out


def _goods_unknown(case: _Case) -> bool:
    return bool(case.items) and not {sku for sku, _ in case.items} <= {line.sku for line in case.goods}


def _goods_gone(case: _Case) -> bool:
    if not case.items:
        return False
    wanted: Counter[str] = Counter()
    for sku, quantity in case.items:
        wanted[sku] += quantity
    left = {line.sku: line.left for line in case.goods}
    return any(quantity > left[sku] for sku, quantity in wanted.items())


# The first broken rule answers. Sources: S12 and S7 as in rules.py; "ours" where they are silent.
# fmt: off
_RULES: Rules[_Case] = (
    # code           broken when
    (NO_ORIGINAL,    lambda case: case.order_no not in {"", case.held.sale.order_no}),       # ours: two sales named
    (NO_ORIGINAL,    lambda case: case.held.sale.kind is not case.kind),                     # S12: type is not 22
    (NO_ORIGINAL,    lambda case: case.held.state is not SaleState.NORMAL),                  # S12: state not normal
    (INVALID,        lambda case: case.held.sale.instalment),                                # S12: 25 = 64
    (INVALID,        lambda case: case.channel is not case.held.sale.channel),               # S7: 12 无效交易
    (WRONG_CARD,     lambda case: case.card_hash != case.held.sale.card_hash),               # S12, S7: 14
    (PAST_WINDOW,    lambda case: age_days(case.held.sale.paid_date, case.asked.today)
                                  > case.asked.policy.window_days),                          # S12, S7: 22
    (OVER_LIMIT,     lambda case: case.amount_fen > case.held.amount_fen),                   # S12: 61
    (OVER_LIMIT,     lambda case: case.amount_fen > case.held.remaining_fen),                # S12: 61, refunded too
    (INVALID,        lambda case: case.asked.policy.same_day_void
                                  and _is_whole_same_batch(case)),                           # K: void it
    (SHORT_OF_MONEY, _merchant_is_short),                                                    # K: 51
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
    card_hash = asked.ledger.card_hash(number) if number else ""
    foreign_terminal = request.key.epoch == FOREIGN_EPOCH
    key = replace(request.key, business_date=asked.terminal.batch_opened_on) if foreign_terminal else request.key

    def judge(books: Books, _issued: Issued) -> Move | str:
        held = _find(books, request, asked)
        if held is None:
            return NO_ORIGINAL
        goods = books.goods(held.sale.id) if request.items else ()
        case = _Case(
            held, Kind.SALE, request.amount_fen, request.channel, card_hash, books, asked,
            request.order_no, request.items, goods,
        )  # fmt: skip
        return _ruled(case)

    attempt = Attempt(key, Kind.REFUND, refund_digest(request, card_hash), bool(number) and is_foreign(number))
    answered = answer_in_batch if foreign_terminal else answer_once
    return refund_answer(answered(attempt, request.amount_fen, asked, judge))


def chip_refund(request: ChipRefund, asked: Asked) -> PaymentAnswer:
    """0230 to the refund of an offline chip sale, named by its voucher and the terminal that made it. Declines: 25, 14,
    22, 61, 51.
    """
    original, merchant_no = request.original, asked.terminal.merchant_no
    card_hash = asked.ledger.card_hash(request.card.pan)

    def judge(books: Books, _issued: Issued) -> Move | str:
        held = books.sale_by_voucher(request.original_terminal_no, original.batch_no, original.trace_no)
        if held is None or held.sale.merchant_no != merchant_no:
            return NO_ORIGINAL
        return _ruled(_Case(held, Kind.OFFLINE_SALE, request.amount_fen, Channel.CARD, card_hash, books, asked))

    said = named(original), request.original_terminal_no
    return by_card(Kind.REFUND, request, card_hash, asked, judge, *said)


def refund_answer(stored: StoredAnswer) -> RefundAnswer:
    """The 0230 that a stored answer makes."""
    return RefundAnswer(
        stored.code, stored.reference_no, stored.amount_fen, stored.local_date, stored.local_time, stored.settle_date
    )


def refund_digest(request: Refund, card_hash: str) -> str:
    """SHA-256, hex, over fields 3, 4, 37, 41, 42, 49, 60.1, 61 and the keyed card hash (house decision 2).

    Not over clock fields, operator, trace or MTI: 0220 and 0221 of one refund have the same body. An order number
    counts where it alone names the original.
    """
    reference_no = request.original_reference if request.original_reference != NO_REFERENCE else request.order_no
    body = (
        _PROCESSING_CODE, f"{request.amount_fen:012d}", reference_no, request.key.terminal_no,
        request.key.merchant_no, _CURRENCY, _TRANSACTION_TYPE, f"000000000000{request.original_month_day}", card_hash,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(body).encode("utf-8")).hexdigest()


def _find(books: Books, request: Refund, asked: Asked) -> Held | None:
    """The original by merchant, reference number and day; of a payment without a card also by order number and day."""
    paid = latest_date(request.original_month_day, asked.today)
    if paid is None:
        return None
    merchant_no, day = asked.terminal.merchant_no, f"{paid:%Y%m%d}"
    if request.original_reference != NO_REFERENCE or request.channel is Channel.CARD:
        return books.sale_by_reference(merchant_no, request.original_reference, day)
    held = books.sale_by_order(merchant_no, request.order_no) if is_digits(request.order_no, 14) else None
    return held if held and held.sale.paid_date == day else None


def _ruled(case: _Case) -> Move | str:
    code = first_broken(_RULES, case)
    return RefundMove(case.held.sale.id, case.amount_fen, case.items) if code == APPROVED else code
