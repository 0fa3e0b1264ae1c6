"""TPDU and header in front of a message, and field 64 behind it. Bytes only, no transaction rules.

Sources: domain notes 1 (TPDU 60 + destination + source, swapped by the host; header of 12 digits, echoed) and 5 (MAC
from MTI to the byte before field 64).
"""

from dataclasses import dataclass, replace

from protocol import codec
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError, MacError
from protocol.message import Message
from protocol.security import MAC_BYTES, Key, check_mac, unionpay_mac

TPDU_BYTES = 5
HEADER_BYTES = 6
_MAC_FIELD = 64


@dataclass(frozen=True, slots=True)
class Envelope:
    """tpdu: 10 digits, 60 + destination NII + source. header: 12 digits: application 60, version 31, terminal state
    (1 practice), processing request (host only), 6 digits of software version; peers put any nibbles in there.
    """

    tpdu: str = "6000030000"
    header: str = "603110000100"

    def swapped(self) -> "Envelope":
        """The envelope of an answer: destination and source change places, the header is echoed."""
        return replace(self, tpdu=self.tpdu[:2] + self.tpdu[6:] + self.tpdu[2:6])


@dataclass(frozen=True, slots=True)
class Packet:
    """A whole message as it was read: its envelope, its fields, and the bytes that its MAC covers."""

    envelope: Envelope
    message: Message
    covered: bytes

    def verify(self, key: Key) -> None:
        """Raises MacError when field 64 is missing or does not verify."""
        if _MAC_FIELD not in self.message.fields:
            raise MacError("no MAC", field="64")
        check_mac(key, self.covered, self.message.octets(_MAC_FIELD))


def seal(envelope: Envelope, message: Message, key: Key | None) -> bytes:
    """Bytes of the message, with field 64 made under `key` (None: a message that carries no MAC)."""
    front = bytes.fromhex(envelope.tpdu + envelope.header)
    if key is None:
        return front + codec.encode(message, UNIONPAY)
    marked = replace(message, fields={**message.fields, _MAC_FIELD: bytes(MAC_BYTES)})
    covered = codec.encode(marked, UNIONPAY)[:-MAC_BYTES]
    return front + covered + unionpay_mac(key, covered)


def read(data: bytes) -> Packet:
    """The packet in `data`. Raises DecodeError; its offset counts from the first byte of the TPDU."""
    start = TPDU_BYTES + HEADER_BYTES
    if len(data) < start:
        raise DecodeError(f"TPDU and header have {start} bytes, {len(data)} are here", offset=len(data))
    front = data[:start].hex().upper()
    if not front[:10].isdecimal():
        raise DecodeError("a TPDU is made of decimal digits", offset=0)
    try:
        message = codec.decode(data[start:], UNIONPAY)
    except DecodeError as error:
        raise DecodeError(error.reason, field=error.field, offset=start + (error.offset or 0)) from None
    covered = data[start:-MAC_BYTES] if _MAC_FIELD in message.fields else data[start:]
    return Packet(Envelope(front[:10], front[10:]), message, covered)
