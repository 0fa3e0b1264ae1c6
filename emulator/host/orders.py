"""Order query (0600/0610, ours): the original sale by order number, or by reference number and day.

The whole original is the answer: cutting it into pages is the wire's business. The rule: only the caller's own
merchant's sales are found (S12 matches the merchant, not the terminal).
"""

from emulator.host.callers import Asked
from emulator.host.rules import APPROVED, NO_ORIGINAL, latest_day
from protocol.transactions import ByOrder, OrderAnswer, OrderQuery, Original


def answer(request: OrderQuery, asked: Asked) -> OrderAnswer:
    """00 with the original, 25 without. A voided or fully refunded sale is found: its state says so."""
    original = _find(request, asked)
    return OrderAnswer(NO_ORIGINAL) if original is None else OrderAnswer(APPROVED, original)


def _find(request: OrderQuery, asked: Asked) -> Original | None:
    if isinstance(request.find, ByOrder):
        return asked.ledger.original_by_order(request.merchant_no, request.find.order_no)
    paid = latest_day(request.find.month_day, asked.today)
    return asked.ledger.original_by_reference(request.merchant_no, request.find.reference_no, paid) if paid else None
