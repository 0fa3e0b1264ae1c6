"""What was said about a case, and its life: who, when, what, why, and how long it stood at each step. Pure."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from terminal.columns import clean, wrap
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.cases.keyed import begun
from terminal.screens.page import Line, Look, Turn
from terminal.screens.records.pager import PagedText

if TYPE_CHECKING:
    from terminal.case.case import Case

ADD = "1"
_UNITS = (
    ("cases.in_days", timedelta(days=1)),
    ("cases.in_hours", timedelta(hours=1)),
    ("cases.in_minutes", timedelta(minutes=1)),
)


class CaseTalksPage(PagedText):
    """1 adds one."""

    page = Page.CASE_TALKS

    def entered(self, scene: Scene) -> Scene:
        return scene.casing(scene.cases.put_down())

    def head(self, scene: Scene, t: Texts) -> str:
        return t("cases.to_talks")

    def text(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        case, columns = scene.cases.case, self.room(scene).columns
        if case is None or not case.talks:
            return (Line(t("cases.no_talks")),)
        lines = list[Line]()
        for talk in case.talks:
            who = t("cases.talk", at=talk.at[:16].replace("T", " "), intake=t(f"intake.{talk.intake}"), by=talk.by)
            lines += [Line(row, Look.STRONG) for row in wrap(f"{who}  {clean(talk.who)}", columns)]
            lines += [Line(row) for row in wrap(clean(talk.words), columns)]
        return tuple(lines)

    def foot(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        may = scene.cases.view is not None and "talk_held" in scene.cases.view.may
        return (Line(), Line(f"  {ADD} {t('do.talk_held')}", Look.CHOSEN, ADD)) if may else ()

    def press(self, scene: Scene, key: str) -> Turn:
        may = scene.cases.view is not None and "talk_held" in scene.cases.view.may
        return begun(scene, "talk_held") if key == ADD and may else super().press(scene, key)


class CaseLifePage(PagedText):
    """Every mark of it, oldest first."""

    page = Page.CASE_LIFE

    def head(self, scene: Scene, t: Texts) -> str:
        return t("cases.to_life")

    def text(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        from terminal.case.paper.said import of_mark

        case, columns = scene.cases.case, self.room(scene).columns
        if case is None:
            return ()
        steps, before = _steps(case, scene.clock, t), case.opened_at
        lines = [Line(row, Look.DIM) for row in wrap(steps, columns)] if steps else list[Line]()
        for mark in case.life:
            took = lasted(_moment(mark.at) - _moment(before), t)
            took = t("cases.after", time=took) if took else ""
            act, state = t(f"act.{mark.act}"), t(f"case_state.{mark.state}")
            head = t("cases.mark", at=mark.at[:16].replace("T", " "), by=mark.by, act=act, state=state)
            lines += [Line(row, Look.STRONG) for row in wrap(f"{head} {took}".strip(), columns)]
            words = clean(of_mark(mark, t))
            lines += [Line(f"  {row}") for row in wrap(words, columns - 2)] if words else []
            before = mark.at
        return tuple(lines)


def lasted(time: timedelta, t: Texts) -> str:
    """A time in its largest unit; "" for less than a minute."""
    for unit, length in _UNITS:
        if time >= length:
            return t(unit, n=time // length)
    return ""


def _steps(case: "Case", clock: str, t: Texts) -> str:
    """How long it stood at each of the seven steps, until now where the clock says when that is."""
    from terminal.case.times import times
    from terminal.case.words import Stage

    now = _moment(case.life[-1].at)
    with suppress(ValueError):
        now = _moment(clock)
    spent = zip(Stage, times(case, now).steps, strict=True)
    said = [f"{t(f'case_stage.{stage.name.lower()}')} {lasted(time, t)}" for stage, time in spent if lasted(time, t)]
    return t("cases.times", steps="  ".join(said)) if said else ""


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=None)
