"""The pipe under a virtual clock: the far end is stepped while the near end reads, and nothing sleeps."""

from dataclasses import dataclass, field

import pytest

from protocol.transport.base import LineClosedError, LineError
from protocol.transport.pipe import PipeTransport


@dataclass
class VirtualClock:
    """Time passes only when somebody sleeps."""

    seconds: float = 100.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Echo:
    """Says what it heard, `delay_s` later."""

    clock: VirtualClock
    delay_s: float = 0.0
    heard: list[tuple[bytes, float]] = field(default_factory=list)
    ticked: list[float] = field(default_factory=list)
    _due: float | None = None
    _said: bytes = b""

    def receive(self, data: bytes, now: float) -> None:
        self.heard.append((data, now))
        self._due = now + self.delay_s

    def tick(self, now: float) -> None:
        self.ticked.append(now)
        if self._due is not None and now >= self._due:
            self._due, self._said = None, b"".join(data for data, _ in self.heard)

    def due(self) -> float | None:
        return self._due

    def take(self) -> bytes:
        said, self._said = self._said, b""
        return said


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


def pipe_to(far_end: Echo) -> PipeTransport:
    pipe = PipeTransport(lambda: far_end, far_end.clock)
    pipe.open()
    return pipe


def test_an_answer_at_once_costs_no_time(clock: VirtualClock) -> None:
    far_end = Echo(clock)
    pipe = pipe_to(far_end)
    pipe.write(b"hello")
    assert (pipe.read(5.0), clock.slept) == (b"hello", [])
    assert far_end.heard == [(b"hello", 100.0)]


def test_an_answer_later_is_waited_for_and_no_longer(clock: VirtualClock) -> None:
    pipe = pipe_to(Echo(clock, delay_s=1.5))
    pipe.write(b"hello")
    assert (pipe.read(5.0), pipe.now()) == (b"hello", 101.5)


def test_silence_takes_the_time_it_was_given(clock: VirtualClock) -> None:
    far_end = Echo(clock)
    assert (pipe_to(far_end).read(2.0), clock.now()) == (b"", 102.0)
    assert far_end.ticked == [100.0, 102.0]


def test_an_answer_past_the_time_comes_with_the_next_read(clock: VirtualClock) -> None:
    pipe = pipe_to(Echo(clock, delay_s=3.0))
    pipe.write(b"hello")
    assert (pipe.read(2.0), clock.now()) == (b"", 102.0)
    assert (pipe.read(2.0), clock.now()) == (b"hello", 103.0)


def test_an_answer_at_the_last_moment_counts(clock: VirtualClock) -> None:
    pipe = pipe_to(Echo(clock, delay_s=2.0))
    pipe.write(b"hello")
    assert (pipe.read(2.0), clock.now()) == (b"hello", 102.0)


def test_reading_with_no_time_lets_none_pass(clock: VirtualClock) -> None:
    pipe = pipe_to(Echo(clock, delay_s=1.0))
    pipe.write(b"hello")
    assert (pipe.read(0.0), clock.slept) == (b"", [])


def test_both_ends_live_by_one_clock(clock: VirtualClock) -> None:
    pipe = pipe_to(Echo(clock))
    pipe.sleep(7.0)
    assert pipe.now() == clock.now() == 107.0


def test_opening_and_closing_again_is_harmless(clock: VirtualClock) -> None:
    pipe = pipe_to(Echo(clock))
    pipe.close()
    pipe.close()
    pipe.open()
    pipe.write(b"hello")
    assert pipe.read(0.0) == b"hello"


@pytest.mark.parametrize("act", [lambda pipe: pipe.read(1.0), lambda pipe: pipe.write(b"x")], ids=["read", "write"])
def test_a_pipe_that_is_not_open_sends_nothing(clock: VirtualClock, act) -> None:
    far_end = Echo(clock)
    pipe = pipe_to(far_end)
    pipe.close()
    with pytest.raises(LineClosedError, match="not open"):
        act(pipe)
    assert (far_end.heard, clock.slept) == ([], [])


def test_every_opening_has_a_far_end_of_its_own(clock: VirtualClock) -> None:
    """What the last connection had not said yet is never heard on the next."""
    made: list[Echo] = []

    def connect() -> Echo:
        made.append(Echo(clock))
        return made[-1]

    pipe = PipeTransport(connect, clock)
    pipe.open()
    pipe.write(b"of the last connection")
    pipe.open()
    assert pipe.read(0.0) == b""
    assert [end.heard for end in made] == [[(b"of the last connection", 100.0)], []]


@dataclass
class Hanging(Echo):
    """Says what it has to say, and hangs up."""

    broken: bool = False


def test_a_far_end_that_hangs_up_is_heard_to_the_end_first(clock: VirtualClock) -> None:
    far_end = Hanging(clock)
    pipe = pipe_to(far_end)
    pipe.write(b"last words")
    far_end.broken = True
    assert pipe.read(1.0) == b"last words"
    with pytest.raises(LineError, match="hung up"):
        pipe.read(1.0)
    assert clock.slept == []


class Leaving(Echo):
    """Goes away when it has said what it heard."""

    broken = False

    def take(self) -> bytes:
        said = super().take()
        self.broken = bool(self.heard) and self._due is None
        return said


def test_a_far_end_that_hung_up_is_heard_to_its_end_and_then_gone(clock):
    pipe = pipe_to(Leaving(clock, 0.5))
    pipe.write(b"bye")
    assert (pipe.read(1.0), clock.slept) == (b"bye", [0.5])
    with pytest.raises(LineError, match="hung up"):
        pipe.read(1.0)
    assert clock.slept == [0.5]


def test_opened_again_there_is_somebody_again(clock):
    far_ends = [Leaving(clock), Echo(clock)]
    pipe = PipeTransport(lambda: far_ends.pop(0), clock)
    pipe.open()
    pipe.write(b"bye")
    pipe.read(0.0)
    with pytest.raises(LineError, match="hung up"):
        pipe.read(0.0)
    pipe.open()
    assert pipe.read(0.0) == b""
