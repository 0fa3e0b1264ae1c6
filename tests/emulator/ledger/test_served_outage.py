"""A served host whose data base goes away: each terminal is told 96 at once, and served again when it is back.

The host is a process of its own behind tcp; the data base a real server that is stopped and started, or a file that is
moved and put back; the terminals are sockets that speak bytes. What was answered before is answered the same
afterwards, and the books balance.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from emulator.ledger.contract import Ledger
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import terminal_side
from protocol.framing import write_length
from protocol.security import PRACTICE_MASTER_KEY, WorkingKeys, open_working_keys
from protocol.transactions import (
    Channel,
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    OutsideRoute,
    OutsideStanding,
    Refund,
    RefundKey,
    SignOn,
    SignOnAnswer,
    Unneeded,
)

SHOP = load_shop()


class Terminal:
    """One terminal on one connection."""

    def __init__(self, address: tuple[str, int], epoch: str) -> None:
        self.line = socket.create_connection(address, timeout=10)
        self.epoch, self.number, self.keys = epoch, "00000000", None
        on = SignOn(SHOP.merchant_no, self.number, epoch, "000001", "000001", "01")
        answer: Any = self.ask(on)
        assert isinstance(answer, SignOnAnswer)
        self.number, self.day = answer.terminal_no, answer.business_date
        self.keys: WorkingKeys | None = open_working_keys(PRACTICE_MASTER_KEY, answer.working_keys)

    def ask(self, request: Any) -> Any:
        self.line.sendall(write_length(terminal_side.encode(request, self.keys)))
        data = self.line.recv(2, socket.MSG_WAITALL)
        answer = self.line.recv(int.from_bytes(data, "big"), socket.MSG_WAITALL)
        return terminal_side.decode(answer, request, self.keys)

    def refund(self, trace_no: str) -> Refund:
        day = datetime.strptime(self.day, "%Y%m%d").date()  # noqa: DTZ007 - the host's own day
        key = RefundKey(SHOP.merchant_no, self.number, self.epoch, "000001", trace_no, self.day)
        reference_no = SHOP.order(1).reference_no(day)
        return Refund(key, 100, reference_no, self.day[4:], Channel.CARD, card=TEST_CARDS["unionpay"])

    def entry(self, trace_no: str) -> OutsideEntry:
        refund = self.refund(trace_no)
        original = refund.original_reference, refund.original_month_day
        return OutsideEntry(refund.key, 50, *original, OutsideRoute.BANK, "202611220001", "01", "00")


@contextmanager
def served(url: str, home: str) -> Iterator[tuple[str, int]]:
    words = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "emulator", "serve", "--as", "host"]
    process = subprocess.Popen(
        [*words, "--listen", "tcp://127.0.0.1:0", "--database", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "TUIHUO_HOME": home},
    )
    try:
        assert process.stdout is not None
        listening = urlsplit(json.loads(process.stdout.readline())["listening"])
        yield str(listening.hostname), int(listening.port or 0)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def conversation(where: str, home: str, go_away: Callable[[], object], come_back: Callable[[], object]) -> None:
    """Three terminals refund once before, and enter something as paid outside, ask five times meanwhile, and are served
    afterwards.
    """
    with served(where, home) as address:
        terminals = [Terminal(address, f"{number:08x}") for number in (1, 2, 3)]
        before = [terminal.ask(terminal.refund("000002")) for terminal in terminals]
        assert [answer.code for answer in before] == ["00"] * 3
        entered = [terminal.ask(terminal.entry("000010")) for terminal in terminals]
        assert [(answer.code, answer.standing) for answer in entered] == [("00", OutsideStanding.ENTERED)] * 3
        go_away()
        try:
            began = time.monotonic()
            for _ in range(5):
                answers = [terminal.ask(terminal.refund("000003")) for terminal in terminals]
                assert [answer.code for answer in answers] == ["96"] * 3
            answers = [terminal.ask(terminal.entry("000011")) for terminal in terminals]
            assert [answer.code for answer in answers] == ["96"] * 3
            assert time.monotonic() - began < 10, "nobody waits for a data base that is not there"
        finally:
            come_back()
        assert {asked_until_served(terminal, "000003") for terminal in terminals} == {"00"}
        again = [terminal.ask(replace(terminal.refund("000002"), repeat=True)) for terminal in terminals]
        assert again == before
        for trace_no in ("000010", "000011"):
            answers = [terminal.ask(terminal.entry(trace_no)) for terminal in terminals]
            assert [(answer.code, answer.standing) for answer in answers] == [("00", OutsideStanding.ENTERED)] * 3
        releases = [OutsideRelease(terminal.entry("000010").key, "000012", Unneeded.MISTAKE) for terminal in terminals]
        answers = [terminal.ask(release) for terminal, release in zip(terminals, releases, strict=True)]
        assert answers == [OutsideAnswer("00", OutsideStanding.RELEASED)] * 3
        for terminal in terminals:
            terminal.line.close()


def judge(ledger: Ledger) -> None:
    assert [entry.answer.amount_fen for entry in ledger.all_refunds()] == [100] * 6
    assert [(line.amount_fen, line.released) for line in ledger.outside_lines()] == [(50, True)] * 3 + [(50, False)] * 3
    assert (ledger.originals()[0].refunded_fen, ledger.originals()[0].outside_fen) == (600, 150)
    assert ledger.discrepancies() == ()


def test_a_postgresql_server_that_stops_and_starts(postgres_server, tmp_path):
    pytest.importorskip("psycopg", reason="NOT TESTED: psycopg is not installed here")
    from emulator.ledger.postgres_store import PostgresLedger

    url = postgres_server.new_schema()
    conversation(url, str(tmp_path), postgres_server.stop, postgres_server.start)
    with PostgresLedger(url) as ledger:
        judge(ledger)


@pytest.mark.skipif(os.name != "posix", reason="NOT TESTED: an open file can't be moved here")
def test_a_sqlite_file_that_is_moved_and_put_back(path, tmp_path):
    aside = path.with_name("aside.db")
    conversation(str(path), str(tmp_path), lambda: path.rename(aside), lambda: aside.rename(path))
    with SqliteLedger(path) as ledger:
        judge(ledger)


def asked_until_served(terminal: Terminal, trace_no: str) -> str:
    """The first code that is not 96, within some seconds."""
    until = time.monotonic() + 30
    code = "96"
    while code == "96" and time.monotonic() < until:
        time.sleep(0.1)
        code = terminal.ask(replace(terminal.refund(trace_no), repeat=True)).code
    return code
