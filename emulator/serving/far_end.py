"""What is served: the host behind a line and how the line is treated, as one value. No IO here."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from emulator.device import Device
from emulator.play import Play
from emulator.serving.limits import Limits
from emulator.serving.watch import Watch
from protocol.framing import Check
from protocol.session import Framing


class ServeError(Exception):
    """The line can't be served, or can't be served any more; the text says why."""


class FrontEnd(Protocol):
    """Who knows the answers."""

    def answer(self, data: bytes) -> bytes | None:
        """The answer to a message, or None where there is none. LedgerError: nothing of this group may be said."""

    def refuse(self, data: bytes, code: str) -> bytes | None:
        """The answer to the same message that says nothing but `code`, and does nothing."""


class Grouping(Protocol):
    """A durable ledger, as far as it matters here."""

    def group(self) -> AbstractContextManager[None]:
        """One commit for all that is answered inside; see emulator.ledger.contract.Ledger."""


class Stepped(Protocol):
    """The far end of one connection, stepped by whoever holds the line: see emulator.device.Device."""

    asked: list[bytes]
    said: bytes
    replied: bytes | None
    frames: int
    faults: int
    reset: bool

    @property
    def broken(self) -> bool:
        """The connection must be closed."""

    @property
    def lost(self) -> bool:
        """It is broken because its stream can't be followed any more."""

    @property
    def unsaid(self) -> int:
        """Answers that wait for their time."""

    @property
    def in_frame(self) -> bool:
        """A frame has begun and is not whole yet."""

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the peer."""

    def tick(self, now: float) -> None:
        """Time has passed."""

    def due(self) -> float | None:
        """When `tick` wants to be called next."""

    def take(self) -> bytes:
        """Bytes for the peer, once."""

    def answered(self, asked: bytes, answer: bytes | None, now: float) -> None:
        """What the host says to a message of `asked`, in their order."""


Told = Callable[[bytes, bytes | None], None]


@dataclass(frozen=True, slots=True)
class FarEnd:
    """ledger: the durable one behind the front end; None where nothing is committed. play: what happens to its device,
    None for nothing. delay_s: how long an answer takes. check: of link frames.

    devices: makes the far end of one connection where that is no plain Device; it is handed a listener for messages
    that it answers without asking the front end.
    """

    front_end: FrontEnd
    framing: Framing
    ledger: Grouping | None = None
    play: Play | None = None
    delay_s: float = 0.0
    limits: Limits = field(default_factory=Limits)
    watch: Watch | None = None
    check: Check = Check.LRC
    devices: Callable[[Told | None], Stepped] | None = None

    def device(self, told: Told | None) -> Stepped:
        """The far end of one connection. told: see Device."""
        if self.devices is not None:
            return self.devices(told)
        return Device(
            None, self.framing, self.delay_s,
            play=self.play, check=self.check, max_data=self.limits.frame_bytes, told=told,
        )  # fmt: skip
