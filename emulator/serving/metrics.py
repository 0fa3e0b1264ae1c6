"""Counters of a served end for Prometheus, on a page of its own. A watch; the optional package `prometheus-client` is
loaded here alone, and only when somebody wants it.

The rule: every label has its values from a table - transactions, codes, reasons - so that no peer can make one more
series, and nothing of a message is in any.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from emulator.serving.exchange import read_exchange
from emulator.serving.protection import is_loopback
from emulator.serving.watch import Ending, Refusal
from protocol.dialects.unionpay.profiles import Profile

if TYPE_CHECKING:
    from threading import Thread
    from wsgiref.simple_server import WSGIServer

PATIENCE_S = 2.0
"""How long `close` waits for a page that is being sent."""
ANSWER_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper edges of the classes of answer times, seconds."""
_LEDGER_FAILED = "96"


class MetricsError(Exception):
    """Counters that can't be had: no package, or no such address; the text says what to do."""


class Metrics:
    """profile: how UnionPay messages of this line are written. Raises MetricsError without the package."""

    def __init__(self, profile: Profile) -> None:
        try:
            from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
        except ImportError:
            raise MetricsError("counters need the package prometheus-client: pip install 'tuihuo[metrics]'") from None
        self._profile = profile
        self._page: tuple[WSGIServer, Thread] | None = None
        self.registry = CollectorRegistry()
        # fmt: off
        self._messages = Counter("tuihuo_messages", "Messages, by transaction and response code",
                                 ["transaction", "code"], registry=self.registry)
        self._answer_s = Histogram("tuihuo_answer_seconds", "From a message's last byte to its answer",
                                   buckets=ANSWER_S, registry=self.registry)
        self._failures = Counter("tuihuo_ledger_failures", "Answers 96: the ledger, or its commit, failed",
                                 registry=self.registry)
        self._open = Gauge("tuihuo_connections_open", "Connections let in and not closed", registry=self.registry)
        self._refused = Counter("tuihuo_connections_refused", "Connections not let in, by reason",
                                ["why"], registry=self.registry)
        self._closed = Counter("tuihuo_connections_closed", "Connections closed, by reason",
                               ["why"], registry=self.registry)
        # fmt: on
        for refusal in Refusal:
            self._refused.labels(refusal.value)
        for ending in Ending:
            self._closed.labels(ending.value)

    def serve(self, address: str) -> str:
        """Serve the page until `close`; its URL. address: HOST:PORT, or PORT on 127.0.0.1; loopback alone, as the page
        has neither login nor TLS. Raises MetricsError.
        """
        from prometheus_client import start_http_server

        host, port = _loopback(address)
        try:
            self._page = server, _ = start_http_server(port, host, self.registry)
        except OSError as error:
            raise MetricsError(f"{address}: {error.strerror or error}") from None
        return f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}/metrics"

    def close(self) -> None:
        """No more page; the counters stay."""
        if self._page is not None:
            server, thread = self._page
            server.shutdown()
            server.server_close()
            thread.join(PATIENCE_S)
            self._page = None

    # --- the watch -------------------------------------------------------------------------------------------------

    def answered(self, peer: str, asked: bytes, answer: bytes | None, waited_s: float) -> None:
        """Counted."""
        read = read_exchange(asked, answer, self._profile)
        self._messages.labels(read.transaction, read.code).inc()
        self._answer_s.observe(waited_s)
        if read.code == _LEDGER_FAILED:
            self._failures.inc()

    def opened(self, peer: str) -> None:
        """Counted."""
        self._open.inc()

    def refused(self, peer: str, why: Refusal) -> None:
        """Counted."""
        self._refused.labels(why.value).inc()

    def closed(self, peer: str, why: Ending) -> None:
        """Counted."""
        self._open.dec()
        self._closed.labels(why.value).inc()

    def received(self, peer: str, data: bytes) -> None:
        """Not counted."""

    def sent(self, peer: str, data: bytes) -> None:
        """Not counted."""


def _loopback(address: str) -> tuple[str, int]:
    """Host and port. Raises MetricsError."""
    wanted = f"127.0.0.1:{address}" if address.isdecimal() else address
    host, port = _parts(wanted)
    if port is None or not host:
        raise MetricsError(f"{address[:80]!r}: HOST:PORT or PORT wanted")
    if not is_loopback(host):
        raise MetricsError(f"{host[:80]} is no loopback address; let a proxy with a login stand in front")
    return host, port


def _parts(address: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{address}")
        return ("" if parts.path or parts.query or parts.fragment else parts.hostname or ""), parts.port
    except ValueError:
        return "", None
