"""摄像头: the page under the camera's picture, and the list where there are several. Pure.

The picture itself is drawn by a widget into the rows that are left free here. The rule: of what comes into view while
another code is looked up, the newest is looked up next.
"""

from dataclasses import replace

from scanner.camera.news import MOST_PREVIEW, Listed, Opened, Over, Seen
from terminal.columns import clean, wrap
from terminal.face.asks.refund import ReadSeen
from terminal.face.drafts.camera import NO_CAMERA
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Look, Room, Turn, View
from terminal.screens.refund.waiting import WaitingPage

_ABOVE, _BELOW = 1, 3
"""Rows of the body that the picture leaves: what to do; a message."""


class CameraPage(WaitingPage):
    """请将销售单的码对准镜头."""

    page = Page.CAMERA
    wide = True

    def entered(self, scene: Scene) -> Scene:
        return scene.looking(scene.camera.anew())

    def view(self, scene: Scene, t: Texts) -> View:
        camera = scene.camera
        title = t("title.camera_named", name=clean(camera.name)) if camera.name else t("title.camera")
        if camera.over is not None:
            rows = wrap(t(f"fault.{camera.over.word}", seen=clean(camera.over.name)), self.room(scene).columns)
            return View(title, (Line(), *(Line(row, Look.STRONG) for row in rows)), t("hint.camera_over"))
        said = t("camera.aim" if camera.name else "camera.opening")
        return View(title, (Line(said, Look.STRONG),), t("hint.cameras" if camera.devices else "hint.camera"))

    def press(self, scene: Scene, key: str) -> Turn:
        camera = scene.camera
        match key:
            case "ok" if camera.over is not None:
                return Turn(scene.looking(camera.anew()))
            case "plus" | "minus" if camera.devices:
                return Turn(scene.looking(NO_CAMERA))  # they are listed anew
            case _:
                return super().press(scene, key)

    def upcoming(self, scene: Scene) -> Turn:
        waiting = scene.camera.waiting
        return Turn(scene.looking(replace(scene.camera, waiting=())), ask=ReadSeen(waiting) if waiting else None)


class CamerasPage(ListPage):
    """选择摄像头."""

    page, title = Page.CAMERAS, "title.cameras"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(device.name or t("title.camera") for device in scene.camera.devices)

    def size(self, scene: Scene) -> int:
        return len(scene.camera.devices)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene.looking(scene.camera.choosing(index)), Event.DONE)


def after_news(scene: Scene, news: Opened | Seen | Listed | Over) -> Turn:
    """The camera has told something while its page stands there."""
    camera = scene.camera
    match news:
        case Seen(codes=codes) if scene.busy is not None:
            return Turn(scene.looking(replace(camera, waiting=codes)))
        case Seen(codes=codes):
            return Turn(replace(scene, note=None), ask=ReadSeen(codes))
        case Listed():
            return Turn(scene.looking(camera.told(news)), Event.CAMERAS)
        case Opened():
            return Turn(scene.looking(camera.told(news)))
        case Over():
            return Turn(replace(scene, note=None).looking(camera.told(news)))


def source_of(scene: Scene) -> str | None:
    """Which camera is to be open now: its number, a file, "" for the only one there is; None for none. Where something
    lies over its page nobody looks.
    """
    camera = scene.camera
    if scene.page is not Page.CAMERA or scene.overlay or camera.over is not None:
        return None
    return camera.chosen or scene.sources.attached.camera


def picture_room(room: Room) -> Room:
    """What the picture takes of the page, under its first row: half a cell is a pixel, and nearly square."""
    columns, rows = MOST_PREVIEW
    high = min(room.rows - _ABOVE - _BELOW, room.columns * rows // columns // 2, rows // 2)
    return Room(high * 2 * columns // rows, high)
