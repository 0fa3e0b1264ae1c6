"""What the data base adds: many connections, schemas that are not ours, a server that goes away and comes back."""

import threading
import time
from contextlib import nullcontext
from itertools import count
from traceback import format_exception

import pytest

from emulator.host import HostPolicy, refunds
from emulator.host.callers import Asked
from emulator.host.moments import Moment
from emulator.ledger.connection import StoreError
from emulator.ledger.contract import Applied, LedgerError, Refused, Repeated, Reversed
from emulator.ledger.moves import EntryKey, Ruling
from emulator.ledger.opening import OpeningSale
from emulator.ledger.records import Kind, StoredAnswer, Terminal
from emulator.ledger.schema import POSTGRES, VERSION, added_in_3, tables_of_2
from emulator.practice_host import open_ledger
from protocol.transactions import Channel

pytest.importorskip("psycopg", reason="NOT TESTED: psycopg is not installed here")

import psycopg

from emulator.ledger.postgres_store import PostgresConnection, PostgresLedger


@pytest.fixture
def store():
    return "postgres"


@pytest.fixture
def where(postgres_server):
    return postgres_server.new_schema()


def minutes():
    """A clock on which a minute passes between two looks: each try to connect is free. Rests: test_postgres_outage."""
    return count(0.0, 60.0).__next__


def execute(url, *statements):
    with psycopg.connect(url, autocommit=True) as db:
        for statement in statements:
            db.execute(statement.encode())


VERSIONED = "CREATE TABLE ledger_version (version integer NOT NULL)"
# fmt: off
NOT_OURS = [
    (("CREATE TABLE diary (day text)",),                        "other tables",               "another program's"),
    ((VERSIONED, "INSERT INTO ledger_version VALUES (5)"),      "ledger 5, known up to 4",    "newer"),
    ((VERSIONED, "INSERT INTO ledger_version VALUES (4)"),      "another version",            "half of one of today"),
    ((VERSIONED, "INSERT INTO ledger_version VALUES (3)"),      "another version",            "half an old one"),
    ((VERSIONED, "INSERT INTO ledger_version VALUES (2)"),      "another version",            "half an older one"),
    ((VERSIONED, "INSERT INTO ledger_version VALUES (1)"),      "another version",            "no server knew it"),
]
# fmt: on


@pytest.mark.parametrize(("statements", "said", "note"), NOT_OURS, ids=[row[2] for row in NOT_OURS])
def test_a_schema_that_is_not_ours_is_left_alone(where, statements, said, note):
    execute(where, *statements)
    with pytest.raises(LedgerError, match=said):
        PostgresLedger(where)
    with psycopg.connect(where) as db:
        count = db.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
    assert count == (1,)


OLDER = {2: tables_of_2(POSTGRES), 3: tables_of_2(POSTGRES) + added_in_3(POSTGRES)}
"""Tables as they were, by the version."""


COLUMNS = """SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns
    WHERE table_schema = current_schema() ORDER BY table_name, column_name"""


def columns(url):
    with psycopg.connect(url) as db:
        return db.execute(COLUMNS).fetchall()


@pytest.mark.parametrize("version", OLDER)
def test_an_older_ledger_is_taken_forward_once(postgres_server, where, version):
    """With one sale of which a part was refunded; then it has what a new one has."""
    sale = """INSERT INTO sales (kind, merchant_no, terminal_no, batch_no, voucher_no, order_no, reference_no, auth_no,
        paid_date, paid_time, channel, payer, card_hash, instalment, amount_fen, before_fen, refunded_fen, state,
        settled) VALUES ('sale', 'M', '', '', '', '', '2611220R0001', '', '20261122', '080000', 'wechat', '', '', 0,
        1000, 300, 300, 'normal', 1)"""
    execute(where, VERSIONED, f"INSERT INTO ledger_version VALUES ({version})", *OLDER[version], sale)
    for _ in range(2):
        with PostgresLedger(where) as ledger:
            held = ledger.sale_by_reference("M", "2611220R0001", "20261122")
            assert (held.refunded_fen, held.outside_fen, held.remaining_fen) == (300, 0, 700)
            assert ledger.outside_lines() == ()
    new = postgres_server.new_schema()
    PostgresLedger(new).close()
    assert columns(where) == columns(new)
    with psycopg.connect(where) as db:
        assert db.execute("SELECT version FROM ledger_version").fetchall() == [(VERSION,)]
        db.execute("UPDATE sales SET outside_fen = 700")
        with pytest.raises(psycopg.errors.CheckViolation):
            db.execute("UPDATE sales SET outside_fen = 701")


def test_a_server_that_is_not_there(tmp_path):
    for url in (f"postgresql:///x?host={tmp_path}", "postgresql://127.0.0.1:1/x", "postgresql://x?nonsense=1"):
        with pytest.raises(LedgerError):
            PostgresLedger(url)


# fmt: off
UNUSABLE = [
    ("postgresql://u:s3cretPW%zz@h/x",         "its % begins nothing"),
    ("postgresql://u:s3cretPW@s3cretPW@h/x",   "an @ of its own"),
    ("postgresql://u:s3cretPW/s3cretPW@h/x",   "a / of its own"),
    ("postgresql://u:s3cretPW@h:1/x?n=%",      "the rest is broken"),
    ("postgresql://u@h/x?passwort=s3cretPW",   "a word that libpq does not know"),
    ("postgresql://u@h/x?password=s3cretPW%",  "it stands behind"),
    ("postgresql://u:s3cretPW%00@h/x",         "NUL"),
    ("postgresql://u:s3cretPW\udc80@h/x",      "no text"),
]
FAILING = [
    ("postgresql://s3cretPW:s3cretPW@127.0.0.1:1/x",              "as user too"),
    ("postgresql://u:s3cretPW@127.0.0.1:s3cretPW/x",              "as port too"),
    ("postgresql://u:s3%63ret%50W@127.0.0.1:1/x?sslmode=s3cretPW", "as sslmode too"),
    ("postgresql://u@127.0.0.1:s3cretPW/x?password=s3cretPW",     "behind the question mark"),
    ("postgresql://u:s3%2Fcret@127.0.0.1:1/x?sslmode=s3/cret",    "a / in it"),
]
# fmt: on


@pytest.mark.parametrize(("url", "note"), UNUSABLE, ids=[row[1] for row in UNUSABLE])
def test_a_url_that_can_not_be_read_is_not_repeated(url, note):
    with pytest.raises(LedgerError, match="not a usable PostgreSQL URL") as caught:
        PostgresLedger(url)
    assert "s3cret" not in "".join(format_exception(caught.value))


@pytest.mark.parametrize(("url", "note"), FAILING, ids=[row[1] for row in FAILING])
def test_no_error_says_the_password(url, note):
    with pytest.raises(LedgerError) as caught:
        PostgresLedger(url)
    said = "".join(format_exception(caught.value))
    assert [part for part in ("s3cret", "s3/cret", "s3%2Fcret", "s3%63ret") if part in said] == []


def test_an_error_says_the_rest():
    with pytest.raises(LedgerError, match=r'127\.0\.0\.1", port 1 failed'):
        PostgresLedger("postgresql://u:s3cretPW@127.0.0.1:1/x")


def test_a_server_that_goes_away_and_comes_back(postgres_server, where, shop, opened, refund):
    with PostgresLedger(where, monotonic=minutes()) as ledger:
        ledger.open_shop(shop, opened, bytes)
        first = ledger.apply(*refund(1))
        postgres_server.stop()
        try:
            for call in (lambda: ledger.apply(*refund(2)), ledger.originals, ledger.identity, lambda: ledger.cancel(
                refund(3)[0].key
            )):  # fmt: skip
                with pytest.raises(LedgerError):
                    call()
        finally:
            postgres_server.start()
        assert ledger.apply(*refund(1)) == Repeated(first.answer)
        assert isinstance(ledger.apply(*refund(2)), Applied)
        assert ledger.discrepancies() == ()


def test_a_server_that_goes_away_inside_a_group(postgres_server, where, shop, opened, refund):
    with PostgresLedger(where, monotonic=minutes()) as ledger:
        ledger.open_shop(shop, opened, bytes)
        try:
            with pytest.raises(LedgerError), ledger.group():  # noqa: PT012
                ledger.apply(*refund(1))
                postgres_server.stop()
                with pytest.raises(LedgerError):
                    ledger.apply(*refund(2))
        finally:
            postgres_server.start()
        assert ledger.all_refunds() == ()
        assert isinstance(ledger.apply(*refund(1)), Applied)


def test_a_lost_commit_is_not_taken_for_one(postgres_server, where, shop, opened, refund):
    """The server ends between the last statement and COMMIT: nobody may say that it is done."""
    with PostgresLedger(where, monotonic=minutes()) as ledger:
        ledger.open_shop(shop, opened, bytes)
        try:
            with pytest.raises(LedgerError), ledger.group():  # noqa: PT012
                ledger.apply(*refund(1))
                postgres_server.stop()
        finally:
            postgres_server.start()
        assert ledger.outcome(refund(1)[0].key) is None


def test_a_writer_that_hangs_holds_nobody_for_ever(ledger, where, refund):
    with PostgresLedger(where, statement_timeout_s=0.2) as rival, ledger.group():
        ledger.apply(*refund(1, 12850))
        began = time.monotonic()
        with pytest.raises(LedgerError, match="timeout"):
            rival.apply(*refund(2, 12850))
        assert time.monotonic() - began < 5
    with PostgresLedger(where) as rival:
        assert isinstance(rival.apply(*refund(2, 12850)), Refused)


def test_a_group_that_gets_no_turn_says_so_and_gets_one_later(ledger, where, refund):
    with PostgresLedger(where, statement_timeout_s=0.2) as rival:
        with ledger.group():
            with pytest.raises(LedgerError, match="timeout"), rival.group():
                raise AssertionError("two groups at once")
            ledger.apply(*refund(1))
        with rival.group():
            assert isinstance(rival.apply(*refund(1)), Repeated)
            assert isinstance(rival.apply(*refund(2)), Applied)


def test_two_at_one_key_are_one_and_its_repeat(connect, ledger, where, refund):
    """The second waits at the key until the first has committed, and its rules are never asked."""
    other, results = connect(), {}
    inside, go_on = threading.Event(), threading.Event()
    attempt, decide = refund(1)

    def slowly(books, number):
        inside.set()
        assert go_on.wait(10)
        return decide(books, number)

    def never(books, number):
        raise AssertionError("asked twice")

    first = threading.Thread(target=lambda: results.update(first=ledger.apply(attempt, slowly)))
    first.start()
    assert inside.wait(10)
    second = threading.Thread(target=lambda: results.update(second=other.apply(attempt, never)))
    second.start()
    stands_still(where, second)
    go_on.set()
    first.join(10)
    second.join(10)
    assert isinstance(results["first"], Applied)
    assert results["second"] == Repeated(results["first"].answer)
    assert ledger.originals()[0].refunded_fen == 1000


@pytest.mark.parametrize("grouped", [False, True], ids=["alone", "in a group"])
def test_repeats_use_no_numbers_up(ledger, refund, grouped):
    """The host's own reference numbers end (emulator.host.moments), and a terminal may repeat as often as it likes."""
    first = ledger.apply(*refund(1))
    with ledger.group() if grouped else nullcontext():
        for again in (lambda: ledger.apply(*refund(1)), lambda: ledger.cancel(refund(1)[0].key)):
            assert {again() for _ in range(500)} == {Repeated(first.answer)}
        assert {ledger.reverse(refund(1)[0].key, Kind.REFUND, 1) for _ in range(50)} == {Reversed.OTHER_AMOUNT}
        assert ledger.apply(*refund(2)).answer.reference_no == "900000000002"


def test_two_at_one_sale_decide_one_after_the_other(connect, ledger, where, refund):
    """The rules of the second see what the first left, because the sale is locked while the first decides."""
    other, seen = connect(), []
    inside, go_on = threading.Event(), threading.Event()

    def note(attempt, decide, wait):
        def noting(books, number):
            seen.append(books.sale_by_order("888888800000001", "80000026000149").remaining_fen)
            if wait:
                inside.set()
                assert go_on.wait(10)
            return decide(books, number)

        return attempt, noting

    first = threading.Thread(target=lambda: ledger.apply(*note(*refund(1, 1000), True)))
    first.start()
    assert inside.wait(10)
    second = threading.Thread(target=lambda: other.apply(*note(*refund(2, 1000), False)))
    second.start()
    stands_still(where, second)
    go_on.set()
    first.join(10)
    second.join(10)
    assert seen == [12850, 11850]


@pytest.mark.parametrize(
    "ways", [("alone",) * 6, ("group",) * 6, ("alone", "group") * 3], ids=["alone", "groups", "both"]
)
def test_refunds_at_once_are_paid_out_of_what_the_merchant_has(connect, ledger, opened, monkeypatch, ways):
    """Six of 5.50 out of 10.00, each of a sale of its own: only what the merchant is owed can bring them together."""
    numbers = [f"2611220R{n:04d}" for n in range(6)]
    ledger.add_sales(
        [
            OpeningSale("", one, "", "20261122", "080000", Channel.WECHAT, "oTh7Lx", "", 1000, 0, False, ())
            for one in numbers
        ]
    )
    merchant_no = ledger.identity().merchant_no
    policy = HostPolicy(paid_out_fen=ledger.merchant_fen(merchant_no) - 1000)
    together, codes, ruling = threading.Barrier(6), [], refunds.ruling

    def slowly(*words):
        time.sleep(0.05)
        return ruling(*words)

    def refund(own, trace, reference_no, way):
        asked = Asked(own, Moment(opened), policy, own.terminal("88000001"))
        key = EntryKey(merchant_no, "88000001", "0a0b0c0d", "000001", f"{trace:06d}", "20261122")
        wanted = refunds.Wanted(key, 550, reference_no, "1122", Channel.WECHAT, "", False)
        together.wait(10)
        with own.group() if way == "group" else nullcontext():
            codes.append(refunds.refunded(wanted, asked).code)

    monkeypatch.setattr(refunds, "ruling", slowly)
    threads = [
        threading.Thread(target=refund, args=(connect(), *row)) for row in zip(range(6), numbers, ways, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(codes) == ["00", *["51"] * 5]
    assert ledger.merchant_fen(merchant_no) - policy.paid_out_fen == 450


def enrol_while(connect, ledger, where, doing):
    """One terminal brings the number of 88000001 to another connection while `doing` holds a transaction open here: the
    terminal that both see afterwards, and what the later one was told.
    """
    later = Terminal("888888800000001", "88000001", "22222222", "000777", "20261122")
    other, told = connect(), []
    waiting = threading.Thread(target=lambda: told.append(other.enrol(later)))

    def begin():
        waiting.start()
        stands_still(where, waiting)
        assert waiting.is_alive(), "it does not wait"

    doing(begin)
    waiting.join(10)
    assert told == [ledger.terminal("88000001")]
    return told[0]


def test_an_entry_that_is_being_made_keeps_the_number(connect, ledger, where, refund):
    def refunding(begin):
        attempt, decide = refund(1)

        def slowly(books, number):
            begin()
            return decide(books, number)

        assert isinstance(ledger.apply(attempt, slowly), Applied)

    assert enrol_while(connect, ledger, where, refunding).epoch == "0a0b0c0d"


def test_of_two_that_bring_a_number_at_once_the_later_has_it_whole(connect, ledger, where):
    first = Terminal("888888800000001", "88000001", "11111111", "000555", "20261122")

    def bringing(begin):
        with ledger.group():
            ledger.enrol(first)
            begin()
            ledger.store_keys("88000001", b"of the first")

    assert enrol_while(connect, ledger, where, bringing) == Terminal(
        "888888800000001", "88000001", "22222222", "000777", "20261122"
    )
    assert ledger.batch_sums("88000001", "000555") is None


def stands_still(url, thread):
    """Returns once the thread has ended, or waits for a lock."""
    with psycopg.connect(url, autocommit=True) as db:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        while thread.is_alive() and db.execute(waiting).fetchone() == (0,):
            thread.join(0.01)


def test_what_waited_for_a_closing_batch_counts_in_the_next(connect, ledger, where, refund, opened):
    other, done = connect(), []
    with ledger.group():
        ledger.close_batch("88000001", "000001", opened.date())
        waiting = threading.Thread(target=lambda: done.append(other.apply(*refund(1))))
        waiting.start()
        stands_still(where, waiting)
    waiting.join(10)
    assert [type(result) for result in done] == [Applied]
    assert ledger.batch_sums("88000001", "000001").domestic.credit_count == 0
    assert ledger.batch_sums("88000001", "000002").domestic.credit_count == 1


def test_a_commit_that_the_server_answers_with_rollback_is_an_error(where):
    """After an error PostgreSQL takes COMMIT for ROLLBACK, and says so only in the name of what it did."""
    db = PostgresConnection(where, 5)
    db.begin(alone=False)
    with pytest.raises(StoreError):
        db.change("SELECT 1 / 0")
    with pytest.raises(StoreError, match="had failed before"):
        db.commit()
    db.close()


def test_a_connection_that_cannot_even_roll_back_is_dropped(where, monkeypatch):
    db = PostgresConnection(where, 5, minutes())
    backend = db.rows("SELECT pg_backend_pid()")

    def failing(statement, values=()):
        raise StoreError("canceling statement due to statement timeout")

    with monkeypatch.context() as patched:
        patched.setattr(db, "change", failing)
        db.rollback()
    assert db.rows("SELECT pg_backend_pid()") != backend
    db.close()


def test_writers_read_what_is_committed_whatever_the_server_prefers(where, shop, opened):
    """What was committed while one waited for a lock must be seen behind it."""
    stubborn = where.replace("options=", "options=-cdefault_transaction_isolation%3Dserializable%20")
    with PostgresLedger(stubborn) as ledger:
        ledger.open_shop(shop, opened, bytes)
        with ledger.group():
            assert ledger._db.rows("SHOW transaction_isolation") == [("read committed",)]


def test_the_practice_host_opens_a_url(where):
    with open_ledger(where) as ledger:
        assert isinstance(ledger, PostgresLedger)
        limits = [ledger._db.rows(f"SHOW {name}") for name in ("statement_timeout", "lock_timeout")]
        assert limits == [[("3s",)], [("3s",)]], "all lines wait while a statement does (docs/decisions/0010)"
        identity = ledger.identity()
    with open_ledger(where) as again:
        assert again.identity() == identity


def test_what_the_database_refuses_is_a_ledger_error(ledger, refund):
    attempt, _ = refund()
    with pytest.raises(LedgerError, match="NUL"):
        ledger.apply(attempt, lambda books, number: Ruling(StoredAnswer("25", "", "\x00")))
    assert ledger.outcome(attempt.key) is None
