"""The camera of the app: open while its page stands there, and no longer. No widget; news comes as messages of the app.

The rule: of previews not looked at yet only the newest is kept, and a camera that was left is heard no more.
"""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from scanner.camera.news import News, Preview
from terminal.face.scene import Scene
from terminal.screens.page import Room, wide_room
from terminal.screens.refund.camera import picture_room, source_of

if TYPE_CHECKING:  # no first page needs it
    from scanner.camera.camera import Camera, Heard

Open = Callable[[str, "Heard", tuple[int, int]], "Camera"]


def open_camera(source: str, heard: "Heard", size: tuple[int, int]) -> "Camera":
    """See scanner.camera.camera.Camera."""
    from scanner.camera.camera import Camera

    return Camera(source, heard, size)


class CameraTold(Message):
    """Something came from the camera of this number; of a preview only that there is one."""

    def __init__(self, camera: int, news: News | None) -> None:
        super().__init__()
        self.camera = camera
        self.news = news


class Lens:
    """app: who hears CameraTold. opening: a source, who hears of it in the camera's thread, and pixels of a preview."""

    def __init__(self, app: MessagePump, opening: Open = open_camera) -> None:
        self._app, self._open = app, opening
        self._camera: Camera | None = None
        self._source: str | None = None
        self._number = 0
        self._newest: Preview | None = None
        self._lock = Lock()

    def follow(self, scene: Scene) -> None:
        """Open, change or leave the camera, as this scene wants it. Returns at once."""
        wanted = source_of(scene)
        if wanted == self._source:
            return
        self.leave()
        self._source = wanted
        if wanted is not None:
            self._camera = self._open(wanted, self._hears(self._number), _pixels(picture_room(wide_room(scene))))

    def leave(self) -> None:
        """Give the camera back; do not wait for it."""
        with self._lock:
            self._number, self._newest = self._number + 1, None
        if self._camera is not None:
            self._camera.leave()
        self._camera, self._source = None, None

    def taken(self, told: CameraTold) -> News | None:
        """What a message stands for; None for one of a camera that was left."""
        with self._lock:
            if told.camera != self._number or told.news is not None:
                return told.news if told.camera == self._number else None
            newest, self._newest = self._newest, None
            return newest

    def _hears(self, number: int) -> "Heard":
        def heard(news: News) -> None:
            with self._lock:
                if number != self._number:
                    return
                waiting = isinstance(news, Preview) and self._newest is not None
                if isinstance(news, Preview):
                    self._newest = news
            if not waiting:
                self._app.post_message(CameraTold(number, None if isinstance(news, Preview) else news))

        return heard


def _pixels(room: Room) -> tuple[int, int]:
    return room.columns, room.rows * 2
