"""The loop by scripts: what the line does -> what the till is told. No real line and no real till."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest

from protocol.transport.base import LineClosedError, LineError
from terminal.line.driver import POLL_S, Driver, Interrupted


@dataclass
class Line:
    """reads: what the next reads give (an error is raised). fail: errors of open, write and close by name."""

    reads: list[bytes | LineError] = field(default_factory=list)
    fail: dict[str, list[LineError | None]] = field(default_factory=dict)
    log: list[object] = field(default_factory=list)
    time: float = 0.0

    def _do(self, name: str) -> None:
        self.log.append(name)
        errors = self.fail.get(name, [])
        error = errors.pop(0) if errors else None
        if error is not None:
            raise error

    def open(self) -> None:
        self._do("open")

    def close(self) -> None:
        self._do("close")

    def write(self, data: bytes) -> None:
        self._do("write")
        self.log.append(data)

    def read(self, timeout_s: float) -> bytes:
        self.time += timeout_s
        given = self.reads.pop(0)
        if isinstance(given, LineError):
            raise given
        return given

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.log.append(f"sleep {seconds}")
        self.time += seconds


class Till:
    """Says the texts of `says` one after another, is busy until it has heard `ends` things."""

    def __init__(self, *says: bytes, ends: int = 1, due: float | None = None) -> None:
        self._says: Iterator[bytes] = iter(says)
        self.heard: list[object] = []
        self._ends, self._due = ends, due
        self.line_spent = False
        self.heard_out: list[bytes] = []
        self.delivers: list[bool] = []
        self.delivered = False

    @property
    def busy(self) -> bool:
        return len(self.heard) < self._ends

    def start(self, talk: object, now: float) -> None:
        self.talk = talk

    def take(self) -> bytes:
        return next(self._says, b"")

    def hear_out(self, data: bytes, now: float) -> None:
        self.heard_out.append(data)

    def due(self) -> float | None:
        return self._due

    def receive(self, data: bytes, now: float) -> None:
        self.heard.append(data)

    def tick(self, now: float) -> None:
        self.ticked = now
        self.delivered = self.delivers.pop(0) if self.delivers else self.delivered

    def line_lost(self, now: float, *, left: bool) -> None:
        self.heard.append(f"lost, left={left}")


class EndsOnTheOldLine(Till):
    """What is heard out ends its conversation."""

    def hear_out(self, data: bytes, now: float) -> None:
        super().hear_out(data, now)
        self.heard.append(data)


def run(line: Line, till: Till, *, opened: bool = True) -> None:
    driver = Driver(line, till)  # type: ignore[arg-type]
    if opened:
        driver.open()
    driver.run("talk")  # type: ignore[arg-type]


def test_asks_and_hears():
    line, till = Line([b"", b"answer"]), Till(b"question", b"", b"thanks")
    run(line, till)
    assert line.log == ["open", "write", b"question", "write", b"thanks"]
    assert (till.heard, till.talk, till.ticked) == ([b"answer"], "talk", 2 * POLL_S)


def test_reads_no_longer_than_until_the_next_deadline():
    line, till = Line([b"", b"x"]), Till(b"question", due=0.1)
    run(line, till)
    assert line.time == 0.1


# fmt: off
LOSSES = [
    # reads, failures, opened before, what the till hears
    ([LineError("gone")],       {},                                     True,  "lost, left=True"),
    ([LineClosedError("gone")], {},                                     True,  "lost, left=False"),
    ([],                        {"write": [LineError("gone")]},         True,  "lost, left=True"),
    ([],                        {"write": [LineClosedError("gone")]},   True,  "lost, left=False"),
    ([],                        {"open": [LineError("none")]},          False, "lost, left=False"),
    ([LineError("gone")],       {"close": [LineError("gone too")]},     True,  "lost, left=True"),
]
# fmt: on


@pytest.mark.parametrize(("reads", "fail", "opened", "heard"), LOSSES)
def test_a_lost_line_is_told_once_and_closed(reads, fail, opened, heard):
    line, till = Line(list(reads), {name: list(errors) for name, errors in fail.items()}), Till(b"question")
    run(line, till, opened=opened)
    assert till.heard == [heard]
    assert line.log[-1] == "close"


def test_opened_again_when_there_is_something_to_say_and_time_passes_until_then():
    line, till = Line([LineError("gone"), b"answer"]), Till(b"one", b"", b"two", ends=2)
    run(line, till)
    assert line.log == ["open", "write", b"one", "close", f"sleep {POLL_S}", "open", "write", b"two"]
    assert till.heard == ["lost, left=True", b"answer"]


def test_a_line_lost_with_the_last_words_is_no_news():
    line, till = (
        Line([b"answer"], {"write": [None, LineError("gone")], "close": [LineError("gone too")]}),
        Till(b"q", b"ack"),
    )
    run(line, till)
    assert till.heard == [b"answer"]
    assert line.log[-2:] == ["write", "close"]


def test_close_twice_and_a_port_that_cannot_be_closed():
    line = Line([], {"close": [LineError("gone"), None]})
    driver = Driver(line, Till())  # type: ignore[arg-type]
    driver.close()
    driver.close()
    assert line.log == ["close", "close"]


def test_what_ends_a_conversation_on_a_spent_line_leaves_nothing_to_be_said_on_the_new_one():
    line, till = Line([b"yes"]), EndsOnTheOldLine(b"question")
    till.line_spent = True
    run(line, till)
    assert (till.heard_out, "write" in line.log) == ([b"yes"], False)


def test_a_spent_line_is_opened_anew_before_anything_is_written():
    line, till = Line([b"", b"answer"]), Till(b"question")
    till.line_spent = True
    run(line, till)
    assert line.log == ["open", "close", "open", "write", b"question"]
    assert (till.line_spent, till.heard_out) == (False, [])


@pytest.mark.parametrize(("came", "heard"), [(b"late", [b"late"]), (LineError("gone"), [])], ids=["late", "gone"])
def test_what_came_on_a_spent_line_is_heard_before_it_is_left(came, heard):
    line, till = Line([came, b"answer"]), Till(b"question")
    till.line_spent = True
    run(line, till)
    assert (line.log, till.heard_out) == (["open", "close", "open", "write", b"question"], heard)


class Watched:
    """Keeps what is said of the wait."""

    def __init__(self) -> None:
        self.told: list[bool] = []

    def said(self, data: bytes) -> None:
        """Not kept."""

    heard = said

    def waits(self, *, delivered: bool) -> None:
        self.told.append(delivered)

    def over(self) -> None:
        """Not kept."""


def test_whether_the_peer_has_it_is_told_whenever_that_changes():
    watch, till = Watched(), Till(b"question", ends=3)
    till.delivers = [False, True, True, False, True]
    driver = Driver(Line([b"", b"1", b"", b"2", b"3"]), till, watch)  # type: ignore[arg-type]
    driver.open()
    driver.run("talk")  # type: ignore[arg-type]
    assert watch.told == [True, False, True]


def test_interrupted_between_two_reads_says_no_more_and_begins_no_more():
    line, till = Line([b""]), Till(b"question", b"again")
    driver, gone = Driver(line, till), Event()  # type: ignore[arg-type]
    driver.heed(gone)
    line.read = lambda _: (gone.set(), b"")[1]  # type: ignore[method-assign]
    driver.open()
    for _ in range(2):
        with pytest.raises(Interrupted):
            driver.run("talk")  # type: ignore[arg-type]
    assert line.log == ["open", "write", b"question"]
