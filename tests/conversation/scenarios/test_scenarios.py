"""Every shipped scenario with the real terminal: what the cashier ends with, and what stands in the books.

Over a pipe under a virtual clock, on each framing that the scenario is for; those that touch the line also over a real
pty and a real tcp connection with short timers, loaded through the control channel. One row in the books at most.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from supervisor import BY

from emulator.control_client import channel
from emulator.practice_host import open_ledger
from emulator.scenario import Act, Closed, Lost, Spoiled
from emulator.scenario_file import open_scenario, shipped
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.device_state import DeviceState, Paper, PrinterState
from protocol.session import Framing
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.trade.refund import Cause, State

ORDER = order_no("800000260001")
ORDER_FEN = 12850
A, D, U, N = State.APPROVED, State.DECLINED, State.UNKNOWN, State.NOT_FOUND
OWN = Cause.NONE

# fmt: off
# What the cashier ends with, on every framing that the scenario is for: state, why it is not known, code, times sent,
# rows in the books. A word: the desk refuses with it before a refund is sent.
ENDS: dict[str, tuple[State, Cause, str, int, int] | str] = {
    "ack-and-answer-lost":  (A, OWN,               "00", 1, 1),
    "ack-lost":             (A, OWN,               "00", 1, 1),
    "amount-wrong":         (A, OWN,               "00", 1, 1),
    "answer-behind-query":  (A, OWN,               "00", 1, 1),
    "answer-bits":          (A, OWN,               "00", 1, 1),
    "answer-bytes":         (A, OWN,               "00", 1, 1),
    "answer-cut":           (A, OWN,               "00", 1, 1),
    "answer-lost":          (A, OWN,               "00", 1, 1),
    "answer-replayed":      (A, OWN,               "00", 1, 1),
    "answer-slow":          (A, OWN,               "00", 1, 1),
    "answer-too-late":      (A, OWN,               "00", 1, 1),
    "answer-twice":         (A, OWN,               "00", 1, 1),
    "battery-dies-after":   (U, Cause.LINE_LOST,   "",   1, 1),
    "battery-dies-before":  (U, Cause.LINE_LOST,   "",   1, 0),
    "clock-wrong":          (A, OWN,               "00", 1, 1),
    "closed-after":         (A, OWN,               "00", 1, 1),
    "closed-at-sign-on":    "link_unavailable",
    "closed-before":        (A, OWN,               "00", 2, 1),
    "closed-reset":         (A, OWN,               "00", 1, 1),
    "closed-half":          (A, OWN,               "00", 1, 1),
    "code-blank":           (A, OWN,               "00", 2, 1),
    "code-unlisted":        (A, OWN,               "00", 2, 1),
    "date-ahead":           (A, OWN,               "00", 1, 1),
    "date-switch":          (D, OWN,               "90", 1, 0),
    "declined-51":          (D, OWN,               "51", 1, 0),
    "declined-58":          (D, OWN,               "58", 1, 0),
    "declined-61":          (D, OWN,               "61", 1, 0),
    "declined-amount":      (D, OWN,               "13", 1, 0),
    "declined-card":        (D, OWN,               "62", 1, 0),
    "demand-sign-on":       (A, OWN,               "00", 1, 1),
    "host-goes-down":       (U, Cause.HOST_UNSURE, "",   1, 1),
    "host-maintenance":     "sign_on_refused",
    "issuer-down":          (N, OWN,               "91", 3, 0),
    "issuer-silent":        (A, OWN,               "00", 2, 1),
    "line-dead":            "link_silent",
    "lrc-wrong":            (A, OWN,               "00", 1, 1),
    "lrc-wrong-once":       (A, OWN,               "00", 1, 1),
    "mac-refused":          (A, OWN,               "00", 2, 1),
    "mac-wrong":            (A, OWN,               "00", 1, 1),
    "magic-amounts":        (A, OWN,               "00", 1, 1),
    "nak-once":             (A, OWN,               "00", 1, 1),
    "nak-storm":            (A, OWN,               "00", 2, 1),
    "order-refused":        "query_refused",
    "order-silent":         "link_silent",
    "paper-low":            (A, OWN,               "00", 1, 1),
    "paper-out":            (A, OWN,               "00", 1, 1),
    "printer-hot":          (A, OWN,               "00", 1, 1),
    "query-lost":           (U, Cause.NO_ANSWER,   "",   1, 1),
    "query-lost-once":      (A, OWN,               "00", 1, 1),
    "request-lost":         (A, OWN,               "00", 2, 1),
    "sign-on-again":        (A, OWN,               "00", 2, 1),
    "sign-on-refused":      "sign_on_refused",
    "sign-on-silent":       "link_silent",
    "stan-wrong":           (A, OWN,               "00", 1, 1),
    "terminal-wrong":       (A, OWN,               "00", 1, 1),
}
# Not the same on both framings, or for every seed: tests of their own.
APART = {"line-busy", "line-weak"}
# (what the cashier waits for at least, in seconds of the default time-outs)
SLOW = {"answer-slow": 8.0, "answer-too-late": 10.0, "request-lost": 10.0, "query-lost": 30.0, "nak-storm": 0.0}
# fmt: on


def played() -> list[tuple[str, Framing]]:
    """Each scenario on each framing that it is for."""
    return [(name, framing) for name in ENDS for framing in Framing if shipped()[name].links.has(framing)]


def test_every_shipped_scenario_is_played_here() -> None:
    assert set(ENDS) | APART == set(shipped())
    assert len(shipped()) >= 30


@pytest.mark.parametrize(("name", "framing"), played(), ids=str)
def test_what_the_cashier_ends_with(world_of: Callable[..., Any], name: str, framing: Framing) -> None:
    world = world_of(shipped()[name], framing)
    assert world.refund() == ENDS[name]
    assert world.clock.time >= SLOW.get(name, 0.0)
    assert bool(world.hits) is bool(shipped()[name].rules and name != "magic-amounts")


@pytest.mark.parametrize("framing", Framing)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["answer-bits", "answer-bytes", "answer-cut"])
def test_spoiled_bytes_of_any_seed_cost_time_and_nothing_else(
    world_of: Callable[..., Any], name: str, seed: int, framing: Framing
) -> None:
    assert world_of(shipped()[name], framing, seed).refund() == ENDS[name]


# What the cashier is told of a weak line, and how many rows the books may have then. The keys of each run are its own,
# and what is lost with them.
IN_THE_BOOKS: dict[State | str, set[int]] = {
    A: {1}, U: {0, 1}, N: {0}, State.NOT_SENT: {0},
    "link_silent": {0}, "link_unavailable": {0}, "link_garbled": {0}, "link_bad_mac": {0},
}  # fmt: skip


@pytest.mark.parametrize("framing", Framing)
@pytest.mark.parametrize("seed", range(8))
def test_a_weak_line_never_refunds_twice(world_of: Callable[..., Any], seed: int, framing: Framing) -> None:
    world = world_of(shipped()["line-weak"], framing, seed)
    end = world.refund()
    assert world.rows() in IN_THE_BOOKS[end if isinstance(end, str) else end[0]]


@pytest.mark.parametrize(("framing", "sends", "waited"), [(Framing.LINK, 1, 0.8), (Framing.LENGTH, 2, 10.0)])
def test_a_busy_line(world_of: Callable[..., Any], framing: Framing, sends: int, waited: float) -> None:
    """Frames are sent again by the link; on tcp what was not heard is asked about and sent again under its key."""
    world = world_of(shipped()["line-busy"], framing)
    assert (world.refund(), world.clock.time >= waited) == ((A, OWN, "00", sends, 1), True)


# --- magic amounts, acts, and the device's state ---------------------------------------------------------------------


@pytest.mark.parametrize(("ends", "end"), [(5, "05"), (13, "13"), (51, "51"), (61, "61")], ids=str)
def test_magic_amounts_choose_the_code_and_are_announced(world_of: Callable[..., Any], ends: int, end: str) -> None:
    world = world_of(shipped()["magic-amounts"], Framing.LINK)
    assert world.refund(1200 + ends) == (D, OWN, end, 1, 0)
    assert world.hits == ["refund"]


ACTS = {name for name in Act.__dataclass_fields__ if name != "sends"}
KINDS = {"lost": Lost, "closed": Closed, "spoiled": Spoiled}


def test_every_act_is_played_by_a_shipped_scenario() -> None:
    """And so is every way of losing, closing and spoiling: an act that nobody plays is promised and not shown."""
    acts = [rule.act for one in shipped().values() for rule in one.rules]
    assert {name for act in acts for name in ACTS if getattr(act, name) != getattr(Act(), name)} == ACTS
    assert {act.sends for act in acts if act.spoiled} == {0, 1}
    for name, kind in KINDS.items():
        assert {getattr(act, name) for act in acts} - {None} == set(kind)


def test_without_the_scenario_an_amount_is_an_amount(world_of: Callable[..., Any]) -> None:
    world = world_of(shipped()["clock-wrong"], Framing.LINK)
    world.desk.sign_on("01")
    original = world.desk.find(ByOrder(ORDER))
    done = world.desk.refund(BY, RefundRequest(original, 1251), TEST_CARDS["unionpay"], lambda _record: None)
    assert (done.record.state, world.hits) == (State.APPROVED, [])


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("paper-out", DeviceState(paper=Paper.OUT)),
        ("paper-low", DeviceState(paper=Paper.LOW)),
        ("printer-hot", DeviceState(printer=PrinterState.HOT)),
        ("clock-wrong", DeviceState(clock_offset_s=3600)),
    ],
)
def test_a_terminal_is_told_the_state_of_the_device(
    world_of: Callable[..., Any], name: str, state: DeviceState
) -> None:
    world = world_of(shipped()[name], Framing.LENGTH)
    world.refund()
    assert world.state() == state
    assert world.state().can_print is (name not in {"paper-out", "printer-hot"})


# --- real lines ------------------------------------------------------------------------------------------------------

TOUCH_THE_LINE = (
    "answer-lost", "request-lost", "answer-behind-query", "answer-twice", "answer-replayed", "answer-bits",
    "answer-bytes", "answer-cut", "mac-wrong", "stan-wrong", "sign-on-again", "code-unlisted",
    "lrc-wrong-once", "lrc-wrong", "nak-once", "nak-storm", "ack-and-answer-lost",
    "closed-before", "closed-after", "closed-half", "closed-reset", "amount-wrong", "terminal-wrong",
)  # fmt: skip
SERVED = {"pty:": Framing.LINK, "tcp://127.0.0.1:0": Framing.LENGTH}


def over_the_line() -> list[tuple[str, str]]:
    """A dozen and more, each on the lines that it is for."""
    return [
        (listen, name) for listen, framing in SERVED.items() for name in TOUCH_THE_LINE
        if shipped()[name].links.has(framing)
    ]  # fmt: skip


def test_a_dozen_and_more_are_played_on_each_real_line() -> None:
    lines = [listen for listen, _ in over_the_line()]
    assert set(lines) == set(SERVED)
    assert min(lines.count(listen) for listen in SERVED) >= 12


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[str, Path, Path]]]:
    """A served host for each kind of line, started when first asked for: its link, its control file, its ledger."""
    running: dict[str, tuple[subprocess.Popen[str], tuple[str, Path, Path]]] = {}

    def host(listen: str) -> tuple[str, Path, Path]:
        if listen not in running:
            home = tmp_path_factory.mktemp("host")
            running[listen] = _start(listen, home)
        return running[listen][1]

    yield host
    for process, _ in running.values():
        process.kill()
        process.communicate()
    for _, (_, _, ledger) in running.values():
        narrated = ledger.with_name("stderr.txt").read_text(encoding="utf-8").splitlines()
        assert [line for line in narrated if not line.startswith("20")] == [], "messages and announcements have dates"


def _start(listen: str, home: Path) -> tuple["subprocess.Popen[str]", tuple[str, Path, Path]]:
    ledger = home / "ledger.db"
    words = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "emulator", "serve"]
    with (home / "stderr.txt").open("wb") as narration:
        process = subprocess.Popen(
            [*words, "--as", "host", "--listen", listen, "--database", str(ledger)],
            stdout=subprocess.PIPE,
            stderr=narration,
            text=True,
            encoding="utf-8",
            env={**os.environ, "TUIHUO_HOME": str(home)},
        )
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    return process, (first["listening"], Path(first["control"]), ledger)


@pytest.mark.parametrize(("listen", "name"), over_the_line())
def test_the_same_over_a_real_line(
    hosts: Callable[[str], tuple[str, Path, Path]], desk_on: Callable[..., Desk], listen: str, name: str
) -> None:
    """Small refunds of one order, one a scenario; each ends as over the pipe, and costs the books one row or none."""
    link, control, ledger_file = hosts(listen)
    desk = desk_on(f"{link}?t_ack=0.1&t_resp=0.3&t_cap=2")
    desk.sign_on("01")
    original = desk.find(ByOrder(ORDER))
    before = _refunded(ledger_file)
    with channel(control) as operator:
        assert operator.ask({"do": "load", "scenario": name})["loaded"] == [name]
        record = desk.refund(BY, RefundRequest(original, 100), TEST_CARDS["unionpay"], lambda _record: None).record
        assert operator.ask({"do": "unload", "scenario": name})["loaded"] == []
    end = ENDS[name]
    assert (record.state, record.cause, record.code) == end[:3]
    assert _refunded(ledger_file) - before == 100 * int(end[4])


def _refunded(file: Path) -> int:
    with open_ledger(file) as ledger:
        return sum(row.answer.amount_fen for row in ledger.all_refunds() if row.approved)


@pytest.mark.parametrize(("listen", "name"), [("pty:", "closed-half"), ("tcp://127.0.0.1:0", "lrc-wrong")])
def test_a_scenario_of_another_line_is_refused_by_name(
    hosts: Callable[[str], tuple[str, Path, Path]], listen: str, name: str
) -> None:
    _, control, _ = hosts(listen)
    with channel(control) as operator:
        said = operator.ask({"do": "load", "scenario": name})
    assert said["ok"] is False
    assert str(said["error"]).startswith(f"{name}: links: is for framing")
    assert open_scenario(name).name == name
