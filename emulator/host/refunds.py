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
from emulator.ledger.contract import (
    Applied,
    Attempt,
    BodyDiffers,
    Held,
    Ledger,
    LedgerError,
    Refused,
    Repeated,
    Tombstoned,
)
from protocol.transactions import Original, OriginalState, Refund, RefundAnswer

MAX_REFUND_NUMBER = 9_999_999
"""Refunds of one ledger: seven digits of the refund's own reference number."""

_PROCESSING_CODE, _CURRENCY, _TRANSACTION_TYPE = "200000", "156", "25"  # fields 3, 49, 60.1 of a refund


@dataclass(frozen=True, slots=True)
class _Case:
    """One refund beside its original: what the rules look at. card_hash: of the card presented, "" for none."""

    refund: Refund
    original: Original
    original_card_hash: str
    card_hash: str
    today: date
    policy: HostPolicy

    @property
    def age_days(self) -> int:
        return (self.today - date.fromisoformat(self.original.paid_date)).days


def _goods_unknown(case: _Case) -> bool:
    return not {sku for sku, _ in case.refund.items} <= {line.sku for line in case.original.goods}


def _goods_gone(case: _Case) -> bool:
    wanted: Counter[str] = Counter()
    for sku, quantity in case.refund.items:
        wanted[sku] += quantity
    left = {line.sku: line.left for line in case.original.goods}
    return any(quantity > left[sku] for sku, quantity in wanted.items())


# The first broken rule answers. Sources: S12 and S7 as in rules.py; "ours" where they are silent.
# fmt: off
_RULES: tuple[tuple[str, Callable[[_Case], bool]], ...] = (
    # code        broken when
    (NO_ORIGINAL, lambda case: case.refund.order_no not in {"", case.original.order_no}),  # ours: two sales named
    (NO_ORIGINAL, lambda case: case.original.state is OriginalState.VOIDED),               # S12: state not normal
    (INVALID,     lambda case: case.refund.channel is not case.original.channel),          # S7: 12 无效交易
    (WRONG_CARD,  lambda case: case.card_hash != case.original_card_hash),                 # S12, S7: 14
    (PAST_WINDOW, lambda case: case.age_days > case.policy.window_days),                   # S12, S7: 22
    (OVER_LIMIT,  lambda case: case.refund.amount_fen > case.original.amount_fen),         # S12: 61
    (OVER_LIMIT,  lambda case: case.refund.amount_fen > case.original.remaining_fen),      # S12: 61, refunded too
    (INVALID,     _goods_unknown),                                                         # ours: 12 无效交易
    (OVER_LIMIT,  _goods_gone),                                                            # ours: like an amount
)
# fmt: on


def answer(request: Refund, ledger: Ledger, now: datetime, policy: HostPolicy) -> RefundAnswer:
    """The 0230. 00: done, now or before under this key. 94: known key, other body. 12 also: the key was cancelled.

    Declines: 25, 12, 14, 22, 61 by the table above. LedgerError: nothing is known; ask again under the same key.
    """
    card_hash = ledger.card_hash(request.card.number) if request.card else ""
    paid = latest_date(request.original_month_day, now.date())

    def decide(held: Held | None, number: int) -> RefundAnswer:
        return _decide(request, held, card_hash, policy, now, number)

    attempt = Attempt(
        key=request.key,
        digest=body_digest(request, card_hash),
        amount_fen=request.amount_fen,
        original_reference=request.original_reference,
        original_date=f"{paid:%Y%m%d}" if paid else "",
        items=request.items,
    )
    match ledger.apply_refund(attempt, decide):
        case Applied(stored) | Refused(stored) | Repeated(stored):
            return stored
        case BodyDiffers():
            return _answer(DUPLICATE, request, now)
        case Tombstoned():
            return _answer(INVALID, request, now)


def body_digest(request: Refund, card_hash: str) -> str:
    """SHA-256, hex, over fields 3, 4, 37, 41, 42, 49, 60.1, 61 and the keyed card hash (house decision 2).

    Not over clock fields, operator, trace or MTI: 0220 and 0221 of one refund have the same body.
    """
    body = (
        _PROCESSING_CODE, f"{request.amount_fen:012d}", request.original_reference, request.key.terminal_no,
        request.key.merchant_no, _CURRENCY, _TRANSACTION_TYPE, f"000000000000{request.original_month_day}", card_hash,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(body).encode("ascii")).hexdigest()


def _decide(
    request: Refund, held: Held | None, card_hash: str, policy: HostPolicy, now: datetime, number: int
) -> RefundAnswer:
    if held is None:
        return _answer(NO_ORIGINAL, request, now)
    case = _Case(request, held.original, held.card_hash, card_hash, now.date(), policy)
    for code, broken in _RULES:
        if broken(case):
            return _answer(code, request, now)
    return _answer(APPROVED, request, now, own_reference(number, now.date()))


def own_reference(number: int, today: date) -> str:
    """The refund's own reference number: 9, last digit of the year, day of the year, number; 12 digits.

    The number alone makes it unique; 9 keeps it apart from the shop's sales, which begin with the year.
    LedgerError past MAX_REFUND_NUMBER.
    """
    if not 1 <= number <= MAX_REFUND_NUMBER:
        raise LedgerError("the ledger is full: no reference number is left")
    return f"9{today.year % 10}{today:%j}{number:07d}"


def _answer(code: str, request: Refund, now: datetime, reference_no: str = "") -> RefundAnswer:
    return RefundAnswer(
        code=code,
        reference_no=reference_no,
        amount_fen=request.amount_fen,
        local_date=f"{now:%m%d}",
        local_time=f"{now:%H%M%S}",
        settle_date=f"{now:%m%d}" if code == APPROVED else "",
    )
