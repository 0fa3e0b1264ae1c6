"""退货 0220 and its repeat 0221: the rules of a refund as a table, and the digest that says "the same body".

Pure: the ledger calls `_decide` under its write lock and stores what it says. The rule: a known key is answered from
store before any rule is looked at, so that a repeat never has a second effect and never another answer.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from emulator.host.rules import (
    APPROVED,
    DUPLICATE,
    INVALID,
    NO_ORIGINAL,
    OVER_LIMIT,
    PAST_WINDOW,
    WRONG_CARD,
    HostPolicy,
    latest_date,
)
from emulator.ledger.contract import Applied, BodyDiffers, Books, Ledger, LedgerError, Refused, Repeated, Tombstoned
from emulator.ledger.moves import Attempt, Ruling
from emulator.ledger.moves import Refund as RefundMove
from emulator.ledger.records import Held, Kind, SaleState, StoredAnswer
from protocol.transactions import Goods, Refund, RefundAnswer

MAX_REFUND_NUMBER = 9_999_999
"""Refunds of one ledger: seven digits of the refund's own reference number."""

_PROCESSING_CODE, _CURRENCY, _TRANSACTION_TYPE = "200000", "156", "25"  # fields 3, 49, 60.1 of a refund


@dataclass(frozen=True, slots=True)
class _Case:
    """One refund beside its original: what the rules look at. card_hash: of the card presented, "" for none. goods: of
    the original; not read where the refund names none.
    """

    refund: Refund
    held: Held
    goods: tuple[Goods, ...]
    card_hash: str
    today: date
    policy: HostPolicy

    @property
    def age_days(self) -> int:
        return (self.today - date.fromisoformat(self.held.sale.paid_date)).days


def _goods_unknown(case: _Case) -> bool:
    return not {sku for sku, _ in case.refund.items} <= {line.sku for line in case.goods}


def _goods_gone(case: _Case) -> bool:
    wanted: Counter[str] = Counter()
    for sku, quantity in case.refund.items:
        wanted[sku] += quantity
    left = {line.sku: line.left for line in case.goods}
    return any(quantity > left[sku] for sku, quantity in wanted.items())


# The first broken rule answers. Sources: S12 and S7 as in rules.py; "ours" where they are silent.
# fmt: off
_RULES: tuple[tuple[str, Callable[[_Case], bool]], ...] = (
    # code        broken when
    (NO_ORIGINAL, lambda case: case.refund.order_no not in {"", case.held.sale.order_no}),  # ours: two sales named
    (NO_ORIGINAL, lambda case: case.held.state is not SaleState.NORMAL),                    # S12: state not normal
    (INVALID,     lambda case: case.refund.channel is not case.held.sale.channel),          # S7: 12 无效交易
    (WRONG_CARD,  lambda case: case.card_hash != case.held.sale.card_hash),                 # S12, S7: 14
    (PAST_WINDOW, lambda case: case.age_days > case.policy.window_days),                    # S12, S7: 22
    (OVER_LIMIT,  lambda case: case.refund.amount_fen > case.held.amount_fen),              # S12: 61
    (OVER_LIMIT,  lambda case: case.refund.amount_fen > case.held.remaining_fen),           # S12: 61, refunded too
    (INVALID,     _goods_unknown),                                                          # ours: 12 无效交易
    (OVER_LIMIT,  _goods_gone),                                                             # ours: like an amount
)
# fmt: on


def answer(request: Refund, ledger: Ledger, now: datetime, policy: HostPolicy) -> RefundAnswer:
    """The 0230. 00: done, now or before under this key. 94: known key, other body. 12 also: the key was cancelled.

    Declines: 25, 12, 14, 22, 61 by the table above. LedgerError: nothing is known; ask again under the same key.
    """
    card_hash = ledger.card_hash(request.card.number) if request.card else ""
    paid = latest_date(request.original_month_day, now.date())
    merchant_no, reference_no = request.key.merchant_no, request.original_reference
    paid_date = f"{paid:%Y%m%d}" if paid else ""

    def decide(books: Books, number: int) -> Ruling:
        held = books.sale_by_reference(merchant_no, reference_no, paid_date)
        goods = books.goods(held.sale.id) if held and request.items else ()
        case = _Case(request, held, goods, card_hash, now.date(), policy) if held else None
        return _decide(request, case, now, number)

    attempt = Attempt(request.key, Kind.REFUND, body_digest(request, card_hash))
    match ledger.apply(attempt, decide):
        case Applied(stored) | Refused(stored) | Repeated(stored):
            return refund_answer(stored)
        case BodyDiffers():
            return refund_answer(_answer(DUPLICATE, request, now))
        case Tombstoned():
            return refund_answer(_answer(INVALID, request, now))


def refund_answer(stored: StoredAnswer) -> RefundAnswer:
    """The 0230 that a stored answer makes."""
    return RefundAnswer(
        stored.code, stored.reference_no, stored.amount_fen, stored.local_date, stored.local_time, stored.settle_date
    )


def body_digest(request: Refund, card_hash: str) -> str:
    """SHA-256, hex, over fields 3, 4, 37, 41, 42, 49, 60.1, 61 and the keyed card hash (house decision 2).

    Not over clock fields, operator, trace or MTI: 0220 and 0221 of one refund have the same body.
    """
    body = (
        _PROCESSING_CODE, f"{request.amount_fen:012d}", request.original_reference, request.key.terminal_no,
        request.key.merchant_no, _CURRENCY, _TRANSACTION_TYPE, f"000000000000{request.original_month_day}", card_hash,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(body).encode("ascii")).hexdigest()


def _decide(request: Refund, case: _Case | None, now: datetime, number: int) -> Ruling:
    if case is None:
        return Ruling(_answer(NO_ORIGINAL, request, now))
    for code, broken in _RULES:
        if broken(case):
            return Ruling(_answer(code, request, now))
    answer = _answer(APPROVED, request, now, own_reference(number, now.date()))
    return Ruling(answer, RefundMove(case.held.sale.id, request.amount_fen, request.items))


def own_reference(number: int, today: date) -> str:
    """The refund's own reference number: 9, last digit of the year, day of the year, number; 12 digits.

    The number alone makes it unique; 9 keeps it apart from the shop's sales, which begin with the year.
    LedgerError past MAX_REFUND_NUMBER.
    """
    if not 1 <= number <= MAX_REFUND_NUMBER:
        raise LedgerError("the ledger is full: no reference number is left")
    return f"9{today.year % 10}{today:%j}{number:07d}"


def _answer(code: str, request: Refund, now: datetime, reference_no: str = "") -> StoredAnswer:
    return StoredAnswer(
        code=code,
        reference_no=reference_no,
        amount_fen=request.amount_fen,
        local_date=f"{now:%m%d}",
        local_time=f"{now:%H%M%S}",
        settle_date=f"{now:%m%d}" if code == APPROVED else "",
    )
