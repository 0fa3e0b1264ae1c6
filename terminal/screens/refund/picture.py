"""图片文件: a place holder on the LCD while the file window (widgets/picture.py) is open. Pure."""

from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, PageScreen, View


class PicturePage(PageScreen):
    """The window above it answers; the LCD only says so."""

    page = Page.PICTURE

    def view(self, scene: Scene, t: Texts) -> View:
        return View(t("title.picture"), (Line(), Line(t("prompt.picture"))))
