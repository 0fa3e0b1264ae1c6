"""What a case forbids at the counter: a refund or a void of a sale that is refunded from its case or not at all.

It asks before anything is written or sent, whichever way a refund came. The rule: where there is no case, nothing of
cases is loaded, and the quick refund is what it was.
"""

from typing import TYPE_CHECKING

from protocol.transactions import Original
from terminal.desk.door import RefundRequest
from terminal.desk.policy_words import case_open
from terminal.desk.workplace import Workplace, journal_refused
from terminal.trade.order_source import TakenOutside
from terminal.trade.refund import RefundRecord

if TYPE_CHECKING:
    from terminal.desk.case_files import CaseFiles


class CaseGuard:
    """Holds what is kept of the cases of one workplace, and loads it when it is first wanted."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._files: CaseFiles | None = None

    @property
    def files(self) -> "CaseFiles":
        """The cases and their papers."""
        if self._files is None:
            from terminal.desk.case_files import CaseFiles

            self._files = CaseFiles(self._place)
        return self._files

    def any(self) -> bool:
        """There is a case in this journal, open or not."""
        with journal_refused():
            return self._place.journal.has_cases()

    def case_of(self, original: Original) -> str:
        """Number of the case about a sale that blocks its quick refund, else of one that is open; "" without."""
        case = self.files.about((original.reference_no, original.month_day)) if self.any() else None
        return case.case_no if case is not None else ""

    def barred_by(self, original: Original) -> str:
        """Number of the case that a sale is refunded from, or not at all; "" without."""
        case = self.files.about((original.reference_no, original.month_day)) if self.any() else None
        return case.case_no if case is not None and case.blocks else ""

    def bar_only(self, original: Original) -> bool:
        """That one has ended: it has to be reopened, or its bar lifted."""
        case = self.files.about((original.reference_no, original.month_day)) if self.any() else None
        return case is not None and case.barred_only

    def taken_outside(self) -> tuple[TakenOutside, ...]:
        """What this terminal has entered as paid, or to be paid, outside."""
        return self.files.taken_outside() if self.any() else ()

    def require(self, request: RefundRequest) -> None:
        """This refund may start: from its case, as that stands, or with none in its way. Refusal case_open (case),
        case_not_ready, case_route, case_amount, case_unknown, case_sale, case_elsewhere, case_sold_otherwise.
        """
        if request.case_no:
            self.files.require_payable(request)
        else:
            self.require_free(request.original.reference_no, request.original.month_day)
            self._require_as_sold(request.original)

    def _require_as_sold(self, original: Original) -> None:
        """What is keyed at the counter is no more than what a case knows was paid, where money went back from it."""
        if self.any():
            self.files.require_as_sold(original, at_most=True)

    def require_again(self, record: RefundRecord) -> None:
        """A refund that the host never saw may be sent once more: neither its case nor another has been decided against
        it since. Refusal case_open (case), case_not_ready.
        """
        if record.case_no:
            self.files.require_under_way(record.case_no)
        else:
            self.require_free(record.original_reference, record.original_month_day)

    def require_free(self, reference_no: str, month_day: str) -> None:
        """No case says that this sale is refunded from it or not at all. Refusal case_open (case)."""
        if not self.any():
            return
        case = self.files.about((reference_no, month_day))
        if case is not None and case.blocks:
            raise case_open(case.case_no, ended=case.barred_only)
