"""`tuihuo scan --camera`: what comes before a camera or stands on a film, a line each; and the list of cameras.

The camera runs in a process of its own, as the terminal's does. The rule: it ends with the first slip, and whatever
ended it, the camera is given back.
"""

import json
import time
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path
from queue import Empty, Queue

from scanner.camera.camera import Camera, cameras
from scanner.camera.news import News, Over, Seen
from scanner.decode.scan import ScanResult, decided
from scanner.salesslip import PRACTICE_SLIP_KEY
from terminal.cli.scan_result import Shown
from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE

WATCHED_S = 60.0
"""Unless something else is said: a script that waits for a slip is not to wait for ever."""
MOST_S = 86_400.0
"""A day."""


def show_cameras(*, as_json: bool) -> int:
    """All cameras, a line each; exit code 2 where there is none."""
    found = cameras()
    for device in found:
        row = {"camera": device.index, "name": device.name}
        print(json.dumps(row, ensure_ascii=False) if as_json else f"{device.index}  {clean(device.name)}")
    if not found:
        raise Refusal("camera_missing")
    return DONE


def watch_camera(source: str, seconds: float, shown: Shown) -> int:
    """Say what is seen until a slip, the end of it, or Ctrl-C. Exit code: 0 of a slip, else the worst of all."""
    if not 0 <= seconds <= MOST_S:
        raise Refusal("usage", hint=f"--seconds 0 … {MOST_S:.0f}")
    codes: list[int] = []
    with suppress(KeyboardInterrupt), closing(_seen(source, seconds)) as seen:
        for result in seen:
            codes.append(shown.picture(result))
            if result.slip is not None:
                return DONE
    return max(codes) if codes else shown.picture(ScanResult(Path(source), (), None, "no_code"))


def _seen(source: str, seconds: float) -> Generator[ScanResult, None, None]:
    """What is before the camera as it comes; last of all why nothing comes any more, unless it is the time."""
    heard: Queue[News] = Queue()
    file, due_s = Path(source), time.monotonic() + seconds
    with closing(Camera(source, heard.put, (1, 1))):
        while True:
            try:
                news = heard.get(timeout=max(0.0, due_s - time.monotonic()))
            except Empty:
                return
            if isinstance(news, Seen):
                yield decided(file, news.codes, PRACTICE_SLIP_KEY)
            if isinstance(news, Over):
                yield ScanResult(file, (), None, news.word, news.name or source)
                return
