"""The front-end processor (前置机): message bytes in, answer bytes out. Reads, checks the MAC, asks the host, seals.

No line and no time here. Whatever still carries TPDU, header and MTI gets an answer in the profile that this end is set
to: 30 unreadable, 40 a transaction this host does not serve, 03 or 97 an unknown caller, 77 before sign-on, A0 and 99
for a bad MAC or PIN block, else what the host says. Answers that cannot be authenticated carry a code and no MAC.
"""

from collections.abc import Callable

from emulator.express import Express, Opened
from emulator.host import Host
from emulator.host.refunds import refund_answer
from emulator.host.rules import (
    APPROVED,
    BAD_MAC,
    BAD_PIN_BLOCK,
    INVALID,
    NOT_SERVED,
    SIGN_ON_FIRST,
    SYSTEM_ERROR,
    UNREADABLE,
)
from emulator.ledger.contract import LedgerError
from emulator.ledger.records import StoredAnswer
from protocol.dialects.unionpay import host_side, matrix, requests
from protocol.dialects.unionpay.demands import Demand
from protocol.dialects.unionpay.envelope import HEADER_BYTES, Packet, front_bytes, read, read_front
from protocol.dialects.unionpay.matrix import Row
from protocol.dialects.unionpay.profiles import PROFILES, Profile
from protocol.errors import DecodeError, MacError, RemoteProtocolError
from protocol.message import Message
from protocol.pin_block import open_pin
from protocol.security import Key, MacKind, WorkingKeys, open_working_keys
from protocol.transactions import (
    FOREIGN_EPOCH,
    CardEntry,
    Echo,
    Parameters,
    PinCipher,
    PinForm,
    Refund,
    RefundAnswer,
    Rejected,
    Request,
    SignOn,
    Status,
)

OURS = PROFILES["practice"]
MAX_OPENED = 10_000
"""Terminals whose opened working keys are kept; their cipher contexts have some 2 kB each."""

# fmt: off
_NEEDS = {  # messages of our own, and what a profile declares where they are served
    "refund_again":    "same_key_resend",
    "qr_refund_again": "same_key_resend",
    "order_query":     "order_query",
    "outcome_query":   "outcome_query",
    "cancel":          "cancel",
    "outside_entry":   "outside_entry",
    "outside_release": "outside_entry",
}
# fmt: on
_BEFORE_SIGN_ON = (Echo, Parameters, Status)
_MTI_BYTES = 2
_STATE_BYTE = 2  # of a header: 终端状态 and 处理要求, a nibble each
_PRACTICE = 0x10
_STATES = {demand: bytes((_PRACTICE | int(demand.digit, 16),)) for demand in Demand}


_NOTHING = Demand.NOTHING


def _nothing() -> Demand:
    return _NOTHING


class FrontEnd:
    """Stands before one host. profile: how its messages are written, and which of ours are served. demand: what the
    next answer asks for (处理要求).
    """

    def __init__(self, host: Host, profile: Profile = OURS, demand: Callable[[], Demand] = _nothing) -> None:
        self._host, self._profile, self._demand = host, profile, demand
        self._refused = {name for name, need in _NEEDS.items() if not getattr(profile.capabilities, need)}
        self._opened: Opened = {}
        header_at = front_bytes(profile) - profile.header_bytes
        self._state_at = header_at + _STATE_BYTE if profile.header_bytes == HEADER_BYTES else None
        self._express = Express(host, profile, self._opened, demand, self._write, self._marked)

    def answer(self, data: bytes) -> bytes | None:
        """The answer to one message; None where TPDU, header or MTI can't be read, and to what is no request."""
        answer = self._express.answer(data)
        return self.answer_at_length(data) if answer is None else answer

    def answer_at_length(self, data: bytes) -> bytes | None:
        """As answer, the long way, which every kind of message may take: the reference for the short one."""
        try:
            packet = read(data, self._profile)
        except DecodeError as error:
            return self._unreadable(data, error)
        message = packet.message
        try:
            row = matrix.check(message)
            request = requests.read_as(row, message)
        except DecodeError as error:
            return self._reject(packet, _code_of(message, error))
        if row.name in self._refused:
            return self._reject(packet, NOT_SERVED)
        if isinstance(request, SignOn):
            return self._sign_on(packet, request)
        return self._admitted(data, packet, row, request)

    def refuse(self, data: bytes, code: str) -> bytes | None:
        """An answer that says nothing but `code`, for a message whose own answer must not be sent. None as answer."""
        try:
            return self._reject(read(data, self._profile), code)
        except DecodeError as error:
            return self._unreadable(data, error, code)

    def mac_key(self, terminal_no: str) -> Key | None:
        """The MAK of the terminal's last sign-on; None before one, and where the ledger fails."""
        try:
            terminal = self._host.ledger.terminal(terminal_no)
        except LedgerError:
            return None
        keys = self._keys(terminal_no, terminal.sealed_keys) if terminal else None
        return keys.mak if keys else None

    def _sign_on(self, packet: Packet, request: SignOn) -> bytes | None:
        """A terminal of ours is answered under the MAK that it is given, so that not a bit can be another's."""
        answer = self._host.sign_on(request)
        if isinstance(answer, Rejected):
            return self._reject(packet, answer.code)
        keys = self._keys(answer.terminal_no, answer.working_keys) if request.epoch != FOREIGN_EPOCH else None
        key = keys.mak if keys else None
        return self._mark(host_side.encode(packet, request, answer, key, self._profile))

    def _admitted(self, data: bytes, packet: Packet, row: Row, request: Request) -> bytes | None:
        message = packet.message
        terminal = self._host.admit(message.text(42), message.text(41))
        if isinstance(terminal, Rejected):
            return self._reject(packet, terminal.code)
        keys = self._keys(terminal.terminal_no, terminal.sealed_keys)
        has_mac = (row.has_mac or 64 in message.fields) and self._profile.mac is not MacKind.NONE
        code = _refuse(packet, request, keys, has_mac)
        if code:
            return self._reject(packet, code)
        answer = self._host.answer_to(terminal, request)
        if isinstance(answer, Rejected):
            return self._reject(packet, answer.code)
        key = keys.mak if keys and has_mac else None
        written = host_side.encode(packet, request, answer, key, self._profile)
        if isinstance(request, Refund) and isinstance(answer, RefundAnswer) and answer.code == APPROVED:
            self._express.learn(data, request, written, key)
        return self._mark(written)

    def _write(self, data: bytes, stored: StoredAnswer | None, key: Key | None) -> bytes | None:
        """The stored answer to a refund, however it was reached; None: the ledger failed."""
        packet = read(data, self._profile)
        if stored is None:
            return self._reject(packet, SYSTEM_ERROR)
        request = requests.read(packet.message)
        return self._mark(host_side.encode(packet, request, refund_answer(stored), key, self._profile))

    def _keys(self, terminal_no: str, sealed: bytes) -> WorkingKeys | None:
        """The opened keys; None where there are none, or they are sealed under another master key."""
        kept = self._opened.get(terminal_no)
        if kept is not None and kept[0] == sealed:
            return kept[1]
        try:
            keys = open_working_keys(self._host.registry.master_key(terminal_no), sealed) if sealed else None
        except RemoteProtocolError:
            keys = None
        if len(self._opened) >= MAX_OPENED:
            self._opened.clear()
        self._opened[terminal_no] = sealed, keys
        return keys

    def _unreadable(self, data: bytes, error: DecodeError, code: str = UNREADABLE) -> bytes | None:
        """30, with what could be read of the body; the first fields say whose it was."""
        try:
            envelope, start = read_front(data, self._profile)
        except DecodeError:
            return None
        mti = data[start : start + _MTI_BYTES].hex()
        if len(mti) != 2 * _MTI_BYTES or not mti.isdecimal():
            return None
        return self._reject(Packet(envelope, Message(mti, dict(error.so_far or {})), b""), code)

    def _reject(self, packet: Packet, code: str) -> bytes | None:
        try:
            return self._mark(host_side.reject(packet, code, self._profile))
        except DecodeError:  # not a request: two front ends on one line do not talk for ever
            return None

    def _mark(self, answer: bytes) -> bytes:
        return self._marked(answer, self._demand())

    def _marked(self, answer: bytes, demand: Demand) -> bytes:
        """`answer` with 终端状态 and 处理要求 in a header that has them."""
        at = self._state_at
        return answer if at is None else answer[:at] + _STATES[demand] + answer[at + 1 :]


def _code_of(message: Message, error: DecodeError) -> str:
    """Why a message that could be decoded is no request: not served, not to be undone, or badly written."""
    row = matrix.identify(message)
    if row is None:
        return NOT_SERVED if 60 in message.fields or message.mti not in requests.ANSWER_MTI else UNREADABLE
    return INVALID if row.name == "reversal" and error.field == "3" else UNREADABLE


def _refuse(packet: Packet, request: Request, keys: WorkingKeys | None, has_mac: bool) -> str:
    """77, A0 or 99; "" for a message that is authentic as far as its kind can be."""
    if keys is None:
        return "" if isinstance(request, _BEFORE_SIGN_ON) else SIGN_ON_FIRST
    if has_mac:
        try:
            packet.verify(keys.mak)
        except MacError:
            return BAD_MAC
    card = getattr(request, "card", None)
    return BAD_PIN_BLOCK if isinstance(card, CardEntry) and not _pin_opens(card, keys.pik) else ""


def _pin_opens(card: CardEntry, pik: Key) -> bool:
    """Whether a PIN block is one under the PIK; what is not of X9.8 with the card number is not judged here."""
    pin = card.pin
    if pin is None or pin.form is not PinForm.WITH_NUMBER or pin.cipher is PinCipher.SM4:
        return True
    try:
        open_pin(pik, pin.block, card.pan)
    except RemoteProtocolError:
        return False
    return True
