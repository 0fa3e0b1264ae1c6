"""The trace format: lines as docs/how-to-trace.md has them, written and read back, and exact errors for any others."""

import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.framing import Check
from protocol.session import Framing
from protocol.trace import (
    MAX_LINE,
    MAX_SECONDS,
    MAX_WORD,
    Head,
    Kind,
    Record,
    TraceError,
    Way,
    head_line,
    lines_of,
    read_trace,
    record_line,
)

HEAD = Head(
    "practice", Framing.LENGTH, Check.LRC, datetime(2026, 11, 22, 10, 37, 38, 5, tzinfo=timezone(timedelta(hours=8)))
)
IN, OUT = Way
PEER = "127.0.0.1:40312"

AT_NIGHT = datetime(2026, 11, 22, tzinfo=UTC)
CRC_HEAD = Head("unionpay+text-60", Framing.LINK, Check.CRC, AT_NIGHT, plain_lab=True)
TEXT = """\
{"tuihuo_trace": 1, "profile": "practice", "framing": "length", "check": "lrc", "started": "2026-11-22T10:37:38.000005+08:00", "plain_lab": false}
{"tuihuo_trace": 1, "profile": "unionpay+text-60", "framing": "link", "check": "crc", "started": "2026-11-22T00:00:00+00:00", "plain_lab": true}
{"t": 0.0, "peer": "pty", "kind": "opened"}
{"t": 1.000042, "peer": "pty", "kind": "frame", "way": "in", "hex": "60**4*"}
{"t": 2, "peer": "pty", "kind": "control", "way": "out", "what": "ACK", "n": 2}
{"t": 2.5, "peer": "pty", "kind": "fault", "way": "in", "what": "lrc", "n": 1}
{"t": 2.5, "peer": "pty", "kind": "junk", "way": "in", "n": 17}
{"t": 3.0, "peer": "pty", "kind": "closed", "what": "peer"}
{"t": 4.0, "peer": "[::1]:9", "kind": "refused", "what": "stopping"}
"""  # noqa: E501
VALUES = [
    HEAD,
    CRC_HEAD,
    Record(0.0, "pty", Kind.OPENED),
    Record(1.000042, "pty", Kind.FRAME, IN, hex="60**4*"),
    Record(2.0, "pty", Kind.CONTROL, OUT, what="ACK", count=2),
    Record(2.5, "pty", Kind.FAULT, IN, what="lrc", count=1),
    Record(2.5, "pty", Kind.JUNK, IN, count=17),
    Record(3.0, "pty", Kind.CLOSED, what="peer"),
    Record(4.0, "[::1]:9", Kind.REFUSED, what="stopping"),
]
LINES = list(zip(TEXT.splitlines(), VALUES, strict=True))


def test_a_file_reads_line_by_line():
    assert list(read_trace(f"{line}\n" for line, _ in LINES)) == [row for _, row in LINES]


@pytest.mark.parametrize(("line", "row"), LINES)
def test_a_line_is_written_as_it_reads(line, row):
    written = head_line(row) if isinstance(row, Head) else record_line(row)
    assert written.endswith("}\n")
    assert written.isascii()
    assert json.loads(written) == json.loads(line)


WORDS = st.text("abc:.[]0123456789", min_size=1, max_size=20)
TIMES = st.integers(0, 10**12).map(lambda micros: micros / 10**6)
WAYS = st.sampled_from(Way)
COUNTS = st.integers(1, 10**6)
RECORDS = st.one_of(
    st.builds(lambda at, peer: Record(at, peer, Kind.OPENED), TIMES, WORDS),
    st.builds(
        lambda at, peer, way, octets: Record(at, peer, Kind.FRAME, way, hex=octets.hex().upper()),
        TIMES, WORDS, WAYS, st.binary(min_size=1, max_size=60),
    ),
    st.builds(lambda at, peer, way, count: Record(at, peer, Kind.JUNK, way, count=count), TIMES, WORDS, WAYS, COUNTS),
    st.builds(
        lambda at, peer, way, what, count: Record(at, peer, Kind.CONTROL, way, what=what, count=count),
        TIMES, WORDS, WAYS, st.sampled_from(["ACK", "NAK", "ENQ", "EOT"]), COUNTS,
    ),
    st.builds(lambda at, peer, what: Record(at, peer, Kind.CLOSED, what=what), TIMES, WORDS, WORDS),
)  # fmt: skip


@given(records=st.lists(RECORDS, max_size=8))
def test_whatever_is_written_reads_back(records):
    lines = [head_line(HEAD), *map(record_line, records), head_line(HEAD)]
    assert list(read_trace(lines)) == [HEAD, *records, HEAD]


# --- what is refused -----------------------------------------------------------------------------------------------

GOOD_HEAD = json.loads(LINES[0][0])
GOOD_FRAME = json.loads(LINES[3][0])
GOOD_CONTROL = json.loads(LINES[4][0])


def changed(document, **cells):
    return json.dumps({key: value for key, value in {**document, **cells}.items() if value is not None})


# fmt: off
BAD = [
    # second line of a file whose first is a good head         key
    ("",                                                       ""),
    ("\n",                                                     ""),
    ("4111",                                                   ""),
    ("[]",                                                     ""),
    ('{"t": 1, "t": 1}',                                       ""),
    ("[" * 100_000,                                            ""),
    ('{"t": ' + "9" * 5000 + "}",                              ""),
    ("x" * (MAX_LINE + 1),                                     ""),
    (changed(GOOD_FRAME, kind=None),                           "kind"),
    (changed(GOOD_FRAME, kind="frames"),                       "kind"),
    (changed(GOOD_FRAME, kind=[]),                             "kind"),
    (changed(GOOD_FRAME, hex=None),                            "hex"),
    (changed(GOOD_FRAME, hex=""),                              "hex"),
    (changed(GOOD_FRAME, hex="601"),                           "hex"),
    (changed(GOOD_FRAME, hex="6a"),                            "hex"),
    (changed(GOOD_FRAME, hex="６０"),                           "hex"),
    (changed(GOOD_FRAME, hex="60\n"),                          "hex"),
    (changed(GOOD_FRAME, hex=60),                              "hex"),
    (changed(GOOD_FRAME, way="up"),                            "way"),
    (changed(GOOD_FRAME, t="1"),                               "t"),
    (changed(GOOD_FRAME, t=-1),                                "t"),
    (changed(GOOD_FRAME, t=True),                              "t"),
    (changed(GOOD_FRAME, t=float("nan")),                      "t"),
    (changed(GOOD_FRAME, t=float("inf")),                      "t"),
    (changed(GOOD_FRAME, t=MAX_SECONDS + 1),                   "t"),
    (changed(GOOD_FRAME, peer=""),                             "peer"),
    (changed(GOOD_FRAME, peer="\x1b[2J"),                      "peer"),
    (changed(GOOD_FRAME, peer="p" * (MAX_WORD + 1)),           "peer"),
    (changed(GOOD_FRAME, peer=7),                              "peer"),
    (changed(GOOD_FRAME, n=1),                                 ""),
    (changed(GOOD_FRAME, card="4111111111111111"),             ""),
    (changed(GOOD_CONTROL, what="SYN"),                        "what"),
    (changed(GOOD_CONTROL, what="lrc"),                        "what"),
    (changed(GOOD_CONTROL, n=0),                               "n"),
    (changed(GOOD_CONTROL, n=1.0),                             "n"),
    (changed(GOOD_CONTROL, n=True),                            "n"),
    (changed(GOOD_HEAD, tuihuo_trace=2),                       "tuihuo_trace"),
    (changed(GOOD_HEAD, tuihuo_trace="1"),                     "tuihuo_trace"),
    (changed(GOOD_HEAD, profile=None),                         "profile"),
    (changed(GOOD_HEAD, framing="serial"),                     "framing"),
    (changed(GOOD_HEAD, check="md5"),                          "check"),
    (changed(GOOD_HEAD, started="yesterday"),                  "started"),
    (changed(GOOD_HEAD, started="2026-11-22T10:37:38"),        "started"),
    (changed(GOOD_HEAD, plain_lab=1),                          "plain_lab"),
    (changed(GOOD_HEAD, more=1),                               ""),
]
# fmt: on


@pytest.mark.parametrize(("line", "key"), BAD)
def test_what_is_no_line_of_a_trace_is_refused_by_line_and_key(line, key):
    reading = read_trace([LINES[0][0], line])
    assert next(reading) == HEAD
    with pytest.raises(TraceError) as caught:
        next(reading)
    assert (caught.value.line, caught.value.key) == (2, key)
    assert "4111" not in str(caught.value)
    assert str(caught.value).startswith("line 2: ")


def test_records_without_a_head_are_refused():
    with pytest.raises(TraceError, match="line 1: tuihuo_trace: a trace begins with a head"):
        list(read_trace([LINES[2][0]]))


def test_the_longest_line_reads_and_one_sign_more_does_not():
    room = MAX_LINE - len(changed(GOOD_FRAME, hex="6000")) + 4
    longest = changed(GOOD_FRAME, hex="60" * (room // 2))
    assert MAX_LINE - len(longest) in {0, 1}
    assert len(list(read_trace([LINES[0][0], longest]))) == 2
    with pytest.raises(TraceError, match=r"line 2: more than \d+ characters"):
        list(read_trace([LINES[0][0], longest + "  "]))


def test_a_file_without_line_ends_is_read_in_pieces():
    stream = io.StringIO("x" * (3 * MAX_LINE))
    assert len(next(lines_of(stream))) == MAX_LINE + 1
    assert stream.tell() == MAX_LINE + 1
    assert list(lines_of(io.StringIO("a\nb"))) == ["a\n", "b"]


# fmt: off
SHAPES = [
    {"kind": Kind.FRAME, "way": Way.IN},
    {"kind": Kind.FRAME, "hex": "60"},
    {"kind": Kind.OPENED, "way": Way.IN},
    {"kind": Kind.JUNK, "way": Way.IN, "count": 1, "hex": "60"},
    {"kind": Kind.CONTROL, "way": Way.IN, "what": "ACK"},
    {"kind": Kind.CLOSED},
]
# fmt: on


@pytest.mark.parametrize("cells", SHAPES)
def test_a_record_has_what_its_kind_has_and_nothing_else(cells):
    with pytest.raises(ValueError, match="a record of this kind has"):
        Record(0.0, PEER, **cells)


def test_a_session_begins_at_a_time_that_means_something_elsewhere():
    with pytest.raises(ValueError, match="offset"):
        Head("practice", Framing.LINK, Check.LRC, datetime(2026, 11, 22))  # noqa: DTZ001
