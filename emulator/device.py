"""The far end of one line: frames in, frames out, answers after a practice delay. Sans-IO: bytes and time come in.

The same object is stepped by a pipe in this process, and by `emulator.serve` on a pty, a serial port or a tcp
connection. A duplicate frame, or ENQ, gets the last answer once more, byte for byte, and never asks the host again.
"""

from emulator.front_end import FrontEnd
from protocol.framing import Frame, LengthDeframer, write_length
from protocol.link import Asked, Delivered, Link, LinkTiming
from protocol.session import Framing


class Device:
    """One connection's state. delay_s: how long an answer takes (practice; 0 in tests)."""

    def __init__(
        self, front_end: FrontEnd, framing: Framing, delay_s: float = 0.0, timing: LinkTiming | None = None
    ) -> None:
        self._front_end = front_end
        self._delay_s = delay_s
        self._link = Link(timing) if framing is Framing.LINK else None
        self._deframer = LengthDeframer()
        self._answers: list[tuple[float, bytes]] = []
        self._held = b""
        self._outgoing = b""

    @property
    def broken(self) -> bool:
        """The stream can't be followed any more: the connection must be closed."""
        return self._deframer.broken

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the terminal."""
        if self._link is None:
            for heard in self._deframer.feed(data):
                if isinstance(heard, Frame):
                    self._ask(heard.data, now)
            return
        for event in self._link.receive(data, now):
            self._on_link(event, now)

    def tick(self, now: float) -> None:
        """Time has passed: answers that are due go out."""
        if self._link is not None:
            for event in self._link.tick(now):
                self._on_link(event, now)
        while self._answers and self._answers[0][0] <= now:
            self._send(self._answers.pop(0)[1], now)

    def due(self) -> float | None:
        """When `tick` wants to be called next."""
        times = [self._answers[0][0]] if self._answers else []
        link_due = self._link.due() if self._link is not None else None
        return min([*times, *([] if link_due is None else [link_due])], default=None)

    def take(self) -> bytes:
        """Bytes for the terminal, once."""
        if self._link is not None:
            return self._link.take()
        out, self._outgoing = self._outgoing, b""
        return out

    def _on_link(self, event: object, now: float) -> None:
        match event:
            case Delivered(data, duplicate=False):
                self._held = b""
                self._ask(data, now)
            case Delivered() | Asked():
                if self._held and not self._answers:
                    self._send(self._held, now)

    def _ask(self, data: bytes, now: float) -> None:
        answer = self._front_end.answer(data)
        if answer is not None:
            self._answers.append((now + self._delay_s, answer))

    def _send(self, answer: bytes, now: float) -> None:
        self._held = answer
        if self._link is None:
            self._outgoing += write_length(answer)
            return
        self._link.abandon()
        self._link.send(answer, now)
