"""The batch at the cash desk: implements terminal.desk.doors.BatchDoor on one workplace - totals, lists, 结算, 签退.

The rule: a settlement is durable before its first byte, and once begun nothing is sold or given back until the host has
said that the batch is closed; asking it again is harmless (its side closes a batch once).
"""

from collections.abc import Iterator
from dataclasses import replace

from protocol.codes import SIGN_ON_AGAIN, Outcome, refund_outcome
from protocol.dialects.unionpay.terminal_side import TerminalAnswer
from protocol.errors import LocalProtocolError
from protocol.transactions import (
    Detail,
    ManagementAnswer,
    Rejected,
    Request,
    Settle,
    SettleAnswer,
    SignOff,
    Station,
    UploadAnswer,
    UploadDetails,
    UploadEnd,
)
from protocol.transactions.settlement import MAX_DETAILS
from terminal.desk.door import Refusal
from terminal.desk.doors import TellSettlement
from terminal.desk.payment_desk import PaymentDesk
from terminal.desk.uncounted import came_late
from terminal.desk.workplace import Workplace, journal_refused, silent
from terminal.line.payment_talks import QuestionTalk
from terminal.line.till import SignedOn
from terminal.records.journal import JournalError
from terminal.trade.batch import (
    BatchTotals,
    CountedBatch,
    SettlementRecord,
    SettlementState,
    Transaction,
    beside,
    by_kind,
    details,
    in_batch,
    in_order,
    left_behind,
    totals,
)
from terminal.trade.refund import OPEN, Cause, RefundRecord, State
from terminal.trade.voids import found

ASKS = 3
"""Times one message of a settlement is sent before it is left for later; all of them may be repeated."""
APPROVED = "00"
UNBALANCED = "95"
"""Of an answer without totals: the host's are others (domain notes 6)."""
SETTLE_FIRST = "95"


class BatchDesk:
    """See the module. payments: sends what is owed first."""

    def __init__(self, place: Workplace, payments: PaymentDesk) -> None:
        self._place = place
        self._payments = payments

    def now(self) -> CountedBatch:
        """See terminal.desk.doors.BatchDoor."""
        on = self._place.signed_on()
        return self._counted(on, on.batch_no)

    def settled(self, record: SettlementRecord) -> CountedBatch:
        """A batch of this host that is over, as its totals have it, and what came behind them. Refusal."""
        batch = self._counted(self._place.signed_on(), record.batch_no)
        with journal_refused():
            late = came_late(self._place.journal, record)
        apart = tuple(one for one in batch.transactions if str(one.key) in late)
        return replace(
            batch, transactions=tuple(one for one in batch.transactions if str(one.key) not in late), late=apart
        )

    def _counted(self, on: SignedOn, batch_no: str) -> CountedBatch:
        """As the journal has it now, open or closed."""
        outlet, operator_no = self._place.outlet, self._place.till.operator_no
        aside = beside(self._place.transactions(), on.identity, batch_no)
        return CountedBatch(on.identity, batch_no, operator_no, outlet.practice, self._of(on, batch_no), aside)

    def today(self) -> tuple[Transaction, ...]:
        """See terminal.desk.doors.BatchDoor."""
        on = self._place.signed_on()
        day = (on.identity, on.business_date)
        mine = [one for one in self._place.transactions() if (one.link, one.key.business_date) == day]
        return in_order(mine)

    def find(self, voucher_no: str) -> Transaction:
        """See terminal.desk.doors.BatchDoor."""
        on = self._place.signed_on()
        return found(self._of(on, on.batch_no), voucher_no)

    def unfinished(self) -> SettlementRecord | None:
        """See terminal.desk.doors.BatchDoor."""
        return self._place.unfinished(self._place.signed_on().identity)

    def unclosed(self) -> tuple[SettlementRecord, ...]:
        """See terminal.desk.doors.BatchDoor."""
        return self._place.unclosed()

    def last_settlement(self) -> SettlementRecord | None:
        """See terminal.desk.doors.BatchDoor."""
        on = self._place.signed_on()
        with journal_refused():
            closed = [one for one in self._place.journal.settlements() if one.over]
        return next((one for one in reversed(closed) if one.link == on.identity), None)

    def note_closed(self) -> tuple[SettlementRecord, ...]:
        """What this host has closed by itself since it was last heard of: durable, with our totals, and on paper, as
        nothing is settled twice, and nobody but its statement tells what it counted.
        """
        on = self._place.signed_on()
        with journal_refused():
            settlements = self._place.journal.settlements()
        numbers = left_behind(self._place.transactions(), settlements, on.identity, on.batch_no)
        noted = [replace(self._record(on, number), state=SettlementState.HOST_CLOSED) for number in numbers]
        for record in noted:
            with journal_refused():
                self._place.journal.record(f"batch.{record.state}", record)
            self._place.parts.paper.print_settlement(record)
        return tuple(noted)

    def settle(self, tell: TellSettlement) -> SettlementRecord:
        """See terminal.desk.doors.BatchDoor."""
        on = self._place.signed_on()
        before = self._place.unfinished(on.identity)
        record = before or self._begun(tell)
        try:
            return self._closed(self._run(record, tell, again=before is not None), tell)
        except JournalError:  # it stands as begun, and is asked again
            return record

    def sign_off(self) -> None:
        """See terminal.desk.doors.BatchDoor."""
        on = self._place.signed_on()
        if self._place.unfinished(on.identity) is not None or self._of(on, on.batch_no):
            raise Refusal("settle_first")
        self._payments.flush(lambda _record: None)
        on = self._place.signed_on()
        talk = QuestionTalk(self._place.till, SignOff(self._sender(on.batch_no)), on.identity)
        self._place.run(talk)
        match talk.answer:
            case ManagementAnswer(code=code) | Rejected(code=code):
                self._left(code)
            case _:
                raise silent(talk.cause)

    # --- inside ----------------------------------------------------------------------------------------------------

    def _of(self, on: SignedOn, batch_no: str) -> tuple[Transaction, ...]:
        return in_batch(self._place.transactions(), on.identity, batch_no)

    def _left(self, code: str) -> None:
        """A host that wants a sign-on first has no keys of this terminal any more: it heard an earlier sign-off."""
        if code == SETTLE_FIRST:
            raise Refusal("settle_first")
        if code != APPROVED and code not in SIGN_ON_AGAIN:
            raise Refusal("sign_off_refused", code=code)
        self._place.leave()

    def _begun(self, tell: TellSettlement) -> SettlementRecord:
        """The intent of a new settlement, durable. Refusal settle_refund_open, link_no_such_payment, journal_full."""
        self._payments.flush(tell)
        on = self._place.signed_on()
        self._refuse_open_refunds(on)
        record = self._record(on, on.batch_no)
        try:
            self._place.till.dialect.encode(self._totals_of(record), on.keys)
        except LocalProtocolError:
            raise Refusal("link_no_such_payment") from None
        with journal_refused():
            self._place.journal.keep_room()
            self._place.journal.record("batch.begun", record)
        tell(record)
        return record

    def _record(self, on: SignedOn, batch_no: str) -> SettlementRecord:
        """Of a batch as it stands here."""
        batch = self._of(on, batch_no)
        return SettlementRecord(
            link=on.identity,
            batch_no=batch_no,
            operator_no=self._place.till.operator_no,
            practice=self._place.outlet.practice,
            opened_at=self._place.at(),
            ours=totals(batch),
            kinds=by_kind(batch),
        )

    def _refuse_open_refunds(self, on: SignedOn) -> None:
        """A refund that is still to be asked about belongs into this batch or none (H10); one for a person is what the
        totals are evidence for.
        """
        blocking = OPEN - {State.MANUAL}
        for one in self._place.transactions():
            if isinstance(one, RefundRecord) and one.link == on.identity and one.state in blocking:
                raise Refusal("settle_refund_open", voucher=one.key.trace_no)

    def _run(self, begun: SettlementRecord, tell: TellSettlement, *, again: bool) -> SettlementRecord:
        """Totals, records where they differ, the end. Only a yes to the end closes it."""
        record = self._compared(begun, again=again)
        tell(record)
        if record.state is SettlementState.REFUSED or (record.host is None and record.code != UNBALANCED):
            return record
        sent = 0
        for portion in () if record.balanced else self._portions(record):
            asked = self._ask(UploadDetails(self._sender(record.batch_no), portion), record)
            if not _taken(asked.answer):
                return _left_open(record, asked)
            sent += len(portion)
            record = replace(record, uploaded=sent)
            tell(record)
        asked = self._ask(UploadEnd(self._sender(record.batch_no), sent, record.balanced), record)
        if not (isinstance(asked.answer, UploadAnswer) and _taken(asked.answer)):
            return _left_open(record, asked)
        reached = asked.answer.local_date + asked.answer.local_time
        return replace(record, state=SettlementState.CLOSED, reached=reached, cause=Cause.NONE, code=APPROVED)

    def _compared(self, record: SettlementRecord, *, again: bool) -> SettlementRecord:
        """With the host's totals beside ours. REFUSED: it said no, or not one byte has left, now or (again) before."""
        asked = self._ask(self._totals_of(record), record)
        if isinstance(asked.answer, SettleAnswer):
            host = BatchTotals(asked.answer.domestic, asked.answer.foreign)
            verdicts = (asked.answer.domestic_verdict, asked.answer.foreign_verdict)
            return replace(record, host=host, verdicts=verdicts, cause=Cause.NONE, code=asked.answer.code)
        after = replace(_left_open(record, asked), host=None, verdicts=())
        refused = _said_no(after.code) or not (asked.answer or asked.left or again)
        return replace(after, state=SettlementState.REFUSED) if refused else after

    def _closed(self, record: SettlementRecord, tell: TellSettlement) -> SettlementRecord:
        """What became of it, durable. A closed batch wants a new sign-on, which opens the next; so does one that was
        refused, as the host may have closed it by what it did not answer.
        """
        self._place.journal.record(f"batch.{record.state}", record)
        tell(record)
        if record.state is SettlementState.CLOSED:
            self._place.till.signed_off(record.next_batch_no)
            self._place.parts.paper.print_settlement(record)
        elif record.state is SettlementState.REFUSED:
            self._place.till.signed_off()
        return record

    def _portions(self, record: SettlementRecord) -> Iterator[tuple[Detail, ...]]:
        batch = details(in_batch(self._place.transactions(), record.link, record.batch_no))
        for at in range(0, len(batch), MAX_DETAILS):
            yield batch[at : at + MAX_DETAILS]

    def _totals_of(self, record: SettlementRecord) -> Settle:
        return Settle(self._sender(record.batch_no), record.ours.domestic, record.ours.foreign)

    def _ask(self, request: Request, record: SettlementRecord) -> QuestionTalk:
        talk = QuestionTalk(self._place.till, request, record.link, ASKS)
        self._place.parts.driver.run(talk)
        return talk

    def _sender(self, batch_no: str) -> Station:
        on, till = self._place.signed_on(), self._place.till
        with journal_refused():
            trace = self._place.journal.next_trace()
        return Station(on.identity.merchant_no, on.identity.terminal_no, batch_no, trace, till.operator_no)


def _said_no(code: str) -> bool:
    """A code that leaves it open is no refusal."""
    return bool(code) and code != UNBALANCED and refund_outcome(code, amount_matches=True) is Outcome.NO


def _taken(answer: TerminalAnswer | None) -> bool:
    return isinstance(answer, UploadAnswer) and answer.code == APPROVED


def _left_open(record: SettlementRecord, asked: QuestionTalk) -> SettlementRecord:
    """Why it stands as it did."""
    if asked.answer is None:
        return replace(record, cause=asked.cause, code="")
    return replace(record, cause=Cause.NONE, code=asked.answer.code)
