"""退款协议: what shop and customer agree on; in force when both have signed. Pure.

The rule: no time and nothing that comes later stands in its text, so that the same decision always gives the same
text, and its SHA-256 is what was signed.
"""

from collections.abc import Iterator

from terminal.case.case import Case
from terminal.case.paper.facts import Facts
from terminal.case.paper.said import (
    applicant,
    day_of,
    figures,
    in_capitals,
    named,
    of_goods,
    of_parts,
    of_sale,
    rules_of,
    where_to,
)
from terminal.case.paper.sheet import Pair, Row, Sheet, Sign, Words
from terminal.case.papers import Kind
from terminal.case.words import Route
from terminal.language import Texts


def agreement(case: Case, facts: Facts, t: Texts) -> Sheet:
    """ValueError where nothing was granted."""
    decision = case.decision
    if decision is None or not decision.granted_fen:
        raise ValueError("nothing was granted yet")
    shop = facts.shop
    clauses = tuple(Words(t("agreement.clause", n=n, text=text)) for n, text in enumerate(_clauses(case, facts, t), 1))
    sections: tuple[tuple[Row, ...], ...] = (
        (*named(case, t), Pair(t("agreement.granted_on"), day_of(decision.at))),
        (
            Pair(t("agreement.party_a"), f"{shop.merchant_name} ({shop.merchant_no})"),
            Pair(t("agreement.party_b"), f"{applicant(case, t)} ({case.form.contact})"),
        ),
        (Words(t("agreement.sale")), *of_sale(case, t)),
        (Words(t("agreement.agreed")), *clauses),
        (
            Sign(t("agreement.sign_a"), t("form.date")),
            Sign(t("agreement.sign_b"), t("form.date")),
        ),
    )
    return Sheet(t("case_sheet.agreement"), sections, case.practice)


def _comes_back(case: Case, t: Texts) -> str:
    """The articles, and their parts."""
    goods = of_goods(case, t) or t("agreement.whole_goods")
    return t("agreement.with_parts", goods=goods, parts=of_parts(case) or t("agreement.no_parts"))


def _clauses(case: Case, facts: Facts, t: Texts) -> Iterator[str]:
    decision = case.decision
    fee_fen, route = (decision.fee_fen, decision.route) if decision else (0, Route.ORIGINAL)
    granted = case.granted_fen
    before_fen = decision.before_fen if decision else 0
    before = t("agreement.before", amount=figures(before_fen, case, t)) if before_fen else ""
    yield t("agreement.amount", amount=figures(granted, case, t), capitals=in_capitals(granted, case, t), before=before)
    yield t("agreement.fee", fee=figures(fee_fen, case, t)) if fee_fen else t("agreement.no_fee")
    yield t("agreement.route", route=where_to(case, t))
    if route is not Route.ORIGINAL:
        yield t("agreement.payee")
    if facts.arrival:
        yield t("agreement.arrival", arrival=facts.arrival)
    if case.kind is Kind.DEVICE:
        yield t("agreement.goods", goods=_comes_back(case, t))
        yield t("agreement.sending")
    yield rules_of(case, t)
    if decision and decision.words:
        yield t("agreement.words", words=decision.words)
    yield t("agreement.rights")
    yield t("agreement.in_force")
