"""What is keyed about a case: one form an act, its fields, and what they make. Pure; loaded once a form is opened.

The rule: which act takes which words is a row here; pages draw any of them, and what may happen is the desk's to say.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from types import MappingProxyType

from terminal.case import acts
from terminal.case.case import Case
from terminal.case.papers import Kind, Paper
from terminal.case.request import Article, Form
from terminal.case.waiting import WAITS
from terminal.case.words import Fault, Intake, Party, Route, Venue, Wait
from terminal.columns import clean
from terminal.desk.case_door import PayeeKeyedIn
from terminal.face.drafts.cases import Value

Values = Mapping[str, Value]


class Shape(StrEnum):
    """How a field is keyed. WORDS: digits take a phrase while there are no other words. NUMBER: digits are what is
    keyed. DAY: eight digits.
    """

    WORDS = auto()
    NUMBER = auto()
    DAY = auto()
    SUM = auto()
    CHOICE = auto()
    MARKS = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """name: of its text, `asked.<name>`. phrases: text ids `phrase.<name>`, offered by digits. room, choices: of a
    choice or of ticks, texts `<room>.<choice>`; no room for what stands in the case; choices that are digits are chosen
    by themselves. needed: it can't be left out. only: "device" or "bank", where it is asked for nothing else.
    """

    name: str
    shape: Shape = Shape.WORDS
    phrases: tuple[str, ...] = ()
    room: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = True
    only: str = ""


YES_NO = ("yes", "no")
SCORES = tuple(str(score) for score in range(acts.BEST_SCORE, -1, -1))
OUTSIDE = tuple(route for route in Route if route is not Route.ORIGINAL)

_WHO = ("self", "family", "company")
_WHY = ("cannot_help", "customer_wish", "agreed_otherwise", "mistake")
_SEEN = ("papers_complete", "as_agreed")
_COURIERS = ("sf", "ems", "jd", "zto", "by_hand")

# fmt: off
_APPLICATION = (
    Field("applicant",      phrases=_WHO),
    Field("contact",        Shape.NUMBER),
    Field("receipt_no",     Shape.NUMBER),
    Field("intake",         Shape.CHOICE, room="intake", choices=tuple(Intake)),
    Field("wanted_fen",     Shape.SUM),
    Field("wanted_by",      Shape.DAY, needed=False),
    Field("reason",         phrases=("broken", "not_as_sold", "paid_twice", "not_served", "cancelled", "new_rules")),
    Field("items",          Shape.MARKS, only="device"),
    Field("fault",          Shape.CHOICE, room="case_fault", choices=tuple(Fault), only="device"),
    Field("parts",          Shape.MARKS, phrases=("device", "cable", "manual", "box", "fittings", "gifts"),
          only="device"),
    Field("return_address", phrases=("this_shop", "service_point"), needed=False, only="device"),
)
_PARCEL = (Field("courier", phrases=_COURIERS), Field("number", Shape.NUMBER))
_PAYEE = (
    Field("payee",   phrases=("as_applicant",)),
    Field("account", Shape.NUMBER),
    Field("bank",    phrases=("icbc", "ccb", "abc", "boc", "cmb"), only="bank"),
)
FIELDS: Mapping[str, tuple[Field, ...]] = MappingProxyType({
    "opened":           _APPLICATION,
    "form_changed":     _APPLICATION,
    "talk_held":        (Field("intake", Shape.CHOICE, room="intake", choices=tuple(Intake)),
                         Field("who", phrases=_WHO),
                         Field("words", phrases=("explained", "wants_refund", "wants_exchange", "thinks", "no_one"))),
    "papers_begun":     (),
    "applied":          (),
    "approved":         (Field("granted_fen", Shape.SUM), Field("fee_fen", Shape.SUM, needed=False),
                         Field("route", Shape.CHOICE, room="route", choices=tuple(Route)),
                         Field("words", phrases=_SEEN, needed=False)),
    "refused":          (Field("why", phrases=("too_late", "used", "not_proven", "not_ours")),
                         Field("improve", phrases=("bring_report", "bring_payment", "bring_notice", "bank_channel"))),
    "agreement_drawn":  (),
    "papers_asked":     (Field("papers", Shape.MARKS, room="case_paper", choices=tuple(Paper)),
                         Field("words", phrases=("unreadable", "not_whole"), needed=False)),
    "signed":           (Field("party", Shape.CHOICE, room="party", choices=tuple(Party)),
                         Field("name", phrases=("as_applicant", "shop_clerk"))),
    "goods_sent":       _PARCEL,
    "goods_received":   (Field("missing", Shape.MARKS),),
    "goods_checked":    (Field("words", phrases=("as_reported", "unused")),),
    "goods_rejected":   (Field("why", phrases=("damaged_by_use", "not_this_one")),),
    "goods_returned":   _PARCEL,
    "payee_keyed":      _PAYEE,
    "entry_intended":   _PAYEE,
    "release_intended": (Field("why", phrases=_WHY),),
    "paid_outside":     (*_PAYEE, Field("reference", Shape.NUMBER), Field("day", Shape.DAY)),
    "arrival_noted":    (Field("arrived", Shape.CHOICE, room="arrived", choices=YES_NO),
                         Field("words", phrases=("customer_saw", "bank_says"), needed=False)),
    "followed_up":      (Field("score", Shape.CHOICE, room="score", choices=SCORES),
                         Field("words", phrases=("content", "slow", "no_one"), needed=False)),
    "escalated":        (Field("venue", Shape.CHOICE, room="venue", choices=tuple(Venue)),
                         Field("words", phrases=("no_agreement", "customer_complained")),
                         Field("number", Shape.NUMBER, needed=False)),
    "escalation_ended": (Field("review", Shape.CHOICE, room="again", choices=YES_NO),
                         Field("words", phrases=("for_customer", "for_shop", "settled"))),
    "withdrawn":        (Field("why", phrases=("keeps_goods", "agreed_otherwise", "mistake")),),
    "reopened":         (Field("why", phrases=("new_papers", "customer_wish", "mistake")),),
    "bar_lifted":       (Field("why", phrases=("agreed_otherwise", "customer_wish", "mistake")),),
    "paper_attached":   (),
    "wait_noted":       (Field("wait", Shape.CHOICE, room="case_wait", choices=tuple(Wait)),
                         Field("words", phrases=("host_down", "maintenance", "rules_changed", "customer_away"))),
    "paper_discarded":  (Field("why", phrases=("retention_over", "wrong_file", "customer_wish")),),
})
# fmt: on


def waits_of(case: Case) -> tuple[str, ...]:
    """What may be said to hold it up: what its state waits for, and what comes from outside."""
    own = (WAITS[case.state],) if case.state in WAITS else ()
    return tuple(dict.fromkeys((*own, Wait.CUSTOMER, Wait.HOST, Wait.MAINTENANCE, Wait.RULES)))


def said(values: Values, name: str) -> str:
    """Words, "" where there are none."""
    value = values.get(name, "")
    return value if isinstance(value, str) else ""


def fen(values: Values, name: str) -> int:
    """An amount, 0 where there is none."""
    value = values.get(name, 0)
    return value if isinstance(value, int) else 0


def ticked(values: Values, name: str) -> tuple[str, ...]:
    """What is ticked."""
    value = values.get(name, ())
    return value if isinstance(value, tuple) else ()


# fmt: off
_MAKERS: Mapping[str, Callable[[Values], acts.Act]] = {
    "talk_held":        lambda v: acts.TalkHeld(Intake(said(v, "intake")), said(v, "who"), said(v, "words")),
    "papers_begun":     lambda v: acts.PapersBegun(),
    "applied":          lambda v: acts.Applied(),
    "approved":         lambda v: acts.Approved(fen(v, "granted_fen"), fen(v, "fee_fen"), Route(said(v, "route")),
                                                said(v, "words")),
    "refused":          lambda v: acts.Refused(said(v, "why"), said(v, "improve")),
    "papers_asked":     lambda v: acts.PapersAsked(tuple(map(Paper, ticked(v, "papers"))), said(v, "words")),
    "goods_sent":       lambda v: acts.GoodsSent(said(v, "courier"), said(v, "number")),
    "goods_received":   lambda v: acts.GoodsReceived(ticked(v, "missing")),
    "goods_checked":    lambda v: acts.GoodsChecked(said(v, "words")),
    "goods_rejected":   lambda v: acts.GoodsRejected(said(v, "why")),
    "goods_returned":   lambda v: acts.GoodsReturned(said(v, "courier"), said(v, "number")),
    "arrival_noted":    lambda v: acts.ArrivalNoted(said(v, "arrived") == "yes", said(v, "words")),
    "followed_up":      lambda v: acts.FollowedUp(int(said(v, "score")), said(v, "words")),
    "escalated":        lambda v: acts.Escalated(Venue(said(v, "venue")), said(v, "number"), said(v, "words")),
    "escalation_ended": lambda v: acts.EscalationEnded(said(v, "review") == "yes", said(v, "words")),
    "withdrawn":        lambda v: acts.Withdrawn(said(v, "why")),
    "reopened":         lambda v: acts.Reopened(said(v, "why")),
    "bar_lifted":       lambda v: acts.BarLifted(said(v, "why")),
    "wait_noted":       lambda v: acts.WaitNoted(Wait(said(v, "wait")), said(v, "words")),
}
# fmt: on


def act_of(form: str, values: Values, case: Case) -> acts.Act:
    """The act that is keyed. Raises ValueError for words that can't stand in it."""
    if form == "signed":
        sha256 = case.agreement.sha256 if case.agreement else ""
        return acts.Signed(Party(said(values, "party")), said(values, "name"), sha256)
    return _MAKERS[form](values)


def payee_of(values: Values, route: Route) -> PayeeKeyedIn:
    """Who is to be paid outside."""
    return PayeeKeyedIn(route, said(values, "payee"), said(values, "account"), said(values, "bank"))


def form_of(values: Values, kind: Kind) -> Form:
    """The 退款申请表 that is keyed. Raises ValueError for words that can't stand in it."""
    device = kind is Kind.DEVICE
    return Form(
        applicant=said(values, "applicant"),
        contact=said(values, "contact"),
        receipt_no=said(values, "receipt_no"),
        intake=Intake(said(values, "intake")),
        wanted_fen=fen(values, "wanted_fen"),
        reason=said(values, "reason"),
        wanted_by=said(values, "wanted_by"),
        items=tuple(Counter(piece.split()[0] for piece in ticked(values, "items")).items()),
        fault=Fault(said(values, "fault")) if device else None,
        parts=ticked(values, "parts") if device else (),
        return_address=said(values, "return_address") if device else "",
    )


def pieces(goods: Iterable[Article]) -> tuple[str, ...]:
    """Goods to be ticked, one by one: article number and name, and of several alike which of them."""
    return tuple(
        f"{one.sku} {clean(one.name)}" + (f" {at}/{one.quantity}" if one.quantity > 1 else "")
        for one in goods
        for at in range(1, one.quantity + 1)
    )


def values_of(form: Form, goods: tuple[Article, ...] = ()) -> dict[str, Value]:
    """A form as fields hold it. goods: of its sale."""
    wanted = dict(form.items)
    back = tuple(piece for one in goods for piece in pieces((one,))[: wanted.get(one.sku, 0)])
    held: dict[str, Value] = {
        "applicant": form.applicant,
        "contact": form.contact,
        "receipt_no": form.receipt_no,
        "intake": form.intake.value,
        "wanted_fen": form.wanted_fen,
        "reason": form.reason,
        "wanted_by": form.wanted_by,
        "parts": form.parts,
        "return_address": form.return_address,
        "items": back,
    }
    return held | ({"fault": form.fault.value} if form.fault else {})
