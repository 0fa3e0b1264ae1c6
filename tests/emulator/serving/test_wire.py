"""One wire over a batch that is answered by hand: a round at a time, and a peer that is heard in between or not."""

import asyncio
from collections.abc import Iterator

import pytest

from emulator.serving.far_end import FarEnd
from emulator.serving.wire import AT_ONCE, Wire
from protocol.framing import write_length
from protocol.session import Framing


class ByHand:
    """A batch: what was asked and not answered yet."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, bool]] = []

    def ask(self, asker, asked, last) -> None:
        self.asked.append((asked, last))

    def answer(self, wire: Wire) -> list[bytes]:
        """All of them; what they were."""
        asked, self.asked = self.asked, []
        for data, last in asked:
            wire.answered(data, b"re: " + data, last)
        return [data for data, _ in asked]


class Line:
    peer = "peer"

    def __init__(self) -> None:
        self.heard = True
        self.said = b""

    def write(self, data, /) -> None:
        self.said += data

    def judge(self, *, good) -> None:
        pass

    def hang_up(self, why, *, reset=False) -> None:
        raise AssertionError(why)

    def pause(self) -> None:
        self.heard = False

    def resume(self) -> None:
        self.heard = True


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def words(first: int, count: int) -> list[bytes]:
    return [b"%d" % number for number in range(first, first + count)]


def test_one_round_is_asked_at_a_time_whatever_else_is_heard(loop, host):
    line, batch = Line(), ByHand()
    wire = Wire(line, FarEnd(host, Framing.LENGTH), batch, loop)
    wire.receive(b"".join(map(write_length, words(0, AT_ONCE + 2))))
    assert ([data for data, _ in batch.asked], line.heard) == (words(0, AT_ONCE), False)
    wire.receive(write_length(b"late"))
    wire.step()
    assert len(batch.asked) == AT_ONCE
    assert batch.answer(wire) == words(0, AT_ONCE)
    assert ([data for data, _ in batch.asked], line.heard) == ([*words(AT_ONCE, 2), b"late"], True)
    wire.receive(write_length(b"later"))
    assert len(batch.asked) == 3
    rounds = [batch.answer(wire), batch.answer(wire), batch.answer(wire)]
    assert rounds == [[*words(AT_ONCE, 2), b"late"], [b"later"], []]
    assert line.said == b"".join(write_length(b"re: " + word) for word in [*words(0, AT_ONCE + 2), b"late", b"later"])
