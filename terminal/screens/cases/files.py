"""附上: a file of the folder in which papers come in, or by its path. Pure.

The rule: nothing is read here; the desk keeps a copy, or says why it does not.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.columns import clean, pad, width
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import ListInbox, LookAtFile
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.cases.form import shortened
from terminal.screens.cases.keyed import begun, clerk
from terminal.screens.cases.text_page import TextPage
from terminal.screens.list_page import MOST_ROWS, NUMBER_COLUMNS, ListPage
from terminal.screens.page import Line, Look, Turn, View

if TYPE_CHECKING:
    from terminal.desk.case_inbox import Incoming

MOST_PATH = 1000
PATH = "0"


class CaseFilesPage(ListPage):
    """The folder in which papers come in, newest first; a path is keyed behind 0."""

    page, title = Page.CASE_FILES, "title.case_files"
    wide = True

    def entered(self, scene: Scene) -> Scene:
        return scene.casing(replace(scene.cases, form="", file=None))

    def arrival(self, scene: Scene) -> Ask | None:
        return ListInbox(clerk(scene))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(_row(file, self.room(scene).columns - NUMBER_COLUMNS, t) for file in scene.cases.files)

    def size(self, scene: Scene) -> int:
        return len(scene.cases.files)

    def height(self, scene: Scene) -> int:
        return min(self.room(scene).rows - 4, MOST_ROWS)

    def view(self, scene: Scene, t: Texts) -> View:
        drawn = super().view(scene, t)
        none = () if scene.cases.files else (Line(t("cases.inbox_empty"), Look.STRONG),)
        path = Line(f"  {PATH} {t('cases.by_path')}", Look.DIM, PATH)
        return replace(drawn, lines=(*drawn.lines, *none, path))

    def press(self, scene: Scene, key: str) -> Turn:
        return Turn(scene, Event.PATH) if key == PATH else super().press(scene, key)

    def pasted(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=LookAtFile(clerk(scene), Path(text))) if text else Turn(scene)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return _shown(scene, scene.cases.files[index])

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(ask, LookAtFile):
            return _shown(scene, answer)
        files = answer if isinstance(answer, tuple) else ()
        return Turn(scene.casing(replace(scene.cases, files=files)))


class CasePathPage(TextPage):
    """Where a file lies, typed or pasted."""

    page, title, prompt = Page.CASE_PATH, "title.case_files", "cases.path"
    most = MOST_PATH

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=LookAtFile(clerk(scene), _meant(text))) if text else Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return _shown(scene, answer)


def _meant(text: str) -> Path:
    """A path as a shell reads it; the home of somebody whom there is not is a folder of that name."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _shown(scene: Scene, file: object) -> Turn:
    """It is named, with its size, its day and where it lies, before it is kept."""
    from terminal.desk.case_inbox import Incoming

    if not isinstance(file, Incoming):
        return Turn(scene)
    return begun(scene.casing(replace(scene.cases, file=file)), "paper_attached")


def _row(file: "Incoming", columns: int, t: Texts) -> str:
    lies = t("cases.file_lies", size=file.size, at=file.at)
    room = columns - width(lies) - 1
    return f"{pad(shortened(clean(file.name), room), room)} {lies}"
