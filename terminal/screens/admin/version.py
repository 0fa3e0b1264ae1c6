"""版本, and which terminal this is. Pure."""

from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, going, wrapped
from terminal.screens.paging import paged, turned
from terminal.version import program_version


class VersionPage(PageScreen):
    """What the last sign-on said stands here too."""

    page = Page.VERSION

    def view(self, scene: Scene, t: Texts) -> View:
        lines = [Line(t("version.program", number=program_version())), Line()]
        if scene.station is not None:
            station = scene.station
            lines += [Line(t("version.merchant", number=station.merchant_no)), *wrapped(station.merchant_name)]
            lines += [Line(t("version.terminal", number=station.terminal_no))]
            lines += [Line(t("version.batch", number=station.batch_no)), *wrapped(station.link)]
        if scene.practice:
            lines += [Line(t("version.practice"), Look.STRONG)]
        return paged(t("menu.version"), (tuple(lines),), scene.cursor, t("hint.result"), t("hint.result_pages"))

    def press(self, scene: Scene, key: str) -> Turn:
        return turned(scene, key) or going(scene, key)
