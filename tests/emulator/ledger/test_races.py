"""Many processes refund the same few sales of one shop: not a fen too much, and each entry in the books (M1, M4, G8).

The control is the naive host, which reads what remains, checks, and then writes: the same workers run it over the same
sales, on tables of its own, and it must lose money there. Where it loses none the run proved nothing, and fails. Both
hosts think for a moment over what they have read, as one that asks an issuer does. Half of our workers have no rule at
all and read without a lock: nothing but the condition of the move stands between them and the shop's money.
"""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from emulator.ledger.opening import OpeningSale
from emulator.ledger.sqlite_store import SqliteLedger
from protocol.transactions import Channel

SALES, AMOUNT_FEN, WORKERS, TRIES = 50, 1000, 8, 1400
TURNS = 4
"""Of the naive host, each over sales of its own: one alone may be lucky."""

# Each worker refunds 1 to 9 fen of a sale picked at random: all in our ledger, then all with the naive scheme.
WORKER = """
import json, sys, time
from random import Random
from emulator.ledger.moves import Attempt, Refund, Ruling
from emulator.ledger.records import Kind, StoredAnswer
from protocol.transactions import RefundKey

url, naive_url, me, tries, sales, turns = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
random, THOUGHT_S = Random(me), 0.0005
if url.startswith("postgresql:"):
    import psycopg
    from emulator.ledger.postgres_store import PostgresLedger
    ledger, place = PostgresLedger(url), "%s"
    naive = psycopg.connect(naive_url, autocommit=True)
else:
    import sqlite3
    from emulator.ledger.sqlite_store import SqliteLedger
    ledger, place = SqliteLedger(url, busy_timeout_s=60), "?"
    naive = sqlite3.connect(naive_url, timeout=60, isolation_level=None)

READ = f"SELECT amount - (SELECT coalesce(sum(fen), 0) FROM refund WHERE sale = {place}) FROM sale WHERE id = {place}"
WRITE = f"INSERT INTO refund (sale, fen) VALUES ({place}, {place})"

def refund(trace, sale, fen):
    named = "888888800000001", f"2611220R{sale:04d}", "20261122"
    seen = ledger.sale_by_reference(*named) if me % 2 else None
    def decide(books, number):
        held = seen or books.sale_by_reference(*named)
        time.sleep(THOUGHT_S)
        if not seen and fen > held.remaining_fen:
            return Ruling(StoredAnswer("61", "", "", fen))
        return Ruling(StoredAnswer("00", f"9{number:011d}", "", fen), Refund(held.sale.id, fen))
    key = RefundKey("888888800000001", f"{me:08d}", "0a0b0c0d", "000001", f"{trace:06d}", "20261122")
    return ledger.apply(Attempt(key, Kind.REFUND, ("d",)), decide).answer.code

def refund_naively(sale, fen):
    (left,) = naive.execute(READ, (sale, sale)).fetchone()
    time.sleep(THOUGHT_S)
    if fen <= left:
        naive.execute(WRITE, (sale, fen))

sys.stdin.readline()  # all start together
told = {"00": 0, "61": 0}
wanted = [(random.randrange(1, sales + 1), random.randrange(1, 10)) for _ in range(tries)]
for trace, (sale, fen) in enumerate(wanted, 1):
    told[refund(trace, sale, fen)] += fen
print(json.dumps(told), flush=True)
sys.stdin.readline()
for turn in range(turns):
    for sale, fen in wanted:
        refund_naively(turn * sales + sale, fen)
ledger.close()
naive.close()
"""


def sales(count):
    return [
        OpeningSale("", f"2611220R{n:04d}", "", "20261122", "080000", Channel.WECHAT, "oTh7Lx******02Kq", "",
                    AMOUNT_FEN, 0, False, ())
        for n in range(1, count + 1)
    ]  # fmt: skip


def race(url, naive_url, tries, count):
    """Fen that the workers were told are refunded."""
    words = [sys.executable, "-c", WORKER, str(url), str(naive_url)]
    workers = [
        subprocess.Popen(
            [*words, *map(str, (me, tries, count, TURNS))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for me in range(1, WORKERS + 1)
    ]
    start(workers)
    told = [json.loads(worker.stdout.readline()) for worker in workers]
    start(workers)
    for worker in workers:
        worker.communicate(timeout=300)
    assert [worker.returncode for worker in workers] == [0] * WORKERS
    return told


def start(workers):
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()


NAIVE = (
    "CREATE TABLE sale (id integer primary key, amount integer)",
    "CREATE TABLE refund (sale integer, fen integer)",
)
OVER = """SELECT count(*), coalesce(sum(fen - amount), 0) FROM
    (SELECT sale, sum(fen) AS fen FROM refund GROUP BY sale) AS given JOIN sale ON id = sale WHERE fen > amount"""


def judge(ledger, told, tries, count, naive_over):
    """Ours: what was told stands in the books, to the fen and once. The naive host's: some of it is lost."""
    refunds = ledger.all_refunds()
    approved = [entry for entry in refunds if entry.approved]
    originals = [original for original in ledger.originals() if original.reference_no.startswith("2611220R")]
    assert len(refunds) == len({entry.key for entry in refunds}) == WORKERS * tries
    assert len({entry.answer.reference_no for entry in approved}) == len(approved)
    assert sum(one["00"] for one in told) == sum(entry.counted_fen for entry in approved)
    assert sum(original.refunded_fen for original in originals) == sum(entry.counted_fen for entry in approved)
    assert len(originals) == count
    assert max(original.refunded_fen for original in originals) == AMOUNT_FEN
    assert ledger.discrepancies() == ()
    assert sum(one["61"] for one in told) > 0, "nothing was scarce: the run proves nothing"
    assert naive_over[0] > 0, "the naive host lost nothing: the run proves nothing"


def race_on_sqlite(path: Path, shop, opened, tries, count):
    naive = path.with_name("naive.db")
    with closing(sqlite3.connect(naive, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        for statement in NAIVE:
            db.execute(statement)
        db.executemany("INSERT INTO sale VALUES (?, ?)", [(n, AMOUNT_FEN) for n in range(1, TURNS * count + 1)])
    with SqliteLedger(path, busy_timeout_s=60) as ledger:
        ledger.open_shop(shop, opened, bytes)
        ledger.add_sales(sales(count))
        told = race(path, naive, tries, count)
        with closing(sqlite3.connect(naive)) as db:
            over = db.execute(OVER).fetchone()
        judge(ledger, told, tries, count, over)
    return over


def race_on_postgres(server, shop, opened, tries, count):
    import psycopg

    from emulator.ledger.postgres_store import PostgresLedger

    url, naive = server.new_schema(), server.new_schema()
    with psycopg.connect(naive, autocommit=True) as db:
        for statement in NAIVE:
            db.execute(statement.encode())
        with db.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO sale VALUES (%s, %s)", [(n, AMOUNT_FEN) for n in range(1, TURNS * count + 1)]
            )
    with PostgresLedger(url) as ledger:
        ledger.open_shop(shop, opened, bytes)
        ledger.add_sales(sales(count))
        told = race(url, naive, tries, count)
        with psycopg.connect(naive) as db:
            over = db.execute(OVER.encode()).fetchone()
        judge(ledger, told, tries, count, over)
    return over


# More is asked for than there is, so that each sale is fought for to its last fen: here 8 workers x 130 x 5 fen for
# 4 x 1000, below 8 x 1400 x 5 for 50 x 1000.


def test_eight_processes_on_one_file(path, shop, opened):
    race_on_sqlite(path, shop, opened, 130, 4)


def test_eight_processes_on_one_data_base(postgres_server, shop, opened):
    race_on_postgres(postgres_server, shop, opened, 130, 4)


@pytest.mark.deep
@pytest.mark.timeout(600)
def test_ten_thousand_refunds_of_fifty_sales_on_one_file(path, shop, opened, record_property):
    began = time.monotonic()
    naive, over = race_on_sqlite(path, shop, opened, TRIES, SALES)
    note(record_property, "SQLite file", time.monotonic() - began, naive, over)


@pytest.mark.deep
@pytest.mark.timeout(600)
def test_ten_thousand_refunds_of_fifty_sales_on_one_data_base(postgres_server, shop, opened, record_property):
    began = time.monotonic()
    naive, over = race_on_postgres(postgres_server, shop, opened, TRIES, SALES)
    note(record_property, "PostgreSQL", time.monotonic() - began, naive, over)


def note(record_property, store, seconds, naive, over):
    figure = f"0 fen over in {seconds:.0f} s; the naive host {over} fen over on {naive} of {TURNS * SALES}"
    what = f"{WORKERS} workers, {WORKERS * TRIES:,} partial refunds of {SALES} sales, {store}"
    record_property("measured", ("ledger", what, figure))
