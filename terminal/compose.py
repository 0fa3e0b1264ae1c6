"""The composition root: a link URL and settings -> a wired cash desk. Of terminal/ the practice host, its counter and
the verbs that serve know the emulator too, and nothing else.

Practice and live never share a journal; the practice journal and the in-process emulator's ledger lie side by side, so
that both survive a kill. Real clock and real randomness enter the product here.
"""

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.profiles import DEFAULT
from protocol.security import PRACTICE_MASTER_KEY
from protocol.session import Session
from protocol.transport.base import Transport
from protocol.transport.clock import SystemClock
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload
from terminal.desk.boot import boot_id
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Counter, Refusal
from terminal.desk.doors import Announcement, Notice, Underway
from terminal.desk.keyed import Keyed
from terminal.desk.operators import PRACTICE_MANAGERS, PRACTICE_PASSWORDS, Operators
from terminal.desk.parts import Build, Parts
from terminal.desk.passwords import LIVE_LOCK, PRACTICE_LOCK, PasswordGate
from terminal.desk.payment_paper import PaymentPrinter
from terminal.desk.pepper import PepperFile
from terminal.desk.register import Head, Printer, Style
from terminal.desk.rulebook import Rulebook
from terminal.desk.setup_desk import ParameterSource
from terminal.desk.uncounted import uncounted
from terminal.desk.workplace import journal_refused
from terminal.fitting import Fitting
from terminal.language import translator
from terminal.line.driver import Driver
from terminal.line.links import LinkUrl, LinkUrlError, parse_link
from terminal.line.opening import line_to
from terminal.line.peers import Peer, peer_of
from terminal.line.ports import found_ports
from terminal.line.seen import Seen, Spelling
from terminal.line.till import FIRST_BATCH, Till
from terminal.practice_host import PracticeHosts, scenario_of
from terminal.printers.spool import Spool
from terminal.printers.ways import open_way
from terminal.records.journal import Journal
from terminal.records.retiring import bring_back, retire_journal
from terminal.settings import Settings
from terminal.trade.arrival import arrival_text
from terminal.trade.order_source import OrderBook
from terminal.version import program_version


@dataclass(frozen=True, slots=True)
class Options:
    """live: the peer may be a foreign one. delay_s: how long the in-process bank thinks. book: originals from a file.

    transport: a line to use instead of the URL's, for tests that stand in the middle. announce: hears each act of a
    scenario that the link names.
    """

    live: bool = False
    delay_s: float = 0.0
    book: Path | None = None
    transport: Callable[[Transport], Transport] = lambda line: line
    announce: Callable[[Announcement], None] = lambda _hit: None


def open_desk(link: str, settings: Settings, options: Options | None = None) -> Desk:
    """A cash desk on `link`; "" is the one that the parameters name. Raises LinkUrlError, BookError, or Refusal
    journal_held, journal_damaged, parameters_damaged, policy_damaged.
    """
    chosen = options or Options()
    if chosen.live:
        raise Refusal("no_live_profile")
    if link:
        _require(parse_link(link))
    return _Composition(link, settings, chosen).desk()


class _Composition:
    """One terminal and what hangs on its link; builds the parts again after a reset, or by other parameters."""

    def __init__(self, link: str, settings: Settings, options: Options) -> None:
        self._parameters = ParameterSource(settings.parameters, link, found_ports, scenario_of)
        self._settings = settings
        self._options = options
        self._practice = not options.live
        self._ears: list[Callable[[Notice], None]] = []
        self._home = settings.home / ("practice" if self._practice else "live")
        self._texts = translator(settings.lang)
        self._rulebook = Rulebook(settings.policy)
        self._hosts = PracticeHosts(settings, options.delay_s, self._announced)

    def desk(self) -> Desk:
        return Desk(self._prepare, _now, self._parameters)

    def _prepare(self) -> Build:
        fitting = self._fitting()
        return lambda reset: self._build(fitting, reset)

    def _build(self, fitting: Fitting, reset: bool) -> Parts:
        with ExitStack() as undone, ExitStack() as opened:
            if reset:
                undone.callback(bring_back, self._journal_file, self._retired())
            journal = self._journal()
            opened.callback(journal.close)
            parts = self._parts(fitting, journal, reset, opened)
            undone.pop_all()
            return parts

    def _fitting(self) -> Fitting:
        source = self._parameters
        parameters = source.read()
        try:
            url, peer = parameters.url(source.given), source.peer(parameters)
        except LinkUrlError as error:
            raise Refusal("parameters_damaged", file=str(source.file), key="link", reason=str(error)) from None
        return Fitting(parameters, source.given or parameters.link, url, peer)

    def _parts(self, fitting: Fitting, journal: Journal, reset: bool, opened: ExitStack) -> Parts:
        url, peer = fitting.url, fitting.peer
        own = self._head(peer)
        printer = self._printer(fitting.head(own), fitting.style, journal)
        opened.callback(printer.close)
        with journal_refused():
            batch_no = next_batch_no(journal, peer)
        till = Till(
            fitting.profile(batch_no, live=self._options.live),
            journal,
            lambda: Session(url.framing, url.timing, dialect=peer.dialect, check=url.check),
            PRACTICE_MASTER_KEY,
            peer.declared,
            printer.print_receipt,
            lambda: f"{_now():%Y%m%d}",
        )
        host = self._hosts.open(url, SystemClock(), opened, reset=reset) if url.kind == "emulator" else None
        line = host.line if host else line_to(url)
        gate = self._gate(journal)
        book = OrderBook(self._options.book) if self._options.book is not None else None
        paper = PaymentPrinter(
            printer, _now, lambda cause: self._texts(f"cause.{cause}"), journal.mark, partial(uncounted, journal)
        )
        seen = Seen(_spelling(url, peer), _now, self._underway)
        slip_key = PRACTICE_SLIP_KEY if self._practice else None
        return Parts(
            outlet=fitting.outlet(own, slip_key, practice=self._practice),
            journal=journal,
            rulebook=self._rulebook,
            driver=Driver(self._options.transport(line), till, seen),
            gate=gate,
            keyed=Keyed(journal, self._pepper),
            printer=printer,
            paper=paper,
            book=book,
            counter=self._counter() if host else None,
            shop_orders=host.orders if host else None,
            seen=seen,
            happen=host.happen if host else None,
            trouble=host.trouble if host else None,
            ears=self._ears,
            before_reset=self._hosts.refuse_served,
            give_back=opened.pop_all().close,
        )

    @property
    def _pepper(self) -> PepperFile:
        return PepperFile(self._home / "pepper.key", secrets.token_bytes)

    def _gate(self, journal: Journal) -> PasswordGate:
        published, managers = (PRACTICE_PASSWORDS, PRACTICE_MANAGERS) if self._practice else ({}, frozenset())
        lock = PRACTICE_LOCK if self._practice else LIVE_LOCK
        try:
            operators = Operators(published, managers, self._pepper)
            return PasswordGate(operators, journal, time.monotonic, lock, boot_id())
        except ValueError as error:
            raise Refusal("journal_damaged", reason=str(error)) from None

    def _printer(self, head: Head, style: Style, journal: Journal) -> Printer:
        spool = Spool([open_way(url, self._home / "receipts") for url in self._settings.printers])
        return Printer(spool, head, journal, _now, style)

    @property
    def _journal_file(self) -> Path:
        return self._settings.journal if self._practice else self._settings.live_journal

    def _retired(self) -> Path | None:
        with journal_refused():
            return retire_journal(self._journal_file, _now())

    def _journal(self) -> Journal:
        with journal_refused():
            return Journal(self._journal_file, _now, secrets.token_bytes)

    def _announced(self, hit: Announcement) -> None:
        self._options.announce(hit)
        self._tell(hit)

    def _underway(self, delivered: bool) -> None:
        self._tell(Underway(delivered))

    def _tell(self, news: Notice) -> None:
        for hear in self._ears:
            hear(news)

    def _counter(self) -> Counter:
        from terminal.practice_counter import PracticeCounter  # with it comes the emulator's shop

        return PracticeCounter(self._home / "slips", self._settings.ledger, self._texts)

    def _slip_code(self, order_no: str, fen: int) -> str:
        """By which the rest of an order can be returned; a live shop's slip key comes with its profile."""
        return make_payload(order_no, fen, PRACTICE_SLIP_KEY) if self._practice else ""

    def _head(self, peer: Peer) -> Head:
        from emulator.shop.orders import load_shop

        texts, shop = self._texts, load_shop()
        return Head(
            merchant_name=shop.merchant_name,
            hotline=shop.hotline,
            expected_arrival=lambda channel: arrival_text(channel, texts, self._rulebook.arrivals(_now().date())),
            outcome=texts("receipt.outcome"),
            reason_text=lambda code: texts(f"reason.{code}"),
            slip_code=self._slip_code,
            acquirer=peer.name,
            version=program_version(),
        )


def _require(url: LinkUrl) -> None:
    """Raises LinkUrlError for what no terminal opens."""
    peer_of(url)
    scenario_of(url)


def _spelling(url: LinkUrl, peer: Peer) -> Spelling:
    profile = peer.dialect.profile if isinstance(peer.dialect, UnionPay) else DEFAULT
    return Spelling(url.framing, url.check, profile)


def next_batch_no(journal: Journal, peer: Peer) -> str:
    """The batch that a terminal proposes at its first sign-on: that behind the last it closed at such a host."""
    settled = (one for one in reversed(journal.settlements()) if one.link.profile == peer.name)
    closed = (one.next_batch_no for one in settled if one.over)
    return next(closed, FIRST_BATCH)


def _now() -> datetime:
    return datetime.now().astimezone()
