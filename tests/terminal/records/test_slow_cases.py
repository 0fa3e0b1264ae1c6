"""Slow cases as lines: none too wide, the longest bar fills the room, late ones say for whom they wait."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from case_papers import arrived, paid, refused, sent_back
from hypothesis import given
from hypothesis import strategies as st

from terminal.case.case import Case
from terminal.columns import width
from terminal.language import LANGUAGES, translator
from terminal.records.slow_cases import slow_lines

NOW = datetime(2026, 11, 30, 10, 9)  # noqa: DTZ001 - as the journal's local times
CASES = (arrived(), paid(), refused(), sent_back())


def hurried(case: Case) -> Case:
    """Every step is due in a day."""
    return replace(case, terms=replace(case.terms, due_days=(1,) * 7))


def test_a_row_a_step_with_a_bar() -> None:
    told = slow_lines(CASES, NOW, translator("zh_CN"), 76)
    assert [line.split()[0] for line in told[:6]] == ["步骤", "沟通", "材料", "审核", "协议", "退款"]
    assert width(max(told, key=width)) == 76
    assert told[-1] == "超时 0 项"


def test_slow_ones_by_step_and_by_whom_they_wait_for() -> None:
    told = slow_lines([hurried(refused())], NOW, translator("zh_CN"), 76)
    assert told[-2:] == ("超时 1 项", "202611220001 审核 8天0小时,限1天,等客户")


def test_the_longest_comes_first() -> None:
    late = replace(hurried(refused()), case_no="202611220002")
    early = replace(hurried(paid()), case_no="202611220001")
    told = slow_lines([early, late], NOW + timedelta(days=1), translator("en"), 76)
    assert [line.split()[0] for line in told[-2:]] == ["202611220002", "202611220001"]


@pytest.mark.parametrize("lang", LANGUAGES)
@given(columns=st.integers(40, 126), days=st.integers(0, 4000))
def test_nothing_is_wider_than_its_page(lang: str, columns: int, days: int) -> None:
    told = slow_lines([hurried(case) for case in CASES], NOW + timedelta(days=days), translator(lang), columns)
    assert [line for line in told if width(line) > columns] == []
