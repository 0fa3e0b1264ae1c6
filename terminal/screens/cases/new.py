"""A new case: which kind, and how its original is found - on the pages of 退货. Pure."""

from dataclasses import replace

from terminal.columns import wrap
from terminal.face.drafts.refund import EMPTY, Way
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.menus import MenuPage
from terminal.screens.page import Line, Look, Turn, View


class CaseKindPage(ListPage):
    """设备, 交易, 服务 or 政策; which papers each needs stands below."""

    page, title = Page.CASE_KIND, "do.opened"
    wide = True

    def entered(self, scene: Scene) -> Scene:
        return scene.drafted(EMPTY).casing(replace(scene.cases, kind="", view=None))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        from terminal.case.papers import Kind

        return tuple(t(f"case_kind.{kind}") for kind in Kind)

    def size(self, scene: Scene) -> int:
        from terminal.case.papers import Kind

        return len(Kind)

    def view(self, scene: Scene, t: Texts) -> View:
        from terminal.case.papers import NEEDED

        drawn, needed = super().view(scene, t), tuple(NEEDED.values())[scene.cursor]
        papers = t("cases.needs", papers=" ".join(t(f"case_paper.{paper}") for paper in needed))
        told = tuple(Line(row, Look.DIM) for row in wrap(papers, self.room(scene).columns))
        return replace(drawn, lines=(*drawn.lines, Line(), *told))

    def chosen(self, scene: Scene, index: int) -> Turn:
        from terminal.case.papers import Kind

        return Turn(scene.casing(replace(scene.cases, kind=tuple(Kind)[index].value)), Event.DONE)


class CaseSaleMenu(MenuPage):
    """By its slip or number, or by reference and date."""

    page, title = Page.CASE_SALE, "title.case_sale"

    def entered(self, scene: Scene) -> Scene:
        return scene.casing(replace(scene.cases, asking="", keyed=""))

    def chosen(self, scene: Scene, event: Event) -> Turn:
        way = Way.REFERENCE if event is Event.BY_REFERENCE else Way.SLIP
        return Turn(scene.drafted(replace(scene.draft, way=way)), event)
