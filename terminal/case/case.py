"""The refund case (退款申请) as one frozen value, and what it says of itself. What happens to it is steps.py's.

The rule: whatever follows from what was told is worked out here and kept nowhere.
"""

from dataclasses import dataclass, field

from protocol.transactions.checks import is_digits, require
from terminal.case.course import (
    Agreement,
    CaseRefund,
    Decision,
    Entry,
    Evidence,
    Mark,
    Parcel,
    Payee,
    Talk,
    WaitNote,
)
from terminal.case.papers import Kind, Paper
from terminal.case.request import Article, Form, Sale, Terms
from terminal.case.words import ENDED, STAGES, UNDER_WAY, RefundStanding, Stage, State, Venue

CASE_DIGITS = 12
"""申请号: yyyymmdd of the day it was opened, and a number of that day."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one case. barred_fen: a refusal, an escalation, a device not taken or a grant of less stands
    against it, and so much has to be granted before its original is free; 0 for none. texts: SHA-256 of every agreement
    that was drawn. entry: what stands for a payment outside; paid_outside: those that were paid; released: those that
    were given back or not taken. unread: a newer program wrote of it what this one does not know; it stands as it was
    before. All times are ISO local.
    """

    case_no: str
    kind: Kind
    sale: Sale
    form: Form
    terms: Terms
    opened_at: str
    opened_by: str
    practice: bool
    state: State = State.TALKING
    applied_by: str = ""
    talks: tuple[Talk, ...] = ()
    papers: tuple[Evidence, ...] = ()
    wanted: tuple[Paper, ...] = ()
    decision: Decision | None = None
    agreement: Agreement | None = None
    texts: tuple[str, ...] = ()
    parcel: Parcel = field(default_factory=Parcel)
    payee: Payee | None = None
    entry: Entry | None = None
    paid_outside: tuple[Entry, ...] = ()
    released: tuple[Entry, ...] = ()
    refunds: tuple[CaseRefund, ...] = ()
    venue: Venue | None = None
    venue_no: str = ""
    barred_fen: int = 0
    unread: bool = False
    score: int = 0
    wait: WaitNote | None = None
    life: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        require(is_digits(self.case_no, CASE_DIGITS), f"a case number has {CASE_DIGITS} digits")

    @property
    def stage(self) -> Stage:
        """Which of the seven steps it is at."""
        return STAGES[self.state]

    @property
    def over(self) -> bool:
        """It has ended and nothing stands against its original: another case may begin."""
        return self.state in ENDED and not self.blocks

    @property
    def barred(self) -> bool:
        """What was not granted is paid by no other door either."""
        return self.barred_fen > 0

    @property
    def barred_only(self) -> bool:
        """It has ended and its bar stands: nothing is done from it before somebody reopens it or lifts the bar."""
        return self.barred and self.state in ENDED and not self.unread

    @property
    def blocks(self) -> bool:
        """Its original is refunded from here or not at all."""
        return self.barred or self.unread or self.state in UNDER_WAY

    @property
    def moved(self) -> bool:
        """Money of its sale went back from it, or may have."""
        through = any(one.standing is not RefundStanding.NOTHING for one in self.refunds)
        return through or bool(self.entry or self.paid_outside)

    @property
    def granted_fen(self) -> int:
        """What the last review granted in all, what was paid before included."""
        return self.decision.granted_fen if self.decision else 0

    @property
    def paid_fen(self) -> int:
        """What the customer was given: through the terminal, and outside of it once that is marked paid."""
        through = sum(one.amount_fen for one in self.refunds if one.standing is RefundStanding.PAID)
        return through + sum(one.amount_fen for one in self.paid_outside)

    @property
    def paid(self) -> bool:
        """All that was granted is paid."""
        return 0 < self.granted_fen <= self.paid_fen

    @property
    def due_fen(self) -> int:
        """What is still to be paid of what was granted, beside what is under way."""
        taken = sum(one.amount_fen for one in self.refunds if one.standing is not RefundStanding.NOTHING)
        outside = (*self.paid_outside, self.entry) if self.entry else self.paid_outside
        return max(0, self.granted_fen - taken - sum(one.amount_fen for one in outside))

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number that belongs to it and may be said."""
        paid = (one.reference for one in self.paid_outside)
        parcel = (self.parcel.number, self.parcel.back_number)
        return self.case_no, *self.sale.numbers, *self.form.numbers, *parcel, *paid

    @property
    def articles(self) -> tuple[Article, ...]:
        """What comes back, by name; empty where an amount is wanted back."""
        names = {one.sku: one.name for one in self.sale.goods}
        return tuple(Article(sku, names.get(sku, ""), quantity) for sku, quantity in self.form.items)

    @property
    def kept(self) -> tuple[Evidence, ...]:
        """Papers that were not taken away."""
        return tuple(one for one in self.papers if not one.discarded)

    @property
    def missing(self) -> tuple[Paper, ...]:
        """Papers that must come before it may be approved: by the rules, and by what review asked for, which is missing
        until a file came after the asking.
        """
        there = {one.paper for one in self.kept if not one.asked_anew}
        return tuple(paper for paper in dict.fromkeys((*self.terms.papers, *self.wanted)) if paper not in there)
