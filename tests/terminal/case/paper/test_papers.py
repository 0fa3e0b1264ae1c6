"""Every paper as it shall stand: line by line, on A4 and on a roll, in both languages, with the longest there is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from case_papers import (
    ARRIVAL,
    FACTS,
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

from scanner.salesslip import PRACTICE_MARK
from terminal.case.case import Case, Route
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
