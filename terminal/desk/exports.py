"""Files that this desk makes for people and programs: where they lie, what their head says.

The rule: they lie beside the journal, so that practice and live never share a folder, and none is overwritten.
"""

from pathlib import Path

from terminal.desk.door import Refusal
from terminal.desk.workplace import Workplace
from terminal.printers.files import save_new
from terminal.records.export import Made

FOLDER = "exports"


def made_here(place: Workplace) -> Made:
    """Who exports, where and when."""
    return Made(place.outlet.merchant_name, place.at(), place.outlet.practice)


def saved(place: Workplace, stem: str, ending: str, data: bytes) -> Path:
    """A new file, its time in its name. Refusal not_exported."""
    folder = place.journal.path.parent / FOLDER
    try:
        return save_new(folder, f"{stem}-{place.clock():%Y%m%d-%H%M%S}", ending, data)
    except OSError as error:
        raise Refusal("not_exported", reason=error.strerror or type(error).__name__) from None
