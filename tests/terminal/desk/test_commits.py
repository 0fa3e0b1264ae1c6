"""How many durable commits a refund costs, on the real desk and file: four at most, also where it was unknown first,
and one more for each time it is sent again.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from supervisor import BY

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
    """Counts what is made durable in a journal's file."""

    def __init__(self, desk: Desk) -> None:
        self.said: list[str] = []
        desk.journal._store.db.set_trace_callback(self.said.append)  # type: ignore[attr-defined]

    def taken(self) -> int:
        """Since it was asked last."""
        count = self.said.count("COMMIT")
        self.said.clear()
        return count


@pytest.mark.parametrize(("act", "ends", "kinds"), COURSES, ids=[row[0] or "nothing" for row in COURSES])
def test_a_refund_costs_four_commits_at_most(
    tmp_path: Path, nobody_waits: Callable[[], None], act: str, ends: State, kinds: list[str]
) -> None:
    (tmp_path / "each.toml").write_text(SCENARIO + act + "\n", encoding="utf-8")
    link = f"emulator:?scenario={tmp_path / 'each.toml'}" if act else "emulator:"
    desk = open_desk(link, Settings(tmp_path / "home", "zh", 0.0, printers=("txt:",)))
    desk.sign_on("01")
    commits, cost, told = Commits(desk), [], []
    for _ in range(ROUNDS):
        original = desk.find(ByOrder(ORDER))
        commits.taken()
        result = desk.refund(BY, RefundRequest(original, 100), CARD, lambda _record: None)
        desk.prints.wait(30)
        cost.append(commits.taken())
        told.append([entry.kind for entry in desk.journal.entries() if str(result.record.key) == entry.subject])
        assert result.record.state is ends
    desk.close()
    assert told == [kinds] * ROUNDS
    assert cost == [len(kinds)] * ROUNDS, "trace numbers are reserved in the same writes"
    assert len(kinds) - kinds.count(RESENT) <= MOST
