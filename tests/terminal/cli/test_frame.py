"""`tuihuo frame decode`: frames, faults, controls and noise of a stream, each at its offset, and what is inside."""

import json

import pytest

from protocol.framing import Check, write_frame, write_length
from terminal.cli import dump

REFUND = bytes.fromhex("60000300006031100001000220000000000000000160000000000000000000")


@pytest.fixture(scope="module")
def frames(request):
    """The bytes of each file of fixtures/frames."""
    folder = request.config.rootpath / "fixtures" / "frames"
    files = {file.stem: file.read_text(encoding="utf-8").splitlines() for file in sorted(folder.glob("*.hex"))}
    return {name: bytes.fromhex("".join(line.split("#")[0] for line in lines)) for name, lines in files.items()}


@pytest.fixture
def decode(bench):
    return lambda data, *words: bench.run("frame", "decode", data.hex(), *words)


def pieces(ended):
    """(offset, bytes, kind, word) of each line."""
    return [(row["offset"], row["bytes"], row["kind"], row.get("word")) for row in ended.documents]


def test_a_whole_exchange(decode, frames):
    stream = frames["R0220"] + b"\x06" + frames["R0230"] + b"\x06"
    ended = decode(stream, "--json")
    request, answer = len(frames["R0220"]), len(frames["R0230"])
    assert pieces(ended) == [
        (0, request, "frame", None),
        (request, 1, "control", "ACK"),
        (request + 1, answer, "frame", None),
        (request + answer + 1, 1, "control", "ACK"),
    ]
    assert [row["body"]["mti"] for row in ended.documents if row["kind"] == "frame"] == ["0220", "0230"]
    assert ended.code == 0


def test_the_exchange_for_people(decode, frames):
    told = decode(frames["R0220"] + b"\x06").out.splitlines()
    assert told[0].startswith("      0     89  帧  这是一笔退货请求（0220）：")
    assert told[1] == "     89      1  ACK 收到"
    english = decode(frames["R0220"], "--lang", "en").out
    assert "frame  This is a refund request (0220): " in english


# fmt: off
FAULTS = [
    # stream                                    pieces
    (b"\x02\x00\x00\x03\x03",                   [(0, 1, "fault", "length"), (1, 4, "noise", None)]),
    (b"\x02\x9a\x00",                           [(0, 1, "fault", "length"), (1, 2, "noise", None)]),
    (b"\x02\x00\x01A\x04\x00",                  [(0, 1, "fault", "etx"), (1, 3, "noise", None),
                                                 (4, 1, "control", "EOT"), (5, 1, "noise", None)]),
    (b"\x02\x00\x01A\x03\x00",                  [(0, 1, "fault", "lrc"), (1, 5, "noise", None)]),
    (b"\x02\x00\x01A\x03\x43",                  [(0, 6, "frame", None)]),
    (b"\x02\x00",                               [(0, 1, "fault", "incomplete"), (1, 1, "noise", None)]),
    (b"\x02\x00\x09\x06\x15\x05",               [(0, 1, "fault", "incomplete"), (1, 2, "noise", None),
                                                 (3, 1, "control", "ACK"), (4, 1, "control", "NAK"),
                                                 (5, 1, "control", "ENQ")]),
    (b"\xff\xff",                               [(0, 2, "noise", None)]),
]
# fmt: on


@pytest.mark.parametrize(("stream", "rows"), FAULTS, ids=[row[0].hex() for row in FAULTS])
def test_every_byte_is_accounted_for(decode, stream, rows):
    ended = decode(stream, "--json")
    assert pieces(ended) == rows
    assert sum(size for _, size, _, _ in rows) == len(stream)
    assert ended.code == (1 if any(kind == "fault" for _, _, kind, _ in rows) else 0)
    assert len(decode(stream).out.splitlines()) == len(rows)


def test_a_good_frame_behind_an_unfinished_one_is_found(decode, frames):
    stream = b"\x02\x09\x99" + frames["P1"]
    rows = pieces(decode(stream, "--json"))
    assert rows[0] == (0, 1, "fault", "incomplete")
    assert rows[-1] == (3, len(frames["P1"]), "frame", None)


# fmt: off
INSIDE = [
    # frame   dialect       told
    ("P1",    "hypercom",   "消费请求（20）：金额 10.00 元"),
    ("P7-C0", "hypercom",   "进度：等待用卡（C0）"),
    ("D1",    "hypercom",   "退货请求（27）：金额 100.00 元，参考号 925498334778，日期 26-11-22，流水号 000066"),
    ("D2",    "hypercom",   "退货应答（27），拒绝（ND）：文字 DECLINED"),
    ("D4",    "tlv",        "MIS请求：随机数 1234，交易类型 45，金额 0.20 元"),
    ("D5",    "tlv",        "MIS转发报文：随机数 1234，内容 读不出的 21 字节"),
]
# fmt: on


@pytest.mark.parametrize(("name", "dialect", "told"), INSIDE, ids=[row[0] for row in INSIDE])
def test_every_dialect_is_told(decode, frames, name, dialect, told):
    assert decode(frames[name]).out == f"      0  {len(frames[name]):>5}  帧  {told}\n"
    document = decode(frames[name], "--json").document
    assert (document["dialect"], set(document)) == (dialect, {"offset", "bytes", "kind", "dialect", "body"})


def test_fields_of_a_body_as_data(decode, frames):
    fields = decode(frames["D1"], "--json", "--lang", "en").document["body"]["fields"]
    assert fields[0] == {"name": "40", "value": "000000010000", "text": "amount 100.00"}
    assert [field["name"] for field in fields] == ["40", "D3", "03", "65"]


@pytest.mark.parametrize("name", ["D6", "D8"])
def test_a_body_that_nobody_knows_says_so(decode, frames, name):
    (row,) = decode(frames[name], "--json").documents
    assert (row["kind"], row["dialect"], row["body"]) == ("frame", None, None)
    assert row["reason"]
    assert decode(frames[name]).out.rstrip().endswith("帧里的内容不认识")


def test_a_published_bad_frame_is_no_frame(decode, frames):
    rows = pieces(decode(frames["N1"], "--json"))
    assert rows[0][2] == "fault"
    assert [kind for _, _, kind, _ in rows if kind == "frame"] == []


def test_length_framing(decode, frames):
    body = frames["R0220"][3:-2]
    stream = write_length(body) + write_length(body)
    ended = decode(stream, "--framing", "length", "--json")
    assert pieces(ended) == [(0, len(body) + 2, "frame", None), (len(body) + 2, len(body) + 2, "frame", None)]
    assert ended.code == 0


# fmt: off
CUT = [
    (b"\x00\x02AB\x00",       [(0, 4, "frame", None), (4, 1, "fault", "incomplete")]),
    (b"\x00\x02AB\x00\x03A",  [(0, 4, "frame", None), (4, 3, "fault", "incomplete")]),
    (b"\x00\x00AB",           [(0, 4, "fault", "length")]),
    (b"\x00\x01A\xff\xffAB",  [(0, 3, "frame", None), (3, 4, "fault", "length")]),
]
# fmt: on


@pytest.mark.parametrize(("stream", "rows"), CUT, ids=[row[0].hex() for row in CUT])
def test_a_tcp_stream_that_breaks_off(decode, stream, rows):
    ended = decode(stream, "--framing", "length", "--json")
    assert (ended.code, pieces(ended)) == (1, rows)


def test_frames_with_crc(decode):
    stream = write_frame(b"A", Check.CRC) + b"\x06"
    ended = decode(stream, "--check", "crc", "--json")
    assert pieces(ended) == [(0, len(stream) - 1, "frame", None), (len(stream) - 1, 1, "control", "ACK")]
    assert decode(stream, "--json").code == 1


def test_no_view_shows_a_card_number(decode):
    body = bytes.fromhex("600003000060311000010002204000000000000000166200000000000005")
    ended = decode(write_frame(body), "--json")
    assert ended.document["body"]["fields"] == {"2": "620000******0005"}
    assert "6200000000000005" not in decode(write_frame(body)).out


def test_what_is_no_hex_is_refused(bench):
    ended = bench.run("frame", "decode", "zz", "--json")
    assert (ended.code, ended.error, ended.document["offset"]) == (2, "not_hex", 0)
    assert bench.run("frame", "decode", "zz").err.strip()
    assert bench.run("frame", "decode", "00", "--framing", "morse").code == 2


def test_a_stream_is_bounded(bench, monkeypatch):
    monkeypatch.setattr("terminal.cli.frame.MOST_STREAM_BYTES", 8)
    assert dump.MOST_STREAM_BYTES > dump.MOST_BYTES
    assert json.loads(bench.run("frame", "decode", "00" * 9, "--json").out)["error"] == "too_long"
