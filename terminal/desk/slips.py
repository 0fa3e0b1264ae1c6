"""Slips of a workplace that no printer has brought out, and slips that are printed again. Functions over the workplace.

The rule: paper may be lost, and is then offered under 打印; nothing makes a second copy by itself.
"""

from terminal.desk.door import Refusal
from terminal.desk.workplace import Workplace, journal_refused
from terminal.printers.outcome import Printout
from terminal.trade.batch import Transaction, has_slip, in_order
from terminal.trade.payment import PaymentState
from terminal.trade.refund import RefundRecord

HANDED_OVER = "receipt.handed_over"
"""A slip that an earlier run left was given to the printers again, whatever became of it."""


def unprinted(place: Workplace) -> tuple[Transaction, ...]:
    """What has a slip here that was not noted as printed and that no printer has in hand, oldest first."""
    on, out = place.signed_on(), _noted(place, "receipt.printed") | place.parts.printer.on_their_way()
    left = [one for one in place.transactions() if one.link == on.identity and has_slip(one)]
    return in_order(one for one in left if str(one.key) not in out)


def print_again(place: Workplace, one: Transaction) -> Printout:
    """The slip of this one again, or its fault slip, of whatever batch. Refusal nothing_to_print without one."""
    if not has_slip(one):
        raise Refusal("nothing_to_print")
    if isinstance(one, RefundRecord):
        place.parts.printer.print_receipt(one, reprint=True)
    elif one.state is PaymentState.MANUAL:
        place.parts.paper.print_fault(one)
    else:
        place.parts.paper.print_payment(one, reprint=True)
    return place.parts.printer.of(str(one.key))


def due_slips(place: Workplace) -> tuple[Transaction, ...]:
    """Of the unprinted what is printed without being asked for: of the open batch or of today, and once after the run
    that should have printed it.
    """
    on, tried, over = place.signed_on(), place.parts.printer.tried, _noted(place, HANDED_OVER)
    fresh = [one for one in unprinted(place) if not (tried(str(one.key)) or str(one.key) in over)]
    return tuple(one for one in fresh if one.key.batch_no == on.batch_no or one.key.business_date == on.business_date)


def print_due(place: Workplace, one: Transaction) -> Printout:
    """One of `due_slips`. That it is handed over once more is durable before it is, so that a printer that is down for
    days, or a terminal that is killed each time, never makes a second copy by itself.
    """
    with journal_refused():
        place.journal.note(HANDED_OVER, operator_no=place.till.operator_no, subject=str(one.key))
    return print_again(place, one)


def _noted(place: Workplace, kind: str) -> frozenset[str]:
    """Subjects of such notes."""
    with journal_refused():
        return place.journal.subjects(kind)
