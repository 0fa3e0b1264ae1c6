"""A case in lines: where it stands, what it waits for, what is missing, its money; behind that all the rest. Pure."""

from typing import TYPE_CHECKING

from protocol.money import capitals
from scanner.salesslip import spaced
from terminal.columns import clean, wrap
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, money

if TYPE_CHECKING:
    from terminal.case.case import Case, Stage
    from terminal.desk.case_door import CaseView

Lines = tuple[Line, ...]


def summary(scene: Scene, view: "CaseView", columns: int, t: Texts) -> Lines:
    """What stands on the first page of it."""
    case = view.case
    return (
        *_wrapped(_bar(case, t), columns, Look.DIM),
        *_wrapped(_stands(view, t), columns, Look.STRONG),
        *_wrapped(_lacks(view, t), columns, Look.STRONG),
        *_wrapped(_outside(scene, case, t), columns, Look.STRONG),
        *(line for text in _awaited(case, t) for line in _wrapped(text, columns)),
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


def steps(case: "Case") -> tuple[tuple[str, bool, bool], ...]:
    """(name of the step, it is behind, it stands there) of each of the seven."""
    from terminal.case.case import Stage

    return tuple((_name(stage), stage < case.stage, stage is case.stage) for stage in Stage)


def _name(stage: "Stage") -> str:
    return stage.name.lower()


def _bar(case: "Case", t: Texts) -> str:
    marks = ((t(f"case_stage.{name}"), behind, here) for name, behind, here in steps(case))
    return " ".join(f"[{name}]" if here else f"✓{name}" if behind else name for name, behind, here in marks)


def _stands(view: "CaseView", t: Texts) -> str:
    waiting, state = view.waiting, t(f"case_state.{view.case.state}")
    if waiting.why is None:
        return t("cases.ended", state=state, day=waiting.since[:10])
    waits = t("cases.waits", state=state, why=t(f"case_wait.{waiting.why}"), since=waiting.since[:10], n=waiting.days)
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


def _awaited(case: "Case", t: Texts) -> tuple[str, ...]:
    """What the step it is at is about: who has signed, which parts are here, who asks the host again."""
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
    sums = (
        ("cases.wanted", case.form.wanted_fen),
        ("cases.fee", case.decision.fee_fen if case.decision else case.terms.fee_fen),
        ("cases.granted", case.granted_fen),
        ("cases.paid_back", case.paid_fen),
    )
    return "  ".join(t(text, amount=money(fen, scene.practice, t)) for text, fen in sums)


def _sale(scene: Scene, view: "CaseView", t: Texts) -> str:
    sale = view.case.sale
    number = spaced(sale.order_no) if sale.order_no else sale.reference_no
    left = money(view.remaining_fen, scene.practice, t) if view.remaining_fen is not None else t("cases.not_known")
    paid = t("cases.sale", number=number, amount=money(sale.amount_fen, scene.practice, t), left=left)
    return f"{paid}  {t(f'channel.{sale.channel}')} {t('form.keyed') if sale.keyed else clean(sale.payer)}"


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
    currency = t("money.practice_name" if scene.practice else "money.name")
    words = currency + capitals(decision.granted_fen)
    return (head, t("cases.granted_words", words=words, route=t(f"route.{decision.route}")))


def _agreed(case: "Case", t: Texts) -> tuple[str, ...]:
    from terminal.case.case import Party

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
    against = " ".join(t(one) for one in terms.against)
    return (
        " ".join(filter(None, (t("cases.policy", name=clean(terms.policy), day=terms.since), limit))),
        *((t("cases.against", words=against),) if against else ()),
    )


def _wrapped(text: str, columns: int, look: Look = Look.PLAIN) -> Lines:
    return tuple(Line(row, look, more=at > 0) for at, row in enumerate(wrap(text, columns))) if text else ()
