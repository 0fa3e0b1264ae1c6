"""A case as verbs show it: lines for people, one JSON document for programs.

The rule: everything is masked where it comes from, and the keyed hash of a payee is nobody's business.
"""

import json
from collections.abc import Iterator

import msgspec

from protocol.money import format_yuan
from terminal.case.case import Case
from terminal.case.course import Evidence
from terminal.case.outward import outward
from terminal.case.paper.said import of_goods, of_mark
from terminal.case.words import Stage
from terminal.cli.case.steps import VERBS
from terminal.columns import clean
from terminal.desk.case_door import CaseSheet, CaseView, Faulty, Listed
from terminal.language import Texts

_SHORT_SHA = 12
"""Digits of a hash in a line for people: enough to name the file."""


def say(view: CaseView, texts: Texts, *, as_json: bool) -> None:
    """All of it on stdout."""
    lines = [json.dumps(document(view), ensure_ascii=False)] if as_json else lines_of(view, texts)
    print(*lines, sep="\n")


def document(view: CaseView) -> dict[str, object]:
    """What a program wants first, and the whole case."""
    case, waiting = view.case, view.waiting
    whole = outward(msgspec.to_builtins(case))
    return {
        "case_no": case.case_no,
        "error": None,
        "state": case.state.value,
        "stage": case.stage.value,
        "waits_for": waiting.why.value if waiting.why else None,
        "waits_since": waiting.since,
        "due": waiting.due or None,
        "overdue": waiting.overdue,
        "may": list(view.may),
        "missing": [paper.value for paper in case.missing],
        "faulty": [msgspec.to_builtins(one) for one in view.faulty],
        "sheets": [sheet.value for sheet in view.sheets],
        "denied": [{"key": str(one.key), "code": one.contradicted} for one in view.denied],
        "blocks": case.blocks,
        "granted_fen": case.granted_fen,
        "paid_fen": case.paid_fen,
        "due_fen": case.due_fen,
        "case": whole,
    }


def listed_document(one: Listed) -> dict[str, object]:
    """One line of a list, for programs."""
    case, waiting = one.case, one.waiting
    return {
        "case_no": case.case_no,
        "kind": case.kind.value,
        "state": case.state.value,
        "applicant": case.form.applicant,
        "receipt_no": case.form.receipt_no,
        "wanted_fen": case.form.wanted_fen,
        "waits_for": waiting.why.value if waiting.why else None,
        "waits_since": waiting.since,
        "days": waiting.days,
        "due": waiting.due or None,
        "overdue": waiting.overdue,
    }


def listed_line(one: Listed, texts: Texts) -> tuple[str, ...]:
    """The same as cells for people."""
    case, waiting = one.case, one.waiting
    why = texts(f"case_wait.{waiting.why}") if waiting.why else ""
    days = texts("case_told.days", days=waiting.days) if waiting.why else ""
    late = texts("case_told.overdue", due=waiting.due) if waiting.overdue else ""
    kind, state = texts(f"case_kind.{case.kind}"), texts(f"case_state.{case.state}")
    return (case.case_no, kind, state, clean(case.form.applicant), _yuan(case.form.wanted_fen), f"{why} {days}", late)


def lines_of(view: CaseView, texts: Texts) -> Iterator[str]:
    """For people: what it is, what it waits for, its money, papers, talks and life."""
    case, waiting = view.case, view.waiting
    kind, state = texts(f"case_kind.{case.kind}"), texts(f"case_state.{case.state}")
    stage = texts(f"case_stage.{Stage(case.stage).name.lower()}")
    yield f"{case.case_no}  {kind}  {state}  {case.stage}/{len(Stage)} {stage}"
    if waiting.why:
        late = texts("case_told.overdue", due=waiting.due) if waiting.overdue else ""
        why = texts(f"case_wait.{waiting.why}")
        yield texts(
            "case_told.waits", waits_for=why, since=waiting.since[:10], words=clean(waiting.noted), late=late
        ).strip()
    yield from _form(case, texts)
    yield from _money(view, texts)
    yield from _papers(case, view.faulty, texts)
    for talk in case.talks:
        yield f"{talk.at[:16]} {talk.by} {texts(f'intake.{talk.intake}')} {clean(talk.who)}: {clean(talk.words)}"
    yield from _life(case, texts)
    if view.may:
        yield texts("case_told.may", acts=" ".join(VERBS[act] for act in view.may))


def _form(case: Case, texts: Texts) -> Iterator[str]:
    sale, form = case.sale, case.form
    named = {"order": sale.order_no, "reference": sale.reference_no, "day": sale.paid_date}
    keyed = texts("form.keyed") if sale.keyed else ""
    yield texts("case_told.sale", amount=_yuan(sale.amount_fen), **named) + keyed
    yield texts(
        "case_told.wanted",
        applicant=clean(form.applicant),
        contact=clean(form.contact),
        receipt=clean(form.receipt_no),
        amount=_yuan(form.wanted_fen),
        fee=_yuan(case.terms.fee_fen),
        words=clean(form.reason),
    )
    if case.articles:
        yield texts("case_told.goods", goods=clean(of_goods(case, texts)))


def _money(view: CaseView, texts: Texts) -> Iterator[str]:
    case = view.case
    if case.decision is not None:
        route = texts(f"route.{case.decision.route}")
        fee_fen = case.decision.fee_fen
        entered_fen = case.entry.amount_fen if case.entry else 0
        due_fen = case.due_fen + entered_fen
        amounts = {"granted": case.granted_fen, "fee": fee_fen, "paid": case.paid_fen, "due": due_fen}
        yield texts("case_told.money", route=route, **{name: _yuan(fen) for name, fen in amounts.items()})
    for one in view.denied:
        said = {"voucher": one.key.trace_no, "amount": _yuan(one.amount_fen), "code": one.contradicted}
        yield texts("cases.denied", **said)
    if case.payee is not None:
        payee = case.payee
        yield texts("case_told.payee", name=clean(payee.name), account=payee.account, bank=clean(payee.bank))
    if case.entry is not None:
        yield texts("case_told.outside", amount=_yuan(case.entry.amount_fen))


def _papers(case: Case, faulty: tuple[Faulty, ...], texts: Texts) -> Iterator[str]:
    wrong = {(one.paper, one.sha256): one for one in faulty}
    for one in case.papers:
        yield f"{_standing(one, wrong.get((one.paper, one.sha256)), texts)} {_paper(one, texts)}"
    for fault in faulty:
        if fault.paper == CaseSheet.AGREEMENT:
            word = "case_told.vanished" if fault.vanished else "case_told.changed"
            yield f"{texts(word)} {texts('case_paper.agreement')} {fault.sha256[:_SHORT_SHA]}"
    for paper in case.missing:
        yield f"{texts('case_told.missing')} {texts(f'case_paper.{paper}')}"


def _standing(one: Evidence, fault: Faulty | None, texts: Texts) -> str:
    if one.discarded:
        return texts("case_told.discarded")
    if fault is None:
        return texts("case_told.kept")
    return texts("case_told.vanished" if fault.vanished else "case_told.changed")


def _paper(one: Evidence, texts: Texts) -> str:
    return f"{texts(f'case_paper.{one.paper}')} {clean(one.name)} {one.sha256[:_SHORT_SHA]} {one.keep_until}"


def _life(case: Case, texts: Texts) -> Iterator[str]:
    """Who did what and when, why, and where it led to."""
    before = None
    for mark in case.life:
        led = f"-> {texts(f'case_state.{mark.state}')}" if mark.state is not before else ""
        before = mark.state
        yield " ".join(
            filter(None, (mark.at[:16], mark.by, texts(f"act.{mark.act}"), clean(of_mark(mark, texts)), led))
        )


def _yuan(fen: int) -> str:
    return format_yuan(fen)
