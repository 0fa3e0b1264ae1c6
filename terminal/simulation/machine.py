"""One terminal: its disk, clock, line and printers, and real desks that are opened on them, one after another.

The rule: only those four, and randomness, are stand-ins; whatever decides is the product's, wired as terminal.compose
wires it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random

from protocol.security import PRACTICE_MASTER_KEY
from protocol.session import Framing, Session
from terminal.compose import next_batch_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.keyed import Keyed
from terminal.desk.operators import PRACTICE_MANAGERS, PRACTICE_PASSWORDS, Operators
from terminal.desk.parts import Build, Parts
from terminal.desk.passwords import PRACTICE_LOCK, PasswordGate
from terminal.desk.payment_paper import PaymentPrinter
from terminal.desk.pepper import PEPPER_BYTES, PepperHeld
from terminal.desk.register import Head, Printer
from terminal.desk.rulebook import Rulebook
from terminal.desk.setup_desk import ParameterSource
from terminal.desk.uncounted import uncounted
from terminal.desk.workplace import journal_refused
from terminal.fitting import Fitting
from terminal.line.driver import Driver
from terminal.line.peers import peer_of
from terminal.line.seen import Seen, Spelling
from terminal.line.till import Till
from terminal.parameters import Parameters
from terminal.records.journal import Journal
from terminal.simulation.chance import Concern
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.host import HostSide
from terminal.simulation.line import Line
from terminal.simulation.paper import Sheets, drawn
from terminal.simulation.plan import BEGAN, Plan
from terminal.simulation.power_loss_disk import disk_of
from terminal.simulation.watch import Watch
from terminal.simulation.world import Actor, World

NOWHERE = Path("simulated")
"""No such file: every desk has the shipped policy and the preset parameters."""
JUMPS_S = (3_600.0, 86_400.0, 315_360_000.0)
"""An hour, a day, ten years."""


class Machine:
    """number: from 0. actor: whoever works at it. desk: what is open, None after a kill. host: at the other end."""

    def __init__(
        self, number: int, world: World, faults: Faults, secrets: Random, host: HostSide, watch: Watch, plan: Plan
    ) -> None:
        self.number = number
        self.world, self.faults, self.watch, self.host = world, faults, watch, host
        self.actor: Actor | None = None
        self.desk: Desk | None = None
        self.offset_s = 0.0
        self.own_parts = plan.own_parts
        self._first_trace, self._poll_s = plan.first_trace, plan.poll_s
        self._fitting = fitting(plan.framing, plan.response_s, own_parts=plan.own_parts)
        self._secrets = secrets.randbytes
        self.disk = disk_of(faults, partial(watch.written, number), partial(watch.filled, number), real=plan.real_disk)
        ears = [partial(hear, number) for hear in (watch.sent, watch.arrived, watch.heard)]
        self._line = Line(host, faults, self.wait, self._wake, *ears)

    def now(self) -> datetime:
        """What its clock says."""
        return BEGAN + timedelta(seconds=self.world.now + self.offset_s)

    def wait(self, until: float) -> None:
        """Its actor lets the world go on until then."""
        if self.actor is not None:
            self.actor.wait(until)

    def jump(self) -> None:
        """Somebody sets its clock, perhaps."""
        if self.faults.fires(Fault.CLOCK_JUMPS):
            clock = self.faults.chances.of(Concern.CLOCK)
            self.offset_s = clock.choice((-1.0, 0.0, 1.0)) * clock.choice(JUMPS_S)

    def open(self) -> Desk:
        """A desk on its disk. Refusal journal_…"""
        self.watch.booted(self.number)
        source = ParameterSource(NOWHERE, "", lambda: (), lambda _url: None)
        fresh = not self.disk.facts
        try:
            self.desk = desk = Desk(self._prepare, self.now, source)
        except Refusal:
            self.disk.put_right()
            raise
        if fresh:  # a terminal that has been in use for long
            with journal_refused():
                desk.journal.advance_trace(self._first_trace)
        return desk

    def switch_off(self) -> None:
        """As it should be: what is open is closed. It is on again when it is opened."""
        desk, self.desk = self.desk, None
        if desk is not None:
            desk.close()

    def lost(self) -> None:
        """The process is gone: nothing was closed, and nobody heard a thing."""
        self.desk = None
        self.disk.cut()
        self._line.close()

    def replayed(self) -> str:
        """What the journal tells anew otherwise than it did while it was written; "" where it agrees."""
        if self.desk is None:
            return ""
        told = _told(self.desk.journal)
        self.desk.close()
        journal = self._journal()
        again = _told(journal)
        journal.close()
        return "" if told == again else f"T{self.number}: {told} while it ran, {again} when it is read anew"

    def _journal(self) -> Journal:
        return Journal(NOWHERE / f"terminal-{self.number}", self.now, self._secrets, self.disk.open)

    def _wake(self) -> None:
        if self.actor is not None:
            self.actor.wake()

    def _prepare(self) -> Build:
        return lambda _reset: self._wired()

    def _wired(self) -> Parts:
        with journal_refused():
            journal = self._journal()
            batch_no = next_batch_no(journal, self._fitting.peer)
        url, peer = self._fitting.url, self._fitting.peer
        head = Head("", "", lambda _channel: "", "", lambda code: code)
        sheets = Sheets(self.faults, lambda: self.world.now, lambda said: self.watch.printed(self.number, said))
        printer = Printer(sheets, head, journal, self.now, self._fitting.style, drawn)
        till = Till(
            self._fitting.profile(batch_no, live=False),
            journal,
            lambda: Session(url.framing, url.timing, dialect=peer.dialect, check=url.check),
            PRACTICE_MASTER_KEY,
            peer.declared,
            printer.print_receipt,
            lambda: f"{self.now():%Y%m%d}",
        )
        pepper = PepperHeld(bytes(PEPPER_BYTES))
        operators = Operators(PRACTICE_PASSWORDS, PRACTICE_MANAGERS, pepper)
        return Parts(
            outlet=self._fitting.outlet(head, None, practice=True),
            journal=journal,
            rulebook=_rulebook(),
            driver=Driver(self._line, till, poll_s=self._poll_s),
            gate=PasswordGate(operators, journal, lambda: self.world.now, PRACTICE_LOCK),
            keyed=Keyed(journal, pepper),
            printer=printer,
            paper=PaymentPrinter(printer, self.now, str, journal.mark, partial(uncounted, journal)),
            book=None,
            counter=None,
            shop_orders=None,
            seen=Seen(Spelling(url.framing), self.now),
            happen=None,
            trouble=None,
            before_reset=_nothing,
            ears=[],
            give_back=_closing(printer, journal),
        )


@cache
def fitting(framing: Framing, response_s: int, *, own_parts: bool) -> Fitting:
    """How a terminal is set to."""
    profile = "practice" if own_parts else "plain-acquirer"
    link = f"emulator:?framing={framing.value}&profile={profile}"
    parameters = Parameters(link, response_s=response_s)
    url = parameters.url()
    return Fitting(parameters, link, url, peer_of(url))


class _Shipped(Rulebook):
    """The shipped policy, read once a process."""

    def renew(self) -> None:
        """It does not change."""


@cache
def _rulebook() -> Rulebook:
    return _Shipped(NOWHERE)


def _closing(printer: Printer, journal: Journal) -> Callable[[], None]:
    def close() -> None:
        printer.close()
        journal.close()

    return close


def _told(journal: Journal) -> tuple[tuple[object, ...], ...]:
    return journal.refunds(), journal.payments(), journal.settlements()


def _nothing() -> None:
    """Nothing has to be done before."""
