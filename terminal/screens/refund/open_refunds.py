"""Refunds whose outcome is not known: the list, one of them with what can be done, and giving it up. Pure."""

from dataclasses import replace

from protocol.transactions import Channel
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import LookForOpen, Settle
from terminal.face.drafts.refund import Draft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.face.waiting import look
from terminal.language import Texts
from terminal.screens.exchange import asked_of, begun, heard, open_of
from terminal.screens.list_page import ListPage, numbered
from terminal.screens.one_page import Choice, OnePage, offer
from terminal.screens.page import Line, Look, Turn, View, money, wrapped
from terminal.screens.refund.closing import begun as closing_begun
from terminal.screens.refund.closing import closing, elsewhere, numbers
from terminal.screens.refund.ended import by_whom, number, row
from terminal.screens.refund.result import advice, hotline, outcome
from terminal.screens.sure import SurePage
from terminal.trade.refund import BY_HAND, OPEN, RefundRecord, State

EXCHANGE = "1"
_ASKABLE = frozenset({State.PENDING, State.QUERYING, State.CANCELLING, State.UNKNOWN})


class OpenPage(ListPage):
    """未决退货: what waits, what an earlier run left or what came now, and what of it was settled since."""

    page, title = Page.OPEN, "title.open"

    def entered(self, scene: Scene) -> Scene:
        return scene.drafted(Draft())

    def aside(self, scene: Scene) -> LookForOpen:
        return look(scene)

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(row(result.record, scene, t) for result in scene.results)

    def view(self, scene: Scene, t: Texts) -> View:
        title = numbered(_title(scene, t), scene.cursor, self.size(scene), self.height(scene))
        return replace(super().view(scene, t), title=title)

    def size(self, scene: Scene) -> int:
        return len(scene.results)

    def chosen(self, scene: Scene, index: int) -> Turn:
        result = scene.results[index]
        sheet = Sheet(result.receipt, roll=True) if result.receipt else scene.sheet
        settling = replace(scene, draft=replace(scene.draft, settling=result.record), sheet=sheet)
        return Turn(settling, Event.DONE)


def choices(record: RefundRecord) -> tuple[Choice, ...]:
    """(digit, text id, event) that this record allows. A refund not found needs its card to be sent again."""
    if record.state is State.NOT_FOUND:
        card = record.channel is Channel.CARD
        again = ("1", "open.card", Event.CARD) if card else ("1", "open.again", Event.QUERY)
        return (again, ("2", "open.give_up", Event.GIVE_UP))
    if record.state is State.UNKNOWN:
        return (("1", "open.query", Event.QUERY), ("2", "open.give_up", Event.GIVE_UP))
    return (("1", "open.query", Event.QUERY),) if record.state in _ASKABLE else ()


def _title(scene: Scene, t: Texts) -> str:
    """未决退货 only where something is."""
    if scene.draft.correcting:
        return t("title.ended")
    return t("title.open" if scene.facts.open else "title.found")


class OpenOnePage(OnePage):
    """One of them: present the original card, ask again, or give it up; of an exchange that is done, its new sale."""

    page = Page.OPEN_ONE

    def arrival(self, scene: Scene) -> Ask | None:
        return asked_of(scene.draft.settling, scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return Turn(heard(scene, answer) if isinstance(answer, str) else scene)

    def heading(self, scene: Scene, t: Texts) -> str:
        return _title(scene, t)

    def about(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        record = scene.draft.settling
        if record is None:
            return ()
        payer = f"{t(f'channel.{record.channel}')} {record.payer}"
        if record.state in OPEN:
            return _waiting(record, payer, scene, t)
        if record.state in BY_HAND:
            return _ended(record, payer, scene, t)
        return (*wrapped(number(record)), *wrapped(payer), *outcome(record, scene, t), *advice(record, scene, t))

    def choices(self, scene: Scene) -> tuple[Choice, ...]:
        record = scene.draft.settling
        return () if record is None else (*choices(record), *closing(record, scene.station))

    def foot(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        exchange = open_of(scene.draft.settling, scene)
        return (*super().foot(scene, t), *((offer(EXCHANGE, t("result.exchange")),) if exchange else ()))

    def taken(self, scene: Scene, event: Event | None) -> Turn:
        record = scene.draft.settling
        if event in (Event.CLOSE_STANDS, Event.CLOSE_UNDONE):
            return Turn(closing_begun(scene, event), event)
        return Turn(scene, event, Settle(record, None) if record is not None and event is Event.QUERY else None)

    def press(self, scene: Scene, key: str) -> Turn:
        record = scene.draft.settling
        if record is not None and key == EXCHANGE and open_of(record, scene):
            return begun(scene, record)
        return super().press(scene, key)


def _waiting(record: RefundRecord, payer: str, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """Since when it is not decided, why, and whom to call; where no choice below asks, by which numbers to do so."""
    when = f"{record.opened_at[5:10]} {record.opened_at[11:16]}"
    return (
        *wrapped(t("open.since", number=number(record), when=when)),
        *(() if choices(record) else (Line(numbers(record, t)),)),
        *wrapped(f"{money(record.amount_fen, scene.practice, t)}  {payer}"),
        *wrapped(t(f"result.{record.state}"), Look.STRONG),
        *(wrapped(t(f"cause.{record.cause}")) if record.cause else ()),
        *_advised(record, scene, t),
        *hotline(scene, t),
    )


def _ended(record: RefundRecord, payer: str, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """What a person said of it, on whose word; and what its host has said since."""
    when = f"{record.opened_at[5:10]} {record.opened_at[11:16]}"
    denied = wrapped(t("ended.denied", code=record.contradicted), Look.STRONG) if record.contradicted else ()
    asked = elsewhere(record, scene.station)
    return (
        *wrapped(f"{number(record)}  {when}"),
        Line(numbers(record, t)),
        *wrapped(f"{money(record.amount_fen, scene.practice, t)}  {payer}"),
        *wrapped(t(f"result.{record.state}"), Look.STRONG),
        *by_whom(record, t),
        *(denied or wrapped(t(f"advice.{record.state}"))),
        *(wrapped(t(asked, profile=record.link.profile)) if asked else ()),
        *hotline(scene, t),
    )


def _advised(record: RefundRecord, scene: Scene, t: Texts) -> tuple[Line, ...]:
    asked = elsewhere(record, scene.station)
    if asked:
        return wrapped(t(asked, profile=record.link.profile))
    return () if choices(record) else wrapped(t(f"advice.{record.state}"))


class GiveUpPage(SurePage):
    """放弃: asked once more, as it cannot be taken back."""

    page = Page.GIVE_UP

    def view(self, scene: Scene, t: Texts) -> View:
        record = scene.draft.settling
        fen = record.amount_fen if record else 0
        amount = Line(t("confirm.amount", amount=money(fen, scene.practice, t)), Look.STRONG)
        words = t("give_up.words")
        return View(t("title.give_up"), (Line(), amount, Line(), *wrapped(words)), t("hint.give_up"))

    def confirmed(self, scene: Scene) -> Turn:
        record = scene.draft.settling
        return Turn(scene) if record is None else Turn(scene, Event.DONE, Settle(record, None, cancel=True))
