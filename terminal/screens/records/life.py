"""One record's life as a timeline: when, what, who, and with which answer. Pure.

The rule: steps stand in the journal's order, each with its own time; a step says what was known then, not what came
out in the end.
"""

from dataclasses import replace

from terminal.columns import clean, wrap
from terminal.face.asks.ask import Ask
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.moments import zone_of
from terminal.records.timeline import OTHER, Step
from terminal.records.words import closing_words
from terminal.screens.codes import code_words
from terminal.screens.page import Line, Look, Turn
from terminal.screens.records.pager import PagedText

INDENT = "         "
"""As wide as a time and a space, so that what happened stands in a column of its own."""


class LifePage(PagedText):
    """确认 and 取消 lead back to the record."""

    page = Page.RECORD_LIFE

    def head(self, scene: Scene, t: Texts) -> str:
        one = scene.records.chosen
        return t("title.life", voucher=one.key.trace_no if one is not None else "")

    def text(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        columns, lines, day = self.room(scene).columns, list[Line](), ""
        for step in scene.records.life:
            today = f"{step.at[:10]} {zone_of(step.at)}".rstrip()
            if today != day:
                day = today
                lines.append(Line(day, Look.DIM))
            lines += _lines(step, columns, t)
        return tuple(lines)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, tuple):
            return Turn(scene)
        steps = tuple(step for step in answer if isinstance(step, Step))
        return Turn(replace(scene, records=replace(scene.records, life=steps)))


def _lines(step: Step, columns: int, t: Texts) -> list[Line]:
    named = t("life.other", kind=clean(step.name)) if step.what == OTHER else t(f"life.{step.what.replace('.', '_')}")
    room = columns - len(INDENT)
    first, *rest = wrap(named, room)
    details = [row for text in _details(step, t) for row in wrap(text, room)]
    return [
        Line(f"{step.at[11:19]} {first}", Look.STRONG),
        *(Line(INDENT + row, Look.STRONG, more=True) for row in rest),
        *(Line(INDENT + row) for row in details),
    ]


def _details(step: Step, t: Texts) -> list[str]:
    """Who on one line, then each thing that was known then."""
    who = [t("records.of_operator", number=clean(step.operator_no))] if step.operator_no else []
    who += [t("life.supervisor", number=clean(step.supervisor_no))] if step.supervisor_no else []
    counted = [("life.sends", step.sends, 2), ("life.queries", step.queries, 1), ("life.tries", step.tries, 1)]
    return [
        " ".join(who + [t(text, n=count) for text, count, least in counted if count >= least]),
        *([code_words(step.code, t)] if step.code else []),
        *([t(f"cause.{step.cause}")] if step.cause else []),
        *([t("closing.said", words=closing_words(step.reason, t))] if step.reason else []),
        *([t("life.reference", number=clean(step.reference_no))] if step.reference_no else []),
        *([t("life.files", n=len(step.files))] if step.files else []),
        *([t("life.reprint")] if step.reprint else []),
        *(t("life.trouble", why=clean(why)) for why in step.trouble),
    ]
