"""打印 of a case: the papers that are possible now, and 证据包; where files lie is shown whole. Pure."""

from dataclasses import replace
from typing import TYPE_CHECKING

from terminal.columns import clean, wrap
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import MakeBundle, PrintCase
from terminal.face.pages import Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.printers.outcome import Printout
from terminal.screens.cases.keyed import clerk
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Turn, View

if TYPE_CHECKING:
    from terminal.desk.case_door import Bundle, CaseSheet


class CasePrintPage(ListPage):
    """One paper a digit, the bundle last; it may be done again."""

    page, title = Page.CASE_PRINT, "cases.to_print"
    wide = True

    def entered(self, scene: Scene) -> Scene:
        return scene.casing(replace(scene.cases, out=(), bundle=None))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return (*(t(f"case_sheet.{sheet}") for sheet in _sheets(scene)), t("cases.bundle"))

    def size(self, scene: Scene) -> int:
        return len(_sheets(scene)) + 1

    def view(self, scene: Scene, t: Texts) -> View:
        drawn, columns = super().view(scene, t), self.room(scene).columns
        told = tuple(Line(row) for text in _told(scene, t) for row in wrap(text, columns))
        room = self.room(scene).rows - len(drawn.lines)
        return replace(drawn, lines=(*drawn.lines, *told[: max(0, room)]))

    def chosen(self, scene: Scene, index: int) -> Turn:
        case, sheets = scene.cases.case, _sheets(scene)
        if case is None:
            return Turn(scene)
        if index == len(sheets):
            return Turn(scene, ask=MakeBundle(clerk(scene), case.case_no, scene.lang))
        return Turn(scene, ask=PrintCase(clerk(scene), case.case_no, sheets[index], scene.lang))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(answer, Printout) and isinstance(ask, PrintCase):
            sheet = Sheet(answer.lines, roll=True, case_no=ask.case_no) if answer.lines else scene.sheet
            printing = replace(scene.printing, asked=None, out=answer)
            out = replace(scene.cases, out=answer.files, bundle=None)
            return Turn(replace(scene, sheet=sheet, printing=printing, cases=out).noted("cases.printed", alarm=False))
        return Turn(_bundled(scene, answer)) if isinstance(ask, MakeBundle) else Turn(scene)


def _bundled(scene: Scene, answer: object) -> Scene:
    from terminal.desk.case_door import Bundle

    return scene.casing(replace(scene.cases, out=(), bundle=answer)) if isinstance(answer, Bundle) else scene


def _sheets(scene: Scene) -> "tuple[CaseSheet, ...]":
    return scene.cases.view.sheets if scene.cases.view is not None else ()


def _told(scene: Scene, t: Texts) -> tuple[str, ...]:
    bundle: Bundle | None = scene.cases.bundle
    if bundle is None:
        return tuple(clean(str(path)) for path in scene.cases.out)
    files = zip((bundle.pdf, bundle.machine), bundle.sha256, strict=True)
    return (t("cases.bundled"), *(f"{clean(str(path))} SHA-256 {sha256}" for path, sha256 in files))
