"""监视文件夹: waits for pictures that are put into the folder, reads each, and goes on with the first slip. Pure.

The rule: one picture is read at a time, in the order in which they came; one that is refused is told and the wait goes
on. A digit is the first of a number keyed by hand.
"""

from dataclasses import replace

from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import ScanPicture
from terminal.face.drafts.sources import Outcome
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, wrapped
from terminal.screens.refund.order import found
from terminal.screens.refund.scanned import instead

PATH_ROWS = 2
"""Of a long path its end says more."""


class WatchPage(PageScreen):
    """请把销售单图片存入该文件夹."""

    page = Page.WATCH

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, sources=scene.sources.fresh())

    def view(self, scene: Scene, t: Texts) -> View:
        sources = scene.sources
        wrong = "watch.gone" if sources.folder.gone else "watch.crowded" if sources.folder.crowded else ""
        lost = wrapped(t(wrong), Look.STRONG) if wrong else ()
        return View(
            t("title.watch"),
            (
                Line(t("watch.prompt")),
                *wrapped(clean(sources.attached.watch), Look.STRONG)[-PATH_ROWS:],
                Line(t("watch.seen", count=sources.seen)),
                *lost,
                *_last(sources.last, t),
            ),
            t("hint.watch"),
        )

    def press(self, scene: Scene, key: str) -> Turn:
        if key.isdecimal():
            return Turn(scene.drafted(replace(scene.draft, order=key)), Event.BY_ORDER)
        return Turn(scene, Event.BACK) if key == "back" else Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        turn, left = found(scene, answer), len(scene.sources.waiting)
        if turn.event is None:
            return looking(turn.scene)
        return replace(turn, scene=turn.scene.noted("note.watch_left", count=left)) if left else turn

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        """Told beside the picture's name, as the message of the page is gone with the next one."""
        turn = instead(scene, refusal)
        if turn is not None:
            return turn
        file = ask.picture.name if isinstance(ask, ScanPicture) else ""
        last = Outcome(file, f"fault.{refusal.word}", tuple(refusal.details.items()))
        return looking(replace(scene, sources=replace(scene.sources, last=last)))


def looking(scene: Scene) -> Turn:
    """The next picture that waits is read, where none is."""
    sources = scene.sources
    if scene.busy is not None or not sources.waiting:
        return Turn(scene)
    path, *others = sources.waiting
    return Turn(replace(scene, sources=replace(sources, waiting=tuple(others))), ask=ScanPicture(path))


def _last(last: Outcome | None, t: Texts) -> tuple[Line, ...]:
    if last is None:
        return ()
    file = wrapped(t("watch.last", file=clean(last.file)))[:1]
    return (Line(), *file, *wrapped(t(last.text, **dict(last.details)), Look.STRONG))
