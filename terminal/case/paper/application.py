"""退款申请表: what the customer asks for and why, which papers came with it, to be signed. Pure."""

from terminal.case.case import Case
from terminal.case.course import Evidence
from terminal.case.paper.facts import Facts
from terminal.case.paper.said import (
    amount,
    applicant,
    day_of,
    figures,
    named,
    of_goods,
    of_parts,
    of_sale,
    of_shop,
    rules_of,
)
from terminal.case.paper.sheet import Blank, Pair, Row, Sheet, Sign, Words
from terminal.case.papers import Paper
from terminal.language import Texts

HERE, MISSING = "form.here", "form.missing"


def application(case: Case, facts: Facts, t: Texts) -> Sheet:
    """The form as it stands."""
    form = case.form
    sections: tuple[tuple[Row, ...], ...] = (
        (*named(case, t), Pair(t("form.applied_on"), applied_on(case)), *of_shop(facts, t)),
        (
            Pair(t("form.applicant"), applicant(case, t)),
            Pair(t("form.contact"), form.contact),
            Pair(t("form.intake"), t(f"intake.{form.intake}")),
            Pair(t("form.receipt_no"), form.receipt_no),
            *of_sale(case, t),
        ),
        (
            *amount(t("form.wanted"), form.wanted_fen, case, t),
            Pair(t("form.wanted_by"), form.wanted_by) if form.wanted_by else Blank(t("form.wanted_by")),
            Pair(t("form.goods"), of_goods(case, t)),
            Pair(t("form.reason"), form.reason),
            *_of_device(case, t),
        ),
        (Words(t("form.papers")), *_papers(case, t)),
        (
            Words(t("form.declared")),
            *_terms(case, t),
            Sign(t("form.sign_applicant"), t("form.date")),
            Sign(t("form.sign_taken", operator=case.applied_by or case.opened_by), t("form.date")),
        ),
    )
    return Sheet(t("case_sheet.application"), sections, case.practice)


def applied_on(case: Case) -> str:
    """The day it was last handed in; until then the day it was opened."""
    days = [mark.at for mark in case.life if mark.act in ("opened", "applied")]
    return day_of(days[-1] if days else case.opened_at)


def _of_device(case: Case, t: Texts) -> tuple[Row, ...]:
    if case.form.fault is None:
        return ()
    return (
        Pair(t("form.fault"), t(f"case_fault.{case.form.fault}")),
        Pair(t("form.parts"), of_parts(case)),
        Pair(t("form.return_address"), case.form.return_address),
    )


def _papers(case: Case, t: Texts) -> tuple[Row, ...]:
    """What is needed, there or missing; then what came beside it."""
    kept = {one.paper: one for one in reversed(case.kept) if not one.asked_anew}
    listed = dict.fromkeys((*case.terms.papers, *case.wanted, *kept))
    return tuple(_paper(paper, kept.get(paper), t) for paper in listed)


def _paper(paper: Paper, kept: Evidence | None, t: Texts) -> Row:
    label = f"{t(HERE if kept else MISSING)} {t(f'case_paper.{paper}')}"
    return Pair(label, t("form.came", day=day_of(kept.attached_at)) if kept else t("form.not_come"))


def _terms(case: Case, t: Texts) -> tuple[Row, ...]:
    terms = case.terms
    rules = Words(rules_of(case, t))
    return (rules, Words(t("form.fee_due", fee=figures(terms.fee_fen, case, t)))) if terms.fee_fen else (rules,)
