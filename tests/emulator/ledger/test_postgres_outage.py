"""A data base that goes away and comes back: every call says so, the next one is served, nothing is done twice or lost.

A real server, stopped, with its connections killed, or behind a network that hangs: a relay on loopback that stops
passing bytes on. Seconds between two tries to connect are counted on a clock of the test's own.
"""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from emulator.host import Host
from emulator.ledger.contract import Applied, LedgerError, Repeated
from emulator.ledger.records import BatchSums, Kind
from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, Found, OutcomeQuery, Refund, RefundKey, Rejected, SignOn, SignOnAnswer

pytest.importorskip("psycopg", reason="NOT TESTED: psycopg is not installed here")

import psycopg

from emulator.ledger.postgres_store import (
    CONNECT_TIMEOUT_S,
    PATIENCE,
    RETRY_S,
    STATEMENT_TIMEOUT_S,
    PostgresConnection,
    PostgresLedger,
)

TERMINAL = "88000001"


@pytest.fixture
def where(postgres_server):
    return postgres_server.new_schema()


class Seconds:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def away(where, shop, opened, seconds):
    """A ledger whose connections may be lost; its books balance at the end."""
    with PostgresLedger(where, 0.2, seconds) as ledger:
        ledger.open_shop(shop, opened, bytes)
        ledger.register("0a0b0c0d", None, opened.date())
        seconds.now += 60
        yield ledger
        seconds.now += 60
        assert ledger.discrepancies() == ()


def kill(url, wait_ms=5000):
    """All connections to the server end, as an administrator ends them; how many there were. wait_ms: for each."""
    with psycopg.connect(url.partition("&options")[0], autocommit=True) as db:
        ours = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        gone = db.execute(f"SELECT pg_terminate_backend(pid, {wait_ms}) FROM ({ours}) AS sessions".encode()).fetchall()
    return len(gone)


# --- killed between two calls ----------------------------------------------------------------------------------------

# fmt: off
CALLS = {
    "apply":                 lambda ledger, refund, opened: ledger.apply(*refund(2)),
    "reverse":               lambda ledger, refund, opened: ledger.reverse(refund(2)[0].key, Kind.SALE, 1000),
    "cancel":                lambda ledger, refund, opened: ledger.cancel(refund(2)[0].key),
    "last_number":           lambda ledger, refund, opened: ledger.last_number(),
    "outcome":               lambda ledger, refund, opened: ledger.outcome(refund(1)[0].key),
    "entry":                 lambda ledger, refund, opened: ledger.entry(refund(1)[0].key),
    "all_refunds":           lambda ledger, refund, opened: ledger.all_refunds(),
    "identity":              lambda ledger, refund, opened: ledger.identity(),
    "originals":             lambda ledger, refund, opened: ledger.originals(),
    "original_by_order":     lambda ledger, refund, opened: ledger.original_by_order("888888800000001", "1"),
    "original_by_reference": lambda ledger, refund, opened: ledger.original_by_reference("8" * 15, "1", "20261122"),
    "sale_by_voucher":       lambda ledger, refund, opened: ledger.sale_by_voucher(TERMINAL, "000001", "000001"),
    "merchant_fen":          lambda ledger, refund, opened: ledger.merchant_fen("888888800000001"),
    "register":              lambda ledger, refund, opened: ledger.register("0a0b0c0d", None, opened.date()),
    "terminal":              lambda ledger, refund, opened: ledger.terminal(TERMINAL),
    "store_keys":            lambda ledger, refund, opened: ledger.store_keys(TERMINAL, b"sealed"),
    "batch_sums":            lambda ledger, refund, opened: ledger.batch_sums(TERMINAL, "000001"),
    "batch_entries":         lambda ledger, refund, opened: ledger.batch_entries(TERMINAL, "000001"),
    "hear_totals":           lambda ledger, refund, opened: ledger.hear_totals(TERMINAL, "000001", BatchSums()),
    "totals_heard":          lambda ledger, refund, opened: ledger.totals_heard(TERMINAL, "000001"),
    "close_batch":           lambda ledger, refund, opened: ledger.close_batch(TERMINAL, "000001", opened.date()),
    "discrepancies":         lambda ledger, refund, opened: ledger.discrepancies(),
}
# fmt: on


@pytest.mark.parametrize("name", CALLS)
def test_a_killed_connection_fails_one_call_and_the_next_is_served(away, where, refund, opened, name):
    away.apply(*refund(1))
    assert kill(where) >= 1
    with pytest.raises(LedgerError):
        CALLS[name](away, refund, opened)
    assert len(away.all_refunds()) == 1, "the first refund, and nothing of the call that failed"
    CALLS[name](away, refund, opened)


# --- killed inside a group -------------------------------------------------------------------------------------------


def never_mind(call, *words):
    """As the host does: what the ledger can't say is answered with 96, and the group goes on."""
    with pytest.raises(LedgerError):
        call(*words)


# fmt: off
MIDDLES = {  # what the host still asks in the group after the connection is gone, each of which fails
    "nothing":          lambda ledger, refund: None,
    "a refund":         lambda ledger, refund: never_mind(ledger.apply, *refund(2)),
    "a reading":        lambda ledger, refund: never_mind(ledger.terminal, TERMINAL),
    "several readings": lambda ledger, refund: [never_mind(ledger.outcome, refund(n)[0].key) for n in (1, 2, 3)],
    "a view":           lambda ledger, refund: never_mind(ledger.originals),
    "reading, refund":  lambda ledger, refund: [never_mind(ledger.identity), never_mind(ledger.apply, *refund(2))],
}
# fmt: on


@pytest.mark.parametrize("name", MIDDLES)
def test_a_connection_killed_inside_a_group_spoils_it_and_the_next_is_clean(away, where, refund, seconds, name):
    """A COMMIT on a new connection would say that it did what it never saw."""
    with pytest.raises(LedgerError), away.group():  # noqa: PT012
        away.apply(*refund(1))
        assert kill(where) >= 1
        seconds.now += 60  # so that nothing but the ledger itself keeps it from a new connection
        MIDDLES[name](away, refund)
    seconds.now += 60
    assert away.all_refunds() == ()
    with away.group():
        assert [type(away.apply(*refund(n))) for n in (1, 2)] == [Applied, Applied]
    assert len(away.all_refunds()) == 2


def test_a_group_that_can_not_begin_says_so(away, where, refund):
    kill(where)
    with pytest.raises(LedgerError), away.group():
        raise AssertionError("it began")
    with away.group():
        assert isinstance(away.apply(*refund(1)), Applied)


def test_a_view_is_not_continued_on_another_connection(where, seconds):
    db = PostgresConnection(where, 5, seconds)
    db.begin_reading()
    kill(where)
    seconds.now += 60
    for _ in range(3):
        with pytest.raises(LedgerError):
            db.rows("SELECT 1")
    db.rollback()
    assert db.rows("SELECT 1") == [(1,)]
    db.close()


# --- killed all the time ---------------------------------------------------------------------------------------------


def test_connections_killed_all_the_time_cost_tries_and_not_a_fen(where, shop, opened, refund):
    """Three hosts ask until they are answered, while somebody kills their connections twenty times."""
    failures, enough = [], threading.Event()
    hosts = [PostgresLedger(where, monotonic=lambda: time.monotonic() * 1000) for _ in range(3)]
    hosts[0].open_shop(shop, opened, bytes)

    def work(me):
        for trace in range(1, MOST):
            failures.append(asked_until_answered(hosts[me], *refund(1000 * me + trace, 1, 7)))
            if enough.is_set():
                return

    workers = [threading.Thread(target=work, args=(me,)) for me in range(3)]
    for worker in workers:
        worker.start()
    killed = 0
    while killed < 20:
        killed += kill(where, wait_ms=0)
        workers[0].join(0.01)
    enough.set()
    for worker in workers:
        worker.join(30)
    for host in hosts:
        host.close()
    assert sum(failures) >= 5
    with PostgresLedger(where) as ledger:
        refunds = ledger.all_refunds()
        assert len({entry.key for entry in refunds}) == len(refunds) == len(failures)
        assert ledger.originals()[6].refunded_fen == len(failures)
        assert ledger.discrepancies() == ()


MOST = 1000
"""Refunds of one fen and one host: more than it has time for, and less than the sale has."""


def asked_until_answered(ledger, attempt, decide):
    """How often it failed."""
    for failed in range(MOST):
        try:
            outcome = ledger.apply(attempt, decide)
        except LedgerError:
            time.sleep(0.002)
            continue
        assert isinstance(outcome, Applied | Repeated)
        return failed
    raise AssertionError("never answered")


# --- a server that is not there --------------------------------------------------------------------------------------


class Relay:
    """Loopback tcp to the server's socket file. `passing`: both ways, "up" (to the server) alone, or nothing.
    `refusing`: a peer that comes is sent away at once.
    """

    def __init__(self, target: Path) -> None:
        self.target, self.passing, self.refusing, self.tries = str(target), "both", False, 0
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.tries += 1
            if self.refusing:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.target)
            self._sockets += [near, far]
            for source, sink, way in ((near, far, "up"), (far, near, "down")):
                threading.Thread(target=self._pass, args=(source, sink, way), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        try:
            while data := source.recv(65536):
                if self.passing in {"both", way}:
                    sink.sendall(data)
        except OSError:
            return

    def close(self) -> None:
        for one in (self._listener, *self._sockets):
            one.close()


@pytest.fixture
def relay(postgres_server) -> Iterator[Relay]:
    made = Relay(postgres_server.folder / ".s.PGSQL.5432")
    yield made
    made.close()


@pytest.fixture
def far(relay, where, shop, opened, seconds):
    """A ledger behind the relay."""
    url = where.replace(f"host={where.partition('host=')[2].partition('&')[0]}", f"host=127.0.0.1&port={relay.port}")
    with PostgresLedger(f"{url}&sslmode=disable&gssencmode=disable&connect_timeout=2", 0.2, seconds) as ledger:
        ledger.open_shop(shop, opened, bytes)
        seconds.now += 60
        yield ledger
        relay.passing, relay.refusing, seconds.now = "both", False, seconds.now + 60
        assert ledger.discrepancies() == ()


def test_a_server_that_is_not_there_is_tried_once_a_second_at_most(far, relay, where, refund, seconds):
    relay.refusing, relay.tries = True, 0
    kill(where)
    for second in range(1, 4):
        for _ in range(100):
            with pytest.raises(LedgerError):
                far.apply(*refund(1))
        assert relay.tries == second
        seconds.now += RETRY_S
    relay.refusing = False
    assert isinstance(far.apply(*refund(1)), Applied)


def test_a_network_that_hangs_is_given_up_in_time(far, relay, refund, seconds):
    relay.passing = "nothing"
    began = time.monotonic()
    with pytest.raises(LedgerError, match="timeout"):
        far.apply(*refund(1))
    assert 0.2 * PATIENCE <= time.monotonic() - began < 10  # as shipped it is 15
    relay.passing = "both"
    assert far.outcome(refund(1)[0].key) is None
    assert isinstance(far.apply(*refund(1)), Applied)


def test_a_commit_whose_answer_is_lost_is_told_by_its_key_and_not_done_again(far, relay, refund):
    with pytest.raises(LedgerError, match="timeout"), far.group():  # noqa: PT012
        answer = far.apply(*refund(1)).answer
        relay.passing = "up"
    relay.passing = "both"
    assert far.outcome(refund(1)[0].key) == Repeated(answer), "the server has it"
    assert far.apply(*refund(1)) == Repeated(answer)
    assert [entry.answer.amount_fen for entry in far.all_refunds()] == [1000]


def test_a_server_that_takes_the_connection_and_says_nothing(far, relay, refund, seconds):
    """Given up after connect_timeout (2 s is the least that PostgreSQL's own library knows); then not tried at once."""
    relay.passing = "nothing"
    with pytest.raises(LedgerError, match="timeout"):
        far.apply(*refund(1))
    relay.tries, began = 0, time.monotonic()
    with pytest.raises(LedgerError, match="timeout"):
        far.apply(*refund(1))
    took = time.monotonic() - began
    assert 1.5 < took < CONNECT_TIMEOUT_S
    with pytest.raises(LedgerError, match="no connection"):
        far.apply(*refund(1))
    assert relay.tries == 1


def test_a_try_that_took_long_is_followed_by_a_rest_as_long(where, monkeypatch, seconds):
    """So that at most half of a host's time goes into a server that is not there."""
    tried = []

    def slowly(*_, **__):
        tried.append(seconds.now)
        seconds.now += 5
        raise psycopg.OperationalError("timeout")

    monkeypatch.setattr(psycopg.Connection, "connect", slowly)
    db = PostgresConnection(where, 5, seconds)
    for _ in range(11):
        with pytest.raises(LedgerError):
            db.rows("SELECT 1")
        seconds.now += 1
    assert [at - tried[0] for at in tried] == [0, 10, 20]


def test_the_times_are_as_documented(where):
    """docs/decisions/0010; what the URL says counts more."""
    assert (CONNECT_TIMEOUT_S, STATEMENT_TIMEOUT_S, PATIENCE, RETRY_S) == (5, 10.0, 1.5, 1.0)
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    db = PostgresConnection(where, STATEMENT_TIMEOUT_S)
    assert [db.rows(f"SHOW {name}") for name in names] == [[("10s",)], [("10s",)], [("1min",)]]
    db.close()
    with PostgresLedger(where.replace("options=", "options=-cstatement_timeout%3D3s%20")) as ledger:
        assert ledger._db.rows("SHOW statement_timeout") == [("3s",)]


# --- as the terminals see it -----------------------------------------------------------------------------------------


def test_a_host_answers_96_meanwhile_and_serves_again(postgres_server, where, shop, opened, seconds):
    with PostgresLedger(where, 5, seconds) as ledger:
        ledger.open_shop(shop, opened, bytes)
        host = Host(ledger, lambda: opened, bytes)
        on = SignOn(shop.merchant_no, "00000000", "0a0b0c0d", "000001", "000001", "01")
        assert isinstance(host.answer(on), SignOnAnswer)
        key = RefundKey(shop.merchant_no, TERMINAL, "0a0b0c0d", "000001", "000002", f"{opened:%Y%m%d}")
        reference_no = shop.order(1).reference_no(opened.date())
        refund = Refund(key, 100, reference_no, f"{opened:%m%d}", Channel.CARD, card=TEST_CARDS["unionpay"])
        first = host.answer(refund)
        again, other = replace(refund, repeat=True), replace(refund, key=replace(key, trace_no="000003"))
        seconds.now += 60
        postgres_server.stop()
        try:
            asked = (again, other, OutcomeQuery(key, "000004"), on)
            assert [host.answer(request) for request in asked] == [Rejected("96")] * 4
        finally:
            postgres_server.start()
        seconds.now += RETRY_S
        assert host.answer(again) == first
        assert host.answer(other).code == "00"
        assert host.answer(OutcomeQuery(key, "000004")).found is Found.FOUND
        assert ledger.originals()[0].refunded_fen == 200
        assert ledger.discrepancies() == ()
