"""How long each step of the shop's cases took, and which cases were slow, and for whom: lines with bars. Pure.

The rule: nothing is wider than the columns given; what is told is what terminal.case.times counts.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from terminal.case.case import Case
from terminal.case.paper.bundle import spent_words
from terminal.case.times import Slow, Tally, slow, tallies
from terminal.columns import cut, pad, width
from terminal.language import Texts
from terminal.records.chart import SCREEN_MARK, bar

_COUNT, _SPENT = 5, 11


def slow_lines(
    cases: Sequence[Case], now: datetime, t: Texts, columns: int, mark: str = SCREEN_MARK
) -> tuple[str, ...]:
    """A row a step, its bar as long as its median; then the slow cases, longest first."""
    counted = tallies(cases, now)
    if not counted:
        return (cut(t("slow.none"), columns),)
    late = sorted((one for case in cases for one in slow(case, now)), key=_longest, reverse=True)
    said = [*_rows(counted, t, columns, mark), "", t("slow.cases", n=len(late)), *(_slow(one, t) for one in late)]
    return tuple(cut(line, columns).rstrip() for line in said)


def _rows(counted: Sequence[Tally], t: Texts, columns: int, mark: str) -> Iterable[str]:
    names = [t(f"case_stage.{one.stage.name.lower()}") for one in counted]
    wide = max(*map(width, names), width(t("slow.step")))
    room = columns - wide - _COUNT - 2 * _SPENT - 4
    most = max(one.median for one in counted)
    yield _row(t("slow.step"), t("slow.count"), t("slow.median"), t("slow.longest"), "", wide)
    for name, one in zip(names, counted, strict=True):
        drawn = mark * bar(_seconds(one.median), _seconds(most), max(room, 0))
        yield _row(name, str(one.count), spent_words(one.median, t), spent_words(one.longest, t), drawn, wide)


def _row(name: str, count: str, median: str, longest: str, drawn: str, wide: int) -> str:
    right = (pad(count, _COUNT, "right"), pad(median, _SPENT, "right"), pad(longest, _SPENT, "right"))
    return " ".join((pad(name, wide), *right, drawn))


def _slow(one: Slow, t: Texts) -> str:
    step = t(f"case_stage.{one.stage.name.lower()}")
    took = spent_words(one.spent, t)
    return t("slow.one", case=one.case_no, step=step, spent=took, days=one.due_days, wait=t(f"case_wait.{one.wait}"))


def _longest(one: Slow) -> timedelta:
    return one.spent


def _seconds(spent: timedelta) -> int:
    return int(spent.total_seconds())
