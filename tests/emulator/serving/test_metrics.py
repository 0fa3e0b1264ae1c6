"""Counters of a served end: what is counted, the page they are on, and that no peer can add to their names."""

import http.client
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest

from emulator.serving.exchange import ANSWERS, TRANSACTIONS
from emulator.serving.metrics import Metrics, MetricsError
from emulator.serving.watch import Ending, Refusal, Watch
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import Envelope, seal
from protocol.dialects.unionpay.profiles import named
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import Kind
from protocol.message import Message

PROFILE = named("practice")
PAN = TEST_CARDS["visa"].number
PEER = "127.0.0.1:40312"
TYPE = "25000007000600"


def packet(mti: str, fields: dict[int, str | bytes]) -> bytes:
    return seal(Envelope.of(PROFILE), Message(mti, fields), None, PROFILE)


ASKED = packet("0220", {2: PAN, 3: "200000", 60: TYPE})


def answer(code: str) -> bytes:
    return packet("0230", {39: code, 60: TYPE})


@pytest.fixture
def metrics():
    one = Metrics(PROFILE)
    yield one
    one.close()


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_messages_are_counted_by_transaction_and_code(metrics):
    watch: Watch = metrics
    for code in ("00", "00", "51", "96", "ZZ"):
        watch.answered(PEER, ASKED, answer(code), 0.004)
    watch.answered(PEER, ASKED, None, 0.4)
    watch.answered(PEER, b"GET / HTTP/1.1", answer("30"), 0.004)
    counted = {
        (transaction, code): value(metrics, "tuihuo_messages_total", transaction=transaction, code=code)
        for transaction, code in [
            ("refund", "00"), ("refund", "51"), ("refund", "96"), ("refund", "other"), ("refund", "none"),
            ("unreadable", "30"),
        ]
    }  # fmt: skip
    assert list(counted.values()) == [2, 1, 1, 1, 1, 1]
    assert value(metrics, "tuihuo_ledger_failures_total") == 1
    assert value(metrics, "tuihuo_answer_seconds_count") == 7
    assert value(metrics, "tuihuo_answer_seconds_bucket", le="0.005") == 6
    assert value(metrics, "tuihuo_answer_seconds_bucket", le="0.5") == 7


def test_connections_are_counted_by_what_became_of_them(metrics):
    for _ in range(3):
        metrics.opened(PEER)
    metrics.received(PEER, b"\0")
    metrics.sent(PEER, b"\0")
    metrics.closed(PEER, Ending.IDLE)
    metrics.refused(PEER, Refusal.CONNECTIONS)
    assert value(metrics, "tuihuo_connections_open") == 2
    assert value(metrics, "tuihuo_connections_closed_total", why="idle") == 1
    assert value(metrics, "tuihuo_connections_refused_total", why="connections") == 1
    assert [value(metrics, "tuihuo_connections_refused_total", why=why.value) for why in Refusal] == [1, 0, 0, 0]
    assert value(metrics, "tuihuo_connections_closed_total", why="peer") == 0


def hostile() -> list[bytes]:
    """Messages with a number in every field that has room, codes of all kinds, and bytes that are none."""
    found = [answer(f"{first}{second}") for first in "0Aa*" for second in "0Z~"]
    for row in (row for row in UNIONPAY.values() if row.length >= len(PAN)):
        text: str | bytes = PAN.encode("ascii") if row.kind is Kind.BINARY else PAN
        if row.kind is Kind.DIGITS and row.prefix == 0:
            text = PAN.ljust(row.length, "0")
        found.append(packet("0220", {3: "200000", row.number: text}))
    found += [packet(f"0{number}00", {60: f"{number:02}000007{number:03}"}) for number in range(1, 10)]
    return [*found, b"", PAN.encode("ascii"), bytes.fromhex(PAN), b"\xdf\x07\x10" + PAN.encode("ascii")]


def test_no_peer_adds_a_name_or_shows_a_number(metrics):
    messages = hostile()
    assert len(messages) > 80
    for one in messages:
        metrics.answered(PAN, one, one, 0.001)
        metrics.opened(PAN)
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    allowed = {"transaction": set(TRANSACTIONS), "code": set(ANSWERS), "why": {*Refusal, *Ending}}
    labels = {(name, text) for sample in samples for name, text in sample.labels.items() if name != "le"}
    assert {(name, text) for name, text in labels if text not in allowed[name]} == set()
    assert PAN not in page_of(metrics.serve("0"))


# --- the page ------------------------------------------------------------------------------------------------------


def page_of(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answered:
        return str(answered.read(), "utf-8")


@pytest.mark.parametrize("address", ["0", "127.0.0.1:0", "localhost:0"])
def test_the_page_is_served_on_loopback(metrics, address):
    metrics.answered(PEER, ASKED, answer("00"), 0.004)
    url = metrics.serve(address)
    assert url.startswith(("http://127.0.0.1:", "http://localhost:"))
    assert 'tuihuo_messages_total{code="00",transaction="refund"} 1.0\n' in page_of(url)


def test_a_closed_page_leaves_no_thread_and_no_port(metrics):
    before = threading.active_count()
    url = metrics.serve("127.0.0.1:0")
    page_of(url)
    metrics.close()
    metrics.close()
    assert threading.active_count() == before
    port = int(url.split(":")[2].split("/")[0])
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection("127.0.0.1", port, timeout=30).connect()
    assert metrics.serve(f"127.0.0.1:{port}") == url


# fmt: off
ADDRESSES = [
    ("",                     "HOST:PORT or PORT wanted"),
    ("127.0.0.1",            "HOST:PORT or PORT wanted"),
    (":9090",                "HOST:PORT or PORT wanted"),
    ("127.0.0.1:x",          "HOST:PORT or PORT wanted"),
    ("127.0.0.1:65536",      "HOST:PORT or PORT wanted"),
    ("127.0.0.1:-1",         "HOST:PORT or PORT wanted"),
    ("127.0.0.1:1/metrics",  "HOST:PORT or PORT wanted"),
    ("[::1:1",               "HOST:PORT or PORT wanted"),
    ("0.0.0.0:0",            "is no loopback address"),
    ("[::]:0",               "is no loopback address"),
    ("192.0.2.1:0",          "is no loopback address"),
    ("shop.example:0",       "is no loopback address"),
]
# fmt: on


@pytest.mark.parametrize(("address", "reason"), ADDRESSES)
def test_another_address_is_refused(metrics, address, reason):
    with pytest.raises(MetricsError, match=reason):
        metrics.serve(address)


def test_a_port_that_is_taken_is_named(metrics):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(MetricsError, match=f"{address}: Address already in use"):
            metrics.serve(address)


def test_without_the_package_one_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(MetricsError, match=r"pip install 'tuihuo\[metrics\]'"):
        Metrics(PROFILE)


def test_the_package_is_loaded_only_for_who_wants_counters():
    code = "import emulator.serving.metrics, sys; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
