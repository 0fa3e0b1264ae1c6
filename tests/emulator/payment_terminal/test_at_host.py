"""A payment terminal's other side: which terminal of the host it is, when it signs on anew, whose keys it brings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from emulator.host import Host
from emulator.ledger.contract import LedgerError
from emulator.ledger.memory import MemoryLedger
from emulator.payment_terminal.at_host import NOBODY, AtHost
from emulator.registry import Others, Registry
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects import DeviceStation
from protocol.transactions import Cancel, Channel, Found, OutcomeQuery, Refund, RefundKey, Rejected

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
STATION = DeviceStation("888888800000001", "88000001", "000001", "20261122")


class Clock:
    """The host's; `now` is set by tests."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger() -> Iterator[MemoryLedger]:
    with MemoryLedger() as opened:
        opened.open_shop(load_shop(), NOON, Random(7).randbytes)
        yield opened


@pytest.fixture
def host(ledger: MemoryLedger, clock: Clock) -> Host:
    return Host(ledger, clock, Random(8).randbytes)


def key(epoch: str = "0a1b2c3d", trace_no: str = "000066") -> RefundKey:
    return RefundKey(STATION.merchant_no, STATION.terminal_no, epoch, STATION.batch_no, trace_no, "20261122")


def refund(ledger: MemoryLedger, one: RefundKey) -> Refund:
    sale = ledger.originals()[0]
    return Refund(one, 100, sale.reference_no, sale.paid_date[4:], Channel.CARD, card=TEST_CARDS["unionpay"])


def test_before_it_is_nobody_and_then_a_terminal_of_the_shop(host: Host, ledger: MemoryLedger) -> None:
    at_host = AtHost(host, "SN1")
    assert (at_host.station, at_host.ledger_id) == (NOBODY, "")
    assert at_host.renew() is None
    assert (at_host.station, at_host.ledger_id) == (STATION, ledger.identity().ledger_id)


def test_a_serial_number_is_a_terminal(host: Host) -> None:
    devices = [AtHost(host, serial_no) for serial_no in ("SN1", "SN2", "SN1")]
    assert [device.renew() for device in devices] == [None] * 3
    assert [device.station.terminal_no for device in devices] == ["88000001", "88000002", "88000001"]


def test_it_signs_on_once(host: Host, ledger: MemoryLedger) -> None:
    at_host = AtHost(host, "SN1")
    at_host.renew()
    keys = ledger.terminal("88000001").sealed_keys
    at_host.renew()
    assert ledger.terminal("88000001").sealed_keys == keys


def test_another_batch_another_day_another_ledger(host: Host, ledger: MemoryLedger, clock: Clock) -> None:
    at_host = AtHost(host, "SN1")
    at_host.renew()
    ledger.close_batch("88000001", "000001", NOON.date())
    at_host.renew()
    assert at_host.station == replace(STATION, batch_no="000002")
    clock.now = NOON + timedelta(days=1)
    at_host.renew()
    assert at_host.station == replace(STATION, batch_no="000002", business_date="20261123")
    ledger.reset(load_shop(), clock.now, Random(9).randbytes)
    at_host.renew()
    assert at_host.station == replace(STATION, business_date="20261123")
    assert at_host.ledger_id == ledger.identity().ledger_id


def test_a_host_that_lists_its_terminals_does_not_know_it(ledger: MemoryLedger, clock: Clock) -> None:
    at_host = AtHost(Host(ledger, clock, Random(8).randbytes, Registry({}, Others.NOBODY)), "SN1")
    assert (at_host.renew(), at_host.station) == (Rejected("97"), NOBODY)


@pytest.mark.parametrize("epoch", ["0a1b2c3d", "11111111", "00000000"])
def test_keys_are_the_register_s(host: Host, ledger: MemoryLedger, epoch: str) -> None:
    at_host = AtHost(host, "SN1")
    at_host.renew()
    asked = refund(ledger, key(epoch))
    assert at_host.knows(asked.key) is False
    assert at_host.ask(asked).code == "00"
    assert (at_host.knows(asked.key), at_host.knows(key(epoch, "000067"))) == (True, False)
    assert [row.key.epoch for row in ledger.all_refunds()] == [epoch]


def test_a_cancelled_key_is_known(host: Host) -> None:
    at_host = AtHost(host, "SN1")
    at_host.renew()
    assert at_host.ask(Cancel(key(), "000067")).found is Found.CANCELLED
    assert at_host.knows(key()) is True


def test_a_key_without_epoch_can_not_be_asked_about(host: Host) -> None:
    at_host = AtHost(host, "SN1")
    at_host.renew()
    assert at_host.ask(OutcomeQuery(key("00000000"), "000067")) == Rejected("58")


def test_before_a_sign_on_it_is_nobody_s(host: Host, ledger: MemoryLedger) -> None:
    at_host = AtHost(host, "SN1")
    asked = refund(ledger, replace(key(), merchant_no=NOBODY.merchant_no, terminal_no=NOBODY.terminal_no))
    assert (at_host.ask(asked), at_host.knows(asked.key)) == (Rejected("03"), Rejected("03"))


def away(*_asked: object) -> None:
    raise LedgerError("away")


def test_a_ledger_that_is_away_gives_no_sign_on(
    host: Host, ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_host = AtHost(host, "SN1")
    monkeypatch.setattr(ledger, "identity", away)
    assert (at_host.renew(), at_host.station) == (Rejected("96"), NOBODY)
    monkeypatch.undo()
    assert (at_host.renew(), at_host.station) == (None, STATION)


@pytest.mark.parametrize("part", ["terminal", "outcome"])
def test_a_ledger_that_is_away_knows_no_key(
    host: Host, ledger: MemoryLedger, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_host = AtHost(host, "SN1")
    at_host.renew()
    monkeypatch.setattr(ledger, part, away)
    assert at_host.knows(key()) == Rejected("96")
