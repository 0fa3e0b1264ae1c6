"""`tuihuo scan --watch`: every picture that is put into a folder, a line each, until it is interrupted.

What is new is scanner.sources.folder's to say. The rule: a picture that is refused is told and the watch goes on; a
folder that goes away is waited for.
"""

import math
import sys
import time
from contextlib import suppress
from pathlib import Path

from scanner.reader.reader import Reader
from scanner.salesslip import PRACTICE_SLIP_KEY
from scanner.sources.folder import EVERY_S, Look, WatchedFolder
from terminal.cli.scan_result import Shown
from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE
from terminal.language import Texts


def watch_folder(folder: Path, seconds: float | None, shown: Shown, t: Texts) -> int:
    """Say what is put there, for so long, None until Ctrl-C. Exit code 0, whatever the pictures were; Refusal
    folder_missing where there is no such folder, usage.
    """
    watched = WatchedFolder(folder)
    if seconds is not None and not seconds >= 0:
        raise Refusal("usage", hint="--watch FOLDER --seconds 0 …")
    if watched.look().gone:
        raise Refusal("folder_missing", folder=clean(str(folder)))
    _narrate(t("scan.watching", folder=clean(str(folder))))
    ends_s = math.inf if seconds is None else time.monotonic() + seconds
    before = Look()
    with suppress(KeyboardInterrupt), Reader() as reader:
        while time.monotonic() < ends_s:
            time.sleep(max(0.0, min(EVERY_S, ends_s - time.monotonic())))
            look = watched.look()
            if look.gone and not before.gone:
                _narrate(t("watch.gone"))
            before = look
            for picture in look.pictures:
                shown.picture(reader.scan(picture, PRACTICE_SLIP_KEY))
    return DONE


def _narrate(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
