"""What is looked up in the journal: the filter, what it found, where the cursor stands, what was opened of it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from terminal.desk.doors import Exported
from terminal.desk.operators import Admitted
from terminal.records.report import DayReport, Filter, Group, Report, Standing
from terminal.records.timeline import Step
from terminal.trade.batch import SettlementRecord, Transaction

WEEK_DAYS = 7
EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class RecordsDraft:
    """today: yyyy-mm-dd by the desk's clock, "" before it said so. asked: the filter as it is being changed. report:
    what was found by its own filter, None before anything was asked. at: the cursor in it. text, date: a search and a
    day as they were keyed. allowed: by whom, to see the records of all operators. chosen, life: the one that
    was opened. day, settlement, exported: what those pages were told. queried: 查询 led here.
    """

    today: str = ""
    asked: Filter = EVERYTHING
    report: Report | None = None
    at: int = 0
    text: str = ""
    date: str = ""
    allowed: Admitted | None = None
    chosen: Transaction | None = None
    life: tuple[Step, ...] = ()
    day: DayReport | None = None
    settlement: SettlementRecord | None = None
    queried: bool = False
    exported: Exported | None = None

    @property
    def everybody(self) -> bool:
        """The supervisor allowed the records of all operators."""
        return self.allowed is not None

    def found(self, report: Report) -> "RecordsDraft":
        """After an answer; the first one is about today."""
        return replace(self, report=report, asked=report.asked, at=0, today=self.today or report.asked.since)


# --- the parts of a filter, in the order in which a key changes them -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the filter page. name: of its texts. choices: (text id, filter with it), given draft and operator and
    batch of the station ("" where nobody is signed on).
    """

    name: str
    choices: Callable[[RecordsDraft, str, str], tuple[tuple[str, Filter], ...]]


def _days(draft: RecordsDraft, _operator_no: str, batch_no: str) -> tuple[tuple[str, Filter], ...]:
    def of(since: str, until: str, batch: str = "") -> Filter:
        return replace(draft.asked, since=since, until=until, batch_no=batch)

    today = date.fromisoformat(draft.today)
    before, week = (str(today - timedelta(days)) for days in (1, WEEK_DAYS - 1))
    batch = (("span.batch", of("", "", batch_no)),) if batch_no else ()
    return (
        ("span.today", of(draft.today, draft.today)),
        ("span.yesterday", of(before, before)),
        ("span.week", of(week, draft.today)),
        *batch,
        ("span.ever", of("", "")),
    )


def _operators(draft: RecordsDraft, operator_no: str, _batch_no: str) -> tuple[tuple[str, Filter], ...]:
    """Oneself, everybody, and once that is allowed each of those who stand in the list."""
    seen = {one.operator_no for one in draft.report.rows} if draft.everybody and draft.report is not None else set()
    return (
        ("records.own", replace(draft.asked, operator_no=operator_no)),
        ("records.all_operators", replace(draft.asked, operator_no="")),
        *(("records.of_operator", replace(draft.asked, operator_no=one)) for one in sorted(seen - {operator_no})),
    )


def _groups(draft: RecordsDraft, _operator_no: str, _batch_no: str) -> tuple[tuple[str, Filter], ...]:
    return tuple((f"group.{group}", replace(draft.asked, group=group)) for group in Group)


def _standings(draft: RecordsDraft, _operator_no: str, _batch_no: str) -> tuple[tuple[str, Filter], ...]:
    all_of_them = ("standing.every", replace(draft.asked, standing=None))
    return (all_of_them, *((f"standing.{one}", replace(draft.asked, standing=one)) for one in Standing))


PARTS: tuple[Part, ...] = (
    Part("part.days", _days),
    Part("part.operator", _operators),
    Part("part.group", _groups),
    Part("part.standing", _standings),
)
