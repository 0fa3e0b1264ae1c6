"""The conversation that enters, or releases, at the host what is paid outside the terminal. Sans-IO.

Only where the peer declares `outside_entry` (`Till.can`): elsewhere there is no such message, and the caller keeps the
entry here alone and says so. The rule: `record` makes the intent durable before the first byte leaves; what came of it
is `outcome`, which the caller writes down. UNKNOWN and NOT_SENT may be asked again under the same key, at any time.
"""

from collections.abc import Callable
from dataclasses import replace

from protocol.codes import SIGN_ON_AGAIN
from protocol.dialects.unionpay.terminal_side import TerminalAnswer
from protocol.transactions import Outside, OutsideAnswer, OutsideEntry, OutsideStanding, RefundKey, Rejected
from terminal.line.till import SignedOn, Till
from terminal.trade.outside import OutsideOutcome, OutsideState, answered, unanswered
from terminal.trade.refund import Cause, LinkIdentity


class OutsideTalk:
    """request: its key is `entry_key`'s, kept by the caller. link: whose host it belongs to; at another's nothing is
    sent. record: called once, before anything is sent; what it raises is raised, and nothing was sent. again: it was
    sent before, in this run or another: then it goes under a new number of its own (11), so that no link takes it for
    the frame before, and silence never means NOT_SENT. outcome: when it is done.
    """

    def __init__(
        self,
        till: Till,
        request: Outside,
        link: LinkIdentity,
        record: Callable[[], None],
        *,
        again: bool = False,
    ) -> None:
        self._till = till
        self._request = request
        self._link = link
        self._record = record
        self._sent = again
        self._renews = True
        self.outcome = OutsideOutcome(OutsideState.UNKNOWN)
        self.done = False

    def begin(self) -> None:
        """The intent, then the message."""
        self._record()
        if self._sent:
            self._request = replace(self._request, trace_no=self._till.journal.next_trace())
        self._till.ask(self._request, self._link)

    def hear(self, answer: TerminalAnswer) -> None:
        """0630. Keys that the host no longer knows are renewed once, and the same message goes again."""
        self._sent = True
        if isinstance(answer, Rejected) and answer.code in SIGN_ON_AGAIN and self._renews:
            self._renews = False
            self._till.ask(self._request, self._link)
        elif isinstance(answer, OutsideAnswer | Rejected):
            self._finish(answered(answer, _wanted(self._request)))
        else:
            self.miss(Cause.ANSWER_MISMATCH, left=True)

    def miss(self, cause: Cause, left: bool) -> None:
        """Silence."""
        self._finish(unanswered(cause, left=left or self._sent))

    def wake(self) -> None:
        """No timer is used."""

    def _finish(self, outcome: OutsideOutcome) -> None:
        self.outcome, self.done = outcome, True


def entry_key(till: Till, on: SignedOn) -> RefundKey:
    """The key of a new entry: the next trace number of this terminal, in the batch and on the day of this sign-on."""
    who, journal = on.identity, till.journal
    return RefundKey(
        who.merchant_no, who.terminal_no, journal.epoch, on.batch_no, journal.next_trace(), on.business_date
    )  # fmt: skip


def _wanted(request: Outside) -> OutsideStanding:
    return OutsideStanding.ENTERED if isinstance(request, OutsideEntry) else OutsideStanding.RELEASED
