"""Rows that several papers share: money in figures and 大写, the sale, the shop, a list of parts. Pure.

The rule: what is money has its currency before it, which practice does not have.
"""

from protocol.money import capitals, format_yuan
from scanner.salesslip import spaced
from terminal.case.case import Case
from terminal.case.course import Mark
from terminal.case.paper.facts import Facts
from terminal.case.paper.sheet import Pair
from terminal.case.words import Route
from terminal.language import LANGUAGES, Texts, translator
from terminal.receipt.values import grouped

NAMELESS = ("phrase.self", "phrase.family", "phrase.company")
"""What a number pad can key for an applicant, and no name."""


def figures(fen: int, case: Case, t: Texts) -> str:
    """An amount of money."""
    return f"{_currency(case, t)} {format_yuan(fen)}"


def in_capitals(fen: int, case: Case, t: Texts) -> str:
    """The same in Chinese capitals."""
    return _currency(case, t) + capitals(fen)


def amount(label: str, fen: int, case: Case, t: Texts) -> tuple[Pair, Pair]:
    """An amount in figures, and below it in capitals."""
    return Pair(label, figures(fen, case, t)), Pair(t("form.capitals"), in_capitals(fen, case, t))


def day_of(at: str) -> str:
    """The day of an ISO time."""
    return at[:10]


def named(case: Case, t: Texts) -> tuple[Pair, ...]:
    """Which case it is."""
    return Pair(t("form.case_no"), case.case_no), Pair(t("form.kind"), t(f"case_kind.{case.kind}"))


def applicant(case: Case, t: Texts) -> str:
    """Who applies; where that is no name (顾客本人 …) with room for one."""
    said = case.form.applicant
    nameless = {translator(lang)(one) for lang in LANGUAGES for one in NAMELESS}
    return t("form.nameless", applicant=said) if said in nameless else said


def of_shop(facts: Facts, t: Texts) -> tuple[Pair, ...]:
    """Who pays back, and whom to call."""
    shop = facts.shop
    both = bool(shop.terminal_no)
    return (
        Pair(t("form.merchant"), shop.merchant_name),
        Pair(t("form.merchant_no"), f"{shop.merchant_no} / {shop.terminal_no}")
        if both
        else Pair(t("form.merchant_no_alone"), shop.merchant_no),
        Pair(t("form.hotline"), shop.hotline),
    )


def of_sale(case: Case, t: Texts) -> tuple[Pair, ...]:
    """The original."""
    sale = case.sale
    date = sale.paid_date
    return (
        Pair(t("form.order_no"), spaced(sale.order_no) if sale.order_no else ""),
        Pair(t("form.paid_date"), f"{date[:4]}-{date[4:6]}-{date[6:]}"),
        Pair(t("form.reference_no"), sale.reference_no),
        Pair(t("form.paid_by"), f"{t(f'channel.{sale.channel}')} {grouped(sale.payer)}"),
        Pair(t("form.sale_amount"), figures(sale.amount_fen, case, t) + (t("form.keyed") if sale.keyed else "")),
    )


def of_goods(case: Case, t: Texts) -> str:
    """The articles that come back, on one line; "" where an amount is wanted back."""
    return t("form.between").join(
        t("form.article", sku=one.sku, name=f" {one.name}" if one.name else "", n=one.quantity) for one in case.articles
    )


def rules_of(case: Case, t: Texts) -> str:
    """Under which rules it stands."""
    terms = case.terms
    since = t("form.since", since=terms.since) if terms.since else ""
    return t("form.rules", policy=terms.policy, since=since)


def of_mark(mark: Mark, t: Texts) -> str:
    """What a line of its life says beside the act: which papers, and why."""
    return " ".join(filter(None, (*(t(f"case_paper.{paper}") for paper in mark.papers), mark.words)))


def of_parts(case: Case) -> str:
    """The list of parts on one line, numbered."""
    return "  ".join(f"{at}.{part}" for at, part in enumerate(case.form.parts, 1))


def where_to(case: Case, t: Texts) -> str:
    """How the money goes back: the route, and to whom as far as that is known, masked."""
    route = case.decision.route if case.decision else Route.ORIGINAL
    if route is Route.ORIGINAL:
        return f"{t('route.original')} ({t(f'channel.{case.sale.channel}')} {grouped(case.sale.payer)})"
    return t(f"route.{route}")


def _currency(case: Case, t: Texts) -> str:
    return t("money.practice_name" if case.practice else "money.name")
