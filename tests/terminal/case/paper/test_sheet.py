"""How rows become lines: cleaned, wrapped, kept together on pages; and a text that is the same for the same case."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from case_papers import (
    FACTS,
    TEXT,
    applied,
    approved,
    begun,
    entered,
    longest,
    paid,
    refused,
    sent_back,
    signed,
    wanting,
)
from cases import CLERK, SUPERVISOR, walked

from scanner.salesslip import PRACTICE_MARK
from terminal.case.acts import Applied, Reopened, Withdrawn
from terminal.case.case import Case
from terminal.case.paper import (
    A4_COLUMNS,
    Facts,
    Pair,
    Sheet,
    Sign,
    Words,
    agreement,
    answer,
    answered,
    application,
    confirmation,
    digest,
    lines,
    on_pages,
    parts,
    pay_order,
    return_note,
    text_of,
)
from terminal.case.papers import Kind
from terminal.language import Texts, translator
from terminal.printers.a4 import PAGE_COLUMNS
from terminal.receipt import MM58, Look, Text
from terminal.records.a4 import body_lines

BODY_LINES = body_lines(A4_COLUMNS)
t = translator("zh_CN")
Paper = Callable[[Case, Facts, Texts], Sheet]


def test_text_of_people_is_one_clean_line_and_wrapped() -> None:
    dirty = "第一行\u202e反\x1b[31m红\n第二行" + "长" * 60
    said = lines(Sheet("题", ((Pair("原因", dirty),),), practice=False))
    assert said[4] == "原因" + " " * 22 + "第一行反[31m红 第二行" + "长" * 26
    assert said[5] == " " * 26 + "长" * 34


def test_a_label_too_long_for_its_column_has_its_value_below() -> None:
    label = "一个比它的列还要长的标签文字"
    said = lines(Sheet("题", ((Pair(label, "值" * 37),),), practice=False))
    assert said[4:] == (label, " " * 26 + "值" * 37)


def test_what_has_no_value_has_no_line() -> None:
    assert len(lines(Sheet("题", ((Pair("开户行", ""), Words("完")),), practice=False))) == 5


@pytest.mark.parametrize(("paper", "case"), [
    (application, begun()), (agreement, approved()), (pay_order, entered()), (confirmation, paid()),
])  # fmt: skip
def test_live_papers_have_real_money_and_no_practice_mark(paper: Paper, case: Case) -> None:
    said = "\n".join(lines(paper(replace(case, practice=False), FACTS, t)))
    assert (PRACTICE_MARK in said, "练习币" in said) == (False, False)
    assert "人民币 299.00" in said
    assert "人民币贰佰玖拾玖元整" in said


def test_on_a_roll_title_and_mark_stand_out() -> None:
    made = parts(answer(refused(), FACTS, t), MM58)
    assert [one.look for one in made[:3]] == [Look.BOLD, Look.BIG, Look.PLAIN]
    assert made[1] == Text("    审核答复", Look.BIG)


def test_signatures_are_not_divided_between_two_pages() -> None:
    signs = (Words("完"), Sign("甲方", "日期"), Sign("乙方", "日期"))
    filler = tuple(Words(str(at)) for at in range(BODY_LINES - 9))
    said = on_pages(lines(Sheet("题", (filler, signs), practice=False)), BODY_LINES)
    assert said[BODY_LINES] == "完"
    assert len(said) == BODY_LINES + 7


def test_the_longest_application_pages_and_loses_nothing() -> None:
    sheet = application(longest(begun(Kind.DEVICE)), FACTS, t)
    paged = on_pages(lines(sheet), BODY_LINES)
    assert [line for line in paged if line] == [line for line in lines(sheet) if line]
    assert BODY_LINES < len(paged) <= 3 * BODY_LINES
    assert A4_COLUMNS < PAGE_COLUMNS


def test_an_agreement_is_the_same_text_whatever_comes_after_it() -> None:
    drawn = agreement(approved(Kind.DEVICE), FACTS, t)
    later = agreement(sent_back(), FACTS, t)
    assert text_of(later) == text_of(drawn)
    assert digest(drawn) == hashlib.sha256("\n".join((*lines(drawn), "")).encode()).hexdigest()


def test_another_amount_is_another_text() -> None:
    whole, less = (agreement(approved(fee_fen=fee), FACTS, t) for fee in (0, 1))
    assert digest(whole) != digest(less)


def test_an_answer_counts_until_the_case_begins_anew() -> None:
    again = walked((CLERK, Withdrawn("算了")), (SUPERVISOR, Reopened("新材料")), case=refused())
    assert (answered(refused()).act, answered(wanting()).act) == ("refused", "papers_asked")  # type: ignore[union-attr]
    assert (answered(again), answered(applied())) == (None, None)


def test_after_a_refusal_the_answer_stays_while_it_is_applied_for_again() -> None:
    again = answered(walked((CLERK, Applied()), case=refused()))
    assert again is not None
    assert again.act == "refused"


@pytest.mark.parametrize("paper", [answer, agreement, pay_order, return_note, confirmation])
def test_what_has_not_happened_has_no_paper(paper: Paper) -> None:
    with pytest.raises(ValueError, match=r"yet|to be|sent back"):
        paper(applied(), FACTS, t)


def test_an_account_stands_nowhere_but_masked() -> None:
    said = "".join(lines(pay_order(entered(), FACTS, t)))
    assert "6222****0005" in said
    assert TEXT not in "".join(lines(agreement(signed(), Facts(FACTS.shop), t)))
