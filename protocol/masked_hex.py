"""Any message of the three dialects in hex, as it may be kept: its octets in their places, stars for hidden nibbles.

The same masks as every view (protocol.dialects.unionpay.masks, protocol.link_parts), laid over the bytes. The rule
fails closed: of what can't be read only the front is shown, and only where it looks like one; the length always stays.
"""

import re

from protocol import codec, lookalikes
from protocol.dialects.hypercom import body as hypercom
from protocol.dialects.hypercom import facts as hypercom_facts
from protocol.dialects.tlv import elements as tlv
from protocol.dialects.tlv import facts as tlv_facts
from protocol.dialects.unionpay import masks, places
from protocol.dialects.unionpay.envelope import Envelope, read, read_front
from protocol.dialects.unionpay.profiles import Profile
from protocol.errors import DecodeError
from protocol.fields import FieldSpec, Sensitivity
from protocol.link_parts import LinkPart, line_of
from protocol.message import Value
from protocol.words import NOTHING

HIDDEN = "*"

_APPLICATION = "60"
"""What TPDU and header begin with, by every source: other digits there could be anybody's number."""
_MTI_BYTES = 2
_MTI = re.compile("0[0-9]{3}", re.ASCII)
_FIELD_HEAD = 4  # of a Hypercom field: type and LEN


def masked_hex(data: bytes, profile: Profile) -> str:
    """Two signs an octet, hex digits in capitals or stars. profile: how UnionPay messages of this line are written.

    What begins like a register's dialect is of it, as in protocol.link_bodies.
    """
    if data[:1] == tlv.TAG:
        return _elements(data, profile, inside=False)
    return _body(data) if hypercom.begins(data) else _packet(data, profile)


def _hidden(octets: int) -> str:
    return HIDDEN * 2 * octets


def _hex(data: bytes) -> str:
    return data.hex().upper()


# --- UnionPay ------------------------------------------------------------------------------------------------------


def _packet(data: bytes, profile: Profile) -> str:
    try:
        packet = read(data, profile)
    except DecodeError:
        return _front_alone(data, profile)
    message, table, front = packet.message, profile.table, packet.envelope.octets()
    told = [_hex(front) if _is_front(packet.envelope) else _hidden(len(front))]
    _, numbers, start = codec.read_head(packet.body)
    told.append(_hex(packet.body[:start]))
    for place in codec.walk(packet.body, table, numbers, start):
        spec, value = place.spec, message.fields[place.spec.number]
        if is_plain(spec, value):
            told.append(_hex(packet.body[place.at : place.end]))
        else:
            told.append(places.nibbles(spec, value, message, masks.hidden(spec, value, message)))
    return "".join(told)


def is_plain(spec: FieldSpec, value: Value) -> bool:
    """Nothing of it is ever hidden, and that is seen at once: fixed, open, and too short for any number of a card."""
    is_short = spec.prefix == 0 and spec.length < lookalikes.SHORTEST and spec.sensitivity is Sensitivity.OPEN
    return is_short and isinstance(value, str) and value.isascii() and value.isprintable()


def _front_alone(data: bytes, profile: Profile) -> str:
    """TPDU, header and MTI of what can't be read further."""
    try:
        envelope, start = read_front(data, profile)
    except DecodeError:
        return _hidden(len(data))
    mti = data[start : start + _MTI_BYTES].hex()
    shown = start + _MTI_BYTES if _is_front(envelope) and _MTI.fullmatch(mti) else 0
    return _hex(data[:shown]) + _hidden(len(data) - shown)


def _is_front(envelope: Envelope) -> bool:
    long_header = envelope.header if envelope.header and len(envelope.header) == places.HEADER_DIGITS else None
    return all(part is None or part.startswith(_APPLICATION) for part in (envelope.tpdu, long_header))


# --- the dialects of a register's link -----------------------------------------------------------------------------


def _body(data: bytes) -> str:
    """A Hypercom body."""
    try:
        body = hypercom.read_body(data)
    except DecodeError:
        return _hidden(len(data))
    head = data[: hypercom.HEAD_BYTES]
    usual = body.transport == hypercom.TRANSPORT
    shown = usual or not lookalikes.hidden(head.decode("ascii"), strict=True, anywhere=True)
    told = (_hex(head) if shown else _hidden(len(head))) + f"{hypercom.SEPARATOR:02X}"
    at = hypercom.HEAD_BYTES + 1
    for kind, value in body.fields:
        start = at + _FIELD_HEAD
        at = start + len(value) + 1
        told += _hex(data[start - _FIELD_HEAD : start]) + _value(kind, value, hypercom_facts.PARTS, packed=False)
        told += f"{hypercom.SEPARATOR:02X}"
    return told


def _elements(data: bytes, profile: Profile, *, inside: bool) -> str:
    """Elements of the MIS link; a payload is opened once, and a packet in it is one of this line's profile."""
    try:
        elements = tlv.read_elements(data)
    except DecodeError:
        return _hidden(len(data))
    told = ""
    for one in elements:
        start = one.at or 0
        told += _hex(data[len(told) // 2 : start])
        if one.tag != tlv_facts.PAYLOAD:
            told += _value(one.tag, one.value, tlv_facts.PARTS, packed=True)
        elif inside:
            told += _hidden(len(one.value))
        elif one.value[:1] == tlv.TAG:
            told += _elements(one.value, profile, inside=True)
        else:
            told += _packet(one.value, profile)
    return told


def _value(name: str, value: bytes, rows: dict[str, LinkPart], *, packed: bool) -> str:
    """The octets of one value, starred where its line is; whole where letters and octets do not join."""
    line = line_of(name, value, rows, packed=packed)
    if line.label == NOTHING:
        return _hidden(len(value))
    if packed and len(line.value) == 2 * len(value):  # digits, two to an octet
        return line.value
    letters = value.decode("gb18030", "replace")
    if len(letters) != len(line.value):
        return _hidden(len(value))
    octets = [(shown, letter.encode("gb18030")) for shown, letter in zip(line.value, letters, strict=True)]
    told = "".join(_hidden(len(octet)) if shown == HIDDEN else _hex(octet) for shown, octet in octets)
    return told if len(told) == 2 * len(value) else _hidden(len(value))
