"""筛选: days, operator, type and state, each changed by its own digit; all operators by the supervisor's leave. Pure.

The rule: nothing is asked of the desk before 确认, and 取消 leaves the list as it was.
"""

from dataclasses import replace

from terminal.columns import pad
from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Ask
from terminal.face.asks.records import FindRecords
from terminal.face.drafts.records import PARTS, Part, RecordsDraft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.records.report import Filter
from terminal.screens.list_page import index_of, listed, moved
from terminal.screens.page import Line, PageScreen, Turn, View
from terminal.screens.refund.supervisor import SupervisorPage

OPERATOR_PART = 1
NAME_COLUMNS = 14
_STEPS = {"plus": 1, "minus": -1}


class FilterPage(PageScreen):
    """A digit changes its line to the next choice, + and - the line of the cursor, 确认 searches."""

    page = Page.RECORDS_FILTER

    def view(self, scene: Scene, t: Texts) -> View:
        rows = tuple(f"{pad(t(part.name), NAME_COLUMNS)} {_words(part, scene, t)}" for part in PARTS)
        return View(t("title.filter"), (Line(), *listed(rows, scene.cursor)), t("hint.filter"))

    def press(self, scene: Scene, key: str) -> Turn:
        index = index_of(key, len(PARTS))
        if index is not None:
            return _turned(replace(scene, cursor=index), PARTS[index], 1)
        match key:
            case "up" | "down":
                return Turn(replace(scene, cursor=moved(scene.cursor, key, len(PARTS))))
            case "plus" | "minus":
                return _turned(scene, PARTS[scene.cursor], _STEPS[key])
            case "ok":
                return Turn(scene, Event.DONE, FindRecords(scene.reader, scene.records.asked))
            case "back":
                report = scene.records.report
                asked = report.asked if report is not None else scene.records.asked
                return Turn(_with(scene, asked), Event.BACK)
            case _:
                return Turn(scene)


class RecordsSupervisorPage(SupervisorPage):
    """主管密码: from then on, and until the menu, everybody's records."""

    page = Page.RECORDS_SUPERVISOR

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=t("records.all_operators"))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Admitted):
            return Turn(scene)
        allowed = replace(scene, records=replace(scene.records, allowed=answer, day=None))
        return Turn(_with(allowed, replace(scene.records.asked, operator_no="")), Event.DONE)


def _with(scene: Scene, asked: Filter) -> Scene:
    return replace(scene, records=replace(scene.records, asked=asked))


def _choices(part: Part, scene: Scene) -> tuple[tuple[str, Filter], ...]:
    draft: RecordsDraft = scene.records
    return part.choices(draft, scene.operator_no, scene.station.batch_no if scene.station else "")


def _now(part: Part, scene: Scene) -> tuple[str, Filter]:
    """The choice that stands now; the first where it is none of them."""
    choices = _choices(part, scene)
    return next((choice for choice in choices if choice[1] == scene.records.asked), choices[0])


def _words(part: Part, scene: Scene, t: Texts) -> str:
    text, asked = _now(part, scene)
    return t(text, number=asked.operator_no)


def _turned(scene: Scene, part: Part, step: int) -> Turn:
    choices = _choices(part, scene)
    _, asked = choices[(choices.index(_now(part, scene)) + step) % len(choices)]
    if part is PARTS[OPERATOR_PART] and not asked.operator_no and not scene.records.everybody:
        return Turn(scene, Event.SUPERVISOR)
    return Turn(_with(scene, asked))
