"""Plans against the interpreter: the same message, the same bytes or the same error, for any table and any bytes.

Each shape is asked for three times: interpreted, made, and made before. Tables here differ in every column.
"""

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
BINARY_PREFIXES = {number: spec.changed(binary_prefix=True) for number, spec in UNIONPAY.items()}
OTHER_SIDE = {number: spec.changed(right=not spec.right, filler="F") for number, spec in UNIONPAY.items()}
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


@given(st.data(), TABLE_NAMES)
def test_an_index_reads_what_decode_reads(data: st.DataObject, name: str) -> None:
    octets = data.draw(bent(TABLES[name]))
    fast, wanted = Codec(TABLES[name]), outcome(lambda: codec.decode(octets, TABLES[name]))
    assert [read_all(fast, octets, wanted) for _ in range(3)] == [wanted] * 3


def read_all(fast: Codec, octets: bytes, wanted: Any) -> Any:
    """The message, read field by field from an index; or the error of decode, where index or field raises one."""
    try:
        indexed = fast.index(octets)
        fields = {number: value_in(indexed, number, fast.table[number].kind) for number in indexed.numbers}
    except DecodeError:  # of a length, maybe behind a value that decode refuses before it
        return wanted if isinstance(wanted, tuple) else "only the index refuses"
    return Message(indexed.mti, fields, indexed.fillers)


def value_in(indexed: IndexedMessage, number: int, kind: Kind) -> str | bytes:
    octets, text = indexed.octets(number), indexed.text(number)
    return octets if kind is B or (kind is T and text == octets.hex() and text.encode("gb18030") != octets) else text


@given(st.data(), TABLE_NAMES)
def test_spans_are_the_message_cut_up(data: st.DataObject, name: str) -> None:
    octets = codec.encode(data.draw(messages(TABLES[name])), TABLES[name])
    fast = Codec(TABLES[name])
    for indexed in [fast.index(octets) for _ in range(3)]:
        parts = [indexed.raw(number) for number in indexed.numbers]
        assert octets.endswith(b"".join(parts))
        assert len(octets) - len(b"".join(parts)) in {10, 18}
        assert [octets[slice(*indexed.span(number))] for number in indexed.numbers] == parts
        assert list(indexed.fields) == list(indexed.numbers)


@given(st.data(), TABLE_NAMES)
def test_an_answer_is_what_encode_would_write(data: st.DataObject, name: str) -> None:
    table = TABLES[name]
    request, new = data.draw(messages(table)), data.draw(messages(table))
    fast, octets = Codec(table), codec.encode(request, table)
    echo = tuple(data.draw(st.lists(st.sampled_from(sorted(table)), max_size=6, unique=True)))
    kept = {number: value for number, value in codec.decode(octets, table).fields.items() if number in echo}
    fillers = {number: filler for number, filler in request.fillers.items() if number not in new.fields}
    wanted = outcome(lambda: codec.encode(Message("0230", {**kept, **new.fields}, fillers), table))
    given_ = [outcome(lambda: fast.answer(fast.index(octets), "0230", echo, new.fields)) for _ in range(4)]
    assert given_ == [wanted] * 4


def test_every_cut_and_every_bit_of_the_public_messages(our_sample) -> None:
    """Warm or cold: what the interpreter says, message or error."""
    fast, whole = Codec(UNIONPAY), our_sample.message
    for data in [whole] * 2 + damaged(whole):
        assert outcome(lambda data=data: fast.decode(data)) == outcome(lambda data=data: codec.decode(data, UNIONPAY))


def test_an_index_is_refused_of_no_message_that_can_be_read(our_sample) -> None:
    """What it refuses the interpreter refuses too, if at an earlier place: an index looks at no content."""
    fast, whole = Codec(UNIONPAY), our_sample.message
    found = [outcome(lambda data=data: fast.index(data)) for data in [whole] * 2 + damaged(whole)]
    assert {type(one) for one in found} == {IndexedMessage, tuple}
    known = [outcome(lambda data=data: codec.decode(data, UNIONPAY)) for data in [whole] * 2 + damaged(whole)]
    refused = {at for at, one in enumerate(found) if not isinstance(one, IndexedMessage)}
    assert refused <= {at for at, one in enumerate(known) if isinstance(one, tuple)}


def damaged(whole: bytes) -> list[bytes]:
    return [*(whole[:end] for end in range(len(whole))), *flipped(whole)]


def flipped(whole: bytes) -> list[bytes]:
    value = int.from_bytes(whole, "big")
    return [(value ^ 1 << bit).to_bytes(len(whole), "big") for bit in range(8 * len(whole))]


# --- by hand -------------------------------------------------------------------------------------------------------

REFUND = H("0220 2000000000800010 200000 3130303030303031 0011 00000001003F")


def test_an_index_by_hand() -> None:
    indexed = Codec(UNIONPAY).index(REFUND)
    assert (indexed.mti, indexed.numbers, repr(indexed)) == (
        "0220",
        (3, 41, 60),
        "IndexedMessage(0220, fields 3, 41, 60)",
    )
    assert (indexed.text(3), indexed.text(41), indexed.octets(41)) == ("200000", "10000001", b"10000001")
    assert (indexed.text(4), indexed.octets(4)) == ("", b"")
    assert (indexed.span(60), indexed.raw(60)) == ((21, 29), H("0011 00000001003F"))
    assert (dict(indexed.fillers), indexed.fields[60]) == ({60: "F"}, "00000001003")
    with pytest.raises(KeyError):
        indexed.span(4)


def test_an_index_looks_at_lengths_and_at_values_when_they_are_read() -> None:
    broken = REFUND[:10] + H("20000A") + REFUND[13:]
    indexed = Codec(UNIONPAY).index(broken)
    assert indexed.text(41) == "10000001"
    with pytest.raises(DecodeError) as caught:
        indexed.text(3)
    assert (caught.value.field, caught.value.offset) == ("3", 12)


def test_an_answer_copies_neighbours_and_nothing_between() -> None:
    fast = Codec(UNIONPAY)
    answers = [fast.answer(fast.index(REFUND), "0230", (3, 60), {}) for _ in range(3)]
    assert set(answers) == {H("0230 2000000000000010 200000 0011 00000001003F")}


def test_an_answer_by_hand() -> None:
    """What it echoes it copies, filler and all; what the request lacks is left out; new ones go before old ones."""
    fast = Codec(UNIONPAY)
    answers = [fast.answer(fast.index(REFUND), "0230", (60, 3, 11, 41), {39: "00", 41: "10000002"}) for _ in range(3)]
    assert set(answers) == {H("0230 2000000002800010 200000 3030 3130303030303032 0011 00000001003F")}


# fmt: off
BAD_ANSWERS = [
    # mti      new fields         field
    ("023",    {39: "00"},        "0"),
    ("023x",   {39: "00"},        "0"),
    ("0230",   {39: "000"},       "39"),
    ("0230",   {12: "12345x"},    "12"),
    ("0230",   {64: "text"},      "64"),
    ("0230",   {129: "1"},        "129"),
]
# fmt: on


@pytest.mark.parametrize(("mti", "fields", "field"), BAD_ANSWERS)
def test_an_answer_that_does_not_fit_is_not_written(mti: str, fields: dict[int, str | bytes], field: str) -> None:
    fast = Codec(UNIONPAY)
    found = [outcome(lambda: fast.answer(fast.index(REFUND), mti, (3,), fields)) for _ in range(3)]
    assert [(kind, place) for kind, _, place, _ in found] == [(EncodeError, field)] * 3


# fmt: off
DO_NOT_FIT: list[tuple[dict[int, Any], str]] = [
    ({129: ""},                      "129"),
    ({3: "20000a"},                  "3"),
    ({3: "2000"},                    "3"),
    ({3: "20000٠"},                  "3"),
    ({3: "20 000"},                  "3"),
    ({3: b"200000"},                 "3"),
    ({3: 200000},                    "3"),
    ({3: "200000", 4: "00000000 123"}, "4"),
    ({2: "1" * 20},                  "2"),
    ({35: "62G30"},                  "35"),
    ({35: "62d30"},                  "35"),
    ({35: "6" * 38},                 "35"),
    ({41: "1234567890"},             "41"),
    ({41: b"123"},                   "41"),
    ({41: b"12345678", 42: b"1"},    "42"),
    ({41: 12345678},                 "41"),
    ({41: bytearray(8)},             "41"),
    ({41: "12345678", 42: None},     "42"),
    ({56: "x" * 1000},               "56"),
    ({56: 5},                        "56"),
    ({56: None},                     "56"),
    ({56: bytearray(3)},             "56"),
    ({56: ["x"]},                    "56"),
    ({56: "银" * 500},               "56"),
    ({56: "\ud800"},                 "56"),
    ({52: "12345678"},               "52"),
    ({52: bytearray(8)},             "52"),
    ({64: bytes(7)},                 "64"),
    ({62: bytes(513)},               "62"),
    ({62: bytearray(3)},             "62"),
]
# fmt: on


@pytest.mark.parametrize(("fields", "field"), DO_NOT_FIT)
def test_a_value_that_does_not_fit_is_not_written(fields: dict[int, Any], field: str) -> None:
    fast, message = Codec(UNIONPAY), Message("0200", fields)
    found = [outcome(lambda: fast.encode(message)) for _ in range(3)]
    assert [(kind, place) for kind, _, place, _ in found] == [(EncodeError, field)] * 3


def test_a_message_type_that_is_none_is_not_written() -> None:
    fast = Codec(UNIONPAY)
    assert [outcome(lambda: fast.encode(Message("02x0", {})))[2] for _ in range(3)] == ["0"] * 3


RIGHT = {2: FieldSpec(2, "", "", N, 19, 2, right=True), 4: FieldSpec(4, "", "", N, 3, right=True)}


def test_an_index_leaves_the_filler_of_an_odd_number_out() -> None:
    """Left in field 23, right in 2, 22 and 35; the prefix, not the table, says how many digits 2 and 35 have."""
    fast = Codec(UNIONPAY)
    for indexed in [fast.index(H("0200 4000060020000000 03 1230 0210 0001 05 62D300")) for _ in range(3)]:
        assert [indexed.text(number) for number in (2, 22, 23, 35)] == ["123", "021", "001", "62D30"]


# fmt: off
UNUSUAL = [
    # table     bytes                                      field values, or field of the error       fillers
    (UNIONPAY,  "0200 4000000000000000 03 123F",           {2: "123"},                               {2: "F"}),
    (UNIONPAY,  "0200 0000040000000000 0212",              {22: "021"},                              {22: "2"}),
    (UNIONPAY,  "0200 0000060000000000 0210 2001",         {22: "021", 23: "001"},                   {23: "2"}),
    (RIGHT,     "0200 4000000000000000 03 F120",           {2: "120"},                               {2: "F"}),
    (RIGHT,     "0200 4000000000000000 03 7120",           {2: "120"},                               {2: "7"}),
    (RIGHT,     "0200 4000000000000000 03 012F",           "2",                                      {}),
    (RIGHT,     "0200 1000000000000000 F120",              {4: "120"},                               {4: "F"}),
    (UNIONPAY,  "0200 4000000000000000 20" + "00" * 10,    "2",                                      {}),
    (UNIONPAY,  "0200 0000000000010000 0323" + "00" * 162, "48",                                     {}),
    (UNIONPAY,  "0200 0000000000010000 0399" + "00" * 200, "48",                                     {}),
    (UNIONPAY,  "0200 0000000000010000 0A01" + "00" * 200, "48",                                     {}),
    (UNIONPAY,  "0200 0000000000000010 0100" + "00" * 50,  "60",                                     {}),
    (UNIONPAY,  "0200 0000000000000010 0020" + "00" * 10,  "60",                                     {}),
    (UNIONPAY,  "0200 0000000020000000 04 6E10",           {35: "6E10"},                             {}),
    (UNIONPAY,  "0200 0000000000000000 00",                None,                                     {}),
    (UNIONPAY,  "0200 0000000000800000 41424344FF464748",  {41: H("41424344FF464748")},              {}),
]
# fmt: on


@pytest.mark.parametrize(("table", "octets", "wanted", "fillers"), UNUSUAL, ids=[row[1][:28] for row in UNUSUAL])
def test_what_is_unusual_is_read_as_the_interpreter_reads_it(
    table: Table, octets: str, wanted: Any, fillers: dict[int, str]
) -> None:
    fast = Codec(table)
    for found in [outcome(lambda: fast.decode(H(octets))) for _ in range(3)]:
        said = (dict(found.fields), dict(found.fillers)) if isinstance(found, Message) else (found[2], {})
        assert said == (wanted, fillers)


@pytest.mark.parametrize("octets", ["", "02", "0200 80", "0200 8000000000000000", "0200 8000000000000000 00"])
def test_a_head_that_is_cut_is_refused_at_any_time(octets: str) -> None:
    fast, wanted = Codec(UNIONPAY), outcome(lambda: codec.decode(H(octets), UNIONPAY))
    assert [outcome(lambda: fast.decode(H(octets))) for _ in range(4)] == [wanted] * 4
    assert [outcome(lambda: fast.index(H(octets)))[:4] for _ in range(4)] == [wanted[:4]] * 4


def test_what_is_usual_is_read_and_written_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the interpreter: odd digits, track data, Chinese of variable length, and a secondary bitmap."""
    digits = {2: "6205500000000000004", 22: "021", 23: "001", 35: "6205500000000000004D3012", 60: "00000001003"}
    fast = Codec(UNIONPAY)
    message = Message("0230", {**digits, 39: "00", 55: b"\x9f", 56: "交易成功", 63: "CUP银联", 64: bytes(8), 70: "301"})
    octets = [fast.encode(message) for _ in range(2)][-1]
    assert [fast.decode(octets) for _ in range(5)] == [message] * 5
    monkeypatch.setattr(codec, "encode", None)
    monkeypatch.setattr(codec, "decode", None)
    assert (fast.encode(message), fast.decode(octets)) == (octets, message)


# --- bounds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", ["decode", "index"])
def test_no_more_plans_than_the_limit_and_the_used_ones_stay(read: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast, made = Codec(UNIONPAY), []
    compiled = plan_source.Source.function
    monkeypatch.setattr(plan_source.Source, "function", lambda source: made.append(source) or compiled(source))
    known = codec.encode(Message("0220", {3: "200000"}), UNIONPAY)
    others = [codec.encode(Message(f"{mti:04}", {4: "0" * 12}), UNIONPAY) for mti in range(2 * PLANS)]
    for _ in range(2):
        getattr(fast, read)(known)
    for other in others:
        for data in (other, other, known):
            getattr(fast, read)(data)
    assert len(made) == 1 + 2 * PLANS  # `known` was made once, as it never was the least used of them
    getattr(fast, read)(others[0])
    getattr(fast, read)(others[0])
    assert len(made) == 2 + 2 * PLANS


def test_ever_new_bitmaps_keep_no_memory() -> None:
    """Twice ten thousand bitmaps: what is kept after the second ten thousand is what was kept after the first."""
    fast = Codec(UNIONPAY)
    flood(fast, range(10_000))
    first = count_kept()
    flood(fast, range(10_000, 20_000))
    assert count_kept() - first < 100


def flood(fast: Codec, bitmaps: range) -> None:
    junk = [H("0200") + bits.to_bytes(8, "big") + b"\x01" for bits in bitmaps]
    assert {outcome(lambda data=data: fast.decode(data))[0] for data in junk} == {DecodeError}


def count_kept() -> int:
    gc.collect()
    return len(gc.get_objects())


@pytest.mark.parametrize("junk", [bytes(65536), b"\xff" * 65536, H("0200 7FFFFFFFFFFFFFFF") * 6553, b"\x09" * 65536])
@pytest.mark.parametrize("read", ["decode", "index"])
def test_64_kib_of_anything_are_refused_in_no_time(junk: bytes, read: str) -> None:
    fast = Codec(UNIONPAY)
    started = time.process_time()
    found = [outcome(lambda: getattr(fast, read)(junk)) for _ in range(3)]
    assert time.process_time() - started < 3 * 0.05
    assert [one[0] for one in found] == [DecodeError] * 3


def test_a_message_over_the_limit_is_not_written_by_a_plan() -> None:
    long = dict.fromkeys((40, 46, 47, 56, 57, 58, 59, 105, 106), "1" * 999)
    fast = Codec(UNIONPAY)
    found = [outcome(lambda: fast.encode(Message("0200", long))) for _ in range(3)]
    assert [(one[0], one[2]) for one in found] == [(EncodeError, None)] * 3
    fits = Message("0200", dict(list(long.items())[:8]))
    assert len({fast.encode(fits) for _ in range(3)}) == 1


# --- what may become source text -----------------------------------------------------------------------------------

# fmt: off
BAD_ROWS = [
    # number  row
    (2,   FieldSpec("2", "", "", N, 19, 2)),                           # type: ignore[arg-type]
    (2,   FieldSpec(2, "", "", N, "19", 2)),                           # type: ignore[arg-type]
    (2,   FieldSpec(2, "", "", N, True)),
    (3,   FieldSpec(2, "", "", N, 19, 2)),
    (1,   FieldSpec(1, "", "", B, 8)),
    (129, FieldSpec(129, "", "", B, 8)),
    (2,   FieldSpec(2, "", "", N, 0)),
    (2,   FieldSpec(2, "", "", T, 8193, 3)),
    (2,   FieldSpec(2, "", "", N, 19, 1)),
    (2,   FieldSpec(2, "", "", "n", 19)),                              # type: ignore[arg-type]
    (2,   FieldSpec(2, "", "", N, 19, filler="")),
    (2,   FieldSpec(2, "", "", N, 19, filler="f")),
    (2,   FieldSpec(2, "", "", N, 19, filler="00")),
    (2,   FieldSpec(2, "", "", N, 19, filler="G")),
]
# fmt: on


@pytest.mark.parametrize(("number", "row"), BAD_ROWS)
def test_a_row_that_no_message_could_have_is_refused(number: int, row: FieldSpec) -> None:
    with pytest.raises(ValueError, match=f"row {number}"):
        Codec({number: row})


def test_words_of_a_table_never_reach_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr(
        plan_source, "compile", lambda text, *rest: texts.append(text) or compile(text, *rest), raising=False
    )
    words = {n: s.changed(zh="zh'\n", en="en'\n", source="so'\n", filler="B") for n, s in UNIONPAY.items()}
    fast, message = Codec(words), Message("0259", {2: "6200000000000005", 22: "021", 35: "62D30", 41: "10000001"})
    octets = [fast.encode(message) for _ in range(2)][-1]
    assert [fast.decode(octets) for _ in range(2)] == [message] * 2
    assert [fast.answer(fast.index(octets), "0269", (2, 22), {39: "00"}) for _ in range(3)][-1].hex().startswith("0269")
    assert len(texts) == 4
    assert [
        word for text in texts for word in ("'\\n", "zh", "so'", "0259", "0269", '"B"', "'B'") if word in text
    ] == []


def test_a_plan_keeps_no_hold_of_the_callers_table() -> None:
    table = dict(UNIONPAY)
    fast = Codec(table)
    table.clear()
    assert fast.decode(REFUND) == codec.decode(REFUND, UNIONPAY)


def test_a_decoded_message_is_as_good_as_any() -> None:
    fast = Codec(UNIONPAY)
    message = [fast.decode(REFUND) for _ in range(3)][2]
    assert pickle.loads(pickle.dumps(message)) == message == codec.decode(REFUND, UNIONPAY)
    with pytest.raises(AttributeError, match="not changed"):
        message.mti = "0200"  # type: ignore[misc]
    with pytest.raises(TypeError, match="item assignment"):
        message.fields[3] = ""  # type: ignore[index]
