"""The case as a state machine: an act in, the next case out. Pure: no IO, clock or thread.

The rule: `step` is for what somebody wants to do, is judged (judge.py) and never leaves table.py; `after` is for what
has happened, and says what has become of the case, whatever the rules are today. A refusal, an escalation, a device not
taken and a grant of less bar the original until so much is granted as was wanted at most, or the bar is lifted.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from terminal.case import acts
from terminal.case.acts import Act, Happened, word_of
from terminal.case.case import Case
from terminal.case.course import (
    Agreement,
    CaseRefund,
    Decision,
    Entry,
    Evidence,
    Mark,
    Parcel,
    Signature,
    Talk,
    WaitNote,
)
from terminal.case.judge import require_possible
from terminal.case.papers import Kind
from terminal.case.table import TABLE
from terminal.case.words import DRAFTING, RefundStanding, Route, State

_SAID = ("words", "why", "code", "reference", "number", "name")
"""What of an act stands in a case's life: the first of these that it says."""


def step(case: Case | None, happened: Happened) -> Case:
    """The case after what somebody does. None: there is none yet, and only `Opened` begins one. Raises CaseFault."""
    require_possible(case, happened)
    then = after(case, happened)
    if case is not None and then.state not in TABLE[case.state][type(happened.act)]:
        raise LookupError(f"{case.state} -{word_of(happened.act)}-> {then.state}: not in the table")
    return then


def fold(happenings: Iterable[Happened]) -> Case:
    """The case after all that happened, oldest first. Raises ValueError where they make no case."""
    case: Case | None = None
    for happened in happenings:
        case = after(case, happened)
    if case is None:
        raise ValueError("a case begins with being opened")
    return case


def after(case: Case | None, happened: Happened) -> Case:
    """The case after what has happened. Raises ValueError for what makes no case: a journal that was not ours."""
    act = happened.act
    if case is None or isinstance(act, acts.Opened):
        return _opened(case, happened)
    told = _RULES[type(act)](case, happened, act)
    moved = told if told.state is case.state or isinstance(act, acts.WaitNoted) else replace(told, wait=None)
    return replace(moved, life=(*moved.life, _mark(moved, happened)))


def _opened(case: Case | None, happened: Happened) -> Case:
    act = happened.act
    if case is not None or not isinstance(act, acts.Opened):
        raise ValueError(f"{happened.case_no}: a case is opened once, first of all")
    opened = Case(
        happened.case_no, act.kind, act.sale, act.form, act.terms, happened.at, happened.by, practice=act.practice
    )
    return replace(opened, life=(_mark(opened, happened),))


def _mark(case: Case, happened: Happened) -> Mark:
    act = happened.act
    said = next((words for name in _SAID if (words := getattr(act, name, ""))), "")
    files = [one for one in case.papers if isinstance(act, acts.PaperDiscarded) and one.sha256 == act.sha256]
    names = dict.fromkeys(one.name for one in files)
    papers = tuple(dict.fromkeys(one.paper for one in files))
    if isinstance(act, acts.PaperAttached):
        papers = (act.paper,)
    return Mark(happened.at, happened.by, word_of(act), case.state, " ".join((*names, str(said))), papers)


# --- talk, papers, application --------------------------------------------------------------------------------------


def _talked(case: Case, it: Happened, act: acts.TalkHeld) -> Case:
    return replace(case, talks=(*case.talks, Talk(it.at, it.by, act.intake, act.who, act.words)))


def _papers_begun(case: Case, _it: Happened, _act: acts.PapersBegun) -> Case:
    return replace(case, state=State.GATHERING)


def _form_changed(case: Case, _it: Happened, act: acts.FormChanged) -> Case:
    return replace(case, form=act.form, terms=act.terms)


def _attached(case: Case, it: Happened, act: acts.PaperAttached) -> Case:
    kept = Evidence(
        act.paper, act.sha256, act.name, act.size, act.media, act.keep_until, it.at, it.by,
        handed_in=case.state not in DRAFTING,
    )  # fmt: skip
    return replace(case, papers=(*case.papers, kept))


def _discarded(case: Case, _it: Happened, act: acts.PaperDiscarded) -> Case:
    """Every paper of that file that is still kept."""
    gone = {one for one in case.kept if one.sha256 == act.sha256}
    return replace(case, papers=tuple(replace(one, discarded=act.why) if one in gone else one for one in case.papers))


def _applied(case: Case, it: Happened, _act: acts.Applied) -> Case:
    return replace(case, state=State.APPLIED, applied_by=it.by, papers=_handed_in(case))


def _handed_in(case: Case) -> tuple[Evidence, ...]:
    return tuple(replace(one, handed_in=True) for one in case.papers)


# --- review ---------------------------------------------------------------------------------------------------------


def _approved(case: Case, it: Happened, act: acts.Approved) -> Case:
    decision = Decision(it.at, it.by, act.granted_fen, act.fee_fen, act.route, act.words, before_fen=case.paid_fen)
    barred_fen = _withheld(case) if act.granted_fen < _withheld(case) else 0
    approved = replace(case, state=State.APPROVED, decision=decision, barred_fen=barred_fen)
    return replace(approved, agreement=None, payee=None, wanted=(), venue=None)


def _refused(case: Case, it: Happened, act: acts.Refused) -> Case:
    decision = Decision(it.at, it.by, 0, 0, Route.ORIGINAL, act.why, act.improve)
    return replace(case, state=State.REFUSED, decision=decision, agreement=None, barred_fen=_withheld(case))


def _withheld(case: Case) -> int:
    """What must be granted before the original is free: the most that was wanted since something was not granted."""
    return max(case.barred_fen, case.form.wanted_fen)


def _papers_asked(case: Case, it: Happened, act: acts.PapersAsked) -> Case:
    papers = tuple(replace(one, asked_anew=True) if one.paper in act.papers else one for one in case.papers)
    return replace(case, state=State.WANTING, wanted=tuple(dict.fromkeys((*case.wanted, *act.papers))), papers=papers)


# --- agreement ------------------------------------------------------------------------------------------------------


def _drawn(case: Case, it: Happened, act: acts.AgreementDrawn) -> Case:
    """The same text once more is the same agreement, with who has signed it."""
    same = case.agreement is not None and case.agreement.sha256 == act.sha256
    agreement = case.agreement if same else Agreement(act.sha256, it.at, it.by)
    texts = tuple(dict.fromkeys((*case.texts, act.sha256)))
    return replace(case, state=State.SIGNING, agreement=agreement, texts=texts)


def _signed(case: Case, it: Happened, act: acts.Signed) -> Case:
    agreement = case.agreement or Agreement(act.sha256, it.at, it.by)
    signature = Signature(act.party, act.name, it.at, it.by)
    signed = replace(agreement, signatures=(*agreement.signatures, signature))
    if not signed.in_force:
        return replace(case, agreement=signed)
    agreed = replace(case, agreement=signed)
    goods = case.kind is Kind.DEVICE and case.parcel.fit is not True
    return replace(agreed, state=State.GOODS_DUE) if goods else _to_pay(agreed)


# --- the device that comes back -------------------------------------------------------------------------------------


def _sent(case: Case, _it: Happened, act: acts.GoodsSent) -> Case:
    return replace(case, parcel=replace(case.parcel, courier=act.courier, number=act.number))


def _received(case: Case, it: Happened, act: acts.GoodsReceived) -> Case:
    return replace(
        case, state=State.GOODS_IN, parcel=replace(case.parcel, received_at=it.at, missing=act.missing, fit=None)
    )


def _checked(case: Case, _it: Happened, act: acts.GoodsChecked) -> Case:
    return _to_pay(replace(case, parcel=replace(case.parcel, fit=True, checked=act.words)))


def _rejected(case: Case, _it: Happened, act: acts.GoodsRejected) -> Case:
    parcel = replace(case.parcel, fit=False, checked=act.why)
    return replace(case, state=State.GOODS_BACK, parcel=parcel, barred_fen=_withheld(case))


def _returned(case: Case, _it: Happened, act: acts.GoodsReturned) -> Case:
    parcel = replace(case.parcel, back_courier=act.courier, back_number=act.number, fit=False)
    return replace(case, state=State.SENT_BACK, parcel=parcel)


# --- refund and arrival ---------------------------------------------------------------------------------------------


def _refund_moved(case: Case, _it: Happened, act: acts.RefundMoved) -> Case:
    others = tuple(one for one in case.refunds if one.key != act.key)
    told = replace(case, refunds=(*others, CaseRefund(act.key, act.amount_fen, act.standing)))
    undone = case.state in _PAID and not told.paid  # as who ended the refund by hand says now
    return _to_pay(told) if undone or case.state in (State.READY, State.PAYING) else told


_PAID = frozenset({State.PAID, State.ARRIVED})


def _to_pay(case: Case) -> Case:
    """Agreed, and the device taken where there is one: to be paid, as far as that has not happened."""
    if any(one.standing is RefundStanding.OPEN for one in case.refunds):
        return replace(case, state=State.PAYING)
    return replace(case, state=State.PAID if case.paid else State.READY)


def _payee_keyed(case: Case, it: Happened, act: acts.PayeeKeyed) -> Case:
    return replace(case, payee=act.payee)


def _entry_intended(case: Case, it: Happened, act: acts.EntryIntended) -> Case:
    entry = Entry(act.key, act.amount_fen, act.at_host, it.by, it.at, link=act.link, payee=case.payee)
    return replace(case, state=State.ENTERING, entry=entry)


def _entry_taken(case: Case, _it: Happened, _act: acts.EntryTaken) -> Case:
    return replace(case, state=State.ENTERED)


def _entry_refused(case: Case, _it: Happened, _act: acts.EntryRefused) -> Case:
    return _given_back(case)


def _release_intended(case: Case, _it: Happened, _act: acts.ReleaseIntended) -> Case:
    return replace(case, state=State.RELEASING)


def _entry_released(case: Case, _it: Happened, _act: acts.EntryReleased) -> Case:
    return replace(_given_back(case), payee=None)


def _given_back(case: Case) -> Case:
    entry = (case.entry,) if case.entry else ()
    return _to_pay(replace(case, entry=None, released=(*case.released, *entry)))


def _paid_outside(case: Case, it: Happened, act: acts.PaidOutside) -> Case:
    paid = [replace(one, reference=act.reference, paid_by=it.by, paid_day=act.day) for one in (case.entry,) if one]
    return replace(case, state=State.PAID, entry=None, paid_outside=(*case.paid_outside, *paid))


def _arrival_noted(case: Case, _it: Happened, act: acts.ArrivalNoted) -> Case:
    return replace(case, state=State.ARRIVED if act.arrived else State.PAID)


# --- the end --------------------------------------------------------------------------------------------------------


def _followed_up(case: Case, _it: Happened, act: acts.FollowedUp) -> Case:
    return _left(replace(case, score=act.score), State.CLOSED)


def _escalated(case: Case, _it: Happened, act: acts.Escalated) -> Case:
    barred_fen = case.barred_fen if case.paid else _withheld(case)
    return replace(
        case,
        state=State.ESCALATED,
        venue=act.venue,
        venue_no=act.number,
        barred_fen=barred_fen,
        papers=_handed_in(case),
    )


def _escalation_ended(case: Case, _it: Happened, act: acts.EscalationEnded) -> Case:
    if not act.review:
        return _left(case, State.CLOSED)
    return replace(case, state=State.PAID if case.paid else State.APPLIED)


def _withdrawn(case: Case, _it: Happened, _act: acts.Withdrawn) -> Case:
    return _left(case, State.WITHDRAWN)


def _left(case: Case, end: State) -> Case:
    """It ends; but the shop keeps no device that it has not paid for."""
    return replace(case, state=State.GOODS_BACK if case.parcel.fit and not case.paid else end)


def _reopened(case: Case, _it: Happened, _act: acts.Reopened) -> Case:
    """From its papers on; what was decided, agreed and sent counts no more, and what was paid does."""
    return replace(case, state=State.GATHERING, decision=None, agreement=None, payee=None, parcel=Parcel())


def _bar_lifted(case: Case, _it: Happened, _act: acts.BarLifted) -> Case:
    return replace(case, barred_fen=0)


def _wait_noted(case: Case, it: Happened, act: acts.WaitNoted) -> Case:
    return replace(case, wait=WaitNote(act.why, it.at, act.words))


# fmt: off
_RULES: dict[type[Act], Callable[[Case, Happened, Any], Case]] = {
    acts.TalkHeld:         _talked,
    acts.PapersBegun:      _papers_begun,
    acts.FormChanged:      _form_changed,
    acts.PaperAttached:    _attached,
    acts.PaperDiscarded:   _discarded,
    acts.Applied:          _applied,
    acts.Approved:         _approved,
    acts.Refused:          _refused,
    acts.PapersAsked:      _papers_asked,
    acts.AgreementDrawn:   _drawn,
    acts.Signed:           _signed,
    acts.GoodsSent:        _sent,
    acts.GoodsReceived:    _received,
    acts.GoodsChecked:     _checked,
    acts.GoodsRejected:    _rejected,
    acts.GoodsReturned:    _returned,
    acts.PayeeKeyed:       _payee_keyed,
    acts.EntryIntended:    _entry_intended,
    acts.EntryTaken:       _entry_taken,
    acts.EntryRefused:     _entry_refused,
    acts.ReleaseIntended:  _release_intended,
    acts.EntryReleased:    _entry_released,
    acts.PaidOutside:      _paid_outside,
    acts.RefundMoved:      _refund_moved,
    acts.ArrivalNoted:     _arrival_noted,
    acts.FollowedUp:       _followed_up,
    acts.Escalated:        _escalated,
    acts.EscalationEnded:  _escalation_ended,
    acts.Withdrawn:        _withdrawn,
    acts.Reopened:         _reopened,
    acts.BarLifted:        _bar_lifted,
    acts.WaitNoted:        _wait_noted,
}
# fmt: on
