"""Serial ports that are plugged in, as links that can be parsed again."""

from types import SimpleNamespace

import pytest

from terminal.line.links import parse_link
from terminal.line.ports import found_ports

# fmt: off
PORTS = [
    #  as pyserial tells them                       the link
    ("/dev/ttyUSB0", "USB VID:PID=1A86:7523",      "serial:///dev/ttyUSB0"),
    ("COM3",         "USB VID:PID=1A86:7523",      "serial://COM3"),
    ("/dev/cu.usbserial-1410", "USB VID:PID=0403:6001", "serial:///dev/cu.usbserial-1410"),
]
# fmt: on


@pytest.mark.parametrize(("device", "hwid", "link"), PORTS)
def test_a_port_is_a_link(monkeypatch: pytest.MonkeyPatch, device: str, hwid: str, link: str) -> None:
    found = [SimpleNamespace(device=device, hwid=hwid), SimpleNamespace(device="/dev/ttyS0", hwid="n/a")]
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: found)
    assert found_ports() == (link,)
    assert parse_link(link).address == device
