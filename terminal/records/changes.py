"""Who set which parameter to what, as the journal tells it. Pure.

The rule: a parameter is no secret, and none may become one without leaving this list; a name that a newer version wrote
is shown as it stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a face knows changes, and no journal
    from terminal.records.entry import Entry

CHANGED, KEPT = "terminal.parameter_set", "terminal.parameter_kept"
"""KEPT: what had been written down could not be saved, so that the old one stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """at: ISO local time. name: of the parameter. old, new: as they stand in its file, "" for shop's and profile's.
    kept: the new one could not be saved.
    """

    at: str
    operator_no: str
    name: str
    old: str
    new: str
    kept: bool = False


def changes(entries: Iterable["Entry"], day: str) -> tuple[Change, ...]:
    """Those of one day, yyyy-mm-dd, oldest first."""
    told = (entry for entry in entries if entry.kind in (CHANGED, KEPT) and entry.at[:10] == day)
    return tuple(map(_change, told))


def _change(entry: "Entry") -> Change:
    old, new = (str(entry.body.get(which, "")) for which in ("old", "new"))
    return Change(entry.at, entry.operator_no, entry.subject, old, new, entry.kind == KEPT)
