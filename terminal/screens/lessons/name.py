"""练习人姓名: letters by the 字母 key, or any script typed or pasted. Pure."""

from dataclasses import replace

from terminal.columns import width
from terminal.face.entry import lettered
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.lessons.results import NAME_COLUMNS, is_name, named
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn, wrapped


class LessonNamePage(EntryPage):
    """A name of NAME_COLUMNS at most; results are kept for it and the operator number together."""

    page = Page.LESSON_NAME
    title, prompt = "title.lesson_name", "prompt.lesson_name"
    least, most = 1, NAME_COLUMNS
    letters = True

    def get(self, scene: Scene) -> str:
        return scene.lessons.name

    def put(self, scene: Scene, text: str) -> Scene:
        return replace(scene, lessons=replace(scene.lessons, name=text))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return wrapped(t("lesson.name_words"), Look.DIM)

    def entered(self, scene: Scene) -> Scene:
        return self.put(scene, "")

    def press(self, scene: Scene, key: str) -> Turn:
        text = self.get(scene)
        if key == "letter":
            return Turn(self.put(scene, lettered(text)))
        if len(key) == 1:
            return Turn(self.put(scene, text + key) if width(text + key) <= NAME_COLUMNS else scene)
        return super().press(scene, key)

    def pasted(self, scene: Scene, text: str) -> Turn:
        return Turn(self.put(scene, named(text)))

    def complete(self, scene: Scene, text: str) -> Turn:
        if not is_name(named(text)):
            return Turn(scene.noted(self.short))
        lessons = replace(scene.lessons, name=named(text), operator_no=scene.operator_no, best={})
        return Turn(replace(scene, lessons=lessons), Event.DONE)
