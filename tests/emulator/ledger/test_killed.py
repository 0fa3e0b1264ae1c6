"""A process killed in the middle of groups: what it was told is in the books, and no group is there in part.

SQLite and PostgreSQL, kill -9 after a number of answers that differs from round to round. Nothing about power cuts: for
those see the order of the pragmas in test_sqlite_file.py.
"""

import subprocess
import sys

import pytest

ROUNDS, GROUP = 6, 7

# Refunds one fen of order 7 at a time and says the last trace number of each group once that is durable.
WRITER = """
import sys
from emulator.ledger.moves import Attempt, Refund, Ruling
from emulator.ledger.records import Kind, StoredAnswer
from protocol.transactions import RefundKey

where, batch_no, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
if where.startswith("postgresql:"):
    from emulator.ledger.postgres_store import PostgresLedger as Ledger
else:
    from emulator.ledger.sqlite_store import SqliteLedger as Ledger
ledger = Ledger(where)

def approve(books, number):
    held = books.sale_by_order("888888800000001", "80000026000731")
    return Ruling(StoredAnswer("00", f"9{number:011d}", "", 1), Refund(held.sale.id, 1))

trace = 0
while True:
    with ledger.group():
        for _ in range(size):
            trace += 1
            key = RefundKey("888888800000001", "88000001", "0a0b0c0d", batch_no, f"{trace:06d}", "20261122")
            ledger.apply(Attempt(key, Kind.REFUND, ("d",)), approve)
    print(trace, flush=True)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def store(request):
    return request.param


def write_until_killed(where, batch_no, groups):
    """The last trace number that the writer said."""
    words = [sys.executable, "-c", WRITER, str(where), batch_no, str(GROUP)]
    writer = subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8")
    said = [writer.stdout.readline() for _ in range(groups)]
    writer.kill()
    said += writer.stdout.read().splitlines()
    writer.stdout.close()
    assert writer.wait() != 0
    return int(said[-1])


def test_a_killed_writer_leaves_whole_groups_and_all_that_it_said(ledger, where, shop):
    assert shop.order(7).order_no == "80000026000731"
    for turn in range(1, ROUNDS + 1):
        batch_no = f"{turn:06d}"
        said = write_until_killed(where, batch_no, 3 * turn)
        traces = [int(e.key.trace_no) for e in ledger.all_refunds() if e.key.batch_no == batch_no]
        assert traces == list(range(1, len(traces) + 1))
        assert len(traces) % GROUP == 0, "no group is there in part"
        assert said <= len(traces) <= said + 2 * GROUP, "all that was said; the last ones may have been killed unsaid"
        assert ledger.discrepancies() == ()
    assert ledger.originals()[6].refunded_fen == len(ledger.all_refunds())
