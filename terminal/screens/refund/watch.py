"""监视文件夹: waits for pictures that are put into the folder, reads each, and goes on with the first slip. Pure.

The rule: one picture is read at a time, the newest first, as the customer stands there now; how many were not kept to
be read is told. Nobody waits for pictures that come by themselves: a key or a scan goes before them.
"""

from dataclasses import replace

from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import ScanPicture
from terminal.face.drafts.sources import Outcome, SourcesDraft
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, Turn, View, wrapped
from terminal.screens.refund.waiting import WaitingPage

PATH_ROWS = 2
"""Of a long path its end says more."""


class WatchPage(WaitingPage):
    """请把销售单图片存入该文件夹."""

    page = Page.WATCH

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, sources=scene.sources.fresh())

    def view(self, scene: Scene, t: Texts) -> View:
        sources = scene.sources
        return View(
            t("title.watch"),
            (
                Line(t("watch.prompt")),
                *wrapped(clean(sources.attached.watch), Look.STRONG)[-PATH_ROWS:],
                Line(t("watch.seen", count=sources.seen)),
                *_lost(sources, t),
                *_last(sources.last, t),
            ),
            t("hint.watch"),
        )

    def upcoming(self, scene: Scene) -> Turn:
        return looking(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        turn, left = super().answered(scene, ask, answer), len(scene.sources.waiting) + scene.sources.unread
        return replace(turn, scene=turn.scene.noted("note.watch_left", count=left)) if turn.event and left else turn

    def telling(self, scene: Scene, ask: Ask, refusal: Refusal) -> Scene:
        """Of a picture beside its name, as the message of the page is gone with the next one."""
        if not isinstance(ask, ScanPicture):
            return super().telling(scene, ask, refusal)
        last = Outcome(ask.picture.name, f"fault.{refusal.word}", tuple(refusal.details.items()))
        return replace(scene, sources=replace(scene.sources, last=last))


def looking(scene: Scene) -> Turn:
    """The next picture that waits is read, where none is."""
    sources = scene.sources
    if scene.busy is not None or not sources.waiting:
        return Turn(scene)
    path, *others = sources.waiting
    return Turn(replace(scene, sources=replace(sources, waiting=tuple(others))), ask=ScanPicture(path))


def interrupted(scene: Scene) -> Scene:
    """The scene in which nobody waits for the picture that is being read; the same where none came by itself."""
    if scene.page is not Page.WATCH or not isinstance(scene.busy, ScanPicture):
        return scene
    return replace(scene, busy=None, sources=scene.sources.leaving(scene.busy.picture))


def _lost(sources: SourcesDraft, t: Texts) -> tuple[Line, ...]:
    """Why a picture that was put there is not read; one reason, as there is room for no more."""
    if sources.folder.gone:
        return wrapped(t("watch.gone"), Look.STRONG)
    if sources.unread:
        return wrapped(t("watch.unread", count=sources.unread), Look.STRONG)
    return wrapped(t("watch.crowded"), Look.STRONG) if sources.folder.crowded else ()


def _last(last: Outcome | None, t: Texts) -> tuple[Line, ...]:
    if last is None:
        return ()
    file = wrapped(t("watch.last", file=clean(last.file)))[:1]
    return (Line(), *file, *wrapped(t(last.text, **dict(last.details)), Look.STRONG))
