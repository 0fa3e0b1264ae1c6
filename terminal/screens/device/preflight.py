"""设备检查: what is wrong before a refund, and what to do about it. Nobody sees it while all is well. Pure."""

from dataclasses import replace

from terminal.desk.doors import Checked
from terminal.face.asks.ask import Ask
from terminal.face.asks.device import CheckAgain
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.screens.device.lines import PAGE_ROWS, in_pages, paged, turned_page, what_is_wrong
from terminal.screens.page import Line, PageScreen, Turn, View


class PreflightPage(PageScreen):
    """确认 looks again at what blocks, and passes what is only a warning; 取消 leaves the refund."""

    page = Page.PREFLIGHT

    def view(self, scene: Scene, t: Texts) -> View:
        hint = t("hint.blocked" if scene.device.blocked else "hint.amiss")
        return paged(t("title.preflight"), _pages(scene, t), scene.cursor, hint)

    def press(self, scene: Scene, key: str) -> Turn:
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "ok" if scene.device.blocked:
                return Turn(scene, ask=CheckAgain())
            case "ok":
                return _passed(replace(scene, device=scene.device.read()))
            case _:
                many = len(_pages(scene, translator(scene.lang)))
                return Turn(replace(scene, cursor=turned_page(scene.cursor, key, many)))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Checked):
            return Turn(scene)
        after = replace(scene, device=scene.device.told(answer), cursor=0)
        return Turn(after.noted("note.still_amiss")) if after.device.amiss else _passed(after)


def _passed(scene: Scene) -> Turn:
    """On with the refund: from where it was stopped, or from its menu where 主管密码 was not given yet."""
    return Turn(scene, Event.ADMITTED if scene.device.admitted else Event.DONE)


def _pages(scene: Scene, t: Texts) -> list[tuple[Line, ...]]:
    return in_pages((what_is_wrong(one, t) for one in scene.device.amiss), PAGE_ROWS)
