"""The case as a state machine: an act in, the next case out, or the reason why not. Pure: no IO, clock or thread.

The rule: `step` never leaves table.py. A refusal or an escalation bars the original until an approval; nobody decides
on what he asked for himself; and what is paid is never more than what was granted.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from terminal.case.acts import (
    Act,
    AgreementDrawn,
    Applied,
    Approved,
    ArrivalNoted,
    EntryIntended,
    EntryRefused,
    EntryReleased,
    EntryTaken,
    Escalated,
    EscalationEnded,
    FollowedUp,
    FormChanged,
    GoodsChecked,
    GoodsReceived,
    GoodsReturned,
    GoodsSent,
    Happened,
    Opened,
    PaidOutside,
    PaperAttached,
    PaperDiscarded,
    PapersAsked,
    PapersBegun,
    PayeeKeyed,
    RefundMoved,
    Refused,
    ReleaseIntended,
    Reopened,
    Signed,
    TalkHeld,
    WaitNoted,
    Withdrawn,
    word_of,
)
from terminal.case.case import (
    Agreement,
    Case,
    CaseRefund,
    Decision,
    Entry,
    Evidence,
    Mark,
    Parcel,
    RefundStanding,
    Route,
    Signature,
    State,
    Talk,
    WaitNote,
)
from terminal.case.papers import Kind
from terminal.case.table import TABLE

SUPERVISOR_NO = "00"
"""Whose approvals the policy limits; the shop manager's it does not."""


class CaseFault(Exception):
    """It may not happen. `word` is a key of terminal.desk.door.FAULTS; `details` fill its text. Nothing has changed."""

    def __init__(self, word: str, **details: str | int) -> None:
        super().__init__(word, details)
        self.word = word
        self.details = details


def step(case: Case | None, happened: Happened) -> Case:
    """The case after it. None: there is none yet, and only `Opened` begins one. Raises CaseFault."""
    act = happened.act
    if case is None or isinstance(act, Opened):
        return _opened(case, happened)
    leads = TABLE[case.state].get(type(act))
    if leads is None:
        raise CaseFault("case_out_of_order", case=case.case_no, state=case.state.value, act=word_of(act))
    after = _RULES[type(act)](case, happened, act)
    if after.state not in leads:
        raise AssertionError(f"{case.state} -{word_of(act)}-> {after.state}: not in the table")
    moved = after if after.state is case.state or isinstance(act, WaitNoted) else replace(after, wait=None)
    return replace(moved, life=(*moved.life, _mark(moved, happened)))


def fold(happenings: Iterable[Happened]) -> Case:
    """The case after all of them, oldest first. Raises CaseFault; ValueError where there is none."""
    case: Case | None = None
    for happened in happenings:
        case = step(case, happened)
    if case is None:
        raise ValueError("a case begins with being opened")
    return case


def require_payable(case: Case, amount_fen: int) -> None:
    """A refund of so much through the terminal may start from this case now. CaseFault case_not_ready, case_route,
    case_amount.
    """
    if case.state is not State.READY:
        raise CaseFault("case_not_ready", case=case.case_no, state=case.state.value)
    if case.decision is None or case.decision.route is not Route.ORIGINAL:
        raise CaseFault("case_route", case=case.case_no)
    if amount_fen != case.due_fen:
        raise CaseFault("case_amount", case=case.case_no, due_fen=case.due_fen)


def _opened(case: Case | None, happened: Happened) -> Case:
    act = happened.act
    if case is not None or not isinstance(act, Opened):
        raise CaseFault("case_unknown" if case is None else "case_exists", case=happened.case_no)
    opened = Case(
        happened.case_no, act.kind, act.sale, act.form, act.terms, happened.at, happened.by, practice=act.practice
    )
    _require_form(opened)
    return replace(opened, life=(_mark(opened, happened),))


def _mark(case: Case, happened: Happened) -> Mark:
    act: Any = happened.act
    said = getattr(act, "words", "") or getattr(act, "why", "")
    words = said if isinstance(said, str) else ""
    return Mark(happened.at, happened.by, word_of(act), case.state, str(words))


def _require_form(case: Case) -> None:
    """What is asked for fits what was sold, and the form its kind."""
    form = case.form
    if form.wanted_fen > case.sale.amount_fen:
        raise CaseFault("case_wanted_over", most_fen=case.sale.amount_fen)
    if (form.fault is not None) is not (case.kind is Kind.DEVICE):
        raise CaseFault("case_fault_missing" if case.kind is Kind.DEVICE else "case_fault_foreign")
    if case.terms.fee_fen >= form.wanted_fen:
        raise CaseFault("case_fee_over", fee_fen=case.terms.fee_fen, wanted_fen=form.wanted_fen)


# --- talk, papers, application --------------------------------------------------------------------------------------


def _talked(case: Case, it: Happened, act: TalkHeld) -> Case:
    return replace(case, talks=(*case.talks, Talk(it.at, it.by, act.intake, act.who, act.words)))


def _papers_begun(case: Case, _it: Happened, _act: PapersBegun) -> Case:
    return replace(case, state=State.GATHERING)


def _form_changed(case: Case, _it: Happened, act: FormChanged) -> Case:
    changed = replace(case, form=act.form, terms=act.terms)
    _require_form(changed)
    return changed


def _attached(case: Case, it: Happened, act: PaperAttached) -> Case:
    if any(one.sha256 == act.sha256 and one.paper is act.paper for one in case.kept):
        raise CaseFault("paper_twice", paper=act.paper.value, sha256=act.sha256[:12])
    kept = Evidence(act.paper, act.sha256, act.name, act.size, act.media, act.keep_until, it.at, it.by)
    return replace(case, papers=(*case.papers, kept))


def _discarded(case: Case, it: Happened, act: PaperDiscarded) -> Case:
    """Every paper of that file; two see to it, who attached it and who takes it away."""
    gone = [one for one in case.kept if one.sha256 == act.sha256]
    if not gone:
        raise CaseFault("paper_unknown", sha256=act.sha256[:12])
    if it.by in {one.attached_by for one in gone}:
        raise CaseFault("case_same_person", operator=it.by)
    papers = tuple(replace(one, discarded=act.why) if one in gone else one for one in case.papers)
    return replace(case, papers=papers)


def _applied(case: Case, it: Happened, _act: Applied) -> Case:
    return replace(case, state=State.APPLIED, applied_by=it.by)


# --- review ---------------------------------------------------------------------------------------------------------


def _approved(case: Case, it: Happened, act: Approved) -> Case:
    _require_other(case, it)
    if case.missing:
        raise CaseFault("case_papers_missing", papers=",".join(case.missing))
    if act.fee_fen >= case.form.wanted_fen:
        raise CaseFault("case_fee_over", fee_fen=act.fee_fen, wanted_fen=case.form.wanted_fen)
    if act.granted_fen + act.fee_fen > case.form.wanted_fen:
        raise CaseFault("case_granted_over", most_fen=case.form.wanted_fen - act.fee_fen)
    if act.granted_fen <= case.paid_fen:
        raise CaseFault("case_granted_paid", paid_fen=case.paid_fen)
    if it.by == SUPERVISOR_NO and 0 < case.terms.limit_fen < act.granted_fen:
        raise CaseFault("case_over_limit", limit_fen=case.terms.limit_fen)
    decision = Decision(it.at, it.by, act.granted_fen, act.fee_fen, act.route, act.words)
    return replace(
        case, state=State.APPROVED, decision=decision, agreement=None, payee=None, wanted=(), barred=False, venue=None
    )


def _refused(case: Case, it: Happened, act: Refused) -> Case:
    _require_other(case, it)
    decision = Decision(it.at, it.by, 0, 0, Route.ORIGINAL, act.why, act.improve)
    return replace(case, state=State.REFUSED, decision=decision, agreement=None, barred=True)


def _papers_asked(case: Case, it: Happened, act: PapersAsked) -> Case:
    _require_other(case, it)
    return replace(case, state=State.WANTING, wanted=tuple(dict.fromkeys((*case.wanted, *act.papers))))


def _require_other(case: Case, it: Happened) -> None:
    """Nobody decides on his own request."""
    if it.by in (case.opened_by, case.applied_by):
        raise CaseFault("case_own_request", operator=it.by)


# --- agreement ------------------------------------------------------------------------------------------------------


def _drawn(case: Case, it: Happened, act: AgreementDrawn) -> Case:
    return replace(case, state=State.SIGNING, agreement=Agreement(act.sha256, it.at, it.by))


def _signed(case: Case, it: Happened, act: Signed) -> Case:
    agreement = case.agreement
    if agreement is None or agreement.sha256 != act.sha256:
        raise CaseFault("agreement_differs")
    if any(one.party is act.party for one in agreement.signatures):
        raise CaseFault("agreement_signed", party=act.party.value)
    signature = Signature(act.party, act.name, it.at, it.by)
    signed = replace(agreement, signatures=(*agreement.signatures, signature))
    if not signed.in_force:
        return replace(case, agreement=signed)
    goods = case.kind is Kind.DEVICE and case.parcel.fit is not True
    return replace(case, agreement=signed, state=State.GOODS_DUE if goods else State.READY)


# --- the device that comes back -------------------------------------------------------------------------------------


def _sent(case: Case, _it: Happened, act: GoodsSent) -> Case:
    return replace(case, parcel=replace(case.parcel, courier=act.courier, number=act.number))


def _received(case: Case, it: Happened, act: GoodsReceived) -> Case:
    unlisted = [part for part in act.missing if part not in case.form.parts]
    if unlisted:
        raise CaseFault("part_unknown", part=unlisted[0])
    return replace(
        case, state=State.GOODS_IN, parcel=replace(case.parcel, received_at=it.at, missing=act.missing, fit=None)
    )


def _checked(case: Case, _it: Happened, act: GoodsChecked) -> Case:
    parcel = replace(case.parcel, fit=act.fit, checked=act.words)
    if act.fit:
        return replace(case, state=State.READY, parcel=parcel)
    return replace(case, state=State.GOODS_BACK, parcel=parcel, barred=True)


def _returned(case: Case, _it: Happened, act: GoodsReturned) -> Case:
    parcel = replace(case.parcel, back_courier=act.courier, back_number=act.number)
    return replace(case, state=State.SENT_BACK, parcel=parcel)


# --- refund and arrival ---------------------------------------------------------------------------------------------


def _refund_moved(case: Case, _it: Happened, act: RefundMoved) -> Case:
    others = tuple(one for one in case.refunds if one.key != act.key)
    told = replace(case, refunds=(*others, CaseRefund(act.key, act.amount_fen, act.standing)))
    if case.state not in (State.READY, State.PAYING):
        return told
    if any(one.standing is RefundStanding.OPEN for one in told.refunds):
        return replace(told, state=State.PAYING)
    paid = told.paid_fen >= told.granted_fen
    return replace(told, state=State.PAID if paid else State.READY)


def _payee_keyed(case: Case, it: Happened, act: PayeeKeyed) -> Case:
    if case.decision is None or act.payee.route is not case.decision.route:
        raise CaseFault("case_route", case=case.case_no)
    if act.payee.keyed_by != it.by:
        raise CaseFault("case_same_person", operator=it.by)
    return replace(case, payee=act.payee)


def _entry_intended(case: Case, it: Happened, act: EntryIntended) -> Case:
    payee = case.payee
    if payee is None:
        raise CaseFault("payee_missing", case=case.case_no)
    if it.by == payee.keyed_by:
        raise CaseFault("case_same_person", operator=it.by)
    if act.digest != payee.digest:
        raise CaseFault("payee_differs")
    if act.amount_fen != case.due_fen:
        raise CaseFault("case_amount", case=case.case_no, due_fen=case.due_fen)
    entry = Entry(act.key, act.amount_fen, act.at_host, it.by, it.at)
    return replace(case, state=State.ENTERING, entry=entry)


def _entry_of(case: Case, key: str) -> Entry:
    if case.entry is None or case.entry.key != key:
        raise CaseFault("entry_unknown", key=key)
    return case.entry


def _entry_taken(case: Case, _it: Happened, act: EntryTaken) -> Case:
    _entry_of(case, act.key)
    return replace(case, state=State.ENTERED)


def _entry_refused(case: Case, _it: Happened, act: EntryRefused) -> Case:
    entry = _entry_of(case, act.key)
    return replace(case, state=State.READY, entry=None, released=(*case.released, entry))


def _release_intended(case: Case, _it: Happened, act: ReleaseIntended) -> Case:
    _entry_of(case, act.key)
    return replace(case, state=State.RELEASING)


def _entry_released(case: Case, _it: Happened, act: EntryReleased) -> Case:
    entry = _entry_of(case, act.key)
    return replace(case, state=State.READY, entry=None, payee=None, released=(*case.released, entry))


def _paid_outside(case: Case, it: Happened, act: PaidOutside) -> Case:
    if case.entry is None:
        raise CaseFault("entry_unknown", key="")
    paid = replace(case.entry, reference=act.reference, paid_by=it.by, paid_day=act.day)
    return replace(case, state=State.PAID, entry=None, paid_outside=(*case.paid_outside, paid))


def _arrival_noted(case: Case, _it: Happened, act: ArrivalNoted) -> Case:
    return replace(case, state=State.ARRIVED if act.arrived else State.PAID)


# --- the end --------------------------------------------------------------------------------------------------------


def _followed_up(case: Case, _it: Happened, act: FollowedUp) -> Case:
    return replace(case, state=State.CLOSED, score=act.score)


def _escalated(case: Case, _it: Happened, act: Escalated) -> Case:
    paid = 0 < case.granted_fen <= case.paid_fen
    return replace(case, state=State.ESCALATED, venue=act.venue, barred=case.barred or not paid)


def _escalation_ended(case: Case, _it: Happened, act: EscalationEnded) -> Case:
    return replace(case, state=State.APPLIED if act.review else State.CLOSED)


def _withdrawn(case: Case, _it: Happened, _act: Withdrawn) -> Case:
    return replace(case, state=State.WITHDRAWN)


def _reopened(case: Case, it: Happened, _act: Reopened) -> Case:
    """From its papers on; what was decided, agreed and sent counts no more, and what was paid does."""
    return replace(
        case, state=State.GATHERING, opened_by=it.by, decision=None, agreement=None, payee=None, parcel=Parcel()
    )


def _wait_noted(case: Case, it: Happened, act: WaitNoted) -> Case:
    return replace(case, wait=WaitNote(act.why, it.at, act.words))


# fmt: off
_RULES: dict[type[Act], Callable[[Case, Happened, Any], Case]] = {
    TalkHeld:         _talked,
    PapersBegun:      _papers_begun,
    FormChanged:      _form_changed,
    PaperAttached:    _attached,
    PaperDiscarded:   _discarded,
    Applied:          _applied,
    Approved:         _approved,
    Refused:          _refused,
    PapersAsked:      _papers_asked,
    AgreementDrawn:   _drawn,
    Signed:           _signed,
    GoodsSent:        _sent,
    GoodsReceived:    _received,
    GoodsChecked:     _checked,
    GoodsReturned:    _returned,
    PayeeKeyed:       _payee_keyed,
    EntryIntended:    _entry_intended,
    EntryTaken:       _entry_taken,
    EntryRefused:     _entry_refused,
    ReleaseIntended:  _release_intended,
    EntryReleased:    _entry_released,
    PaidOutside:      _paid_outside,
    RefundMoved:      _refund_moved,
    ArrivalNoted:     _arrival_noted,
    FollowedUp:       _followed_up,
    Escalated:        _escalated,
    EscalationEnded:  _escalation_ended,
    Withdrawn:        _withdrawn,
    Reopened:         _reopened,
    WaitNoted:        _wait_noted,
}
# fmt: on
