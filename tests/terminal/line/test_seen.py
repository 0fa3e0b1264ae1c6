"""The inspector's ear: what it keeps of a line, how much of it, and that nothing secret is ever in it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.framing import Check, Deframer, Frame, write_frame, write_length
from protocol.session import Framing
from protocol.transactions import ByOrder
from protocol.transport.base import Transport
from scanner.salesslip import order_no
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.line.frames import KINDS, SeenFrame
from terminal.line.seen import MOST_FRAMES, MOST_RAW_BYTES, Seen, Spelling
from terminal.settings import Settings

NOON = datetime(2026, 11, 22, 12, 0, 0, 5_000, tzinfo=UTC)
LINK = Spelling(Framing.LINK)
CARD = TEST_CARDS["unionpay"]
PIN = "482915"
MIS = bytes.fromhex("DF010100")


def seen(spelling: Spelling = LINK) -> Seen:
    return Seen(spelling, lambda: NOON)


class Tapped:
    """A line that keeps every byte, to prove that there was something to hide."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.raw = b""

    def read(self, timeout_s: float) -> bytes:
        data = self._inner.read(timeout_s)
        self.raw += data
        return data

    def write(self, data: bytes) -> None:
        self.raw += data
        self._inner.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], tuple[Desk, Tapped]]]:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    desks: list[Desk] = []

    def make(link: str) -> tuple[Desk, Tapped]:
        taps: list[Tapped] = []

        def tap(line: Transport) -> Any:
            taps.append(Tapped(line))
            return taps[-1]

        desks.append(open_desk(link, Settings(tmp_path / f"home{len(desks)}", "zh", 0.0), Options(transport=tap)))
        desks[-1].sign_on("01")
        return desks[-1], taps[0]

    yield make
    for desk in desks:
        desk.close()


def trade(desk: Desk) -> None:
    """A sale with a PIN, then an order and its refund."""
    desk.payments.sale(100, CARD, PIN, lambda _record: None)
    original = desk.find(ByOrder(order_no("800000260001")))
    desk.refund(BY, RefundRequest(original, original.amount_fen), CARD, lambda _record: None)


@pytest.mark.parametrize("link", ["emulator:", "emulator:?framing=length"])
def test_no_card_number_pin_or_key_is_in_any_frame(opened: Callable[[str], tuple[Desk, Tapped]], link: str) -> None:
    desk, tap = opened(link)
    trade(desk)
    frames = desk.device.frames()
    said = repr(frames) + "".join(frame.hex + "".join(one.dump for one in frame.fields) for frame in frames)
    plain = said.replace(" ", "").upper()
    packed = bytes.fromhex(CARD.number)
    assert packed in tap.raw  # it did cross the line
    secrets = [CARD.number, packed.hex().upper(), CARD.number.encode().hex().upper(), PIN]
    assert [secret for secret in secrets if secret in plain] == []
    assert len(frames) == 8


def test_every_message_of_a_trade_is_told_field_by_field(opened: Callable[[str], tuple[Desk, Tapped]]) -> None:
    desk, _tap = opened("emulator:")
    trade(desk)
    messages = [frame for frame in desk.device.frames() if frame.what == "message"]
    assert [(frame.outgoing, frame.title.zh) for frame in messages][-2:] == [(True, "退货请求"), (False, "退货应答")]
    assert all(frame.fields and len(frame.hex) == 2 * frame.size for frame in messages)
    told = [one.words.zh for one in messages[-2].fields]
    assert any("620000******0005" in text for text in told)
    assert {frame.what for frame in desk.device.frames()} == {"message"}


def test_secret_octets_are_stars_in_both_columns(opened: Callable[[str], tuple[Desk, Tapped]]) -> None:
    desk, _tap = opened("emulator:")
    trade(desk)
    sale = next(frame for frame in desk.device.frames() if frame.title.en == "sale request")
    hidden = {one.words.en.split()[0]: one.dump for one in sale.fields if one.words.en.split()[0] in {"52", "64"}}
    assert hidden == {"52": " ".join(["**"] * 8), "64": " ".join(["**"] * 8)}
    keys = next(frame for frame in desk.device.frames() if frame.title.zh == "签到应答")
    (sealed,) = (one for one in keys.fields if one.words.en.startswith("62 "))
    assert set(sealed.dump.partition("]")[2]) <= {"*", " "}


# fmt: off
PIECES = [
    # bytes                                     what                        size
    (write_frame(MIS),                          ["message"],                [4]),
    (write_frame(b"\x60\x00\x00\x00\x03"),      ["unreadable"],             [5]),
    (b"\x06\x15\x05\x04",                       ["nak", "enq", "eot"],      [1, 1, 1]),
    (b"zzz",                                    ["junk"],                   [3]),
    (write_frame(MIS)[:-1] + b"\x00",           ["bad_lrc"],                [1]),
]
# fmt: on


@pytest.mark.parametrize(("data", "what", "sizes"), PIECES)
def test_what_may_stand_on_a_line(data: bytes, what: list[str], sizes: list[int]) -> None:
    ear = seen()
    ear.heard(data)
    assert ear.frames == ()
    ear.over()
    assert [frame.what for frame in ear.frames[: len(what)]] == what
    assert [frame.size for frame in ear.frames[: len(what)]] == sizes
    assert {frame.what for frame in ear.frames} <= set(KINDS)
    assert ear.frames[0].at == "12:00:00.005"


def test_other_framings() -> None:
    for spelling, data in (
        (Spelling(Framing.LENGTH), write_length(MIS)),
        (Spelling(Framing.LINK, Check.CRC), write_frame(MIS, Check.CRC)),
    ):
        ear = seen(spelling)
        for at in range(len(data)):
            ear.said(data[at : at + 1])
        ear.over()
        assert [(frame.outgoing, frame.what, frame.hex) for frame in ear.frames] == [(True, "message", "DF010100")]


def test_what_belongs_to_no_message_is_counted_and_never_shown() -> None:
    ear = seen()
    ear.heard(CARD.number.encode())
    ear.over()
    assert ear.frames == (SeenFrame("12:00:00.005", False, "junk", 16),)


def test_it_keeps_so_many_frames_and_so_many_bytes() -> None:
    ear = seen()
    for _ in range(MOST_FRAMES + 1):
        ear.heard(b"\x05")
    ear.over()
    assert len(ear.frames) == MOST_FRAMES
    ear.heard(b"z" * MOST_RAW_BYTES)
    ear.heard(b"\x15")
    ear.over()
    assert ear.frames[-1].what == "nak"
    assert ear.frames[-2].what == "enq"  # the great piece went


def test_raw_bytes_end_with_their_conversation_and_are_in_no_repr() -> None:
    ear = seen()
    ear.heard(CARD.number.encode())
    assert CARD.number not in repr(ear)
    ear.over()
    assert CARD.number.encode() not in b"".join(data for _, _, data in ear._raw)
    assert ear._raw_bytes == 0


def test_whatever_a_peer_says_is_told_or_counted(opened: Callable[[str], tuple[Desk, Tapped]]) -> None:
    """Bytes of a real trade, damaged one by one, in good frames."""
    _desk, tap = opened("emulator:")
    trade(_desk)
    found = [one.data for one in Deframer().feed(tap.raw) if isinstance(one, Frame)]
    assert len(found) > 3
    random = Random(7)
    ear = seen()
    for data in found * 40:
        at = random.randrange(len(data))
        ear.heard(write_frame(data[:at] + bytes((random.randrange(256),)) + data[at + 1 :]))
        ear.over()
    assert len(ear.frames) == MOST_FRAMES
    assert {frame.what for frame in ear.frames} <= {"message", "unreadable"}
    assert all(len(frame.hex) == 2 * frame.size for frame in ear.frames)


@pytest.mark.parametrize("piece", [b"\x15", write_frame(b"\x60"), write_frame(MIS), b"\x02\x99\x99", b"z\x15"])
def test_a_hostile_line_costs_no_more_than_its_bytes(piece: bytes) -> None:
    """A whole conversation of the least that is something: what would go at once is not told field by field."""
    ear = seen()
    ear.heard(piece * (MOST_RAW_BYTES // len(piece)))
    before = process_time()
    ear.over()
    assert process_time() - before < 1.0
    assert len(ear.frames) <= MOST_FRAMES
