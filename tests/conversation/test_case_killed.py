"""A terminal dies between any two writes of a case; started again, nothing is lost and nothing is paid twice.

Real processes, a real os._exit at the point, real files. The rule under test: what the journal says happened has
happened, whatever else of it was done or not; and the original gives back no more than was granted.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from case_walk import BOSS, CARD, CARD_ORDER, CARD_PAID, CLERK, CaseWalk, nobody, word

from emulator.practice_host import open_ledger
from protocol.transactions import ByOrder
from terminal.case.acts import Escalated, Refused
from terminal.case.case import Route, State, Venue
from terminal.case.papers import Paper
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.settings import Settings
from terminal.trade.refund import State as Ended

DEAD = 9
PIPE = "protocol.transport.pipe:PipeTransport"
JOURNAL = "terminal.records.journal:Journal"
STORE = "terminal.records.evidence:EvidenceStore"

TERMINAL = """
import importlib, os, sys
from pathlib import Path
home, support, doing, where, method, when, count = sys.argv[1:]
sys.path.insert(0, support)
from case_walk import *
from protocol.transactions import ByOrder
from terminal.desk.door import RefundRequest
from terminal.case.papers import Paper
from terminal.compose import open_desk
from terminal.settings import Settings
desk = open_desk("emulator:", Settings(Path(home), "zh", 0.0))
desk.sign_on("01")
(case,) = desk.cases.listed(CLERK)
no = case.case.case_no
file = Path(home).parent / "paper.txt"
DOINGS = {
    "refund":  lambda: desk.cases.refund(BOSS, no, CARD, nobody),
    "quick":   lambda: desk.refund(BOSS, RefundRequest(desk.find(ByOrder(CARD_ORDER)), 100), CARD, nobody),
    "enter":   lambda: desk.cases.enter(BOSS, no, PAYEE),
    "release": lambda: desk.cases.release(BOSS, no, "账号有误"),
    "attach":  lambda: desk.cases.attach(CLERK, no, Paper.OTHER, file),
    "discard": lambda: desk.cases.discard(BOSS, no, case.case.kept[0].sha256, "错收"),
}
module, name = where.split(":")
owner = getattr(importlib.import_module(module), name)
inner, calls = getattr(owner, method), [0]
def dying(*words, **options):
    calls[0] += 1
    if when == "before" and calls[0] == int(count):
        os._exit(9)
    result = inner(*words, **options)
    if when == "after" and calls[0] == int(count):
        os._exit(9)
    return result
setattr(owner, method, dying)
DOINGS[doing]()
desk.prints.wait(10)
sys.exit("it lived")
"""

# fmt: off
REFUND = {
    "before the intent":             (JOURNAL, "record", "before", 1),
    "after the intent":              (JOURNAL, "record", "after",  1),
    "after the request left":        (PIPE,    "write",  "after",  1),
    "after the answer was read":     (PIPE,    "read",   "after",  1),
    "before the outcome":            (JOURNAL, "record", "before", 2),
    "after the outcome":             (JOURNAL, "record", "after",  2),
}
OUTSIDE = {
    "before the intent":             (JOURNAL, "note",   "before", 1),
    "after the intent":              (JOURNAL, "note",   "after",  1),
    "after the request left":        (PIPE,    "write",  "after",  1),
    "after the answer was read":     (PIPE,    "read",   "after",  1),
    "before the answer is written":  (JOURNAL, "note",   "before", 2),
    "after the answer is written":   (JOURNAL, "note",   "after",  2),
}
ATTACH = {
    "before the file":               (STORE,   "_write", "before", 1),
    "after the file":                (STORE,   "_write", "after",  1),
    "before the event":              (JOURNAL, "note",   "before", 1),
    "after the event":               (JOURNAL, "note",   "after",  1),
}
DISCARD = {
    "before the event":              (JOURNAL, "note",   "before", 1),
    "after the event":               (JOURNAL, "note",   "after",  1),
    "before the file is gone":       (STORE,   "remove", "before", 1),
    "after the file is gone":        (STORE,   "remove", "after",  1),
}
# fmt: on


def every(points: dict[str, tuple[str, str, str, int]], *always: str) -> list[object]:
    """All of them; but for those that are tried always, in the long run alone."""
    return [name if name in always else pytest.param(name, marks=pytest.mark.deep) for name in points]


@pytest.fixture
def walk(desk_on: Callable[..., Desk], tmp_path: Path) -> CaseWalk:
    desk = desk_on()
    desk.sign_on("01")
    return CaseWalk(desk, tmp_path)


def die(settings: Settings, walk: CaseWalk, doing: str, point: tuple[str, str, str, int]) -> None:
    walk.desk.close()
    support = Path(__file__).resolve().parents[1] / "support"
    words = [str(settings.home), str(support), doing, *map(str, point)]
    run = subprocess.run(
        [sys.executable, "-P", "-c", TERMINAL, *words],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (DEAD, "")


def begun_again(walk: CaseWalk, desk_on: Callable[..., Desk]) -> Desk:
    desk = desk_on()
    desk.sign_on("01")
    desk.resume(nobody)
    desk.journal.verify()
    walk.desk = desk
    return desk


def given_back(settings: Settings) -> int:
    """Of the original, by the host's books: refunds and what is paid outside."""
    with open_ledger(settings.ledger) as ledger:
        (sale,) = [one for one in ledger.originals() if one.order_no == CARD_ORDER]
    return sale.given_back_fen


@pytest.mark.parametrize("name", every(REFUND, "after the request left", "before the outcome"))
def test_a_refund_from_a_case(settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str) -> None:
    walk.ready()
    die(settings, walk, "refund", REFUND[name])
    desk = begun_again(walk, desk_on)
    assert word(lambda: desk.refund(BOSS, RefundRequest(desk.find(ByOrder(CARD_ORDER)), 1), CARD, nobody)) != ""
    for record in desk.open_refunds():
        assert word(walk.refund) == "case_not_ready"
        desk.settle(record, CARD, cancel=False, tell=nobody)
    if walk.case.state is State.READY:
        walk.refund()
    assert (walk.case.state, walk.case.paid_fen, given_back(settings)) == (State.PAID, CARD_PAID, CARD_PAID)
    assert word(walk.refund) == "case_not_ready"


def test_what_was_begun_at_the_counter_is_not_sent_again_once_its_case_was_refused(
    settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk
) -> None:
    walk.opened().gathered()
    die(settings, walk, "quick", REFUND["after the intent"])
    desk = begun_again(walk, desk_on)
    (record,) = desk.open_refunds()
    walk.applied()
    assert word(walk.approved) == "original_busy"
    desk.cases.act(BOSS, walk.no, Refused("超过期限", "补充检测报告"))
    assert word(lambda: desk.settle(record, CARD, cancel=False, tell=nobody)) == "case_open"
    assert desk.settle(record, None, cancel=True, tell=nobody).record.state is Ended.CANCELLED
    assert given_back(settings) == 0


def test_what_was_begun_from_a_case_is_not_sent_again_once_it_was_escalated(
    settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk
) -> None:
    walk.ready()
    die(settings, walk, "refund", REFUND["after the intent"])
    desk = begun_again(walk, desk_on)
    (record,) = desk.open_refunds()
    desk.cases.act(BOSS, walk.no, Escalated(Venue.COMPLAINT, "", "客户投诉"))
    assert word(lambda: desk.settle(record, CARD, cancel=False, tell=nobody)) == "case_not_ready"
    desk.settle(record, None, cancel=True, tell=nobody)
    assert (walk.case.state, walk.case.paid_fen, given_back(settings)) == (State.ESCALATED, 0, 0)


@pytest.mark.parametrize(
    "name", every(OUTSIDE, "after the intent", "after the request left", "before the answer is written")
)
def test_an_entry(settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str) -> None:
    walk.ready(Route.BANK).keyed()
    die(settings, walk, "enter", OUTSIDE[name])
    begun_again(walk, desk_on)
    if walk.case.state is State.READY:
        walk.entered()
    assert (walk.case.state, walk.case.due_fen, given_back(settings)) == (State.ENTERED, 0, CARD_PAID)


@pytest.mark.parametrize("name", every(OUTSIDE, "after the intent", "before the answer is written"))
def test_a_release(settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str) -> None:
    walk.ready(Route.BANK).keyed()
    walk.entered()
    die(settings, walk, "release", OUTSIDE[name])
    desk = begun_again(walk, desk_on)
    if walk.case.state is State.ENTERED:
        desk.cases.release(BOSS, walk.no, "账号有误")
    assert (walk.case.state, walk.case.due_fen, given_back(settings)) == (State.READY, CARD_PAID, 0)


@pytest.mark.parametrize("name", every(ATTACH, "after the file", "after the event"))
def test_a_paper_that_is_attached(
    settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "paper.txt"
    file.write_text("a paper", encoding="utf-8")
    walk.opened()
    die(settings, walk, "attach", ATTACH[name])
    desk = begun_again(walk, desk_on)
    if not walk.case.kept:
        desk.cases.attach(CLERK, walk.no, Paper.OTHER, file)
    assert ([one.paper for one in walk.case.kept], desk.cases.view(CLERK, walk.no).faulty) == ([Paper.OTHER], ())
    assert len(list((settings.journal.parent / "evidence").iterdir())) == 1


@pytest.mark.parametrize("name", every(DISCARD, "after the event"))
def test_a_paper_that_is_taken_away(
    settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "paper.txt"
    file.write_text("a paper", encoding="utf-8")
    walk.opened()
    walk.desk.cases.attach(CLERK, walk.no, Paper.OTHER, file)
    die(settings, walk, "discard", DISCARD[name])
    desk = begun_again(walk, desk_on)
    if walk.case.kept:
        desk.cases.discard(BOSS, walk.no, walk.case.kept[0].sha256, "错收")
    assert (len(walk.case.papers), list((settings.journal.parent / "evidence").iterdir())) == (1, [])
