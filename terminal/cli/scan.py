"""`tuihuo scan`: what stands on pictures, a line for each; read by the same reader as the terminal's, in one process.

Nothing is looked up and nothing is given back here. The rule: a payer's code is never printed whole unless --unmask is
given, whatever it stands on.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scanner.reader.reader import Reader
from scanner.salesslip import PRACTICE_SLIP_KEY
from terminal.cli.scan_camera import WATCHED_S, show_cameras, watch_camera
from terminal.cli.scan_folder import watch_folder
from terminal.cli.scan_result import Shown
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE
from terminal.language import translator
from terminal.settings import load_settings


def scan(
    *images: Path,
    camera: str | None = None,
    seconds: float | None = None,
    cameras: Annotated[bool, Parameter(negative="")] = False,
    watch: Path | None = None,
    explain: Annotated[bool, Parameter(negative="")] = False,
    unmask: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """What stands on pictures: their codes, and the sales slip of the practice shop where there is one.

    Parameters
    ----------
    images
        Picture files: PNG, JPEG, WebP, BMP, and the first page of a PDF with the optional package for it.
    camera
        In place of pictures a camera by its number, or a film: an MJPEG file, or numbered pictures as f%03d.png. It is
        watched until a slip was before it.
    seconds
        How long it is watched; a camera 60 by default.
    cameras
        Which cameras there are.
    watch
        In place of pictures a folder: every picture that is put there from now on, until Ctrl-C.
    explain
        Every step that was taken, what it added and how long it took.
    unmask
        Payer codes and what may be card numbers whole.
    as_json
        Print one JSON line for each picture.
    """
    timed = camera is not None or watch is not None
    asked = [bool(images), camera is not None, watch is not None, cameras]
    if asked.count(True) != 1 or (seconds is not None and not timed):
        raise Refusal("usage", hint="scan IMAGE… | --camera N|FILE [--seconds S] | --watch FOLDER | --cameras")
    if cameras:
        return show_cameras(as_json=as_json)
    texts = translator(load_settings().lang)
    shown = Shown(texts, explain=explain, unmask=unmask, as_json=as_json)
    if camera is not None:
        return watch_camera(camera, WATCHED_S if seconds is None else seconds, shown)
    if watch is not None:
        return watch_folder(watch, seconds, shown, texts)
    codes = [DONE]
    with Reader() as reader:
        for image in images:
            codes.append(shown.picture(reader.scan(image, PRACTICE_SLIP_KEY)))
    return max(codes)
