"""The serial port on a real pty: raw bytes both ways, exclusive, and gone when the far end is."""

import os
import tty
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import serial
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from protocol.transport.base import LineClosedError, LineError
from protocol.transport.serial_port import SerialTransport, find_port

SOON_S = 5.0


@dataclass
class Pty:
    """Both ends of a pseudo-terminal; `unplug` takes the far end away."""

    far: int
    near: int
    device: str

    def unplug(self) -> None:
        os.close(self.far)
        os.close(self.near)
        self.far = self.near = -1


@pytest.fixture
def pty() -> Iterator[Pty]:
    far, near = os.openpty()
    tty.setraw(near)
    pair = Pty(far, near, os.ttyname(near))
    yield pair
    for end in {pair.far, pair.near} - {-1}:
        os.close(end)


@pytest.fixture
def line(pty: Pty) -> Iterator[SerialTransport]:
    transport = SerialTransport(pty.device)
    transport.open()
    yield transport
    transport.close()


def exactly(receive, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := receive()):
        data += more
    return data


def test_every_byte_passes_raw(line: SerialTransport, pty: Pty) -> None:
    """03, 04, 11, 13 and 15 mean something to a terminal that is not raw."""
    every = bytes(range(256))
    line.write(every)
    assert exactly(lambda: os.read(pty.far, 999), 256) == every
    os.write(pty.far, every)
    assert exactly(lambda: line.read(SOON_S), 256) == every


def test_what_is_there_is_read_at_once(line: SerialTransport, pty: Pty) -> None:
    os.write(pty.far, b"all of it")
    start = line.now()
    assert exactly(lambda: line.read(SOON_S), 9) == b"all of it"
    assert line.now() - start < SOON_S / 2


def test_silence_is_empty_within_the_time(line: SerialTransport) -> None:
    start = line.now()
    assert line.read(0.05) == b""
    assert 0.04 <= line.now() - start < SOON_S
    assert line.read(0.0) == b""


def test_what_came_before_opening_is_thrown_away(pty: Pty) -> None:
    os.write(pty.far, b"of the last conversation")
    line = SerialTransport(pty.device)
    line.open()
    assert line.read(0.05) == b""
    line.close()


def test_the_port_is_held_exclusively(line: SerialTransport, pty: Pty) -> None:
    with pytest.raises(LineError, match=pty.device):
        SerialTransport(pty.device).open()
    line.close()
    second = SerialTransport(pty.device)
    second.open()
    second.close()


@pytest.mark.parametrize(
    "act", [lambda line: line.read(SOON_S), lambda line: line.write(b"anybody there?")], ids=["read", "write"]
)
def test_unplugging_is_a_lost_line(line: SerialTransport, pty: Pty, act) -> None:
    pty.unplug()
    with pytest.raises(LineError) as caught:
        act(line)
    assert not isinstance(caught.value, LineClosedError)
    line.close()
    line.close()


def test_a_port_whose_closing_fails_is_closed_all_the_same(line: SerialTransport, pty: Pty) -> None:
    """The driver closes what went away and opens it again: an error of closing must not stop it."""
    held = line._port

    class Stubborn:
        def close(self) -> None:
            raise serial.SerialException("device reports readiness to fail")

    line._port = Stubborn()
    line.close()
    held.close()
    line.open()
    line.write(b"back")
    assert exactly(lambda: os.read(pty.far, 9), 4) == b"back"


@pytest.mark.parametrize("act", [lambda line: line.read(0.0), lambda line: line.write(b"x")], ids=["read", "write"])
def test_a_port_that_is_not_open_sends_nothing(act) -> None:
    with pytest.raises(LineClosedError, match="not open"):
        act(SerialTransport("/dev/null"))


@pytest.mark.parametrize("device", ["/dev/tty-of-no-such-name", "no-such-name"])
def test_a_port_that_is_not_there(device: str) -> None:
    with pytest.raises(LineError, match=device):
        SerialTransport(device).open()


# fmt: off
NOT_OURS = ["spy:///dev/ttyUSB0", "SPY:///dev/ttyUSB0", "Spy:///dev/ttyUSB0?file=/tmp/x", "alt:///dev/ttyUSB0?class=x",
            "loop://", "socket://127.0.0.1:1", "hwgrep://.*", "cp2110://", "RFC2217://127.0.0.1:1", " spy://x"]
# fmt: on


@pytest.mark.parametrize("device", NOT_OURS)
def test_no_url_of_pyserial_but_the_one_that_is_ours(device: str) -> None:
    """spy:// writes all that crosses, card numbers too, to stderr or a file."""
    with pytest.raises(ValueError, match="is no port of ours"):
        SerialTransport(device)


def plugged(monkeypatch: pytest.MonkeyPatch, *ports: tuple[str, int | None, int | None]) -> None:
    infos = []
    for device, vid, pid in ports:
        info = ListPortInfo(device)
        info.vid, info.pid = vid, pid
        infos.append(info)
    monkeypatch.setattr(list_ports, "comports", lambda: infos)


@pytest.mark.parametrize(("vid", "pid"), [("1a86", "7523"), ("1A86", "7523")])
def test_a_port_by_its_usb_ids(monkeypatch: pytest.MonkeyPatch, vid: str, pid: str) -> None:
    plugged(monkeypatch, ("/dev/ttyS0", None, None), ("/dev/ttyUSB0", 0x067B, 0x2303), ("/dev/ttyUSB1", 0x1A86, 0x7523))
    assert find_port(vid, pid) == "/dev/ttyUSB1"


def test_no_port_with_these_usb_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    plugged(monkeypatch, ("/dev/ttyS0", None, None))
    with pytest.raises(LineError, match="vid=1a86 and pid=7523"):
        SerialTransport("", usb=("1a86", "7523")).open()


# --- ports that are no files: Windows, rfc2217; here pyserial's own loop --------------------------------------------


@pytest.fixture
def loop() -> Iterator[SerialTransport]:
    transport = SerialTransport("a port of pyserial that is no file")
    transport._device = "loop://"
    transport.open()
    yield transport
    transport.close()


def test_a_port_that_is_no_file_passes_every_byte(loop: SerialTransport) -> None:
    every = bytes(range(256))
    loop.write(every)
    assert exactly(lambda: loop.read(SOON_S), 256) == every


def test_silence_of_a_port_that_is_no_file(loop: SerialTransport) -> None:
    start = loop.now()
    assert loop.read(0.05) == b""
    assert loop.now() - start < SOON_S
    assert loop.read(0.0) == b""


def test_bytes_that_come_late_to_a_port_that_is_no_file(loop: SerialTransport, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits at first; one byte is waited for, and what came with it is taken too."""
    port, waiting = loop._port, iter([0, 3])
    monkeypatch.setattr(type(port), "in_waiting", property(lambda _self: next(waiting)))
    loop.write(b"late")
    assert loop.read(SOON_S) == b"late"


def test_a_port_that_is_full_takes_the_rest_later(
    line: SerialTransport, pty: Pty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The port takes three bytes at first, and the next time none at all: pyserial waits for the rest."""
    real, takes = os.write, iter([3, 99, None])

    def narrow(file: int, data: bytes) -> int:
        room = next(takes, len(data))
        if room is None:
            raise BlockingIOError
        return real(file, bytes(data[:room]))

    monkeypatch.setattr(os, "write", narrow)
    line.write(b"123456")
    line.write(b"789")
    assert exactly(lambda: os.read(pty.far, 99), 9) == b"123456789"


@pytest.mark.parametrize("error", [None, OSError(5, "Input/output error"), TypeError("closed meanwhile")], ids=str)
def test_a_port_that_ends_is_a_lost_line(
    line: SerialTransport, pty: Pty, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    """Ready to be read, and nothing there, or an error: adapters go in different ways."""

    def ended(_file: int, _size: int) -> bytes:
        if error is not None:
            raise error
        return b""

    os.write(pty.far, b"x")
    monkeypatch.setattr(os, "read", ended)
    with pytest.raises(LineError):
        line.read(SOON_S)


def test_a_port_that_is_not_ours_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_port(name: str, **_options: object) -> None:  # as serialposix.py of pyserial 3.5 words it
        raise serial.SerialException(13, f"could not open port {name}: [Errno 13] Permission denied: '{name}'")

    monkeypatch.setattr(serial, "serial_for_url", open_port)
    with pytest.raises(LineError, match=r"\A/dev/ttyS9: Permission denied\Z"):
        SerialTransport("/dev/ttyS9").open()
