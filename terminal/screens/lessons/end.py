"""How a task ended: right or wrong, and why. Pure."""

from dataclasses import replace
from typing import ClassVar

from terminal.columns import pad
from terminal.face.asks.ask import Ask
from terminal.face.asks.lessons import BeginTask, KeepResult
from terminal.face.drafts.refund import Draft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.lessons.tasks import TASKS
from terminal.screens.lessons.list import heard
from terminal.screens.list_page import index_of, moved
from terminal.screens.page import LCD_COLUMNS, ROW, Line, Look, PageScreen, Turn, View, wrapped

AGAIN, NEXT, LIST = "lesson.again", "lesson.next", "lesson.list"


class LessonEndPage(PageScreen):
    """The result is kept on arrival. Again, the next task, or the list."""

    page: ClassVar[Page] = Page.LESSON_END

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, lessons=replace(scene.lessons, running=False, ended=True), draft=Draft())

    def arrival(self, scene: Scene) -> Ask | None:
        lessons = scene.lessons
        return KeepResult(lessons.trainee, lessons.begun.task.word, lessons.done) if lessons.begun else None

    def view(self, scene: Scene, t: Texts) -> View:
        lessons = scene.lessons
        if lessons.begun is None:
            return View(t("title.lessons"), ())
        task, verdict = lessons.begun.task, lessons.verdict
        choices = tuple(
            Line(
                pad(f"{'>' if at == scene.cursor else ' '} {at + 1} {t(text)}", LCD_COLUMNS),
                Look.CHOSEN if at == scene.cursor else Look.PLAIN,
                f"{ROW}{at}",
            )
            for at, text in enumerate(_choices(task.no))
        )
        head = Line(t(f"lesson.mark.{verdict.mark}", keys=lessons.keys), Look.STRONG)
        title = t("lesson.numbered", no=task.no, title=t(f"lesson.title.{task.word}"))
        return View(title, (head, *wrapped(t(verdict.why, **dict(verdict.details))), Line(), *choices), t("hint.menu"))

    def press(self, scene: Scene, key: str) -> Turn:
        begun = scene.lessons.begun
        if begun is None or key == "back":
            return Turn(scene, Event.BACK)
        choices = _choices(begun.no)
        if key in {"up", "down"}:
            return Turn(replace(scene, cursor=moved(scene.cursor, key, len(choices))))
        index = scene.cursor if key == "ok" else index_of(key, len(choices))
        if index is None:
            return Turn(scene)
        if choices[index] == LIST:
            return Turn(scene, Event.LESSONS)
        return Turn(scene, ask=BeginTask(begun.no + 1 if choices[index] == NEXT else begun.no))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return heard(scene, answer)


def _choices(no: int) -> tuple[str, ...]:
    """Text ids; behind the last task there is no next."""
    return (AGAIN, LIST) if no == len(TASKS) else (NEXT, AGAIN, LIST)
