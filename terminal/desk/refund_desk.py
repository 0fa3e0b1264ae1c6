"""退货 at the cash desk: one refund from request to result, and what an earlier run left open. Implements that part of
terminal.desk.door.CashDesk.

It checks what can be checked, then lets the till run one conversation at a time. Rule: refuse before anything is
written, or tell the record's state truly; an unknown outcome is a result, never an exception and never "failed".
"""

from dataclasses import replace

from protocol.cards import Card
from protocol.errors import EncodeError, LocalProtocolError
from protocol.framing import MAX_DATA
from protocol.transactions import CardReader, Channel, RefundKey
from terminal.case.card_numbers import holds_card
from terminal.desk.case_guard import CaseGuard
from terminal.desk.door import RefundRequest, RefundResult, Refusal, Tell, TellBoth
from terminal.desk.keyed import Keyed
from terminal.desk.operators import Admitted
from terminal.desk.payment_desk import PaymentDesk
from terminal.desk.policy_desk import PolicyDesk
from terminal.desk.slips import due_slips, print_due
from terminal.desk.workplace import Workplace, journal_refused
from terminal.line.talks import RefundTalk, refund_request
from terminal.line.till import SignedOn, Till
from terminal.records.journal import Journal, JournalError
from terminal.trade import rules
from terminal.trade.order_source import paid_fen
from terminal.trade.refund import (
    FINAL,
    STANDS,
    CancelAsked,
    Cause,
    RefundRecord,
    Resumed,
    State,
    Submitted,
    exchange_number,
)
from terminal.trade.refund_steps import TRANSITIONS


class RefundDesk:
    """payments: whose 冲正 goes first. policy: what the shop gives back at the counter. guard: asks whether a case
    stands in its way.
    """

    def __init__(self, place: Workplace, payments: PaymentDesk, policy: PolicyDesk, guard: CaseGuard) -> None:
        self._place = place
        self._payments = payments
        self._policy = policy
        self._guard = guard

    @property
    def _journal(self) -> Journal:
        return self._place.journal

    @property
    def _till(self) -> Till:
        return self._place.till

    @property
    def _keyed(self) -> Keyed:
        return self._place.parts.keyed

    def resume(self, tell: TellBoth) -> tuple[RefundResult, ...]:
        """Undo what is owed a 冲正, before anything else; then ask what became of refunds that an earlier run left open
        here, send nothing again, show what a person ended and the host has denied since, and print what an earlier run
        left unprinted (Workplace.due_slips).
        """
        with journal_refused():
            self._journal.require_sound()
        self._payments.resume(tell)
        on = self._place.signed_on()
        results = [
            self._take_up(record, None, Resumed(), tell, may_resend=False)
            for record in self.open_refunds()
            if record.link == on.identity and record.state is not State.MANUAL
        ]
        results = [self._result(self.as_it_stands(one.record)) for one in results]  # one may have heard of another
        results += [self._result(one) for one in self._contradicted()]
        done = {result.record.key for result in results}
        for record in due_slips(self._place):
            if isinstance(record, RefundRecord) and record.key not in done:
                print_due(self._place, record)
                results.append(self._result(record))
        return tuple(results)

    def open_refunds(self) -> tuple[RefundRecord, ...]:
        """Refunds whose outcome is not known, on whatever link: what changed last comes last."""
        with journal_refused():
            return self._journal.open_refunds()

    def _contradicted(self) -> list[RefundRecord]:
        """Which a person ended as done, and of which the host has said no since: nothing is asked of it."""
        with journal_refused():
            return [one for one in self._journal.refunds() if one.contradicted]

    def belongs_here(self, record: RefundRecord) -> bool:
        """This record may be asked about on the present link, and something can still be asked."""
        station = self._till.station  # its keys may have to be renewed before it is asked
        return station is not None and record.link == station.identity and record.state is not State.MANUAL

    def refund(self, by: Admitted, request: RefundRequest, card: Card | None, tell: TellBoth) -> RefundResult:
        """See terminal.desk.door.CashDesk."""
        by = self._place.allowed(by)
        before = self.asked_before(request.request_no, request.asked, card)
        if before is not None:  # also without a line: whoever asks again must not hear that nothing was sent
            return before
        on = self._place.signed_on()
        presented = request.original.channel is Channel.CARD and self._till.can.card_read_by is CardReader.TERMINAL
        card = card if presented else None
        self._guard.require(request)
        request = replace(request, original=self._place.less_since(request.original))
        rules.check_request(request, card, self.open_refunds(), self._till.can.card_read_by)
        self._policy.check(request)
        self._place.require_open_batch(on)
        self._payments.flush(tell)
        on = self._place.signed_on()
        with journal_refused():
            rules.check_voids(request.original.reference_no, on.identity, self._journal.payments())
        self._place.parts.printer.know(request.original)
        with journal_refused():
            record = self._new_record(by, request, card, on)
        self._rehearse(record, card, on)
        return self._take_up(record, card, Submitted(), tell)

    def asked_before(self, request_no: str, asked: str, card: Card | None) -> RefundResult | None:
        """What became of this request number, also without a line; None where nothing was ever sent under it.

        Refusal request_differs when something else was asked for under it, or another card is presented; request_card.
        Where the card's hash can't be told any more its mask is compared alone: nothing is sent, and what was done is
        never told as refused.
        """
        with journal_refused():
            before = self._journal.by_request(request_no) if request_no else None
        if before is None or before.state is State.NOT_SENT:
            if holds_card(request_no):  # it would be kept
                raise Refusal("request_card")
            return None
        if before.asked != asked or (card is not None and before.card_hash and self._is_another(card, before)):
            raise Refusal("request_differs", request=request_no)
        return replace(self._result(before), replayed=True)

    def _is_another(self, card: Card, before: RefundRecord) -> bool:
        """Not the card of a record that has one, as far as that can be told."""
        if card.masked != before.payer:
            return True
        try:
            return not self._keyed.fits(card.number, before.card_hash)
        except Refusal:  # the pepper of the hash is lost, or not to be read
            return False

    def settle(self, record: RefundRecord, card: Card | None, cancel: bool, tell: TellBoth) -> RefundResult:
        """Take up an open refund: with its card, or give it up."""
        with journal_refused():
            self._journal.require_sound()
        on = self._place.signed_on()
        record = self.as_it_stands(record)
        if record.link != on.identity:
            raise Refusal("original_busy", key=str(record.key), state=record.state.value)
        if record.state is State.MANUAL or record.state in FINAL:
            return self._result(record)
        if card is not None and record.card_hash and not self._keyed.fits(card.number, record.card_hash):
            raise Refusal("card_wrong", payer=record.payer, card=card.masked)
        self._payments.flush(tell)
        if not cancel:
            again = card is not None or record.state is State.NOT_FOUND  # else the person only asked once more
            if again:
                self._guard.require_again(record)
            return self._take_up(record, card, Resumed(), tell, may_resend=again)
        if record.state not in (State.NOT_FOUND, State.UNKNOWN):
            record = self._take_up(record, None, Resumed(), tell, may_resend=False).record
        if record.state in (State.NOT_FOUND, State.UNKNOWN):
            return self._take_up(record, None, CancelAsked(), tell)
        return self._result(record)

    def give_up(self, record: RefundRecord) -> RefundRecord:
        """Its host is told to refuse it from now on, and what it says then counts; nobody listens meanwhile."""
        with journal_refused():
            self._journal.require_sound()
        self._payments.flush(_unheard)
        return self._take_up(record, None, CancelAsked(), _unheard).record

    def as_it_stands(self, record: RefundRecord) -> RefundRecord:
        """A face may show what is over by now, and an answer may have come late to another conversation."""
        with journal_refused():
            return next((one for one in self._journal.refunds() if one.key == record.key), record)

    def _rehearse(self, record: RefundRecord, card: Card | None, on: SignedOn) -> None:
        """What can't be written to this line or to a receipt is refused before there is an intent."""
        request = refund_request(record, card, card_read_by=self._till.can.card_read_by)
        try:
            fits = len(self._till.dialect.encode(request, on.keys)) <= MAX_DATA
            self._place.parts.printer.rehearse(record)
        except (EncodeError, ValueError):
            fits = False
        except LocalProtocolError:
            raise Refusal("link_no_such_refund") from None
        if not fits:
            raise Refusal("too_many_goods")

    def _new_record(self, by: Admitted, request: RefundRequest, card: Card | None, on: SignedOn) -> RefundRecord:
        original = request.original
        identity, journal = on.identity, self._journal
        key = RefundKey(
            identity.merchant_no,
            identity.terminal_no,
            journal.epoch,
            on.batch_no,
            journal.next_trace(),
            on.business_date,
        )
        return RefundRecord(
            key=key,
            link=identity,
            amount_fen=request.amount_fen,
            original_reference=original.reference_no,
            original_month_day=original.month_day,
            channel=original.channel,
            order_no=original.order_no,
            payer=card.masked if card is not None else original.payer,
            items=request.items,
            reason=request.reason,
            operator_no=self._till.operator_no,
            supervisor_no=by.operator_no,
            practice=self._place.outlet.practice,
            opened_at=self._place.at(),
            card_hash=self._keyed.hashed(card.number) if card is not None else "",
            request_no=request.request_no,
            asked=request.asked,
            original_fen=paid_fen(original),
            exchange_no=exchange_number(key) if request.exchange else "",
            case_no=request.case_no,
        )

    def _take_up(
        self,
        record: RefundRecord,
        card: Card | None,
        first: Submitted | Resumed | CancelAsked,
        tell: Tell,
        *,
        may_resend: bool = True,
    ) -> RefundResult:
        """Run it. A journal that fails under way leaves the record as it last was durable; before that, a Refusal. What
        ended it may have come in one read with the host's late yes, which the journal has then and the talk has not.
        """
        record = record if record.state is State.NEW else self.as_it_stands(record)
        if type(first) not in TRANSITIONS[record.state]:
            return self._result(record)
        talk = RefundTalk(self._till, record, card, first, tell, may_resend=may_resend)
        try:
            self._place.parts.driver.run(talk)
        except JournalError as error:
            if talk.durable is None:
                raise Refusal(error.word, reason=error.reason) from None
            return self._result(self.as_it_stands(talk.durable))
        return self._result(self.as_it_stands(talk.record))

    def _result(self, record: RefundRecord) -> RefundResult:
        printed = self._place.parts.printer.of(str(record.key))
        return RefundResult(record, printed.lines, printed.files, printed.trouble)


def _unheard(_told: object) -> None:
    """Nobody listens to what is asked on the way to a person's word."""


def error_word(record: RefundRecord) -> str:
    """The `error` word of a record (a key of FAULTS), "" when the money went back."""
    if record.contradicted:
        return "contradicted"
    if record.state in STANDS:
        return ""
    if record.state in (State.DECLINED, State.CANCELLED, State.MANUAL, State.NOT_FOUND, State.CLOSED_UNDONE):
        return record.state.value
    if record.state is State.NOT_SENT:
        return "link_unavailable" if record.cause is Cause.LINE_LOST else "link_silent"
    return record.cause.value or Cause.INTERRUPTED.value
