"""What may be done with a case now, by one person: the menu of a case. Pure.

The rule: whatever stands here may be asked for, and what does not would be refused; whether its words, papers and
amounts fit is judged when it is done.
"""

from collections.abc import Callable, Mapping

from terminal.case import acts
from terminal.case.acts import ACTS, Act, Happened, Who, who_may
from terminal.case.case import Case
from terminal.case.judge import SUPERVISOR_NO, CaseFault, require_payable, require_possible
from terminal.case.table import open_to
from terminal.case.words import Route
from terminal.desk.operators import Admitted, Right

RIGHTS: Mapping[Who, Right] = {Who.WORK: Right.CASE, Who.REVIEW: Right.REVIEW}
"""By which an act is done; a refund tells of itself."""

PAY = "refund_moved"
"""In the menu: what is due may be refunded through the terminal."""

_WORDS: Mapping[type[Act], str] = {made: word for word, (made, _who) in ACTS.items()}


def may_now(case: Case, by: Admitted, at: str) -> tuple[str, ...]:
    """Words of acts.ACTS, what leads on first. entry_taken and entry_released: the host may be asked again. at: ISO
    local time.
    """
    if case.unread:
        return ()
    listed = (act for act in open_to(case.state) if by.may(RIGHTS[who_may(act)]))
    words = [_WORDS[act] for act in listed if _FITS.get(act, _always)(case, by.operator_no, at)]
    return (PAY, *words) if by.may(Right.CASE) and _payable(case) else tuple(words)


def _payable(case: Case) -> bool:
    try:
        require_payable(case, case.due_fen)
    except CaseFault:
        return False
    return case.due_fen > 0


def _always(_case: Case, _by: str, _at: str) -> bool:
    return True


def _never(_case: Case, _by: str, _at: str) -> bool:
    return False


def _possible(case: Case, by: str, at: str, act: Act) -> bool:
    try:
        require_possible(case, Happened(case.case_no, at, by, act))
    except CaseFault:
        return False
    return True


def _barred(case: Case, by: str, at: str) -> bool:
    """Something is barred, and it is not their own request."""
    return _possible(case, by, at, acts.BarLifted("?"))


def _others(case: Case, by: str, at: str) -> bool:
    """It is not their own request."""
    return _possible(case, by, at, acts.Refused("?", "?"))


def _turns_away(case: Case, by: str, at: str) -> bool:
    return _possible(case, by, at, acts.GoodsRejected("?"))


def _granting(case: Case, by: str, at: str) -> bool:
    """… and the rules leave it to them."""
    return _others(case, by, at) and not (case.terms.refused and by == SUPERVISOR_NO)


def _outside(case: Case, _by: str, _at: str) -> bool:
    return case.decision is not None and case.decision.route is not Route.ORIGINAL


def _second(case: Case, by: str, _at: str) -> bool:
    return case.payee is not None and case.payee.keyed_by != by


def _taken_away(case: Case, by: str, at: str) -> bool:
    """One of its papers at least."""
    return any(_possible(case, by, at, acts.PaperDiscarded(one.sha256, "?")) for one in case.kept)


def _marked_paid(case: Case, by: str, at: str) -> bool:
    payee = case.entry.payee if case.entry else None
    return _possible(case, by, at, acts.PaidOutside("?", at[:10], payee.digest if payee else ""))


def _drawn(case: Case, _by: str, _at: str) -> bool:
    return case.agreement is not None


# fmt: off
_FITS: Mapping[type[Act], Callable[[Case, str, str], bool]] = {
    acts.Approved:       _granting,
    acts.Refused:        _others,
    acts.PapersAsked:    _others,
    acts.GoodsRejected:  _turns_away,
    acts.PaperDiscarded: _taken_away,
    acts.Signed:         _drawn,
    acts.PayeeKeyed:     _outside,
    acts.EntryIntended:  _second,
    acts.EntryRefused:   _never,
    acts.BarLifted:      _barred,
    acts.PaidOutside:    _marked_paid,
}
# fmt: on
