"""What a cashier does at an open desk: refunds in all their ways, with the mistakes that people make in them.

It remembers what was asked for, through every kill of the terminal. The rule: only the door is used
(terminal.desk.door), and whatever it says is told to the watcher.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

from protocol.cards import TEST_CARDS, Card
from protocol.transactions import ByOrder, ByReference, Channel, Original, RefundKey
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.simulation.chance import Concern
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.machine import Machine
from terminal.simulation.plan import BEGAN, Kind, Task, card_of
from terminal.simulation.selling import BY, LATEST, Selling, nobody
from terminal.simulation.watch import Watch
from terminal.trade.refund import BY_HAND, RefundRecord, State

NO_ORDER = order_no("800000269999")
"""Well written, and nobody's."""
REMEMBERS = 0.8
"""So often an original that was looked up before is not looked up again."""
NUMBERED = 0.6
"""So often a request has a number of the register's own; at the counter it has none."""
AT_ONCE = 0.3
"""So often what is for a person is ended by one while its answer may still be on its way."""
EARLY = 0.3
"""So often somebody tries to end by hand what is not for a person, where anything is ended so."""
LOOKS_AGAIN = 0.6
"""So often somebody who puts right what was ended by hand looks first how it stands now."""
NO_JOURNAL = ("journal_write", "journal_damaged", "journal_held", "journal_full", "restart_wanted")
"""Refused so, only a start helps."""


class Errands:
    """machine: where. sold: every terminal's sales, by reference and day, which any of them may refund."""

    def __init__(self, machine: Machine, faults: Faults, watch: Watch, sold: list[ByReference]) -> None:
        self._machine = machine
        self._faults, self._watch = faults, watch
        self._sold = sold
        self._selling = Selling(faults, sold)
        self._requests = 0
        self._known: dict[str, Original] = {}
        self._asked: dict[str, tuple[RefundRequest, Card | None]] = {}
        self._ended: dict[RefundKey, RefundRecord] = {}
        self._said = 0

    def do(self, desk: Desk, task: Task) -> None:
        """It. Refusal."""
        match task.kind:
            case Kind.REFUND:
                self._refund(desk, task)
            case Kind.OWN_REFUND:
                self._own_refund(desk, task)
            case Kind.RESOLVE:
                self.resolve(desk)
            case _:
                self._selling.do(desk, task)

    def trying(self, act: Callable[[], object], request_no: str = "") -> None:
        """Do it; a refusal is heard, and where only a start helps it is switched off."""
        try:
            act()
        except Refusal as refusal:
            self._watch.refused(self._machine.number, request_no, refusal.word)
            if refusal.word in NO_JOURNAL:
                self._machine.switch_off()
            elif refusal.word == "settle_unfinished" and not self._faults.fires(Fault.WALKS_AWAY):
                self.trying(self._settle_unfinished)

    def _settle_unfinished(self) -> None:
        """What stands in the way of everything is brought to its end first."""
        if self._machine.desk is not None:
            self._machine.desk.batch.settle(nobody)

    def heard(self, number: str, result: RefundResult) -> None:
        """A cashier is told how a refund stands."""
        self._watch.told(self._machine.number, number, result)

    def resolve(self, desk: Desk) -> None:
        """Whatever is open is taken up, or ended by hand; what was ended so is put right at times. Refusal."""
        for record in desk.open_refunds():
            early = desk.belongs_here(record) and self._random.random() >= EARLY
            if not early and self._faults.fires(Fault.CLOSES_BY_HAND):
                self.trying(partial(self._end, desk, record))
            elif desk.belongs_here(record):
                self._settle(desk, record)
        if self._machine.desk is desk:
            self._put_right(desk)

    def resolve_all(self, desk: Desk) -> None:
        """Whatever can be asked about is, with its card. Refusal."""
        for record in desk.open_refunds():
            if desk.belongs_here(record):
                card = card_of(record.payer) if record.channel is Channel.CARD else None
                self.heard(record.request_no, desk.settle(record, card, False, nobody))

    @property
    def _random(self) -> Random:
        return self._faults.chances.of(Concern.OPERATORS)

    def _refund(self, desk: Desk, task: Task) -> None:
        fires, order = self._faults.fires, task.order
        if fires(Fault.WRONG_ORDER):
            desk.find(ByOrder(NO_ORDER))
            return
        original = self._original(desk, task)
        self._known[original.reference_no] = original
        share = 120 if fires(Fault.OTHER_AMOUNT) else task.share
        items: tuple[tuple[str, int], ...] = ()
        fen = max(1, original.remaining_fen * share // 100)
        line = next((line for line in original.goods if line.left), None)
        if not share and line is not None:
            items, fen = ((line.sku, 1),), min(line.unit_fen, original.remaining_fen)
        card = card_of(original.payer) if original.channel is Channel.CARD else None
        if card is not None and not original.payer:
            card = TEST_CARDS[order.payer]
        if card is not None and fires(Fault.OTHER_CARD):
            card = TEST_CARDS["mastercard"]
        self._ask(desk, RefundRequest(original, fen, items), card)
        if fires(Fault.KEYED_AGAIN):
            self._ask(desk, RefundRequest(original, fen, items), card)

    def _original(self, desk: Desk, task: Task) -> Original:
        order = task.order
        day = BEGAN.date()
        paid_on = order.paid_on(day)
        what = ByReference(order.reference_no(day), f"{paid_on.month:02}{paid_on.day:02}")
        if not self._machine.own_parts:
            return desk.keyed(what, max(1, order.amount_fen * (task.share or 5) // 100))
        known = self._known.get(what.reference_no)
        if known is not None and self._random.random() < REMEMBERS:
            return known
        return desk.find(ByOrder(order.order_no) if self._random.random() < 0.8 else what)

    def _ask(self, desk: Desk, request: RefundRequest, card: Card | None) -> None:
        """One refund under a number of the cashier's own, and what becomes of it."""
        self._requests += 1
        number = f"R{self._requests}"
        said = number if self._random.random() < NUMBERED else ""
        asked = replace(request, request_no=said, asked=f"{request.original.reference_no} {request.amount_fen}")
        self._asked[number] = asked, card
        self._once(desk, number)
        fires = self._faults.fires
        if said and self._machine.desk is desk and fires(Fault.PRESSED_TWICE):
            self._once(desk, number)
        if said and self._machine.desk is desk and fires(Fault.OTHER_BODY):
            other = replace(asked, amount_fen=asked.amount_fen + 1, items=(), asked=f"{asked.asked}+1")
            self.trying(lambda: self._send(desk, other, card), number)

    def _once(self, desk: Desk, number: str) -> None:
        request, card = self._asked[number]
        self.trying(lambda: self._send(desk, request, card), request.request_no)

    def _send(self, desk: Desk, request: RefundRequest, card: Card | None) -> None:
        self._watch.asked(self._machine.number, request)
        result = desk.refund(BY, request, card, nobody)
        self.heard(request.request_no, result)
        if result.record.state in (State.UNKNOWN, State.NOT_FOUND) and not self._faults.fires(Fault.WALKS_AWAY):
            self.trying(lambda: self._settle(desk, result.record))
        at_once = result.record.state is State.MANUAL and self._random.random() < AT_ONCE
        if at_once and self._faults.fires(Fault.CLOSES_BY_HAND):
            self.trying(partial(self._end, desk, result.record))

    def _settle(self, desk: Desk, record: RefundRecord) -> None:
        """Take an open refund up: with its card, with another, or give it up."""
        fires = self._faults.fires
        card = card_of(record.payer) if record.channel is Channel.CARD else None
        if card is not None and fires(Fault.OTHER_CARD):
            card = TEST_CARDS["mastercard"]
        cancel = fires(Fault.GIVES_UP)
        self.heard(record.request_no, desk.settle(record, None if cancel else card, cancel, nobody))

    def _end(self, desk: Desk, record: RefundRecord) -> None:
        self._close(desk, record, done=self._random.random() < 0.5)  # a person may be wrong

    def _put_right(self, desk: Desk) -> None:
        """What a person ended turns out otherwise, or did behind a late no; some go by what they remember of it."""
        for now in desk.for_a_person(self._ended):
            shown = self._ended.get(now.key, now)
            if not BY_HAND & {now.state, shown.state}:
                continue
            ended = now if self._random.random() < LOOKS_AGAIN else shown
            if ended.state in BY_HAND and self._faults.fires(Fault.PUTS_RIGHT) and self._machine.desk is desk:
                again = bool(ended.contradicted) and self._random.random() < 0.5
                done = (ended.state is State.CLOSED_DONE) is again
                self.trying(partial(self._close, desk, ended, done=done))

    def _close(self, desk: Desk, record: RefundRecord, *, done: bool) -> None:
        self._said += 1
        reason = f"statement {self._said}"
        self._watch.ends(self._machine.number, record, reason, done=done)
        closed = desk.close_by_hand(BY, record, reason, done=done)
        self._ended[closed.key] = closed
        self.heard(record.request_no, RefundResult(closed))

    def _own_refund(self, desk: Desk, task: Task) -> None:
        if not self._sold:
            return
        sold = self._random.choice(self._sold[-LATEST:])
        known = self._known.get(sold.reference_no)
        original = known if known is not None and self._random.random() < REMEMBERS else desk.find(sold)
        self._known[original.reference_no] = original
        fen = max(1, original.remaining_fen * task.share // 100)
        self._ask(desk, RefundRequest(original, fen), TEST_CARDS["unionpay"])
