"""日报: one day of the whole terminal, kind by kind with a bar each, and operator by operator. Pure."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from terminal.columns import cut, wrap
from terminal.face.asks.ask import Ask
from terminal.face.asks.records import Day, ExportDay
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.records.report import DayReport
from terminal.screens.page import Line, Look, Turn
from terminal.screens.records.pager import PagedText

SAVE = "1"
_DAYS = {"4": -1, "6": 1}


class DayPage(PagedText):
    """4 and 6 go a day back and on; what has not been is not shown. 1 saves it as a PDF."""

    page = Page.RECORDS_DAY

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, records=replace(scene.records, day=None))

    def arrival(self, scene: Scene) -> Ask | None:
        return Day()

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
        return (*totals, *_more(beside_words(day.standings, t), columns), *_operators(day, columns, t))

    def press(self, scene: Scene, key: str) -> Turn:
        day = scene.records.day
        if key == SAVE and day is not None:
            return Turn(scene, ask=ExportDay(day.day, scene.lang))
        if key not in _DAYS or day is None:
            return super().press(scene, key)
        other = str(date.fromisoformat(day.day) + timedelta(_DAYS[key]))
        if other > scene.records.today:
            return Turn(scene.noted("note.no_future"))
        return Turn(replace(scene, cursor=0), ask=Day(other))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(answer, Path):
            return Turn(scene.noted("day.saved", alarm=False, path=str(answer)))
        if not isinstance(answer, DayReport):
            return Turn(scene)
        return Turn(replace(scene, records=replace(scene.records, day=answer)))


def _more(text: str, columns: int) -> tuple[Line, ...]:
    return tuple(Line(row, Look.STRONG) for row in wrap(text, columns)) if text else ()


def _operators(day: DayReport, columns: int, t: Texts) -> tuple[Line, ...]:
    from terminal.records.words import operator_words

    rows = tuple(Line(cut(operator_words(one, t), columns)) for one in day.operators)
    return (Line(), *rows) if rows else ()
