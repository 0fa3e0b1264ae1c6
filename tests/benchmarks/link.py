"""A whole exchange over a pty: our link with codec, beside a bare pyserial loop and one that reads byte by byte.

The same bytes cross in all three: 0220, ACK, 0230, ACK (fixtures/frames/R0220 and R0230). The bare loops check
nothing: they count bytes. Ours encodes the request, frames it, waits for its ACK, checks length, ETX and LRC, decodes
the answer; its far end deframes, indexes the request and answers by slices. The far end is a process of its own; what
counts is the CPU time of both. The three take short turns, and a ratio is the median of the ratios of single rounds:
what else the machine does then weighs on both sides of each.
"""

import os
import pty
import statistics
import time
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Any

import serial

from protocol.dialects.unionpay.table import UNIONPAY
from protocol.link import Delivered, Link, LinkEvent
from protocol.plans import Codec
from protocol.transport.serial_port import SerialTransport

FRAMES = Path(__file__).resolve().parents[2] / "fixtures" / "frames"
ROUNDS, EXCHANGES = 11, 1000
SLOW_EXCHANGES = 100  # of the loop that reads byte by byte
ACK = b"\x06"
TPDU_BYTES = 5
ECHOED = (3, 4, 11, 25, 41, 42, 49, 60)

Near = Callable[[str, int], None]
"""Device name and number of exchanges."""
Far = Callable[[int, int], None]
"""Descriptor of the far end of the pty, and number of exchanges."""


def frame(name: str) -> bytes:
    lines = (FRAMES / f"{name}.hex").read_text(encoding="utf-8").splitlines()
    return bytes.fromhex("".join(line.split("#")[0] for line in lines))


REQUEST, ANSWER = frame("R0220"), frame("R0230")


def measure() -> list[dict[str, Any]]:
    """Exchanges a second of CPU, and the two promises."""
    for _ in range(3):  # plans are made for what is seen twice; a terminal that has been on for a minute has them
        Ours.codec.encode(Ours.request)
        Ours.codec.decode(ANSWER[3 + TPDU_BYTES : -2])
        Ours.codec.answer(Ours.codec.index(REQUEST[3 + TPDU_BYTES : -2]), "0230", ECHOED, Ours.new)
    contenders = (
        (our_near, our_far, EXCHANGES),
        (bare_near, bare_far, EXCHANGES),
        (single_near, single_far, SLOW_EXCHANGES),
    )
    rounds = [[exchanges_per_s(*one) for one in contenders] for _ in range(ROUNDS)]
    ours, bare, single = (statistics.median(column) for column in zip(*rounds, strict=True))
    of_bare = statistics.median(mine / theirs for mine, theirs, _ in rounds)
    of_single = statistics.median(mine / theirs for mine, _, theirs in rounds)
    return [
        {"what": "exchanges with link and codec, of a bare pyserial loop's", "value": round(of_bare, 2),
         "at_least": 0.6},
        {"what": "the same, of a loop's that reads byte by byte", "value": round(of_single, 1), "at_least": 4.0},
        {"what": "exchanges a second of CPU, ours", "value": round(ours)},
        {"what": "exchanges a second of CPU, bare loop", "value": round(bare)},
        {"what": "exchanges a second of CPU, byte by byte", "value": round(single)},
    ]  # fmt: skip


def exchanges_per_s(near: Near, far: Far, count: int) -> float:
    """Both ends of a fresh pty, the far one forked; CPU time of both."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    child = os.fork()
    if child == 0:
        try:
            far(master, count)
        finally:
            os._exit(0)
    started = time.process_time()
    near(os.ttyname(slave), count)
    spent = time.process_time() - started
    usage = os.wait4(child, 0)[2]
    os.close(slave)
    os.close(master)
    return count / (spent + usage.ru_utime + usage.ru_stime)


# --- ours ----------------------------------------------------------------------------------------------------------


class Ours:
    """The codec of both ends and the two messages, typed once."""

    codec = Codec(UNIONPAY)
    tpdu = REQUEST[3 : 3 + TPDU_BYTES]
    request = codec.decode(REQUEST[3 + TPDU_BYTES : -2])
    answer = codec.decode(ANSWER[3 + TPDU_BYTES : -2])
    new = {number: value for number, value in answer.fields.items() if number not in (3, 4, 11, 25, 41, 42, 49, 60)}


def our_near(device: str, count: int) -> None:
    line, link, codec = SerialTransport(device), Link(), Ours.codec
    line.open()
    for _ in range(count):
        link.send(Ours.tpdu + codec.encode(Ours.request), 0.0)
        line.write(link.take())
        while not (heard := delivered(link.receive(line.read(5.0), 0.0))):
            pass
        line.write(link.take())
        if codec.decode(heard[0][TPDU_BYTES:]).text(39) != "00":
            raise SystemExit("not the answer")
    line.close()


def our_far(master: int, count: int) -> None:
    link, codec, answered = Link(), Ours.codec, 0
    while answered < count or link.due() is not None:
        for asked in delivered(link.receive(os.read(master, 65536), 0.0)):
            indexed = codec.index(asked[TPDU_BYTES:])
            link.send(Ours.tpdu + codec.answer(indexed, "0230", ECHOED, Ours.new), 0.0)
            answered += 1
        if said := link.take():
            os.write(master, said)


def delivered(events: list[LinkEvent]) -> list[bytes]:
    return [event.data for event in events if isinstance(event, Delivered)]


# --- the others ----------------------------------------------------------------------------------------------------


def bare_near(device: str, count: int) -> None:
    with serial.Serial(device, 115200, timeout=5) as port:
        for _ in range(count):
            port.write(REQUEST)
            missing = len(ACK) + len(ANSWER)
            while missing:
                missing -= len(port.read(port.in_waiting or 1))
            port.write(ACK)


def bare_far(master: int, count: int) -> None:
    for _ in range(count):
        take(master, len(REQUEST), 65536)
        os.write(master, ACK)
        os.write(master, ANSWER)
        take(master, len(ACK), 65536)


def single_near(device: str, count: int) -> None:
    with serial.Serial(device, 115200, timeout=5) as port:
        for _ in range(count):
            port.write(REQUEST)
            for _ in range(len(ACK) + len(ANSWER)):
                port.read(1)
            port.write(ACK)


def single_far(master: int, count: int) -> None:
    for _ in range(count):
        take(master, len(REQUEST), 1)
        os.write(master, ACK)
        os.write(master, ANSWER)
        take(master, len(ACK), 1)


def take(master: int, wanted: int, at_once: int) -> None:
    while wanted:
        wanted -= len(os.read(master, min(wanted, at_once)))
