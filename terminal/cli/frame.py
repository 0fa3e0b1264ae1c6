"""`tuihuo frame decode`: the link frames and faults of a recorded byte stream, and what each frame carries.

What was on the line is cut by the same Deframer that the link uses, and told in the dialect it is written in; nothing
is answered here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from cyclopts import App, Parameter

from protocol import link_bodies
from protocol.errors import DecodeError
from protocol.framing import BadFrame, Check, Control, Deframer, Frame, Heard, LengthDeframer, Noise
from terminal.cli.dump import MOST_STREAM_BYTES, DumpError, Tongue, is_no_option, read_dump
from terminal.desk.faults import DONE, REFUSED

app = App(name="frame", help="Frames on a line.")

INCOMPLETE = "incomplete"
"""The stream ends inside a frame."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands at `offset` of the stream, `size` bytes long: a frame, a fault, a control byte or noise."""

    offset: int
    size: int
    kind: str
    word: str = ""
    data: bytes = field(default=b"", repr=False)


@app.command
def decode(
    *dump: Annotated[str, Parameter(allow_leading_hyphen=True, validator=is_no_option)],
    framing: Literal["link", "length"] = "link",
    check: Literal["lrc", "crc"] = "lrc",
    lang: str | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Every frame, fault, control byte and piece of noise, a line each; exit 1 when there is a fault.

    Parameters
    ----------
    dump
        Hex, or - for stdin.
    framing
        link: STX LEN DATA ETX and check byte. length: 2 bytes of length, as on tcp.
    check
        What ends a link frame: one byte LRC, or two of CRC-16.
    lang
        zh or en.
    as_json
        A JSON document a line.
    """
    tongue = Tongue(lang, as_json=as_json)
    try:
        data = read_dump(dump, MOST_STREAM_BYTES)
    except DumpError as error:
        return tongue.refuse(error)
    found = list(_lengths(data) if framing == "length" else _frames(data, Check(check)))
    for piece in found:
        _tell(piece, tongue)
    return REFUSED if any(piece.kind == "fault" for piece in found) else DONE


def _frames(data: bytes, check: Check) -> Iterator[Piece]:
    """The pieces of a link stream."""
    deframer = Deframer(check=check)
    around = 3 + 1 + (1 if check is Check.LRC else 2)
    at = 0
    for heard in deframer.feed(data):
        yield (piece := _piece(heard, at, around))
        at += piece.size
    if not deframer.in_frame:
        return
    yield Piece(at, 1, "fault", INCOMPLETE)
    at += 1
    for heard in deframer.give_up()[1:]:
        yield (piece := _piece(heard, at, around))
        at += piece.size


def _piece(heard: Heard, at: int, around: int) -> Piece:
    match heard:
        case Frame(data):
            return Piece(at, len(data) + around, "frame", data=data)
        case BadFrame(fault):
            return Piece(at, 1, "fault", fault.value)
        case Noise(count):
            return Piece(at, count, "noise")
        case Control():
            return Piece(at, 1, "control", heard.name)


def _lengths(data: bytes) -> Iterator[Piece]:
    """The pieces of a tcp stream: after a false length nothing can be told apart any more."""
    deframer = LengthDeframer()
    at = 0
    for heard in deframer.feed(data):
        piece = _piece(heard, at, 2)
        yield piece if piece.kind == "frame" else Piece(at, len(data) - at, "fault", piece.word)
        at += piece.size
    if at < len(data) and not deframer.broken:
        yield Piece(at, len(data) - at, "fault", INCOMPLETE)


def _tell(piece: Piece, tongue: Tongue) -> None:
    inside = _inside(piece.data) if piece.kind == "frame" else None
    if tongue.as_json:
        document: dict[str, object] = {"offset": piece.offset, "bytes": piece.size, "kind": piece.kind}
        document |= {"word": piece.word} if piece.word else {}
        tongue.tell_json(document | _as_data(inside, tongue))
        return
    name = tongue.texts(_TEXTS[piece.word or piece.kind])
    print(f"{piece.offset:>7}  {piece.size:>5}  {name}  {_said(inside, tongue)}".rstrip())


def _as_data(inside: link_bodies.Inside | DecodeError | None, tongue: Tongue) -> dict[str, object]:
    if inside is None:
        return {}
    if isinstance(inside, DecodeError):
        return {"dialect": None, "body": None, "reason": inside.reason}
    return {"dialect": link_bodies.dialect(inside), "body": link_bodies.document(inside, tongue.lang)}


def _said(inside: link_bodies.Inside | DecodeError | None, tongue: Tongue) -> str:
    if inside is None:
        return ""
    return (
        tongue.texts("frame.no_message") if isinstance(inside, DecodeError) else link_bodies.told(inside, tongue.lang)
    )


_TEXTS = {
    "frame": "frame.frame",
    "noise": "frame.noise",
    "length": "frame.length",
    "etx": "frame.etx",
    "lrc": "frame.lrc",
    INCOMPLETE: "frame.incomplete",
    "ACK": "frame.ack",
    "NAK": "frame.nak",
    "ENQ": "frame.enq",
    "EOT": "frame.eot",
}


def _inside(data: bytes) -> link_bodies.Inside | DecodeError:
    try:
        return link_bodies.recognise(data)
    except DecodeError as error:
        return error
