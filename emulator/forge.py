"""UnionPay messages for a play: looked at, and answers that the host did not give.

A code in place of an answer, an answer with parts of it changed, the device's own state.

Bytes in, bytes out. The rule: what is changed behind the MAC's back stays so that the MAC still fits - it is made anew
under the terminal's own key - so that a scenario tests what it says and not a MAC that happens to be wrong.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from emulator.conditions import device_clock
from emulator.spoken import Heard, Part, Spoken
from protocol.cards import TEST_CARDS
from protocol.codes import SIGN_ON_AGAIN
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.device_state import ASK, DeviceState, write_state
from protocol.dialects.unionpay.envelope import HEADER_BYTES, Envelope, read, seal
from protocol.dialects.unionpay.matrix import ROWS, identify
from protocol.dialects.unionpay.profiles import PROFILES, Profile
from protocol.errors import DecodeError
from protocol.message import Message
from protocol.security import MAC_BYTES, Key, MacKind
from protocol.transactions import ManagementAnswer, Status

PRACTICE = PROFILES["practice"]

MacKey = Callable[[str], Key | None]
"""Terminal number -> the MAC key of its last sign-on, None before one: FrontEnd.mac_key."""


class Forge:
    """See emulator.spoken.Forging. mac_key: see MacKey. clock: the host's. profile: how messages are written here."""

    def __init__(self, mac_key: MacKey, clock: Callable[[], datetime], profile: Profile = PRACTICE) -> None:
        self.profile = profile
        self.clock = clock
        self._mac_key = mac_key

        self.spoken = Spoken("unionpay", frozenset(ROWS), _parts_of(profile))

    def look(self, data: bytes, state: DeviceState) -> Heard | None:
        """See Forging: the message says all of it."""
        try:
            message = read(data, self.profile).message
        except DecodeError:
            return None
        row, amount = identify(message), message.text(4)
        number = message.text(2) or message.text(35).split("D")[0]
        card = next((name for name, card in TEST_CARDS.items() if card.number == number), "")
        return Heard(row.name if row else "", message.text(41), int(amount) if amount.isdecimal() else None, card)

    def state_answer(self, data: bytes, state: DeviceState) -> bytes | None:
        """See Forging; None also on a line whose profile does not declare device_state."""
        if ASK not in data or not self.profile.capabilities.device_state:
            return None
        try:
            packet, request = host_side.decode(data, self.profile)
        except DecodeError:
            return None
        if not (isinstance(request, Status) and request.report == ASK):
            return None
        now = device_clock(state, self.clock())
        answer = ManagementAnswer("00", f"{now:%m%d}", f"{now:%H%M%S}", data=write_state(state))
        return host_side.encode(packet, request, answer, None, self.profile)

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


def _parts_of(profile: Profile) -> frozenset[Part]:
    parts = {Part.TERMINAL, Part.FIELDS, Part.KEYS}
    parts |= {Part.MAC} if profile.mac is not MacKind.NONE else set()
    parts |= {Part.HEADER} if profile.header_bytes == HEADER_BYTES else set()
    return frozenset(parts)


def _demanding(envelope: Envelope, demand: str) -> Envelope:
    header = envelope.header
    if not demand or header is None or len(header) != 2 * HEADER_BYTES:
        return envelope
    return replace(envelope, header=header[:5] + demand + header[6:])
