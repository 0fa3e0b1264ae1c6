"""The terminal's side of a camera: a child process that watches it, and a thread that hears what it tells.

No picture library here. The rule: closing never waits for a camera that hangs, as its process is killed.
"""

from collections.abc import Callable
from threading import Event, Thread

from scanner.camera.devices import Device, has_list, listed
from scanner.camera.news import MOST_PREVIEW, Listed, News, Over
from scanner.camera.wording import news_of
from scanner.reader.process import Child
from scanner.reader.wire import Message, WireError

Heard = Callable[[News], None]
"""Hears news in the camera's own thread."""

TELL_S = 5.0
"""Until the child process has taken a command of a hundred bytes."""


SILENT_S = 20.0
"""Longer than a slow camera takes to open, and than the process waits for a frame: it hangs in the driver."""


LIVES = 3
"""Processes for one camera: a decoder that falls over takes its own with it, and the next frame is another picture."""


class Camera:
    """One camera or film, from now until `close`. source: its number, a file, or "" for the only one there is. size: of
    a preview at most, columns and rows of pixels.

    heard: of a camera that ends by itself Over or Listed comes last, of one that is closed nothing more.
    """

    def __init__(
        self,
        source: str,
        heard: Heard,
        size: tuple[int, int] = MOST_PREVIEW,
        start: Callable[[], Child] = Child,
    ) -> None:
        self._command = Message("camera", {"source": source, "size": list(size)})
        self._heard, self._start = heard, start
        self._closing = Event()
        self._child: Child | None = None
        self._thread = Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the camera back. From any thread but its own; returns when it is free."""
        self.leave()
        self._thread.join()

    def leave(self) -> None:
        """Begin to close, and do not wait."""
        self._closing.set()
        if self._child is not None:
            self._child.kill()

    def _run(self) -> None:
        for again in reversed(range(LIVES)):
            with self._start() as child:
                self._child = child
                over = self._closing.is_set() or self._listened(child, again=again > 0)
                child.kill()
            if over:
                return

    def _listened(self, child: Child, *, again: bool) -> bool:
        """Whether nothing more is to be told. again: where the process dies over a frame, another one goes on."""
        if child.is_there():
            child.tell(self._command, TELL_S)
        while True:
            news = _next(child)
            if self._closing.is_set():
                return True
            if news is None and again:
                return False
            self._heard(news or Over("camera_lost"))
            if news is None or isinstance(news, Over | Listed):
                return True


def _next(child: Child) -> News | None:
    """None from a process that died or talks nonsense; one that says nothing hangs in its camera."""
    told = child.hear(SILENT_S)
    try:
        return news_of(told) if told is not None else Over("camera_still") if child.late else None
    except WireError:
        return None


def cameras(start: Callable[[], Child] = Child) -> tuple[Device, ...]:
    """All there are: by the system's list where it has one, else tried by a process, a second for each."""
    if has_list():
        return listed()
    with start() as child:
        if child.is_there():
            child.tell(Message("cameras"), TELL_S)
        news = _next(child)
        child.kill()
    return news.devices if isinstance(news, Listed) else ()
