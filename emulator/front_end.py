"""The front-end processor (前置机): message bytes in, answer bytes out. Reads, checks the MAC, asks the host, seals.

No line and no time here. Whatever still carries TPDU, header and MTI gets an answer: 30 unreadable, 40 a transaction
this host does not serve, 77 before sign-on, A0 for a bad MAC, else what the host says. Answers that cannot be
authenticated carry a code and no MAC.
"""

from emulator.host import Host
from emulator.host.rules import SYSTEM_ERROR
from emulator.ledger.contract import LedgerError
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.envelope import Packet, read
from protocol.errors import DecodeError, MacError, RemoteProtocolError
from protocol.security import Key, MasterKey, open_working_keys
from protocol.transactions import Answer, RefundTalk, Rejected, SignOn, SignOnAnswer

UNREADABLE, NOT_SERVED, SIGN_ON_FIRST, BAD_MAC = "30", "40", "77", "A0"


class FrontEnd:
    """Stands before one host; master_key unwraps the working keys that the ledger keeps sealed."""

    def __init__(self, host: Host, master_key: MasterKey) -> None:
        self._host = host
        self._master_key = master_key

    def answer(self, data: bytes) -> bytes | None:
        """The answer to one message, or None where not even TPDU, header and MTI could be read."""
        try:
            packet = read(data)
        except DecodeError:
            return None
        try:
            _, request = host_side.decode(data)
        except DecodeError:
            return _reject(packet, UNREADABLE)
        if not isinstance(request, RefundTalk):
            return _reject(packet, NOT_SERVED)
        if isinstance(request, SignOn):
            answer = self._host.answer(request)
            return host_side.encode(packet, request, answer, self._delivered(answer))
        return self._authenticated(packet, request)

    def _authenticated(self, packet: Packet, request: RefundTalk) -> bytes | None:
        try:
            key = self._mac_key(packet.message.text(41))
        except LedgerError:
            return _reject(packet, SYSTEM_ERROR)
        if key is None:
            return _reject(packet, SIGN_ON_FIRST)
        try:
            packet.verify(key)
        except MacError:
            return _reject(packet, BAD_MAC)
        answer = self._host.answer(request)
        if isinstance(answer, Rejected):
            return _reject(packet, answer.code)
        return host_side.encode(packet, request, answer, key)

    def _delivered(self, answer: Answer) -> Key | None:
        """The MAK that a sign-on answer delivers."""
        if not isinstance(answer, SignOnAnswer):
            return None
        return open_working_keys(self._master_key, answer.working_keys).mak

    def _mac_key(self, terminal_no: str) -> Key | None:
        """The MAK of the terminal's last sign-on."""
        terminal = self._host.ledger.terminal(terminal_no)
        if terminal is None or not terminal.sealed_keys:
            return None
        try:
            return open_working_keys(self._master_key, terminal.sealed_keys).mak
        except RemoteProtocolError:
            return None


def _reject(packet: Packet, code: str) -> bytes | None:
    try:
        return host_side.reject(packet, code)
    except DecodeError:
        return None
