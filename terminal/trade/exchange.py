"""换货: is the new sale that belongs to a refund still to come? Pure; the number that binds the two is refund.py's.

The rule: a sale of its number that stands, or of which nobody knows yet, is never followed by another; only a void
that stands takes it away.
"""

from collections.abc import Iterable

from terminal.trade.payment import UNSETTLED, PaymentKind, PaymentRecord
from terminal.trade.refund import STANDS, RefundRecord

_VOIDS = frozenset({PaymentKind.VOID, PaymentKind.QR_VOID})


def exchange_open(refund: RefundRecord, payments: Iterable[PaymentRecord]) -> bool:
    """The goods are back and no sale took their place. payments: everything there is, in whatever order."""
    if refund.state not in STANDS or not refund.exchange_no:
        return False
    here = [one for one in payments if one.link == refund.link]
    undone = {one.original_reference for one in here if one.kind in _VOIDS and one.stands} - {""}
    sales = [one for one in here if one.exchange_no == refund.exchange_no and one.reference_no not in undone]
    return not any(one.stands or one.state in UNSETTLED for one in sales)
