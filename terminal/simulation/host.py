"""The other end: the real host, front end and device on a ledger in memory, which crash, are late, refuse and lie.

What is committed in the ledger stands; a crash loses connections, what was asked and not answered, and every answer on
its way. The rule: a lie is one that a terminal can see through - a wrong MAC, another amount, trace or terminal - and a
decline is one that the host stores under its key, as a real one is.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from emulator.device import Device
from emulator.forge import Forge, wrong_mac
from emulator.front_end import OURS, FrontEnd
from emulator.host import Host
from emulator.host.moments import WholeSeconds
from emulator.host.rules import APPROVED, STANDARD_POLICY, HostPolicy
from emulator.ledger.contract import Decide, LedgerError, Outcome, Reversed
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.moves import AnyKey, Attempt
from emulator.ledger.records import Kind
from emulator.shop.orders import Shop
from protocol.dialects.unionpay.envelope import front_bytes, read, seal
from protocol.errors import DecodeError
from protocol.message import Message
from protocol.session import Framing
from terminal.simulation.chance import Chances, Concern
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.world import World

AWAY_S = (0.5, 20.0)
"""After a crash it is back by then."""
LATE_S = (15.0, 60.0, 240.0)
"""By so much at most: within a wait, behind it, and behind whatever the terminal does about it."""
REFUSING = HostPolicy(window_days=-1)
"""22 to every refund: its window is over."""
_PLAIN = replace(OURS, own_parts=False)
UNSURE = ("06", "09", "68", "91", "92", "94", "96", "98", "Q9")
"""What leaves the outcome open, and a code that is in no list."""
_MTI, _SIGNED_ON = slice(11, 13), b"\x08\x10"
"""Where it stands, and that of an answer that nothing but its MAC tells from any other: who it says one is, one is."""
_REFUNDS, _MTI_BYTES = (b"\x02\x20", b"\x02\x21"), 2
_MAC_BIT = 20
"""The octet of an answer whose last bit says that field 64 is there: behind TPDU, header and MTI."""


class WatchedLedger(MemoryLedger):
    """Tells of each attempt and each reversal, and fails where it is made to. faults: of whoever asks just now."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: Faults | None = None
        self.heard: Callable[[Attempt, Outcome], None] = _nobody
        self.heard_back: Callable[[AnyKey, Reversed], None] = _nobody

    def apply(self, attempt: Attempt, decide: Decide) -> Outcome:
        """See contract."""
        faults = self.faults
        if faults is not None and faults.fires(Fault.LEDGER_FAILS_BEFORE):
            raise LedgerError("the disk of the host failed")
        outcome = super().apply(attempt, decide)
        self.heard(attempt, outcome)
        if faults is not None and faults.fires(Fault.LEDGER_FAILS_AFTER):
            raise LedgerError("the disk of the host failed behind the commit")
        return outcome

    def reverse(self, key: AnyKey, kind: Kind, amount_fen: int) -> Reversed:
        """See contract."""
        outcome = super().reverse(key, kind, amount_fen)
        self.heard_back(key, outcome)
        return outcome


def _nobody(_one: object, _other: object) -> None:
    """Nobody listens."""


class HostSide:
    """One acquirer. began: its wall clock at virtual 0. asking: the message that is being answered, b"" for none.
    said: hears what it truly answers, before that is spoiled. cut_off: hears which batch of a terminal it closes under
    a refund.
    """

    def __init__(
        self,
        world: World,
        chances: Chances,
        shop: Shop,
        began: datetime,
        *,
        framing: Framing,
        own_parts: bool,
    ) -> None:
        self.world = world
        self.framing = framing
        self.profile = OURS if own_parts else _PLAIN
        self._mti = slice(front_bytes(self.profile), front_bytes(self.profile) + _MTI_BYTES)
        self._secrets = chances.of(Concern.SECRETS).randbytes
        self._began = began
        self.ledger = WatchedLedger()
        self.ledger.open_shop(shop, began, self._secrets)
        self.asking = b""
        self.said: Callable[[bytes, bytes | None], None] = _nobody
        self.cut_off: Callable[[str, str], None] = _nobody
        self.up = False
        self._lives = 0
        self._connections: list[Connection] = []
        self.start()

    def start(self) -> None:
        """A new process on the same ledger."""
        local = WholeSeconds(lambda: self.world.now, lambda second: self._began + timedelta(seconds=second)).now
        policy = replace(STANDARD_POLICY, epochs_unsaid=not self.profile.own_parts)
        self._front, self._refusing = (
            FrontEnd(Host(self.ledger, local, self._secrets, policy=one), self.profile)
            for one in (policy, replace(REFUSING, epochs_unsaid=policy.epochs_unsaid))
        )
        self._forge = Forge(self._front.mac_key, local, self.profile)
        self.up = True

    def crash(self, seconds: float) -> None:
        """Everything but the ledger is gone; it comes back after so long."""
        self.up = False
        self._lives += 1
        lost, self._connections = self._connections, []
        for connection in lost:
            connection.hang_up()
        self.world.after(seconds, self.start)

    def close_batch(self, terminal_no: str) -> None:
        """Its own cut-off: a terminal's batch is over, and the next, of the day behind it, is open."""
        at = self.ledger.terminal(terminal_no)
        if at is not None:
            self.ledger.close_batch(
                terminal_no, at.batch_no, date.fromisoformat(at.batch_opened_on) + timedelta(days=1)
            )

    def connect(self, faults: Faults, say: Callable[[bytes], None], gone: Callable[[], None]) -> "Connection":
        """A new line to it. faults: of the terminal. say: hears its bytes; gone: hears that it went away."""
        connection = Connection(self, faults, say, gone)
        self._connections.append(connection)
        return connection

    def leave(self, connection: "Connection") -> None:
        """That line is no more."""
        if connection in self._connections:
            self._connections.remove(connection)

    def take(self, message: bytes, connection: "Connection") -> None:
        """A message arrived; it is answered after a while."""
        random = connection.random
        thinks = random.uniform(0.02, 0.2)
        if connection.faults.fires(Fault.LATE_REQUEST):
            thinks += random.uniform(3.0, random.choice(LATE_S))
        self.world.after(thinks, partial(self._answer, message, connection, self._lives))

    def _answer(self, message: bytes, connection: "Connection", life: int) -> None:
        if life != self._lives:
            return
        fires, random = connection.faults.fires, connection.random
        if fires(Fault.HOST_CRASH_BEFORE):
            self.crash(random.uniform(*AWAY_S))
            return
        answer = self._asked(message, connection)
        self.said(message, answer)
        if fires(Fault.HOST_CRASH_AFTER):
            self.crash(random.uniform(*AWAY_S))
            return
        answer = self._spoiled(answer, connection)
        late = random.uniform(3.0, random.choice(LATE_S)) if fires(Fault.LATE_ANSWER) else 0.0
        self.world.after(late, partial(connection.answered, message, answer))

    def _asked(self, message: bytes, connection: "Connection") -> bytes | None:
        fires = connection.faults.fires
        if fires(Fault.UNSURE_BEFORE):
            return self._unsure(message, connection)
        if fires(Fault.KEYS_LOST):
            self._lose_keys(message)
        front = self._refusing if fires(Fault.DECLINED) else self._front
        refund = message[self._mti] in _REFUNDS
        if refund and fires(Fault.CLOSED_BEFORE):
            self._cut_off(message)
        self.asking, self.ledger.faults = message, connection.faults
        try:
            answer = front.answer(message)
        finally:
            self.asking, self.ledger.faults = b"", None
        if refund and fires(Fault.CLOSED_AFTER):
            self._cut_off(message)
        return self._unsure(message, connection) if fires(Fault.UNSURE_AFTER) else answer

    def _unsure(self, message: bytes, connection: "Connection") -> bytes | None:
        """An answer under the terminal's MAC that leaves it open; none to what could not be read."""
        with suppress(DecodeError):
            return self._forge.refusal(message, connection.random.choice(UNSURE))
        return None

    def _cut_off(self, message: bytes) -> None:
        """The day is over for the terminal that asks: its batch is closed under what it asks, and it is not told."""
        with suppress(DecodeError, LedgerError):
            terminal_no = read(message, self.profile).message.text(41)
            at = self.ledger.terminal(terminal_no)
            if at is not None:
                self.close_batch(terminal_no)
                self.cut_off(terminal_no, at.batch_no)

    def _lose_keys(self, message: bytes) -> None:
        """Of the terminal that asks: 77 is what it hears."""
        with suppress(DecodeError, LedgerError):
            self.ledger.store_keys(read(message, self.profile).message.text(41), b"")

    def _spoiled(self, answer: bytes | None, connection: "Connection") -> bytes | None:
        fires = connection.faults.fires
        if answer is None:
            return None
        if fires(Fault.REPLAYED) and connection.before:
            return connection.before
        connection.before = answer
        if answer[_MTI] != _SIGNED_ON and fires(Fault.ALTERED):
            field, value = connection.random.choice(_ALTERATIONS)
            answer = self._forge.changed(answer, {field: value})
        if len(answer) <= _MAC_BIT or not answer[_MAC_BIT] & 1:
            return answer
        if fires(Fault.TAMPERED):
            answer = self._tampered(answer)
        return wrong_mac(answer) if fires(Fault.BAD_MAC) else answer

    def _tampered(self, answer: bytes) -> bytes:
        """A yes for a no, or a no for a yes, under a MAC that was made for the other."""
        packet = read(answer, self.profile)
        message = packet.message
        fields = {**message.fields, 39: "51" if message.text(39) == APPROVED else APPROVED}
        return seal(packet.envelope, Message(message.mti, fields, message.fillers), None, self.profile)


_ALTERATIONS = ((4, "000000000001"), (11, "999999"), (41, "99999999"), (42, "999999999999999"))


class Connection:
    """One line's device. faults: of its terminal. before: its last answer."""

    def __init__(self, host: HostSide, faults: Faults, say: Callable[[bytes], None], gone: Callable[[], None]) -> None:
        self.faults = faults
        self._host = host
        self._device = Device(None, host.framing)
        self._say, self._gone = say, gone
        self._due: float | None = None
        self.before = b""
        self.lost = False

    @property
    def random(self) -> Random:
        """Its terminal's source."""
        return self.faults.chances.of(Concern.HOST)

    def hear(self, data: bytes) -> None:
        """Bytes of the terminal arrived."""
        if not self.lost:
            self._device.receive(data, self._host.world.now)
            self._go_on()

    def answered(self, message: bytes, answer: bytes | None) -> None:
        """The host's word to a message of this line."""
        if not self.lost:
            self._device.answered(message, answer, self._host.world.now)
            self._go_on()

    def hang_up(self) -> None:
        """The host's end is gone."""
        if not self.lost:
            self.lost = True
            self._gone()

    def leave(self) -> None:
        """The terminal's end is gone."""
        self.lost = True
        self._host.leave(self)

    def _go_on(self) -> None:
        device, world = self._device, self._host.world
        device.tick(world.now)
        if device.asked:
            asked = device.asked[:]
            device.asked.clear()
            for message in asked:
                self._host.take(message, self)
        said = device.take()
        if said:
            self._say(said)
        due = device.due()
        if due is not None and due != self._due:
            self._due = due
            world.at(due, self._wake)
        if device.broken:
            self._host.leave(self)
            self.hang_up()

    def _wake(self) -> None:
        self._due = None
        if not self.lost:
            self._go_on()
