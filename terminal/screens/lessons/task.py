"""One task: who comes, what they say, and what is to be done. Also while it runs, to go on or to end it. Pure."""

from dataclasses import replace

from terminal.columns import clean
from terminal.face.asks.ask import Ask
from terminal.face.asks.lessons import StartTask
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, wrapped

END = "2"


class LessonPage(PageScreen):
    """确认 starts the task, or goes on with it; 2 ends one that runs."""

    page = Page.LESSON

    def view(self, scene: Scene, t: Texts) -> View:
        lessons = scene.lessons
        if lessons.begun is None:
            return View(t("title.lessons"), ())
        task = lessons.begun.task
        name, words = scene.served.told(scene.lang) if scene.served else ("", "")
        said = t("order.customer", name=clean(name), words=clean(words))
        lines = (
            Line(),
            *wrapped(said),
            Line(),
            *wrapped(t(f"lesson.goal.{task.word}"), Look.STRONG),
            Line(),
            *(() if not lessons.running else (Line(t("lesson.end"), Look.CHOSEN, END),)),
        )
        title = t("lesson.numbered", no=task.no, title=t(f"lesson.title.{task.word}"))
        return View(title, lines, t("hint.lesson_running" if lessons.running else "hint.lesson"))

    def press(self, scene: Scene, key: str) -> Turn:
        lessons = scene.lessons
        match key:
            case "ok" if lessons.begun is not None and not lessons.running:
                return Turn(scene, ask=StartTask(lessons.begun.no))
            case "ok":
                return Turn(scene, Event.DONE)
            case "2" if lessons.running:
                return Turn(scene, Event.LESSON_END)
            case "back":
                return Turn(scene, Event.BACK)
        return Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(ask, StartTask):
            return Turn(scene)
        return Turn(replace(scene, lessons=replace(scene.lessons, running=True)), Event.DONE)
