"""What a peer or a file can say at worst: every parser reads it in bounded time and memory, and in proportion.

A row is a parser, and bytes or text made to cost it most: many tiny parts, deep nesting, a start at every byte, a false
check at every start. What it makes of them is another test's; here it may be read or refused. Measured is CPU time, the
least of several runs, which is what the input costs and not what else the machine does; and what tracemalloc counts.
"""

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.codec import MAX_MESSAGE, decode
from protocol.crc import crc
from protocol.dialects.hypercom.body import read_body
from protocol.dialects.tlv.elements import read_elements
from protocol.dialects.unionpay import chip
from protocol.dialects.unionpay.acquirer import MAX_FILE, read_toml
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.document import read_document
from protocol.dialects.unionpay.profiles import ProfileError
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import ProtocolError
from protocol.framing import MAX_DATA, Check, Deframer, LengthDeframer, write_frame, write_length

KIB = 1024
SIZE = 64 * KIB
LIMIT_S = 0.050
NOISE_S = 0.003
RUNS = 4
OVERHEAD = 1024 * KIB


@dataclass(frozen=True)
class Worst:
    """name: parser and input. read: the parser. make: size in bytes or characters -> input of about that size. size:
    the most that is tried. times: bytes of memory for one of input, beside OVERHEAD.
    """

    name: str
    read: Callable[[Any], object]
    make: Callable[[int], Any]
    size: int = SIZE
    times: int = 8


def many(part: Any) -> Callable[[int], Any]:
    return lambda size: (part * (size // len(part) + 1))[:size]


def lines(form: str) -> Callable[[int], str]:
    """Numbered, so that none stands twice."""
    return lambda size: "".join(form.format(number) for number in range(size // (len(form) + 2)))


def within(before: str, part: str, after: str) -> Callable[[int], str]:
    return lambda size: before + many(part)(size - len(before) - len(after)) + after


def stream(check: Check) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        deframer = Deframer(check=check)
        return deframer.feed(data), deframer.give_up()

    return read


# --- the rows ------------------------------------------------------------------------------------------------------

# LEN 203 and 302 at two of three bytes, LEN 302, 803 and 1024: each ends at an ETX, and its check does not hold.
STREAMS = {
    "starts": b"\x02",
    "false lengths": b"\x02\xff",
    "lengths of nothing": b"\x02\x00",
    "two of three fit": b"\x02\x03\x02",
    "every other fits": b"\x02\x03",
    "long ones fit": b"\x02\x08\x03",
    "the longest fit": b"\x02\x10\x24\x03",
    "acknowledgements": b"\x06",
    "controls in noise": b"\x06\x00",
    "noise": b"\x00",
    "good frames": write_frame(b"AB"),
    "good frames with crc": write_frame(b"AB", Check.CRC),
}


def template(size: int) -> bytes:
    """As deep as may be, and all padding inside."""
    heads = [b"\x70\x82" + (min(size, 0xFFFF) - 4 * depth).to_bytes(2, "big") for depth in range(1, chip.MAX_DEPTH)]
    return b"".join(heads).ljust(min(size, 0xFFFF), b"\0")


def bodies(size: int) -> bytes:
    """As many fields as there are types, which is fewer than fit."""
    types = [bytes((high, low)) for high in range(0x21, 0x7F) for low in range(0x21, 0x7F)]
    return b"60000000001012000\x1c" + b"".join(kind + b"\x00\x00\x1c" for kind in types[: size // 5 - 4])


FRONT = '{"profile":"unionpay","mti":"0200","tpdu":"6000030000","header":"603110000100",'
TEXTS = ",".join(f'"{number}":"A"' for number in UNIONPAY)
toml = partial(read_toml, file="worst.toml")

ROWS = (
    *(Worst(f"{check}, {name}", stream(check), many(part)) for check in Check for name, part in STREAMS.items()),
    Worst("length, one byte each", lambda data: LengthDeframer().feed(data), many(write_length(b"A"))),
    Worst("length, two bytes each", lambda data: LengthDeframer().feed(data), many(write_length(b"AB"))),
    Worst("length, none", lambda data: LengthDeframer().feed(data), many(b"\0")),
    Worst("tlv, nothing in them", read_elements, many(b"\xdf\x01\x00")),
    Worst("tlv, long lengths", read_elements, many(b"\xdf\x01\x82\x00\x00")),
    Worst("tlv, one", read_elements, lambda size: b"\xdf\x01\x82" + bytes(2).ljust(size - 3, b"\0")),
    Worst("hypercom, all types", read_body, bodies),
    Worst("hypercom, one type", read_body, lambda size: bodies(25) + many(b"40\x00\x00\x1c")(size)),
    Worst("chip, padding", chip.parse, many(b"\0")),
    Worst("chip, nothing in them", chip.parse, many(b"\x9a\x00")),
    Worst("chip, nested", chip.parse, many(b"\x70\x82\xff\xf0")),
    Worst("chip, nested padding", chip.parse, template),
    Worst("chip, endless tags", chip.parse, many(b"\x9f\xff")),
    Worst("message, everything there", lambda data: decode(data, UNIONPAY), many(b"\x02\x00\xff")),
    Worst("message, at its limit", lambda data: decode(data, UNIONPAY), many(b"\x02\x00\xff"), MAX_MESSAGE),
    Worst("dump, headers", detect, many(b"\x60\x31")),
    Worst("dump, at its limit", detect, many(b"\x02\x00\x02\x10"), MAX_MESSAGE),
    Worst("document, lists in lists", read_document, many("[")),
    Worst("document, objects in objects", read_document, many('{"a":')),
    Worst("document, keys", read_document, lambda size: "{" + lines('"{}":0,')(size) + '"z":0}', times=16),
    Worst("document, digits", read_document, many("1")),
    Worst("document, escapes", read_document, within('"', "\\u4e00", '"')),
    Worst("document, hex of one field", read_document, within(FRONT + '"hex":[', "2,", '2],"fields":{' + TEXTS + "}}")),
    Worst(
        "document, fields", read_document, lambda size: FRONT + '"fields":{' + lines('"0{}":"A",')(size) + '"2":"1"}}'
    ),
    Worst("document, a long field", read_document, within(FRONT + '"fields":{"48":"', "1", '"}}')),
    Worst("document, a long name", read_document, within('{"mti":"0200","profile":"unionpay', "+length", '"}')),
    Worst("document, an empty name", read_document, within('{"mti":"0200","profile":"unionpay', "+", '"}'), times=16),
)

# Python's own reader, which takes more: 32 KiB at most, and what it may take stands beside each.
TOML = (
    Worst("a dotted key", toml, within("a", ".a", " = 1"), MAX_FILE),
    Worst("a dotted table", toml, within("[a", ".a", "]"), MAX_FILE),
    Worst(
        "a dotted table, many keys", toml, lambda size: "[" + "a." * 16 + "a]\n" + lines("{}=1\n")(size), MAX_FILE, 24
    ),
    Worst("dotted keys", toml, lines("k{}" + ".a" * 16 + "=1\n"), MAX_FILE, 160),
    Worst("dotted tables", toml, lines("[" + "a." * 16 + "{}]\n"), MAX_FILE, 64),
    Worst("lists in lists", toml, within("a=", "[", ""), MAX_FILE, 24),
    Worst("tables in tables", toml, within("a=", "{a=", ""), MAX_FILE, 24),
    Worst("keys", toml, lines("k{}=1\n"), MAX_FILE, 24),
    Worst("tables", toml, lines("[k{}]\n"), MAX_FILE, 160),
    Worst("one list", toml, within("a=[", "1,", "]"), MAX_FILE),
    Worst("one table", toml, lambda size: "a={" + lines("k{}=1,")(size) + "z=1}", MAX_FILE, 24),
    Worst("digits", toml, within("a=", "1", ""), MAX_FILE, 160),
    Worst("escapes", toml, within('a="', "\\n", '"'), MAX_FILE),
    Worst("lines", toml, many("\n"), MAX_FILE, 16),
    Worst("dates", toml, within("a=[", "1979-05-27T07:32:00Z,", "]"), MAX_FILE),
)


def named(row: Worst) -> str:
    return row.name


@pytest.fixture(autouse=True)
def untraced() -> Iterator[None]:
    """Whoever counts lines looks away: every line would cost several times as much; and so does the garbage collector,
    as what earlier tests left is nothing that the input costs.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    gc.disable()
    yield
    gc.enable()
    sys.settrace(tracer)


# --- time ----------------------------------------------------------------------------------------------------------


def outcome(row: Worst, given_input: Any) -> None:
    """Read or refused; anything else is raised."""
    try:
        row.read(given_input)
    except (ProtocolError, ProfileError):
        pass


def cost_s(row: Worst, size: int, enough_s: float = 0.0) -> float:
    """The least of several runs. enough_s: no further run, when one costs less."""
    made, least = row.make(size), float("inf")
    for _ in range(RUNS):
        started = time.process_time()
        outcome(row, made)
        least = min(least, time.process_time() - started)
        if least < enough_s:
            break
    return least


@pytest.mark.parametrize("row", ROWS + TOML, ids=named)
def test_the_worst_costs_little_and_in_proportion(row: Worst) -> None:
    half = cost_s(row, row.size // 2)
    limit = min(LIMIT_S, 2.5 * half + NOISE_S)
    assert cost_s(row, row.size, enough_s=limit) < limit


def quadratic(data: bytes) -> int:
    """Planted: the check of all that follows, at many places."""
    return sum(crc(data[at:]) for at in range(0, len(data), 128))


def test_this_file_sees_what_is_not_in_proportion() -> None:
    planted = Worst("planted", quadratic, many(b"\x02"))
    assert cost_s(planted, SIZE) > 2.5 * cost_s(planted, SIZE // 2) + NOISE_S


# --- memory --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS + TOML, ids=named)
def test_the_worst_takes_little_memory(row: Worst) -> None:
    """The most that is held at any moment of reading it, what comes out included and what goes in not."""
    outcome(row, row.make(row.size // 8))  # what is made once
    made = row.make(row.size)
    tracemalloc.start()
    try:
        outcome(row, made)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most <= row.times * len(made) + OVERHEAD


CHUNKS = st.lists(
    st.one_of(
        st.binary(max_size=3000),
        st.sampled_from(sorted(STREAMS.values())).flatmap(lambda part: st.integers(1, 3000).map(part.__mul__)),
    ),
    max_size=8,
)


@pytest.mark.parametrize("check", Check, ids=str)
@given(CHUNKS, st.integers(1, 9999))
def test_a_deframer_keeps_less_than_a_frame(check: Check, chunks: list[bytes], max_data: int) -> None:
    """STX, LEN, DATA, ETX and check without the last byte, at most; whatever comes, in whatever chunks."""
    deframer = Deframer(max_data, check)
    kept = []
    for chunk in [*chunks, b"\x02\x10\x24"]:
        deframer.feed(chunk)
        kept.append(len(deframer._buffer))
    assert max(kept) < max_data + 5 + (check is Check.CRC)


@given(CHUNKS)
def test_a_length_deframer_keeps_less_than_a_message(chunks: list[bytes]) -> None:
    deframer = LengthDeframer()
    kept = []
    for chunk in [*chunks, b"\x02\x00"]:
        deframer.feed(chunk)
        kept.append(len(deframer._buffer))
    assert max(kept) < MAX_DATA + 2
