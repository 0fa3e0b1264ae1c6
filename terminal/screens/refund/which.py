"""请选择销售单: slips of several orders lie on one picture; a person says which is meant. Pure."""

from dataclasses import replace

from scanner.salesslip import spaced
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import FindBySlip
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Look, Turn, View, wrapped
from terminal.screens.refund.order import found

SHOWN = 5
"""Rows on a page: why it is asked stands below them."""


class WhichPage(ListPage):
    """Their numbers as printed, and what each was read from."""

    page, title = Page.WHICH, "title.which"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(f"{spaced(slip.order_no)}  {t(f'slip_source.{slip.source}')}" for slip in scene.draft.slips)

    def size(self, scene: Scene) -> int:
        return len(scene.draft.slips)

    def height(self, scene: Scene) -> int:
        return SHOWN

    def view(self, scene: Scene, t: Texts) -> View:
        listed = super().view(scene, t)
        return replace(listed, lines=(*listed.lines, Line(), *wrapped(t("which.why"), Look.DIM)))

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene, ask=FindBySlip(scene.draft.slips[index]))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return found(scene, answer)
