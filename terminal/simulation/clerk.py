"""A cashier at one terminal for a day: switches it on, does what is to do, walks away, pulls the plug, and in the end
puts everything right.

A clerk outlives every kill of the terminal. What is done at an open desk is errands.py. The rule: only the door is used
(terminal.desk.door), and whatever it says is told to the watcher.
"""

from collections.abc import Callable

from protocol.transactions import ByReference
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.line.driver import Interrupted
from terminal.simulation.chance import Concern
from terminal.simulation.errands import NO_JOURNAL, Errands
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.machine import Machine
from terminal.simulation.plan import Task
from terminal.simulation.selling import BY, nobody
from terminal.simulation.watch import Watch
from terminal.trade.batch import SettlementState
from terminal.trade.payment import UNSETTLED, ClosedAs, PaymentState
from terminal.trade.refund import State

OPERATOR = "01"
LEAVES_S = 15.0
"""Somebody who has had enough leaves within so much."""
PATIENCE_S = 3.0
"""Between two tries of the same thing."""


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
        self._errands = Errands(machine, faults, watch, sold)
        self._rests = rests
        self.idle = self.done = False

    def work(self) -> None:
        """From now until everything is done, or the plug is pulled."""
        while not self.done:
            try:
                self._go_on()
            except Interrupted:
                self._machine.switch_off()

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
            self._machine.switch_off()
            return None
        while True:
            try:
                desk.sign_on(OPERATOR)
                self._resume(desk)
                if not self._faults.fires(Fault.WALKS_AWAY):
                    self._errands.trying(lambda: self._errands.resolve(desk))
                return machine.desk
            except Refusal as refusal:
                self._watch.refused(machine.number, "", refusal.word)
                if refusal.word in NO_JOURNAL:
                    self._machine.switch_off()
                    return None
                self._pause(PATIENCE_S)

    def _resume(self, desk: Desk) -> None:
        """As a terminal does whenever it has signed on."""
        for result in desk.resume(nobody):
            self._errands.heard(result.record.request_no, result)

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
            self._machine.switch_off()
            return
        if fires(Fault.INTERRUPTED):
            self._machine.world.after(self._faults.chances.of(Concern.OPERATORS).uniform(0.0, LEAVES_S), desk.interrupt)
        self._errands.trying(lambda: self._errands.do(desk, task))
        if self._machine.desk is desk:
            self._errands.trying(desk.prints.collect)
        if self._machine.desk is desk and fires(Fault.BATCH_CLOSED):
            self._errands.trying(lambda: desk.batch.settle(nobody))
        if self._machine.desk is desk and fires(Fault.HOST_CLOSES):
            self._errands.trying(lambda: self._night(desk))

    def _night(self, desk: Desk) -> None:
        """Nothing is open, and it is switched off; the host closes the batch by itself, and in the morning it is on."""
        terminal_no = desk.batch.now().link.terminal_no
        if not (desk.open_refunds() or desk.payments.unsettled() or desk.batch.unclosed()):
            self._machine.host.close_batch(terminal_no)
            self._machine.switch_off()

    # --- in the end ------------------------------------------------------------------------------------------------

    def _heal(self, desk: Desk) -> None:
        """Nothing fails any more: everything that is open is brought to its end."""
        self._errands.trying(lambda: self._finish(desk))
        if not self.done:
            self._pause(PATIENCE_S)

    def _finish(self, desk: Desk) -> None:
        self._resume(desk)
        for payment in desk.payments.unsettled():
            if payment.state is PaymentState.MANUAL:
                desk.payments.close_by_hand(BY, payment, ClosedAs.UNSAID)
        self._errands.resolve_all(desk)
        self._resume(desk)  # as the next start does: a batch that the host closed is noted once nothing of it is open
        desk.prints.collect()
        to_settle = desk.batch.now().transactions or desk.batch.unfinished() is not None
        if to_settle and desk.batch.settle(nobody).state is not SettlementState.CLOSED:
            return
        self._sheets_come_out()
        desk.prints.collect()
        for key in desk.prints.left():
            desk.records.again(key)
        left = [one for one in desk.open_refunds() if one.state is not State.MANUAL]
        owed = [one for one in desk.payments.unsettled() if one.state in UNSETTLED]
        self.done = not left and not owed and not desk.batch.unclosed()
        self._rests()

    def _sheets_come_out(self) -> None:
        """What the line brings meanwhile makes no printer faster."""
        until = self._machine.world.now + PATIENCE_S
        while self._machine.world.now < until:
            self._machine.wait(until)
