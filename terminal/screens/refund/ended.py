"""已人工了结: refunds that a person ended, and what was said of one, to be put right where it was wrong. Pure.

The rule: what is put right takes the same password, reason and last look as what is ended for the first time.
"""

from terminal.columns import clean
from terminal.desk.closing import may_be_put_right, same_host
from terminal.desk.door import Station
from terminal.face.asks.refund import LookForOpen
from terminal.face.drafts.refund import Draft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.face.waiting import look
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.one_page import Choice
from terminal.screens.page import Line, Turn, money, wrapped
from terminal.trade.refund import BY_HAND, STANDS, RefundRecord


class EndedPage(ListPage):
    """Newest first when it comes into view; one of them opens as an undecided one does."""

    page, title = Page.ENDED, "title.ended"

    def entered(self, scene: Scene) -> Scene:
        return scene.drafted(Draft(correcting=True))

    def aside(self, scene: Scene) -> LookForOpen:
        return look(scene)

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(row(one, scene, t) for one in scene.ended)

    def size(self, scene: Scene) -> int:
        return len(scene.ended)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene.drafted(Draft(correcting=True, settling=scene.ended[index])), Event.DONE)


def row(record: RefundRecord, scene: Scene, t: Texts) -> str:
    """It on a list, on which how it stands is whole beside any amount."""
    return f"{_stands(record, t)} {money(record.amount_fen, scene.practice, t)} {number(record)}"


def number(record: RefundRecord) -> str:
    """What a person finds it by: the order number, or the original's reference."""
    return clean(record.order_no or record.original_reference)


def correcting(record: RefundRecord, station: Station | None) -> tuple[Choice, ...]:
    """What may be said instead of what a person said; where the host has said no since, also that it stands. Nothing
    where its host can be asked under another profile.
    """
    if station is None or (record.link != station.identity and same_host(record.link, station.identity)):
        return ()
    both = (("3", True, Event.CLOSE_STANDS), ("4", False, Event.CLOSE_UNDONE))
    return tuple(
        (digit, said(record, done=done), event) for digit, done, event in both if may_be_put_right(record, done=done)
    )


def said(record: RefundRecord | None, *, done: bool) -> str:
    """Text id of what is said of it: for the first time, otherwise than before, or once more."""
    if record is None or record.state not in BY_HAND:
        return "closing.close_done" if done else "closing.close_undone"
    if done and record.state in STANDS:
        return "ended.keep_done"
    return "ended.correct_done" if done else "ended.correct_undone"


def by_whom(record: RefundRecord, t: Texts) -> tuple[Line, ...]:
    """Who said it, who allowed it, and how it was found out."""
    from terminal.records.words import closing_words

    who = t("ended.by", by=record.closed_by, allowed=record.closed_allowed)
    return (*wrapped(t("closing.said", words=closing_words(record.closed_reason, t))), *wrapped(who))


def _stands(record: RefundRecord, t: Texts) -> str:
    return t("stands.contradicted" if record.contradicted else f"stands.{record.state}")
