"""The cases of one workplace and their papers' files: what every desk of cases stands on.

No list and no money here. The rule: whoever asks is looked up, an act is durable when it is done, and what may not
happen is a Refusal by the same word.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from protocol.transactions import Original
from terminal.case import judge
from terminal.case.acts import Act, Happened, Opened, PaidOutside, who_may
from terminal.case.case import Case
from terminal.case.judge import CaseFault, require_paid_once, require_payable, require_possible
from terminal.case.long_numbers import same_number
from terminal.case.policy import Policy
from terminal.case.request import Form, Sale
from terminal.case.words import ENDED, State
from terminal.desk.case_may import RIGHTS
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.operators import Admitted, Right
from terminal.desk.policy_words import case_open
from terminal.desk.workplace import Workplace, journal_refused
from terminal.language import TextId
from terminal.records.case_book import CaseBook
from terminal.records.evidence import FOLDER, EvidenceError, EvidenceStore
from terminal.trade.order_source import TakenOutside
from terminal.trade.sale_name import sale_name


class CaseFiles:
    """See the module. Both stores are those of the journal that is wired now."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self._book = CaseBook(place.journal)

    @property
    def book(self) -> CaseBook:
        """Every case, as the journal has it."""
        if self._book.journal is not self.place.journal:
            self._book = CaseBook(self.place.journal)
        return self._book

    @property
    def evidence(self) -> EvidenceStore:
        """The papers' files."""
        return EvidenceStore(self.place.journal.path.parent / FOLDER)

    @property
    def policy(self) -> Policy:
        """The shop's rules."""
        return self.place.parts.rulebook.policy

    def admitted(self, by: Admitted, right: Right) -> Admitted:
        """Whoever asks, as what they are now. Refusal right_missing, operator_unknown."""
        return self.place.admitted(by, right)

    def case(self, case_no: str) -> Case:
        """Refusal case_unknown."""
        with case_refused():
            return self.book.find(case_no)

    def cases(self) -> tuple[Case, ...]:
        """All of them, oldest first."""
        with case_refused():
            return self.book.cases()

    def act(self, by: Admitted, case_no: str, act: Act) -> Case:
        """Do it, if it may happen and this one may. Refusal right_missing, case_unknown, case_out_of_order …"""
        who = self._who(by, act)
        with case_refused():
            return self.book.act(case_no, self.place.at(), who, act)

    def require(self, by: Admitted, case_no: str, act: Act) -> Case:
        """It may happen now and this one may; nothing is done. The case as it is."""
        who, case = self._who(by, act), self.case(case_no)
        with case_refused():
            require_possible(case, Happened(case_no, self.place.at(), who, act))
        return case

    def heard(self, by: str, case_no: str, act: Act) -> Case:
        """What came of something that was begun, whatever its operator may do by now."""
        with case_refused():
            return self.book.act(case_no, self.place.at(), by, act)

    def _who(self, by: Admitted, act: Act) -> str:
        right = RIGHTS.get(who_may(type(act)))
        if right is None:
            raise Refusal("usage", hint="a refund tells this by itself")
        return self.admitted(by, right).operator_no

    def open(self, by: Admitted, opened: Opened) -> Case:
        """A new case under the next number of today."""
        who = self.admitted(by, Right.CASE)
        with case_refused():
            return self.book.open(f"{self.place.clock():%Y%m%d}", self.place.at(), who.operator_no, opened)

    def about(self, named: tuple[str, str]) -> Case | None:
        """The case of a sale that blocks its quick refund, else one that has not ended; the newest of them."""
        with case_refused():
            cases = self.book.about(named)
        blocking = [case for case in cases if case.blocks]
        going_on = [case for case in cases if case.state not in ENDED]
        return next(reversed(blocking or going_on), None)

    def taken_outside(self) -> tuple[TakenOutside, ...]:
        """What was entered here against sales, paid or not, and was not released."""
        return tuple(
            TakenOutside(case.sale.reference_no, case.sale.month_day, one.amount_fen, one.link if one.at_host else None)
            for case in self.cases()
            for one in (*case.paid_outside, *((case.entry,) if case.entry else ()))
        )

    def require_payable(self, request: RefundRequest) -> None:
        """It is what its case owes, and of the sale that the case is about; and no other case of it is under way."""
        case = self.case(request.case_no)
        if case.sale.named != sale_name(request.original.reference_no, request.original.month_day):
            raise Refusal("case_sale", case=case.case_no)
        with case_refused():
            require_payable(case, request.amount_fen)
            judge.require_here(case, self.place.signed_on().identity)
        self.require_alone(case)

    def require_under_way(self, case_no: str) -> None:
        """A refund from this case that has begun may be sent once more. Refusal case_not_ready."""
        case = self.case(case_no)
        if case.state is not State.PAYING:
            raise Refusal("case_not_ready", case=case_no, state=case.state.value)

    def require_alone(self, case: Case) -> None:
        """No other case of the same sale is under way or bars it. Refusal case_open (case)."""
        with case_refused():
            judge.require_alone(one for one in self.book.about(case.sale.named) if one.case_no != case.case_no)

    def require_as_sold(self, original: Original, *, at_most: bool = False) -> None:
        """It was paid with what every case says from which money of it went back. Refusal case_sold_otherwise."""
        with case_refused():
            cases = self.book.about((original.reference_no, original.month_day))
            judge.require_as_sold(original.amount_fen, self.place.link, cases, at_most=at_most)

    def require_paid_once(self, act: PaidOutside) -> None:
        """No case has a payment of this reference. Refusal case_reference_used (case)."""
        with case_refused():
            require_paid_once(act, self.book.cases())

    def require_single(self, sale: Sale, form: Form, case_no: str = "", *, ever: bool = False) -> None:
        """One sale, and one receipt, has one case: at a time, or ever; one that bars its original is reopened. case_no:
        of the case itself, where it is one already. Refusal case_duplicate (case).
        """
        others = [one for one in self.cases() if one.case_no != case_no]
        same = [
            one for one in others if one.sale.named == sale.named or same_number(one.form.receipt_no, form.receipt_no)
        ]
        with case_refused():
            judge.require_single(same, ever=ever)


def _named(details: Mapping[str, str | int]) -> dict[str, str | int]:
    """Papers and fields are said by their names, and what a case that bars a sale waits for in words."""
    if "ended" in details:
        return dict(case_open(str(details["case"]), ended=bool(details["ended"])).details)
    if "asked" in details:
        return {**details, "asked": TextId(f"asked.{details['asked']}")}
    papers = [f"case_paper.{paper}" for paper in str(details.get("papers", "")).split(",") if paper]
    return {**details, "papers": TextId(",".join(papers))} if papers else dict(details)


@contextmanager
def case_refused() -> Iterator[None]:
    """What may not happen to a case, and a paper's file that can't be had: a Refusal."""
    try:
        with journal_refused():
            yield
    except CaseFault as fault:
        raise Refusal(fault.word, **_named(fault.details)) from None
    except EvidenceError as error:
        reason = {"reason": error.reason} if error.reason else {}
        raise Refusal(error.word, file=error.name, **reason) from None
