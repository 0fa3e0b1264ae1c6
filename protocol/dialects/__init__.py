"""The seam between typed transactions and one way of writing them: a dialect, and what its peer declares it can do.

A dialect is bytes and typed values only: no frame, no time, no state. Randomness it does not need: what has to be
different in each message comes from the trace number.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from protocol.errors import RemoteProtocolError
from protocol.security import WorkingKeys
from protocol.transactions import CardReader, Request


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a peer declares (house decision 3). All false, except for our own emulator: nothing is assumed.

    order_query: finds an original by number. outcome_query: says what became of a refund key. same_key_resend: a
    refund sent again under its key has no second effect. cancel: leaves a tombstone for a key. sign_on: has 签到 with
    working keys. device_state: tells the state of the device. outside_entry: enters what is paid outside the terminal
    against what remains of an original, once a key. card_read_by: where the card is presented.
    """

    sign_on: bool = False
    order_query: bool = False
    outcome_query: bool = False
    same_key_resend: bool = False
    cancel: bool = False
    device_state: bool = False
    outside_entry: bool = False
    card_read_by: CardReader = CardReader.TERMINAL


# fmt: off
OURS = Capabilities(
    sign_on=True, order_query=True, outcome_query=True, same_key_resend=True, cancel=True, device_state=True,
    outside_entry=True,
)
"""The row of our own emulator, which documents these messages in docs/protocol.md."""
PLAIN = Capabilities(sign_on=True)
"""The row of any other UnionPay acquirer until its profile declares more."""
DEVICE = Capabilities(card_read_by=CardReader.DEVICE)
"""The row of any payment device that reads the card itself (hypercom, tlv): it takes a refund, and no more is known."""
OUR_DEVICE = Capabilities(outcome_query=True, same_key_resend=True, cancel=True, card_read_by=CardReader.DEVICE)
"""The row of our own emulator speaking hypercom: inquiry 74 and cancel D1 carry the refund's key."""
# fmt: on


class Stage(StrEnum):
    """What a device is busy with while the answer is not there yet."""

    CARD = "card"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Progress:
    """No answer, but a sign of life: code is the peer's own word for it (C0, P4)."""

    code: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class DeviceStation:
    """Who a payment device is at its acquirer, for the device's half of a dialect whose requests do not say it.

    merchant_no: 15 characters. terminal_no: 8. batch_no: 6 digits. business_date: yyyymmdd.
    """

    merchant_no: str
    terminal_no: str
    batch_no: str
    business_date: str


class ForeignAnswerError(RemoteProtocolError):
    """An answer to another request: acknowledged on the link, and ignored."""


class AnswerMismatchError(RemoteProtocolError):
    """An answer to this request that contradicts it: the outcome is unknown."""


Answer_co = TypeVar("Answer_co", covariant=True)


class Dialect(Protocol[Answer_co]):
    """One way of writing requests and reading answers."""

    @property
    def capabilities(self) -> Capabilities:
        """What the peer is known to do."""

    def encode(self, request: Request, keys: WorkingKeys | None) -> bytes:
        """The message of a request. keys: of the sign-on, None before it and where the peer has none.

        Raises LocalProtocolError for a request that this dialect has no message for.
        """

    def decode(self, data: bytes, request: Request, keys: WorkingKeys | None) -> Answer_co | Progress:
        """What `data` says to `request`.

        Raises DecodeError (unreadable), ForeignAnswerError (not to this request), AnswerMismatchError (to this
        request, but it contradicts it), MacError.
        """

    def names_its_request(self, data: bytes) -> bool:
        """Whether a readable answer says which request it is to. One that does not is an answer only while somebody
        waits for one, and never to what was asked before.
        """
