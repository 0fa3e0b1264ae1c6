"""换货: is the new sale that belongs to a refund still to come? Pure; the number that binds the two is refund.py's.

The rule: only an approved sale that nobody has undone since ends an exchange.
"""

from collections.abc import Iterable

from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import RefundRecord, State

_VOIDS = frozenset({PaymentKind.VOID, PaymentKind.QR_VOID})


def exchange_open(refund: RefundRecord, payments: Iterable[PaymentRecord]) -> bool:
    """The goods are back and no sale took their place. payments: everything there is, in whatever order."""
    if refund.state is not State.APPROVED or not refund.exchange_no:
        return False
    done = [one for one in payments if one.link == refund.link and one.state is PaymentState.APPROVED]
    undone = {one.original_reference for one in done if one.kind in _VOIDS}
    sales = [one.reference_no for one in done if one.exchange_no == refund.exchange_no]
    return undone.issuperset(sales)
