"""Steps one device by the loop's clock: bytes in, bytes out, its messages to the batch, its timers to the loop.

The rule: the device is stepped here and nowhere else, once for each read, each answer and each time that it asked for.
"""

import asyncio
from time import monotonic
from typing import Protocol

from emulator.serving.batch import Batch
from emulator.serving.far_end import FarEnd
from emulator.serving.watch import Ending

AT_ONCE = 16
"""Messages of one connection in one round of the batch, and answers of it that wait while it is heard: a terminal has
one, and a greedy peer waits its turn.
"""
STOP_S = 2.0
"""For the answers under way once a server ends, and for a peer to read what was said last."""
AGAIN_S = 0.01
"""Between two looks at that."""
SOONEST_S = 0.001
"""Between two steps that only time asks for."""


class Line(Protocol):
    """What a wire is strung to."""

    peer: str

    def write(self, data: bytes, /) -> None:
        """Bytes for the peer."""

    def judge(self, *, good: bool) -> None:
        """A message of it was answered, or one was not, or a frame did not hold."""

    def hang_up(self, why: Ending, *, reset: bool = False) -> None:
        """The device is done with this connection."""

    def pause(self) -> None:
        """It has said enough for now."""

    def resume(self) -> None:
        """It may go on."""


class Wire:
    """One connection's device at work. `ending`: it finishes what it has begun and hears no more."""

    def __init__(self, line: Line, far_end: FarEnd, batch: Batch, loop: asyncio.AbstractEventLoop) -> None:
        self.ending = False
        self._line, self._batch, self._loop, self._watch = line, batch, loop, far_end.watch
        self.device = far_end.device(self._tell if self._watch is not None else None)
        self._timer: asyncio.TimerHandle | None = None
        self._out = 0  # messages that the batch has
        self._faults = 0
        self._paused = self._gone = False
        self._heard_at = 0.0

    @property
    def busy(self) -> bool:
        """Something is asked, or waits for its time."""
        return bool(self._out or self.device.asked) or self.device.due() is not None

    @property
    def clear(self) -> bool:
        """Nothing begun, nothing that waits to be asked: the next message need not come this way."""
        return not (self.device.asked or self.device.in_frame)

    def receive(self, data: bytes) -> None:
        """Bytes arrived."""
        now, self._heard_at = self._loop.time(), monotonic()
        self.device.receive(data, now)
        self.step()

    def answered(self, asked: bytes, answer: bytes | None, last: bool) -> None:
        """See Asker."""
        if self._gone:
            return
        self._out -= 1
        self.device.answered(asked, answer, self._loop.time())
        self._tell(asked, self.device.replied)
        self._line.judge(good=answer is not None)
        if last:
            self.step()

    def fail(self) -> None:
        """See Asker."""
        self._hang_up(Ending.FAILED)

    def step(self) -> None:
        """Let time pass, write what is due, come back when the device asks for it, and hand on what it was asked."""
        self._say()
        self._ask()

    def _say(self) -> None:
        self._stop()
        if self._gone:
            return
        self.device.tick(self._loop.time())
        while self._faults < self.device.faults:
            self._faults += 1
            self._line.judge(good=False)
        said = self.device.take()
        if said:
            self._line.write(said)
        if self.device.broken:
            self._hang_up(Ending.BROKEN if self.device.lost else Ending.DEVICE)
            return
        due = self.device.due()
        if due is not None:
            self._timer = self._loop.call_at(max(due, self._loop.time() + SOONEST_S), self.step)

    def close(self) -> None:
        """The line is gone: nothing is said or told any more."""
        self._gone = True
        self._stop()

    def _stop(self) -> None:
        """No more calls by the clock."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ask(self) -> None:
        """The next messages of the device go to the batch, once those before them are answered. It is heard again when
        there are none, and few answers wait.
        """
        asked, full = self.device.asked, self.device.unsaid >= AT_ONCE
        if self.ending or self._gone:
            asked.clear()
        if asked and not self._out and not full:
            now, asked[:] = asked[:AT_ONCE], asked[AT_ONCE:]
            self._out = len(now)
            for place, message in enumerate(now, 1):
                self._batch.ask(self, message, place == len(now))
        wants_rest = full or bool(asked)
        if wants_rest is not self._paused:
            self._paused = wants_rest
            (self._line.pause if wants_rest else self._line.resume)()

    def _hang_up(self, why: Ending) -> None:
        if not self._gone:
            self._gone = True
            self._line.hang_up(why, reset=self.device.reset)

    def _tell(self, asked: bytes, answer: bytes | None) -> None:
        if self._watch is not None:
            self._watch.answered(self._line.peer, asked, answer, monotonic() - self._heard_at)
