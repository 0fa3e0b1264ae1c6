"""When nobody has pressed a key for a while: which page stands then. Pure; the clock is the scene's.

The rule: nothing is left that waits for an answer; a started entry is dropped, and nothing was sent of it. The idle
screen waits for a person to read what did not come out, the lock does not: that is there again behind it.
"""

from terminal.face.flow import AWAITING
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene

IDLE_S = 60.0
"""Without a key (domain notes 7)."""
LOCK_S = 900.0
"""After that the operator's password is asked for, where money is real."""

_TELLS = frozenset({Page.RESULT, Page.PAY_RESULT, Page.PRINTED, Page.SETTLED})
"""Pages that say what of a receipt did not come out."""
_STAYS = AWAITING | {Page.BOOT, Page.PICTURE, Page.WATCH, Page.IDLE, Page.LOCKED}
_OPEN = AWAITING | {Page.BOOT, Page.LOCKED}
"""Pages that are never locked."""


def due(scene: Scene) -> Event | None:
    """IDLE or LOCK when it is time, else None."""
    idle_s = scene.now_s - scene.touched_s
    if scene.busy is not None or scene.locked_s:
        return None
    guarded = scene.page not in _OPEN and not scene.practice and scene.station is not None
    if idle_s >= LOCK_S and guarded:
        return Event.LOCK
    unread = scene.printing.failed and scene.page in _TELLS
    return Event.IDLE if idle_s >= IDLE_S and scene.page not in _STAYS and not unread else None
