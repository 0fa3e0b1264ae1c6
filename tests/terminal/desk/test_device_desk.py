"""The device at the desk: what it tells, each condition made to fail in the emulator, and who is never asked.

The clock of the line is virtual, so that a device that says nothing costs no time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from virtual_clock import VirtualClock

from protocol.dialects.unionpay.device_state import Paper, PrinterState, Slot
from protocol.transport.base import Transport
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.device_desk import ASK_EVERY, DeviceDesk
from terminal.line.device_talk import PATIENCE_S
from terminal.settings import Settings
from terminal.trade.preflight import STORAGE_BLOCK_BYTES, UNTOLD, DeviceReport, Finding, Severity

FRESH = DeviceReport(100, False, Paper.PLENTY, PrinterState.READY, Slot.EMPTY, 100, 0)


@dataclass
class Counted:
    """A line that counts what is written to it."""

    inner: Transport
    written: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        self.written.append(data)
        self.inner.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@dataclass
class Counter:
    """A signed-on desk, its line and the clock of both. knob: lets something happen to the device."""

    desk: Desk
    line: Counted
    clock: VirtualClock

    def knob(self, word: str, value: str | int) -> None:
        assert self.desk.device.practice is not None
        self.desk.device.practice.happen({word: value})

    def found(self) -> list[str]:
        return [one.word for one in self.desk.device.preflight().findings]


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Counter]]:
    opened: list[Desk] = []
    clock = VirtualClock()
    monkeypatch.setattr("terminal.compose.SystemClock", lambda: clock)

    def make(link: str = "emulator:") -> Counter:
        lines: list[Counted] = []

        def counted(line: Transport) -> Any:
            lines.append(Counted(line))
            return lines[-1]

        opened.append(open_desk(link, Settings(tmp_path / "home", "zh", 0.0), Options(transport=counted)))
        opened[-1].sign_on("01")
        return Counter(opened[-1], lines[0], clock)

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def counter(at: Callable[..., Counter]) -> Counter:
    return at()


def test_a_device_in_order_tells_all_of_it_and_nothing_is_wrong(counter: Counter) -> None:
    assert counter.desk.device.state() == FRESH
    checked = counter.desk.device.preflight()
    assert (checked.findings, checked.standing.device, checked.standing.batch_count) == ((), FRESH, 0)
    assert checked.standing.host_offset_s in {-1, 0, 1}
    assert (checked.standing.free_bytes or 0) > 0


# fmt: off
CONDITIONS = [
    # what happens          what is said
    ({"battery": 12},       ["battery_low"]),
    ({"battery": 3},        ["battery_empty"]),
    ({"charge": 3},         []),
    ({"battery": 0},        ["device_silent"]),
    ({"paper": "low"},      ["paper_low"]),
    ({"paper": "out"},      ["paper_out"]),
    ({"printer": "hot"},    ["printer_hot"]),
    ({"printer": "open"},   ["printer_open"]),
    ({"printer": "fault"},  ["printer_fault"]),
    ({"line": 0},           ["device_silent"]),
    ({"clock": 3600},       ["clock_wrong"]),
    ({"clock": -400, "paper": "out", "battery": 4},  ["battery_empty", "paper_out", "clock_wrong"]),
]
# fmt: on


@pytest.mark.parametrize(("happens", "said"), CONDITIONS, ids=str)
def test_each_condition_fails_in_the_emulator_and_is_mended_again(
    counter: Counter, happens: dict[str, str | int], said: list[str]
) -> None:
    for word, value in happens.items():
        counter.knob(word, value)
    assert counter.found() == said
    for word, value in {"charge": 100, "paper": "plenty", "printer": "ready", "line": 100, "clock": 0}.items():
        counter.knob(word, value)
    assert counter.found() == []


def test_a_weak_line_speaks_once_a_frame_came_through(counter: Counter) -> None:
    counter.knob("line", 69)
    seen = set()
    for _ in range(20):
        seen.update(counter.found())
        counter.knob("line", 69)
    assert "line_weak" in seen <= {"line_weak", "device_silent"}


def test_a_device_that_says_nothing_costs_no_more_than_its_patience(counter: Counter) -> None:
    counter.knob("line", 0)
    before = counter.clock.time
    assert counter.desk.device.state() == DeviceReport(silent=True)
    assert counter.clock.time - before <= PATIENCE_S + 0.5


def test_an_answer_that_comes_too_late_is_nobody_elses(counter: Counter) -> None:
    """The next question goes over a new line."""
    counter.knob("line", 0)
    counter.desk.device.state()
    counter.knob("line", 100)
    assert counter.desk.device.state() == FRESH


def test_it_is_asked_once_in_a_while(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.desk.device.state()
    asked = len(counter.line.written)
    counter.desk.device.preflight()
    assert len(counter.line.written) == asked
    counter.desk.device.preflight(anew=True)
    again = len(counter.line.written)
    assert again > asked
    place = counter.desk._place
    now = place.clock() + ASK_EVERY
    monkeypatch.setattr(place, "clock", lambda: now)
    counter.desk.device.state()
    assert len(counter.line.written) > again


def test_a_clock_that_was_set_back_is_no_reason_never_to_ask(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.desk.device.state()
    asked, place = len(counter.line.written), counter.desk._place
    earlier = place.clock() - timedelta(days=1)
    monkeypatch.setattr(place, "clock", lambda: earlier)
    counter.desk.device.state()
    assert len(counter.line.written) > asked


def test_a_foreign_peer_is_sent_not_a_byte(at: Callable[..., Counter]) -> None:
    counter = at("emulator:?profile=plain-acquirer")
    sent = len(counter.line.written)
    assert counter.desk.device.state(anew=True) == UNTOLD
    assert counter.found() == []
    assert len(counter.line.written) == sent


def test_nobody_is_asked_before_the_sign_on(counter: Counter) -> None:
    counter.desk.batch.sign_off()
    sent = len(counter.line.written)
    assert (counter.desk.device.state(), len(counter.line.written)) == (UNTOLD, sent)


def test_who_only_looks_signs_nobody_on(counter: Counter) -> None:
    assert counter.desk.device.look().standing.signed_on
    counter.desk.batch.sign_off()
    sent = len(counter.line.written)
    checked = counter.desk.device.look(anew=True)
    assert (checked.standing.signed_on, checked.standing.device, checked.findings) == (False, UNTOLD, ())
    assert len(counter.line.written) == sent


def test_lost_keys_are_renewed_silently(counter: Counter) -> None:
    counter.desk._place.till.signed_off()
    assert counter.found() == []
    assert counter.desk.device.state() == FRESH


def test_a_sign_on_that_is_refused_is_a_finding(at: Callable[..., Counter]) -> None:
    counter = at("emulator:?t_resp=0.5&t_ack=0.1")
    counter.desk._place.till.signed_off()
    counter.knob("line", 0)
    assert counter.desk.device.preflight().findings == (
        Finding("signed_off", Severity.BLOCK, fault="link_silent"),
    )  # fmt: skip


def test_a_full_batch_and_an_unfinished_settlement(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terminal.desk.device_desk.BATCH_LIMIT", 0)
    monkeypatch.setattr(counter.desk._place, "unfinished", lambda _link: object())
    assert counter.found() == ["settle_unfinished", "batch_full"]


def test_a_disk_that_is_full_and_one_that_is_not_told(counter: Counter) -> None:
    place = counter.desk._place
    full = DeviceDesk(place, lambda _folder: STORAGE_BLOCK_BYTES - 1)
    assert [one.word for one in full.preflight().findings] == ["storage_full"]
    assert DeviceDesk(place, lambda _folder: None).preflight().findings == ()


def test_a_host_whose_clock_is_another(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    place = counter.desk._place
    late = datetime.now().astimezone() - timedelta(hours=1)
    monkeypatch.setattr(place, "clock", lambda: late)
    counter.desk.sign_on("01")
    (finding,) = counter.desk.device.preflight().findings
    assert finding.word == "clock_wrong"
    assert finding.value in {59, 60}


def test_a_reset_forgets_what_the_old_device_told(counter: Counter) -> None:
    counter.knob("paper", "out")
    assert counter.found() == ["paper_out"]
    counter.desk.reset_practice()
    counter.desk.sign_on("01")
    assert counter.found() == []


def test_what_no_device_can_be_is_refused(counter: Counter) -> None:
    with pytest.raises(ValueError, match="battery"):
        counter.knob("battery", 101)


def test_there_are_no_knobs_where_the_device_is_not_in_this_process(tmp_path: Path) -> None:
    desk = open_desk("tcp://127.0.0.1:1", Settings(tmp_path / "home", "zh", 0.0))
    assert (desk.device.practice, desk.device.frames()) == (None, ())
    desk.close()
