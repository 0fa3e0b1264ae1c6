"""What the journal says of a day, a batch or a number: which transactions those are, and what they add up to. Pure.

No text and no file. The rule: what is added up is what was done, kind by kind; what was refused, undone or is not known
is counted beside it and never in it.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from terminal.records.changes import Change
from terminal.trade.batch import QR_REFUND, REFUND, KindTotal, Transaction, by_kind, kind_of
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import RefundRecord, State

LISTED = 500
"""Rows of one report, the newest: a whole batch (terminal.trade.batch.BATCH_LIMIT) is always listed in full."""

_LAST_DIGITS = 4
_VOUCHER_DIGITS = 6
_AMOUNT_DIGITS = 12  # field 4


class Group(StrEnum):
    """Kinds of transactions as a cashier asks for them."""

    EVERY = "every"
    REFUND = "refund"
    SALE = "sale"
    VOID = "void"
    PRE_AUTH = "pre_auth"


class Standing(StrEnum):
    """How a transaction stands, for whoever adds up. BY_HAND: a person ended it with the acquirer."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"
    BY_HAND = "by_hand"


# fmt: off
GROUPS: dict[Group, frozenset[str]] = {
    Group.REFUND:   frozenset({REFUND, QR_REFUND}),
    Group.SALE:     frozenset({PaymentKind.SALE, PaymentKind.QR_SALE}),
    Group.VOID:     frozenset({PaymentKind.VOID, PaymentKind.QR_VOID}),
    Group.PRE_AUTH: frozenset({PaymentKind.PRE_AUTH, PaymentKind.PRE_AUTH_VOID, PaymentKind.COMPLETION,
                               PaymentKind.COMPLETION_VOID}),
}
_REFUNDS: dict[State, Standing] = {
    State.NEW:        Standing.NOT_DONE,
    State.PENDING:    Standing.UNKNOWN,
    State.QUERYING:   Standing.UNKNOWN,
    State.CANCELLING: Standing.UNKNOWN,
    State.UNKNOWN:    Standing.UNKNOWN,
    State.NOT_FOUND:  Standing.UNKNOWN,
    State.MANUAL:     Standing.UNKNOWN,
    State.APPROVED:   Standing.DONE,
    State.DECLINED:   Standing.NOT_DONE,
    State.CANCELLED:  Standing.NOT_DONE,
    State.NOT_SENT:   Standing.NOT_DONE,
    State.CLOSED_DONE:   Standing.BY_HAND,
    State.CLOSED_UNDONE: Standing.BY_HAND,
}
_PAYMENTS: dict[PaymentState, Standing] = {
    PaymentState.NEW:       Standing.NOT_DONE,
    PaymentState.PENDING:   Standing.UNKNOWN,
    PaymentState.DUE:       Standing.UNKNOWN,
    PaymentState.REVERSING: Standing.UNKNOWN,
    PaymentState.MANUAL:    Standing.UNKNOWN,
    PaymentState.APPROVED:  Standing.DONE,
    PaymentState.DECLINED:  Standing.NOT_DONE,
    PaymentState.NOT_SENT:  Standing.NOT_DONE,
    PaymentState.REVERSED:  Standing.NOT_DONE,
    PaymentState.CLOSED:    Standing.BY_HAND,
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; every empty part asks for all. since, until: days by the terminal's clock, yyyy-mm-dd, both
    included. batch_no: 6 digits. text: an order, reference, authorisation or voucher number, its last digits (4 or
    more), the last four of a card, or an amount in yuan or fen without its point.
    """

    since: str = ""
    until: str = ""
    operator_no: str = ""
    batch_no: str = ""
    group: Group = Group.EVERY
    standing: Standing | None = None
    text: str = ""

    def takes(self, one: Transaction) -> bool:
        """Is this transaction asked for?"""
        day = one.opened_at[:10]
        return (
            (not self.since or day >= self.since)
            and (not self.until or day <= self.until)
            and self.operator_no in {"", one.operator_no}
            and self.batch_no in {"", one.key.batch_no}
            and (self.group is Group.EVERY or kind_of(one) in GROUPS[self.group])
            and self.standing in {None, standing(one)}
            and (not self.text or _named(one, unicodedata.normalize("NFKC", self.text).strip().upper()))
        )


@dataclass(frozen=True, slots=True)
class Report:
    """rows: newest first, at most LISTED of the `found`. totals: of all that was done. standings: how many stand so, of
    all that was found; those that are none are left out.
    """

    asked: Filter
    rows: tuple[Transaction, ...]
    found: int
    totals: tuple[KindTotal, ...]
    standings: Mapping[Standing, int]


@dataclass(frozen=True, slots=True)
class OperatorTotal:
    """What one operator did. refunds: how many of the transactions; refunded_fen: their sum."""

    operator_no: str
    transactions: int
    refunds: int
    refunded_fen: int


@dataclass(frozen=True, slots=True)
class DayReport:
    """日报. day: yyyy-mm-dd. operators: by their number. changes: of parameters, oldest first."""

    day: str
    totals: tuple[KindTotal, ...]
    standings: Mapping[Standing, int]
    operators: tuple[OperatorTotal, ...]
    changes: tuple[Change, ...] = ()

    def of_operator(self, operator_no: str) -> "DayReport":
        """The same day, with nothing that another operator did."""
        return replace(
            self,
            operators=tuple(one for one in self.operators if one.operator_no == operator_no),
            changes=tuple(one for one in self.changes if one.operator_no == operator_no),
        )


def standing(one: Transaction) -> Standing:
    """How it stands."""
    return _REFUNDS[one.state] if isinstance(one, RefundRecord) else _PAYMENTS[one.state]


def report(transactions: Iterable[Transaction], asked: Filter, most: int = LISTED) -> Report:
    """All that is asked for. most: rows to list."""
    found = sorted(filter(asked.takes, transactions), key=_when, reverse=True)
    return Report(asked, tuple(found[:most]), len(found), by_kind(_done(found)), _counted(found))


def day_report(transactions: Iterable[Transaction], day: str) -> DayReport:
    """One day of all operators."""
    found = list(filter(Filter(since=day, until=day).takes, transactions))
    done = _done(found)
    operators = sorted({one.operator_no for one in done})
    return DayReport(day, by_kind(done), _counted(found), tuple(_of(done, operator_no) for operator_no in operators))


def _of(done: list[Transaction], operator_no: str) -> OperatorTotal:
    mine = [one for one in done if one.operator_no == operator_no]
    refunds = [one.amount_fen for one in mine if isinstance(one, RefundRecord)]
    return OperatorTotal(operator_no, len(mine), len(refunds), sum(refunds))


def _when(one: Transaction) -> tuple[str, str]:
    return one.opened_at, one.key.trace_no


def _done(found: Iterable[Transaction]) -> list[Transaction]:
    return [one for one in found if standing(one) is Standing.DONE]


def _counted(found: list[Transaction]) -> Mapping[Standing, int]:
    each = [standing(one) for one in found]
    return {one: each.count(one) for one in Standing if one in each}


def _named(one: Transaction, text: str) -> bool:
    numbers = _numbers(one)
    if text in numbers or (len(text) >= _LAST_DIGITS and any(number.endswith(text) for number in numbers)):
        return True
    if not (text.isascii() and text.isdecimal() and len(text) <= _AMOUNT_DIGITS):
        return False
    voucher = len(text) <= _VOUCHER_DIGITS and one.key.trace_no == text.zfill(_VOUCHER_DIGITS)
    card = len(text) == _LAST_DIGITS and one.payer.endswith(text)
    return voucher or card or one.amount_fen in {int(text), int(text) * 100}


def _numbers(one: Transaction) -> tuple[str, ...]:
    """What it can be found by, beside voucher number, card and amount."""
    named: tuple[str, ...]
    if isinstance(one, PaymentRecord):
        named = (one.reference_no, one.auth_no, one.original_reference, one.exchange_no)
    else:
        named = (one.reference_no, one.order_no, one.original_reference, one.exchange_no, one.case_no)
    return tuple(filter(None, named))
