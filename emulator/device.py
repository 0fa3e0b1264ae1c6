"""The far end of one line: frames in, frames out, answers after a practice delay. Sans-IO: bytes and time come in.

The same object is stepped by a pipe in this process, and by `emulator.serving` on a pty, a serial port or a tcp
connection. A duplicate frame, or ENQ, gets the last answer once more, byte for byte, and never asks the host again.
With a play (emulator.play) it is a device with conditions, and scenarios disturb what crosses it.
"""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Protocol

from emulator.forge import wrong_mac
from emulator.play import Hit, Play
from emulator.scenario import Act, Closed, Lost, Spoiled
from emulator.spoil import spoil, weaken
from protocol.framing import MAX_DATA, STX, Check, Control, Frame, LengthDeframer, write_length
from protocol.link import Asked, Delivered, Garbled, Link, LinkTiming
from protocol.session import Framing

GAP_S = 0.05
"""Between two frames that are said one after the other: the first has left, and is not taken back by the second."""

_ACK, _NAK = bytes((Control.ACK,)), bytes((Control.NAK,))


class Answering(Protocol):
    """Who knows the answers: the front end of a host."""

    def answer(self, data: bytes) -> bytes | None:
        """The answer to a message, or None where there is none."""


@dataclass(slots=True)
class _Reply:
    """An answer on its way out. at: when. spoiled: its bytes arrive damaged, `sends` more times, for ever where that is
    None. closing: half of it leaves, and then the connection goes.
    """

    at: float
    data: bytes = field(repr=False)
    spoiled: Spoiled | None = None
    sends: int | None = 0
    closing: bool = False


_at = attrgetter("at")
Told = Callable[[bytes, bytes | None], None]
"""A message and its answer, None where it has none."""


class Device:
    """One connection's state.

    front_end: answers at once; None where somebody else asks the host: messages then wait in `asked` until `answered`.
    delay_s: how long an answer takes (practice; 0 in tests). play: None for a device to which nothing happens.
    max_data: bytes of a message at most. check: of link frames. told: hears of messages that the host never sees.
    """

    def __init__(
        self,
        front_end: Answering | None,
        framing: Framing,
        delay_s: float = 0.0,
        timing: LinkTiming | None = None,
        play: Play | None = None,
        check: Check = Check.LRC,
        max_data: int = MAX_DATA,
        told: Told | None = None,
    ) -> None:
        self.asked: list[bytes] = []
        """Messages for the host, in the order of their coming; whoever takes them away brings the answers."""
        self.said = b""
        """The last answer, also where somebody else said it in the device's place."""
        self.replied: bytes | None = None
        """Of the message that was `answered` last: the answer that leaves, None where none does."""
        self.frames = self.faults = 0
        """Whole frames, and link frames that did not hold, so far."""
        self.reset = False
        """Where it is broken: by a reset, and not by a close."""
        self._front_end = front_end
        self._delay_s = delay_s
        self._link = Link(timing, max_data, check) if framing is Framing.LINK else None
        self._deframer = LengthDeframer(max_data)
        self._play = play
        self._told = told
        self._hits: list[tuple[bytes, Hit | None]] = []  # what is asked and not answered, and what happens to it
        self._answers: list[_Reply] = []
        self._held = b""
        self._reply: _Reply | None = None
        self._outgoing = b""
        self._acks = _ACK
        self._unheard = False
        self._deaf_until = 0.0
        self._free_at = 0.0
        self._hung_up = False

    @property
    def broken(self) -> bool:
        """The connection must be closed: its stream can't be followed any more, or the device hung up or is off. What
        was asked before that is answered first.
        """
        gone = self._deframer.broken or ((self._hung_up or self._off) and not self._outgoing)
        return gone and not self._hits

    @property
    def lost(self) -> bool:
        """It is broken because its stream can't be followed any more."""
        return self._deframer.broken

    @property
    def unsaid(self) -> int:
        """Answers that wait for their time."""
        return len(self._answers)

    @property
    def in_frame(self) -> bool:
        """A frame has begun and is not whole yet."""
        return self._deframer.in_frame if self._link is None else self._link.in_frame

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the terminal."""
        if self._off or self._hung_up or now < self._deaf_until:
            return
        data = self._over_the_line(data)
        if self._link is None:
            for heard in self._deframer.feed(data):
                if isinstance(heard, Frame):
                    self._hear(heard.data, now)
            return
        for event in self._link.receive(data, now):
            self._on_link(event, now)

    def answered(self, asked: bytes, answer: bytes | None, now: float) -> None:
        """What the host says to a message of `asked`. Raises ValueError to one that waits for nothing."""
        place = [data for data, _ in self._hits].index(asked)
        self.replied = None
        self._settle(self._hits.pop(place)[1], asked, answer, now)
        if self._off:
            self.replied = None

    def say(self, data: bytes, now: float) -> None:
        """A message of the device's own accord; what is said behind it leaves GAP_S later."""
        at = max(now, self._free_at)
        self._free_at = at + GAP_S
        self._put(_Reply(at, data))

    def tick(self, now: float) -> None:
        """Time has passed: answers that are due go out."""
        if self._link is not None:
            for event in self._link.tick(now):
                self._on_link(event, now)
        while self._answers and self._answers[0].at <= now:
            self._send(self._answers.pop(0), now)

    def due(self) -> float | None:
        """When `tick` wants to be called next."""
        times = [self._answers[0].at] if self._answers else []
        link_due = self._link.due() if self._link is not None else None
        return min([*times, *([] if link_due is None else [link_due])], default=None)

    def take(self) -> bytes:
        """Bytes for the terminal, once."""
        if self._link is not None:
            self._outgoing += self._disturbed(self._link.take())
        out, self._outgoing = self._outgoing, b""
        return b"" if self._off else self._over_the_line(out)

    # --- what is heard ---------------------------------------------------------------------------------------------

    def _on_link(self, event: object, now: float) -> None:
        match event:
            case Delivered(data, duplicate) if self._unheard or not duplicate or self._asks_state(data):
                self._held, self._unheard = b"", False
                self._hear(data, now)
            case Delivered() | Asked():
                if self._held and not self._answers:
                    self._send(_Reply(now, self._held), now)
            case Garbled():
                self.faults += 1

    def _asks_state(self, data: bytes) -> bool:
        """The state has no number to tell two questions by, and asked twice it may be another."""
        return self._play is not None and not self._answers and self._play.answer_state(data) is not None

    def _hear(self, data: bytes, now: float) -> None:
        self.frames += 1
        play = self._play
        if play is None:
            self._ask(data, None, now)
            return
        state = play.answer_state(data)
        if state is not None:
            self._tell(data, state)
            self._put(_Reply(max(now, self._free_at), state))  # its own knowledge: no bank thinks about it
            return
        hit = play.hear(data)
        if hit is None:
            self._ask(data, None, now)
        elif self._shut_ears(hit.act, now):
            self._follow(data, now)
        else:
            self._act(hit, data, now, play)

    def _ask(self, data: bytes, hit: Hit | None, now: float) -> None:
        if self._front_end is None:
            self.asked.append(data)
            self._hits.append((data, hit))
        else:
            self._settle(hit, data, self._front_end.answer(data), now)

    def _settle(self, hit: Hit | None, data: bytes, answer: bytes | None, now: float) -> None:
        """It is known what the host, or somebody in its place, says."""
        if hit is None:
            self.replied = answer
            self._queue(answer, now)
        elif self._play is not None:
            self._disturb(hit, answer, now, self._play)
        self._follow(data, now)

    def _follow(self, data: bytes, now: float) -> None:
        """What was kept for behind the answer to this message."""
        if self._play is not None:
            for number, answer in enumerate(self._play.kept_behind(data), 1):
                self._queue(answer, now + number * GAP_S)

    def _tell(self, data: bytes, answer: bytes | None) -> None:
        if self._told is not None:
            self._told(data, answer)

    def _queue(self, answer: bytes | None, now: float) -> None:
        if answer is not None:
            self._put(_Reply(self._due_at(now), answer))

    def _due_at(self, now: float) -> float:
        return max(now + self._delay_s, self._free_at)

    def _put(self, reply: _Reply) -> None:
        insort(self._answers, reply, key=_at)

    # --- what a scenario does --------------------------------------------------------------------------------------

    def _shut_ears(self, act: Act, now: float) -> bool:
        """The message was not heard: it is asked again when it comes again."""
        if act.nak or act.busy_ms:
            self._unheard = True
            self._acks = _NAK * act.nak
            self._deaf_until = now + act.busy_ms / 1000
            return True
        if act.ack_lost:
            self._acks = b""
        return False

    def _act(self, hit: Hit, data: bytes, now: float, play: Play) -> None:
        """Asks the host, unless it is made to say something, or never sees the message."""
        act = hit.act
        if act.code or act.lost is Lost.REQUEST or act.closed is Closed.BEFORE:
            answer = play.forge.refusal(data, act.code) if act.code else None
            self._tell(data, answer)
            self._settle(hit, data, answer, now)
        else:
            self._ask(data, hit, now)

    def _disturb(self, hit: Hit, answer: bytes | None, now: float, play: Play) -> None:
        act = hit.act
        self.reset = act.closed is Closed.RESET
        self._hung_up = act.closed in {Closed.BEFORE, Closed.AFTER, Closed.RESET}
        if answer is None or act.lost or self._hung_up:
            return
        if act.replay:
            answer = self.said or None
        elif act.fields or act.demand:
            answer = play.forge.changed(answer, act.fields, act.demand)
        if answer is not None and act.spoiled is Spoiled.MAC:
            answer = wrong_mac(answer)
        if answer is not None and act.late:
            play.keep(hit.heard.terminal_no, act.late, answer)
        elif answer is not None:
            self._answer(act, answer, now + act.delay_ms / 1000)

    def _answer(self, act: Act, answer: bytes, at: float) -> None:
        self.replied = answer
        on_the_line = None if act.spoiled is Spoiled.MAC else act.spoiled
        for copy in range(1, act.copies + 1):
            closing = act.closed is Closed.HALF and copy == act.copies
            due_at = self._due_at(at + (copy - 1) * GAP_S)
            self._put(_Reply(due_at, answer, on_the_line, act.sends or None, closing))

    # --- what is said ----------------------------------------------------------------------------------------------

    def _send(self, reply: _Reply, now: float) -> None:
        self._held = self.said = reply.data
        self._reply = reply
        if self._link is not None:
            self._link.abandon()
            self._link.send(reply.data, now)
            return
        frame = self._damaged(write_length(reply.data))
        self._outgoing += frame[: len(frame) // 2] if reply.closing else frame
        self._hung_up = self._hung_up or reply.closing

    def _disturbed(self, out: bytes) -> bytes:
        """Controls and a frame that the link wants to say, as they leave."""
        if self._play is None or not out:
            return out
        start = out.find(STX)
        controls, frame = (out, b"") if start < 0 else (out[:start], out[start:])
        acks, self._acks = self._acks, _ACK
        return controls.replace(_ACK, acks) + (self._damaged(frame) if frame else b"")

    def _damaged(self, frame: bytes) -> bytes:
        reply, play = self._reply, self._play
        if reply is None or play is None or reply.spoiled is None or reply.sends == 0:
            return frame
        reply.sends = None if reply.sends is None else reply.sends - 1
        return spoil(frame, reply.spoiled, play.random)

    # --- conditions ------------------------------------------------------------------------------------------------

    @property
    def _off(self) -> bool:
        return self._play is not None and self._play.state.dead

    def _over_the_line(self, data: bytes) -> bytes:
        if self._play is None or self._play.state.line_percent == 100:
            return data
        return weaken(data, self._play.state.line_percent, self._play.random)
