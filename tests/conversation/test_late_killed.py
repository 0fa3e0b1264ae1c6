"""Killed as an answer that came late is written: it is in the journal with what it decides, or not at all (H3).

Real processes, a real os._exit at the write, real SQLite files. The rule: no kill comes between what the host said and
what follows from it, so that nobody has to ask for what the journal already knows.
"""

from collections.abc import Callable

import pytest
from forked import Forked
from supervisor import BY, nobody

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.settings import Settings
from terminal.trade.refund import RefundRecord, State

PLAIN = "emulator:?t_ack=0.1&t_resp=0.3&profile=plain-acquirer"
OURS = "emulator:?t_ack=0.1&t_resp=0.3"
DEAD = 9

# fmt: off
COURSES = {
    # link, what a person said meanwhile, what its host says; how it stands where that was not kept, and where it was
    "parked for a person":      (PLAIN, "",       "",                      State.MANUAL,        State.APPROVED),
    "closed as not done":       (PLAIN, "undone", "",                      State.CLOSED_UNDONE, State.APPROVED),
    "closed as done":           (PLAIN, "done",   "",                      State.CLOSED_DONE,   State.APPROVED),
    "while it is asked about":  (OURS,  "",       "",                      State.QUERYING,      State.APPROVED),
    "declined":                 (PLAIN, "",       "&scenario=declined-61", State.MANUAL,        State.DECLINED),
    "closed as done, declined": (PLAIN, "done",   "&scenario=declined-61", State.CLOSED_DONE,   State.CLOSED_DONE),
}
# fmt: on
LAST = {State.APPROVED: "refund.approved", State.DECLINED: "refund.declined", State.CLOSED_DONE: "refund.contradicted"}
APPROVED = [name for name, course in COURSES.items() if course[-1] is State.APPROVED]

# The first write of rows among which a late answer is, is the last thing that its process does.
TERMINAL = """
import os, sys
from pathlib import Path
from slow_line import open_slowly
from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference
from terminal.desk.door import RefundRequest
from terminal.desk.operators import Admitted
from terminal.records.sqlite_store import SqliteStore
from terminal.settings import Settings

home, link, said, when = sys.argv[1:]
write, card, by = SqliteStore.write, TEST_CARDS["unionpay"], Admitted("00")

def dying(self, rows, facts, **options):
    late = any(row[2] == "late.answer" for row in rows)
    if late and when == "before":
        os._exit(9)
    write(self, rows, facts, **options)
    if late:
        os._exit(9)

SqliteStore.write = dying
settings = Settings(Path(home), "zh", 0.0)
desk, line = open_slowly(link, settings)
with open_ledger(settings.ledger) as ledger:
    sold = ledger.originals()[0]
named = ByReference(sold.reference_no, sold.month_day)
plain = "plain" in link
original = desk.keyed(named, sold.amount_fen) if plain else desk.find(named)
line.holds = {"0230"}
line.let_go_at = "" if plain else "0600"
record = desk.refund(by, RefundRequest(original, 100), card, lambda _told: None).record
if said:
    desk.close_by_hand(by, record, "acquirer", done=said == "done")
line.let_go()
desk.payments.sale(500, card, "", lambda _told: None)
sys.exit("it lived")
"""


def left(
    forked: Forked, settings: Settings, desk_on: Callable[..., Desk], name: str, when: str
) -> tuple[Desk, RefundRecord]:
    """A desk on what the killed one has left, and its refund."""
    link, said, host, *_ = COURSES[name]
    assert forked.run(TERMINAL, str(settings.home), link + host, said, when) == (DEAD, "")
    desk = desk_on(link)
    (record,) = desk.journal.refunds()
    return desk, record


def kinds(desk: Desk, record: RefundRecord) -> list[str]:
    return [entry.kind for entry in desk.journal.entries(str(record.key))]


@pytest.mark.parametrize("name", COURSES)
def test_a_kill_before_the_write_leaves_it_as_it_was(
    forked: Forked, settings: Settings, desk_on: Callable[..., Desk], name: str
) -> None:
    desk, record = left(forked, settings, desk_on, name, "before")
    assert (record.state, record.contradicted) == (COURSES[name][3], "")
    assert "late.answer" not in kinds(desk, record)


@pytest.mark.parametrize("name", COURSES)
def test_a_kill_behind_it_leaves_what_was_said_with_what_it_decides(
    forked: Forked, settings: Settings, desk_on: Callable[..., Desk], name: str
) -> None:
    desk, record = left(forked, settings, desk_on, name, "after")
    assert record.state is COURSES[name][4]
    assert kinds(desk, record)[-2:] == ["late.answer", LAST[record.state]]
    assert (record.code or record.contradicted) == ("61" if "61" in COURSES[name][2] else "00")


@pytest.mark.parametrize("name", APPROVED)
def test_the_next_start_prints_its_slip_once_and_its_original_is_free(
    forked: Forked, settings: Settings, desk_on: Callable[..., Desk], name: str
) -> None:
    desk, record = left(forked, settings, desk_on, name, "after")
    desk.sign_on("01")
    with open_ledger(settings.ledger) as ledger:
        (row,) = ledger.all_refunds()
        sold = next(one for one in ledger.originals() if one.reference_no == record.original_reference)
    done = row.answer
    assert (record.reference_no, record.reached) == (done.reference_no, done.local_date + done.local_time)
    assert [one.record for one in desk.resume(nobody)] == [record]
    assert record.reference_no in "\n".join(desk.prints.of(str(record.key)).lines)
    assert (desk.resume(nobody), desk.open_refunds()) == ((), ())
    named = ByReference(sold.reference_no, sold.month_day)
    original = desk.keyed(named, sold.amount_fen) if COURSES[name][0] == PLAIN else desk.find(named)
    again = desk.refund(BY, RefundRequest(original, 200), TEST_CARDS["unionpay"], nobody)
    assert again.record.state is State.APPROVED
    desk.journal.verify()
