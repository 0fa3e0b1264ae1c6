"""A refund that a register asks a device for, and who that device is."""

from dataclasses import replace

import pytest

from protocol.dialects import DeviceStation
from protocol.transactions import CardReader, Channel, Refund, RefundKey

STATION = DeviceStation("888888800000001", "10000001", "000007", "20261122")
KEY = RefundKey(STATION.merchant_no, STATION.terminal_no, "0a1b2c3d", "000007", "000066", "20261122")


@pytest.fixture
def station() -> DeviceStation:
    return STATION


@pytest.fixture
def key() -> RefundKey:
    return KEY


@pytest.fixture
def refund() -> Refund:
    """The refund of frame D1: 100.00, reference 925498334778 of 22 November 2026, trace 000066."""
    return Refund(KEY, 10000, "925498334778", "1122", Channel.CARD, card_read_by=CardReader.DEVICE)


@pytest.fixture
def last_year(refund: Refund) -> Refund:
    return replace(refund, original_month_day="1123")
