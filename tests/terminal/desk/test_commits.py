"""How many durable commits a refund costs, on the real desk and file: four at most, also where it was unknown first or
its answer came late; one more for each time it is sent again, and two where nothing comes of that; giving it up is two.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from slow_line import open_slowly
from supervisor import BY, nobody

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.records.journal import TRACE_BLOCK
from terminal.settings import Settings
from terminal.trade.refund import State

CARD, ORDER = TEST_CARDS["unionpay"], order_no("800000260001")
MOST, PRINTED, RESENT = 4, "receipt.printed", "refund.resent"
LATE = "late.answer refund.approved"
ROUNDS = 2 * TRACE_BLOCK
"""Refunds in a row: as many as use up several blocks of trace numbers."""

# fmt: off
COURSES = [
    # what goes wrong     how it ends      its events: one durable commit each, and no other
    ("",                  State.APPROVED,  ["refund.intent", "refund.approved", PRINTED]),
    ('code = "61"',       State.DECLINED,  ["refund.intent", "refund.declined"]),
    ('lost = "answer"',   State.APPROVED,  ["refund.intent", "refund.unknown", "refund.approved", PRINTED]),
    ('lost = "request"',  State.APPROVED,  ["refund.intent", "refund.unknown", RESENT, "refund.approved", PRINTED]),
]
# fmt: on


SCENARIO = """zh = "每笔"
en = "each"
sees_zh = "见结果"
sees_en = "its result"
links = "any"

[[rule]]
[rule.match]
transaction = "refund"
times = 1000

[rule.act]
"""


class Commits:
    """Counts what is made durable in a journal's file, and names the events of it, a text for each commit."""

    def __init__(self, desk: Desk) -> None:
        self.said: list[str] = []
        self._desk, self._seen = desk, desk.journal.last
        desk.journal._store.db.set_trace_callback(self.said.append)  # type: ignore[attr-defined]

    def taken(self) -> int:
        """Since it was asked last."""
        count = self.said.count("COMMIT")
        self.said.clear()
        return count

    def events(self) -> list[str]:
        """Since it was made: the kinds that one commit holds stand in one text, and a commit without any in none."""
        rows = [entry for entry in self._desk.journal.entries() if entry.seq > self._seen]
        kinds = iter(entry.kind for entry in rows)
        groups, commits = [], "\n".join(self.said).split("COMMIT")
        for commit in commits:
            some = [next(kinds) for _ in range(commit.count("INSERT INTO event"))]
            groups += [" ".join(some)] if some else []
        return groups


def link_by(folder: Path, scenario: str) -> str:
    """A practice host that does so to every refund."""
    (folder / "each.toml").write_text(scenario + "\n", encoding="utf-8")
    return f"emulator:?t_ack=0.1&t_resp=0.3&scenario={folder / 'each.toml'}"


@pytest.mark.parametrize(("act", "ends", "kinds"), COURSES, ids=[row[0] or "nothing" for row in COURSES])
def test_a_refund_costs_four_commits_at_most(
    tmp_path: Path, nobody_waits: Callable[[], None], act: str, ends: State, kinds: list[str]
) -> None:
    link = link_by(tmp_path, SCENARIO + act) if act else "emulator:"
    desk = open_desk(link, Settings(tmp_path / "home", "zh", 0.0, printers=("txt:",)))
    desk.sign_on("01")
    commits, cost, told = Commits(desk), [], []
    for _ in range(ROUNDS):
        original = desk.find(ByOrder(ORDER))
        commits.taken()
        result = desk.refund(BY, RefundRequest(original, 100), CARD, nobody)
        desk.prints.wait(30)
        cost.append(commits.taken())
        told.append([entry.kind for entry in desk.journal.entries() if str(result.record.key) == entry.subject])
        assert result.record.state is ends
    desk.close()
    assert told == [kinds] * ROUNDS
    assert cost == [len(kinds)] * ROUNDS, "trace numbers are reserved in the same writes"
    assert len(kinds) - kinds.count(RESENT) <= MOST


def test_an_answer_that_comes_late_costs_no_commit_of_its_own(tmp_path: Path, nobody_waits: Callable[[], None]) -> None:
    """While its outcome is being asked."""
    settings = Settings(tmp_path / "home", "zh", 0.0, printers=("txt:",))
    desk, line = open_slowly("emulator:?t_ack=0.1&t_resp=0.3", settings)
    original = desk.find(ByOrder(ORDER))
    line.holds, line.let_go_at = {"0230"}, "0600"
    commits = Commits(desk)
    assert desk.refund(BY, RefundRequest(original, 100), CARD, nobody).record.state is State.APPROVED
    desk.prints.wait(30)
    events = commits.events()
    assert commits.taken() == len(events), "none is without an event"
    desk.close()
    assert events == ["refund.intent", "refund.unknown", LATE, PRINTED]
    assert len(events) <= MOST


def test_giving_up_what_the_host_never_saw_costs_two(tmp_path: Path, nobody_waits: Callable[[], None]) -> None:
    """Each time that it is sent again costs two: that it was, and that nothing came of it."""
    lost = SCENARIO.replace('"refund"', '["refund", "refund_again"]') + 'lost = "request"'
    link = link_by(tmp_path, lost)
    desk = open_desk(link, Settings(tmp_path / "home", "zh", 0.0, printers=("txt:",)))
    desk.sign_on("01")
    original = desk.find(ByOrder(ORDER))
    commits = Commits(desk)
    record = desk.refund(BY, RefundRequest(original, 100), CARD, nobody).record
    assert (record.state, record.sends) == (State.NOT_FOUND, 3)
    before = commits.events()
    assert desk.settle(record, None, cancel=True, tell=nobody).record.state is State.CANCELLED
    after = commits.events()[len(before) :]
    assert commits.taken() == len(before) + len(after), "none is without an event"
    desk.close()
    assert before == ["refund.intent", *["refund.unknown", RESENT] * 2, "refund.unknown", "refund.not_found"]
    assert after == ["refund.cancel_asked", "refund.cancelled"]
