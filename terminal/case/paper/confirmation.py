"""退款确认及感谢函: what was paid, when, how and by which reference, whether it is there, and thanks. Pure."""

from terminal.case.case import Case
from terminal.case.paper.facts import Facts, Paid
from terminal.case.paper.said import amount, day_of, figures, named, of_sale, of_shop
from terminal.case.paper.sheet import Pair, Row, Sheet, Words
from terminal.case.words import Route
from terminal.language import Texts


def confirmation(case: Case, facts: Facts, t: Texts) -> Sheet:
    """ValueError where nothing was paid."""
    if not case.paid_fen:
        raise ValueError("nothing was paid yet")
    arrived = arrived_on(case)
    came = (
        (Pair(t("confirmation.came"), t("confirmation.arrived", day=arrived)),)
        if arrived
        else (Pair(t("answer.arrival"), facts.arrival or t("confirmation.asked")), Words(t("confirmation.not_there")))
    )
    sections: tuple[tuple[Row, ...], ...] = (
        (Words(t("confirmation.dear", name=case.form.applicant)), Words(t("confirmation.done"))),
        (*named(case, t), *of_sale(case, t)),
        (*amount(t("confirmation.paid"), case.paid_fen, case, t), *_fee(case, t)),
        *(_payment(one, case, t) for one in facts.paid),
        came,
        (Words(t("confirmation.thanks")), *of_shop(facts, t)),
    )
    return Sheet(t("case_sheet.confirmation"), sections, case.practice)


def arrived_on(case: Case) -> str:
    """The day on which the customer said that the money is there; "" until then."""
    days = [mark.at for mark in case.life if mark.act == "arrival_noted" and mark.state.value == "arrived"]
    return day_of(days[-1]) if days else ""


def _fee(case: Case, t: Texts) -> tuple[Row, ...]:
    fee_fen = case.decision.fee_fen if case.decision else 0
    return (Pair(t("answer.fee"), figures(fee_fen, case, t)),) if fee_fen else ()


def _payment(one: Paid, case: Case, t: Texts) -> tuple[Row, ...]:
    here, route = one.route is Route.ORIGINAL, t(f"route.{one.route}")
    reference = Pair(t("confirmation.reference" if here else "pay_order.reference"), one.reference)
    return (
        Pair(t("confirmation.found_out" if one.found_out else "confirmation.on"), one.at[:16].replace("T", " ")),
        Pair(t("answer.route"), route if here else t("confirmation.outside", route=route)),
        Pair(t("confirmation.to"), one.to),
        Pair(t("confirmation.one"), figures(one.fen, case, t)),
        *(() if one.found_out else (reference,)),
    )
