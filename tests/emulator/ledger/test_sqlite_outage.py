"""A ledger file that can't be had for a while: locked, no space left, moved away. Calls say so; later they are served.

Real ones: another process holds the lock, a limit of the system ends the file, the file is taken away under an open
ledger. Afterwards every answered refund is in the books once and the books balance.
"""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from emulator.ledger.contract import Applied, LedgerError, Repeated
from emulator.ledger.records import Kind
from emulator.ledger.sqlite_store import SqliteLedger

posix = pytest.mark.skipif(os.name != "posix", reason="NOT TESTED: an open file can't be moved here")


@pytest.fixture
def store():
    return "sqlite"


@pytest.fixture
def where(path):
    return path


# --- locked ----------------------------------------------------------------------------------------------------------

LOCKER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
db.execute("ROLLBACK")
print("free", flush=True)
"""


def test_a_file_that_another_process_locks_beyond_the_busy_time(ledger, path, refund):
    first = ledger.apply(*refund(1))
    locker = subprocess.Popen(
        [sys.executable, "-c", LOCKER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    with locker, SqliteLedger(path, busy_timeout_s=0.1) as host:
        assert locker.stdout.readline() == "locked\n"
        began = time.monotonic()
        for call in (lambda: host.apply(*refund(2)), lambda: host.cancel(refund(3)[0].key)):
            with pytest.raises(LedgerError, match="locked"):
                call()
        with pytest.raises(LedgerError, match="locked"), host.group():
            raise AssertionError("it began")
        assert 0.2 <= time.monotonic() - began < 10  # three times as long as shipped is 15
        assert host.outcome(refund(1)[0].key) == Repeated(first.answer), "reading needs no lock"
        locker.stdin.write("\n")
        locker.stdin.flush()
        assert locker.stdout.readline() == "free\n"
        assert host.apply(*refund(1)) == Repeated(first.answer)
        assert isinstance(host.apply(*refund(2)), Applied)
    assert len(ledger.all_refunds()) == 2


# --- no space left ---------------------------------------------------------------------------------------------------

# Refunds a fen at a time while the system lets the file grow by twelve thousand bytes, singly and in groups whose
# members' errors are swallowed as the host does; then without limit. Says what it was told.
FILLER = """
import json, os, resource, sys
from emulator.ledger.contract import Applied, LedgerError
from emulator.ledger.moves import Attempt, Refund, Ruling
from emulator.ledger.records import Kind, StoredAnswer
from emulator.ledger.sqlite_store import SqliteLedger
from protocol.transactions import RefundKey

path = sys.argv[1]
ledger, told, failures = SqliteLedger(path), [], []

def refund(trace):
    def approve(books, number):
        held = books.sale_by_order("888888800000001", "80000026000731")
        return Ruling(StoredAnswer("00", f"9{number:011d}", "", 1), Refund(held.sale.id, 1))
    key = RefundKey("888888800000001", "88000001", "0a0b0c0d", "000001", f"{trace:06d}", "20261122")
    try:
        return isinstance(ledger.apply(Attempt(key, Kind.REFUND, ("d",)), approve), Applied)
    except LedgerError as error:
        failures.append(str(error))
        return False

def group(traces):
    done = []
    try:
        with ledger.group():
            done = [trace for trace in traces if refund(trace)]
            ledger.terminal("88000001")
    except LedgerError as error:
        failures.append(str(error))
        return []
    return done

told += [trace for trace in range(1, 20) if refund(trace)]
full = 12_000 + max(os.path.getsize(path), os.path.getsize(path + "-wal"))
resource.setrlimit(resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
for start in range(100, 500, 40):
    told += [trace for trace in range(start, start + 20) if refund(trace)]
    told += group(range(start + 20, start + 40))
failed = len(failures)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
told += [trace for trace in range(500, 510) if refund(trace)]
told += group(range(510, 520))
print(json.dumps({"told": told, "failed": failed, "after": len(failures) - failed}))
"""


def test_a_disk_that_is_full_for_a_while(ledger, path):
    pytest.importorskip("resource", reason="NOT TESTED: no limits of files here")
    done = subprocess.run([sys.executable, "-c", FILLER, str(path)], capture_output=True, encoding="utf-8", check=True)
    said = json.loads(done.stdout)
    assert said["failed"] > 100
    assert said["after"] == 0
    assert said["told"][-20:] == list(range(500, 520))
    assert [int(entry.key.trace_no) for entry in ledger.all_refunds()] == said["told"]
    assert ledger.originals()[6].refunded_fen == len(said["told"])


def test_what_sqlite_undid_by_itself_is_not_taken_for_done(ledger, refund):
    """After an error of the disk SQLite itself rolls back, also while it reads. What follows would be stored alone."""
    with pytest.raises(LedgerError, match="undone"), ledger.group():  # noqa: PT012
        ledger.apply(*refund(1))
        ledger._db._db.execute("ROLLBACK")
        for _ in range(2):
            with pytest.raises(LedgerError, match="undone"):
                ledger.terminal("88000001")
    assert ledger.all_refunds() == ()
    with pytest.raises(LedgerError), ledger.group():  # noqa: PT012
        ledger.apply(*refund(1))
        ledger._db._db.execute("ROLLBACK")
        with pytest.raises(LedgerError, match="undone"):
            ledger.apply(*refund(2))
    assert ledger.all_refunds() == ()
    with ledger.group():
        assert isinstance(ledger.apply(*refund(1)), Applied)
    assert len(ledger.all_refunds()) == 1


# --- not at its place ------------------------------------------------------------------------------------------------

# fmt: off
GONE = {
    "moved":    os.rename,
    "replaced": lambda path, aside: (os.rename(path, aside), shutil.copy(aside, path)),
    "a folder": lambda path, aside: (os.rename(path, aside), os.mkdir(path)),
}
BACK = {
    "moved":    lambda path: None,
    "replaced": os.remove,
    "a folder": os.rmdir,
}
# fmt: on


@posix
@pytest.mark.parametrize("name", GONE)
def test_a_file_that_is_taken_away_is_not_written_to_and_serves_again_when_it_is_back(ledger, path, refund, name):
    """SQLite alone would go on writing to a file without a name, and lose at the next start all that it said."""
    aside = path.with_name("aside.db")
    first = ledger.apply(*refund(1))
    GONE[name](path, aside)
    calls = (
        lambda: ledger.apply(*refund(2)),
        lambda: ledger.reverse(refund(1)[0].key, Kind.SALE, 1000),
        ledger.originals,
    )
    for call in calls:
        with pytest.raises(LedgerError, match="put it back"):
            call()
    with pytest.raises(LedgerError, match="put it back"), ledger.group():
        raise AssertionError("it began")
    BACK[name](path)
    aside.rename(path)
    assert ledger.apply(*refund(1)) == Repeated(first.answer)
    assert isinstance(ledger.apply(*refund(2)), Applied)
    with SqliteLedger(path) as again:
        assert len(again.all_refunds()) == 2


@posix
def test_a_file_that_is_removed_is_never_written_to_again(path, shop, opened, refund):
    with SqliteLedger(path) as ledger:
        ledger.open_shop(shop, opened, bytes)
        path.unlink()
        for trace in (1, 2):
            with pytest.raises(LedgerError, match="removed"):
                ledger.apply(*refund(trace))
        assert ledger.all_refunds() == ()


@posix
def test_a_log_that_is_removed_stops_it_and_what_was_said_is_saved_at_its_end(path, shop, opened, refund):
    """Whoever takes -wal for rubbish takes what was answered last with it, unless the ledger is closed in time."""
    with SqliteLedger(path) as ledger:
        ledger.open_shop(shop, opened, bytes)
        first = ledger.apply(*refund(1))
        path.with_name(f"{path.name}-wal").unlink()
        for trace in (2, 3):
            with pytest.raises(LedgerError, match="removed"):
                ledger.apply(*refund(trace))
    with SqliteLedger(path) as ledger:
        assert ledger.apply(*refund(1)) == Repeated(first.answer)
        assert len(ledger.all_refunds()) == 1
        assert ledger.discrepancies() == ()


def test_another_working_folder_is_no_other_file(path, shop, opened, refund, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(path.parent)
    with SqliteLedger(path.name) as ledger:
        ledger.open_shop(shop, opened, bytes)
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
        assert isinstance(ledger.apply(*refund(1)), Applied)
