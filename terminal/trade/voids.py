"""撤销: which earlier payment a voucher number names, and whether it can be undone. Pure: an answer or a Refusal.

The terminal's check is advice to the cashier; the host looks again, at the day too (25, 14, 64).
"""

from collections.abc import Callable, Iterable

from protocol.transactions import Channel
from terminal.desk.door import Refusal
from terminal.trade.batch import Transaction
from terminal.trade.payment import UNSETTLED, PaymentKind, PaymentRecord
from terminal.trade.refund import OPEN, STANDS, RefundRecord
from terminal.trade.sale_name import same_reference

_VOUCHER_DIGITS = 6

# fmt: off
_VOIDS: dict[PaymentKind, PaymentKind] = {  # what can be undone by its voucher number -> by which payment
    PaymentKind.SALE:       PaymentKind.VOID,
    PaymentKind.QR_SALE:    PaymentKind.QR_VOID,
    PaymentKind.COMPLETION: PaymentKind.COMPLETION_VOID,
}
# fmt: on


def found(batch: Iterable[Transaction], voucher_no: str) -> Transaction:
    """The latest of the batch with this voucher number, 1 to 6 digits. Refusal voucher_unknown."""
    wanted = voucher_no.zfill(_VOUCHER_DIGITS)
    named = [one for one in batch if one.key.trace_no == wanted]
    if not named:
        raise Refusal("voucher_unknown")
    return named[-1]


def voidable(original: Transaction, everything: Iterable[Transaction]) -> PaymentRecord:
    """The payment, if it can still be undone by its voucher number. Refusal refund_not_voidable, not_voidable,
    already_voided, refunded_not_voidable, original_busy, void_open (voucher).
    """
    if isinstance(original, RefundRecord):
        raise Refusal("refund_not_voidable")
    if original.kind not in _VOIDS:
        raise Refusal("not_voidable")
    for one in everything:
        if one.link == original.link and same_reference(one.original_reference, original.reference_no):
            _check_later(one)
    return original


def to_void(
    original: Transaction, everything: Iterable[Transaction], same: Callable[[str], bool] | None
) -> tuple[PaymentRecord, PaymentKind]:
    """The payment to undo, and by which. same: whether a keyed hash is of the card that is presented, None
    for none. Refusal as voidable, card_missing, card_wrong.
    """
    payment = voidable(original, everything)
    if payment.channel is Channel.CARD and same is None:
        raise Refusal("card_missing")
    if payment.channel is Channel.CARD and same is not None and not same(payment.card_hash):
        raise Refusal("card_wrong")
    return payment, _VOIDS[payment.kind]


def _check_later(later: Transaction) -> None:
    """Something that was done with the same original."""
    if isinstance(later, RefundRecord):
        if later.state in OPEN:
            raise Refusal("original_busy")
        if later.state in STANDS:
            raise Refusal("refunded_not_voidable")
    elif later.state in UNSETTLED:
        raise Refusal("void_open", voucher=later.voucher_no)
    elif later.stands:
        raise Refusal("already_voided")
