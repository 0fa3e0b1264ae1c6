"""人工了结 at the cash desk: what waits for a person, and what a person says of it. Implements that part of
terminal.desk.door.CashDesk; the words and whose it is to end are in closing.py.

The rule: the host's word comes before a person's, so what can be told to refuse it is told first; and nothing is freed
or said to have gone back that went another way.
"""

from collections.abc import Collection

from protocol.dialects import Capabilities
from protocol.transactions import RefundKey
from terminal.desk.closing import may_be_put_right, reason_of, require_for_a_person, waits_for_somebody
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted
from terminal.desk.refund_desk import RefundDesk
from terminal.desk.workplace import Workplace, journal_refused
from terminal.trade import refund, refund_steps, rules
from terminal.trade.refund import BY_HAND, FINAL, OPEN, STANDS, Closed, RefundRecord, State
from terminal.trade.sale_name import sale_name


class EndingDesk:
    """refunds: knows how each stands now, and tells a host to refuse one."""

    def __init__(self, place: Workplace, refunds: RefundDesk) -> None:
        self._place = place
        self._refunds = refunds

    def for_a_person(self, shown: Collection[RefundKey] = ()) -> tuple[RefundRecord, ...]:
        """See terminal.desk.door.CashDesk."""
        with journal_refused():
            every = self._place.journal.refunds()
        return tuple(one for one in every if waits_for_somebody(one) or one.state in BY_HAND or one.key in shown)

    def close_by_hand(self, by: Admitted, record: RefundRecord, reason: str, *, done: bool) -> RefundRecord:
        """See terminal.desk.door.CashDesk."""
        by = self._place.allowed(by)
        now = self._refunds.as_it_stands(record)
        if now.state in FINAL and not (now == record and may_be_put_right(now, done=done)):
            return now
        said = Closed(done, self._place.till.operator_no, by.operator_no, reason_of(reason))
        self._require_for_a_person(now, done=True)
        if done and now.state is State.CLOSED_UNDONE:
            self._require_remains(now)
        now = now if done else self._given_up(now)
        if now.state in FINAL - BY_HAND:
            return now  # the host's word comes before a person's
        self._require_for_a_person(now, done=done)
        closed, effects = refund_steps.step(now, said, Capabilities(), may_resend=False)
        with journal_refused("closing_write"):
            for effect in effects:
                if isinstance(effect, refund.Record):
                    self._place.journal.record(effect.kind, closed)
        return closed

    def _require_for_a_person(self, record: RefundRecord, *, done: bool) -> None:
        station = self._place.till.station
        require_for_a_person(record, station.identity if station else None, self._place.till.can_of(record), done=done)

    def _require_remains(self, record: RefundRecord) -> None:
        """What was freed may have gone back another way since: by a void, another refund, or outside. Refusal
        void_open, original_voided, amount_over_remaining.
        """
        named, journal = sale_name(record.original_reference, record.original_month_day), self._place.journal
        with journal_refused():
            rules.check_voids(record.original_reference, record.link, journal.payments())
            about = [one for one in journal.refunds() if one.key != record.key and one.state in OPEN | STANDS]
        others = [one for one in about if sale_name(one.original_reference, one.original_month_day) == named]
        outside = [one for one in self._place.taken_outside() if sale_name(one.reference_no, one.month_day) == named]
        left = record.original_fen - sum(one.amount_fen for one in others) - sum(one.amount_fen for one in outside)
        if record.original_fen and record.amount_fen > left:
            raise Refusal("amount_over_remaining", remaining_fen=max(left, 0))

    def _given_up(self, record: RefundRecord) -> RefundRecord:
        """Where its host can be told to refuse it from now on, it is told so, and what it says then counts."""
        if record.state not in (State.UNKNOWN, State.CLOSED_DONE) or not self._place.till.can_of(record).cancel:
            return record
        return self._refunds.give_up(record)
