"""日报: one day of the whole terminal, kind by kind with a bar each, and operator by operator. Pure."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from terminal.columns import cut, wrap
from terminal.face.asks.ask import Ask
from terminal.face.asks.records import Day, ExportDay, FindRecords
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.records.report import DayReport
from terminal.screens.month_day import MonthDayPage
from terminal.screens.page import Line, Look, Turn
from terminal.screens.records.listing import searched
from terminal.screens.records.pager import PagedText

LEAP_YEARS_APART = 8
"""At most: 1896 and 1904, 2096 and 2104."""
_DAYS = {"4": -1, "6": 1}


class DayPage(PagedText):
    """4 and 6 go a day back and on, 2 to a date; what has not been is not shown. 1 saves it as a PDF, 3 lists it."""

    page = Page.RECORDS_DAY

    def arrival(self, scene: Scene) -> Ask | None:
        return Day(scene.reader) if scene.records.day is None else None

    def head(self, scene: Scene, t: Texts) -> str:
        day = scene.records.day
        return t("title.day", day=day.day if day is not None else "")

    def hint(self, scene: Scene, t: Texts) -> str:
        return t("hint.day")

    def text(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        day, columns = scene.records.day, self.room(scene).columns
        if day is None:
            return ()
        from terminal.records.chart import chart
        from terminal.records.words import beside_words

        totals = tuple(Line(row) for row in chart(day.totals, t, columns)) or (Line(t("records.none"), Look.STRONG),)
        return (
            *totals,
            *_more(beside_words(day.standings, t), columns),
            *_operators(day, columns, t),
            *_changes(day, columns, t),
        )

    def press(self, scene: Scene, key: str) -> Turn:
        day = scene.records.day
        if day is None:
            return super().press(scene, key)
        match key:
            case "1":
                return Turn(scene, ask=ExportDay(scene.reader, day.day, scene.lang))
            case "2":
                return Turn(scene, Event.DATE)
            case "3":
                asked = replace(searched(scene), since=day.day, until=day.day)
                return Turn(scene, Event.DONE, FindRecords(scene.reader, asked))
            case "4" | "6":
                return _beside(scene, day, _DAYS[key])
            case _:
                return super().press(scene, key)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(answer, Path):
            return Turn(scene.noted("day.saved", alarm=False, path=str(answer)))
        if not isinstance(answer, DayReport):
            return Turn(scene)
        return Turn(replace(scene, records=replace(scene.records, day=answer)))


class DatePage(MonthDayPage):
    """The last such day that has been, MMDD."""

    page = Page.RECORDS_DATE
    title, prompt = "title.date", "prompt.day"

    def get(self, scene: Scene) -> str:
        return scene.records.date

    def put(self, scene: Scene, text: str) -> Scene:
        return replace(scene, records=replace(scene.records, date=text))

    def dated(self, scene: Scene, month_day: str) -> Turn:
        return Turn(scene, Event.DONE, Day(scene.reader, latest_day(month_day, scene.records.today)))


def latest_day(month_day: str, today: str) -> str:
    """The last day MMDD that is not after today, both as yyyy-mm-dd; month_day is a day of some year."""
    ends = f"-{month_day[:2]}-{month_day[2:]}"
    years = range(int(today[:4]), int(today[:4]) - LEAP_YEARS_APART - 1, -1)
    return next(f"{year}{ends}" for year in years if f"{year}{ends}" <= today and _is_day(f"{year}{ends}"))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _beside(scene: Scene, day: DayReport, step: int) -> Turn:
    other = str(date.fromisoformat(day.day) + timedelta(step))
    if other > scene.records.today:
        return Turn(scene.noted("note.no_future"))
    return Turn(replace(scene, cursor=0), ask=Day(scene.reader, other))


def _more(text: str, columns: int) -> tuple[Line, ...]:
    return tuple(Line(row, Look.STRONG) for row in wrap(text, columns)) if text else ()


def _changes(day: DayReport, columns: int, t: Texts) -> tuple[Line, ...]:
    from terminal.records.words import change_words

    rows = [Line(row, more=at > 0) for one in day.changes for at, row in enumerate(wrap(change_words(one, t), columns))]
    return (Line(), *rows) if rows else ()


def _operators(day: DayReport, columns: int, t: Texts) -> tuple[Line, ...]:
    from terminal.records.words import operator_words

    rows = tuple(Line(cut(operator_words(one, t), columns)) for one in day.operators)
    return (Line(), *rows) if rows else ()
