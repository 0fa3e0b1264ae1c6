"""May it happen? Every reason why an act of a case is refused, before anything changed. Pure.

The rule: what is asked here is asked once, when somebody acts; what stands in the journal has happened and is never
judged again, whatever the rules have become. Nobody decides on what he asked for himself, and what is paid is never
more than what was granted.
"""

from collections.abc import Callable, Iterable
from typing import Any

from protocol.money import format_yuan
from terminal.case import acts
from terminal.case.acts import Act, Happened, word_of
from terminal.case.case import Case
from terminal.case.course import Evidence
from terminal.case.long_numbers import long_number, same_number
from terminal.case.papers import Kind
from terminal.case.request import Form, Terms
from terminal.case.table import TABLE
from terminal.case.words import ENDED, Route, State
from terminal.trade.refund import LinkIdentity

SUPERVISOR_NO = "00"
"""Whose approvals the policy limits; the shop manager's it does not."""


_SAID = ("applicant", "contact", "reason", "return_address", "who", "words", "why", "improve")
"""Fields of acts and of the form in which people say what they want."""

_REQUESTING = frozenset({"opened", "form_changed", "applied", "reopened"})


class CaseFault(Exception):
    """It may not happen. `word` is a key of terminal.desk.door.FAULTS; `details` fill its text. Nothing has changed."""

    def __init__(self, word: str, **details: str | int) -> None:
        super().__init__(word, details)
        self.word = word
        self.details = details


def require_possible(case: Case | None, happened: Happened) -> None:
    """This may happen to this case now. Raises CaseFault."""
    act = happened.act
    if isinstance(act, acts.Opened):
        if case is not None:
            raise CaseFault("case_exists", case=case.case_no)
        _require_form(act.kind, act.form, act.terms, act.sale.amount_fen)
        _require_no_account(act.form, (happened.case_no, *act.sale.numbers, *act.form.numbers))
        return
    if case is None:
        raise CaseFault("case_unknown", case=happened.case_no)
    _require_read(case)
    if type(act) not in TABLE[case.state]:
        raise _out_of_order(case, act)
    _require_no_account(act, (*case.numbers, *(act.form.numbers if isinstance(act, acts.FormChanged) else ())))
    if type(act) in _CHECKS:
        _CHECKS[type(act)](case, happened, act)


def _out_of_order(case: Case, act: Act) -> CaseFault:
    """A paper that is not taken away now has a day; anything else has not."""
    papers = [one for one in case.kept if isinstance(act, acts.PaperDiscarded) and one.sha256 == act.sha256]
    if papers:
        return _paper_kept(papers[0])
    return CaseFault("case_out_of_order", case=case.case_no, state=case.state.value, act=word_of(act))


def require_payable(case: Case, amount_fen: int) -> None:
    """A refund of so much through the terminal may start from this case now. CaseFault case_not_ready, case_route,
    case_amount.
    """
    _require_read(case)
    if case.state is not State.READY:
        raise CaseFault("case_not_ready", case=case.case_no, state=case.state.value)
    if case.decision is None or case.decision.route is not Route.ORIGINAL:
        raise CaseFault("case_route", case=case.case_no)
    if amount_fen != case.due_fen:
        raise CaseFault("case_amount", case=case.case_no, due_fen=case.due_fen)


def _require_read(case: Case) -> None:
    """Everything that was written of it is understood."""
    if case.unread:
        raise CaseFault("case_newer", case=case.case_no)


def require_here(case: Case, link: LinkIdentity) -> None:
    """Its sale was found at this host. CaseFault case_elsewhere."""
    if not case.sale.at(link):
        raise CaseFault("case_elsewhere", case=case.case_no, profile=case.sale.link.profile if case.sale.link else "")


def require_as_sold(amount_fen: int, link: LinkIdentity, cases: Iterable[Case], *, at_most: bool = False) -> None:
    """These cases of the sale, from which money went back at this host, knew it with the same amount. at_most: less is
    right, too: what is keyed at the counter is what is wanted. CaseFault case_sold_otherwise.
    """
    for sold_fen, case_no in ((one.sale.amount_fen, one.case_no) for one in cases if one.moved and one.sale.at(link)):
        if amount_fen > sold_fen or (amount_fen < sold_fen and not at_most):
            raise CaseFault("case_sold_otherwise", case=case_no, sold_fen=sold_fen, sold=format_yuan(sold_fen))


def require_single(others: Iterable[Case], *, ever: bool = False) -> None:
    """These cases of the same sale or receipt leave room for another: they are over, and bar nothing. ever: they leave
    none at all. CaseFault case_duplicate.
    """
    for other in others:
        if ever or not other.over:
            raise CaseFault("case_duplicate", case=other.case_no)


def require_alone(others: Iterable[Case]) -> None:
    """None of these cases of the same sale is under way, or bars it. CaseFault case_open."""
    for other in others:
        if other.blocks:
            raise CaseFault("case_open", case=other.case_no, ended=other.barred_only)


def require_paid_once(act: acts.PaidOutside, cases: Iterable[Case]) -> None:
    """No payment outside has this reference yet. cases: every one there is. CaseFault case_reference_used."""
    for case in cases:
        if any(same_number(one.reference, act.reference) for one in case.paid_outside):
            raise CaseFault("case_reference_used", case=case.case_no)


def _require_no_account(said: Act | Form, own: Iterable[str]) -> None:
    """What people say of a case holds no account; numbers have fields of their own."""
    if isinstance(said, acts.FormChanged):
        said = said.form
    for name in (*_SAID, *(("name",) if isinstance(said, acts.Signed) else ())):
        if long_number(getattr(said, name, "") or "", own):
            raise CaseFault("case_long_number", asked=name)


def _require_form(kind: Kind, form: Form, terms: Terms, sold_fen: int) -> None:
    """What is asked for fits what was sold, and the form its kind."""
    if form.wanted_fen > sold_fen:
        raise CaseFault("case_wanted_over", most_fen=sold_fen)
    if (form.fault is not None) is not (kind is Kind.DEVICE):
        raise CaseFault("case_fault_missing" if kind is Kind.DEVICE else "case_fault_foreign")
    if terms.fee_fen >= form.wanted_fen:
        raise CaseFault("case_fee_over", fee_fen=terms.fee_fen, wanted_fen=form.wanted_fen)


def _form_changed(case: Case, _it: Happened, act: acts.FormChanged) -> None:
    _require_form(case.kind, act.form, act.terms, case.sale.amount_fen)


def _attached(case: Case, _it: Happened, act: acts.PaperAttached) -> None:
    if any(one.sha256 == act.sha256 and one.paper is act.paper for one in case.kept):
        raise CaseFault("paper_twice", paper=act.paper.value, sha256=act.sha256[:12])


def _discarded(case: Case, it: Happened, act: acts.PaperDiscarded) -> None:
    """Two see to it: who attached it and who takes it away. What was handed in is kept for its time."""
    gone = [one for one in case.kept if one.sha256 == act.sha256]
    if not gone:
        raise CaseFault("paper_unknown", sha256=act.sha256[:12])
    if it.by in {one.attached_by for one in gone}:
        raise CaseFault("case_same_person", operator=it.by)
    for one in gone:
        if not _goes(case, one, it.at[:10]):
            raise _paper_kept(one)


def _goes(case: Case, one: Evidence, today: str) -> bool:
    """It was attached wrongly and nobody relied on it, or its time is over and so is the case."""
    return today > one.keep_until if case.state in ENDED else not one.handed_in


def _paper_kept(one: Evidence) -> CaseFault:
    return CaseFault("paper_kept", papers=one.paper.value, until=one.keep_until)


def _other(
    case: Case,
    it: Happened,
    _act: acts.Refused | acts.PapersAsked | acts.Approved | acts.BarLifted | acts.GoodsRejected,
) -> None:
    """Nobody decides on his own request, nor on one that he had a hand in writing."""
    if it.by in {mark.by for mark in case.life if mark.act in _REQUESTING}:
        raise CaseFault("case_own_request", operator=it.by)


def _approved(case: Case, it: Happened, act: acts.Approved) -> None:
    _other(case, it, act)
    wanted_fen = case.form.wanted_fen
    if case.missing:
        raise CaseFault("case_papers_missing", papers=",".join(case.missing))
    if act.fee_fen >= wanted_fen:
        raise CaseFault("case_fee_over", fee_fen=act.fee_fen, wanted_fen=wanted_fen)
    if act.granted_fen + act.fee_fen > wanted_fen:
        raise CaseFault("case_granted_over", most_fen=wanted_fen - act.fee_fen)
    if act.granted_fen <= case.paid_fen:
        raise CaseFault("case_granted_paid", paid_fen=case.paid_fen)
    if it.by == SUPERVISOR_NO and 0 < case.terms.limit_fen < act.granted_fen + act.before_fen:
        raise CaseFault("case_over_limit", limit_fen=case.terms.limit_fen)
    _require_reasoned(case, it, act)


def _require_reasoned(case: Case, it: Happened, act: acts.Approved) -> None:
    """What the rules refuse outright is the shop manager's to grant; that and a smaller fee than theirs have a why."""
    if case.terms.refused and it.by == SUPERVISOR_NO:
        raise CaseFault("case_for_manager")
    if (case.terms.refused or act.fee_fen < case.terms.fee_fen) and not act.words.strip():
        raise CaseFault("case_words_wanted")


def _bar_lifted(case: Case, it: Happened, act: acts.BarLifted) -> None:
    """As much of a decision as to grant what is barred."""
    _other(case, it, act)
    if not case.barred:
        raise CaseFault("case_not_barred", case=case.case_no)
    if it.by == SUPERVISOR_NO and 0 < case.terms.limit_fen < case.barred_fen:
        raise CaseFault("case_over_limit", limit_fen=case.terms.limit_fen)


def _signed(case: Case, _it: Happened, act: acts.Signed) -> None:
    if case.agreement is None or case.agreement.sha256 != act.sha256:
        raise CaseFault("agreement_differs")
    if any(one.party is act.party for one in case.agreement.signatures):
        raise CaseFault("agreement_signed", party=act.party.value)


def _received(case: Case, _it: Happened, act: acts.GoodsReceived) -> None:
    for part in act.missing:
        if part not in case.form.parts:
            raise CaseFault("part_unknown", part=part)


def _payee_keyed(case: Case, it: Happened, act: acts.PayeeKeyed) -> None:
    if case.decision is None or act.payee.route is not case.decision.route:
        raise CaseFault("case_route", case=case.case_no)
    if act.payee.keyed_by != it.by:
        raise CaseFault("case_same_person", operator=it.by)


def _entry_intended(case: Case, it: Happened, act: acts.EntryIntended) -> None:
    payee = case.payee
    if payee is None:
        raise CaseFault("payee_missing", case=case.case_no)
    if it.by == payee.keyed_by:
        raise CaseFault("case_same_person", operator=it.by)
    if act.digest != payee.digest:
        raise CaseFault("payee_differs")
    if act.link is not None:
        require_here(case, act.link)
    if act.amount_fen != case.due_fen:
        raise CaseFault("case_amount", case=case.case_no, due_fen=case.due_fen)


def _paid_outside(case: Case, it: Happened, act: acts.PaidOutside) -> None:
    """By another than who keyed the payee, who keys the same once more; and on a day between the entry and today."""
    entry = case.entry
    payee = entry.payee if entry else None
    if payee is not None and payee.keyed_by == it.by:
        raise CaseFault("case_same_person", operator=it.by)
    if payee is not None and payee.digest != act.digest:
        raise CaseFault("payee_differs")
    since, until = entry.at[:10] if entry else "", it.at[:10]
    if not since <= act.day <= until:
        raise CaseFault("case_paid_day", since=since, until=until)


def _entry(
    case: Case, _it: Happened, act: acts.EntryTaken | acts.EntryRefused | acts.ReleaseIntended | acts.EntryReleased
) -> None:
    if case.entry is None or case.entry.key != act.key:
        raise CaseFault("entry_unknown", key=act.key)


# fmt: off
_CHECKS: dict[type[Act], Callable[[Case, Happened, Any], None]] = {
    acts.FormChanged:      _form_changed,
    acts.PaperAttached:    _attached,
    acts.PaperDiscarded:   _discarded,
    acts.Approved:         _approved,
    acts.Refused:          _other,
    acts.PapersAsked:      _other,
    acts.Signed:           _signed,
    acts.GoodsReceived:    _received,
    acts.GoodsRejected:    _other,
    acts.PayeeKeyed:       _payee_keyed,
    acts.EntryIntended:    _entry_intended,
    acts.EntryTaken:       _entry,
    acts.EntryRefused:     _entry,
    acts.ReleaseIntended:  _entry,
    acts.EntryReleased:    _entry,
    acts.BarLifted:        _bar_lifted,
    acts.PaidOutside:      _paid_outside,
}
# fmt: on
