"""A case in lines: where it stands, what it waits for, what is missing, its money; behind that all the rest. Pure."""

from typing import TYPE_CHECKING

from protocol.money import capitals
from scanner.salesslip import spaced
from terminal.columns import clean, wrap
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, money
from terminal.trade.refund import RefundRecord

if TYPE_CHECKING:
    from terminal.case.case import Case
    from terminal.case.words import Stage
    from terminal.desk.case_door import CaseView

Lines = tuple[Line, ...]

NEXT = ("applied", "goods_in", "entered", "escalated")
"""States in which what leads on is whoever reviews's alone; texts `next.<state>`."""

_REFUSALS = ("refused", "goods_rejected")


def summary(scene: Scene, view: "CaseView", columns: int, t: Texts) -> Lines:
    """What stands on the first page of it."""
    case = view.case
    return (
        *_wrapped(_bar(case, t), columns, Look.DIM),
        *_wrapped(_stands(view, t), columns, Look.STRONG),
        *_wrapped(_unpaid(case, t), columns, Look.STRONG),
        *(line for one in view.denied for line in _wrapped(_denied(scene, one, t), columns, Look.STRONG)),
        *_wrapped(_lacks(view, t), columns, Look.STRONG),
        *_wrapped(_ruled(case, t) if not case.granted_fen else "", columns, Look.STRONG),
        *_wrapped(_outside(scene, case, t), columns, Look.STRONG),
        *(line for text in _awaited(scene, case, t) for line in _wrapped(text, columns)),
        *_wrapped(_next(case, t), columns, Look.STRONG),
        *_wrapped(_sums(scene, view, t), columns),
        *_wrapped(_sale(scene, view, t), columns),
        *_wrapped(_form(case, t), columns),
    )


def details(scene: Scene, view: "CaseView", columns: int, t: Texts) -> Lines:
    """Everything else that is known of it."""
    case = view.case
    said = (
        *_applied(case, t),
        *_decided(scene, case, t),
        *_agreed(case, t),
        *_parcel(case, t),
        *_paid(scene, case, t),
        *_rules(scene, case, t),
    )
    return tuple(line for text in said for line in _wrapped(text, columns))


def judged(view: "CaseView", columns: int, t: Texts) -> Lines:
    """What whoever reviews has to know of it."""
    case = view.case
    there = " ".join(dict.fromkeys(t(f"case_paper.{one.paper}") for one in case.kept))
    refusals = (
        t("cases.refused_before", day=mark.at[:10], by=mark.by, words=clean(mark.words))
        for mark in case.life
        if mark.act in _REFUSALS
    )
    said = (
        (_form(case, t), Look.PLAIN),
        *((words, Look.PLAIN) for words in _applied(case, t)[:2]),
        (t("cases.papers_there", papers=there) if there else "", Look.PLAIN),
        (_lacks(view, t), Look.STRONG),
        (_ruled(case, t), Look.STRONG),
        *((words, Look.STRONG) for words in refusals),
    )
    return tuple(line for words, look in said for line in _wrapped(words, columns, look))


def shortened(lines: Lines, most: int) -> Lines:
    """At most so many: what is strong stays, of the rest its beginning does."""
    if len(lines) <= most:
        return lines
    strong = [at for at, line in enumerate(lines) if line.look is Look.STRONG][: max(0, most)]
    plain = [at for at, line in enumerate(lines) if line.look is not Look.STRONG][: max(0, most - len(strong))]
    return tuple(lines[at] for at in sorted((*strong, *plain)))


def _sign(case: "Case", stage: "Stage") -> str:
    """✗ stands at a refund that never came, though the case is past it."""
    from terminal.case.words import Stage

    never = stage is Stage.REFUND and not case.paid_fen
    return "" if stage >= case.stage else "✗" if never else "✓"


def _name(stage: "Stage") -> str:
    return stage.name.lower()


def _bar(case: "Case", t: Texts) -> str:
    from terminal.case.words import Stage

    names = {stage: t(f"case_stage.{_name(stage)}") for stage in Stage}
    return " ".join(f"[{name}]" if stage is case.stage else _sign(case, stage) + name for stage, name in names.items())


def _stands(view: "CaseView", t: Texts) -> str:
    waiting, state = view.waiting, t(f"case_state.{view.case.state}")
    if waiting.why is None:
        return t("cases.ended", state=state, day=waiting.since[:10])
    waits = t(
        "cases.waits", state=state, waits_for=t(f"case_wait.{waiting.why}"), since=waiting.since[:10], n=waiting.days
    )
    due = t("cases.overdue" if waiting.overdue else "cases.due", day=waiting.due) if waiting.due else ""
    rules = t("cases.rules_changed") if waiting.rules_changed else ""
    return " ".join(filter(None, (waits, due, clean(waiting.noted), rules)))


def _lacks(view: "CaseView", t: Texts) -> str:
    missing = " ".join(t(f"case_paper.{paper}") for paper in view.case.missing)
    faulty = (
        t("cases.vanished" if one.vanished else "cases.changed", paper=t(f"case_paper.{one.paper}"))
        for one in view.faulty
    )
    return " ".join((*((t("cases.missing", papers=missing),) if missing else ()), *faulty))


def _denied(scene: Scene, record: RefundRecord, t: Texts) -> str:
    amount = money(record.amount_fen, scene.practice, t)
    return t("cases.denied", voucher=record.key.trace_no, amount=amount, code=record.contradicted)


def _unpaid(case: "Case", t: Texts) -> str:
    """That it came to its last step and nothing was paid, and why; "" where that is not so."""
    from terminal.case.words import Stage

    if case.paid_fen or case.stage is not Stage.FOLLOW_UP or case.state == "escalated":
        return ""
    if case.parcel.fit is False:
        turned = any(mark.act == "goods_rejected" for mark in case.life)
        return t("cases.unpaid_unfit" if turned else "cases.unpaid_returned")
    if case.state == "withdrawn":
        return t("cases.unpaid_withdrawn")
    return t("cases.unpaid_refused" if case.decision and not case.decision.granted_fen else "cases.unpaid")


def _ruled(case: "Case", t: Texts) -> str:
    """What the rules have against it."""
    against = " ".join(t(one) for one in case.terms.against)
    return t("cases.against", words=against) if against else ""


def _next(case: "Case", t: Texts) -> str:
    """What leads on behind 0, where the menu alone does not say it."""
    if case.state != "ready":
        return t(f"next.{case.state}") if case.state in NEXT else ""
    if case.decision is None or case.decision.route == "original":
        return t("next.ready")
    if case.payee is None:
        return t("next.payee")
    payee = f"{clean(case.payee.name)} {clean(case.payee.account)}"
    return t("next.second", payee=payee)


def _awaited(scene: Scene, case: "Case", t: Texts) -> tuple[str, ...]:
    """What the step it is at is about: who has signed, which parts are here, who asks the host again."""
    if case.state == "refused":
        return _decided(scene, case, t)
    if case.state == "signing":
        return _agreed(case, t)
    if case.state == "paying":
        return (t("cases.paying_do"),)
    if case.state in ("entering", "releasing"):
        return (t("cases.entering_do"),)
    if case.state in ("paid", "arrived", "closed", "withdrawn"):
        return (t("cases.barred"),) if case.barred else ()
    return _parcel(case, t) if case.state.startswith("goods") else ()


def _outside(scene: Scene, case: "Case", t: Texts) -> str:
    """What is paid outside the terminal was not paid by it."""
    if case.entry is None or case.payee is None:
        return ""
    amount = money(case.entry.amount_fen, scene.practice, t)
    payee = " ".join(filter(None, (t(f"route.{case.payee.route}"), clean(case.payee.name), clean(case.payee.account))))
    return t("cases.outside", amount=amount, payee=payee)


def _sums(scene: Scene, view: "CaseView", t: Texts) -> str:
    case = view.case
    outside_fen = sum(one.amount_fen for one in case.paid_outside)
    through_fen = case.paid_fen - outside_fen
    sums = (
        ("cases.wanted", case.form.wanted_fen),
        ("cases.fee", case.decision.fee_fen if case.decision else case.terms.fee_fen),
        ("cases.granted", case.granted_fen),
        *((("cases.paid_back", through_fen),) if through_fen or not outside_fen else ()),
        *((("cases.outside_paid", outside_fen),) if outside_fen else ()),
    )
    return "  ".join(t(text, amount=money(fen, scene.practice, t)) for text, fen in sums)


def _sale(scene: Scene, view: "CaseView", t: Texts) -> str:
    sale = view.case.sale
    number = spaced(sale.order_no) if sale.order_no else sale.reference_no
    paid = t("cases.sale", number=number, amount=money(sale.amount_fen, scene.practice, t))
    payer = t("form.keyed") if sale.keyed else clean(sale.payer)
    return f"{paid}{_left(scene, view, t)}  {t(f'channel.{sale.channel}')} {payer}"


def _left(scene: Scene, view: "CaseView", t: Texts) -> str:
    """What can still go back; nothing of a case that has ended, whose host is not asked."""
    if view.remaining_fen is None:
        return t("cases.left", left=t("cases.not_known")) if view.waiting.why is not None else ""
    return t("cases.left", left=money(view.remaining_fen, scene.practice, t))


def _form(case: "Case", t: Texts) -> str:
    from terminal.case.paper.said import of_goods

    form = case.form
    kind = t(f"case_kind.{case.kind}") + (f" {t(f'case_fault.{form.fault}')}" if form.fault else "")
    kind = f"{kind} {clean(of_goods(case, t))}".strip()
    return "  ".join((kind, clean(form.applicant), clean(form.contact), t(f"intake.{form.intake}")))


def _applied(case: "Case", t: Texts) -> tuple[str, ...]:
    form = case.form
    return (
        t("cases.reason", words=clean(form.reason)),
        t("cases.receipt", number=clean(form.receipt_no), by=case.opened_by, day=case.opened_at[:10]),
        *((t("cases.wanted_by", day=form.wanted_by),) if form.wanted_by else ()),
        *((t("cases.return_to", address=clean(form.return_address)),) if form.return_address else ()),
        *(
            (t("cases.asked_papers", papers=" ".join(t(f"case_paper.{one}") for one in case.wanted)),)
            if case.wanted
            else ()
        ),
    )


def _decided(scene: Scene, case: "Case", t: Texts) -> tuple[str, ...]:
    decision = case.decision
    if decision is None:
        return ()
    head = t("cases.decided", by=decision.by, day=decision.at[:10], words=clean(decision.words))
    if not decision.granted_fen:
        return (head, t("cases.improve", words=clean(decision.improve)))
    amount = money(decision.granted_fen, scene.practice, t)
    route = t(f"route.{decision.route}")
    return (head, t("cases.granted_words", amount=amount, words=_capitals(scene, decision.granted_fen, t), route=route))


def _capitals(scene: Scene, fen: int, t: Texts) -> str:
    """Behind an amount in figures, for whoever reads Chinese."""
    if scene.lang.startswith("en"):
        return ""
    return " " + t("money.practice_name" if scene.practice else "money.name") + capitals(fen)


def _agreed(case: "Case", t: Texts) -> tuple[str, ...]:
    from terminal.case.words import Party

    agreement = case.agreement
    if agreement is None:
        return ()
    signed = {one.party: f"{clean(one.name)} {one.at[:10]}" for one in agreement.signatures}
    sides = (f"{t(f'party.{party}')} {signed.get(party) or t('cases.unsigned')}" for party in Party)
    stands = t("cases.in_force" if agreement.in_force else "cases.not_in_force")
    return (t("cases.agreement", sides="  ".join(sides), stands=stands, hash=agreement.sha256[:12]),)


def _parcel(case: "Case", t: Texts) -> tuple[str, ...]:
    parcel, parts = case.parcel, case.form.parts
    if not parts and not parcel.courier:
        return ()
    here = bool(parcel.received_at)
    listed = (
        clean(one) + ("" if not here else t("cases.part_missing") if one in parcel.missing else "✓") for one in parts
    )
    sent = t("cases.sent", courier=clean(parcel.courier), number=clean(parcel.number)) if parcel.courier else ""
    got = t("cases.received", day=parcel.received_at[:10]) if here else ""
    looked = t("cases.checked", words=clean(parcel.checked)) if parcel.fit is not None else ""
    back = t("cases.sent", courier=clean(parcel.back_courier), number=clean(parcel.back_number))
    return (
        *((t("cases.parts", parts=" ".join(listed)),) if parts else ()),
        *filter(None, (" ".join(filter(None, (sent, got, looked))), back if parcel.back_courier else "")),
    )


def _paid(scene: Scene, case: "Case", t: Texts) -> tuple[str, ...]:
    outside = (
        t(
            "cases.paid_outside",
            amount=money(one.amount_fen, scene.practice, t),
            day=one.paid_day,
            number=clean(one.reference),
        )
        for one in case.paid_outside
    )
    through = (
        t(f"case_standing.{one.standing}", amount=money(one.amount_fen, scene.practice, t)) for one in case.refunds
    )
    venue = (t("cases.venue", venue=t(f"venue.{case.venue}")),) if case.venue else ()
    score = (t("cases.score", score=case.score),) if case.score else ()
    return (*through, *outside, *venue, *score)


def _rules(scene: Scene, case: "Case", t: Texts) -> tuple[str, ...]:
    terms = case.terms
    limit = t("cases.limit", amount=money(terms.limit_fen, scene.practice, t)) if terms.limit_fen else ""
    return (
        " ".join(filter(None, (t("cases.policy", name=clean(terms.policy), day=terms.since), limit))),
        *filter(None, (_ruled(case, t),)),
    )


def _wrapped(text: str, columns: int, look: Look = Look.PLAIN) -> Lines:
    return tuple(Line(row, look, more=at > 0) for at, row in enumerate(wrap(text, columns))) if text else ()
