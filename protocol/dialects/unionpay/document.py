"""A message as a JSON document and back: what `tuihuo message decode` prints and `message encode` reads.

Values are text: digits for packed digits, text for text, upper-case hex for octets (and for text that is none, whose
numbers stand in "hex"). A document is masked unless somebody asks for more; a masked one is never encoded. The rule:
an unmasked document gives the identical bytes, because profile, announced length and filler nibbles are part of it.
"""

from collections.abc import Callable
from typing import Any

from protocol.dialects.unionpay import masks
from protocol.dialects.unionpay.envelope import Envelope, Packet, read, write
from protocol.dialects.unionpay.places import places
from protocol.dialects.unionpay.profiles import Profile, ProfileError, open_profile
from protocol.errors import LocalProtocolError
from protocol.fields import FieldSpec, Kind
from protocol.message import Message, Value
from protocol.strict_json import read_json
from protocol.words import obeyed

MAX_DOCUMENT = 131_072
"""Characters of a document: 8,192 bytes of message are 16,384 hex digits, and names and spans are far from the rest."""

Document = dict[str, Any]


class DocumentError(LocalProtocolError):
    """A document is not one of a message; `field` names the key ("fields.2")."""


class MaskedError(DocumentError):
    """A document whose values are masked: there is nothing to encode."""


# --- message -> document -------------------------------------------------------------------------------------------


def write_document(packet: Packet, profile: Profile, *, named: str = "", unmask: bool = False) -> Document:
    """The document of a packet that was read by `profile`, which it calls `named` (or by the profile's own name)."""
    table, message, envelope = profile.table, packet.message, packet.envelope
    document: Document = {
        "profile": named or profile.name,
        "length": envelope.length,
        "tpdu": envelope.tpdu,
        "header": envelope.header,
        "mti": message.mti,
        "fields": {str(n): _shown(table[n], value, message, unmask) for n, value in message.fields.items()},
        "hex": [n for n, value in message.fields.items() if table[n].kind is Kind.TEXT and _as_hex(value)],
        "fillers": {str(n): nibble for n, nibble in message.fillers.items()},
        "spans": {place.name: [place.start, place.end] for place in places(packet, table)},
    }
    return document if unmask else document | {"masked": True}


def _shown(spec: FieldSpec, value: Value, message: Message, unmask: bool) -> str:
    if not unmask:
        return (masks.masked_octets if _as_hex(value) else masks.masked)(spec, value, message)
    return masks.as_octets(value).hex().upper() if _as_hex(value) else str(value)


def _as_hex(value: Value) -> bool:
    """Octets, and text that a screen would obey."""
    return isinstance(value, bytes) or any(obeyed(letter) for letter in value)


# --- document -> message -------------------------------------------------------------------------------------------


def read_document(text: str, opener: Callable[[str], Profile] = open_profile) -> tuple[Profile, Packet]:
    """The profile and the packet of a document in JSON.

    Raises DocumentError naming the key, MaskedError, EncodeError naming the field that does not fit, and DecodeError
    where the profile could not read again what it wrote.
    """
    document = _parsed(text)
    if document.get("masked", False) is not False:
        raise MaskedError("a masked document has lost its values: decode with --unmask", field="masked")
    unknown = sorted(set(document) - _KEYS)
    if unknown:
        raise DocumentError("a document has no such key", field=unknown[0][:40])
    profile = _profile(_text(document, "profile"), opener)
    envelope = Envelope(_text_or_none(document, "tpdu"), _text_or_none(document, "header"), _length(document))
    _fits(envelope, profile)
    message = Message(_text(document, "mti"), _values(document, profile), _fillers(document))
    return profile, read(write(Packet(envelope, message, b""), profile), profile)


_KEYS = frozenset({"profile", "length", "tpdu", "header", "mti", "fields", "hex", "fillers", "spans", "masked"})


def _parsed(text: str) -> Document:
    if len(text) > MAX_DOCUMENT:
        raise DocumentError(f"{len(text)} characters are more than a document may have ({MAX_DOCUMENT})")
    try:
        document = read_json(text)
    except ValueError:
        raise DocumentError("not a document in JSON, or a key stands twice") from None
    if not isinstance(document, dict):
        raise DocumentError("a document is a JSON object")
    return document


def _profile(name: str, opener: Callable[[str], Profile]) -> Profile:
    try:
        return opener(name)
    except ProfileError as error:
        raise DocumentError(str(error), field="profile") from None


def _text(document: Document, key: str) -> str:
    value = document.get(key)
    if not isinstance(value, str):
        raise DocumentError("a text is wanted", field=key)
    return value


def _text_or_none(document: Document, key: str) -> str | None:
    return None if document.get(key) is None else _text(document, key)


def _length(document: Document) -> int | None:
    value = document.get("length")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise DocumentError("a whole number is wanted", field="length")
    return value


def _fits(envelope: Envelope, profile: Profile) -> None:
    parts = (
        ("length", envelope.length is not None, profile.length),
        ("tpdu", envelope.tpdu is not None, profile.tpdu is not None),
        ("header", len(envelope.header or ""), 2 * profile.header_bytes),
    )
    for key, here, wanted in parts:
        if here != wanted:
            raise DocumentError("this profile does not have it so", field=key)


def _values(document: Document, profile: Profile) -> dict[int, Value]:
    as_hex = document.get("hex", [])
    if not isinstance(as_hex, list) or not all(type(number) is int for number in as_hex):
        raise DocumentError("a list of field numbers is wanted", field="hex")
    values: dict[int, Value] = {}
    for number, text in _numbered(document, "fields").items():
        spec = profile.table.get(number)
        if spec is None:
            raise DocumentError("this profile has no such field", field=f"fields.{number}")
        octets = spec.kind is Kind.BINARY or (spec.kind is Kind.TEXT and number in as_hex)
        values[number] = _octets(text, number) if octets else text
    return values


def _fillers(document: Document) -> dict[int, str]:
    fillers = _numbered(document, "fillers")
    for number, nibble in fillers.items():
        if len(nibble) != 1 or nibble not in "0123456789ABCDEF":
            raise DocumentError("one hex digit, in capitals, is wanted", field=f"fillers.{number}")
    return fillers


def _numbered(document: Document, key: str) -> dict[int, str]:
    """Field number -> text, from an object whose keys are field numbers."""
    pairs = document.get(key, {})
    if not isinstance(pairs, dict):
        raise DocumentError("an object of field numbers is wanted", field=key)
    found: dict[int, str] = {}
    for name, value in pairs.items():
        if name not in _NUMBERS:
            raise DocumentError("a field number from 2 to 128 is wanted", field=f"{key}.{name[:40]}")
        if not isinstance(value, str):
            raise DocumentError("a text is wanted", field=f"{key}.{name}")
        found[int(name)] = value
    return found


_NUMBERS = frozenset(str(number) for number in range(2, 129))


def _octets(text: str, number: int) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise DocumentError("hex is wanted", field=f"fields.{number}") from None
