"""The camera of the line-by-line face: its news for as long as somebody waits, without a picture.

No page here. The rule: it waits a set time, as nothing that is typed can be heard meanwhile.
"""

import time
from collections.abc import Callable, Generator
from contextlib import closing
from queue import Empty, Queue

from scanner.camera.camera import Camera, Heard
from scanner.camera.news import Listed, News, Opened, Over, Preview, Seen

WAIT_S = 30
"""Long enough to find the slip and hold it up."""

NO_PICTURE = 1, 1
"""A preview that nobody sees."""

CameraNews = Opened | Seen | Listed | Over
Open = Callable[[str, Heard, tuple[int, int]], Camera]


def news_of(source: str, opening: Open = Camera, within_s: float = WAIT_S) -> Generator[CameraNews, None, None]:
    """What the camera tells, until it ends or the time does; closing this gives the camera back."""
    heard: Queue[News] = Queue()
    due_s = time.monotonic() + within_s
    with closing(opening(source, heard.put, NO_PICTURE)):
        while True:
            try:
                news = heard.get(timeout=max(0.0, due_s - time.monotonic()))
            except Empty:
                return
            if not isinstance(news, Preview):
                yield news
            if isinstance(news, Over | Listed):
                return
