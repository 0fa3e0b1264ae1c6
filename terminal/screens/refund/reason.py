"""退货原因; 顾客退货 is preset. Pure."""

from dataclasses import replace

from terminal.desk.door import REASONS
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Turn


class ReasonPage(ListPage):
    """请选择退货原因."""

    page, title = Page.REASON, "title.reason"

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, cursor=scene.draft.reason)

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(f"reason.{code}") for code in REASONS)

    def size(self, scene: Scene) -> int:
        return len(REASONS)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene.drafted(replace(scene.draft, reason=index)), Event.DONE)
