"""Payments at the cash desk: implements terminal.desk.doors.Payments on one workplace.

The rule: what is owed a 冲正 goes before anything else, and what may not be kept - card number, PIN, payer code - is
held no longer than the payment is open, and in memory alone.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from protocol.cards import Card
from protocol.errors import LocalProtocolError
from protocol.money import MAX_FEN
from protocol.transactions import Balance, Channel, PaymentAnswer, RefundKey, Rejected, Reversible
from protocol.transactions.checks import is_digits, is_printable
from terminal.desk.case_guard import CaseGuard
from terminal.desk.door import Refusal
from terminal.desk.doors import PaymentResult
from terminal.desk.operators import Admitted
from terminal.desk.slips import due_slips, print_again, print_due
from terminal.desk.workplace import Workplace, journal_refused, silent
from terminal.line.payment_talks import PaymentTalk, QuestionTalk
from terminal.line.till import NotSignedOn, SignedOn
from terminal.printers.outcome import Printout
from terminal.records.journal import JournalError
from terminal.trade import reversal
from terminal.trade.balance import BalanceTold, Inquiry
from terminal.trade.batch import Transaction, in_batch
from terminal.trade.exchange import exchange_open
from terminal.trade.payment import OWING, UNSETTLED, ClosedAs, PaymentKind, PaymentRecord, PaymentState, TellPayment
from terminal.trade.payment_request import Presented, named_by_day, request_of, sender_of, shown, swiped
from terminal.trade.refund import EXCHANGE_DIGITS, LinkIdentity, RefundRecord
from terminal.trade.sale_name import sale_name
from terminal.trade.voids import found, to_void, voidable


class PaymentDesk:
    """See the module. How often an 0400 may leave before a person is asked is the outlet's. guard: asks whether a
    case stands in a void's way.
    """

    def __init__(self, place: Workplace, guard: CaseGuard) -> None:
        self._place = place
        self._guard = guard
        self._numbers: dict[RefundKey, str] = {}
        self._tried: dict[RefundKey, SignedOn | NotSignedOn] = {}

    def sale(self, amount_fen: int, card: Card, pin: str, tell: TellPayment, exchange_no: str = "") -> PaymentResult:
        """See terminal.desk.doors.Payments."""
        _check_amount(amount_fen)
        _check_exchange(exchange_no)
        on = self._ready(tell)
        self._require_exchange(exchange_no)
        presented = _swiped(card, pin, on)
        record = self._record(on, PaymentKind.SALE, amount_fen, presented)
        return self._pay(on, replace(record, exchange_no=exchange_no), presented, tell)

    def qr_sale(self, amount_fen: int, payer_code: str, tell: TellPayment, exchange_no: str = "") -> PaymentResult:
        """See terminal.desk.doors.Payments."""
        _check_amount(amount_fen)
        _check_exchange(exchange_no)
        try:
            presented = shown(payer_code)
        except ValueError:
            raise Refusal("payer_code_unknown") from None
        on = self._ready(tell)
        self._require_exchange(exchange_no)
        record = self._record(on, PaymentKind.QR_SALE, amount_fen, presented)
        return self._pay(on, replace(record, exchange_no=exchange_no), presented, tell)

    def _require_exchange(self, exchange_no: str) -> None:
        """The refund of this 换货号 is here, and no sale took its place. Refusal exchange_unknown, exchange_done."""
        if not exchange_no:
            return
        with journal_refused():
            found = [one for one in self._place.journal.refunds() if one.exchange_no == exchange_no]
        if not found:
            raise Refusal("exchange_unknown", number=exchange_no)
        if not any(self.exchange_open(one) for one in found):
            raise Refusal("exchange_done", number=exchange_no)

    def exchange_open(self, refund: RefundRecord) -> bool:
        """See terminal.desk.doors.Payments."""
        on = self._place.till.signed_on
        if not isinstance(on, SignedOn) or on.identity != refund.link:
            return False
        with journal_refused():
            return exchange_open(refund, self._place.journal.payments())

    def voidable(self, voucher_no: str) -> PaymentRecord:
        """See terminal.desk.doors.Payments."""
        sale = voidable(*self._named(self._place.signed_on(), voucher_no))
        self._require_free(sale)
        return sale

    def void(self, by: Admitted, voucher_no: str, card: Card | None, pin: str, tell: TellPayment) -> PaymentResult:
        """See terminal.desk.doors.Payments."""
        by = self._place.allowed(by)
        on = self._ready(tell)
        original, kind = to_void(*self._named(on, voucher_no), self._same(card))
        self._require_free(original)
        presented = Presented(original.channel, original.payer)
        if original.channel is Channel.CARD and card is not None:
            presented = _swiped(card, pin, on)
        record = self._record(on, kind, original.amount_fen, presented)
        about = replace(
            record,
            original=original.named,
            original_reference=original.reference_no,
            supervisor_no=by.operator_no,
        )
        return self._pay(on, about, presented, tell)

    def _require_free(self, sale: PaymentRecord) -> None:
        """No case stands in its way, and nothing of it is paid outside. Refusal case_open, refunded_not_voidable."""
        name = sale_name(sale.reference_no, sale.named.month_day)
        self._guard.require_free(*name)
        if any(sale_name(one.reference_no, one.month_day) == name for one in self._place.taken_outside()):
            raise Refusal("refunded_not_voidable")

    def preauth(self, amount_fen: int, card: Card, pin: str, tell: TellPayment) -> PaymentResult:
        """See terminal.desk.doors.Payments."""
        _check_amount(amount_fen)
        on = self._ready(tell)
        presented = _swiped(card, pin, on)
        return self._pay(on, self._record(on, PaymentKind.PRE_AUTH, amount_fen, presented), presented, tell)

    def preauth_void(
        self, by: Admitted, amount_fen: int, auth_no: str, month_day: str, card: Card, pin: str, tell: TellPayment
    ) -> PaymentResult:
        """See terminal.desk.doors.Payments."""
        by = self._place.allowed(by)
        hold = _hold_named(auth_no, month_day)
        return self._of_hold(PaymentKind.PRE_AUTH_VOID, amount_fen, hold, card, pin, tell, by.operator_no)

    def completion(
        self, amount_fen: int, auth_no: str, month_day: str, card: Card, pin: str, tell: TellPayment
    ) -> PaymentResult:
        """See terminal.desk.doors.Payments."""
        hold = _hold_named(auth_no, month_day)
        return self._of_hold(PaymentKind.COMPLETION, amount_fen, hold, card, pin, tell)

    def balance(self, card: Card, pin: str) -> BalanceTold:
        """See terminal.desk.doors.Payments."""
        on = self._ready(_nobody)
        presented = _swiped(card, pin, on)
        if presented.card is None:
            raise Refusal("card_missing")
        key = self._new_key(on)
        request = Balance(sender_of(key, self._place.till.operator_no), presented.card)
        self._rehearse(request, on)
        talk = QuestionTalk(self._place.till, request, on.identity)
        self._place.run(talk)
        match talk.answer:
            case PaymentAnswer(code=code, balance_fen=fen) as answer:
                reached = answer.local_date + answer.local_time
                practice, said = self._place.outlet.practice, (answer.reference_no, answer.issuer, reached)
                inquiry = Inquiry(key, self._place.till.operator_no, practice, presented.entry, *said)
                return BalanceTold(code, fen if code == "00" else None, card.masked, inquiry)
            case Rejected(code):
                return BalanceTold(code, None, card.masked)
        raise silent(talk.cause)

    def unsettled(self) -> tuple[PaymentRecord, ...]:
        """See terminal.desk.doors.Payments."""
        with journal_refused():
            return tuple(record for record in self._place.journal.payments() if record.state in UNSETTLED)

    def resume(self, tell: TellPayment) -> tuple[PaymentResult, ...]:
        """See terminal.desk.doors.Payments."""
        on = self._place.signed_on()
        results = [self._undo(record, tell) for record in self._owed(on.identity)]
        done = {result.record.key for result in results}
        for record in due_slips(self._place):
            if isinstance(record, PaymentRecord) and record.key not in done:
                print_due(self._place, record)
                results.append(self._result(record))
        return tuple(results)

    def flush(self, tell: TellPayment) -> None:
        """Send each 冲正 that is owed to this host. Refusal reversal_pending where one stays owed, reversal_failed
        where one was given to a person just now: whoever works here is to know before going on.
        """
        for record in self._owed(self._place.signed_on().identity):
            after = self._undo(record, tell).record
            if after.state in OWING:
                raise Refusal("reversal_pending", voucher=after.voucher_no)
            if after.state is PaymentState.MANUAL:
                raise Refusal("reversal_failed", voucher=after.voucher_no)

    def reverse(self, record: PaymentRecord, card: Card | None, tell: TellPayment) -> PaymentResult:
        """See terminal.desk.doors.Payments."""
        on = self._place.signed_on()
        now = self._as_it_stands(record)
        if now.state not in UNSETTLED:
            return self._result(now)
        if now.link != on.identity:
            raise Refusal("reversal_elsewhere")
        same = self._same(card)
        if card is not None and same is not None and not same(now.card_hash):
            raise Refusal("card_wrong", payer=now.payer, card=card.masked)
        if card is not None:
            self._numbers[now.key] = card.number
        return self._undo(now, tell)

    def close_by_hand(self, by: Admitted, record: PaymentRecord, said: ClosedAs) -> PaymentRecord:
        """See terminal.desk.doors.Payments."""
        by = self._place.allowed(by)
        till, now = self._place.till, self._as_it_stands(record)
        if now.state not in UNSETTLED:
            return now
        here = till.station is not None and till.station.identity == now.link
        if now.state is not PaymentState.MANUAL and here:
            raise Refusal("reversal_still_due", voucher=now.voucher_no)
        closed, effects = reversal.step(now, reversal.Closed(till.operator_no, by.operator_no, said))
        with journal_refused("closing_write"):
            for effect in effects:
                if isinstance(effect, reversal.Record):
                    self._place.journal.record(effect.kind, closed)
        self._let_go(now.key)
        return closed

    def slip(self, record: PaymentRecord) -> Printout:
        """See terminal.desk.doors.Payments."""
        return self._place.parts.paper.last_of(record.key)

    def slip_again(self, record: PaymentRecord) -> Printout:
        """See terminal.desk.doors.Payments."""
        now = self._as_it_stands(record)
        return print_again(self._place, now)

    def forget(self) -> None:
        """The journal is renewed: what was held for it is nobody's."""
        self._numbers.clear()
        self._tried.clear()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _ready(self, tell: TellPayment) -> SignedOn:
        """Signed on, the batch open, nothing owed."""
        self._place.require_open_batch(self._place.signed_on())
        self.flush(tell)
        return self._place.signed_on()

    def _named(self, on: SignedOn, voucher_no: str) -> tuple[Transaction, tuple[Transaction, ...]]:
        """What a voucher number of the open batch names, and everything there is."""
        everything = self._place.transactions()
        return found(in_batch(everything, on.identity, on.batch_no), voucher_no), everything

    def _of_hold(
        self,
        kind: PaymentKind,
        amount_fen: int,
        hold: tuple[str, str],
        card: Card,
        pin: str,
        tell: TellPayment,
        supervisor_no: str = "",
    ) -> PaymentResult:
        _check_amount(amount_fen)
        auth_no, month_day = hold
        on = self._ready(tell)
        presented = _swiped(card, pin, on)
        record = self._record(on, kind, amount_fen, presented)
        about = replace(record, original=named_by_day(month_day), original_auth_no=auth_no, supervisor_no=supervisor_no)
        return self._pay(on, about, presented, tell)

    def _record(self, on: SignedOn, kind: PaymentKind, amount_fen: int, presented: Presented) -> PaymentRecord:
        return PaymentRecord(
            key=self._new_key(on),
            link=on.identity,
            kind=kind,
            amount_fen=amount_fen,
            channel=presented.channel,
            payer=presented.payer,
            entry=presented.entry,
            operator_no=self._place.till.operator_no,
            supervisor_no="",
            practice=self._place.outlet.practice,
            opened_at=self._place.at(),
            card_hash=self._place.parts.keyed.hashed(presented.number) if presented.number else "",
        )

    def _new_key(self, on: SignedOn) -> RefundKey:
        journal, who = self._place.journal, on.identity
        with journal_refused():
            trace = journal.next_trace()
        return RefundKey(who.merchant_no, who.terminal_no, journal.epoch, on.batch_no, trace, on.business_date)

    def _pay(self, on: SignedOn, record: PaymentRecord, presented: Presented, tell: TellPayment) -> PaymentResult:
        """From the durable intent to its end, or to a 冲正 that has to wait."""
        request = request_of(record, presented)
        self._rehearse(request, on)
        self._numbers[record.key] = presented.number
        return self._hold(record, request, tell)

    def _let_go(self, key: RefundKey) -> None:
        self._tried.pop(key, None)
        self._numbers.pop(key, None)

    def _undo(self, record: PaymentRecord, tell: TellPayment) -> PaymentResult:
        """Send its 0400. Under the keys of an earlier one it would be that frame byte for byte, and a peer that knows
        duplicates would not look at it again: so it goes under new ones.
        """
        if self._tried.get(record.key) is self._place.till.signed_on:
            self._place.till.signed_off()
        return self._hold(record, None, tell)

    def _hold(self, record: PaymentRecord, request: Reversible | None, tell: TellPayment) -> PaymentResult:
        """One conversation. A journal that fails under way leaves the record as it last was durable."""
        parts, number = self._place.parts, self._numbers.get(record.key, "")
        tries = parts.outlet.reversal_tries
        talk = PaymentTalk(self._place.till, parts.paper, record, request, number, tell, tries=tries)
        try:
            parts.driver.run(talk)
        except JournalError as error:
            if talk.durable is None:
                self._numbers.pop(record.key, None)
                raise Refusal(error.word, reason=error.reason) from None
        after = talk.durable or talk.record
        self._tried[after.key] = self._place.till.signed_on
        if after.state not in UNSETTLED:
            self._let_go(after.key)
        return self._result(after)

    def _rehearse(self, request: Reversible | Balance, on: SignedOn) -> None:
        """What can't be written to this line is refused before there is an intent."""
        try:
            self._place.till.dialect.encode(request, on.keys)
        except LocalProtocolError:
            raise Refusal("link_no_such_payment") from None

    def _owed(self, link: LinkIdentity) -> list[PaymentRecord]:
        return [record for record in self.unsettled() if record.link == link and record.state in OWING]

    def _as_it_stands(self, record: PaymentRecord) -> PaymentRecord:
        """A face may show what is over by now."""
        with journal_refused():
            return next((one for one in self._place.journal.payments() if one.key == record.key), record)

    def _result(self, record: PaymentRecord) -> PaymentResult:
        return PaymentResult(record, self.slip(record))

    def _same(self, card: Card | None) -> Callable[[str], bool] | None:
        """Whether a hash is of this card; None for no card."""
        return partial(self._place.parts.keyed.fits, card.number) if card is not None else None


def _swiped(card: Card, pin: str, on: SignedOn) -> Presented:
    if on.keys is None and pin:
        raise Refusal("link_no_such_payment")
    try:
        return swiped(card, pin, on.keys.pik if on.keys else None)
    except ValueError:
        raise Refusal("pin_malformed") from None


def _hold_named(auth_no: str, month_day: str) -> tuple[str, str]:
    """授权码 and MMDD of a pre-authorisation. Refusal hold_malformed."""
    if not (is_printable(auth_no, 6) and auth_no.strip() and is_digits(month_day, 4)):
        raise Refusal("hold_malformed")
    return auth_no, month_day


def _check_amount(amount_fen: int) -> None:
    for broken, word in (
        (amount_fen == 0, "amount_zero"),
        (amount_fen < 0, "amount_negative"),
        (amount_fen > MAX_FEN, "amount_too_large"),
    ):
        if broken:
            raise Refusal(word)


def _check_exchange(exchange_no: str) -> None:
    if exchange_no and not is_digits(exchange_no, EXCHANGE_DIGITS):
        raise Refusal("exchange_malformed")


def _nobody(_record: PaymentRecord) -> None:
    """Nobody listens."""
