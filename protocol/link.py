"""Stop-and-wait over the link frame: one frame outstanding, ACK or NAK, a bounded number of byte-identical sends.

Events in (bytes, time), bytes and deliveries out; no clock, port or thread here. `EDGES` is the machine. Both ends are
the same class. A duplicate (the peer did not hear our ACK) is acknowledged again and delivered marked as such, so that
the end above can repeat its answer and never starts twice. Source: docs/protocol.md "Link", precedents named there.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from protocol.framing import MAX_DATA, BadFrame, Check, Control, Deframer, Fault, Frame, Heard, write_frame


@dataclass(frozen=True, slots=True)
class LinkTiming:
    """All in seconds. t_char: silence inside a frame that ends it, and before a NAK. t_ack: wait for ACK or NAK.
    tries: sends of one frame in total (ECR17: "up to three").
    """

    t_char: float = 0.2
    t_ack: float = 2.0
    tries: int = 3


class LinkState(StrEnum):
    """IDLE: nothing outstanding. WAIT_ACK: our frame is out and not acknowledged."""

    IDLE = "idle"
    WAIT_ACK = "wait_ack"


class Move(StrEnum):
    """What the machine does on an edge."""

    DONE = "done"
    RESEND = "resend"


# fmt: off
# (state, what happened) -> what to do. Everything not listed is ignored: a control byte means something only to a link
# that waits for it. ENQ asks for what we last sent, and is handled by whoever holds an answer.
EDGES: dict[tuple[LinkState, str], Move] = {
    (LinkState.WAIT_ACK, "ACK"):     Move.DONE,
    (LinkState.WAIT_ACK, "FRAME"):   Move.DONE,     # an answer before its ACK counts as the ACK
    (LinkState.WAIT_ACK, "NAK"):     Move.RESEND,
    (LinkState.WAIT_ACK, "SILENCE"): Move.RESEND,
}
# fmt: on
_ACK, _NAK = bytes((Control.ACK,)), bytes((Control.NAK,))
_ENQ = Control.ENQ
_NAMES = {control: control.name for control in Control}
_IDLE, _WAIT_ACK = LinkState.IDLE, LinkState.WAIT_ACK
_DONE, _RESEND = Move.DONE, Move.RESEND


@dataclass(frozen=True, slots=True)
class Delivered:
    """A good frame arrived and was acknowledged. data: what it carried, not shown. duplicate: byte-identical to the
    one before.
    """

    data: bytes = field(repr=False)
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The peer has our frame."""


@dataclass(frozen=True, slots=True)
class GaveUp:
    """Our frame was sent as often as allowed, and was never acknowledged. refused: the last word was a NAK, so that
    the peer has nothing; otherwise it was silence, and the peer may have the frame and answer yet.
    """

    refused: bool


@dataclass(frozen=True, slots=True)
class Garbled:
    """Bytes arrived that were no frame."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Asked:
    """ENQ: the peer wants what it may have missed."""


LinkEvent = Delivered | Acknowledged | GaveUp | Garbled | Asked
_ACKNOWLEDGED, _ASKED = Acknowledged(), Asked()


class Link:
    """One end of the line. Call `send`, `receive` and `tick`; write what `take` gives; call again at `due`.

    max_data, check: as the framing of both ends is configured.
    """

    def __init__(self, timing: LinkTiming | None = None, max_data: int = MAX_DATA, check: Check = Check.LRC) -> None:
        self.timing = timing or LinkTiming()
        self.state = LinkState.IDLE
        self._deframer = Deframer(max_data, check)
        self._check = check
        self._controls = b""
        self._unsent = b""
        self._frame = b""
        self._sends = 0
        self._resend_on_silence = True
        self._ack_due: float | None = None
        self._char_due: float | None = None
        self._nak_owed = False
        self._last_heard: bytes | None = None

    @property
    def in_frame(self) -> bool:
        """A frame of the peer has begun and is not whole yet."""
        return self._deframer.in_frame

    def send(self, data: bytes, now: float, *, resend_on_silence: bool = True) -> None:
        """Send one frame. resend_on_silence False: again only after a NAK (a peer that may not know duplicates).

        Raises RuntimeError when a frame is outstanding: at most one in each direction.
        """
        if self.state is not _IDLE:
            raise RuntimeError("a frame is outstanding")
        self._frame = write_frame(data, self._check)
        self._resend_on_silence = resend_on_silence
        self._sends = 0
        self.state = _WAIT_ACK
        self._transmit(now)

    def abandon(self) -> None:
        """Stop waiting for the acknowledgement of what is outstanding; a repeat not yet taken is not sent any more."""
        self.state, self._ack_due, self._unsent = _IDLE, None, b""

    def receive(self, data: bytes, now: float) -> list[LinkEvent]:
        """Bytes from the line."""
        events: list[LinkEvent] = []
        if not data:
            return events
        if self._char_due is not None and now >= self._char_due:  # a gap that nobody told us of before these bytes
            self._hear(self._deframer.give_up(), now, events)
        self._hear(self._deframer.feed(data), now, events)
        self._char_due = now + self.timing.t_char if self._nak_owed or self._deframer.in_frame else None
        return events

    def tick(self, now: float) -> list[LinkEvent]:
        """Time has passed."""
        events: list[LinkEvent] = []
        if self._char_due is not None and now >= self._char_due:
            self._char_due = None
            self._hear(self._deframer.give_up(), now, events)
            if self._nak_owed:  # one NAK for all that was bad, now that the line is quiet
                self._nak_owed = False
                self._controls += _NAK
        if self._ack_due is not None and now >= self._ack_due:
            self._apply("SILENCE", now, events)
        return events

    def due(self) -> float | None:
        """When `tick` wants to be called next."""
        if self._ack_due is None or self._char_due is None:
            return self._ack_due if self._char_due is None else self._char_due
        return min(self._ack_due, self._char_due)

    def take(self) -> bytes:
        """Bytes to write to the line, once."""
        out = self._controls + self._unsent
        self._controls = self._unsent = b""
        return out

    def _hear(self, heard: list[Heard], now: float, events: list[LinkEvent]) -> None:
        for one in heard:
            if isinstance(one, Frame):
                data = one.data
                self._apply("FRAME", now, events)
                self._nak_owed = False
                self._controls += _ACK
                events.append(Delivered(data, data == self._last_heard))
                self._last_heard = data
            elif isinstance(one, Control):
                self._control(one, now, events)
            elif isinstance(one, BadFrame):
                self._nak_owed = True
                events.append(Garbled(one.fault))

    def _control(self, control: Control, now: float, events: list[LinkEvent]) -> None:
        if control == _ENQ:
            events.append(_ASKED)
        else:
            self._apply(_NAMES[control], now, events)

    def _apply(self, happened: str, now: float, events: list[LinkEvent]) -> None:
        move = EDGES.get((self.state, happened))
        if move is _DONE:
            self.abandon()
            events.append(_ACKNOWLEDGED)
        elif move is _RESEND:
            self._repeat(now, events, silent=happened == "SILENCE")

    def _repeat(self, now: float, events: list[LinkEvent], *, silent: bool) -> None:
        if self._unsent and not silent:
            return  # a second NAK before the repeat is out says nothing new
        if self._sends >= self.timing.tries or (silent and not self._resend_on_silence):
            self.abandon()
            events.append(GaveUp(refused=not silent))
        else:
            self._transmit(now)

    def _transmit(self, now: float) -> None:
        self._unsent += self._frame
        self._sends += 1
        self._ack_due = now + self.timing.t_ack
