"""未决退货 as the journal has it: looked up aside, as an answer that comes late changes a refund unasked. Pure.

The rules: what stands on the list stays there as it stands now until the main menu; what a person ended stands on a
list of its own; and while a list is seen its rows keep their places, and the cursor its refund.
"""

from dataclasses import replace

from protocol.transactions import RefundKey
from terminal.desk.closing import waits_for_somebody
from terminal.desk.door import RefundResult
from terminal.face.asks.refund import LookForOpen, Waiting
from terminal.face.flow import AWAITING
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.screens.page import Turn
from terminal.trade.refund import BY_HAND, RefundRecord


def looking(turn: Turn) -> Turn:
    """After an answer that nobody waited for: the line was read, and an answer may have come late with it."""
    scene = turn.scene
    wanted = scene.station is not None and turn.aside is None
    return replace(turn, aside=look(scene)) if wanted else turn


def look(scene: Scene) -> LookForOpen:
    """Ask what waits by now, and how each that is seen stands."""
    seen = scene.ended if scene.page is Page.ENDED else ()
    return LookForOpen((*(one.record.key for one in scene.results), *(one.key for one in seen)))


def heard(scene: Scene, answer: object) -> Scene:
    """Both lists as they stand now, and what is being looked at."""
    if not isinstance(answer, Waiting):
        return scene
    now = {one.key: one for one in answer.records}
    shown = tuple(replace(one, record=now.get(one.record.key, one.record)) for one in scene.results)
    known = {one.record.key for one in shown}
    new = (one for one in answer.records if waits_for_somebody(one) and one.key not in known)
    listed = replace(scene, results=(*shown, *map(RefundResult, new)), ended=_in_place(scene, answer.records))
    return _as_it_stands(_pointed(scene, listed), now)


def _in_place(scene: Scene, records: tuple[RefundRecord, ...]) -> tuple[RefundRecord, ...]:
    """What a person ended, newest first; but while the list is seen each keeps its row, also one that the host has
    approved since, as a digit chooses what stood there when it was read; and what is new comes behind.
    """
    rows = {one.key: at for at, one in enumerate(scene.ended)} if scene.page is Page.ENDED else {}
    ended = [one for one in reversed(records) if one.state in BY_HAND or one.key in rows]
    return tuple(sorted(ended, key=lambda one: rows.get(one.key, len(rows))))


def _pointed(before: Scene, scene: Scene) -> Scene:
    """The cursor on the refund that it was on, wherever that stands now; without that, still on the list."""
    keys = _listed(scene)
    if keys is None:
        return scene
    stood = _listed(before) or ()
    pointed = stood[before.cursor] if before.cursor < len(stood) else None
    at = keys.index(pointed) if pointed in keys else min(before.cursor, len(keys) - 1)
    return replace(scene, cursor=max(0, at))


def _listed(scene: Scene) -> tuple[RefundKey, ...] | None:
    """None where no such list is seen."""
    if scene.page is Page.OPEN:
        return tuple(one.record.key for one in scene.results)
    return tuple(one.key for one in scene.ended) if scene.page is Page.ENDED else None


def _as_it_stands(scene: Scene, now: dict[RefundKey, RefundRecord]) -> Scene:
    record = scene.draft.settling
    if record is None or scene.page in AWAITING:
        return scene
    return scene.drafted(replace(scene.draft, settling=now.get(record.key, record)))
