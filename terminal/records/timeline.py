"""One transaction's life as the journal tells it: what happened, when, under whose number, with which code. Pure.

No text here. The rule: a step is an entry of the journal, in its order; nothing is guessed in between, and a kind that
a newer version wrote is shown by its own name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from terminal.records.bodies import Body, payment_of, refund_of
from terminal.trade.payment import PaymentRecord
from terminal.trade.refund import Cause, RefundRecord

if TYPE_CHECKING:  # a face knows steps, and no journal
    from terminal.records.entry import Entry

# Kinds of entries that have words of their own (`life.<kind with _ for .>`): those of the two machines, and the paper.
# fmt: off
KINDS: tuple[str, ...] = (
    "refund.intent",    "refund.resent",    "refund.unknown",   "refund.not_found", "refund.cancel_asked",
    "refund.approved",  "refund.declined",  "refund.cancelled", "refund.not_sent",  "refund.manual",
    "refund.closed_done", "refund.closed_undone", "refund.contradicted", "late.answer",
    "payment.intent",   "payment.approved", "payment.declined", "payment.not_sent", "payment.reversing",
    "payment.due",      "payment.reversed", "payment.manual",   "payment.closed",
    "receipt.printed",  "receipt.handed_over",
)
# fmt: on
PRINTED, OTHER = "receipt.printed", "other"
CLOSED = frozenset({"refund.closed_done", "refund.closed_undone"})
"""By a person's word: why the host's was not known is of before."""


@dataclass(frozen=True, slots=True)
class Step:
    """at: ISO local time. what: one of KINDS, or OTHER with its own `name`. operator_no: who worked, "" for nobody.
    supervisor_no: who allowed it. state: of its machine, "" for paper. code: field 39 of the last answer. reference_no:
    the host's. cause: why the outcome was not known. sends, queries, tries: how often by then (tries: of a 冲正).
    reason: how a person found out what became of it, as kept.
    files: printed copies. reprint: they say so. trouble: what did not come out.
    """

    at: str
    what: str
    operator_no: str
    supervisor_no: str = ""
    state: str = ""
    code: str = ""
    reference_no: str = ""
    cause: Cause = Cause.NONE
    sends: int = 0
    queries: int = 0
    tries: int = 0
    reason: str = ""
    files: tuple[str, ...] = ()
    reprint: bool = False
    trouble: tuple[str, ...] = ()
    name: str = ""


def life(entries: Iterable["Entry"]) -> tuple[Step, ...]:
    """The steps of the one record that these entries are about. ValueError for a body that is no record."""
    return tuple(map(_step, entries))


def _step(entry: "Entry") -> Step:
    match entry.kind.partition("."):
        case ("refund", _, _):
            return _of_refund(entry, refund_of(entry.body))
        case ("payment", _, _):
            return _of_payment(entry, payment_of(entry.body))
        case _:
            return _printed(entry, entry.body) if entry.kind == PRINTED else _named(entry, entry.operator_no)


def _named(entry: "Entry", operator_no: str) -> Step:
    known = entry.kind in KINDS
    return Step(entry.at, entry.kind if known else OTHER, operator_no, name="" if known else entry.kind)


def _of_refund(entry: "Entry", record: RefundRecord) -> Step:
    closed = entry.kind in CLOSED
    return replace(
        _named(entry, record.closed_by or entry.operator_no),
        supervisor_no=record.closed_allowed or record.supervisor_no,
        state=record.state.value,
        code=record.code,
        reference_no=record.reference_no,
        cause=Cause.NONE if closed else record.cause,
        reason=record.closed_reason if closed else "",
        sends=record.sends,
        queries=record.queries,
    )


def _of_payment(entry: "Entry", record: PaymentRecord) -> Step:
    return replace(
        _named(entry, record.closed_by or entry.operator_no),
        supervisor_no=record.supervisor_no,
        state=record.state.value,
        code=record.reversal_code or record.code,
        reference_no=record.reference_no,
        cause=record.cause,
        tries=record.tries,
    )


def _printed(entry: "Entry", body: Body) -> Step:
    return Step(
        entry.at,
        PRINTED,
        entry.operator_no,
        files=_texts(body.get("files")),
        reprint=body.get("reprint") is True,
        trouble=_texts(body.get("trouble")),
    )


def _texts(said: object) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, list) else ()
