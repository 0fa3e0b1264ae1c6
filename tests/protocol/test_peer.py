"""A second opinion on every message: pyiso8583, told our field table in its own terms, reads and writes the same bytes.

`compare` draws messages, bends every other one, and counts what came of them. Where the two differ, the difference is a
row of DIFFERENCES with its reason, or the check fails. A thousand a second: a few thousand here, a million with --deep.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import iso8583
import pytest

from protocol.codec import decode, encode
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError
from protocol.fields import FieldSpec, Kind, Table
from protocol.message import Message
from protocol.plans import Codec

PEER = {number: spec for number, spec in UNIONPAY.items() if number != 65}
"""pyiso8583 reads field 65 as a third bitmap of fields up to 192 (ISO 8583:1987 calls it so); POS tables end at 128."""

AGREE = "same values", "both refuse, in the same field", "same bytes written"

# What differs -> why ours is as it is. "ours refuses" / "ours reads" alone say where the other one does the opposite.
DIFFERENCES = {
    "ours refuses: letters among digits": "n is decimal; A-F in an amount or a date is a broken message, not a value",
    "ours refuses: letters in the MTI": "a message type is four digits",
    "ours refuses: a secondary bitmap without fields": "it is never written, so it could not come back identical",
    "ours refuses: field 65": "no third bitmap on this wire; see PEER",
    "ours reads: another filler nibble": "peers fill with F or leave old nibbles (public capture V43); it is kept",
    "ours reads: octets that are no text": "private fields carry anything; they stay bytes and come back identical",
}


# --- the two of them -----------------------------------------------------------------------------------------------


def peer_spec(table: Table) -> dict[str, Any]:
    """A field table as pyiso8583 wants it."""
    head = {"len_enc": "b", "len_type": 0, "data_enc": "b"}
    sizes = {"h": 0, "t": 2, "p": 8, "1": 8}
    return {name: head | {"max_len": size} for name, size in sizes.items()} | {
        str(row.number): {
            "data_enc": "gb18030" if row.kind is Kind.TEXT else "b",
            "len_enc": "b" if row.binary_prefix else "bcd",
            "len_type": {0: 0, 2: 1, 3: 2}[row.prefix],
            "len_count": "nibbles" if row.kind in {Kind.DIGITS, Kind.TRACK} else "bytes",
            "max_len": row.length,
            "left_pad" if row.right else "right_pad": row.filler,
        }
        for row in table.values()
    }


SPEC = peer_spec(PEER)


def as_peer(message: Message) -> dict[str, str]:
    """MTI and fields as pyiso8583 has them: text, digits, and upper-case hex for raw bytes."""
    values = {str(n): value if isinstance(value, str) else value.hex().upper() for n, value in message.fields.items()}
    return {"t": message.mti, **values}


def peer_reads(data: bytes) -> tuple[dict[str, str] | None, str]:
    """What pyiso8583 reads, or the field in which it refuses: "65" for a third bitmap, "end" for bytes behind all."""
    try:
        read, _ = iso8583.decode(data, SPEC)
    except iso8583.DecodeError as error:
        return None, "end" if error.msg == "Extra data after last field" else error.field
    except KeyError:  # a field that the spec has no row for
        return None, "65"
    return {key: value for key, value in read.items() if key not in {"h", "p", "1"}}, ""


def verdict(data: bytes, read: Callable[[bytes], Message]) -> str:
    """One of AGREE, a key of DIFFERENCES, or what nobody has explained."""
    theirs, stopped = peer_reads(data)
    try:
        message = read(data)
    except DecodeError as error:
        return refused(error, theirs, stopped, data)
    if theirs is None:
        return read_alone(message, stopped)
    if as_peer(message) == theirs:
        return "same values"
    return f"other values: {message}"


def refused(error: DecodeError, theirs: dict[str, str] | None, stopped: str, data: bytes) -> str:
    """We refuse. They do too, in the same field; or they read on where we are strict; or they stopped before us."""
    if theirs is None and (stopped == error.field or (error.field is None and stopped in {"t", "p", "end"})):
        return "both refuse, in the same field"
    if len(data) >= 18 and data[2] >> 7 and data[10] >> 7:
        return "ours refuses: field 65"
    if theirs is None and seen_by_us(error, stopped):
        return read_alone(Message("0000", error.so_far or {}), stopped)
    if error.field == "0":
        return "ours refuses: letters in the MTI"
    if error.reason == "the secondary bitmap names no field":
        return "ours refuses: a secondary bitmap without fields"
    if error.reason == "not a decimal digit":
        return "ours refuses: letters among digits"
    return f"refused by us alone: {error}; by them in {stopped or 'no field'}"


def seen_by_us(error: DecodeError, stopped: str) -> bool:
    """Whether we had read the field in which they stopped."""
    return stopped.isdecimal() and int(stopped) in (error.so_far or {})


def read_alone(message: Message, stopped: str) -> str:
    """We read a field in which they stopped."""
    if isinstance(message.fields[int(stopped)], bytes) and PEER[int(stopped)].kind is Kind.TEXT:
        return "ours reads: octets that are no text"
    return filler_or(message, stopped)


def filler_or(message: Message, stopped: str) -> str:
    spec = PEER[int(stopped)]
    odd = spec.kind in {Kind.DIGITS, Kind.TRACK} and len(message.text(spec.number)) % 2 == 1
    return "ours reads: another filler nibble" if odd else f"read by us alone: field {stopped}"


# --- messages ------------------------------------------------------------------------------------------------------


def value_of(spec: FieldSpec, draw: random.Random) -> str | bytes:
    size = spec.length if spec.prefix == 0 else draw.randint(0, min(spec.length, 24))
    if spec.kind is Kind.BINARY:
        return draw.randbytes(size)
    if spec.kind is Kind.TEXT and draw.random() < 0.2:
        return "".join(draw.choices("银联商户退货", k=size // 2)) + " " * (size % 2)
    letters = {Kind.DIGITS: "0123456789", Kind.TRACK: "0123456789ABCDEF", Kind.TEXT: "ABCXYZabc 0189*=/"}
    return "".join(draw.choices(letters[spec.kind], k=size))


def bend(whole: bytes, draw: random.Random) -> bytes:
    """One bit, one byte, one byte more or less, an end cut off, or the filler nibble of a peer."""
    at = draw.randrange(len(whole))
    match draw.randrange(6):
        case 0:
            return whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :]
        case 1:
            return whole[:at] + draw.randbytes(1) + whole[at + 1 :]
        case 2:
            return whole[:at] + draw.randbytes(1) + whole[at:]
        case 3:
            return whole[:at] + whole[at + 1 :]
        case 4:
            return whole[:at]
    return whole[:at] + bytes([whole[at] | 0x0F]) + whole[at + 1 :]


def generated(count: int, seed: int) -> Iterator[Message]:
    """Messages of ever new shapes, 25 of each, so that plans are made and used."""
    draw = random.Random(seed)
    numbers = sorted(PEER)
    for made in range(count):
        if made % 25 == 0:
            shape = sorted(draw.sample(numbers, draw.randint(0, 14)))
        yield Message(draw.choice(["0200", "0230", "0810"]), {number: value_of(PEER[number], draw) for number in shape})


def compare(count: int, seed: int) -> Counter[str]:
    """Verdicts on `count` messages, the second half of them bent, each written and read by both programs."""
    fast, draw, found = Codec(PEER), random.Random(seed), Counter[str]()
    for made, message in enumerate(generated(count, seed)):
        whole = fast.encode(message)
        written = bytes(iso8583.encode(as_peer(message), SPEC)[0])
        found["same bytes written" if written == whole else f"other bytes written: {message}"] += 1
        found[verdict(bend(whole, draw) if made % 2 else whole, fast.decode)] += 1
    return found


# --- and what they say ---------------------------------------------------------------------------------------------


def test_a_few_thousand_messages() -> None:
    found = compare(4000, seed=8583)
    assert found.keys() - {*AGREE, *DIFFERENCES} == set()
    assert found["same bytes written"] == 4000
    assert found["same values"] > 2000
    assert found["both refuse, in the same field"] > 300


@pytest.mark.deep
@pytest.mark.timeout(3600)
def test_a_million_messages(record_property: Callable[[str, object], None]) -> None:
    found = compare(1_000_000, seed=20261122)
    assert found.keys() == {*AGREE, *DIFFERENCES}, found
    assert found["same bytes written"] == 1_000_000
    agreed = sum(found[verdict] for verdict in AGREE)
    listed = sum(found[verdict] for verdict in DIFFERENCES)
    record_property("measured", ("pyiso8583", "1,000,000 messages written, then read bent or whole",
                                 f"{agreed:,} verdicts agree, {listed:,} differ as decision 0011 lists"))  # fmt: skip


# fmt: off
BY_HAND = [
    # bytes                                            verdict
    ("0200 2000000000000000 2000A0",                   "ours refuses: letters among digits"),
    ("0200 0000000020000000 04 6E10",                  "same values"),
    ("02A0 2000000000000000 200000",                   "ours refuses: letters in the MTI"),
    ("0200 A000000000000000 0000000000000000 200000",  "ours refuses: a secondary bitmap without fields"),
    ("0200 8000000000000000 8000000000000000 " + "00" * 8, "ours refuses: field 65"),
    ("0200 0000040000000000 0212",                     "ours reads: another filler nibble"),
    ("0200 0000000000000100 0002 4180",                "ours reads: octets that are no text"),
    ("0200 2000000000000000 200000",                   "same values"),
    ("0200 2000000000000000 2000",                     "both refuse, in the same field"),
]
# fmt: on


@pytest.mark.parametrize(("octets", "wanted"), BY_HAND, ids=[row[1] for row in BY_HAND])
@pytest.mark.parametrize("read", [lambda data: decode(data, PEER), Codec(PEER).decode], ids=["interpreter", "plans"])
def test_every_difference_by_hand(octets: str, wanted: str, read: Callable[[bytes], Message]) -> None:
    assert [verdict(bytes.fromhex(octets), read) for _ in range(3)] == [wanted] * 3


def test_every_difference_has_its_row_above() -> None:
    assert {row[1] for row in BY_HAND} >= set(DIFFERENCES)


def test_another_program_writes_the_public_messages(plain_sample) -> None:
    octets, _ = iso8583.encode(as_peer(decode(plain_sample.message, PEER)), SPEC)
    assert bytes(octets) == plain_sample.message


def test_another_program_writes_our_refund(refund_message) -> None:
    octets, _ = iso8583.encode(as_peer(refund_message), SPEC)
    assert bytes(octets) == encode(refund_message, UNIONPAY)
