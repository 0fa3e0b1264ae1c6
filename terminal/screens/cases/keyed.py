"""How a form about a case is keyed: what stands in it, which field comes next, what it asks in the end. Pure.

The rule: a form goes by itself to each field that is needed and empty; whatever stands in it can be changed before it
is sent.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import (
    AttachPaper,
    ChangeForm,
    DiscardPaper,
    DoAct,
    DrawAgreement,
    KeyPayee,
    OpenCase,
    PayOutside,
    ReleaseEntry,
)
from terminal.face.drafts.cases import Value
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.screens.page import Turn

if TYPE_CHECKING:
    from terminal.case.case import Case
    from terminal.case.request import Article
    from terminal.face.drafts.case_forms import Field, Values

_EVENTS = {
    "words": Event.WORDS,
    "number": Event.WORDS,
    "day": Event.WORDS,
    "sum": Event.SUM,
    "choice": Event.CHOICE,
    "marks": Event.MARKS,
}


def clerk(scene: Scene) -> Admitted:
    """Who is at the terminal."""
    return Admitted(scene.operator_no)


def asker(scene: Scene) -> Admitted:
    """Whoever reviews, once the password was right; else who is at the terminal."""
    return scene.cases.reviewer or clerk(scene)


def fields(scene: Scene) -> "tuple[Field, ...]":
    """What the form on hand asks for in this case."""
    from terminal.face.drafts.case_forms import FIELDS, waits_of

    case = scene.cases.case
    kind = case.kind if case is not None else scene.cases.kind
    route = case.decision.route if case is not None and case.decision else ""
    there = (one for one in FIELDS.get(scene.cases.form, ()) if one.only in ("", kind, route))
    told = (replace(one, choices=waits_of(case)) if one.name == "wait" and case is not None else one for one in there)
    return tuple(one for one in told if one.name != "items" or goods(scene))


def goods(scene: Scene) -> "tuple[Article, ...]":
    """What was sold and has not come back; empty where nobody said it."""
    from terminal.case.request import Article

    case, original = scene.cases.case, scene.draft.original
    if case is not None:
        return case.sale.goods
    return tuple(Article(one.sku, one.name, one.left) for one in original.goods if one.left) if original else ()


def field_now(scene: Scene) -> "Field":
    """The one that is being keyed."""
    return next(one for one in fields(scene) if one.name == scene.cases.asking)


def begun(scene: Scene, form: str) -> Turn:
    """This form, with what is known beforehand, at its first field that has to be keyed."""
    return onward(prepared(scene, form))


def prepared(scene: Scene, form: str) -> Scene:
    """This form, with what is known beforehand."""
    cases = replace(scene.cases, form=form, asking="", keyed="", values={}, half={})
    return scene.casing(replace(cases, values=_beforehand(scene.casing(cases))))


def onward(scene: Scene) -> Turn:
    """The next field that is needed and empty; the form itself where there is none."""
    return next((at(scene, one) for one in fields(scene) if one.needed and not _told(scene, one)), _form(scene))


def at(scene: Scene, field: "Field") -> Turn:
    """This field, with what stands in it."""
    from terminal.face.drafts.case_forms import said

    half = scene.cases.half.get(field.name, "")
    keyed = half or said(scene.cases.values, field.name).replace("-", "" if field.shape == "day" else "-")
    cases = replace(scene.cases, asking=field.name, keyed=keyed, taken=bool(keyed) and not half)
    return Turn(scene.casing(cases), _EVENTS[field.shape])


def put(scene: Scene, value: Value) -> Turn:
    """The field that is being keyed has this in it: on to the next."""
    return onward(scene.casing(scene.cases.valued(scene.cases.asking, value)))


def is_whole(scene: Scene) -> bool:
    """Nothing that is needed is empty."""
    return all(_told(scene, one) for one in fields(scene) if one.needed)


def today(scene: Scene) -> str:
    """By the clock that stands on the screen, as an ISO day; "" before it has said anything."""
    try:
        return date.fromisoformat(scene.clock[:10]).isoformat()
    except ValueError:
        return ""


def asked(scene: Scene) -> Ask | None:
    """What the form asks of the desk. Raises ValueError for words that can't stand in it."""
    from terminal.case.papers import Kind, Paper
    from terminal.face.drafts.case_forms import act_of, form_of, payee_of, said

    cases, case, by, me = scene.cases, scene.cases.case, asker(scene), clerk(scene)
    if case is None:
        original, kind = scene.draft.original, Kind(cases.kind)
        return OpenCase(me, kind, original, form_of(cases.values, kind)) if original is not None else None
    match cases.form:
        case "form_changed":
            return ChangeForm(me, case.case_no, form_of(cases.values, case.kind))
        case "payee_keyed" | "entry_intended" if case.decision is not None:
            payee = payee_of(cases.values, case.decision.route)
            return KeyPayee(by, me, case.case_no, payee, again=cases.form == "entry_intended")
        case "agreement_drawn":
            return DrawAgreement(me, case.case_no, anew=True)
        case "paid_outside" if case.decision is not None:
            payee, values = payee_of(cases.values, case.decision.route), cases.values
            return PayOutside(by, me, case.case_no, said(values, "reference"), said(values, "day"), payee)
        case "release_intended":
            return ReleaseEntry(by, me, case.case_no, said(cases.values, "why"))
        case "paper_attached" if cases.file is not None:
            return AttachPaper(me, case.case_no, Paper(cases.paper), cases.file.path)
        case "paper_discarded":
            return DiscardPaper(by, me, case.case_no, cases.sha256, said(cases.values, "why"))
        case form:
            return DoAct(by, me, case.case_no, act_of(form, cases.values, case))


def _form(scene: Scene) -> Turn:
    return Turn(scene.casing(replace(scene.cases, asking="", keyed="")), Event.FORM)


def _told(scene: Scene, field: "Field") -> bool:
    value = scene.cases.values.get(field.name)
    return value is not None and value not in ("", 0)


def _beforehand(scene: Scene) -> "Values":
    from terminal.face.drafts.case_forms import pieces, values_of

    case, original = scene.cases.case, scene.draft.original
    if case is None:
        number = (original.order_no or original.reference_no) if original is not None else ""
        left = original.remaining_fen if original is not None else 0
        known: dict[str, Value] = {"receipt_no": number, "intake": "shop", "wanted_fen": left}
        single = pieces(goods(scene))
        return known | ({"items": single} if len(single) == 1 and scene.cases.kind == "device" else {})
    if scene.cases.form == "form_changed":
        return values_of(case.form, case.sale.goods)
    return _of_case(scene, case)


def _of_case(scene: Scene, case: "Case") -> "Values":
    from terminal.case.words import Party

    match scene.cases.form:
        case "approved":
            fee_fen = case.terms.fee_fen
            return {"granted_fen": case.form.wanted_fen - fee_fen, "fee_fen": fee_fen, "route": "original"}
        case "talk_held":
            return {"intake": case.form.intake.value}
        case "signed":
            there = {one.party for one in case.agreement.signatures} if case.agreement else set()
            return {"party": next((party.value for party in Party if party not in there), "")}
        case "papers_asked":
            return {"papers": tuple(paper.value for paper in case.missing)} if case.missing else {}
        case "paid_outside":
            return {"day": today(scene)}
        case _:
            return {}
