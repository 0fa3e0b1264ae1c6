"""A card refund for a MIS device, its transaction types, and who the device is."""

import pytest

from protocol.dialects import DeviceStation
from protocol.dialects.tlv.facts import Types
from protocol.transactions import CardReader, Channel, Refund, RefundKey


@pytest.fixture
def station() -> DeviceStation:
    return DeviceStation("888888800000001", "10000001", "000007", "20261122")


@pytest.fixture
def types() -> Types:
    """Refund 45 as in frame D4; the real numbers are not published."""
    return Types(sign_on="01", refund="45", qr_refund="46")


@pytest.fixture
def refund() -> Refund:
    """0.20 of an original with reference 925498334778 of 11 September."""
    key = RefundKey("888888800000001", "10000001", "00000000", "000007", "001234", "20261122")
    return Refund(key, 20, "925498334778", "0911", Channel.CARD, operator_no="811615", card_read_by=CardReader.DEVICE)
