"""What one direction of a line said, as records: each byte in one of them, the same however the stream is split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.profiles import named
from protocol.framing import Check
from protocol.session import Framing
from protocol.tap import MOST_LOOSE, Tap
from protocol.trace import Kind, Record, Way, record_line

PROFILE = named("practice")
PAN = TEST_CARDS["unionpay"].number
DEVICE_BODY = bytes.fromhex("DF010100")
FRAME = bytes.fromhex("020004DF01010003D8")  # 00^04^DF^01^01^00^03 = D8
CRC_FRAME = bytes.fromhex("02000131033DC7")  # CRC-16/KERMIT of 00013103 is C73D (binascii.crc_hqx, reflected)


def tap(framing: Framing = Framing.LINK, **more: object) -> Tap:
    return Tap("pty", Way.IN, PROFILE, framing, **more)  # type: ignore[arg-type]


def row(kind: Kind, what: str = "", count: int = 0, octets: str = "") -> tuple[Kind, str, int, str]:
    return kind, what, count, octets


def rows(records: list[Record]) -> list[tuple[Kind, str, int, str]]:
    """What was recorded, neighbours that differ in their count alone as one."""
    found: list[tuple[Kind, str, int, str]] = []
    for one in records:
        cells = row(one.kind, one.what, one.count, one.hex)
        if found and one.count and found[-1][:2] == cells[:2]:
            cells = row(one.kind, one.what, found.pop()[2] + one.count)
        found.append(cells)
    return found


GOOD = row(Kind.FRAME, octets="DF010100")
WRONG_LRC, WRONG_ETX = FRAME[:-1] + b"\x00", FRAME[:-2] + b"\x07" + FRAME[-1:]


def control(what: str, count: int = 1) -> tuple[Kind, str, int, str]:
    return row(Kind.CONTROL, what, count)


def junk(count: int) -> tuple[Kind, str, int, str]:
    return row(Kind.JUNK, count=count)


NO_LENGTH, NO_ETX, NO_LRC = (row(Kind.FAULT, fault, 1) for fault in ("length", "etx", "lrc"))
LINK, LENGTH = Framing
ASKED = [control("ENQ"), control("EOT")]

# fmt: off
STREAMS = [
    # framing  bytes                                         what is recorded, its end included
    (LINK,   FRAME,                                        [GOOD]),
    (LINK,   b"\x06" + FRAME + b"\x15\x15\x05\x04",        [control("ACK"), GOOD, control("NAK", 2), *ASKED]),
    (LINK,   b"\xff\xfe" + FRAME + b"\xff" + FRAME,        [junk(2), GOOD, junk(1), GOOD]),
    (LINK,   WRONG_LRC + FRAME,                            [NO_LRC, junk(1), control("EOT"), junk(6), GOOD]),
    (LINK,   WRONG_ETX,                                    [NO_ETX, junk(1), control("EOT"), junk(6)]),
    (LINK,   b"\x02\xff" + FRAME,                          [NO_LENGTH, junk(1), GOOD]),
    (LINK,   FRAME[:5],                                    [NO_LENGTH, junk(1), control("EOT"), junk(2)]),
    (LENGTH, b"\x00\x04" + DEVICE_BODY + b"\x00\x01\x41",  [GOOD, row(Kind.FRAME, octets="**")]),
    (LENGTH, b"\x00\x04" + DEVICE_BODY[:2],                [junk(4)]),
    (LENGTH, b"\x00",                                      [junk(1)]),
    (LENGTH, b"\x00\x00GET / HTTP",                        [NO_LENGTH, junk(10)]),
    (LENGTH, b"\x04\x01" + b"A",                           [NO_LENGTH, junk(1)]),
]
# fmt: on


@pytest.mark.parametrize(("framing", "stream", "recorded"), STREAMS)
def test_a_stream_is_recorded_whole(framing, stream, recorded):
    one = tap(framing)
    assert rows([*one.feed(stream, 1.5), *one.end(2.0)]) == recorded


@pytest.mark.parametrize(("framing", "stream", "recorded"), STREAMS)
def test_a_stream_is_recorded_byte_by_byte(framing, stream, recorded):
    one = tap(framing)
    records = [record for octet in stream for record in one.feed(bytes((octet,)), 1.5)]
    assert rows([*records, *one.end(1.5)]) == recorded


def test_each_record_says_who_when_and_which_way():
    one = Tap("127.0.0.1:1", Way.OUT, PROFILE, Framing.LENGTH)
    assert list(one.feed(b"\x00\x01\x41", 1.25)) == [Record(1.25, "127.0.0.1:1", Kind.FRAME, Way.OUT, hex="**")]


def test_the_check_is_the_one_that_was_agreed():
    assert rows(list(tap(check=Check.CRC).feed(CRC_FRAME, 0.0))) == [row(Kind.FRAME, octets="**")]
    assert rows(list(tap(check=Check.CRC).feed(FRAME + b"\x00", 0.0)))[0] == NO_LRC


def test_a_stream_that_cannot_be_followed_is_junk_from_there_on_and_at_once():
    one = tap(Framing.LENGTH)
    assert [(row.kind, row.count) for row in one.feed(b"\x00\x00GET", 1.0)] == [(Kind.FAULT, 1), (Kind.JUNK, 3)]
    assert list(one.feed(b" / HTTP", 2.0)) == [Record(2.0, "pty", Kind.JUNK, Way.IN, count=7)]
    assert list(one.end(3.0)) == []


def test_the_longest_message_is_the_one_that_was_agreed():
    assert rows(list(tap(Framing.LENGTH, max_data=4).feed(b"\x00\x04" + DEVICE_BODY, 0.0))) == [GOOD]
    assert rows(list(tap(Framing.LENGTH, max_data=3).feed(b"\x00\x04", 0.0))) == [NO_LENGTH]


def test_a_frame_that_falls_silent_ends_as_it_does_for_the_link():
    one = tap(t_char_s=0.2)
    assert list(one.feed(FRAME[:5], 1.0)) == []
    assert list(one.feed(FRAME[5:6], 1.199)) == []
    assert rows(list(one.feed(FRAME, 1.4)))[0] == NO_LENGTH


def test_beyond_so_many_records_of_junk_bytes_are_counted_together():
    stream = b"\x06\x15" * (MOST_LOOSE // 2)
    exact, more = tap().feed(stream, 0.0), tap().feed(stream + b"\x06\x15\x06" + FRAME + b"\x06", 0.0)
    assert len(list(exact)) == MOST_LOOSE
    records = list(more)
    assert [one.count for one in records[MOST_LOOSE:]] == [3, 0, 1]
    assert [one.kind for one in records[MOST_LOOSE:]] == [Kind.JUNK, Kind.FRAME, Kind.JUNK]


def size(record: Record, framing: Framing) -> int:
    """Bytes of the stream that a record stands for."""
    around = 2 if framing is Framing.LENGTH else 5
    if record.kind is Kind.FRAME:
        return len(record.hex) // 2 + around
    if record.kind is Kind.FAULT:
        return record.count * (2 if framing is Framing.LENGTH else 1)
    return record.count


PIECES = st.sampled_from([FRAME, WRONG_LRC, b"\x00\x04" + DEVICE_BODY, b"\x06", b"\x02", bytes.fromhex(PAN)])


@given(
    chunks=st.lists(PIECES | st.binary(max_size=12), max_size=12),
    framing=st.sampled_from(Framing),
    gaps=st.lists(st.sampled_from([0.0, 0.1, 0.3]), min_size=12, max_size=12),
)
def test_each_byte_belongs_to_one_record(chunks, framing, gaps):
    one, now = tap(framing), 0.0
    records: list[Record] = []
    for chunk, gap in zip(chunks, gaps, strict=False):
        now += gap
        records += one.feed(chunk, now)
    records += one.end(now)
    assert sum(size(record, framing) for record in records) == sum(map(len, chunks))


@given(before=st.binary(max_size=30), behind=st.binary(max_size=30), cut=st.integers(0, 90), letters=st.booleans())
def test_a_card_number_outside_of_frames_is_never_recorded(before, behind, cut, letters):
    number = PAN.encode("ascii") if letters else bytes.fromhex(PAN)
    stream = b"\xff" + before + number + behind
    one = tap()
    records = [*one.feed(stream[:cut], 0.0), *one.feed(stream[cut:], 0.0), *one.end(0.0)]
    told = "".join(map(record_line, records))
    assert PAN not in told
    assert PAN.encode("ascii").hex() not in told.lower()
