"""Files of versions 1 to 3, built from what those releases wrote: all of it stands in the tables of today, once."""

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from emulator.ledger.contract import Applied, BodyDiffers, LedgerError, Refused, Repeated, Tombstoned
from emulator.ledger.migration import STEPS
from emulator.ledger.moves import Attempt
from emulator.ledger.records import BatchSums, Kind, Sums
from emulator.ledger.schema import SQLITE, VERSION, statements
from emulator.ledger.sqlite_file import connect
from emulator.ledger.sqlite_store import SqliteLedger
from protocol.transactions import OriginalState, RefundKey

# fmt: off
REFUNDS = [
    # trace, order, approved, fen, reference, code       as fixtures/ledgers/version-1.sql has them
    ("000002", "80000026000149", True,  2950,  "963260000001", "00"),
    ("000003", "",               False, 99999, "",             "61"),
    ("000004", "80000026000246", True,  5990,  "963260000003", "00"),
    ("000005", "80000026002380", True,  14900, "963260000004", "00"),
    ("000006", "80000026000149", True,  1000,  "963260000005", "00"),
    ("000007", "",               False, 100,   "",             "25"),
]
# fmt: on
FIRST = RefundKey("888888800000001", "88000001", "0a0b0c0d", "000001", "000002", "20261122")
FIRST_DIGEST = "1a5c6de7f56eb914fa142cbbd55938aa3cb38b75b3482cc5c0666496897c80aa"
CANCELLED = RefundKey("888888800000001", "88000002", "11111111", "000001", "000010", "20261122")


@pytest.fixture
def old(path: Path, project_root: Path) -> Path:
    return written(path, project_root, 1)


@pytest.fixture
def second(path: Path, project_root: Path) -> Path:
    return written(path, project_root, 2)


def written(path: Path, project_root: Path, version: int) -> Path:
    script = (project_root / "fixtures" / "ledgers" / f"version-{version}.sql").read_text(encoding="utf-8")
    with sqlite3.connect(path) as db:
        db.executescript(script)
    db.close()
    return path


def never(books, number):
    raise AssertionError("a known key is not decided again")


def test_every_refund_is_there_with_its_answer(old):
    with SqliteLedger(old) as ledger:
        found = ledger.all_refunds()
    told = [
        (r.key.trace_no, r.order_no, r.approved, r.answer.amount_fen, r.answer.reference_no, r.answer.code)
        for r in found
    ]
    assert told == REFUNDS
    assert {(r.kind, r.answer.local_date, r.answer.local_time) for r in found} == {(Kind.REFUND, "1122", "120000")}
    assert [r.counted_fen for r in found] == [2950, 0, 5990, 14900, 1000, 0]


def test_the_books_balance_and_the_sales_stand_as_they_stood(old):
    with SqliteLedger(old) as ledger:
        assert ledger.discrepancies() == ()
        originals = ledger.originals()
        owed = ledger.merchant_fen("888888800000001")
    assert len(originals) == 36
    first = originals[0]
    assert (first.refunded_fen, first.state, first.paid_time) == (3950, OriginalState.PARTLY_REFUNDED, "084105")
    assert [(line.sku, line.returned) for line in first.goods] == [("1001", 1), ("1002", 1)]
    assert [o.state for o in (originals[1], originals[22], originals[30])] == [
        OriginalState.REFUNDED, OriginalState.REFUNDED, OriginalState.VOIDED,
    ]  # fmt: skip
    assert owed == sum(original.remaining_fen for original in originals)


def test_keys_are_known_bodies_compared_and_tombstones_kept(old):
    with SqliteLedger(old) as ledger:
        sale = ledger.sale_by_order("888888800000001", "80000026000149").sale
        original = sale.reference_no, "88000001", "888888800000001", "156", "25", f"000000000000{sale.paid_date[4:]}"
        attempt = Attempt(FIRST, Kind.REFUND, ("200000", 2950, *original, sale.card_hash))
        assert attempt.digest == FIRST_DIGEST
        known = ledger.apply(attempt, never)
        assert isinstance(known, Repeated)
        assert known.answer.reference_no == "963260000001"
        assert ledger.apply(attempt._replace(body=("another",)), never) == BodyDiffers()
        assert ledger.outcome(CANCELLED) == Tombstoned()
        assert ledger.apply(Attempt(CANCELLED, Kind.REFUND, ("d",)), never) == Tombstoned()


def test_identity_terminals_and_card_hashes_stay(old):
    with SqliteLedger(old) as ledger:
        identity, terminal = ledger.identity(), ledger.terminal("88000002")
        assert (identity.ledger_id, identity.opened_on, identity.shop_epoch) == ("01" * 8, date(2026, 11, 22), 1)
        assert (terminal.epoch, terminal.batch_no, terminal.batch_opened_on) == ("11111111", "000001", "20261122")
        assert terminal.sealed_keys == b"\x07" * 40
        sale = ledger.sale_by_order(identity.merchant_no, "80000026000149").sale
        assert sale.card_hash == ledger.card_hash("6200000000000005")
        assert ledger.batch_sums("88000001", "000001").domestic == Sums(0, 0, 9940, 3)
        assert ledger.register("22222222", None, date(2026, 12, 1)).terminal_no == "88000003"


def test_new_refunds_go_on_where_the_old_ones_ended(old, refund):
    with SqliteLedger(old) as ledger:
        assert isinstance(ledger.apply(*refund(900, 12850)), Refused), "less remains"
        done = ledger.apply(*refund(901, 8900))
        assert done.answer.reference_no > "900000000006"
        assert ledger.discrepancies() == ()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_the_tables_are_those_of_a_new_file(path, project_root, tmp_path, version):
    def tables(path):
        db = connect(path)
        rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        version = db.execute("PRAGMA user_version").fetchone()[0]
        db.close()
        return rows, version

    migrated = tables(written(path, project_root, version))
    assert migrated == tables(tmp_path / "new.db")
    assert len(migrated[0]) == len([one for one in statements(SQLITE) if one.startswith("CREATE")])
    assert migrated[1] == VERSION == len(STEPS) + 1


def test_a_migration_that_fails_leaves_the_old_file_whole(old, monkeypatch):
    monkeypatch.setattr("emulator.ledger.sqlite_file.STEPS", ((*STEPS[0], "INSERT INTO nowhere VALUES (1)"),))
    with pytest.raises(LedgerError, match="nowhere"):
        SqliteLedger(old)
    db = sqlite3.connect(old)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM refunds").fetchone() == (6,)
    db.close()
    monkeypatch.undo()
    with SqliteLedger(old) as ledger:
        assert len(ledger.all_refunds()) == 6


def test_a_file_of_version_2_keeps_all_it_has_and_nothing_is_paid_outside(second, refund):
    """As fixtures/ledgers/README.md tells it: two refunds, three sales (one voided, one reversed), a hold."""
    with SqliteLedger(second) as ledger:
        told = [(e.key.trace_no, e.kind, e.approved, e.reversed) for e in map(ledger.entry, map(key, range(2, 10)))]
        assert told == [
            ("000002", Kind.REFUND, True, False), ("000003", Kind.REFUND, False, False),
            ("000004", Kind.REFUND, True, False), ("000005", Kind.SALE, True, False),
            ("000006", Kind.SALE, True, False), ("000007", Kind.VOID, True, False),
            ("000008", Kind.PRE_AUTH, True, False), ("000009", Kind.SALE, True, True),
        ]  # fmt: skip
        assert ledger.outcome(CANCELLED) == Tombstoned()
        assert ledger.batch_sums("88000001", "000001").domestic == Sums(12000, 2, 15940, 3)
        assert ledger.terminal("88000001").batch_no == "000002"
        assert (ledger.outside_lines(), ledger.discrepancies()) == ((), ())
        assert {original.outside_fen for original in ledger.originals()} == {0}
        assert isinstance(ledger.apply(*refund(900, 9900)), Applied)
        assert isinstance(ledger.apply(*refund(901, 1)), Refused)
        assert ledger.discrepancies() == ()


def test_a_file_of_version_3_keeps_all_it_has_and_no_totals_were_heard(path, project_root):
    """As version 2, and a refund paid outside. A terminal that was settling begins with its 0500 anyway."""
    with SqliteLedger(written(path, project_root, 3)) as ledger:
        assert [line.amount_fen for line in ledger.outside_lines()] == [500]
        assert ledger.batch_sums("88000001", "000001").domestic == Sums(12000, 2, 15940, 3)
        assert ledger.terminal("88000001").batch_no == "000002"
        assert ledger.discrepancies() == ()
        assert ledger.totals_heard("88000001", "000002") is None
        ledger.hear_totals("88000001", "000002", BatchSums(Sums(1)))
        assert ledger.totals_heard("88000001", "000002") == BatchSums(Sums(1))


def key(trace: int) -> RefundKey:
    return replace(FIRST, trace_no=f"{trace:06d}")
