"""A serial scanner by pyserial over a real pty: texts in order, garbage, half lines, unplugged and plugged in again."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sources.serial_scanner import AGAIN_S, BAUDS, LONGEST, Lines, SerialPort, SerialScanner, parse_port

WAIT_S = 30.0

# fmt: off
PORTS = [
    ("serial:///dev/ttyACM0?baud=9600",   SerialPort("/dev/ttyACM0")),
    ("serial:///dev/ttyACM0",             SerialPort("/dev/ttyACM0")),
    ("serial:///dev/ttyUSB1?baud=115200", SerialPort("/dev/ttyUSB1", 115200)),
    ("serial://COM3",                     SerialPort("COM3")),
    ("serial://?vid=C2E&pid=0b61",        SerialPort("", vid="0c2e", pid="0b61")),
]
WRONG = [
    ("",                                  "wanted"),
    ("no port",                           "wanted"),
    ("COM3",                              "serial://COM3 or"),
    ("/dev/ttyACM0",                      "serial:///dev/ttyACM0, "),
    ("tcp://127.0.0.1:9",                 "serial:///dev/ttyACM0"),
    ("serial://",                         "a port name, or vid and pid"),
    ("serial://?vid=0c2e",                "a port name, or vid and pid"),
    ("serial://COM3?vid=0c2e&pid=0b61",   "a port name, or vid and pid"),
    ("serial://?vid=0c2e0&pid=0b61",      "vid: hex digits"),
    ("serial://?vid=0c2e&pid=wxyz",       "pid: hex digits"),
    ("serial://COM3?baud=fast",           f"baud: {BAUDS[0]} to"),
    (f"serial://COM3?baud={BAUDS[0] - 1}", f"baud: {BAUDS[0]} to"),
    (f"serial://COM3?baud={BAUDS[1] + 1}", f"baud: {BAUDS[0]} to"),
    ("serial://COM3?speed=9600",          "no option speed"),
]
LINES = [
    # what comes, each piece followed by silence where it is None     the lines
    ((b"80000026000149\r",),                            (b"80000026000149",)),
    ((b"80000026000149\n",),                            (b"80000026000149",)),
    ((b"1234\r\n5678\r\n",),                            (b"1234", b"5678")),
    ((b"1234\r", b"\n5678", b"\r\n"),                   (b"1234", b"5678")),
    ((b"80000", b"026000149\r"),                        (b"80000026000149",)),
    ((b"80000026000149", None),                         (b"80000026000149",)),
    ((b"1234", None, b"5678", None, None),              (b"1234", b"5678")),
    ((b"\r\r\n\n",),                                    ()),
    ((b"x" * LONGEST + b"\r",),                         (b"x" * LONGEST,)),
    ((b"x" * (LONGEST + 1) + b"\r1\r",),                (b"x" * LONGEST, b"1")),
    ((b"x" * LONGEST, b"x" * LONGEST, b"\r1\r"),        (b"x" * LONGEST, b"1")),
]
# fmt: on


@pytest.mark.parametrize(("text", "port"), PORTS)
def test_a_port(text: str, port: SerialPort) -> None:
    assert parse_port(text) == port


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_no_port(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_port(text)


@pytest.mark.parametrize(("pieces", "expected"), LINES)
def test_lines(pieces: tuple[bytes | None, ...], expected: tuple[bytes, ...]) -> None:
    lines = Lines()
    came = [line for piece in pieces for line in (lines.silent() if piece is None else lines.came(piece))]
    assert tuple(came) == expected


@given(st.lists(st.binary(max_size=30), max_size=8), st.integers(1, 7))
def test_however_the_bytes_are_cut_the_lines_are_the_same(sent: list[bytes], size: int) -> None:
    data = b"".join(sent)
    whole, cut = Lines(), Lines()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    came = [line for piece in pieces for line in cut.came(piece)]
    assert [*came, *cut.silent()] == [*whole.came(data), *whole.silent()]


class Plugged:
    """A pty under a name that stays, as a scanner's port has; what was heard of it."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self.texts: list[str] = []
        self.ready: list[bool] = []
        self._master: int | None = None
        self.plug()
        self.scanner = SerialScanner(SerialPort(str(name)), self.texts.append, self.ready.append)

    def plug(self) -> None:
        self._master, slave = os.openpty()
        self.name.symlink_to(os.ttyname(slave))
        self._slave = slave

    def unplug(self) -> None:
        if self._master is not None:
            self.name.unlink()
            os.close(self._slave)
            os.close(self._master)
            self._master = None

    def send(self, data: bytes) -> None:
        assert self._master is not None
        os.write(self._master, data)

    def until(self, fits: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not fits():
            assert time.monotonic() < deadline, (self.texts, self.ready)
            time.sleep(0.005)


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[Plugged]:
    pytest.importorskip("termios", reason="NO PTY: on Windows a port has no other end here")
    port = Plugged(tmp_path / "scanner")
    port.scanner.start()
    port.until(lambda: port.ready == [True])
    yield port
    port.scanner.close()
    port.unplug()


def test_a_hundred_scans_in_a_row_come_in_order(plugged: Plugged) -> None:
    sent = [f"LKR1*8000002600{n:04}*{n}*ABCDEFGH" for n in range(100)]
    for text in sent:
        plugged.send(text.encode("ascii") + b"\r")
    plugged.until(lambda: len(plugged.texts) == 100)
    assert plugged.texts == sent


def test_chinese_in_both_encodings_and_bytes_that_are_none(plugged: Plugged) -> None:
    plugged.send("退货\r".encode())
    plugged.send("退货\r".encode("gb18030"))
    plugged.send(b"\xff\xfe\x80\r")
    plugged.send(b"80000026000149\r")
    plugged.until(lambda: len(plugged.texts) == 4)
    assert plugged.texts == ["退货", "退货", "\ufffd\ufffd\ufffd", "80000026000149"]


def test_half_a_line_is_one_after_silence(plugged: Plugged) -> None:
    plugged.send(b"8000002600")
    plugged.until(lambda: plugged.texts == ["8000002600"])
    plugged.send(b"0149\r")
    plugged.until(lambda: plugged.texts == ["8000002600", "0149"])


def test_unplugged_and_plugged_in_again(plugged: Plugged) -> None:
    plugged.send(b"1234\r")
    plugged.until(lambda: plugged.texts == ["1234"])
    plugged.unplug()
    plugged.until(lambda: plugged.ready == [True, False])
    plugged.plug()
    plugged.until(lambda: plugged.ready == [True, False, True])
    plugged.send(b"5678\r")
    plugged.until(lambda: plugged.texts == ["1234", "5678"])


def test_whoever_leaves_does_not_wait_and_hears_no_more(plugged: Plugged) -> None:
    began = time.monotonic()
    plugged.scanner.close()
    assert time.monotonic() - began < AGAIN_S / 2
    plugged.send(b"1234\r")
    assert plugged.texts == []
    assert plugged.ready == [True]


def test_a_usb_scanner_is_found_by_its_numbers_wherever_it_is_plugged_in(
    plugged: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged.scanner.close()
    ports = [
        SimpleNamespace(vid=None, pid=None, device="/dev/ttyS0"),
        SimpleNamespace(vid=1, pid=2, device="/dev/none"),
    ]
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: ports)
    monkeypatch.setattr("scanner.sources.serial_scanner.AGAIN_S", 0.01)
    texts: list[str] = []
    ready: list[bool] = []
    scanner = SerialScanner(parse_port("serial://?vid=c2e&pid=b61"), texts.append, ready.append)
    scanner.start()
    plugged.until(lambda: ready == [False])
    ports.append(SimpleNamespace(vid=0x0C2E, pid=0x0B61, device=str(plugged.name)))
    plugged.until(lambda: ready == [False, True])
    plugged.send(b"80000026000149\r")
    plugged.until(lambda: texts == ["80000026000149"])
    scanner.close()


def test_a_port_that_is_not_there_is_told_once_and_left_at_once(tmp_path: Path) -> None:
    ready: list[bool] = []
    scanner = SerialScanner(SerialPort(str(tmp_path / "none")), lambda _text: None, ready.append)
    scanner.start()
    deadline = time.monotonic() + WAIT_S
    while not ready:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    scanner.close()
    assert ready == [False]


def test_closing_what_was_not_started() -> None:
    SerialScanner(SerialPort("COM3"), lambda _text: None, lambda _ready: None).close()
