"""A payment terminal on a register's line (`--as device`): a Device that answers for itself, as its card slot allows.

It reads the card that lies in its slot and waits where there is none, telling the register that it lives where the
dialect has a word for it. Sans-IO like Device, and stepped alike; what a request comes to is the terminal's affair.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from emulator.conditions import Presented
from emulator.device import GAP_S, Device, Told
from emulator.host import Host
from emulator.host.rules import APPROVED, DUPLICATE
from emulator.payment_terminal.at_host import AtHost
from emulator.payment_terminal.dialects import DeviceDialect, Said
from emulator.payment_terminal.terminal import PaymentTerminal, Refused
from emulator.play import Play
from protocol.cards import TEST_CARDS, Card
from protocol.dialects.hypercom.device import Abort
from protocol.dialects.payment_device import Stop
from protocol.dialects.unionpay.device_state import Slot
from protocol.framing import MAX_DATA, Check
from protocol.link import Delivered, LinkTiming
from protocol.session import Framing
from protocol.transactions import Cancel, Refund, Rejected

CARD_S = 60.0
"""Wait for a card at most: as long as a terminal waits for a key before it is idle again."""
PROGRESS_S = 2.0
"""Between two signs of life while it waits: shorter than any register's patience (notes: at least every 5 s)."""
LOOK_S = 0.2
"""Between two looks at the slot."""
REPEATED_S = LinkTiming().t_ack * LinkTiming().tries
"""As long as a link repeats a frame: one that comes again later, and was not answered, is asked anew."""
FIRST_CARD = "unionpay"
"""What lies in the slot of a new device, so that a register can run unattended; the operator takes it out."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A refund without its card. asked: its message. until: as long as it waits. sign_at: when the next sign of life is
    due. in_line: nothing was asked behind it.
    """

    asked: bytes = field(repr=False)
    refund: Refund
    until: float
    sign_at: float
    in_line: bool = True


class RegisterDevice(Device):
    """One line of `terminal`. play: its slot, paper and battery, and what goes wrong. The others: as of Device."""

    def __init__(
        self,
        terminal: PaymentTerminal,
        play: Play,
        framing: Framing,
        delay_s: float = 0.0,
        timing: LinkTiming | None = None,
        check: Check = Check.LRC,
        max_data: int = MAX_DATA,
        told: Told | None = None,
    ) -> None:
        super().__init__(None, framing, delay_s, timing, play, check, max_data, told)
        self._terminal = terminal
        self._own = play
        self._gap_s = delay_s + GAP_S
        self._waiting: _Waiting | None = None
        self._next_look = self._delivered_at = 0.0

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the register. Paper that runs out while it is heard is missing on the slip, not before."""
        can_print = self._own.state.can_print
        self._look(now)
        super().receive(data, now)
        self._attend_all(now, can_print)

    def tick(self, now: float) -> None:
        """Time has passed: a card may have come."""
        self._look(now)
        super().tick(now)
        self._attend_all(now, self._own.state.can_print)

    def due(self) -> float | None:
        """When `tick` wants to be called next."""
        times = (super().due(), None if self._waiting is None else self._next_look)
        return min((time for time in times if time is not None), default=None)

    def _on_link(self, event: object, now: float) -> None:
        """A register without inquiry asks with the same frame what became of the first one."""
        if isinstance(event, Delivered):
            late = now - self._delivered_at > REPEATED_S and not self._held
            self._delivered_at = now
            event = Delivered(event.data, duplicate=event.duplicate and not late)
        super()._on_link(event, now)

    # --- what is asked ---------------------------------------------------------------------------------------------

    def _attend_all(self, now: float, can_print: bool) -> None:
        asked, self.asked = self.asked, []
        for data in asked:
            self._leave_line(now)
            self._attend(data, now, can_print)

    def _attend(self, data: bytes, now: float, can_print: bool) -> None:
        asked, terminal = self._terminal.read(data), self._terminal
        match asked:
            case Refused(answer):
                self._finish(data, answer, now)
            case Refund():
                self._attend_refund(data, asked, now, can_print)
            case Abort():
                self._finish(data, terminal.write(asked, Rejected(APPROVED)), now)
                self._give_up(Stop.ABORTED, now)
            case _:
                self._finish(data, terminal.write(asked, terminal.answer(asked)), now)
                if isinstance(asked, Cancel) and self._waiting is not None and self._waiting.refund.key == asked.key:
                    self._give_up(Stop.ABORTED, now)

    def _attend_refund(self, data: bytes, refund: Refund, now: float, can_print: bool) -> None:
        terminal, card = self._terminal, self._card()
        said = terminal.stored(refund) or self._hindrance(refund, now, can_print)
        if said is None and card is None:
            self._wait(data, refund, now)
            return
        if self._waits_for(refund):
            self._forget()
        if said is None and card is not None:
            said = terminal.refund(refund, card)
        if said is not None:
            self._finish(data, terminal.write(refund, said), now)

    def _hindrance(self, refund: Refund, now: float, can_print: bool) -> Said | None:
        if self._terminal.taken(refund.key, now):
            return Stop.BUSY
        if self._waiting is not None and self._waiting.refund.key == refund.key:
            return None if self._waits_for(refund) else Rejected(DUPLICATE)
        return None if can_print else self._terminal.stop(refund, Stop.NO_PAPER)

    def _waits_for(self, refund: Refund) -> bool:
        return self._waiting is not None and self._waiting.refund == refund

    def _finish(self, data: bytes, answer: bytes | None, now: float) -> None:
        self.answered(data, answer, now)
        self._tell(data, self.replied)

    # --- the card ----------------------------------------------------------------------------------------------------

    def _card(self) -> Card | None:
        """What lies in the slot; a payer code shown to the lens is none."""
        return TEST_CARDS.get(self._own.state.presented)

    def _wait(self, data: bytes, refund: Refund, now: float) -> None:
        """From the first asking on; asked again it is the same wait."""
        until = now + CARD_S if self._waiting is None else self._waiting.until
        self._terminal.take_slot(refund.key, until)
        self._waiting = _Waiting(data, refund, until, now)
        self._next_look = now

    def _look(self, now: float) -> None:
        """At the slot, now and then while something waits."""
        waiting, card = self._waiting, self._card()
        if waiting is not None and self._own.state.dead:
            self._power_lost(now)
            return
        if waiting is None or now < self._next_look:
            return
        self._next_look = min(now + LOOK_S, waiting.until)
        if card is not None:
            self._end(self._terminal.refund(waiting.refund, card), waiting, now)
        elif now >= waiting.until:
            self._give_up(Stop.NO_CARD, now)
        elif now >= waiting.sign_at and not self._answers:
            self._waiting = replace(waiting, sign_at=now + PROGRESS_S)
            if self._terminal.dialect.progress is not None:
                self.say(self._terminal.dialect.progress, now)

    def _give_up(self, why: Stop, now: float) -> None:
        """What waits is stopped, where something does."""
        if self._waiting is not None:
            self._end(self._terminal.stop(self._waiting.refund, why), self._waiting, now)

    def _end(self, said: Said, waiting: _Waiting, now: float) -> None:
        """The answer of what waited; behind another answer it leaves later than that."""
        self._forget()
        answer = self._terminal.write(waiting.refund, said)
        if waiting.in_line:
            self._finish(waiting.asked, answer, now)
        else:
            self.say(answer, now + self._gap_s)
            self._tell(waiting.asked, answer)

    def _leave_line(self, now: float) -> None:
        """Something is asked behind what waits, and may be answered before it: its answer comes of its own accord."""
        if self._waiting is not None and self._waiting.in_line:
            self.answered(self._waiting.asked, None, now)
            self._waiting = replace(self._waiting, in_line=False)

    def _power_lost(self, now: float) -> None:
        """A device that is off remembers nothing of what waited."""
        self._leave_line(now)
        self._forget()

    def _forget(self) -> None:
        """Nothing waits any more."""
        self._waiting = None
        self._terminal.free_slot()


class MakeDevice(Protocol):
    """A device for each line, with the parameters of Device."""

    def __call__(
        self,
        framing: Framing,
        delay_s: float = 0.0,
        timing: LinkTiming | None = None,
        check: Check = Check.LRC,
        max_data: int = MAX_DATA,
        told: Told | None = None,
    ) -> RegisterDevice:
        """A new line of it."""


def open_register_device(host: Host, dialect: DeviceDialect, play: Play, serial_no: str) -> MakeDevice:
    """A payment terminal at `host`, with a card in its slot where the play has none yet.

    play: made with a DeviceForge of the same dialect. serial_no: see AtHost.
    """
    terminal = PaymentTerminal(AtHost(host, serial_no), dialect)
    if play.state.slot is Slot.EMPTY:
        play.change(Presented(Slot.INSERTED, FIRST_CARD))
    return partial(RegisterDevice, terminal, play)
