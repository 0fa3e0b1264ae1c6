"""A cashier at one terminal, who makes mistakes: presses twice, takes another card, walks away, pulls the plug.

A clerk outlives every kill of the terminal and remembers what was asked for. The rule: only the door is used
(terminal.desk.door), and whatever it says is told to the watcher.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from typing import ClassVar

from protocol.cards import TEST_CARDS, Card
from protocol.transactions import ByOrder, ByReference, Channel, Original
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.desk.operators import SUPERVISOR, Admitted
from terminal.line.driver import Interrupted
from terminal.simulation.chance import Concern
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.machine import Machine
from terminal.simulation.plan import BEGAN, Kind, Task, card_of
from terminal.simulation.watch import Watch
from terminal.trade.batch import SettlementState
from terminal.trade.payment import UNSETTLED, ClosedAs, PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import RefundRecord, State

OPERATOR = "01"
NO_ORDER = order_no("800000269999")
"""Well written, and nobody's."""
BY = Admitted(SUPERVISOR)
REMEMBERS = 0.8
"""So often an original that was looked up before is not looked up again."""
NUMBERED = 0.6
"""So often a request has a number of the register's own; at the counter it has none."""
EARLY = 0.3
"""So often somebody tries to end by hand what is not for a person, where anything is ended so."""
LATEST = 3
"""Of so many sales people come back for one."""
LEAVES_S = 15.0
"""Somebody who has had enough leaves within so much."""
PATIENCE_S = 3.0
"""Between two tries of the same thing."""
_VOIDABLE = (PaymentKind.SALE, PaymentKind.COMPLETION)
_NO_JOURNAL = ("journal_write", "journal_damaged", "journal_held", "restart_wanted")


class Clerk:
    """machine: where. tasks: what is to do. sold: every terminal's sales, by reference and day, which any of them may
    refund. rests: hears that idle or done may have changed. done: everything is, and nothing is left open.
    """

    def __init__(
        self,
        machine: Machine,
        tasks: tuple[Task, ...],
        faults: Faults,
        watch: Watch,
        sold: list[ByReference],
        rests: Callable[[], None],
    ) -> None:
        self._machine = machine
        self._tasks = list(tasks)
        self._faults, self._watch = faults, watch
        self._sold = sold
        self._requests = 0
        self._holds: list[tuple[str, str, int]] = []
        self._known: dict[str, Original] = {}
        self._asked: dict[str, tuple[RefundRequest, Card | None]] = {}
        self._rests = rests
        self.idle = self.done = False

    @property
    def _random(self) -> Random:
        return self._faults.chances.of(Concern.OPERATORS)

    def work(self) -> None:
        """From now until everything is done, or the plug is pulled."""
        while not self.done:
            try:
                self._go_on()
            except Interrupted:
                self._restart()

    def _go_on(self) -> None:
        desk = self._desk()
        if desk is None:
            self._pause(PATIENCE_S)
        elif self._tasks and not self._faults.healing:
            self._do(desk, self._tasks[0])
        elif self._faults.healing:
            self._heal(desk)
        else:
            self.idle = True
            self._rests()
            self._pause(PATIENCE_S)

    # --- the terminal ----------------------------------------------------------------------------------------------

    def _desk(self) -> Desk | None:
        """Open, signed on, and asked what an earlier run left; None where that fails now."""
        machine = self._machine
        if machine.desk is not None:
            return machine.desk
        try:
            desk = machine.open()
        except Refusal as refusal:
            self._watch.refused(machine.number, "", refusal.word)
            self._restart()
            return None
        while True:
            try:
                desk.sign_on(OPERATOR)
                for result in desk.resume(_nobody):
                    self._heard(result.record.request_no, result)
                if not self._faults.fires(Fault.WALKS_AWAY):
                    self._trying(lambda: self._resolve(desk))
                return machine.desk
            except Refusal as refusal:
                self._watch.refused(machine.number, "", refusal.word)
                if refusal.word in _NO_JOURNAL:
                    self._restart()
                    return None
                self._pause(PATIENCE_S)

    def _restart(self) -> None:
        """Switch it off and on."""
        desk, self._machine.desk = self._machine.desk, None
        if desk is not None:
            desk.close()

    def _pause(self, seconds: float) -> None:
        self._machine.wait(self._machine.world.now + seconds)

    # --- tasks -----------------------------------------------------------------------------------------------------

    def _do(self, desk: Desk, task: Task) -> None:
        self._faults.begin(task.number)
        self._tasks.pop(0)  # a kill does not bring it back: somebody may think of it again
        self._pause(task.pause_s)
        self._machine.jump()
        fires = self._faults.fires
        if fires(Fault.POWER_CYCLED):
            self._restart()
            return
        if fires(Fault.INTERRUPTED):
            self._machine.world.after(self._random.uniform(0.0, LEAVES_S), desk.interrupt)
        self._trying(lambda: self._acts[task.kind](self, desk, task))
        if self._machine.desk is desk:
            self._trying(desk.prints.collect)
        if self._machine.desk is desk and fires(Fault.BATCH_CLOSED):
            self._trying(lambda: desk.batch.settle(_nobody))
        if self._machine.desk is desk and fires(Fault.HOST_CLOSES):
            self._trying(lambda: self._night(desk))

    def _night(self, desk: Desk) -> None:
        """Nothing is open, and it is switched off; the host closes the batch by itself, and in the morning it is on."""
        terminal_no = desk.batch.now().link.terminal_no
        if not (desk.open_refunds() or desk.payments.unsettled() or desk.batch.unclosed()):
            self._machine.host.close_batch(terminal_no)
            self._restart()

    def _trying(self, act: Callable[[], object], request_no: str = "") -> None:
        try:
            act()
        except Refusal as refusal:
            self._watch.refused(self._machine.number, request_no, refusal.word)
            if refusal.word in _NO_JOURNAL:
                self._restart()
            elif refusal.word == "settle_unfinished" and not self._faults.fires(Fault.WALKS_AWAY):
                self._trying(self._settle_unfinished)

    def _settle_unfinished(self) -> None:
        """What stands in the way of everything is brought to its end first."""
        if self._machine.desk is not None:
            self._machine.desk.batch.settle(_nobody)

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
        what = ByReference(order.reference_no(day), f"{order.paid_on(day):%m%d}")
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
            self._trying(lambda: self._send(desk, other, card), number)

    def _once(self, desk: Desk, number: str) -> None:
        request, card = self._asked[number]
        self._trying(lambda: self._send(desk, request, card), request.request_no)

    def _send(self, desk: Desk, request: RefundRequest, card: Card | None) -> None:
        self._watch.asked(self._machine.number, request)
        result = desk.refund(BY, request, card, _nobody)
        self._heard(request.request_no, result)
        if result.record.state in (State.UNKNOWN, State.NOT_FOUND) and not self._faults.fires(Fault.WALKS_AWAY):
            self._trying(lambda: self._settle(desk, result.record))

    def _heard(self, number: str, result: RefundResult) -> None:
        self._watch.told(self._machine.number, number, result)

    def _settle(self, desk: Desk, record: RefundRecord) -> None:
        """Take an open refund up: with its card, with another, or give it up."""
        fires = self._faults.fires
        card = card_of(record.payer) if record.channel is Channel.CARD else None
        if card is not None and fires(Fault.OTHER_CARD):
            card = TEST_CARDS["mastercard"]
        cancel = fires(Fault.GIVES_UP)
        self._heard(record.request_no, desk.settle(record, None if cancel else card, cancel, _nobody))

    def _resolve(self, desk: Desk, _task: Task | None = None) -> None:
        for record in desk.open_refunds():
            early = desk.belongs_here(record) and self._random.random() >= EARLY
            if not early and self._faults.fires(Fault.CLOSES_BY_HAND):
                self._trying(partial(self._end, desk, record))
            elif desk.belongs_here(record):
                self._settle(desk, record)

    def _end(self, desk: Desk, record: RefundRecord) -> None:
        done = self._random.random() < 0.5  # a person may be wrong
        self._heard(record.request_no, RefundResult(desk.close_by_hand(BY, record, "statement", done=done)))

    # --- payments and batches --------------------------------------------------------------------------------------

    def _sale(self, desk: Desk, task: Task) -> None:
        sale = desk.payments.sale(1_000 + task.share, TEST_CARDS["unionpay"], "", _nobody).record
        if sale.state is PaymentState.APPROVED:
            self._sold.append(ByReference(sale.reference_no, sale.named.month_day))

    def _sales(self, desk: Desk) -> list[PaymentRecord]:
        batch = desk.batch.now().transactions
        sales = [one for one in batch if isinstance(one, PaymentRecord) and one.kind in _VOIDABLE]
        return [one for one in sales if one.state is PaymentState.APPROVED]

    def _void(self, desk: Desk, task: Task) -> None:
        sales = self._sales(desk)
        if sales:
            desk.payments.void(BY, self._random.choice(sales[-LATEST:]).voucher_no, TEST_CARDS["unionpay"], "", _nobody)

    def _own_refund(self, desk: Desk, task: Task) -> None:
        if not self._sold:
            return
        sold = self._random.choice(self._sold[-LATEST:])
        known = self._known.get(sold.reference_no)
        original = known if known is not None and self._random.random() < REMEMBERS else desk.find(sold)
        self._known[original.reference_no] = original
        fen = max(1, original.remaining_fen * task.share // 100)
        self._ask(desk, RefundRequest(original, fen), TEST_CARDS["unionpay"])

    def _preauth(self, desk: Desk, task: Task) -> None:
        held = desk.payments.preauth(2_000 + task.share, TEST_CARDS["unionpay"], "", _nobody).record
        if held.state is PaymentState.APPROVED:
            self._holds.append((held.auth_no, held.named.month_day, held.amount_fen))

    def _completion(self, desk: Desk, task: Task) -> None:
        for auth_no, day, fen in self._holds[-1:]:
            desk.payments.completion(fen - task.share, auth_no, day, TEST_CARDS["unionpay"], "", _nobody)

    def _preauth_void(self, desk: Desk, task: Task) -> None:
        for auth_no, day, fen in self._holds[-1:]:
            desk.payments.preauth_void(BY, fen, auth_no, day, TEST_CARDS["unionpay"], "", _nobody)

    def _settle_batch(self, desk: Desk, task: Task) -> None:
        desk.batch.settle(_nobody)

    def _reprint(self, desk: Desk, task: Task) -> None:
        desk.prints.again()

    _acts: ClassVar[dict[Kind, Callable[..., None]]] = {
        Kind.REFUND: _refund,
        Kind.SALE: _sale,
        Kind.VOID: _void,
        Kind.OWN_REFUND: _own_refund,
        Kind.SETTLE: _settle_batch,
        Kind.REPRINT: _reprint,
        Kind.RESOLVE: _resolve,
        Kind.PREAUTH: _preauth,
        Kind.COMPLETION: _completion,
        Kind.PREAUTH_VOID: _preauth_void,
    }

    # --- in the end ------------------------------------------------------------------------------------------------

    def _heal(self, desk: Desk) -> None:
        """Nothing fails any more: everything that is open is brought to its end."""
        self._trying(lambda: self._finish(desk))
        if not self.done:
            self._pause(PATIENCE_S)

    def _finish(self, desk: Desk) -> None:
        for result in desk.resume(_nobody):
            self._heard(result.record.request_no, result)
        for payment in desk.payments.unsettled():
            if payment.state is PaymentState.MANUAL:
                desk.payments.close_by_hand(BY, payment, ClosedAs.UNSAID)
        self._resolve_all(desk)
        desk.resume(_nobody)  # as the next start does: a batch that the host closed is noted once nothing of it is open
        desk.prints.collect()
        to_settle = desk.batch.now().transactions or desk.batch.unfinished() is not None
        if to_settle and desk.batch.settle(_nobody).state is not SettlementState.CLOSED:
            return
        self._pause(PATIENCE_S)
        desk.prints.collect()
        for key in desk.prints.left():
            desk.records.again(key)
        left = [one for one in desk.open_refunds() if one.state is not State.MANUAL]
        owed = [one for one in desk.payments.unsettled() if one.state in UNSETTLED]
        self.done = not left and not owed and not desk.batch.unclosed()
        self._rests()

    def _resolve_all(self, desk: Desk) -> None:
        for record in desk.open_refunds():
            if desk.belongs_here(record):
                card = card_of(record.payer) if record.channel is Channel.CARD else None
                self._heard(record.request_no, desk.settle(record, card, False, _nobody))


def _nobody(_told: object) -> None:
    """Nobody looks at the screen."""
