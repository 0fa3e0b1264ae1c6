"""One terminal talking to one host: framing, link and dialect joined, sans-IO. No loop, thread, sleep or port here.

`ask` one typed request at a time; feed bytes and time; it says `Answered` or `Unanswered`, once, and never both. What
is not the answer to the outstanding request is acknowledged on the link and dropped, unless it answers a refund whose
wait ended without a decision, by time, by a refusal that bears no MAC or by a code that says neither yes nor no: that
is money, and is told as `CameLate`. Silence is only ever "unanswered".
"""

from dataclasses import dataclass
from enum import StrEnum

from protocol.codes import SIGN_ON_AGAIN
from protocol.dialects import AnswerMismatchError, Dialect, ForeignAnswerError, Progress
from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.terminal_side import Heard, TerminalAnswer
from protocol.errors import DecodeError, MacError
from protocol.framing import MAX_DATA, Check, Frame, LengthDeframer, write_length
from protocol.link import Acknowledged, Delivered, Garbled, GaveUp, Link, LinkEvent, LinkTiming
from protocol.security import WorkingKeys
from protocol.transactions import (
    Cancel,
    Echo,
    OrderQuery,
    OutcomeQuery,
    OutsideEntry,
    OutsideRelease,
    Parameters,
    Refund,
    Request,
    Reversal,
    SignOff,
    SignOn,
    Status,
)
from protocol.undecided import CameLate, Undecided

_HARMLESS_TWICE = (
    SignOn, SignOff, Echo, Parameters, Status, OrderQuery, OutcomeQuery, Cancel, Reversal, OutsideEntry, OutsideRelease,
)  # fmt: skip
"""Requests that move no money, or undo the same transaction once more, or are the same entry by their key: silence may
send their frame again."""


class Framing(StrEnum):
    """How messages lie on the byte stream; never guessed."""

    LINK = "link"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds. t_ack: link acknowledgement. t_resp: wait for an answer, or for the next sign of life while the
    peer is busy. t_cap: no exchange is longer.
    """

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
    """The answer to the outstanding request, matched and (where one is due) with a MAC that verifies.

    sign_on_again: the peer wants 签到 before the next request, by its code or by a header that no MAC covers: it is
    work to do, and says nothing about the outcome.
    """

    answer: TerminalAnswer
    sign_on_again: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The exchange is over without an answer; the request may have been carried out all the same."""

    silence: Silence


SessionEvent = Answered | Progress | Unanswered | CameLate


Said = TerminalAnswer | Heard
"""What a dialect reads: an answer, or an answer with what its envelope asks for."""


class Session:
    """The conversation over one open line.

    dialect: how requests are written; UnionPay without one. check: of the frames, where there are frames.
    knows_duplicates: the peer declared that a repeat has no second effect. spent: what comes on this line can't be
    told apart any more (a length that was damaged or cut swallows all that follows): go on over a new one.
    """

    def __init__(
        self,
        framing: Framing,
        timing: Timing,
        *,
        knows_duplicates: bool = False,
        dialect: Dialect[Said] | None = None,
        check: Check = Check.LRC,
    ) -> None:
        self.dialect: Dialect[Said] = dialect or UnionPay()
        self._timing = timing
        self._link = Link(LinkTiming(t_ack=timing.t_ack), MAX_DATA, check) if framing is Framing.LINK else None
        self._deframer = LengthDeframer()
        self._outgoing = b""
        self._request: Request | None = None
        self._keys: WorkingKeys | None = None
        self._deadline = self._cap = 0.0
        self._late = Undecided(self.dialect)
        self._once = False
        self._garbled = False
        self._there = False
        self.knows_duplicates = knows_duplicates
        self.spent = False

    def ask(self, request: Request, keys: WorkingKeys | None, now: float) -> None:
        """Send a request. The frame of one that moves money is sent again on silence only where the peer knows
        duplicates.
        """
        data = self.dialect.encode(request, keys)
        self._request, self._keys, self._garbled, self._there = request, keys, False, False
        self._cap = now + self._timing.t_cap
        self._deadline = min(now + self._timing.t_resp, self._cap)
        self._once = not (self.knows_duplicates or isinstance(request, _HARMLESS_TWICE))
        if self._link is None:
            self._outgoing += write_length(data)
        else:
            self._link.abandon()
            self._link.send(data, now, resend_on_silence=not self._once)

    def leave(self) -> None:
        """Nobody waits for the answer to the outstanding request any more, and it is not said (again)."""
        self._request, self._outgoing = None, b""
        if self._link is not None:
            self._link.abandon()

    @property
    def delivered(self) -> bool:
        """The peer has the outstanding request, and its answer is awaited: the link has the frame's acknowledgement. A
        line without a link tells no such thing; there the request is taken as delivered when its bytes are out.
        """
        return self._request is not None and self._there

    def receive(self, data: bytes, now: float) -> list[SessionEvent]:
        """Bytes from the line."""
        if self._link is None:
            return self._length_receive(data, now)
        return [said for event in self._link.receive(data, now) for said in self._on_link(event, now)]

    def tick(self, now: float) -> list[SessionEvent]:
        """Time has passed."""
        events: list[SessionEvent] = []
        if self._request is not None and now >= self._deadline:  # first, so that nothing is sent again at the end
            events += self._over(Silence.BAD_FRAME if self._garbled else Silence.NO_ANSWER)
        for event in self._link.tick(now) if self._link is not None else ():
            events += self._on_link(event, now)
        return events

    def due(self) -> float | None:
        """When `tick` wants to be called next; None when nothing is outstanding."""
        link_due = self._link.due() if self._link is not None else None
        if self._request is None:
            return link_due
        return self._deadline if link_due is None else min(self._deadline, link_due)

    def take(self) -> bytes:
        """Bytes to write to the line, once."""
        if self._link is not None:
            return self._link.take()
        out, self._outgoing = self._outgoing, b""
        self._there = self._there or bool(out)
        return out

    def _on_link(self, event: LinkEvent, now: float) -> list[SessionEvent]:
        match event:
            case Delivered(data, _):
                return self._answer(data, now)
            case Acknowledged():
                self._there = True
            case Garbled():
                self._garbled = True
            case GaveUp(refused) if refused or not self._once:  # else the answer may come without its ACK
                return self._over(Silence.BAD_FRAME if self._garbled else Silence.NO_ANSWER)
        return []

    def _length_receive(self, data: bytes, now: float) -> list[SessionEvent]:
        events: list[SessionEvent] = []
        for heard in self._deframer.feed(data):
            if isinstance(heard, Frame):
                events += self._answer(heard.data, now)
            else:
                events += self._over(Silence.BAD_FRAME)
        return events

    def _answer(self, data: bytes, now: float) -> list[SessionEvent]:
        if self._request is None:
            return self._came_late(data)
        try:
            said = self.dialect.decode(data, self._request, self._keys)
        except ForeignAnswerError:
            return self._came_late(data)
        except AnswerMismatchError:
            return self._over(Silence.ANSWER_MISMATCH)
        except MacError:
            return self._over(Silence.BAD_MAC)
        except DecodeError:
            self._garbled = True
            return []
        if isinstance(said, Progress):
            self._deadline = min(now + self._timing.t_resp, self._cap)
            return [said]
        answered, request, self._request = _answered(said), self._request, None
        if isinstance(request, Refund):  # of one that the line brought twice, either copy may have the true answer
            self._late.heed(request, self._keys, answered.answer)
        return [answered]

    def _came_late(self, data: bytes) -> list[SessionEvent]:
        late = self._late.hear(data)
        return [] if late is None else [late]

    def _over(self, silence: Silence) -> list[SessionEvent]:
        if self._request is None:
            return []
        if isinstance(self._request, Refund):
            self._late.heed(self._request, self._keys)
        self._request = None
        if self._link is None:
            self.spent = True
        else:
            self._link.abandon()  # what is over is not sent again
        return [Unanswered(silence)]


def _answered(said: Said) -> Answered:
    if isinstance(said, Heard):
        return Answered(said.answer, said.sign_on_again)
    return Answered(said, said.code in SIGN_ON_AGAIN)
