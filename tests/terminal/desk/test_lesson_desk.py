"""练习任务 on the real desk over the emulator: who comes, the silence, and the file of results."""

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from supervisor import BY

from protocol.transactions import ByOrder
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.desk.operators import Admitted
from terminal.lessons.judge import Begun
from terminal.lessons.results import Best, Done
from terminal.settings import Settings
from terminal.trade.refund import State

pytestmark = pytest.mark.usefixtures("nobody_waits")

LINK = "emulator:?t_resp=0.05&t_cap=0.5"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    opened = open_desk(LINK, Settings(home, "zh", 0.0))
    opened.sign_on("01")
    yield opened
    opened.close()


def refund(desk: Desk, begun: Begun) -> RefundResult:
    original = desk.find(ByOrder(begun.order_no))
    card = next(one.card for one in desk.counter.customers() if one.id == begun.visit.customer)
    request = RefundRequest(original, begun.visit.fen, tuple(begun.visit.items.items()))
    return desk.refund(BY, request, card, lambda _record: None)


def test_each_time_another_customer_until_all_were_served_and_the_data_is_renewed(desk: Desk) -> None:
    came = []
    for _ in range(3):
        begun = desk.lessons.begin(1)
        came.append(begun.visit.customer)
        assert refund(desk, begun).record.state is State.APPROVED
    assert came == ["traveller", "overstocked", "father"]
    with pytest.raises(Refusal, match="lesson_used_up"):
        desk.lessons.begin(1)
    desk.reset_practice()
    assert desk.lessons.begin(1).visit.customer == "traveller"


def test_who_is_refused_may_come_again_and_has_no_order_of_ours(desk: Desk) -> None:
    begun = [desk.lessons.begin(no) for no in (3, 4)]
    assert [one.order_no for one in begun] == ["", ""]


def test_silence_once_then_the_host_answers_again(desk: Desk) -> None:
    begun = desk.lessons.begin(6)
    desk.lessons.start(6)
    silent = refund(desk, begun).record
    assert silent.state is State.UNKNOWN
    settled = desk.settle(silent, None, False, lambda _record: None).record
    assert (settled.state, settled.key) == (State.APPROVED, silent.key)
    assert refund(desk, desk.lessons.begin(6)).record.state is State.APPROVED


def test_a_scenario_of_the_link_stays_when_the_task_is_over(tmp_path: Path) -> None:
    desk = open_desk(f"{LINK}&scenario=query-lost", Settings(tmp_path, "zh", 0.0))
    desk.sign_on("01")
    desk.lessons.start(6)
    desk.lessons.keep("01 小王", "silence", Done(right=False, keys=3))
    assert refund(desk, desk.lessons.begin(6)).record.state is State.UNKNOWN
    desk.close()


def test_a_task_that_ends_early_leaves_no_silence_behind(desk: Desk) -> None:
    desk.lessons.start(6)
    desk.lessons.keep("01 小王", "silence", Done(right=False, keys=3))
    assert refund(desk, desk.lessons.begin(6)).record.state is State.APPROVED


def test_silence_is_for_whoever_took_the_task(desk: Desk) -> None:
    desk.staff.add(Admitted("00"), "02", "2222")
    desk.lessons.start(6)
    desk.sign_on("01")
    assert refund(desk, desk.lessons.begin(6)).record.state is State.UNKNOWN
    desk.lessons.start(6)
    desk.sign_on("02")
    assert refund(desk, desk.lessons.begin(6)).record.state is State.APPROVED


def test_results_outlive_the_terminal_and_renewed_practice_data(desk: Desk, home: Path) -> None:
    desk.lessons.keep("01 小王", "full", Done(right=True, keys=20))
    best = desk.lessons.keep("01 小王", "full", Done(right=False, keys=9))["full"]
    assert (best.right, best.keys, best.tries) == (True, 20, 2)
    desk.reset_practice()
    desk.close()
    again = open_desk(LINK, Settings(home, "zh", 0.0))
    assert again.lessons.results("01 小王") == {"full": best}
    assert again.lessons.results("01 别人") == {}
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_the_file_is_its_owners_alone(desk: Desk, home: Path) -> None:
    desk.lessons.keep("01 小王", "full", Done(right=True, keys=20))
    file = home / "practice" / "lessons.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.glob(".lessons-*")) == []


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"x" * (1024 * 1024 + 1)], ids=["half", "no text", "too long"])
def test_a_damaged_file_is_put_aside(desk: Desk, home: Path, data: bytes) -> None:
    file = home / "practice" / "lessons.json"
    file.write_bytes(data)
    assert desk.lessons.results("01 小王") == {}
    assert file.with_suffix(".damaged").read_bytes() == data
    desk.lessons.keep("01 小王", "full", Done(right=True, keys=20))
    assert set(json.loads(file.read_text(encoding="utf-8"))["trainees"]) == {"01 小王"}


def test_a_file_that_cannot_be_written_is_a_refusal(desk: Desk, home: Path) -> None:
    (home / "practice" / "lessons.json").mkdir()
    with pytest.raises(Refusal, match="lesson_not_kept"):
        desk.lessons.keep("01 小王", "full", Done(right=True, keys=20))


def test_without_a_counter_nobody_comes(tmp_path: Path) -> None:
    desk = open_desk("tcp://127.0.0.1:9", Settings(tmp_path, "zh", 0.0))
    desk.lessons.start(6)
    with pytest.raises(Refusal, match="lesson_used_up"):
        desk.lessons.begin(1)
    desk.close()


def test_results_are_what_the_list_shows(desk: Desk) -> None:
    assert isinstance(desk.lessons.keep("01 A", "part", Done(right=True, keys=1))["part"], Best)
