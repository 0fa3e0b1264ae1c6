"""The conversations of payments that a till can hold: one payment or its 冲正, one plain question, one settlement.

As terminal.line.talks, sans-IO. Rule: effects are performed in the order `reversal.step` gave them; a question that
moves no money has no record, and whoever asked hears a code or why there was none.
"""

from typing import Protocol

from protocol.codes import SIGN_ON_AGAIN
from protocol.dialects.unionpay.terminal_side import TerminalAnswer
from protocol.transactions import PaymentAnswer, RefundKey, Rejected, Request, ReversalAnswer, Reversible
from terminal.line.till import Till
from terminal.printers.outcome import Printout
from terminal.trade import reversal
from terminal.trade.balance import BalanceTold, Inquiry
from terminal.trade.batch import CountedBatch, SettlementRecord
from terminal.trade.payment import PaymentRecord, PaymentState, TellPayment
from terminal.trade.payment_request import reversal_for
from terminal.trade.refund import Cause, LinkIdentity


class PaymentPaper(Protocol):
    """What prints for payments, and notes receipt.printed under the record's key. It never raises into a payment: what
    could not be printed is found without that note, and printed later.
    """

    def print_payment(self, record: PaymentRecord, *, reprint: bool = False) -> None:
        """The slip of an approved payment."""

    def print_fault(self, record: PaymentRecord) -> None:
        """The fault slip of one that could not be reversed: 冲正不成功，请人工处理."""

    def print_settlement(self, record: SettlementRecord, *, reprint: bool = False) -> Printout:
        """The settlement slip (结算总计单) of a closed batch."""

    def print_details(self, batch: CountedBatch, *, settled: bool = False) -> Printout:
        """明细单: the transactions of a batch, open or settled."""

    def print_summary(self, batch: CountedBatch) -> Printout:
        """汇总单: the totals of the open batch, which nobody has judged."""

    def print_balance(self, told: BalanceTold, inquiry: Inquiry) -> Printout:
        """余额查询单; no transaction stands behind it, so nothing prints it again."""

    def last_of(self, key: RefundKey) -> Printout:
        """What came of what was printed for this key in this run; empty without."""


class PaymentTalk:
    """Runs `reversal.step` over the line until the record is final, or a 冲正 has to wait.

    request: the payment, None where there is only something to undo. number: of its card, where it is at hand. durable:
    the record as the journal has it, None as long as it has none.
    """

    def __init__(
        self,
        till: Till,
        paper: PaymentPaper,
        record: PaymentRecord,
        request: Reversible | None,
        number: str,
        tell: TellPayment,
        *,
        tries: int = reversal.REVERSAL_TRIES,
    ) -> None:
        self._till = till
        self._paper = paper
        self._request = request
        self._number = number
        self._tell = tell
        self._tries = tries
        self._reversing = False
        self.record = record
        self.durable = None if record.state is PaymentState.NEW else record
        self.done = False

    def begin(self) -> None:
        """The payment, or its reversal."""
        self._step(reversal.Resumed() if self._request is None else reversal.Submitted())

    def hear(self, answer: TerminalAnswer) -> None:
        """An answer to whichever was asked."""
        match answer:
            case ReversalAnswer() | Rejected() if self._reversing:
                self._step(reversal.ReversalReplied(answer))
            case PaymentAnswer() | Rejected() if not self._reversing:
                self._step(reversal.Replied(answer))
            case _:
                self.miss(Cause.ANSWER_MISMATCH, left=True)

    def miss(self, cause: Cause, left: bool) -> None:
        """Silence."""
        if self._reversing:
            self._step(reversal.ReversalUnanswered(left))
        else:
            self._step(reversal.Unanswered(cause, left))

    def wake(self) -> None:
        """No timer is used."""

    def _step(self, event: reversal.Event) -> None:
        self.record, effects = reversal.step(self.record, event, self._tries)
        self.done = not any(isinstance(effect, reversal.SendPayment | reversal.SendReversal) for effect in effects)
        for effect in effects:
            self._perform(effect)

    def _perform(self, effect: reversal.Effect) -> None:
        match effect:
            case reversal.Record(kind):
                self._till.journal.record(kind, self.record)
                self.durable = self.record
                self._tell(self.record)
            case reversal.SendPayment():
                if self._request is not None:
                    self._till.ask(self._request, self.record.link)
            case reversal.SendReversal(reason):
                self._reversing = True
                self._till.ask(reversal_for(self.record, reason, self._number), self.record.link)
            case reversal.Print():
                self._paper.print_payment(self.record)
            case reversal.PrintFault():
                self._paper.print_fault(self.record)


class QuestionTalk:
    """One question, asked so often at most. answer: None where there was none that can be trusted; cause says why then.

    left: it may have reached the host.
    """

    def __init__(self, till: Till, request: Request, link: LinkIdentity, asks: int = 1) -> None:
        self._till = till
        self._request = request
        self._link = link
        self._asks = asks
        self.answer: TerminalAnswer | None = None
        self.cause = Cause.NONE
        self.left = False
        self.done = False

    def begin(self) -> None:
        """Ask."""
        self._asks -= 1
        self._till.ask(self._request, self._link)

    def hear(self, answer: TerminalAnswer) -> None:
        """The answer; keys that the host no longer knows are renewed, as long as it may be asked again."""
        if isinstance(answer, Rejected) and answer.code in SIGN_ON_AGAIN and self._asks > 0:
            self.begin()
        else:
            self.answer, self.done = answer, True

    def miss(self, cause: Cause, left: bool) -> None:
        """Silence: the same question again, byte for byte but for the keys."""
        self.cause, self.left = cause, self.left or left
        if self._asks > 0:
            self.begin()
        else:
            self.done = True

    def wake(self) -> None:
        """No timer is used."""
