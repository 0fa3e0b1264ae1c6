"""Sign-off, downloads, and what only informs the host."""

import pytest

from protocol.transactions import Echo, ManagementAnswer, Parameters, SignOff, Status

# fmt: off
# 60.3 -> field 62. Digit: 0 nothing, 1 all there is (public captures of downloads); 9F06: application (EMV book 3).
FETCHED = [
    (Parameters, "360", "30"),
    (Parameters, "361", ""),
    (Parameters, "364", "30"),
    (Parameters, "370", "30"),
    (Parameters, "371", ""),
    (Parameters, "380", "319F0608A000000333010101DF0101009F080200309F1B0400002710"),
    (Parameters, "381", ""),
    (Parameters, "394", "30"),
    (Parameters, "401", "30"),
    (Parameters, "960", "30"),
    (Status,     "362", ""),
    (Status,     "372", "30"),
    (Status,     "373", "30"),
    (Status,     "382", "319F0608A000000333010101"),
]
# fmt: on


@pytest.mark.parametrize(("kind", "net", "data"), FETCHED)
def test_downloads(counter, kind, net, data):
    answer = counter.answer(kind(counter.shop.merchant_no, counter.terminal_no, "000001", net))
    assert answer == ManagementAnswer("00", "1122", "120000", data=bytes.fromhex(data))


def test_an_echo(counter):
    echo = Echo(counter.shop.merchant_no, counter.terminal_no, "000001")
    assert counter.answer(echo) == ManagementAnswer("00", "1122", "120000")


def test_a_sign_off_takes_the_keys(counter):
    assert counter.answer(SignOff(counter.sender())) == ManagementAnswer("00", "1122", "120000")
    assert counter.ledger.terminal(counter.terminal_no).sealed_keys == b""


def test_a_refused_sign_off_leaves_them(counter):
    keys = counter.ledger.terminal(counter.terminal_no).sealed_keys
    counter.sold()
    assert counter.answer(SignOff(counter.sender())).code == "95"
    assert counter.ledger.terminal(counter.terminal_no).sealed_keys == keys
    counter.close()
    assert counter.answer(SignOff(counter.sender())).code == "00"
