"""A journal that takes no more at any event of a case: it is said, nothing is lost, and a start goes on from there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from case_walk import BOSS, CARD_ORDER, CARD_PAID, CLERK, CaseWalk, paid_now, word
from supervisor import nobody

from protocol.transactions import ByOrder
from terminal.case.case import Case
from terminal.case.papers import Paper
from terminal.case.words import Route, State
from terminal.compose import open_desk
from terminal.desk.case_door import Which
from terminal.desk.cashdesk import Desk
from terminal.settings import Settings

FULL = """
CREATE TEMP TRIGGER full BEFORE INSERT ON main.event WHEN NEW.kind = '{}'
BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END
"""


def attach(walk: CaseWalk) -> Case:
    file = walk.folder / "more.txt"
    file.write_text("more", encoding="utf-8")
    return walk.desk.cases.attach(CLERK, walk.no, Paper.OTHER, file)


def ready(walk: CaseWalk) -> CaseWalk:
    return walk.ready(Route.BANK).keyed()


def entered(walk: CaseWalk) -> CaseWalk:
    ready(walk).entered()
    return walk


def release(walk: CaseWalk) -> Case:
    return walk.desk.cases.release(BOSS, walk.no, "账号有误")


def pay(walk: CaseWalk) -> Case:
    return paid_now(walk.desk, BOSS, walk.no)


Walk, Doing = Callable[[CaseWalk], CaseWalk], Callable[[CaseWalk], object]
FULL_SAYS = "journal_write"
WALKS: dict[str, Walk] = {
    "opened": lambda walk: walk.opened(),
    "gathered": lambda walk: walk.opened().gathered(),
    "applied": lambda walk: walk.opened().gathered().applied(),
    "approved": lambda walk: walk.opened().gathered().applied().approved(),
    "ready": lambda walk: walk.ready(),
    "keyed": ready,
    "entered": entered,
}
# fmt: off
FAILS: list[tuple[str, Doing, str, str, State, int]] = [
    # walked to   what is done        not written              said       after a start    the host gave back
    ("opened",    attach,             "case.paper_attached",   FULL_SAYS, State.TALKING,   0),
    ("gathered",  CaseWalk.applied,   "case.applied",          FULL_SAYS, State.GATHERING, 0),
    ("applied",   CaseWalk.approved,  "case.approved",         FULL_SAYS, State.APPLIED,   0),
    ("approved",  CaseWalk.signed,    "case.agreement_drawn",  FULL_SAYS, State.APPROVED,  0),
    ("ready",     CaseWalk.refund,    "refund.intent",         FULL_SAYS, State.READY,     0),
    ("ready",     CaseWalk.refund,    "refund.approved",       "",        State.PAID,      CARD_PAID),
    ("keyed",     CaseWalk.entered,   "case.entry_intended",   FULL_SAYS, State.READY,     0),
    ("keyed",     CaseWalk.entered,   "case.entry_taken",      FULL_SAYS, State.ENTERED,   CARD_PAID),
    ("entered",   release,            "case.release_intended", FULL_SAYS, State.ENTERED,   CARD_PAID),
    ("entered",   release,            "case.entry_released",   FULL_SAYS, State.READY,     0),
    ("entered",   pay,                "case.paid_outside",     FULL_SAYS, State.ENTERED,   CARD_PAID),
]
# fmt: on


def started(settings: Settings) -> Desk:
    desk = open_desk("emulator:", settings)
    desk.sign_on("01")
    desk.resume(nobody)
    return desk


@pytest.mark.parametrize(("walked", "doing", "kind", "said", "state", "host_fen"), FAILS)
def test_what_can_not_be_written_has_not_happened_or_is_found_out(
    settings: Settings, tmp_path: Path, walked: str, doing: Doing, kind: str, said: str, state: State, host_fen: int
) -> None:
    walk = WALKS[walked](CaseWalk(started(settings), tmp_path))
    walk.desk.prints.wait(10)
    walk.desk.journal._store.db.execute(FULL.format(kind))
    assert word(lambda: doing(walk)) == said
    assert word(lambda: doing(walk)) != "", "nothing more is sent or written"
    walk.desk.close()
    walk.desk = started(settings)
    assert (walk.case.state, walk.desk.find(ByOrder(CARD_ORDER)).given_back_fen) == (state, host_fen)
    walk.desk.journal.verify()
    walk.desk.close()


def test_a_case_that_can_not_be_opened_is_none(settings: Settings, tmp_path: Path) -> None:
    walk = CaseWalk(started(settings), tmp_path)
    walk.desk.journal._store.db.execute(FULL.format("case.opened"))
    assert word(walk.opened) == FULL_SAYS
    walk.desk.close()
    walk.desk = started(settings)
    assert walk.desk.cases.listed(CLERK, Which.ALL) == ()
    walk.opened()
    walk.desk.close()
