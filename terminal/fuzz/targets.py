"""What must hold for any bytes whatever, a law a parser. No fuzzer in here: a law is a function of bytes.

A law returns or raises. Errors that the parser's contract names are part of the law; anything else that comes out of it
is a finding, be it an exception of another kind, a broken equality or a pause. Targets whose parser reads text get the
bytes as UTF-8.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from protocol import codec
from protocol.describe import explain
from protocol.dialects.hypercom.body import read_body, write_body
from protocol.dialects.tlv.elements import read_elements, write_elements
from protocol.dialects.unionpay import chip, envelope, host_side, ours, outside_messages
from protocol.dialects.unionpay.acquirer import read_toml
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.document import read_document, write_document
from protocol.dialects.unionpay.profiles import ProfileError
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError, LocalProtocolError
from protocol.framing import MAX_DATA, Deframer, Frame, Heard, LengthDeframer, Noise, write_frame, write_length
from protocol.link import Link, LinkState
from protocol.money import MoneyError, format_yuan, parse_yuan
from protocol.plans import Codec
from protocol.words import obeyed
from scanner.decode.header import MAX_PIXELS, MAX_STRIP_PIXELS, PictureError, header_of
from scanner.known_texts import Refused, classify
from scanner.reader.answers import step_heard, step_told
from scanner.reader.wire import WireError, receive
from scanner.salesslip import SalesSlip


class LawBroken(Exception):
    """The parser said something that it may never say; the text names the law."""


@dataclass(frozen=True, slots=True)
class Target:
    """law: what holds, in a sentence. run: feeds it. most: bytes that are worth trying."""

    law: str
    run: Callable[[bytes], None]
    most: int


def _hold(holds: bool, law: str) -> None:
    if not holds:
        raise LawBroken(law)


def _chunks(data: bytes) -> tuple[bytes, list[bytes]]:
    """The first byte chooses the size of the pieces in which the rest arrives."""
    size, rest = 1 + (data[0] if data else 0) % 61, data[1:]
    return rest, [rest[at : at + size] for at in range(0, len(rest), size)]


def _flat(heard: list[Heard]) -> list[Heard | int]:
    """Noise is counted as it comes, so that it adds up the same in any number of pieces."""
    return [event for one in heard for event in ([0] * one.count if isinstance(one, Noise) else [one])]


def _frame(data: bytes) -> None:
    rest, pieces = _chunks(data)
    whole, split = Deframer(), Deframer()
    at_once = whole.feed(rest)
    _hold(
        _flat(at_once) == _flat([event for piece in pieces for event in split.feed(piece)]),
        "any split of the stream gives the same events",
    )
    good = [event for event in at_once if isinstance(event, Frame)]
    _hold(all(write_frame(event.data) in rest for event in good), "a frame that was read is written alike")


def _length_frame(data: bytes) -> None:
    rest, pieces = _chunks(data)
    split = LengthDeframer()
    at_once = LengthDeframer().feed(rest)
    _hold(
        at_once == [event for piece in pieces for event in split.feed(piece)],
        "any split of the stream gives the same events",
    )
    good = [event for event in at_once if isinstance(event, Frame)]
    _hold(all(write_length(event.data) in rest for event in good), "a frame that was read is written alike")


def _link(data: bytes) -> None:
    end, now, asked, written = Link(), 0.0, b"", b""
    for at in range(0, len(data), 9):
        step, said = data[at], data[at + 1 : at + 9]
        if step % 4 == 0 and end.state is LinkState.IDLE:
            asked, written = bytes((step, at % 251, 0xEE)), b""
            end.send(asked, now, resend_on_silence=step % 8 == 0)
        now += step % 16 / 10
        end.receive(said, now)
        end.tick(now)
        written += end.take()
        _hold(not asked or written.count(write_frame(asked)) <= end.timing.tries, "one frame is sent a few times")


_FAST = Codec(UNIONPAY)  # one for all inputs: making a plan takes longer than a hundred readings


def _message(data: bytes) -> None:
    try:
        read = codec.decode(data, UNIONPAY)
    except DecodeError as error:
        said = (error.field, error.offset)
        _hold(all(_refusal(data) == said for _ in range(2)), "the compiled plan refuses in the same place")
        return
    _hold(codec.encode(read, UNIONPAY) == data, "what was read encodes to the same bytes")
    for _ in range(2):  # a shape is compiled when it is seen again
        _hold(_FAST.decode(data) == read, "the compiled plan reads the same")
        _hold(_FAST.encode(read) == data, "the compiled plan writes the same")
        _hold(dict(_FAST.index(data).fields) == dict(read.fields), "the index reads the same")


def _refusal(data: bytes) -> tuple[str | None, int | None] | None:
    try:
        _FAST.decode(data)
    except DecodeError as error:
        return error.field, error.offset
    return None


def _dump(data: bytes) -> None:
    try:
        found = detect(data)
    except DecodeError:
        return
    packet, profile = found.packet, found.profile
    _hold(envelope.write(packet, profile) == data, "a dump that was read is written alike")
    document = write_document(packet, profile, unmask=True)
    again, written = read_document(json.dumps(document))
    _hold(envelope.write(written, again) == data, "a document says everything")
    page = "\n".join(explain(packet, profile, "zh"))
    _hold(not any(obeyed(sign) for sign in page.replace("\n", "")), "nothing on a page steers a screen")


def _document(data: bytes) -> None:
    try:
        profile, packet = read_document(data.decode("utf-8", "replace"))
    except LocalProtocolError:
        return
    _hold(len(envelope.write(packet, profile)) > 0, "a document that was read can be written")


def _chip_data(data: bytes) -> None:
    try:
        items = chip.parse(data)
    except DecodeError:
        return
    for item in chip.flat(items):
        chip.meaning(item)


def _profile(data: bytes) -> None:
    try:
        read_toml(data.decode("utf-8", "replace"), "acquirer.toml")
    except ProfileError:
        return


def _hypercom(data: bytes) -> None:
    try:
        body = read_body(data)
    except DecodeError:
        return
    _hold(write_body(body) == data, "what was read is written alike")


def _tlv(data: bytes) -> None:
    try:
        elements = read_elements(data)
    except DecodeError:
        return
    _hold(write_elements(elements) == data, "what was read is written alike")


def _request(data: bytes) -> None:
    try:
        host_side.decode(data)
    except DecodeError:
        return


_READERS_62: tuple[Callable[[bytes], object], ...] = (
    ours.read_page, ours.read_key, ours.read_find, lambda octets: ours.read_outcome("00", octets),
    lambda octets: outside_messages.read_answer("00", octets),
    lambda octets: outside_messages.read_key(octets, "888888800000001", "88000001"),
)  # fmt: skip


def _order_page(data: bytes) -> None:
    for read in _READERS_62:
        try:
            read(data)
        except DecodeError:
            continue
    try:
        ours.read_document([ours.Page(1, 1, hashlib.sha256(data).hexdigest()[:8], data)])
    except DecodeError:
        return


def _slip(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for typed in (False, True):
        seen = classify(text, shop_key=b"key", typed=typed)
        if isinstance(seen, SalesSlip):
            _hold(len(seen.order_no) == 14, "a slip names an order")
        elif isinstance(seen, Refused):
            _hold(sum(map(str.isdecimal, seen.masked_text)) < 10, "no long number is shown of what is refused")


def _money(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        fen = parse_yuan(text)
    except MoneyError:
        return
    _hold(parse_yuan(format_yuan(fen, commas=False)) == fen, "an amount is printed as it is read")


def _picture(data: bytes) -> None:
    try:
        header = header_of(data)
    except PictureError:
        return
    most = MAX_STRIP_PIXELS if header.by_strips else MAX_PIXELS
    _hold(header.width * header.height <= most, "a picture that is unpacked is no larger than it may be")


def _wire(data: bytes) -> None:
    try:
        message = receive(BytesIO(data))
        if message is not None:
            step = step_heard(message)
            _hold(step_heard(step_told(step)) == step, "what was heard is told alike")
    except WireError:
        return


# fmt: off
TARGETS: dict[str, Target] = {
    "frame":        Target("any split gives the same frames and faults",      _frame,        4 * MAX_DATA),
    "length-frame": Target("any split gives the same frames and faults",      _length_frame, 4 * MAX_DATA),
    "link":         Target("sends are bounded whatever the peer says",        _link,         900),
    "message":      Target("a message, or a DecodeError",                     _message,      1024),
    "dump":         Target("a dump reads, or a DecodeError; its page is safe", _dump,        1024),
    "document":     Target("a document of a message, or an error with a key", _document,     2048),
    "chip":         Target("chip data, or a DecodeError",                     _chip_data,    255),
    "profile":      Target("a profile, or a ProfileError with its key",       _profile,      512),
    "hypercom":     Target("a link POS body, or a DecodeError",               _hypercom,     512),
    "tlv":          Target("a MIS TLV body, or a DecodeError",                _tlv,          512),
    "request":      Target("a request, or a DecodeError",                     _request,      1024),
    "order-page":   Target("one of our own field 62 layouts, or DecodeError", _order_page,   600),
    "slip":         Target("a slip, or a refusal in a word of its own",       _slip,         256),
    "picture":      Target("a size within the limits, or a PictureError",     _picture,      512),
    "wire":         Target("a step as it was told, or a WireError",           _wire,         512),
    "money":        Target("fen, or a MoneyError",                            _money,        64),
}
# fmt: on
