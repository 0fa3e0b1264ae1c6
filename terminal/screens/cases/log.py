"""What was said about a case, and its life: who, when, what, why, and how long it stood at each step. Pure."""

from datetime import datetime

from terminal.columns import clean, wrap
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.cases.keyed import begun
from terminal.screens.page import Line, Look, Turn
from terminal.screens.records.pager import PagedText

ADD = "1"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


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
        case, columns = scene.cases.case, self.room(scene).columns
        lines, before = list[Line](), ""
        for mark in case.life if case is not None else ():
            took = t("cases.after", time=lasted(before, mark.at, t)) if before else ""
            act, state = t(f"act.{mark.act}"), t(f"case_state.{mark.state}")
            head = t("cases.mark", at=mark.at[:16].replace("T", " "), by=mark.by, act=act, state=state)
            lines += [Line(row, Look.STRONG) for row in wrap(f"{head} {took}".strip(), columns)]
            lines += [Line(f"  {row}") for row in wrap(clean(mark.words), columns - 2)] if mark.words else []
            before = mark.at
        return tuple(lines)


def lasted(since: str, until: str, t: Texts) -> str:
    """A time between two ISO moments, in its largest unit."""
    seconds = int((datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds())
    for unit, length in (("cases.in_days", _DAY), ("cases.in_hours", _HOUR)):
        if seconds >= length:
            return t(unit, n=seconds // length)
    return t("cases.in_minutes", n=seconds // _MINUTE)
