"""Frames: rows from outside, whole, in crumbs and in junk; then properties over any bytes at all."""

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol.crc import crc
from protocol.framing import (
    HARD_MAX_DATA,
    MAX_DATA,
    BadFrame,
    Check,
    Control,
    Deframer,
    Fault,
    Frame,
    Heard,
    LengthDeframer,
    Noise,
    lrc,
    write_frame,
    write_length,
)

DATA = st.binary(min_size=1, max_size=120)
JUNK = st.binary(max_size=60)
QUIET_JUNK = bytes(byte for byte in range(256) if byte not in {0x02, 0x04, 0x05, 0x06, 0x15})


def heard(stream: bytes, cuts: Iterable[int] = ()) -> list[Heard]:
    """What a deframer makes of a stream cut at these places, after which the line falls silent."""
    deframer = Deframer()
    marks = [0, *sorted(cut for cut in cuts if 0 < cut < len(stream)), len(stream)]
    events = [event for a, b in itertools.pairwise(marks) for event in deframer.feed(stream[a:b])]
    while deframer.in_frame:
        events += deframer.give_up()
    return events


def frames(events: list[Heard]) -> list[bytes]:
    return [event.data for event in events if isinstance(event, Frame)]


def noise_joined(events: list[Heard]) -> list[Heard]:
    """Noise is counted by chunk; added up, so that the count alone is compared."""
    joined: list[Heard] = []
    for event in events:
        match (joined[-1:], event):
            case [Noise(before)], Noise(count):
                joined[-1] = Noise(before + count)
            case _:
                joined.append(event)
    return joined


# --- rows from outside ---------------------------------------------------------------------------------------------


def test_written_as_published(good_frame) -> None:
    assert write_frame(good_frame.data) == good_frame.octets, good_frame.meaning


def test_read_whole(good_frame) -> None:
    assert heard(good_frame.octets) == [Frame(good_frame.data)]


def test_a_false_length_is_told_with_its_first_byte() -> None:
    """Found by the fuzzer: a reader that waited for the second byte told another story in pieces than at once."""
    deframer = Deframer()
    assert deframer.feed(b"\x02") == []
    assert deframer.feed(b"\xdb") == [BadFrame(Fault.LENGTH), Noise(1)]


def test_read_byte_by_byte(good_frame) -> None:
    assert heard(good_frame.octets, range(len(good_frame.octets))) == [Frame(good_frame.data)]


def test_bad_rows_are_never_delivered(frame) -> None:
    assert frames(heard(frame.octets)) == [frame.data] * frame.good


def test_read_with_junk_around(good_frame) -> None:
    stream = QUIET_JUNK + good_frame.octets + QUIET_JUNK + good_frame.octets + QUIET_JUNK
    junk, good = Noise(len(QUIET_JUNK)), Frame(good_frame.data)
    assert heard(stream) == [junk, good, junk, good, junk]


def test_read_behind_a_frame_that_was_cut(good_frame) -> None:
    """A false start and half a frame before a good one hide nothing once the line is quiet."""
    stream = b"\x02\x01" + good_frame.octets[: len(good_frame.octets) // 2] + good_frame.octets
    assert frames(heard(stream)) == [good_frame.data]


def test_every_flipped_bit_is_caught(good_frame) -> None:
    whole = good_frame.octets
    flips = [(at, bit) for at in range(1, len(whole)) for bit in range(8)]
    assert len(flips) >= 8 * 22
    for at, bit in flips:
        bent = whole[:at] + bytes((whole[at] ^ 1 << bit,)) + whole[at + 1 :]
        assert frames(heard(bent)) == [], f"bit {bit} of byte {at}"


def test_every_cut_is_caught(good_frame) -> None:
    cuts = range(1, len(good_frame.octets))
    assert [frames(heard(good_frame.octets[:cut])) for cut in cuts] == [[] for _ in cuts]


def test_published_damage_is_named(frame) -> None:
    """The damaged row and the empty one give a fault and no frame; the others give no fault."""
    assert any(isinstance(event, BadFrame) for event in heard(frame.octets)) is not frame.good


# --- faults and limits ---------------------------------------------------------------------------------------------

GOOD = bytes.fromhex("02000141 03 43".replace(" ", ""))  # "A": 00 ^ 01 ^ 41 ^ 03 = 43, worked by hand


def test_the_smallest_frame_by_hand() -> None:
    assert (write_frame(b"A"), heard(GOOD)) == (GOOD, [Frame(b"A")])


@pytest.mark.parametrize(
    ("stream", "faults"),
    [
        ("02 A0", [Fault.LENGTH]),
        ("02 0A", [Fault.LENGTH]),
        ("02 00 0A", [Fault.LENGTH]),
        ("02 00 00", [Fault.LENGTH]),
        ("02 10 25", [Fault.LENGTH]),
        ("02 00 01 41 04 43", [Fault.ETX]),
        ("02 00 01 41 03 42", [Fault.LRC]),
        ("02 00 01 42 03 43", [Fault.LRC]),
        ("02", [Fault.LENGTH]),
        ("02 00 09 41 03", [Fault.LENGTH]),
        ("02 00 02 41 03", [Fault.LENGTH, Fault.LENGTH]),
    ],
)
def test_faults_have_names(stream: str, faults: list[Fault]) -> None:
    events = heard(bytes.fromhex(stream))
    assert [event.fault for event in events if isinstance(event, BadFrame)] == faults
    assert frames(events) == []


def test_a_bad_length_is_known_at_its_first_wrong_nibble() -> None:
    assert Deframer().feed(b"\x02\xa0") == [BadFrame(Fault.LENGTH), Noise(1)]
    deframer = Deframer()
    assert [deframer.feed(bytes((byte,))) for byte in b"\x02\xa0"] == [[], [BadFrame(Fault.LENGTH), Noise(1)]]


@pytest.mark.parametrize("control", Control)
def test_control_bytes_stand_between_frames_and_mean_nothing_inside(control: Control) -> None:
    inside = bytes((control,)) * 5
    stream = bytes((control,)) + write_frame(inside) + bytes((control,))
    assert heard(stream, range(len(stream))) == [control, Frame(inside), control]


def test_a_frame_inside_a_false_length_is_found_at_once_when_the_length_is_filled() -> None:
    stream = b"\x02\x00\x12" + GOOD + bytes(12)
    assert heard(stream)[:2] == [BadFrame(Fault.ETX), Noise(2)]
    assert frames(heard(stream)) == [b"A"]


def test_the_frame_behind_a_false_length_waits_for_silence_only() -> None:
    deframer = Deframer()
    assert deframer.feed(b"\x02\x09\x99" + GOOD) == []
    assert deframer.in_frame
    assert deframer.give_up() == [BadFrame(Fault.LENGTH), Noise(2), Frame(b"A")]
    assert not deframer.in_frame


def test_giving_up_nothing_is_nothing() -> None:
    assert Deframer().give_up() == []


@pytest.mark.parametrize(("size", "delivered"), [(1, True), (MAX_DATA, True), (MAX_DATA + 1, False)])
def test_the_limit_of_reading(size: int, delivered: bool) -> None:
    assert frames(heard(write_frame(b"A" * size))) == [b"A" * size] * delivered


@pytest.mark.parametrize("size", [1, HARD_MAX_DATA])
def test_the_limit_of_writing(size: int) -> None:
    assert Deframer(HARD_MAX_DATA).feed(write_frame(bytes(size))) == [Frame(bytes(size))]


@pytest.mark.parametrize("size", [0, HARD_MAX_DATA + 1])
def test_past_the_limit_of_writing(size: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        write_frame(bytes(size))


# --- properties ----------------------------------------------------------------------------------------------------


@given(DATA)
@example(bytes(range(256)))
@example(bytes(range(256)) * 4)
def test_round_trip(data: bytes) -> None:
    assert heard(write_frame(data)) == [Frame(data)]


@given(st.lists(st.one_of(DATA.map(write_frame), JUNK)), st.lists(st.integers(0, 400)))
def test_any_chunking_gives_the_same(parts: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(parts)
    assert noise_joined(heard(stream, cuts)) == noise_joined(heard(stream))


@given(JUNK, DATA, JUNK)
def test_junk_never_hides_a_frame_after_silence(before: bytes, data: bytes, after: bytes) -> None:
    deframer = Deframer()
    events = deframer.feed(before)
    while deframer.in_frame:
        events += deframer.give_up()
    whole = deframer.feed(write_frame(data) + after)
    assert Frame(data) == whole[0]


@given(DATA, st.data())
def test_a_flipped_bit_is_never_delivered(data: bytes, draw: st.DataObject) -> None:
    whole = bytearray(write_frame(data))
    at = draw.draw(st.integers(1, len(whole) - 1))
    whole[at] ^= 1 << draw.draw(st.integers(0, 7))
    assert frames(heard(bytes(whole))) == []


@given(st.lists(st.binary(max_size=3000), max_size=6))
def test_memory_is_bounded(chunks: list[bytes]) -> None:
    deframer = Deframer()
    for chunk in [*chunks, b"\x02\x10\x24" * 2000]:
        deframer.feed(chunk)
        assert len(deframer._buffer) < MAX_DATA + 5


@given(JUNK)
def test_lrc_is_its_own_inverse(data: bytes) -> None:
    assert lrc(data + bytes((lrc(data),))) == 0


# --- CRC instead of LRC --------------------------------------------------------------------------------------------


def test_a_frame_with_crc_is_the_same_frame_with_another_end(good_frame) -> None:
    whole = write_frame(good_frame.data, Check.CRC)
    assert whole[:-2] == good_frame.octets[:-1]
    assert whole[-2:] == crc(whole[1:-2]).to_bytes(2, "little")
    assert Deframer(check=Check.CRC).feed(whole + whole) == [Frame(good_frame.data)] * 2


def test_the_two_checks_do_not_read_each_other(good_frame) -> None:
    for check, other in itertools.permutations(Check):
        deframer = Deframer(check=other)
        events = [*deframer.feed(write_frame(good_frame.data, check)), *deframer.give_up()]
        assert frames(events) == []


def test_crc_sees_what_changed_places_and_lrc_does_not(good_frame) -> None:
    """The weakness that the option is for: every pair of unlike neighbours in the data, exchanged."""
    data = good_frame.data
    swaps = [data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :] for at in range(len(data) - 1)]
    unlike = [one for one in swaps if one != data]
    for check, caught in ((Check.CRC, True), (Check.LRC, False)):
        whole = write_frame(data, check)
        end = 1 + {Check.LRC: 1, Check.CRC: 2}[check]
        bent = [whole[:3] + one + whole[-end:] for one in unlike]
        assert [frames(Deframer(check=check).feed(one)) == [] for one in bent] == [caught] * len(unlike)


@pytest.mark.parametrize("max_data", [0, -1, HARD_MAX_DATA + 1])
def test_a_maximum_that_len_cannot_say(max_data: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        Deframer(max_data)


# --- many false frames ----------------------------------------------------------------------------------------------

# Each begins and ends like a frame at nearly every byte; the check holds nowhere, or in the good frame alone.
FALSE = {"short": b"\x02\x00\x03", "long": b"\x02\x08\x03", "longest": b"\x02\x10\x24\x03"}


@pytest.mark.parametrize("check", Check, ids=str)
@pytest.mark.parametrize("kind", FALSE)
def test_a_good_frame_is_found_in_many_false_ones(kind: str, check: Check, good_frame) -> None:
    """Behind and between so many that all parts are checked at once; zeros, so that no false one ends in it."""
    false, good = FALSE[kind] * 3000 + bytes(MAX_DATA + 5), write_frame(good_frame.data, check)
    stream = false + good + false + good + false
    deframer = Deframer(check=check)
    events = [*deframer.feed(stream), *deframer.give_up()]
    assert frames(events) == [good_frame.data] * 2
    assert sum(event.count for event in events if isinstance(event, Noise)) > 3000


@pytest.mark.parametrize("check", Check, ids=str)
@given(st.lists(st.one_of(st.sampled_from(sorted(FALSE.values())), st.binary(max_size=9)), min_size=20, max_size=400))
def test_checked_at_once_as_one_by_one(check: Check, pieces: list[bytes]) -> None:
    """The events of one big chunk, and of crumbs in which no scan has enough false ones."""
    stream = b"".join(pieces)
    told = []
    for size in (len(stream), 7):
        deframer = Deframer(check=check)
        events = [event for at in range(0, len(stream), size) for event in deframer.feed(stream[at : at + size])]
        told.append(noise_joined([*events, *deframer.give_up()]))
    assert told[0] == told[1]


# --- tcp -----------------------------------------------------------------------------------------------------------


def test_length_as_captured(prefixed_sample) -> None:
    """Public dumps that begin with a length: ours reads and writes the same two bytes."""
    dump = prefixed_sample.dump
    assert write_length(dump[2:]) == dump
    assert LengthDeframer().feed(dump) == [Frame(dump[2:])]


@given(st.lists(DATA, max_size=5), st.lists(st.integers(0, 600)))
def test_lengths_in_any_chunks(bodies: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(write_length(body) for body in bodies)
    marks = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    deframer = LengthDeframer()
    events = [event for a, b in itertools.pairwise(marks) for event in deframer.feed(stream[a:b])]
    assert events == [Frame(body) for body in bodies]
    assert not deframer.broken


@pytest.mark.parametrize("length", [0, MAX_DATA + 1, 0xFFFF])
def test_a_false_length_ends_the_connection(length: int) -> None:
    deframer = LengthDeframer()
    stream = write_length(b"A") + length.to_bytes(2, "big") + write_length(b"B")
    assert deframer.feed(stream) == [Frame(b"A"), BadFrame(Fault.LENGTH)]
    assert deframer.broken
    assert deframer.feed(write_length(b"C")) == []


def test_the_limit_of_a_length() -> None:
    assert LengthDeframer().feed(write_length(bytes(MAX_DATA))) == [Frame(bytes(MAX_DATA))]


@pytest.mark.parametrize("size", [0, 0x10000])
def test_past_the_limit_of_writing_a_length(size: int) -> None:
    with pytest.raises(ValueError, match="65535"):
        write_length(bytes(size))
