"""Messages over a pipe: whole, byte by byte, with junk, at the limits and one past them."""

import json
import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.reader import wire
from scanner.reader.wire import Message, WireError, receive, send


def framed(*messages: Message) -> bytes:
    sink = BytesIO()
    for message in messages:
        send(sink, message)
    return sink.getvalue()


def raw(body: bytes, tail: bytes = b"") -> bytes:
    return struct.pack(">4sII", b"TH1\n", len(body), len(tail)) + body + tail


@pytest.mark.parametrize("message", [
    Message("ready"),
    Message("step", {"name": "zxing 快", "cpu_ms": 0.5, "accepted": [], "skipped": ""}),
    Message("read", {"skip": []}, bytes(range(256))),
], ids=["word", "values", "tail"])  # fmt: skip
def test_there_and_back(message: Message) -> None:
    source = BytesIO(framed(message, message))
    assert [receive(source), receive(source), receive(source)] == [message, message, None]


def test_bytes_from_outside_our_code() -> None:
    body = '["ready", {"名": 1}]'.encode()
    assert receive(BytesIO(b"TH1\n\x00\x00\x00\x15\x00\x00\x00\x02" + body + b"ab")) == Message(
        "ready", {"名": 1}, b"ab"
    )


def test_cut_anywhere_it_is_no_message() -> None:
    whole = framed(Message("read", {"skip": []}, b"picture"))
    assert receive(BytesIO(b"")) is None
    for end in range(1, len(whole)):
        with pytest.raises(WireError, match="cut short"):
            receive(BytesIO(whole[:end]))


@pytest.mark.parametrize("junk", [b"[ WARN:0@0.1] cv2 says", b"TH2\n\0\0\0\0\0\0\0\0", b"\0" * 12])
def test_what_a_library_prints_is_no_message(junk: bytes) -> None:
    with pytest.raises(WireError, match="no message"):
        receive(BytesIO(junk))


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'["a"]', b'["a", 1]', b"[1, {}]", b'["a", {}, 1]', b"\xff",
                                  b"[" * 100_000])  # fmt: skip
def test_a_body_that_is_no_message(body: bytes) -> None:
    with pytest.raises(WireError):
        receive(BytesIO(raw(body)))


def test_lengths_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message("a", {"b": "c"}, b"12345678")
    length = len(json.dumps([message.word, dict(message.values)]))
    whole = framed(message)
    monkeypatch.setattr(wire, "MAX_VALUES", length)
    monkeypatch.setattr(wire, "MAX_TAIL", 8)
    assert receive(BytesIO(framed(message))) == message
    for name, limit in (("MAX_VALUES", length - 1), ("MAX_TAIL", 7)):
        with monkeypatch.context() as less:
            less.setattr(wire, name, limit)
            with pytest.raises(WireError, match="too long"):
                framed(message)
            with pytest.raises(WireError, match="too long"):
                receive(BytesIO(whole))


def test_a_length_that_is_claimed_costs_nothing() -> None:
    with pytest.raises(WireError, match="too long"):
        receive(BytesIO(b"TH1\n" + b"\xff" * 8))


def test_its_repr_shows_no_content() -> None:
    assert repr(Message("done", {"symbols": [{"text": "134512345678901234"}]}, b"abc")) == (
        "Message('done', ['symbols'], 3 bytes)"
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_the_end_or_a_wire_error(data: bytes) -> None:
    try:
        outcome = receive(BytesIO(data))
    except WireError:
        outcome = None
    assert outcome is None or isinstance(outcome, Message)
