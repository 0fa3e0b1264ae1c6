"""Answers that the host did not give, for scenarios: a code in place of one, or an answer with parts of it changed.

Bytes in, bytes out. The rule: what is changed behind the MAC's back stays so that the MAC still fits - it is made anew
under the terminal's own key - so that a scenario tests what it says and not a MAC that happens to be wrong.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from protocol.codes import SIGN_ON_AGAIN
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.envelope import HEADER_BYTES, Envelope, read, seal
from protocol.dialects.unionpay.matrix import identify
from protocol.dialects.unionpay.profiles import PROFILES, Profile
from protocol.errors import DecodeError
from protocol.message import Message
from protocol.security import MAC_BYTES, Key

PRACTICE = PROFILES["practice"]

MacKey = Callable[[str], Key | None]
"""Terminal number -> the MAC key of its last sign-on, None before one: FrontEnd.mac_key."""


class Forge:
    """mac_key: see MacKey. clock: the host's. profile: how this line's messages are written."""

    def __init__(self, mac_key: MacKey, clock: Callable[[], datetime], profile: Profile = PRACTICE) -> None:
        self.profile = profile
        self.clock = clock
        self._mac_key = mac_key

    def refusal(self, request: bytes, code: str) -> bytes | None:
        """The answer that says nothing but `code`; None to what has no answer.

        It has no MAC where the code says that the host could not make one (77, 99, A0), nor where the matrix has none.
        """
        packet = read(request, self.profile)
        try:
            bare = host_side.reject(packet, code, self.profile)
        except DecodeError:
            return None
        row, now = identify(packet.message), self.clock()
        message = read(bare, self.profile).message
        dated = Message(message.mti, {**message.fields, 12: f"{now:%H%M%S}", 13: f"{now:%m%d}"}, message.fillers)
        sealed = row is not None and row.has_mac and code not in SIGN_ON_AGAIN
        key = self._mac_key(packet.message.text(41)) if sealed else None
        return seal(packet.envelope.swapped(), dated, key, self.profile)

    def changed(self, answer: bytes, fields: Mapping[int, str], demand: str = "") -> bytes:
        """`answer` with these fields in place of its own, and with this 处理要求 in a header that has one."""
        packet = read(answer, self.profile)
        message, envelope = packet.message, _demanding(packet.envelope, demand)
        if not fields:
            return envelope.octets() + answer[len(packet.envelope.octets()) :]
        key = self._mac_key(message.text(41)) if 64 in message.fields else None
        values = {number: value for number, value in message.fields.items() if number != 64}
        return seal(envelope, Message(message.mti, {**values, **fields}, message.fillers), key, self.profile)


def wrong_mac(answer: bytes) -> bytes:
    """`answer` with one character of its MAC another; field 64 is the last of a message that has one."""
    place = len(answer) - MAC_BYTES
    return answer[:place] + bytes((answer[place] ^ 1,)) + answer[place + 1 :]


def _demanding(envelope: Envelope, demand: str) -> Envelope:
    header = envelope.header
    if not demand or header is None or len(header) != 2 * HEADER_BYTES:
        return envelope
    return replace(envelope, header=header[:5] + demand + header[6:])
