"""审核答复: what review said of an application - granted, refused with ways to go on, papers asked for. Pure."""

from terminal.case.case import Case
from terminal.case.course import Mark
from terminal.case.paper.facts import Facts
from terminal.case.paper.said import amount, applicant, day_of, figures, named, of_goods, of_sale, of_shop, where_to
from terminal.case.paper.sheet import Pair, Row, Sheet, Sign, Words
from terminal.language import Texts

_ANSWERS = ("approved", "refused", "papers_asked")
_BEGINNINGS = ("opened", "reopened")


def answered(case: Case) -> Mark | None:
    """The last answer since the case began or began anew; None without one."""
    for mark in reversed(case.life):
        if mark.act in _ANSWERS:
            return mark
        if mark.act in _BEGINNINGS:
            return None
    return None


def answer(case: Case, facts: Facts, t: Texts) -> Sheet:
    """The last answer. ValueError where there is none."""
    last = answered(case)
    if last is None:
        raise ValueError("nothing was answered yet")
    said = {"approved": _approved, "refused": _refused, "papers_asked": _asked}[last.act]
    sections: tuple[tuple[Row, ...], ...] = (
        (*named(case, t), Pair(t("form.applicant"), applicant(case, t))),
        (
            *of_sale(case, t),
            Pair(t("form.goods"), of_goods(case, t)),
            Pair(t("form.wanted"), figures(case.form.wanted_fen, case, t)),
        ),
        *said(case, facts, last, t),
        (
            Pair(t("answer.by"), last.by),
            Pair(t("answer.on"), day_of(last.at)),
            *of_shop(facts, t),
            Sign(t("answer.sign"), t("form.date")),
        ),
    )
    return Sheet(t("case_sheet.answer"), sections, case.practice)


def _approved(case: Case, facts: Facts, last: Mark, t: Texts) -> tuple[tuple[Row, ...], ...]:
    fee_fen = case.decision.fee_fen if case.decision else 0
    granted: tuple[Row, ...] = (
        Words(t("answer.approved"), bold=True),
        *amount(t("answer.granted"), case.granted_fen, case, t),
        Pair(t("answer.fee"), figures(fee_fen, case, t) if fee_fen else t("answer.no_fee")),
        Pair(t("answer.route"), where_to(case, t)),
        Pair(t("answer.arrival"), facts.arrival),
        Pair(t("answer.words"), last.words),
    )
    return granted, (Words(t("answer.sign_next")), *_barred(case, t))


def _refused(case: Case, _facts: Facts, last: Mark, t: Texts) -> tuple[tuple[Row, ...], ...]:
    refused: tuple[Row, ...] = (
        Words(t("answer.refused"), bold=True),
        Pair(t("answer.why"), last.words),
        Pair(t("answer.improve"), case.decision.improve if case.decision else ""),
    )
    ways = ("answer.go_on", "answer.apply_again", "answer.bank_channel", "answer.complaint")
    return refused, tuple(Words(t(way)) for way in ways), _barred(case, t)


def _barred(case: Case, t: Texts) -> tuple[Row, ...]:
    """What was not granted, and where that holds: no host is told of it."""
    return (Words(t("answer.barred")),) if case.barred else ()


def _asked(case: Case, _facts: Facts, last: Mark, t: Texts) -> tuple[tuple[Row, ...], ...]:
    missing = tuple(Words(f"- {t(f'case_paper.{paper}')}") for paper in case.wanted)
    asked: tuple[Row, ...] = (
        Words(t("answer.papers_asked"), bold=True),
        *missing,
        Pair(t("answer.words"), last.words),
    )
    return asked, (Words(t("answer.bring")),)
