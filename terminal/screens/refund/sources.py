"""识读方式: where a slip may come from beside the keyboard, and which scanner is there. Pure."""

from dataclasses import replace

from terminal.columns import clean
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.menus import MenuPage
from terminal.screens.page import Line, Look, View, wrapped


class SourcesPage(MenuPage):
    """请选择识读方式. What a scanner reads here is looked for as on the order page."""

    page, title = Page.SOURCES, "title.sources"

    def view(self, scene: Scene, t: Texts) -> View:
        menu = super().view(scene, t)
        return replace(menu, lines=(*menu.lines, Line(), *_scanners(scene, t)))


def _port(url: str) -> str:
    """The port as people know it."""
    return url.removeprefix("serial://").partition("?baud=")[0]


def _scanners(scene: Scene, t: Texts) -> tuple[Line, ...]:
    attached = scene.sources.attached
    if not attached.heard:
        return (Line(t("sources.wedge"), Look.DIM),)
    port = t(f"port.{scene.sources.port}")
    serial = t("sources.serial", port=clean(_port(attached.scanner)), state=port) if attached.scanner else ""
    watched = "" if attached.watch else t("sources.no_watch")
    said = (t("sources.wedge"), serial or t("sources.no_serial"), watched)
    return tuple(line for text in said if text for line in wrapped(text, Look.DIM))
