"""人工了结: a person ends a refund whose outcome the host can't tell: allowed by whom, found out how, once more. Pure.

The rule: what the desk would refuse is not offered, and nothing is kept before 确认 on the last of its pages.
"""

from dataclasses import replace

from terminal.desk.closing import REASONS, answered, same_host, waits_for_somebody
from terminal.desk.door import RefundResult, Refusal, Station
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import CloseRefund
from terminal.face.drafts.refund import Draft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.face.waiting import look
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.one_page import Choice
from terminal.screens.page import Line, Look, Turn, View, money, wrapped
from terminal.screens.refund.ended import correcting, said
from terminal.screens.refund.supervisor import SupervisorPage
from terminal.screens.sure import SurePage
from terminal.trade.refund import BY_HAND, OPEN, RefundRecord, State

CLOSE: tuple[Choice, ...] = (
    ("3", "closing.close_done", Event.CLOSE_STANDS),
    ("4", "closing.close_undone", Event.CLOSE_UNDONE),
)


def closing(record: RefundRecord, station: Station | None) -> tuple[Choice, ...]:
    """What a person may do: nothing while its host can still be asked, or told to refuse it; where it was asked and is
    silent, end it as done; what was ended so, put right.
    """
    if record.state in BY_HAND:
        return correcting(record, station)
    if record.state is State.MANUAL or elsewhere(record, station) == "open.not_asked":
        return CLOSE
    here = station is not None and record.link == station.identity
    if not here or record.state is not State.UNKNOWN:
        return ()
    return CLOSE if answered(record) else CLOSE[:1]


def elsewhere(record: RefundRecord, station: Station | None) -> str:
    """What to say of its host where that is not asked from here; "" where nothing is to be said."""
    if station is None or record.link == station.identity or record.state not in BY_HAND | OPEN - {State.MANUAL}:
        return ""
    if record.state in BY_HAND and not same_host(record.link, station.identity):
        return ""
    return "open.other_profile" if same_host(record.link, station.identity) else "open.not_asked"


def begun(scene: Scene, event: Event) -> Scene:
    """One of them was chosen."""
    return scene.drafted(replace(scene.draft, closing=event is Event.CLOSE_STANDS, closing_reason=0))


def _title(draft: Draft, t: Texts) -> str:
    return t(said(draft.settling, done=draft.closing))


def _amount(scene: Scene, t: Texts) -> str:
    record = scene.draft.settling
    return money(record.amount_fen if record else 0, scene.practice, t)


def numbers(record: RefundRecord, t: Texts) -> str:
    """By what an acquirer finds it."""
    return t("closing.number", voucher=record.key.trace_no, batch=record.key.batch_no)


class ClosingSupervisorPage(SupervisorPage):
    """主管密码 before it."""

    page = Page.CLOSING_SUPERVISOR

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=_title(scene.draft, t))


class ClosingReasonPage(ListPage):
    """How it was found out."""

    page, title = Page.CLOSING_REASON, "title.closing"

    def view(self, scene: Scene, t: Texts) -> View:
        drawn = super().view(scene, t)
        ask = Line(t("closing.ask", amount=_amount(scene, t)))
        return replace(drawn, title=_title(scene.draft, t), lines=(ask, *drawn.lines[1:]))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(f"closing.{code}") for code in REASONS)

    def size(self, scene: Scene) -> int:
        return len(REASONS)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene.drafted(replace(scene.draft, closing_reason=index)), Event.DONE)


class ClosingPage(SurePage):
    """The last look; for 未退款 a cancel leaves first where its host takes one, and behind it nothing more is asked."""

    page = Page.CLOSING

    def view(self, scene: Scene, t: Texts) -> View:
        record, draft = scene.draft.settling, scene.draft
        if record is None:
            return View(_title(draft, t), ())
        after = "closing.after_done" if draft.closing else "closing.after_undone"
        lines = (
            Line(t("confirm.amount", amount=_amount(scene, t)), Look.STRONG),
            *wrapped(f"{numbers(record, t)} {record.opened_at[5:10]} {record.opened_at[11:16]}"),
            *wrapped(" ".join((record.order_no or record.original_reference, record.payer))),
            *wrapped(t("closing.said", words=t(f"closing.{REASONS[draft.closing_reason]}"))),
            Line(t("closing.allowed", number=scene.by.operator_no)),
            *wrapped(t(after), Look.STRONG),
            *wrapped(t(elsewhere(record, scene.station) or "closing.words")),
        )
        return View(_title(draft, t), lines, t("hint.close_by_hand"))

    def confirmed(self, scene: Scene) -> Turn:
        record, draft = scene.draft.settling, scene.draft
        if record is None:
            return Turn(scene)
        return Turn(scene, ask=CloseRefund(scene.by, record, REASONS[draft.closing_reason], done=draft.closing))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, RefundRecord):
            return Turn(scene)
        result = RefundResult(answer)
        waits = waits_for_somebody(answer)
        now = ((one, one.record.key == answer.key) for one in scene.results)
        listed = tuple(result if mine else one for one, mine in now if waits or not mine)
        ended = replace(scene, results=listed, allowed=None)
        ended = ended.drafted(replace(scene.draft, settling=answer, result=result))
        return Turn(ended.noted(_told(answer, done=scene.draft.closing), alarm=False), Event.DONE)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        """Its host may have been asked first, and the record be another by now."""
        return replace(super().refused(scene, ask, refusal), aside=look(scene))


def _told(record: RefundRecord, *, done: bool) -> str:
    """Text id of how it stands: as was said, or as the host's answer, which came late, has left it."""
    if record.contradicted:
        return "state.contradicted"
    as_said = record.state is (State.CLOSED_DONE if done else State.CLOSED_UNDONE)
    return "note.refund_closed" if as_said else f"result.{record.state}"
