"""A session, and what is said to it over either framing; answers come from the host's half of the dialect."""

import dataclasses

from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.envelope import Envelope, seal
from protocol.framing import write_frame, write_length
from protocol.message import Message
from protocol.security import Key, WorkingKeys
from protocol.session import Framing, Session, Timing
from protocol.transactions import Answer, Refund, RefundAnswer, SignOn

ACK, NAK = b"\x06", b"\x15"
KEYS = WorkingKeys(Key(bytes(range(16))), Key(bytes(range(16, 32))))
TIMING = Timing(t_ack=0.5, t_resp=10.0, t_cap=30.0)
APPROVED = RefundAnswer("00", "926512345678", 1234, "1122", "101530", "1122")
WRAP = {Framing.LINK: write_frame, Framing.LENGTH: write_length}
UNWRAP = {Framing.LINK: slice(3, -2), Framing.LENGTH: slice(2, None)}


@dataclasses.dataclass
class Line:
    """Its session, and what goes in and out."""

    framing: Framing
    session: Session

    def ask(self, request, now: float = 0.0) -> bytes:
        self.session.ask(request, None if isinstance(request, SignOn) else KEYS, now)
        return self.session.take()

    def answer(self, asked: bytes, answer: Answer, key: Key | None = KEYS.mak) -> bytes:
        packet, request = host_side.decode(asked[UNWRAP[self.framing]])
        return self.wrap(host_side.encode(packet, request, answer, key))

    def altered(self, asked: bytes, **changes) -> bytes:
        """The approval of a refund with some of its fields changed, under a right MAC."""
        packet, request = host_side.decode(asked[UNWRAP[self.framing]])
        data = host_side.encode(packet, request, APPROVED, KEYS.mak)
        message = host_side.read(data).message
        fields = {**message.fields, **{int(name[1:]): value for name, value in changes.items() if name != "mti"}}
        fields = {number: value for number, value in fields.items() if value is not None and number != 64}
        return self.wrap(seal(Envelope(), Message(changes.get("mti", message.mti), fields), KEYS.mak))

    def wrap(self, data: bytes) -> bytes:
        return WRAP[self.framing](data)

    def hear(self, data: bytes, now: float = 1.0):
        return self.session.receive(data, now)


def of_trace(refund: Refund, trace: int) -> Refund:
    """The same, of another trace number."""
    return dataclasses.replace(refund, key=dataclasses.replace(refund.key, trace_no=f"{trace:06}"))
