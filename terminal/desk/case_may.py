"""What may be done with a case now, by one person: the menu of a case. Pure.

The rule: whatever stands here may be asked for, and what does not would be refused; whether its words, papers and
amounts fit is judged when it is done.
"""

from collections.abc import Callable, Mapping

from terminal.case import acts
from terminal.case.acts import ACTS, Act, Happened, Who, who_may
from terminal.case.case import Case, Route
from terminal.case.judge import CaseFault, require_payable, require_possible
from terminal.case.table import open_to
from terminal.desk.operators import Admitted, Right

RIGHTS: Mapping[Who, Right] = {Who.WORK: Right.CASE, Who.REVIEW: Right.REVIEW}
"""By which an act is done; a refund tells of itself."""

PAY = "refund_moved"
"""In the menu: what is due may be refunded through the terminal."""

_WORDS: Mapping[type[Act], str] = {made: word for word, (made, _who) in ACTS.items()}


def may_now(case: Case, by: Admitted) -> tuple[str, ...]:
    """Words of acts.ACTS, what leads on first. entry_taken and entry_released: the host may be asked again."""
    if case.unread:
        return ()
    listed = (act for act in open_to(case.state) if by.may(RIGHTS[who_may(act)]))
    words = [_WORDS[act] for act in listed if _FITS.get(act, _always)(case, by.operator_no)]
    return (PAY, *words) if by.may(Right.CASE) and _payable(case) else tuple(words)


def _payable(case: Case) -> bool:
    try:
        require_payable(case, case.due_fen)
    except CaseFault:
        return False
    return case.due_fen > 0


def _always(_case: Case, _by: str) -> bool:
    return True


def _never(_case: Case, _by: str) -> bool:
    return False


def _others(case: Case, by: str) -> bool:
    """It is not their own request."""
    try:
        require_possible(case, Happened(case.case_no, case.opened_at, by, acts.Refused("?", "?")))
    except CaseFault:
        return False
    return True


def _barred(case: Case, by: str) -> bool:
    """Something is barred, and it is not their own request."""
    try:
        require_possible(case, Happened(case.case_no, case.opened_at, by, acts.BarLifted("?")))
    except CaseFault:
        return False
    return True


def _outside(case: Case, _by: str) -> bool:
    return case.decision is not None and case.decision.route is not Route.ORIGINAL


def _second(case: Case, by: str) -> bool:
    return case.payee is not None and case.payee.keyed_by != by


def _attached_by_another(case: Case, by: str) -> bool:
    return any(one.attached_by != by for one in case.kept)


def _drawn(case: Case, _by: str) -> bool:
    return case.agreement is not None


# fmt: off
_FITS: Mapping[type[Act], Callable[[Case, str], bool]] = {
    acts.Approved:       _others,
    acts.Refused:        _others,
    acts.PapersAsked:    _others,
    acts.PaperDiscarded: _attached_by_another,
    acts.Signed:         _drawn,
    acts.PayeeKeyed:     _outside,
    acts.EntryIntended:  _second,
    acts.EntryRefused:   _never,
    acts.BarLifted:      _barred,
}
# fmt: on
