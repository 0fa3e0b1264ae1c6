"""The UnionPay dialect as the seam wants it: the terminal's half, by a profile, for a terminal that reads the card."""

from dataclasses import dataclass, replace

from protocol.dialects import Capabilities
from protocol.dialects.unionpay import terminal_side
from protocol.dialects.unionpay.profiles import DEFAULT, Profile
from protocol.dialects.unionpay.terminal_side import Heard
from protocol.errors import LocalProtocolError
from protocol.security import WorkingKeys
from protocol.transactions import CardReader, Refund, Request


@dataclass(frozen=True, slots=True)
class UnionPay:
    """See protocol.dialects.Dialect. profile: without a length in front, whatever it says of dumps: on a line, the
    framing writes one.
    """

    profile: Profile = DEFAULT

    def __post_init__(self) -> None:
        if self.profile.length:
            object.__setattr__(self, "profile", replace(self.profile, length=False))

    @property
    def capabilities(self) -> Capabilities:
        return self.profile.capabilities

    def encode(self, request: Request, keys: WorkingKeys | None) -> bytes:
        if isinstance(request, Refund) and request.card_read_by is CardReader.DEVICE:
            raise LocalProtocolError("a UnionPay host needs the card in the message", field="2")
        return terminal_side.encode(request, keys, profile=self.profile)

    def decode(self, data: bytes, request: Request, keys: WorkingKeys | None) -> Heard:
        return terminal_side.hear(data, request, keys, self.profile)

    def names_its_request(self, data: bytes) -> bool:
        return True  # field 11 is in every answer
