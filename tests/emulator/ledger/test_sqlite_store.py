"""What the file adds: tables that refuse nonsense, no card number in it, several processes, errors of the disk."""

import sqlite3
import subprocess
import sys

import pytest

from emulator.ledger.contract import Applied, LedgerError, Refused
from emulator.ledger.moves import Refund, Ruling
from emulator.ledger.sqlite_store import SqliteLedger
from protocol.cards import TEST_CARDS


@pytest.fixture
def store():
    return "sqlite"


@pytest.fixture
def where(path):
    return path


# fmt: off
IMPOSSIBLE = [
    "UPDATE sales SET refunded_fen = amount_fen + 1 WHERE id = 23",
    "UPDATE sales SET refunded_fen = -1 WHERE id = 23",
    "UPDATE sales SET refunded_fen = 1.5 WHERE id = 23",
    "UPDATE sales SET state = 'voided' WHERE id = 23",                    # something of it went back
    "UPDATE sales SET state = 'lost' WHERE id = 1",
    "UPDATE sales SET amount_fen = 0 WHERE id = 1",
    "UPDATE sales SET order_no = '80000026000246' WHERE id = 1",          # order 2 has it
    "UPDATE sales SET hold_id = 99 WHERE id = 1",
    "UPDATE goods SET returned = quantity + 1 WHERE sale_id = 1",
    "UPDATE transfers SET fen = 0",
    "UPDATE transfers SET fen = -5",
    "UPDATE transfers SET debit = credit",
    "UPDATE entries SET counted_fen = -1",
    "UPDATE entries SET approved = 0",                                    # it moved something
    "UPDATE entries SET sale_id = 999",
    ("INSERT INTO entries SELECT 99, merchant_no, terminal_no, epoch, batch_no, trace_no, business_date, kind, digest, "
    "code, 'other', auth_no, amount_fen, local_date, local_time, settle_date, approved, sale_id, hold_id, counted_fen, "
    "from_abroad, reversed, serial FROM entries"),                        # the same key
    "INSERT INTO meta SELECT 2, ledger_id, opened_on, shop_epoch, merchant_no, card_secret FROM meta",
]
# fmt: on


@pytest.mark.parametrize("change", IMPOSSIBLE)
def test_the_tables_themselves_refuse_what_is_impossible(ledger, refund, path, change):
    ledger.apply(*refund())
    other = sqlite3.connect(path)
    other.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError):
        other.execute(change)
    other.close()


# fmt: off
WRONG_BOOKS = [
    ("UPDATE sales SET refunded_fen = refunded_fen + 1 WHERE id = 1",       "sale 1: 1001 fen refunded, 1000"),
    ("UPDATE entries SET counted_fen = 999",                                "sale 1: 1000 fen refunded, 999"),
    ("DELETE FROM transfers WHERE entry_id IS NOT NULL",                    "account merchant 888888800000001: "),
    ("UPDATE transfers SET fen = fen + 1 WHERE id = 1",                     "account merchant 888888800000001: "),
    ("INSERT INTO transfers VALUES (NULL, NULL, 'cardholders', 'held', 7)", "account held: 7 fen, 0 by what stands"),
]
# fmt: on


@pytest.mark.parametrize(("change", "said"), WRONG_BOOKS)
def test_books_that_do_not_balance_are_told(path, shop, opened, refund, change, said):
    with SqliteLedger(path) as ledger:
        ledger.open_shop(shop, opened, bytes)
        ledger.apply(*refund())
        assert ledger.discrepancies() == ()
        other = sqlite3.connect(path, isolation_level=None)
        assert other.execute(change).rowcount >= 1
        other.close()
        assert [line for line in ledger.discrepancies() if line.startswith(said)]


def test_the_file_holds_no_card_number(ledger, refund, path):
    ledger.apply(*refund())
    written = b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())
    assert b"620000******0005" in written
    assert len(TEST_CARDS) == 5
    assert not [card for card in TEST_CARDS.values() if card.number.encode() in written]


def test_a_rival_waits_for_the_lock_and_then_says_so(ledger, refund, path):
    with SqliteLedger(path, busy_timeout_s=0) as rival:
        with ledger.group():
            ledger.apply(*refund(1, 12850))
            with pytest.raises(LedgerError, match="locked"):
                rival.apply(*refund(2, 12850))
        assert isinstance(rival.apply(*refund(2, 12850)), Refused)


def test_after_a_store_error_a_group_does_nothing_more(ledger, refund):
    """As when SQLite has undone the transaction by itself, and every further statement would be committed alone."""
    ledger.apply(*refund(1))
    with pytest.raises(LedgerError, match="spoilt"), ledger.group():  # noqa: PT012
        ledger.apply(*refund(2))
        with pytest.raises(LedgerError, match="UNIQUE"):
            ledger.apply(refund(3)[0], lambda books, number: Ruling(_same_reference(ledger), Refund(1, 1)))
        with pytest.raises(LedgerError, match="spoilt"):
            ledger.apply(*refund(4))
    assert [entry.key.trace_no for entry in ledger.all_refunds()] == ["000001"]
    assert isinstance(ledger.apply(*refund(2)), Applied)


def _same_reference(ledger):
    return ledger.all_refunds()[0].answer


def test_a_commit_that_fails_says_so_and_leaves_nothing(path, shop, opened, refund):
    with SqliteLedger(path) as ledger:
        ledger.open_shop(shop, opened, bytes)
        ledger._db._db.execute("PRAGMA max_page_count = 1")  # never less than what is there: the disk is full now
        with pytest.raises(LedgerError, match="full"), ledger.group():  # noqa: PT012
            for trace in range(1, 2000):
                ledger.apply(*refund(trace, 1, 7))
        ledger._db._db.execute("PRAGMA max_page_count = 100000")
        assert (ledger.all_refunds(), ledger.discrepancies()) == ((), ())
        assert isinstance(ledger.apply(*refund(1, 1, 7)), Applied)


def test_a_constraint_that_speaks_at_the_commit_undoes_the_group(ledger, refund):
    with pytest.raises(LedgerError, match="FOREIGN KEY"), ledger.group():  # noqa: PT012
        ledger.apply(*refund(1))
        ledger._db.change("PRAGMA defer_foreign_keys = ON")
        ledger._db.change("UPDATE sales SET hold_id = 99 WHERE id = 1")
    assert ledger.all_refunds() == ()
    assert isinstance(ledger.apply(*refund(1)), Applied)


def test_a_batch_number_that_came_round_again_means_the_latest(ledger, refund, path, opened):
    ledger.apply(*refund(1))
    ledger.close_batch("88000001", "000001", opened.date())
    with sqlite3.connect(path) as other:  # instead of 999,999 settlements
        other.execute("UPDATE batches SET batch_no = '000001' WHERE serial = 2")
        other.execute("UPDATE terminals SET batch_no = '000001'")
    other.close()
    ledger.apply(*refund(2, 700))
    assert ledger.batch_sums("88000001", "000001").domestic.credit_fen == 700
    assert [entry.counted_fen for entry in ledger.batch_entries("88000001", "000001")] == [700]


OPENER = """
import sys
from datetime import date, datetime
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop

path, me = sys.argv[1], int(sys.argv[2])
sys.stdin.readline()  # all start together
with SqliteLedger(path, busy_timeout_s=60) as ledger:
    ledger.open_shop(load_shop(), datetime(2026, 11, 22, 12), lambda size: bytes([me]) * size)
    print(ledger.identity().ledger_id, ledger.register(f"{me:08x}", None, date(2026, 11, 22)).terminal_no)
"""


def test_four_processes_make_one_ledger(path):
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(path), str(me)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for me in (1, 2, 3, 4)
    ]  # fmt: skip
    for opener in openers:
        opener.stdin.write("\n")
        opener.stdin.flush()
    said = [opener.communicate(timeout=60)[0].split() for opener in openers]
    assert [opener.returncode for opener in openers] == [0] * 4
    assert len({ledger_id for ledger_id, _ in said}) == 1
    assert {number for _, number in said} == {"88000001", "88000002", "88000003", "88000004"}
