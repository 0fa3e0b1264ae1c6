"""The codec beside pyiso8583 and iso8583sim: one 22-field refund of 296 bytes, CPU time, in turns, in one process.

pyiso8583 is told our layout and gives the same bytes. iso8583sim has tables of its own, so that its bytes differ (60
and 61 as text, other fillers); it is timed on what it makes of the same values. Where two forms of a peer's input would
do, it gets the faster one. The values are made up; the card is a published test card.
"""

import resource
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import iso8583
from iso8583sim.core.types import ISO8583Message
from iso8583sim.wire import WireFormat, decode_message, encode_message

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import Kind
from protocol.message import Message
from protocol.plans import Codec

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, CALLS = 5, 2000
IMPORTS = 7
KEPT = 2000

CARD = TEST_CARDS["unionpay19"].number
# fmt: off
FIELDS: dict[int, str | bytes] = {
    2: CARD, 3: "200000", 4: "000000001234", 11: "000123", 12: "101112", 13: "1122", 14: "3012", 22: "051", 23: "001",
    25: "00", 35: f"{CARD}D30122010000", 37: "925498334778", 38: "123456", 41: "10000001", 42: "123456789012345",
    49: "156", 52: bytes(range(8)), 53: "2600000000000000", 55: bytes(range(145)), 60: "25000007000600",
    61: "0000000000001120", 64: b"0123ABCD",
}
# fmt: on
ECHOED = (2, 3, 4, 11, 25, 41, 42, 49, 60)
NEW = {12: "101113", 13: "1122", 37: "925498334779", 39: "00"}


def measure() -> list[dict[str, Any]]:
    """Rows of ratios with their promises, and what they were made of."""
    took = timed(contenders())
    reads, writes = took["pyiso8583 decode"], took["pyiso8583 encode"]
    rows: list[dict[str, Any]] = [
        {"what": "full decode, times pyiso8583", "value": reads / took["decode"], "at_least": 7},
        {"what": "encode, times pyiso8583", "value": writes / took["encode"], "at_least": 8},
        {"what": "lazy index, times pyiso8583", "value": reads / took["index"], "at_least": 20},
        {
            "what": "index and five fields, times pyiso8583",
            "value": reads / took["index and five fields"],
            "at_least": 9,
        },
        {"what": "full decode, times iso8583sim", "value": took["iso8583sim decode"] / took["decode"]},
        {"what": "encode, times iso8583sim", "value": took["iso8583sim encode"] / took["encode"]},
        {"what": "encode and making its Message, times pyiso8583", "value": writes / took["make and encode"]},
        *({"what": f"{what}, µs", "value": value} for what, value in took.items()),
    ]
    ours, theirs = import_ms("protocol.plans"), import_ms("iso8583")
    rows += [
        {"what": "import, ms CPU", "value": ours, "at_most": 15},
        {"what": "pyiso8583 import, ms CPU", "value": theirs},
    ]
    kept = {name: kept_bytes(read) for name, read in readers().items()}
    share = kept["decode"] / kept["pyiso8583 decode"]
    rows.append({"what": "memory of a decoded message, share of pyiso8583's", "value": share, "at_most": 0.333})
    rows += [{"what": f"memory kept, {name}, bytes", "value": value} for name, value in kept.items()]
    return [row | {"value": round(row["value"], 3)} for row in rows]


def contenders() -> dict[str, Callable[[], object]]:
    """Every one checked against the others, and warm."""
    fast, message, spec = Codec(UNIONPAY), Message("0220", FIELDS), peer_spec()
    whole, wire = fast.encode(message), WireFormat.bcd()
    texts = {str(number): value if isinstance(value, str) else value.hex() for number, value in FIELDS.items()}
    document = {"t": "0220", **texts}
    simulated = ISO8583Message(mti="0220", fields={0: "0220", **{int(number): text for number, text in texts.items()}})
    other = encode_message(simulated, wire)
    indexed = fast.index(whole)
    same = bytes(iso8583.encode(dict(document), spec)[0]) == whole and fast.decode(whole) == message
    if not same or len(whole) != 296 or dict(indexed.fields) != FIELDS or decode_message(other, wire).mti != "0220":
        raise SystemExit("the contenders differ")

    def five() -> tuple[str, ...]:
        found = fast.index(whole)
        return found.text(2), found.text(4), found.text(11), found.text(37), found.text(41)

    return {
        "pyiso8583 decode": lambda: iso8583.decode(whole, spec),
        "decode": lambda: fast.decode(whole),
        "index": lambda: fast.index(whole),
        "index and five fields": five,
        "iso8583sim decode": lambda: decode_message(other, wire),
        "pyiso8583 encode": lambda: iso8583.encode(document, spec),
        "encode": lambda: fast.encode(message),
        "make and encode": lambda: fast.encode(Message("0220", FIELDS)),
        "iso8583sim encode": lambda: encode_message(simulated, wire),
        "answer by slices": lambda: fast.answer(indexed, "0230", ECHOED, NEW),
    }


def peer_spec() -> dict[str, Any]:
    """Our table as pyiso8583 wants it. Text is ASCII here: its fastest, and all that this message needs."""
    head = {"len_enc": "b", "len_type": 0, "data_enc": "b"}
    sizes = {"h": 0, "t": 2, "p": 8, "1": 8}
    return {name: head | {"max_len": size} for name, size in sizes.items()} | {
        str(row.number): {
            "data_enc": "ascii" if row.kind is Kind.TEXT else "b",
            "len_enc": "bcd",
            "len_type": {0: 0, 2: 1, 3: 2}[row.prefix],
            "len_count": "nibbles" if row.kind in {Kind.DIGITS, Kind.TRACK} else "bytes",
            "max_len": row.length,
            "left_pad" if row.right else "right_pad": row.filler,
        }
        for row in UNIONPAY.values()
    }


def timed(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Microseconds of CPU a call: the median of the rounds, in each of which everybody has a turn."""
    for call in calls.values():
        cpu_us(call)
    rounds = [[cpu_us(call) for call in calls.values()] for _ in range(ROUNDS)]
    return dict(zip(calls, map(statistics.median, zip(*rounds, strict=True)), strict=True))


def cpu_us(call: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(CALLS):
        call()
    return (time.process_time() - started) / CALLS * 1e6


def import_ms(module: str) -> float:
    """CPU of a fresh interpreter that imports this, less that of one that does not: medians of seven each, in turns."""
    runs = [[child_cpu_s(statement) for statement in (f"import {module}", "pass")] for _ in range(IMPORTS)]
    loaded, bare = (statistics.median(column) for column in zip(*runs, strict=True))
    return (loaded - bare) * 1e3


def child_cpu_s(statement: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {statement}"], check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def readers() -> dict[str, Callable[[bytes], object]]:
    fast, spec = Codec(UNIONPAY), peer_spec()
    return {"pyiso8583 decode": lambda data: iso8583.decode(data, spec), "decode": fast.decode, "index": fast.index}


def kept_bytes(read: Callable[[bytes], object]) -> float:
    """What one message more keeps, the bytes it came from included where it holds on to them."""
    whole = Codec(UNIONPAY).encode(Message("0220", FIELDS))
    for _ in range(3):
        read(whole)
    tracemalloc.start()
    kept = [read(bytes(bytearray(whole))) for _ in range(KEPT)]
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return size / len(kept)
