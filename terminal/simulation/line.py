"""A terminal's line: the driver's transport, whose reads let the world go on, and what happens to bytes on their way.

The rule: bytes of one direction keep their order, whatever else happens to them; and what bears no MAC is never changed
so that nobody can see it. Behind an LRC one bit more is changed; on tcp, whose own checksum sees it, it does not come.
"""

from collections.abc import Callable
from functools import partial, reduce
from operator import xor
from random import Random

from protocol.dialects.unionpay.envelope import front_bytes
from protocol.framing import STX
from protocol.session import Framing
from protocol.transport.base import LineClosedError, LineError
from terminal.simulation.chance import Concern
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.host import Connection, HostSide
from terminal.simulation.world import PowerCut, World

LATENCY_S = (0.002, 0.02)
DELAY_S = (0.05, 1.5)
BLIND = 8
"""Two equal bits so many octets apart change neither the LRC nor UnionPay's ECB MAC, which both fold by exclusive or: a
digit of a reference number came through so, and of a terminal number, in the end of an upload, which bears no MAC. What
the protocol can't see is no fault of who speaks it.
"""
_FRAME_FRONT, _LENGTH, _SAYS_MAC = 3, 2, 9
"""STX and length; the length alone; from the MTI to the octet of the bitmap whose last bit says that there is a MAC."""


class Line:
    """Implements protocol.transport.base.Transport. wait: lets the terminal's actor wait until then, or until `wake`.
    sent, came, heard: hear what leaves, what arrives, and what is read of it while nothing on this line was spoiled.
    """

    def __init__(
        self,
        host: HostSide,
        faults: Faults,
        wait: Callable[[float], None],
        wake: Callable[[], None],
        sent: Callable[[bytes], None],
        came: Callable[[bytes], None],
        heard: Callable[[bytes], None],
    ) -> None:
        self._host, self._faults = host, faults
        self._world: World = host.world
        self._wait, self._wake, self._sent, self._came = wait, wake, sent, came
        self._heard = heard
        self._connection: Connection | None = None
        self._inbox = b""
        self._broken = self._spoiled = False
        self._last = {"up": 0.0, "down": 0.0}

    @property
    def _random(self) -> Random:
        return self._faults.chances.of(Concern.NETWORK)

    def open(self) -> None:
        """See Transport."""
        self.close()
        if not self._host.up or self._faults.fires(Fault.OPEN_REFUSED):
            self._wait(self._world.now + self._random.uniform(0.01, 1.0))
            raise LineError("nobody is there")
        self._connection = connection = self._host.connect(
            self._faults,
            lambda data: self._carry(data, "down", partial(self._arrived, connection)),
            lambda: self._world.after(0.01, partial(self._hung_up, connection)),
        )

    def read(self, timeout_s: float) -> bytes:
        """See Transport."""
        if not self._inbox and not self._broken:
            if self._faults.fires(Fault.KILLED_WAITING):
                self._wait(self._world.now + self._random.uniform(0.0, timeout_s))
                raise PowerCut
            self._wait(self._world.now + timeout_s)
        if self._broken:
            raise LineError("the line went away")
        data, self._inbox = self._inbox, b""
        if not self._spoiled:
            self._heard(data)
        return data

    def write(self, data: bytes) -> None:
        """See Transport."""
        if self._faults.fires(Fault.KILLED_BEFORE_SEND):
            raise PowerCut
        if self._connection is None or self._broken:
            raise LineClosedError("the line is not open")
        self._sent(data)
        self._carry(data, "up", self._connection.hear)
        if self._faults.fires(Fault.KILLED_AFTER_SEND):
            raise PowerCut

    def close(self) -> None:
        """See Transport."""
        if self._connection is not None:
            self._connection.leave()
        self._connection, self._inbox = None, b""
        self._broken = self._spoiled = False

    def now(self) -> float:
        """See Transport."""
        return self._world.now

    def sleep(self, seconds: float) -> None:
        """See Transport."""
        self._wait(self._world.now + seconds)

    def _arrived(self, connection: Connection, data: bytes) -> None:
        if connection is self._connection:
            self._came(data)
            self._inbox += data
            self._wake()

    def _hung_up(self, connection: Connection) -> None:
        if connection is self._connection:
            self._broken = True
            self._wake()

    def _carry(self, data: bytes, way: str, deliver: Callable[[bytes], None]) -> None:
        fires, random = self._faults.fires, self._random
        if fires(Fault.DROP):
            return
        sent = data
        if fires(Fault.CORRUPT):
            data = self._flipped(data)
        if fires(Fault.CUT):
            data = data[: random.randrange(len(data))]
        if data != sent:
            if self._kept_back(sent):
                return
            self._spoiled = True
        late = random.uniform(*LATENCY_S) + (random.uniform(*DELAY_S) if fires(Fault.DELAY) else 0.0)
        copies = 2 if fires(Fault.DUPLICATE) else 1
        for _ in range(copies):
            self._last[way] = at = max(self._world.now + late, self._last[way])
            self._world.at(at, partial(deliver, data))
        if fires(Fault.LINE_LOST) and self._connection is not None:
            self._world.after(random.uniform(0.0, 0.1), self._connection.leave)
            self._world.after(random.uniform(0.1, 0.5), partial(self._hung_up, self._connection))

    def _flipped(self, data: bytes) -> bytes:
        """Up to four bits, no two of them BLIND octets apart at the same place of an octet."""
        spoiled, columns = bytearray(data), set[tuple[int, int]]()
        for _ in range(self._random.choice((1, 1, 1, 2, 4))):
            place, bit = self._random.randrange(len(data)), self._random.randrange(8)
            if (place % BLIND, bit) not in columns:
                columns.add((place % BLIND, bit))
                spoiled[place] ^= 1 << bit
        if self._unseen(data, spoiled):
            spoiled[-1] ^= 1
        return bytes(spoiled)

    def _kept_back(self, sent: bytes) -> bool:
        """It comes over tcp and has a message without a MAC: what is wrong in it nobody behind tcp could see."""
        at, says_mac = 0, _LENGTH + front_bytes(self._host.profile) + _SAYS_MAC
        while self._host.framing is Framing.LENGTH and at < len(sent):
            if not sent[at + says_mac : at + says_mac + 1] or not sent[at + says_mac] & 1:
                return True
            at += _LENGTH + int.from_bytes(sent[at : at + _LENGTH])
        return False

    def _unseen(self, data: bytes, spoiled: bytearray) -> bool:
        """It is a frame of a message without a MAC, in which two equal bits anywhere have deceived the LRC."""
        says_mac = data.find(STX) + _FRAME_FRONT + front_bytes(self._host.profile) + _SAYS_MAC
        bare = self._host.framing is Framing.LINK and says_mac < len(data) and not data[says_mac] & 1
        return bare and not reduce(xor, data) ^ reduce(xor, spoiled)
