"""The conversations a till can hold: sign-on, finding an original, and one refund by terminal.trade.refund_steps.

Each asks through the till, hears answers or silence, and in the end holds its result. Sans-IO. Rule: effects are
performed in the order `refund_steps.step` gave them, and the record is durable before anything is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from protocol.cards import Card
from protocol.codes import SIGN_ON_AGAIN
from protocol.dialects.unionpay import ours
from protocol.dialects.unionpay.terminal_side import OrderPage, TerminalAnswer
from protocol.errors import RemoteProtocolError
from protocol.transactions import (
    ByOrder,
    ByReference,
    Cancel,
    CardReader,
    Channel,
    OrderQuery,
    Original,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
)
from terminal.line import late
from terminal.line.till import Till
from terminal.trade import refund, refund_steps
from terminal.trade.refund import Cause, RefundRecord


@dataclass(frozen=True, slots=True)
class NoOriginal:
    """code: field 39 of the answer, or "" when there was none that can be trusted."""

    code: str = ""


class SignOnTalk:
    """签到. Its result is the till's `signed_on`."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self.done = False
        self.cause = Cause.NONE

    def begin(self) -> None:
        """Send 0800."""
        self._till.sign_on()

    def hear(self, answer: TerminalAnswer) -> None:
        """0810, already judged by the till."""
        self.done = True

    def miss(self, cause: Cause, left: bool) -> None:
        """Silence."""
        self.cause, self.done = cause, True

    def wake(self) -> None:
        """No timer is used."""


class OrderTalk:
    """Finds an original, page by page. result: the original, or why there is none."""

    def __init__(self, till: Till, find: ByOrder | ByReference) -> None:
        self._till = till
        self._find = find
        self._pages: list[ours.Page] = []
        self._again = True
        self.done = False
        self.result: Original | NoOriginal = NoOriginal()
        self.cause = Cause.NONE

    def begin(self) -> None:
        """Ask for the next page."""
        on = self._till.station
        merchant, terminal = self._till.profile.merchant_no, self._till.profile.terminal_no
        batch = self._till.profile.batch_no
        if on is not None:
            merchant, terminal, batch = on.identity.merchant_no, on.identity.terminal_no, on.batch_no
        trace = self._till.journal.next_trace()
        self._till.ask(OrderQuery(merchant, terminal, batch, trace, self._find, len(self._pages) + 1))

    def hear(self, answer: TerminalAnswer) -> None:
        """One page, or a refusal; keys that the host no longer knows are renewed once."""
        if isinstance(answer, Rejected) and answer.code in SIGN_ON_AGAIN and self._again:
            self._again = False
            self.begin()
        elif isinstance(answer, OrderPage) and answer.page is not None:
            self._page(answer.page)
        else:
            self._finish(NoOriginal(answer.code if isinstance(answer, OrderPage | Rejected) else ""))

    def miss(self, cause: Cause, left: bool) -> None:
        """Silence: there is no original to refund."""
        self.cause = cause
        self._finish(NoOriginal())

    def wake(self) -> None:
        """No timer is used."""

    def _page(self, page: ours.Page) -> None:
        if page.number != len(self._pages) + 1:
            self.miss(Cause.ANSWER_MISMATCH, left=True)
            return
        self._pages.append(page)
        if page.number < page.count:
            self.begin()
            return
        try:
            self._finish(ours.read_document(self._pages))
        except RemoteProtocolError:
            self.miss(Cause.ANSWER_MISMATCH, left=True)

    def _finish(self, result: Original | NoOriginal) -> None:
        self.result, self.done = result, True


class RefundTalk:
    """Runs `refund_steps.step` over the line until the record is final or nothing more can be done now.

    card: the presented card, in memory only. first: the event it starts with (Submitted, Resumed or CancelAsked).
    durable: the record as the journal has it, None as long as it has none.
    """

    def __init__(
        self,
        till: Till,
        record: RefundRecord,
        card: Card | None,
        first: refund.Submitted | refund.Resumed | refund.CancelAsked,
        tell: Callable[[RefundRecord], None],
        *,
        may_resend: bool = True,
    ) -> None:
        self._till = till
        self._card = card
        self._first = first
        self._tell = tell
        self._may_resend = may_resend
        self._waiting = ""
        self.record = record
        self.durable = None if record.state is refund.State.NEW else record
        self.done = False

    def begin(self) -> None:
        """The first event."""
        self._step(self._first)

    def hear(self, answer: TerminalAnswer) -> None:
        """An answer to the refund, or to a query or cancel."""
        asked, self._waiting = self._waiting, ""
        if asked == "refund" and isinstance(answer, RefundAnswer | Rejected):
            self._step(refund.Replied(answer))
        elif asked == "outcome" and isinstance(answer, OutcomeAnswer):
            self._step(refund.OutcomeTold(answer))
        else:
            self._step(refund.OutcomeUntold(Cause.HOST_UNSURE))

    def miss(self, cause: Cause, left: bool) -> None:
        """Silence."""
        asked, self._waiting = self._waiting, ""
        if asked == "refund":
            self._step(refund.Unanswered(cause, left))
        else:
            self._step(refund.OutcomeUntold(cause))

    def wake(self) -> None:
        """The pause between two queries is over."""
        self._waiting = ""
        self._step(refund.PauseOver())

    def came_late(self, key: RefundKey, answer: RefundAnswer) -> bool:
        """See terminal.line.till.HearsLate: what was asked meanwhile is answered by it, where it decides."""
        if key != self.record.key:
            return False
        till = self._till
        after = late.taken(till.journal, self.record, answer, till.can_of(self.record), till.print_receipt)
        if after is not self.record:
            self.record = self.durable = after
            self._tell(after)
        if self.record.state in refund.FINAL:
            self._waiting, self.done = "", True
        return True

    def _step(self, event: refund.Event) -> None:
        can = self._till.can_of(self.record)
        card_needed = self.record.channel is Channel.CARD and can.card_read_by is CardReader.TERMINAL
        ready = self._may_resend and (self._card is not None or not card_needed)
        self.record, effects = refund_steps.step(self.record, event, can, may_resend=ready)
        for effect in effects:
            self._perform(effect)
        if not self._waiting:
            self.done = True

    def _perform(self, effect: refund.Effect) -> None:
        till, record = self._till, self.record
        match effect:
            case refund.Record(kind):
                till.journal.record(kind, record)
                self.durable = record
                self._tell(record)
            case refund.SendRefund(repeat):
                self._waiting = "refund"
                till.ask(self._request(repeat=repeat), record.link)
            case refund.SendQuery():
                self._tell(record)
                self._waiting = "outcome"
                till.ask(OutcomeQuery(record.key, till.journal.next_trace()), record.link)
            case refund.SendCancel():
                self._waiting = "outcome"
                till.ask(Cancel(record.key, till.journal.next_trace()), record.link)
            case refund.StartTimer(seconds):
                self._waiting = "pause"
                till.wake_after(seconds)
            case refund.Print():
                till.print_receipt(record)

    def _request(self, *, repeat: bool) -> Refund:
        reader = self._till.can_of(self.record).card_read_by
        card = self._card if reader is CardReader.TERMINAL else None
        return refund_request(self.record, card, repeat=repeat, card_read_by=reader)


def refund_request(
    record: RefundRecord,
    card: Card | None,
    *,
    repeat: bool = False,
    card_read_by: CardReader = CardReader.TERMINAL,
) -> Refund:
    """What goes to the host for this record."""
    return Refund(
        key=record.key,
        amount_fen=record.amount_fen,
        original_reference=record.original_reference,
        original_month_day=record.original_month_day,
        channel=record.channel,
        order_no=record.order_no,
        card=card if record.channel is Channel.CARD else None,
        items=record.items,
        operator_no=record.operator_no,
        repeat=repeat,
        card_read_by=card_read_by,
    )
