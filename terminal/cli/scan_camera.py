"""`tuihuo scan --camera`: what comes before a camera, or stands on a film, a line each; and the list of cameras.

The camera runs in a process of its own, as at the terminal. The rule: it ends with the first slip, and whatever it was
that ended it, the camera is given back.
"""

import json
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from queue import Empty, Queue

from scanner.camera.camera import Camera, cameras
from scanner.camera.news import News, Over, Seen
from scanner.decode.scan import ScanResult, decided
from scanner.salesslip import PRACTICE_SLIP_KEY
from terminal.cli.scan_result import Shown
from terminal.columns import clean
from terminal.desk.door import DONE, FAULTS

LIST = "list"
"""In place of a camera: which ones there are."""


def show_cameras(*, as_json: bool) -> int:
    """All cameras, a line each; exit code 2 where there is none."""
    found = cameras()
    for device in found:
        row = {"camera": device.index, "name": device.name}
        print(json.dumps(row, ensure_ascii=False) if as_json else f"{device.index}  {clean(device.name)}")
    return DONE if found else FAULTS["camera_missing"]


def watch_camera(source: str, seconds: float, shown: Shown) -> int:
    """Say what is seen until it is a slip, the time is over, or the camera. Exit code: of the slip 0, else the worst of
    what was said; 2 where that was nothing.
    """
    codes: list[int] = []
    for result in results(source, seconds):
        codes.append(shown.picture(result))
        if result.slip is not None:
            return DONE
    return max(codes, default=FAULTS["no_code"])


def results(source: str, seconds: float) -> Iterator[ScanResult]:
    """What is seen, and last of all why nothing is seen any more, if it is not the time."""
    heard: Queue[News] = Queue()
    name, due_s = source, time.monotonic() + seconds
    with closing(Camera(source, heard.put, (1, 1))), suppress(Empty):
        while True:
            match heard.get(timeout=max(0.0, due_s - time.monotonic())):
                case Seen(codes=codes):
                    yield decided(Path(name), codes, PRACTICE_SLIP_KEY)
                case Over(word=word, name=seen):
                    yield ScanResult(Path(name), (), None, word, seen or name)
                    return
                case _:
                    pass
