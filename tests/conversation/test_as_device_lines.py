"""Our payment terminal at registers that are not ours, and on real lines: published frames, and pyserial on a pty.

Bytes come from fixtures/frames and from the rules of docs/protocol.md, sections 1, 10 and 11; nothing here writes or
reads a body by our own dialects but the cash desk.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
import serial
from supervisor import BY

from emulator.conditions import Presented, Removed
from emulator.control_client import channel
from emulator.host import Host
from emulator.ledger.memory import MemoryLedger
from emulator.payment_terminal.dialects import HypercomDevice
from emulator.payment_terminal.forge import DeviceForge
from emulator.play import Play
from emulator.practice_host import open_ledger
from emulator.register_device import RegisterDevice, open_register_device
from emulator.shop.orders import load_shop
from protocol.dialects.unionpay.device_state import Slot
from protocol.session import Framing
from protocol.transactions import ByReference, Original
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.trade.refund import State

FRAMES = Path(__file__).parents[2] / "fixtures" / "frames"


# --- frames by hand --------------------------------------------------------------------------------------------------


@pytest.fixture
def line() -> Iterator[tuple[RegisterDevice, Play, MemoryLedger]]:
    """A Hypercom device with nobody at the line yet."""
    with MemoryLedger() as ledger:
        now = datetime.now().astimezone()
        ledger.open_shop(load_shop(), now, Random(1).randbytes)
        dialect = HypercomDevice()
        play = Play(Framing.LINK, DeviceForge(dialect))
        connect = open_register_device(Host(ledger, lambda: now, Random(2).randbytes), dialect, play, "SN1")
        yield connect(Framing.LINK), play, ledger


def said(device: RegisterDevice, data: bytes, now: float) -> bytes:
    """What it writes to these bytes, and in the tenth of a second behind them."""
    device.receive(data, now)
    told = b""
    for step in range(11):
        device.tick(now + step / 100)
        told += device.take()
    return told


def frame(body: bytes) -> bytes:
    """STX LEN DATA ETX LRC, by the rule of docs/protocol.md: the check is the XOR of LEN to ETX."""
    checked = bytes.fromhex(f"{len(body):04d}") + body + b"\x03"
    check = 0
    for octet in checked:
        check ^= octet
    return b"\x02" + checked + bytes((check,))


@pytest.mark.parametrize("name", ["P4", "P5"])
def test_the_published_echo(line: tuple[RegisterDevice, Play, MemoryLedger], name: str) -> None:
    """Both have indicator 1 in the request; the second says that no more follows."""
    device, _, ledger = line
    answer = said(device, published(name), 0.0)
    text = f"LK1{ledger.identity().ledger_id}{datetime.now().astimezone():%Y%m%d}TUIHUO".ljust(40).encode()
    body = b"600000000011D0000\x1c02\x00\x40" + text + b"\x1c16\x00\x0888000001\x1cD1\x00\x15888888800000001\x1c"
    assert answer == b"\x06" + frame(body + b"50\x00\x06000001\x1c")


def test_the_published_abort_and_progress(line: tuple[RegisterDevice, Play, MemoryLedger]) -> None:
    """D1: the derived refund; P7: waiting for the card; P6: stop it."""
    device, play, ledger = line
    play.change(Removed())
    assert said(device, published("D1"), 0.0) == b"\x06" + published("P7-C0")
    assert said(device, b"\x06", 1.0) == b""
    stopped = said(device, published("P6"), 1.5)
    assert stopped.startswith(b"\x06" + frame(b"600000000011D1000\x1c") + b"\x02")
    assert b"1127UA0\x1c02\x00\x40STOPPED" in stopped
    assert ledger.all_refunds() == ()


def test_the_same_frame_again_is_the_same_answer_and_no_second_start(
    line: tuple[RegisterDevice, Play, MemoryLedger],
) -> None:
    """D1 names a sale that is none of the shop's: 25, stored, and said again byte for byte; so is it behind ENQ."""
    device, _, ledger = line
    first = said(device, published("D1"), 0.0)
    assert first.startswith(b"\x06\x02")
    assert b"1127250\x1c02\x00\x40DECLINED" in first
    said(device, b"\x06", 0.5)
    assert said(device, published("D1"), 1.0) == first
    assert said(device, b"\x06\x05", 2.0) == first[1:]
    assert len(ledger.all_refunds()) == 1


def test_the_same_frame_again_while_it_waits(line: tuple[RegisterDevice, Play, MemoryLedger]) -> None:
    device, play, ledger = line
    play.change(Removed())
    said(device, published("D1"), 0.0)
    assert said(device, b"\x06" + published("D1"), 0.5) == b"\x06" + published("P7-C0")
    play.change(Presented(Slot.SWIPED, "visa"))
    assert b"1127250" in said(device, b"\x06", 1.0)
    assert len(ledger.all_refunds()) == 1


@pytest.mark.parametrize("name", ["P1", "P2", "P3"])
def test_a_published_sale_is_not_its_business(line: tuple[RegisterDevice, Play, MemoryLedger], name: str) -> None:
    assert said(line[0], published(name), 0.0) == b"\x06" + frame(b"60000000001120400\x1c")


def test_a_damaged_frame_is_refused(line: tuple[RegisterDevice, Play, MemoryLedger]) -> None:
    device, _, ledger = line
    damaged = bytearray(published("D1"))
    damaged[40] ^= 1
    device.receive(bytes(damaged), 0.0)
    device.tick(0.3)
    assert (device.take(), ledger.all_refunds()) == (b"\x15", ())


def published(name: str) -> bytes:
    """fixtures/frames: bytes that are not ours."""
    lines = (FRAMES / f"{name}.hex").read_text(encoding="utf-8").splitlines()
    return bytes.fromhex("".join(row.partition("#")[0] for row in lines))


# --- real lines ------------------------------------------------------------------------------------------------------


@dataclass
class Served:
    """`tuihuo emulator serve` as a process: its URL for us, where it listens, its control file and its books."""

    link: str
    port: str
    control: Path
    ledger: Path

    def sale(self) -> Original:
        """128.50, paid with the card that lies in the slot."""
        with open_ledger(self.ledger) as ledger:
            return ledger.originals()[0]

    def set(self, **words: object) -> None:
        """The operator does this to the device."""
        with channel(self.control) as operator:
            assert operator.ask({"do": "set", "words": words})["ok"] is True


LISTEN = {
    "hypercom on a pty": "pty:",
    "MIS on a pty": "pty:?dialect=tlv&types=01,45,46",
    "hypercom with CRC": "pty:?check=crc",
    "hypercom on tcp": "tcp://127.0.0.1:0?dialect=hypercom",
}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], Served]]:
    running: list[subprocess.Popen[str]] = []

    def begin(name: str) -> Served:
        ledger = tmp_path / "ledger.db"
        words = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "emulator", "serve", "--quiet"]
        process = subprocess.Popen(
            [*words, "--as", "device", "--listen", LISTEN[name], "--database", str(ledger)],
            stdout=subprocess.PIPE, text=True, encoding="utf-8", env=dict(os.environ),
        )  # fmt: skip
        running.append(process)
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        port = first["listening"].removeprefix("serial://")
        return Served(first["link"], port, Path(first["control"]), ledger)

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("name", LISTEN)
def test_our_desk_on_a_real_line(serve: Callable[[str], Served], desk_on: Callable[..., Desk], name: str) -> None:
    served = serve(name)
    desk = desk_on(served.link)
    desk.sign_on("01")
    sale = served.sale()
    original = desk.keyed(ByReference(sale.reference_no, sale.paid_date[4:]), sale.amount_fen)
    record = desk.refund(BY, RefundRequest(original, 100), None, lambda _record: None).record
    assert (record.state, served.sale().refunded_fen) == (State.APPROVED, 100)


def test_our_desk_waits_for_the_card_on_a_real_line(
    serve: Callable[[str], Served], desk_on: Callable[..., Desk]
) -> None:
    served = serve("hypercom on a pty")
    desk = desk_on(served.link)
    desk.sign_on("01")
    sale = served.sale()
    served.set(remove=True)
    later = threading.Timer(0.3, served.set, kwargs={"insert": "unionpay"})
    later.start()
    original = desk.keyed(ByReference(sale.reference_no, sale.paid_date[4:]), sale.amount_fen)
    record = desk.refund(BY, RefundRequest(original, 100), None, lambda _record: None).record
    later.join()
    assert (record.state, served.sale().refunded_fen) == (State.APPROVED, 100)


def test_bytes_by_hand_on_a_pty(serve: Callable[[str], Served]) -> None:
    """The published echo, and a refund of the layout of D1 without any key of ours, by pyserial alone."""
    served = serve("hypercom on a pty")
    sale = served.sale()
    fields = (
        b"40\x00\x12000000000100\x1cD3\x00\x12" + sale.reference_no.encode()
        + b"\x1c03\x00\x06" + sale.paid_date[2:].encode() + b"\x1c65\x00\x06000066\x1c"
    )  # fmt: skip
    with serial.Serial(served.port, 115200, timeout=30) as port:
        assert b"02\x00\x40LK1" in exchange(port, published("P5"))
        answer = exchange(port, frame(b"60000000001027000\x1c" + fields))
    approved = b"60000000001127000\x1c02\x00\x40" + b"APPROVED".ljust(40) + b"\x1c40\x00\x12000000000100\x1cD3\x00\x12"
    assert (answer.startswith(approved), served.sale().refunded_fen) == (True, 100)


def exchange(port: serial.Serial, asked: bytes) -> bytes:
    """The body of the answer, its frame checked and acknowledged."""
    port.write(asked)
    assert port.read(2) == b"\x06\x02"
    length = port.read(2)
    body = port.read(int(length.hex()))
    assert frame(body) == b"\x02" + length + body + port.read(2)
    port.write(b"\x06")
    return body
