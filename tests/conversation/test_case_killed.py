"""A terminal dies between any two writes of a case; started again, nothing is lost and nothing is paid twice.

Real processes, a real os._exit at the point, real files. The rule under test: what the journal says happened has
happened, whatever else of it was done or not; and the original gives back no more than was granted.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from case_walk import BOSS, CARD, CARD_ORDER, CARD_PAID, CLERK, CaseWalk, word
from forked import Forked
from supervisor import nobody

from emulator.practice_host import open_ledger
from protocol.transactions import ByOrder
from terminal.case.acts import Escalated, Refused
from terminal.case.papers import Paper
from terminal.case.words import Route, State, Venue
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.settings import Settings
from terminal.trade.refund import State as Ended

DEAD = 9
PIPE = "protocol.transport.pipe:PipeTransport"
JOURNAL = "terminal.records.journal:Journal"
STORE = "terminal.records.evidence:EvidenceStore"
PLAIN = "emulator:?profile=plain-acquirer"
"""A host that keeps no entry."""

TERMINAL = """
import importlib, os, sys
from pathlib import Path
home, support, link, doing, where, method, when, count = sys.argv[1:]
sys.path.insert(0, support)
from case_walk import *
from supervisor import nobody
from protocol.transactions import ByOrder
from terminal.desk.door import RefundRequest
from terminal.case.papers import Paper
from terminal.compose import open_desk
from terminal.settings import Settings
desk = open_desk(link, Settings(Path(home), "zh", 0.0))
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
    "draw":    lambda: desk.cases.draw_agreement(CLERK, no),
    "settle":  lambda: desk.settle(desk.open_refunds()[0], CARD, cancel=False, tell=nobody),
    "discard": lambda: desk.cases.discard(BOSS, no, case.case.kept[0].sha256, "错收"),
}
def class_of(where):
    module, name = where.split(":")
    return getattr(importlib.import_module(module), name)
def wrapped(owner, method, around):
    inner = getattr(owner, method)
    setattr(owner, method, lambda *words, **options: around(inner, *words, **options))
calls, armed = [0], [where != "protocol.transport.pipe:PipeTransport"]
def dying(inner, *words, **options):
    if method == "note" and not words[1].startswith("case."):
        return inner(*words, **options)
    calls[0] += armed[0]
    if when == "before" and calls[0] == int(count):
        os._exit(9)
    result = inner(*words, **options)
    calls[0] -= armed[0] and method == "read" and len(result) < 20
    if when == "after" and calls[0] == int(count):
        os._exit(9)
    return result
def arming(inner, *words, **options):
    result = inner(*words, **options)
    armed[0] = armed[0] or words[1].startswith(("case.", "refund."))
    return result
journal = class_of("terminal.records.journal:Journal")
for noting in ("record", "note"):
    wrapped(journal, noting, arming)
wrapped(class_of(where), method, dying)
DOINGS[doing]()
desk.prints.wait(10)
sys.exit("it lived")
"""

Point = tuple[str, str, str, int, str, int]
"""Where it dies: class, method, before or after which call (on the line: since there is an intent, and of reads those
with an answer); and the proof: the journal's last event, and by how much the host's books have changed.
"""

WHOLE = CARD_PAID
# fmt: off
REFUND: dict[str, Point] = {
    "before the intent":             (JOURNAL, "record", "before", 1, "case.signed",           0),
    "after the intent":              (JOURNAL, "record", "after",  1, "refund.intent",         0),
    "after the request left":        (PIPE,    "write",  "after",  1, "refund.intent",         WHOLE),
    "after the answer was read":     (PIPE,    "read",   "after",  1, "refund.intent",         WHOLE),
    "before the outcome":            (JOURNAL, "record", "before", 2, "refund.intent",         WHOLE),
    "after the outcome":             (JOURNAL, "record", "after",  2, "refund.approved",       WHOLE),
}
AGAIN: dict[str, Point] = {
    "before the intent":             (JOURNAL, "record", "before", 1, "refund.not_found",      0),
    "after the intent":              (JOURNAL, "record", "after",  1, "refund.resent",         0),
    "after the request left":        (PIPE,    "write",  "after",  1, "refund.resent",         WHOLE),
    "after the answer was read":     (PIPE,    "read",   "after",  1, "refund.resent",         WHOLE),
    "before the outcome":            (JOURNAL, "record", "before", 2, "refund.resent",         WHOLE),
    "after the outcome":             (JOURNAL, "record", "after",  2, "refund.approved",       WHOLE),
}
ENTER: dict[str, Point] = {
    "before the intent":             (JOURNAL, "note",   "before", 1, "case.payee_keyed",      0),
    "after the intent":              (JOURNAL, "note",   "after",  1, "case.entry_intended",   0),
    "after the request left":        (PIPE,    "write",  "after",  1, "case.entry_intended",   WHOLE),
    "after the answer was read":     (PIPE,    "read",   "after",  1, "case.entry_intended",   WHOLE),
    "before the answer is written":  (JOURNAL, "note",   "before", 2, "case.entry_intended",   WHOLE),
    "after the answer is written":   (JOURNAL, "note",   "after",  2, "case.entry_taken",      WHOLE),
}
RELEASE: dict[str, Point] = {
    "before the intent":             (JOURNAL, "note",   "before", 1, "case.entry_taken",      0),
    "after the intent":              (JOURNAL, "note",   "after",  1, "case.release_intended", 0),
    "after the request left":        (PIPE,    "write",  "after",  1, "case.release_intended", -WHOLE),
    "after the answer was read":     (PIPE,    "read",   "after",  1, "case.release_intended", -WHOLE),
    "before the answer is written":  (JOURNAL, "note",   "before", 2, "case.release_intended", -WHOLE),
    "after the answer is written":   (JOURNAL, "note",   "after",  2, "case.entry_released",   -WHOLE),
}
ALONE: dict[str, Point] = {
    "before the intent":             (JOURNAL, "note",   "before", 1, "case.payee_keyed",      0),
    "after the intent":              (JOURNAL, "note",   "after",  1, "case.entry_intended",   0),
    "before it is taken":            (JOURNAL, "note",   "before", 2, "case.entry_intended",   0),
    "after it is taken":             (JOURNAL, "note",   "after",  2, "case.entry_taken",      0),
}
DRAW: dict[str, Point] = {
    "before the text":               (STORE,   "_write", "before", 1, "case.approved",         0),
    "after the text":                (STORE,   "_write", "after",  1, "case.approved",         0),
    "before the event":              (JOURNAL, "note",   "before", 1, "case.approved",         0),
    "after the event":               (JOURNAL, "note",   "after",  1, "case.agreement_drawn",  0),
}
ATTACH: dict[str, Point] = {
    "before the file":               (STORE,   "_write", "before", 1, "case.opened",           0),
    "after the file":                (STORE,   "_write", "after",  1, "case.opened",           0),
    "before the event":              (JOURNAL, "note",   "before", 1, "case.opened",           0),
    "after the event":               (JOURNAL, "note",   "after",  1, "case.paper_attached",   0),
}
DISCARD: dict[str, Point] = {
    "before the event":              (JOURNAL, "note",   "before", 1, "case.paper_attached",   0),
    "after the event":               (JOURNAL, "note",   "after",  1, "case.paper_discarded",  0),
    "before the file is gone":       (STORE,   "remove", "before", 1, "case.paper_discarded",  0),
    "after the file is gone":        (STORE,   "remove", "after",  1, "case.paper_discarded",  0),
}
# fmt: on


def every(points: dict[str, Point], *always: str) -> list[object]:
    """All of them; but for those that are tried always, in the long run alone."""
    return [name if name in always else pytest.param(name, marks=pytest.mark.deep) for name in points]


@pytest.fixture
def walk(desk_on: Callable[..., Desk], tmp_path: Path) -> CaseWalk:
    desk = desk_on()
    desk.sign_on("01")
    return CaseWalk(desk, tmp_path)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """Where the program that dies looks for it too."""
    file = tmp_path / "paper.txt"
    file.write_text("a paper", encoding="utf-8")
    return file


@pytest.fixture
def die(forked: Forked) -> Callable[..., None]:
    return partial(_die, forked)


def _die(forked: Forked, settings: Settings, walk: CaseWalk, doing: str, point: Point, link: str = "emulator:") -> None:
    """At that point and no other: by the last event of the journal, and by what the host has in its books."""
    walk.desk.close()
    before = given_back(settings)
    support = Path(__file__).resolve().parents[1] / "support"
    words = [str(settings.home), str(support), link, doing, *map(str, point[:4])]
    assert forked.run(TERMINAL, *words) == (DEAD, "")
    with sqlite3.connect(settings.journal) as db:
        kinds = [kind for (kind,) in db.execute("SELECT kind FROM event ORDER BY seq")]
    db.close()
    last = [kind for kind in kinds if kind.startswith(("case.", "refund."))][-1]
    assert (last, given_back(settings) - before) == point[4:]


def begun_again(walk: CaseWalk, desk_on: Callable[..., Desk], link: str = "emulator:") -> Desk:
    desk = desk_on(link)
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


@pytest.mark.parametrize("name", every(REFUND, "after the request left", "after the answer was read"))
def test_a_refund_from_a_case(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str
) -> None:
    walk.ready()
    die(settings, walk, "refund", REFUND[name])
    desk = begun_again(walk, desk_on)
    assert word(lambda: desk.refund(BOSS, RefundRequest(desk.find(ByOrder(CARD_ORDER)), 1), CARD, nobody)) != ""
    assert walk.case.state is LEFT.get(name, State.PAID)
    FINISH[walk.case.state](walk)
    assert (walk.case.state, walk.case.paid_fen, given_back(settings)) == (State.PAID, CARD_PAID, CARD_PAID)
    assert word(walk.refund) == "case_not_ready"


def sent_again(walk: CaseWalk) -> None:
    """The record that the case waits for, with its card."""
    (record,) = walk.desk.open_refunds()
    assert word(walk.refund) == "case_not_ready"
    walk.desk.settle(record, CARD, cancel=False, tell=nobody)


LEFT = {"before the intent": State.READY, "after the intent": State.PAYING}
"""Of a refund after a start; at every other point the host knows it, and it is paid."""

FINISH: dict[State, Callable[[CaseWalk], object]] = {
    State.READY: lambda walk: walk.refund(),
    State.PAYING: sent_again,
    State.PAID: lambda _walk: None,
}


@pytest.mark.parametrize("name", every(AGAIN, "after the answer was read"))
def test_a_refund_that_is_sent_again(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str
) -> None:
    """It was left by a first death, and the host had never seen it."""
    walk.ready()
    die(settings, walk, "refund", REFUND["after the intent"])
    begun_again(walk, desk_on)
    (record,) = walk.desk.open_refunds()
    die(settings, walk, "settle", AGAIN[name])
    begun_again(walk, desk_on)
    assert walk.case.state is (State.PAYING if name in LEFT else State.PAID)
    FINISH[walk.case.state](walk)
    assert (walk.case.state, walk.case.paid_fen, given_back(settings)) == (State.PAID, CARD_PAID, CARD_PAID)
    assert [one.key for one in walk.desk.journal.refunds()] == [record.key]


def test_what_was_begun_at_the_counter_is_not_sent_again_once_its_case_was_refused(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk
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
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk
) -> None:
    walk.ready()
    die(settings, walk, "refund", REFUND["after the intent"])
    desk = begun_again(walk, desk_on)
    (record,) = desk.open_refunds()
    desk.cases.act(BOSS, walk.no, Escalated(Venue.COMPLAINT, "", "客户投诉"))
    assert word(lambda: desk.settle(record, CARD, cancel=False, tell=nobody)) == "case_not_ready"
    desk.settle(record, None, cancel=True, tell=nobody)
    assert (walk.case.state, walk.case.paid_fen, given_back(settings)) == (State.ESCALATED, 0, 0)


@pytest.mark.parametrize("name", every(ENTER, "after the request left", "after the answer was read"))
def test_an_entry(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str
) -> None:
    walk.ready(Route.BANK).keyed()
    die(settings, walk, "enter", ENTER[name])
    begun_again(walk, desk_on)
    assert walk.case.state is (State.READY if name == "before the intent" else State.ENTERED)
    assert word(walk.entered) == ("" if name == "before the intent" else "case_out_of_order")
    assert (walk.case.state, walk.case.due_fen, given_back(settings)) == (State.ENTERED, 0, CARD_PAID)


@pytest.mark.parametrize("name", every(ALONE, "after the intent"))
def test_an_entry_that_no_host_keeps(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str
) -> None:
    walk.desk.close()
    walk.desk = desk_on(PLAIN)
    walk.desk.sign_on("01")
    walk.ready(Route.BANK).keyed()
    die(settings, walk, "enter", ALONE[name], PLAIN)
    begun_again(walk, desk_on, PLAIN)
    assert walk.case.state is (State.READY if name == "before the intent" else State.ENTERED)
    assert word(walk.entered) == ("" if name == "before the intent" else "case_out_of_order")
    assert (walk.case.state, walk.case.due_fen, given_back(settings)) == (State.ENTERED, 0, 0)


@pytest.mark.parametrize("name", every(DRAW, "after the text"))
def test_an_agreement_that_is_drawn(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str
) -> None:
    walk.opened().gathered().applied().approved()
    die(settings, walk, "draw", DRAW[name])
    begun_again(walk, desk_on)
    assert walk.case.state is (State.SIGNING if name == "after the event" else State.APPROVED)
    assert walk.signed().case.state is State.READY


@pytest.mark.parametrize("name", every(RELEASE, "after the answer was read"))
def test_a_release(
    die: Callable[..., None], settings: Settings, desk_on: Callable[..., Desk], walk: CaseWalk, name: str
) -> None:
    walk.ready(Route.BANK).keyed()
    walk.entered()
    die(settings, walk, "release", RELEASE[name])
    desk = begun_again(walk, desk_on)
    again = word(lambda: desk.cases.release(BOSS, walk.no, "账号有误"))
    assert again == ("" if name == "before the intent" else "case_out_of_order")
    assert (walk.case.state, walk.case.due_fen, given_back(settings)) == (State.READY, CARD_PAID, 0)


@pytest.mark.parametrize("name", every(ATTACH, "after the file", "after the event"))
def test_a_paper_that_is_attached(
    die: Callable[..., None],
    settings: Settings,
    desk_on: Callable[..., Desk],
    walk: CaseWalk,
    paper: Path,
    name: str,
) -> None:
    walk.opened()
    die(settings, walk, "attach", ATTACH[name])
    desk = begun_again(walk, desk_on)
    again = word(lambda: desk.cases.attach(CLERK, walk.no, Paper.OTHER, paper))
    assert again == ("paper_twice" if name == "after the event" else "")
    assert ([one.paper for one in walk.case.kept], desk.cases.view(CLERK, walk.no).faulty) == ([Paper.OTHER], ())
    assert len(list((settings.journal.parent / "evidence").iterdir())) == 1


@pytest.mark.parametrize("name", every(DISCARD, "after the event"))
def test_a_paper_that_is_taken_away(
    die: Callable[..., None],
    settings: Settings,
    desk_on: Callable[..., Desk],
    walk: CaseWalk,
    paper: Path,
    name: str,
) -> None:
    walk.opened()
    walk.desk.cases.attach(CLERK, walk.no, Paper.OTHER, paper)
    die(settings, walk, "discard", DISCARD[name])
    desk = begun_again(walk, desk_on)
    again = word(lambda: desk.cases.discard(BOSS, walk.no, walk.case.papers[0].sha256, "错收"))
    assert again == ("" if name == "before the event" else "paper_unknown")
    assert (len(walk.case.papers), list((settings.journal.parent / "evidence").iterdir())) == (1, [])
