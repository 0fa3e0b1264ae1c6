"""The composition root: a link URL and settings -> a wired cash desk. Of terminal/ the practice counter and the
verbs that serve know the emulator too, and nothing else.

Practice and live never share a journal; the practice journal and the in-process emulator's ledger lie side by side, so
that both survive a kill. Real clock and real randomness enter the product here.
"""

import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.profiles import DEFAULT
from protocol.security import PRACTICE_MASTER_KEY
from protocol.session import Session
from protocol.transactions import Original
from protocol.transport.base import Transport
from protocol.transport.clock import SystemClock
from protocol.transport.pipe import PipeTransport
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Counter, Refusal
from terminal.desk.doors import Announcement, Notice, Underway
from terminal.desk.operators import PRACTICE_PASSWORDS, Operators
from terminal.desk.passwords import PasswordGate
from terminal.desk.payment_paper import PaymentPrinter
from terminal.desk.register import Head, Printer, Style
from terminal.desk.setup_desk import ParameterSource
from terminal.desk.workplace import Build, Parts, Trouble, journal_refused
from terminal.fitting import Fitting
from terminal.language import translator
from terminal.line.driver import Driver
from terminal.line.links import LinkUrl, LinkUrlError, parse_link
from terminal.line.peers import Peer, peer_of
from terminal.line.ports import found_ports
from terminal.line.seen import Seen, Spelling
from terminal.line.till import FIRST_BATCH, Till
from terminal.printers.spool import Spool
from terminal.printers.ways import open_way
from terminal.records.filelock import FileLock, LockHeldError
from terminal.records.journal import Journal, JournalError
from terminal.settings import Settings
from terminal.trade.arrival import arrival_text
from terminal.trade.batch import SettlementState
from terminal.trade.order_source import OrderBook
from terminal.version import program_version

if TYPE_CHECKING:  # the emulator is loaded where a link is to it
    from emulator.ledger.contract import Ledger
    from emulator.play import News, Play
    from emulator.scenario import Scenario


_JOURNAL_FILES = ("-wal", "-shm", "")
"""Endings of what SQLite keeps of one journal; the file itself goes last."""


@dataclass(frozen=True, slots=True)
class Options:
    """live: the peer may be a foreign one. delay_s: how long the in-process bank thinks. book: originals from a file.

    transport: a line to use instead of the URL's, for tests that stand in the middle. announce: hears each act of a
    scenario that the link names.
    """

    live: bool = False
    delay_s: float = 0.0
    book: Path | None = None
    transport: Callable[[Transport], Transport] | None = None
    announce: Callable[[Announcement], None] = lambda _hit: None


def open_desk(link: str, settings: Settings, options: Options | None = None) -> Desk:
    """A cash desk on `link`; "" is the one that the parameters name. Raises LinkUrlError, BookError, or Refusal
    journal_held, journal_damaged, parameters_damaged.
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
        self._happen: Callable[[Mapping[str, object]], None] | None = None
        self._home = settings.home / ("practice" if self._practice else "live")
        self._texts = translator(settings.lang)
        self._trouble: Trouble | None = None
        self._orders: Callable[[], tuple[Original, ...]] | None = None

    def desk(self) -> Desk:
        return Desk(self._prepare, _now, self._parameters)

    def _prepare(self) -> Build:
        fitting = self._fitting()
        return lambda reset: self._build(fitting, reset)

    def _build(self, fitting: Fitting, reset: bool) -> Parts:
        self._orders = self._happen = None  # of a link to the emulator alone
        with ExitStack() as undone, ExitStack() as opened:
            if reset:
                undone.callback(_bring_back, self._journal_file, self._retired())
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
        line = self._line(url, reset, opened)
        if self._options.transport is not None:
            line = self._options.transport(line)
        gate = self._gate(journal)
        book = OrderBook(self._options.book) if self._options.book is not None else None
        counter = self._counter() if url.kind == "emulator" else None
        paper = PaymentPrinter(printer, _now, lambda cause: self._texts(f"cause.{cause}"), journal.mark)
        seen = Seen(_spelling(url, peer), _now, self._underway)
        slip_key = PRACTICE_SLIP_KEY if self._practice else None
        return Parts(
            outlet=fitting.outlet(own, slip_key, practice=self._practice),
            journal=journal,
            driver=Driver(line, till, seen),
            gate=gate,
            printer=printer,
            paper=paper,
            book=book,
            counter=counter,
            shop_orders=self._orders,
            seen=seen,
            happen=self._happen,
            trouble=self._trouble,
            ears=self._ears,
            before_reset=self._refuse_served,
            give_back=opened.pop_all().close,
        )

    def _gate(self, journal: Journal) -> PasswordGate:
        operators = Operators(PRACTICE_PASSWORDS if self._practice else {})
        try:
            return PasswordGate(operators, journal, _now)
        except ValueError as error:
            raise Refusal("journal_damaged", reason=str(error)) from None

    def _refuse_served(self) -> None:
        """Practice data is not renewed under a server's feet. Refusal ledger_served, link_unavailable."""
        from emulator.control import ControlError
        from emulator.control_client import served_at
        from emulator.ledger.contract import LedgerError
        from emulator.practice_host import open_ledger

        try:
            with open_ledger(self._settings.ledger) as ledger:
                served = served_at(self._settings.control, ledger.identity().ledger_id)
        except (LedgerError, ControlError) as error:
            raise Refusal("link_unavailable", reason=str(error)) from None
        if served:
            raise Refusal("ledger_served", listening=served)

    def _printer(self, head: Head, style: Style, journal: Journal) -> Printer:
        spool = Spool([open_way(url, self._home / "receipts") for url in self._settings.printers])
        return Printer(spool, head, journal, _now, style)

    @property
    def _journal_file(self) -> Path:
        return self._settings.journal if self._practice else self._settings.live_journal

    def _retired(self) -> Path | None:
        with journal_refused():
            return retire_journal(self._journal_file)

    def _journal(self) -> Journal:
        with journal_refused():
            return Journal(self._journal_file, _now, secrets.token_bytes)

    def _line(self, url: LinkUrl, reset: bool, opened: ExitStack) -> Transport:
        if url.kind == "emulator":
            return self._pipe(url, reset, opened)
        if url.kind == "tcp":
            from protocol.transport.tcp import TcpTransport

            return TcpTransport(*url.host_port)
        from protocol.transport.serial_port import SerialTransport

        if url.kind == "rfc2217":
            return SerialTransport(f"rfc2217://{url.address}", url.baud)
        return SerialTransport(url.address, url.baud, usb=None if url.address else (url.vid, url.pid))

    def _pipe(self, url: LinkUrl, reset: bool, opened: ExitStack) -> Transport:
        from emulator.conditions import events_of
        from emulator.device import Device
        from emulator.ledger.contract import LedgerError
        from emulator.practice_host import open_front_end, open_ledger, open_play, reset_ledger

        try:
            ledger = opened.enter_context(open_ledger(self._settings.ledger))
            if reset:
                reset_ledger(ledger)
        except LedgerError as error:
            raise Refusal("link_unavailable", reason=str(error)) from None
        self._orders = _orders_of(ledger)
        front_end = open_front_end(ledger)
        framing, delay_s = url.framing, self._options.delay_s
        play = open_play(front_end, framing)
        play.listeners.append(self._told)
        self._trouble = _Trouble(play)
        self._happen = lambda words: play.change(*events_of(words))
        scenario = scenario_of(url)
        if scenario is not None:
            play.load(scenario)
        return PipeTransport(lambda: Device(front_end, framing, delay_s, play=play), SystemClock())

    def _told(self, news: object) -> None:
        from emulator.play import Hit

        if isinstance(news, Hit):
            details = (("name", news.scenario), ("code", news.act.code))
            hit = Announcement(str(news), news.act.kinds, details)
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
            expected_arrival=lambda channel: arrival_text(channel, texts),
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


def _orders_of(ledger: "Ledger") -> Callable[[], tuple[Original, ...]]:
    from emulator.ledger.contract import LedgerError

    def orders() -> tuple[Original, ...]:
        try:
            return ledger.originals()
        except LedgerError as error:
            raise Refusal("link_unavailable", reason=str(error)) from None

    return orders


def _spelling(url: LinkUrl, peer: Peer) -> Spelling:
    profile = peer.dialect.profile if isinstance(peer.dialect, UnionPay) else DEFAULT
    return Spelling(url.framing, url.check, profile)


class _Trouble:
    """Scenarios of the practice host in this process, armed one at a time."""

    def __init__(self, play: "Play") -> None:
        self._play = play
        self._armed = ""
        self._left = 0
        play.listeners.append(self._heard)

    def arm(self, scenario: str, times: int) -> None:
        """See terminal.desk.workplace.Trouble."""
        from emulator.scenario_file import open_scenario

        opened = open_scenario(scenario)
        self.clear()
        if opened.name not in self._play.loaded:  # else somebody has loaded it for longer than that
            self._play.load(opened)
            self._armed, self._left = opened.name, times

    def clear(self) -> None:
        """See terminal.desk.workplace.Trouble."""
        armed, self._armed = self._armed, ""
        if armed in self._play.loaded:
            self._play.unload(armed)

    def _heard(self, news: "News") -> None:
        from emulator.play import Hit

        if isinstance(news, Hit) and news.scenario == self._armed:
            self._left -= 1
            if not self._left:
                self.clear()


def scenario_of(url: LinkUrl) -> "Scenario | None":
    """What the link says shall go wrong. LinkUrlError: no such scenario, a faulty file, or for another framing."""
    from emulator.scenario import ScenarioError
    from emulator.scenario_file import open_scenario

    if not url.scenario:
        return None
    try:
        scenario = open_scenario(url.scenario)
        scenario.require(url.framing)
    except ScenarioError as error:
        raise LinkUrlError(f"scenario={url.scenario}: {error}") from None
    return scenario


def next_batch_no(journal: Journal, peer: Peer) -> str:
    """The batch that a terminal proposes at its first sign-on: that behind the last it closed at such a host."""
    settled = (one for one in reversed(journal.settlements()) if one.link.profile == peer.name)
    closed = (one.next_batch_no for one in settled if one.state is SettlementState.CLOSED)
    return next(closed, FIRST_BATCH)


def retire_journal(path: Path) -> Path | None:
    """Put a practice journal aside, whole, under the time of its retirement; a damaged one too. Where it lies now, None
    where there was none.

    Raises JournalError journal_held, or journal_write.
    """
    if not path.exists():
        return None
    aside = path.parent / "retired" / f"{_now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}{path.suffix}"
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_suffix(".lock"))
        try:
            _move_journal(path, aside)
        finally:
            lock.release()
        return aside
    except LockHeldError as error:
        raise JournalError("journal_held", str(error)) from None
    except OSError as error:
        raise JournalError("journal_write", f"{path}: {error.strerror}") from None


def _bring_back(path: Path, aside: Path | None) -> None:
    """The data were not renewed after all; what had been born meanwhile goes."""
    if aside is not None:
        for ending in _JOURNAL_FILES:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        _move_journal(aside, path)


def _move_journal(path: Path, there: Path) -> None:
    for ending in _JOURNAL_FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).replace(there.with_name(there.name + ending))


def _now() -> datetime:
    return datetime.now().astimezone()
