"""How long cases stood at each step, and which are slow; 1 writes it as a PDF. Pure."""

from dataclasses import replace
from pathlib import Path

from terminal.columns import clean, cut, wrap
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import ExportSlow, ReadSlow
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.cases.keyed import clerk
from terminal.screens.page import Line, Look, Turn
from terminal.screens.records.pager import PagedText

SAVE = "1"


class SlowPage(PagedText):
    """Lines as the report has them."""

    page = Page.CASES_SLOW

    def entered(self, scene: Scene) -> Scene:
        return scene.casing(replace(scene.cases, slow=(), out=()))

    def arrival(self, scene: Scene) -> Ask | None:
        return ReadSlow(clerk(scene), self.room(scene).columns, scene.lang)

    def head(self, scene: Scene, t: Texts) -> str:
        return t("title.slow")

    def text(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        columns = self.room(scene).columns
        return tuple(Line(cut(clean(row), columns)) for row in scene.cases.slow)

    def foot(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        columns = self.room(scene).columns
        saved = tuple(Line(row) for path in scene.cases.out for row in wrap(clean(str(path)), columns)[:3])
        return (Line(), *saved, Line(f"  {SAVE} {t('export.pdf')}", Look.CHOSEN, SAVE))

    def press(self, scene: Scene, key: str) -> Turn:
        return Turn(scene, ask=ExportSlow(clerk(scene), scene.lang)) if key == SAVE else super().press(scene, key)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(answer, Path):
            return Turn(scene.casing(replace(scene.cases, out=(answer,))))
        lines = answer if isinstance(answer, tuple) else ()
        return Turn(scene.casing(replace(scene.cases, slow=lines)))
