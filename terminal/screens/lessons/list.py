"""练习任务: the six tasks, and how this trainee has done each. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from terminal.columns import pad
from terminal.face.asks.ask import Ask
from terminal.face.asks.lessons import BeginTask, LookUpResults
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.lessons.judge import Begun
from terminal.lessons.results import Best
from terminal.lessons.tasks import TASKS
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Look, Turn, View

TITLE_COLUMNS = 20


class LessonsPage(ListPage):
    """A digit begins that task with a customer who wants it."""

    page, title = Page.LESSONS, "title.lessons"

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, lessons=scene.lessons.with_task(None))

    def arrival(self, scene: Scene) -> Ask | None:
        return LookUpResults(scene.lessons.trainee)

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        best = scene.lessons.best
        titles = (pad(t(f"lesson.title.{task.word}"), TITLE_COLUMNS) for task in TASKS)
        return tuple(f"{title} {_done(best.get(task.word), t)}" for title, task in zip(titles, TASKS, strict=True))

    def size(self, scene: Scene) -> int:
        return len(TASKS)

    def view(self, scene: Scene, t: Texts) -> View:
        drawn = super().view(scene, t)
        whose = Line(t("lesson.trainee", name=scene.lessons.name, number=scene.operator_no), Look.DIM)
        return replace(drawn, lines=(whose, *drawn.lines[1:]))

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene, ask=BeginTask(TASKS[index].no))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return heard(scene, answer)


def heard(scene: Scene, answer: object) -> Turn:
    """A customer comes, or what this trainee has done is told."""
    match answer:
        case Begun():
            return Turn(replace(scene, lessons=scene.lessons.with_task(answer)), Event.DONE)
        case Mapping():
            return Turn(replace(scene, lessons=replace(scene.lessons, best=answer)))
    return Turn(scene)


def _done(best: Best | None, t: Texts) -> str:
    if best is None:
        return t("lesson.untried")
    return t("lesson.best_right", keys=best.keys) if best.right else t("lesson.best_wrong", tries=best.tries)
