"""A printer on a real socket and on a real pty: what it says of itself, what it leaves unsaid, and how it breaks off.

Status bytes from the ESC/POS reference: DLE EOT 2 and 4 answer 0x12 where all is well, GS r 1 answers 0x00.
"""

import os
import select
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from protocol.transport.serial_port import SerialTransport
from protocol.transport.tcp import TcpTransport
from terminal.printers.escpos import escpos_bytes
from terminal.printers.file_printer import FilePrinter
from terminal.printers.line_printer import LinePrinter, Waits
from terminal.printers.outcome import NotPrinted, Output, Why
from terminal.printers.ways import PrinterUrlError, open_way

ASK, ASK_DONE = b"\x10\x04\x02\x10\x04\x04", b"\x1dr\x01"
QUICK = Waits(status_s=0.15, done_s=0.15)
OK = b"\x12\x12"


def answering(status: bytes, done: bytes = b"\x00", after: bytes | None = None) -> Callable[[bytes], bytes]:
    """after: how it stands when it is asked once more; as before where nothing is said."""
    asked: list[bytes] = []

    def answer(data: bytes) -> bytes:
        asked.append(data)
        said = b""
        if data.startswith(ASK):
            said = status if len(asked) == 1 or after is None else after
        return said + (done if data.endswith(ASK_DONE) else b"")

    return answer


def on(printer: object, name: str = "counter") -> LinePrinter:
    return LinePrinter(name, TcpTransport("127.0.0.1", printer.port, 1.0), QUICK)  # type: ignore[attr-defined]


def settled(printer: object, wanted: bytes) -> bytes:
    """What its first job was, once all of it has arrived."""
    until = time.monotonic() + 20
    while printer.jobs[0] != wanted and time.monotonic() < until:  # type: ignore[attr-defined]
        time.sleep(0.005)
    return printer.jobs[0]  # type: ignore[attr-defined,no-any-return]


def test_a_printer_that_answers(printer_that, sheet):
    printer = printer_that(answering(OK))
    assert on(printer).put(sheet) is None
    assert printer.jobs == [ASK + escpos_bytes(sheet) + ASK_DONE]


def test_every_sheet_has_a_connection_of_its_own(printer_that, sheet):
    printer = printer_that(lambda data: OK if data == ASK else b"\x00")
    way = on(printer)
    assert [way.put(sheet), way.put(sheet)] == [None, None]
    assert printer.jobs == [ASK + escpos_bytes(sheet) + ASK_DONE] * 2


def test_a_printer_that_says_nothing_is_printed_on_blindly(printer_that, sheet):
    printer = printer_that(lambda _data: b"")
    started = time.monotonic()
    assert on(printer).put(sheet) is None
    assert time.monotonic() - started < 10
    assert settled(printer, ASK + escpos_bytes(sheet)) == ASK + escpos_bytes(sheet)


def test_an_answer_that_comes_late_cuts_nothing_off(printer_that, sheet):
    """Closed with bytes unread, a connection is reset, and a printer may throw away what it has not printed yet."""
    printer = printer_that(lambda data: b"" if data == ASK else OK)
    assert on(printer).put(sheet) is None
    assert printer.hung_up.wait(2)
    assert (printer.jobs, printer.resets) == ([ASK + escpos_bytes(sheet)], 0)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (b"\x12\x72", Why.NO_PAPER),  # the roll's sensor
        (b"\x32\x12", Why.NO_PAPER),  # stopped for it
        (b"\x36\x72", Why.NO_PAPER),  # cover open as well: paper first, as the cover is open for it
        (b"\x16\x12", Why.COVER_OPEN),
        (b"\x52\x12", Why.PRINTER_FAULT),
    ],
)
def test_one_that_can_not_print_is_sent_nothing(status, why, printer_that, sheet):
    printer = printer_that(answering(status))
    assert on(printer).put(sheet) == NotPrinted("counter", why)
    assert printer.jobs == [ASK]


@pytest.mark.parametrize("status", [b"\x12\x1e", b"\x1a\x12", b"\x11\x13\x12\x12", b"\x00\xff\x12\x12"])
def test_paper_low_a_feed_button_or_noise_does_not_stop_it(status, printer_that, sheet):
    printer = printer_that(answering(status))
    assert on(printer).put(sheet) is None
    assert printer.jobs == [ASK + escpos_bytes(sheet) + ASK_DONE]


def test_half_an_answer_says_nothing_but_that_it_listens(printer_that, sheet):
    printer = printer_that(answering(b"\x72"))
    assert on(printer).put(sheet) is None
    assert printer.jobs == [ASK + escpos_bytes(sheet) + ASK_DONE]


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (b"", Why.BROKE_OFF),
        (OK, Why.BROKE_OFF),
        (b"\x32\x72", Why.NO_PAPER),
        (b"\x16\x12", Why.COVER_OPEN),
    ],
)
def test_one_that_stops_half_way(after, why, printer_that, sheet):
    printer = printer_that(answering(OK, done=b"", after=after))
    end = on(printer).put(sheet)
    assert end == NotPrinted("counter", why, "no answer within 0.15 s", begun=True)


def test_paper_that_ended_with_the_sheet(printer_that, sheet):
    end = on(printer_that(answering(OK, done=b"\x0c"))).put(sheet)
    assert end == NotPrinted("counter", Why.NO_PAPER, begun=True)


def test_a_printer_that_is_off(sheet):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    end = LinePrinter("counter", TcpTransport("127.0.0.1", port, 1.0), QUICK).put(sheet)
    assert isinstance(end, NotPrinted)
    assert (end.why, end.begun) == (Why.UNREACHABLE, False)
    assert end.reason


def hang_up_after(server: socket.socket, wanted: int, answer: bytes) -> None:
    line, _ = server.accept()
    with line:
        came = b""
        while len(came) < wanted and (data := line.recv(wanted - len(came))):
            came += data
        line.sendall(answer)


@pytest.mark.parametrize(
    ("wanted", "answer", "why", "begun"),
    [
        (0, b"", Why.UNREACHABLE, False),  # as one that has another client
        (len(ASK), OK, Why.BROKE_OFF, True),
    ],
)
def test_a_line_that_goes_away(wanted, answer, why, begun, sheet):
    waits = Waits(status_s=1.0, done_s=1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = threading.Thread(target=hang_up_after, args=(server, wanted, answer))
        gone.start()
        end = LinePrinter("counter", TcpTransport("127.0.0.1", server.getsockname()[1], 1.0), waits).put(sheet)
        gone.join(2)
    assert isinstance(end, NotPrinted)
    assert (end.why, end.begun) == (why, begun)
    assert end.reason


def test_a_serial_printer(sheet):
    import tty

    ours, its = os.openpty()
    tty.setraw(its)
    came = bytearray()

    def take() -> None:
        while not came.endswith(ASK_DONE) and select.select([ours], [], [], 2)[0]:
            came.extend(os.read(ours, 4096))
            os.write(ours, OK if bytes(came) == ASK else b"\x00" if came.endswith(ASK_DONE) else b"")

    printer = threading.Thread(target=take)
    printer.start()
    try:
        end = LinePrinter("serial", SerialTransport(os.ttyname(its)), Waits(1.0, 2.0)).put(sheet)
        printer.join(3)
    finally:
        os.close(ours)
        os.close(its)
    assert end is None
    assert bytes(came) == ASK + escpos_bytes(sheet) + ASK_DONE


# --- the URLs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["txt:", "png:", "pdf:", "escpos:"])
def test_a_file_format(url: str, sheet: Output, tmp_path: Path) -> None:
    way = open_way(url, tmp_path)
    assert isinstance(way, FilePrinter)
    assert way.put(sheet) == tmp_path / f"{sheet.stem}.{url[:-1]}"


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("tcp://192.0.2.7", ("192.0.2.7", 9100)),
        ("tcp://192.0.2.7/", ("192.0.2.7", 9100)),
        ("tcp://printer.example:9101", ("printer.example", 9101)),
        ("tcp://[2001:db8::7]", ("2001:db8::7", 9100)),
    ],
)
def test_a_network_printer(url: str, opens: tuple[str, int], tmp_path: Path) -> None:
    way = open_way(url, tmp_path)
    assert isinstance(way, LinePrinter)
    assert way._line._address == opens  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("url", "device", "baud"),
    [
        ("serial:///dev/ttyUSB0?baud=9600", "/dev/ttyUSB0", 9600),
        ("serial://COM3", "COM3", 115200),
        ("serial://?vid=0416&pid=5011", "", 115200),
        ("rfc2217://192.0.2.7:4000", "rfc2217://192.0.2.7:4000", 115200),
    ],
)
def test_a_serial_printers_url(url: str, device: str, baud: int, tmp_path: Path) -> None:
    way = open_way(url, tmp_path)
    assert isinstance(way, LinePrinter)
    line = way._line
    assert isinstance(line, SerialTransport)
    assert (line._device, line._baud) == (device, baud)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "one of"),
        ("lpt1", "one of"),
        ("usb:", "one of"),
        ("emulator:", "one of"),
        ("pdf:/etc", "one of"),
        ("tcp://192.0.2.7?framing=link", "no option framing"),
        ("serial:///dev/ttyUSB0?baudrate=9600", "no option baudrate"),
        ("serial://", "port name"),
        ("tcp://", "host:port"),
        ("tcp://host:99999", "port|Port"),
        ("tcp://host:abc", "port|Port"),
        ("tcp://[::1", "URL|IPv6"),
        ("serial:///dev/ttyUSB0?baud=fast", "baud"),
    ],
)
def test_no_printers_url(url: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(PrinterUrlError, match=words):
        open_way(url, tmp_path)
