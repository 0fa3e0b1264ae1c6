"""One terminal talking to one host: framing, link and dialect joined, sans-IO. No loop, thread, sleep or port here.

`ask` one typed request at a time; feed bytes and time; it says `Answered` or `Unanswered`, once, and never both. What
is not the answer to the outstanding request is acknowledged on the link and dropped. Silence is only ever "unanswered".
"""

from dataclasses import dataclass
from enum import StrEnum

from protocol.dialects.unionpay import terminal_side
from protocol.dialects.unionpay.terminal_side import AnswerMismatchError, ForeignAnswerError, TerminalAnswer
from protocol.errors import DecodeError, MacError
from protocol.framing import BadFrame, Frame, LengthDeframer, write_length
from protocol.link import Delivered, Garbled, GaveUp, Link, LinkTiming
from protocol.security import WorkingKeys
from protocol.transactions import Refund, Request


class Framing(StrEnum):
    """How messages lie on the byte stream; never guessed."""

    LINK = "link"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds. t_ack: link acknowledgement. t_resp: wait for an answer. t_cap: no exchange is longer."""

    t_ack: float = 0.5
    t_resp: float = 10.0
    t_cap: float = 30.0


class Silence(StrEnum):
    """Why there is no answer that can be trusted."""

    NO_ANSWER = "no_answer"
    BAD_FRAME = "bad_frame"
    BAD_MAC = "bad_mac"
    ANSWER_MISMATCH = "answer_mismatch"


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to the outstanding request, matched and (where one is due) with a MAC that verifies."""

    answer: TerminalAnswer


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The exchange is over without an answer; the request may have been carried out all the same."""

    silence: Silence


SessionEvent = Answered | Unanswered


class Session:
    """The conversation over one open line.

    knows_duplicates: the peer declared that a repeat has no second effect. spent: what comes on this line can't be
    told apart any more (a length that was damaged or cut swallows all that follows): go on over a new one.
    """

    def __init__(self, framing: Framing, timing: Timing, *, knows_duplicates: bool = False) -> None:
        self._timing = timing
        self._link = Link(LinkTiming(t_ack=timing.t_ack)) if framing is Framing.LINK else None
        self._deframer = LengthDeframer()
        self._outgoing = b""
        self._request: Request | None = None
        self._keys: WorkingKeys | None = None
        self._deadline = 0.0
        self._garbled = False
        self.knows_duplicates = knows_duplicates
        self.spent = False

    def ask(self, request: Request, keys: WorkingKeys | None, now: float) -> None:
        """Send a request. A refund's frame is sent again on silence only where the peer knows duplicates."""
        data = terminal_side.encode(request, keys)
        self._request, self._keys, self._garbled = request, keys, False
        self._deadline = now + min(self._timing.t_resp, self._timing.t_cap)
        if self._link is None:
            self._outgoing += write_length(data)
        else:
            self._link.abandon()
            again = self.knows_duplicates or not isinstance(request, Refund)
            self._link.send(data, now, resend_on_silence=again)

    def receive(self, data: bytes, now: float) -> list[SessionEvent]:
        """Bytes from the line."""
        if self._link is None:
            return self._length_receive(data)
        events: list[SessionEvent] = []
        for event in self._link.receive(data, now):
            events += self._on_link(event)
        return events

    def tick(self, now: float) -> list[SessionEvent]:
        """Time has passed."""
        events: list[SessionEvent] = []
        if self._request is not None and now >= self._deadline:  # first, so that nothing is sent again at the end
            events += self._over(Silence.BAD_FRAME if self._garbled else Silence.NO_ANSWER)
        for event in self._link.tick(now) if self._link is not None else ():
            events += self._on_link(event)
        return events

    def due(self) -> float | None:
        """When `tick` wants to be called next; None when nothing is outstanding."""
        times = [self._deadline] if self._request is not None else []
        link_due = self._link.due() if self._link is not None else None
        return min([*times, *([] if link_due is None else [link_due])], default=None)

    def take(self) -> bytes:
        """Bytes to write to the line, once."""
        if self._link is not None:
            return self._link.take()
        out, self._outgoing = self._outgoing, b""
        return out

    def _on_link(self, event: object) -> list[SessionEvent]:
        match event:
            case Delivered(data, _):
                return self._answer(data)
            case Garbled():
                self._garbled = True
            case GaveUp():
                return self._over(Silence.BAD_FRAME if self._garbled else Silence.NO_ANSWER)
        return []

    def _length_receive(self, data: bytes) -> list[SessionEvent]:
        events: list[SessionEvent] = []
        for heard in self._deframer.feed(data):
            if isinstance(heard, Frame):
                events += self._answer(heard.data)
            elif isinstance(heard, BadFrame):
                events += self._over(Silence.BAD_FRAME)
        return events

    def _answer(self, data: bytes) -> list[SessionEvent]:
        if self._request is None:
            return []
        try:
            answer = terminal_side.decode(data, self._request, self._keys)
        except ForeignAnswerError:
            return []
        except AnswerMismatchError:
            return self._over(Silence.ANSWER_MISMATCH)
        except MacError:
            return self._over(Silence.BAD_MAC)
        except DecodeError:
            self._garbled = True
            return []
        self._request = None
        return [Answered(answer)]

    def _over(self, silence: Silence) -> list[SessionEvent]:
        if self._request is None:
            return []
        self._request = None
        if self._link is None:
            self.spent = True
        else:
            self._link.abandon()  # what is over is not sent again
        return [Unanswered(silence)]
