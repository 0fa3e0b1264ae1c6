"""The composition root: a link URL and settings -> a wired cash desk. Nothing else in terminal/ knows the emulator.

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

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.profiles import DEFAULT
from protocol.security import PRACTICE_MASTER_KEY
from protocol.session import Session
from protocol.transactions import Goods, Original
from protocol.transport.base import Transport
from protocol.transport.clock import SystemClock
from protocol.transport.pipe import PipeTransport
from scanner.salesslip import PRACTICE_SLIP_KEY
from terminal.desk.cashdesk import Desk, PracticeCounter
from terminal.desk.door import CounterCustomer, Refusal, Slip
from terminal.desk.doors import Announcement
from terminal.desk.passwords import PRACTICE_PASSWORDS, PasswordGate
from terminal.desk.payment_paper import PaymentPrinter
from terminal.desk.register import Head, Printer
from terminal.desk.workplace import Outlet, Parts, journal_refused
from terminal.language import translator
from terminal.line.driver import Driver
from terminal.line.links import LinkUrl, LinkUrlError, parse_link
from terminal.line.peers import Peer, peer_of
from terminal.line.seen import Seen, Spelling
from terminal.line.till import FIRST_BATCH, Profile, Till
from terminal.records.filelock import FileLock, LockHeldError
from terminal.records.journal import Journal, JournalError
from terminal.settings import Settings
from terminal.trade.arrival import arrival_text
from terminal.trade.batch import SettlementState
from terminal.trade.order_source import OrderBook

if TYPE_CHECKING:  # the emulator is loaded where a link is to it
    from emulator.ledger.contract import Ledger
    from emulator.scenario import Scenario

PRACTICE_MERCHANT = "888888800000001"
"""The practice shop's merchant number (emulator.shop); a live profile brings its own."""

FOREIGN_SHOP_KEY = b"another shop's slip key, for practice"
"""Signs the slips of the counter's customers who came to the wrong shop."""


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
    """A cash desk on `link`. Raises LinkUrlError, BookError, or Refusal journal_held / journal_damaged."""
    chosen = options or Options()
    if chosen.live:
        raise Refusal("no_live_profile")
    url = parse_link(link)
    return _Composition(url, peer_of(url), link, settings, chosen).desk()


class _Composition:
    """One link and what hangs on it; builds the parts again after a reset."""

    def __init__(self, url: LinkUrl, peer: Peer, link: str, settings: Settings, options: Options) -> None:
        self._url = url
        self._peer = peer
        self._link = link
        self._settings = settings
        self._options = options
        self._practice = not options.live
        self._happen: Callable[[Mapping[str, object]], None] | None = None
        self._home = settings.home / ("practice" if self._practice else "live")
        self._texts = translator(settings.lang)
        self._orders: Callable[[], tuple[Original, ...]] | None = None

    def desk(self) -> Desk:
        slip_key = PRACTICE_SLIP_KEY if self._practice else None
        head = self._head()
        outlet = Outlet(self._link, head.merchant_name, head.hotline, self._practice, slip_key)
        return Desk(outlet, self._build, _now)

    def _build(self, reset: bool) -> Parts:
        with ExitStack() as opened:
            journal = self._journal(reset)
            opened.callback(journal.close)
            return self._parts(journal, reset, opened)

    def _parts(self, journal: Journal, reset: bool, opened: ExitStack) -> Parts:
        url, peer = self._url, self._peer
        printer = Printer(self._home / "receipts", self._head(), journal, _now)
        with journal_refused():
            batch_no = next_batch_no(journal, peer)
        till = Till(
            Profile(peer.name, PRACTICE_MERCHANT, batch_no=batch_no, live=self._options.live),
            journal,
            lambda: Session(url.framing, url.timing, dialect=peer.dialect, check=url.check),
            PRACTICE_MASTER_KEY,
            peer.declared,
            printer.print_receipt,
            lambda: f"{_now():%Y%m%d}",
        )
        line = self._line(reset, opened)
        if self._options.transport is not None:
            line = self._options.transport(line)
        gate = PasswordGate(PRACTICE_PASSWORDS if self._practice else {}, journal, _now)
        book = OrderBook(self._options.book) if self._options.book is not None else None
        counter = self._counter() if url.kind == "emulator" else None
        paper = PaymentPrinter(printer, _now, lambda cause: self._texts(f"cause.{cause}"))
        seen = Seen(_spelling(url, peer), _now)
        driver = Driver(line, till, seen)
        close = opened.pop_all().close
        return Parts(journal, driver, gate, printer, paper, book, counter, self._orders, seen, self._happen, close)

    def _journal(self, reset: bool) -> Journal:
        path = self._settings.journal if self._practice else self._settings.live_journal
        try:
            if reset:
                retire_journal(path)
            return Journal(path, _now, secrets.token_bytes)
        except JournalError as error:
            raise Refusal(error.word, reason=error.reason) from None

    def _line(self, reset: bool, opened: ExitStack) -> Transport:
        url = self._url
        if url.kind == "emulator":
            return self._pipe(reset, opened)
        if url.kind == "tcp":
            from protocol.transport.tcp import TcpTransport

            return TcpTransport(*url.host_port)
        if url.kind == "pty":
            raise LinkUrlError("pty: is for serving; open the serial:// link that it announced")
        from protocol.transport.serial_port import SerialTransport

        if url.kind == "rfc2217":
            return SerialTransport(f"rfc2217://{url.address}", url.baud)
        return SerialTransport(url.address, url.baud, usb=None if url.address else (url.vid, url.pid))

    def _pipe(self, reset: bool, opened: ExitStack) -> Transport:
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
        framing, delay_s = self._url.framing, self._options.delay_s
        play = open_play(front_end, framing)
        play.listeners.append(self._told)
        self._happen = lambda words: play.change(*events_of(words))
        scenario = scenario_of(self._url)
        if scenario is not None:
            play.load(scenario)
        return PipeTransport(lambda: Device(front_end, framing, delay_s, play=play), SystemClock())

    def _told(self, news: object) -> None:
        from emulator.play import Hit

        if isinstance(news, Hit):
            details = (("name", news.scenario), ("rule", news.rule), ("code", news.act.code))
            self._options.announce(Announcement(str(news), tuple(news.act.kinds), details))

    def _counter(self) -> PracticeCounter:
        from emulator.shop.orders import load_shop

        for old in (self._home / "slips").glob("*.png"):
            old.unlink(missing_ok=True)
        shop = load_shop()
        people = (CounterCustomer(c.name, c.words, TEST_CARDS.get(c.presents)) for c in shop.customers)
        return PracticeCounter(tuple(people), self._draw_slip)

    def _draw_slip(self, index: int) -> Slip:
        from emulator.practice_host import paid_at
        from emulator.shop.orders import SlipKind, load_shop
        from terminal import practice_slip  # draws with Pillow

        shop, folder = load_shop(), self._home / "slips"
        shown = shop.customers[index].slip
        if shown.kind is SlipKind.PAYMENT_CODE:
            return practice_slip.payer_code(shown.wallet, self._texts("practice.payer_code"), folder)
        order = shop.order(shown.order)
        foreign = shown.kind is SlipKind.FOREIGN_ORDER
        sale = practice_slip.PrintedSale(
            shop_name=self._texts("practice.other_shop") if foreign else shop.name,
            order_no=order.order_no,
            paid_at=f"{paid_at(self._settings.ledger, order.order_no):%Y-%m-%d %H:%M}",
            amount_fen=order.amount_fen,
            goods=tuple(Goods(line.sku, line.name, line.unit_fen, line.quantity) for line in order.lines),
            paid_by=self._texts(f"channel.{order.channel.value}"),
        )
        if shown.kind is SlipKind.BAD_CHECK:
            return practice_slip.misprinted_slip(sale, folder)
        return practice_slip.sales_slip(sale, FOREIGN_SHOP_KEY if foreign else PRACTICE_SLIP_KEY, folder)

    def _head(self) -> Head:
        from emulator.shop.orders import load_shop

        texts, shop = self._texts, load_shop()
        return Head(
            merchant_name=shop.merchant_name,
            hotline=shop.hotline,
            expected_arrival=lambda channel: arrival_text(channel, texts),
            outcome=texts("receipt.outcome"),
            reason_text=lambda code: texts(f"reason.{code}"),
        )


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


def retire_journal(path: Path) -> None:
    """Put a practice journal aside, whole, under the time of its retirement; a damaged one too.

    Raises JournalError journal_held, or journal_write.
    """
    if not path.exists():
        return
    aside = path.parent / "retired" / f"{_now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}{path.suffix}"
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_suffix(".lock"))
        try:
            for ending in ("-wal", "-shm", ""):
                with suppress(FileNotFoundError):
                    path.with_name(path.name + ending).replace(aside.with_name(aside.name + ending))
        finally:
            lock.release()
    except LockHeldError as error:
        raise JournalError("journal_held", str(error)) from None
    except OSError as error:
        raise JournalError("journal_write", f"{path}: {error.strerror}") from None


def _now() -> datetime:
    return datetime.now().astimezone()
