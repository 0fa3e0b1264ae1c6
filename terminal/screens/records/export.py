"""导出: what is listed, as a file; where it lies is shown whole. Pure."""

from dataclasses import replace

from terminal.columns import clean, wrap
from terminal.desk.doors import Exported
from terminal.face.asks.ask import Ask
from terminal.face.asks.records import Export
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Look, Turn, View

FORMS = ("csv", "json", "pdf")


class ExportPage(ListPage):
    """One format a digit; it may be done again."""

    page, title = Page.RECORDS_EXPORT, "title.export"
    wide = True

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, records=replace(scene.records, exported=None))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(f"export.{form}") for form in FORMS)

    def size(self, scene: Scene) -> int:
        return len(FORMS)

    def view(self, scene: Scene, t: Texts) -> View:
        drawn = super().view(scene, t)
        return replace(drawn, lines=(*drawn.lines, Line(), *_told(scene.records.exported, self.room(scene).columns, t)))

    def chosen(self, scene: Scene, index: int) -> Turn:
        report = scene.records.report
        if report is None:
            return Turn(scene)
        return Turn(scene, ask=Export(scene.reader, report.asked, FORMS[index], scene.lang))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Exported):
            return Turn(scene)
        return Turn(replace(scene, records=replace(scene.records, exported=answer)))


def _told(exported: Exported | None, columns: int, t: Texts) -> tuple[Line, ...]:
    if exported is None:
        return ()
    count = t("export.saved", n=exported.rows)
    part = wrap(t("export.part", n=exported.rows, found=exported.found), columns)
    lines = (Line(count, Look.STRONG), *(Line(row) for row in wrap(clean(str(exported.path)), columns)))
    return lines if exported.rows == exported.found else (*lines, *(Line(row) for row in part))
