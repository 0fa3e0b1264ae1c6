"""The refund policy at the cash desk: what it says of an original, and what it refuses at the counter.

It reads no file (rulebook.py) and decides no case. The rule: a refund that was started from an approved case was
judged there and passes; any other that the policy is against is refused before anything of it is written.
"""

from collections.abc import Callable, Mapping

from protocol.transactions import Channel, Original
from terminal.case.policy import Ruling
from terminal.desk.door import RefundRequest
from terminal.desk.policy_words import refused_by
from terminal.desk.workplace import Workplace
from terminal.trade.arrival import Arrival

CaseOf = Callable[[Original], str]
"""Number of a case about an original, "" without one."""


def no_case(_original: Original) -> str:
    """There are no cases here."""
    return ""


def no_bar(_original: Original) -> bool:
    """There are no cases here."""
    return False


class PolicyDesk:
    """case_of: the open case about an original; barred_by: the one that its money goes back from, or not at all;
    bar_only: that one has ended. Set by whoever keeps cases.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self.case_of: CaseOf = no_case
        self.barred_by: CaseOf = no_case
        self.bar_only: Callable[[Original], bool] = no_bar

    @property
    def arrivals(self) -> Mapping[Channel, Arrival]:
        """Working days until the money is there, for what is paid back today."""
        return self._place.parts.rulebook.arrivals(self._place.today())

    def renew(self) -> None:
        """The file as it is now. Refusal policy_damaged."""
        self._place.parts.rulebook.renew()

    def ruling(self, original: Original) -> Ruling:
        """What holds for it today."""
        return self._place.parts.rulebook.policy.ruling(original, self._place.today())

    def check(self, request: RefundRequest) -> None:
        """Refusal policy_refuses or policy_wants_case, with the rule that says so."""
        if request.case_no:
            return
        judged = self.ruling(request.original).of(request.original, request.items, request.amount_fen)
        refusal = refused_by(judged, self.case_of(request.original))
        if refusal is not None:
            raise refusal
