"""附上: a file of the folder in which papers come in, or by its path. Pure.

The rule: nothing is read here; the desk keeps a copy, or says why it does not.
"""

from dataclasses import replace
from pathlib import Path

from terminal.columns import clean
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import AttachPaper, CaseSeen, ListInbox
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.cases.form import acted
from terminal.screens.cases.keyed import begun, clerk
from terminal.screens.cases.text_page import TextPage
from terminal.screens.list_page import MOST_ROWS, ListPage
from terminal.screens.page import Line, Look, Turn, View

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
        return tuple(clean(file.name) for file in scene.cases.files)

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
        return _attached(scene, Path(text)) if text else Turn(scene)

    def chosen(self, scene: Scene, index: int) -> Turn:
        """It is named, and where it lies, before it is kept."""
        return begun(scene.casing(replace(scene.cases, file=scene.cases.files[index])), "paper_attached")

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(answer, CaseSeen):
            return acted(scene, answer)
        files = answer if isinstance(answer, tuple) else ()
        return Turn(scene.casing(replace(scene.cases, files=files)))


class CasePathPage(TextPage):
    """Where a file lies, typed or pasted."""

    page, title, prompt = Page.CASE_PATH, "title.case_files", "cases.path"
    most = MOST_PATH

    def complete(self, scene: Scene, text: str) -> Turn:
        return _attached(scene, _meant(text)) if text else Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return acted(scene, answer)


def _meant(text: str) -> Path:
    """A path as a shell reads it; the home of somebody whom there is not is a folder of that name."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _attached(scene: Scene, file: Path) -> Turn:
    from terminal.case.papers import Paper

    case = scene.cases.case
    if case is None:
        return Turn(scene)
    return Turn(scene, ask=AttachPaper(clerk(scene), case.case_no, Paper(scene.cases.paper), file))
