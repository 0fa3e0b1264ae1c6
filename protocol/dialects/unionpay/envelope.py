"""Length, TPDU and header in front of a message, and field 64 behind it, as a profile has them. Bytes only, no
transaction rules; the rule: a packet that was read is written back to the identical bytes.

Sources: domain notes 1 (TPDU 60 + destination + source, swapped by the host, though not by every host; header of 12
digits, echoed, of 4 in one private profile) and 5 (MAC from MTI to the byte before field 64).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from protocol import codec
from protocol.dialects.unionpay.profiles import DEFAULT, Profile
from protocol.errors import DecodeError, EncodeError, MacError
from protocol.message import Message, Value
from protocol.security import MAC_BYTES, Key, MacKind, check_mac, make_mac

LENGTH_BYTES = 2
TPDU_BYTES = 5
HEADER_BYTES = 6
_MAC_FIELDS = (64, 128)
_HEX = frozenset("0123456789ABCDEF")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in front of the MTI; None where a part is not there.

    tpdu: 10 digits, 60 + destination NII + source. header: 12 digits: application 60, version 31, terminal state
    (1 practice), processing request (host only), 6 digits of software version; peers put any nibbles in there; or the
    4 digits of a short one. length: bytes that follow, as announced in front of a dump: it may be wrong, and is kept.
    Raises EncodeError for any other value.
    """

    tpdu: str | None = DEFAULT.tpdu
    header: str | None = DEFAULT.header
    length: int | None = None

    def __post_init__(self) -> None:
        tpdu, header, length = self.tpdu, self.header, self.length
        if tpdu is not None and not (len(tpdu) == 2 * TPDU_BYTES and tpdu.isascii() and tpdu.isdecimal()):
            raise EncodeError("a TPDU has 10 digits", field="tpdu")
        if header is not None and not (len(header) // 2 in {2, 6} and len(header) % 2 == 0 and set(header) <= _HEX):
            raise EncodeError("a header has 12 or 4 hex digits, in capitals", field="header")
        if length is not None and not 0 <= length <= 0xFFFF:
            raise EncodeError("a length is 0 to 65535 bytes", field="length")

    @staticmethod
    def of(profile: Profile) -> "Envelope":
        """What the requests of `profile` begin with; their length is known when they are sealed."""
        return _beginning(profile.tpdu, profile.header)

    def swapped(self) -> "Envelope":
        """The envelope of an answer: destination and source change places, the header is echoed."""
        return _swapped(self)

    @property
    def terminal_state(self) -> str:
        """终端状态, a digit of the header: 0 normal, 1 practice; "" where there is no such header."""
        return self._header_digit(4)

    @property
    def processing_request(self) -> str:
        """处理要求, a digit of the header, set by the host: 3 sign in again, 0 nothing; "" without such a header."""
        return self._header_digit(5)

    def _header_digit(self, place: int) -> str:
        return self.header[place] if self.header is not None and len(self.header) == 2 * HEADER_BYTES else ""

    def octets(self) -> bytes:
        """The bytes in front of the MTI."""
        length = b"" if self.length is None else self.length.to_bytes(LENGTH_BYTES, "big")
        return length + bytes.fromhex((self.tpdu or "") + (self.header or ""))


@dataclass(frozen=True, slots=True)
class Packet:
    """A whole message as it was read: its envelope, its fields, the bytes that its MAC of kind `mac` covers, and all of
    them (`body`), from the MTI on.
    """

    envelope: Envelope
    message: Message
    covered: bytes = field(repr=False)
    mac: MacKind = MacKind.ECB
    body: bytes = field(default=b"", repr=False)

    def verify(self, key: Key) -> None:
        """Raises MacError when the last field is no MAC, or does not verify."""
        number = _mac_field(self.message)
        if number is None:
            raise MacError("no MAC", field="64")
        check_mac(key, self.covered, self.message.octets(number), self.mac)


def seal(envelope: Envelope, message: Message, key: Key | None, profile: Profile = DEFAULT) -> bytes:
    """Bytes of the message, with field 64 made under `key` (None, or a profile without MAC: none is made).

    Raises EncodeError for a value that does not fit its field, or an envelope whose parts are not the profile's.
    """
    if key is None or profile.mac is MacKind.NONE:
        body = profile.codec.encode(message)
    else:
        number = _MAC_FIELDS[max(message.fields, default=0) > _MAC_FIELDS[0]]
        marked = Message(message.mti, {**message.fields, number: bytes(MAC_BYTES)}, message.fillers)
        covered = profile.codec.encode(marked)[:-MAC_BYTES]
        body = covered + make_mac(profile.mac, key, covered)
    return _put_in(envelope, body, profile)


def seal_answer(
    packet: Packet, mti: str, echo: tuple[int, ...], fields: Mapping[int, Value], key: Key | None, profile: Profile
) -> bytes:
    """As seal, of an answer to a packet that was read: the fields `echo` of it, octet by octet, and these new ones."""
    plans = profile.codec
    asked = plans.index(packet.body)
    if key is None or profile.mac is MacKind.NONE:
        body = plans.answer(asked, mti, echo, fields)
    else:
        covered = plans.answer(asked, mti, echo, {**fields, _MAC_FIELDS[0]: bytes(MAC_BYTES)})[:-MAC_BYTES]
        body = covered + make_mac(profile.mac, key, covered)
    return _put_in(packet.envelope.swapped(), body, profile)


def _put_in(envelope: Envelope, body: bytes, profile: Profile) -> bytes:
    _fits(envelope, profile)
    front = _front_of(envelope)
    length = (len(front) + len(body)).to_bytes(LENGTH_BYTES, "big") if profile.length else b""
    return length + front + body


def write(packet: Packet, profile: Profile = DEFAULT) -> bytes:
    """The bytes that `packet` was read from, in the profile it was read by: nothing is made anew, the length included.

    Raises EncodeError for a value that does not fit its field.
    """
    return packet.envelope.octets() + profile.codec.encode(packet.message)


def read(data: bytes, profile: Profile = DEFAULT) -> Packet:
    """The packet in `data`, all of it. Raises DecodeError; its offset counts from the first byte of `data`.

    An announced length that is wrong is no error where the message ends with the data: it is kept in the envelope.
    """
    return _read(data, profile, profile.codec.decode)


def read_once(data: bytes, profile: Profile) -> Packet:
    """As read, for a dump whose profile is only being tried: nothing is kept of it."""
    return _read(data, profile, lambda message: codec.decode(message, profile.table))


def _read(data: bytes, profile: Profile, decode: Callable[[bytes], Message]) -> Packet:
    envelope, start = read_front(data, profile)
    body = data[start:]
    try:
        message = decode(body)
    except DecodeError as error:
        raise error.moved(start) from None
    covered = body if _mac_field(message) is None else body[:-MAC_BYTES]
    return Packet(envelope, message, covered, profile.mac, body)


def front_bytes(profile: Profile) -> int:
    """What stands in front of the MTI has so many bytes."""
    return profile.length * LENGTH_BYTES + (profile.tpdu is not None) * TPDU_BYTES + profile.header_bytes


def read_front(data: bytes, profile: Profile) -> tuple[Envelope, int]:
    """The envelope of `data`, and the offset of the MTI behind it. Raises DecodeError."""
    length_end = LENGTH_BYTES if profile.length else 0
    end = front_bytes(profile)
    tpdu_end = end - profile.header_bytes
    if len(data) < end:
        reason = f"length, TPDU and header have {end} bytes, {len(data)} are here"
        raise DecodeError(reason, offset=len(data), wanted=f"{end} bytes", left=0)
    tpdu = data[length_end:tpdu_end].hex()
    if not (profile.tpdu is None or tpdu.isdecimal()):
        left = len(data) - length_end
        raise DecodeError("a TPDU is made of decimal digits", offset=length_end, wanted="10 digits", left=left)
    length = int.from_bytes(data[:LENGTH_BYTES], "big") if profile.length else None
    return _envelope(tpdu, data[tpdu_end:end], length), end


# A terminal's messages all begin with the same bytes, and a host has many messages of each terminal.
_ENVELOPES = 1024


@lru_cache(_ENVELOPES)
def _envelope(tpdu: str, header: bytes, length: int | None) -> Envelope:
    return Envelope(tpdu or None, header.hex().upper() or None, length)


@lru_cache(_ENVELOPES)
def _beginning(tpdu: str | None, header: str | None) -> Envelope:
    return Envelope(tpdu, header)


@lru_cache(_ENVELOPES)
def _swapped(envelope: Envelope) -> Envelope:
    tpdu = envelope.tpdu and envelope.tpdu[:2] + envelope.tpdu[6:] + envelope.tpdu[2:6]
    return replace(envelope, tpdu=tpdu, length=None)


@lru_cache(_ENVELOPES)
def _front_of(envelope: Envelope) -> bytes:
    """Its octets but for the length."""
    return replace(envelope, length=None).octets()


def _mac_field(message: Message) -> int | None:
    """64, or 128 behind a second bitmap, where a message ends with its MAC."""
    last = max(message.fields, default=0)
    return last if last in _MAC_FIELDS else None


def _fits(envelope: Envelope, profile: Profile) -> None:
    if (envelope.tpdu is None) is not (profile.tpdu is None):
        raise EncodeError("a TPDU where this profile has none, or none where it has one", field="tpdu")
    if len(envelope.header or "") != len(profile.header or ""):
        raise EncodeError(f"the header of this profile has {profile.header_bytes} bytes", field="header")
