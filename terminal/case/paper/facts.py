"""What a paper says beside its case: whose it is, when money is expected, what was paid. Pure."""

from dataclasses import dataclass

from terminal.case.case import Case
from terminal.case.course import Entry, Payee
from terminal.case.words import Route
from terminal.receipt.facts import Shop


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment to the customer. at: ISO day or time. to: masked. reference: of that payment, "" unknown. found_out:
    a person established that it was made, at this time; the host never said so here.
    """

    fen: int
    route: Route
    to: str
    at: str
    reference: str
    found_out: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """shop: who pays back. arrival: when money is expected by the granted route, in words that say 示例; "" unsaid.
    paid: what reached, or should reach, the customer, oldest first.
    """

    shop: Shop
    arrival: str = ""
    paid: tuple[Paid, ...] = ()


def paid_outside(case: Case) -> tuple[Paid, ...]:
    """Payments outside the terminal, oldest first."""
    return tuple(_outside(one, one.payee) for one in case.paid_outside if one.payee is not None)


def _outside(entry: Entry, payee: Payee) -> Paid:
    to = " ".join(filter(None, (payee.name, payee.account, payee.bank)))
    return Paid(entry.amount_fen, payee.route, to, entry.paid_day, entry.reference)
