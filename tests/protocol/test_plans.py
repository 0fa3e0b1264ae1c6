"""Plans against the interpreter: the same message, the same bytes or the same error, for any table and any bytes.

Each shape is asked for three times: interpreted, made, and made before. Tables here differ in every column.
"""

import dataclasses
import gc
import pickle
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import codec, plan_source
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError, EncodeError
from protocol.fields import FieldSpec, Kind, Table
from protocol.indexed import IndexedMessage
from protocol.message import Message
from protocol.plans import PLANS, Codec

H = bytes.fromhex
N, Z, T, B = Kind.DIGITS, Kind.TRACK, Kind.TEXT, Kind.BINARY

# fmt: off
BINARY_PREFIXES = {number: dataclasses.replace(spec, binary_prefix=True) for number, spec in UNIONPAY.items()}
OTHER_SIDE = {number: dataclasses.replace(spec, right=not spec.right, filler="F") for number, spec in UNIONPAY.items()}
ODD_ONES: Table = {spec.number: spec for spec in (
    FieldSpec(2,   "", "", Z, 5),                                       # a fixed track, odd
    FieldSpec(3,   "", "", N, 3, filler="7"),                           # a decimal filler of its own
    FieldSpec(4,   "", "", N, 3, right=True, filler="A"),
    FieldSpec(5,   "", "", N, 4),
    FieldSpec(6,   "", "", N, 999, 3, right=True, filler="E"),
    FieldSpec(7,   "", "", Z, 30, 2, right=True, filler="F"),
    FieldSpec(8,   "", "", T, 300, 3, binary_prefix=True),
    FieldSpec(9,   "", "", T, 2),
    FieldSpec(10,  "", "", B, 200, 2, binary_prefix=True),
    FieldSpec(11,  "", "", B, 99, 2),
    FieldSpec(12,  "", "", T, 1),
    FieldSpec(13,  "", "", N, 8000, 3, binary_prefix=True),
    FieldSpec(64,  "", "", B, 8),
    FieldSpec(65,  "", "", N, 1, right=True),
    FieldSpec(100, "", "", N, 11, 2),
    FieldSpec(128, "", "", B, 8),
)}
# fmt: on
TABLES = {"unionpay": UNIONPAY, "binary": BINARY_PREFIXES, "other side": OTHER_SIDE, "odd": ODD_ONES}

# --- any message, any bytes ----------------------------------------------------------------------------------------


def values_of(spec: FieldSpec) -> st.SearchStrategy[str | bytes]:
    low = spec.length if spec.prefix == 0 else 0
    high = min(spec.length, max(low, 30))
    letters = {N: "0123456789", Z: "0123456789D", T: "AZ az09~"}
    if spec.kind is B:
        return st.binary(min_size=low, max_size=high)
    plain = st.text(letters[spec.kind], min_size=low, max_size=high)
    if spec.kind is not T:
        return plain
    return plain | st.binary(min_size=low, max_size=high) | st.text("银联é😀", max_size=high // 4)


@st.composite
def messages(draw: st.DrawFn, table: Table) -> Message:
    numbers = draw(st.lists(st.sampled_from(sorted(table)), max_size=8, unique=True))
    fields = draw(st.fixed_dictionaries({number: values_of(table[number]) for number in numbers}))
    nibbles = [number for number in numbers if table[number].kind in {N, Z}]
    filler = st.sampled_from("000F9a")
    fillers = draw(st.dictionaries(st.sampled_from(nibbles), filler, max_size=2)) if nibbles else {}
    return Message(draw(st.sampled_from(["0200", "0220", "9999"])), fields, fillers)


@st.composite
def bent(draw: st.DrawFn, table: Table) -> bytes:
    """A message with one to three bytes changed, cut out or put in, mostly."""
    whole = bytearray(codec.encode(draw(messages(table)), table))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(whole)))
        whole[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(whole)


def outcome(run: Callable[[], Any]) -> Any:
    """What it gives, or all that its error says."""
    try:
        return run()
    except (DecodeError, EncodeError) as error:
        extra = (error.wanted, error.left, error.so_far) if isinstance(error, DecodeError) else ()
        return type(error), error.reason, error.field, error.offset, *extra


TABLE_NAMES = st.sampled_from(sorted(TABLES))


@given(st.data(), TABLE_NAMES)
def test_decode_is_the_interpreters(data: st.DataObject, name: str) -> None:
    octets = data.draw(bent(TABLES[name]))
    fast, wanted = Codec(TABLES[name]), outcome(lambda: codec.decode(octets, TABLES[name]))
    assert [outcome(lambda: fast.decode(octets)) for _ in range(4)] == [wanted] * 4


@given(st.data(), TABLE_NAMES)
def test_encode_is_the_interpreters(data: st.DataObject, name: str) -> None:
    message = data.draw(messages(TABLES[name]))
    fast, wanted = Codec(TABLES[name]), outcome(lambda: codec.encode(message, TABLES[name]))
    assert [outcome(lambda: fast.encode(message)) for _ in range(3)] == [wanted] * 3


@given(st.data(), TABLE_NAMES)
def test_what_decodes_encodes_back(data: st.DataObject, name: str) -> None:
    octets = codec.encode(data.draw(messages(TABLES[name])), TABLES[name])
    fast = Codec(TABLES[name])
    assert [fast.encode(fast.decode(octets)) for _ in range(3)] == [octets] * 3
