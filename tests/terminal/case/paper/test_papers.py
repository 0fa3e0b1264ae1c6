"""Every paper as it shall stand: line by line, on A4 and on a roll, in both languages, with the longest there is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from case_papers import (
    ARRIVAL,
    FACTS,
    KEY,
    SHOP,
    THROUGH,
    applied,
    approved,
    arrived,
    begun,
    entered,
    longest,
    paid,
    paid_outside,
    refused,
    sent_back,
    signed,
    wanting,
)
from cases import SUPERVISOR, walked

from scanner.salesslip import PRACTICE_MARK
from terminal.case.acts import Approved
from terminal.case.case import Case
from terminal.case.course import CaseRefund
from terminal.case.paper import (
    A4_COLUMNS,
    Facts,
    Sheet,
    agreement,
    answer,
    application,
    confirmation,
    lines,
    pay_order,
    return_note,
)
from terminal.case.paper import paid_outside as outside_of
from terminal.case.papers import Kind
from terminal.case.words import RefundStanding, Route
from terminal.columns import width
from terminal.language import LANGUAGES, Texts, translator

GOLDEN = Path(__file__).parents[4] / "fixtures" / "case-papers"
Paper = Callable[[Case, Facts, Texts], Sheet]
OUTSIDE = Facts(SHOP, ARRIVAL, outside_of(paid_outside()))

# fmt: off
PRINTED: dict[str, tuple[Paper, Case, Facts, str, int]] = {
    "application":             (application,  begun(papers=5),                 FACTS,   "zh_CN", A4_COLUMNS),
    "application-device":      (application,  begun(Kind.DEVICE, fee_fen=2000), FACTS,  "zh_CN", A4_COLUMNS),
    "application-service":     (application,  applied(Kind.SERVICE),           FACTS,   "zh_CN", A4_COLUMNS),
    "application-policy-en":   (application,  wanting(),                       FACTS,   "en",    A4_COLUMNS),
    "answer-approved":         (answer,       approved(fee_fen=2000),          FACTS,   "zh_CN", A4_COLUMNS),
    "answer-approved-80":      (answer,       approved(words="同意"),           FACTS,   "zh_CN", 48),
    "answer-refused":          (answer,       refused(),                       FACTS,   "zh_CN", A4_COLUMNS),
    "answer-refused-58":       (answer,       refused(),                       FACTS,   "zh_CN", 32),
    "answer-refused-en-58":    (answer,       refused(),                       FACTS,   "en",    32),
    "answer-papers":           (answer,       wanting(),                       FACTS,   "zh_CN", A4_COLUMNS),
    "agreement":               (agreement,    approved(Kind.DEVICE, fee_fen=2000, words="已过无理由退货期"),
                                                                               FACTS,   "zh_CN", A4_COLUMNS),
    "agreement-bank":          (agreement,    approved(route=Route.BANK),      FACTS,   "zh_CN", A4_COLUMNS),
    "agreement-en":            (agreement,    approved(route=Route.ALIPAY),    FACTS,   "en",    A4_COLUMNS),
    "return":                  (return_note,  signed(Kind.DEVICE),             FACTS,   "zh_CN", A4_COLUMNS),
    "return-sent-back":        (return_note,  sent_back(),                     FACTS,   "zh_CN", A4_COLUMNS),
    "pay-order":               (pay_order,    entered(),                       FACTS,   "zh_CN", A4_COLUMNS),
    "pay-order-en":            (pay_order,    entered(),                       FACTS,   "en",    A4_COLUMNS),
    "confirmation":            (confirmation, paid(),                          THROUGH, "zh_CN", A4_COLUMNS),
    "confirmation-58":         (confirmation, arrived(),                       THROUGH, "zh_CN", 32),
    "confirmation-outside":    (confirmation, paid_outside(),                  OUTSIDE, "zh_CN", A4_COLUMNS),
    "confirmation-en":         (confirmation, arrived(),                       THROUGH, "en",    A4_COLUMNS),
}
# fmt: on
NAMES = list(PRINTED)


def printed(name: str) -> tuple[str, ...]:
    paper, case, facts, lang, columns = PRINTED[name]
    return lines(paper(case, facts, translator(lang)), columns)


def test_every_golden_paper_is_one_of_these() -> None:
    assert sorted(file.stem for file in GOLDEN.glob("*.txt")) == sorted(NAMES)


def test_an_agreement_says_what_was_refunded_before_only_where_something_was() -> None:
    t = translator("zh_CN")
    first = applied()
    before = replace(first, refunds=(CaseRefund(KEY, 5000, RefundStanding.PAID),))
    granted = [walked((SUPERVISOR, Approved(10_000, 0, Route.ORIGINAL, "")), case=case) for case in (first, before)]
    said = [[line for line in lines(agreement(case, FACTS, t)) if line.startswith("第1条")] for case in granted]
    assert said == [
        ["第1条 甲方向乙方退款 练习币 100.00 (大写: 练习币壹佰元整)。"],
        ["第1条 甲方向乙方退款 练习币 100.00 (大写: 练习币壹佰元整),其中本申请此前已退 练习币 50.00。"],
    ]


def test_an_agreement_says_the_same_when_it_is_paid() -> None:
    t = translator("zh_CN")
    assert lines(agreement(paid(), FACTS, t)) == lines(agreement(signed(), FACTS, t))


@pytest.mark.parametrize(("paper", "case"), [(application, applied()), (answer, refused()), (pay_order, entered())])
def test_where_no_name_was_keyed_a_paper_has_room_for_it(paper: Paper, case: Case) -> None:
    nameless = replace(case, form=replace(case.form, applicant="顾客本人"))
    said = "\n".join(lines(paper(nameless, FACTS, translator("zh_CN"))))
    assert "申请人                    顾客本人 (姓名: ________________)" in said


def test_a_number_of_a_terminal_that_is_not_known_is_not_promised() -> None:
    said = "\n".join(lines(answer(refused(), Facts(replace(SHOP, terminal_no="")), translator("zh_CN"))))
    assert ("\n商户号                    898000000000001\n" in said, "终端号" in said) == (True, False)


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_stands_as_it_shall(name: str) -> None:
    wanted = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert "".join(f"{line}\n" for line in printed(name)) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_practice_says_so_three_times_and_no_paper_has_real_money(name: str) -> None:
    said = printed(name)
    assert [line.strip() for line in said].count(PRACTICE_MARK) == 3
    assert PRACTICE_MARK in said[0]
    assert PRACTICE_MARK in said[-1]
    assert "人民币" not in "".join(said)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [A4_COLUMNS, 48, 32])
@pytest.mark.parametrize("name", NAMES)
def test_the_longest_fits_its_paper(name: str, columns: int, lang: str) -> None:
    paper, case, facts, _, _ = PRINTED[name]
    said = lines(paper(longest(case), facts, translator(lang)), columns)
    assert [line for line in said if width(line) > columns] == []
    assert [line for line in said if line != line.rstrip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_nobody_told_of_is_marked_on_every_paper_with_the_sale(lang: str) -> None:
    t, told = translator(lang), begun(papers=5)
    keyed = replace(told, sale=replace(told.sale, order_no="", voucher_no="", payer=""))
    said = [
        any(t("form.keyed").strip() in line for line in lines(application(case, FACTS, t))) for case in (told, keyed)
    ]
    assert said == [False, True]
