"""How registers speak to a payment terminal: the device's halves of two dialects behind one port. Bytes <-> values.

The rule: a request that can't be understood is refused with a code and never dropped, 30 where it is badly written and
40 where it asks for what this device does not do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from emulator.host.rules import NOT_SERVED, UNREADABLE
from emulator.spoken import Heard, Spoken
from protocol.dialects import DeviceStation
from protocol.dialects.hypercom import body as hypercom_body
from protocol.dialects.hypercom import device as hypercom
from protocol.dialects.hypercom import facts as hypercom_facts
from protocol.dialects.payment_device import Ledger, Stop
from protocol.dialects.tlv import device as tlv
from protocol.dialects.tlv import elements as tlv_elements
from protocol.dialects.tlv import facts as tlv_facts
from protocol.errors import DecodeError
from protocol.transactions import Cancel, Echo, OutcomeAnswer, OutcomeQuery, Refund, RefundAnswer, Rejected, SignOn

Asked = Echo | SignOn | Refund | OutcomeQuery | Cancel | hypercom.Abort
"""What a register may ask."""
Said = RefundAnswer | OutcomeAnswer | Rejected | Ledger | Stop
"""What it may be answered."""


class DeviceDialect(Protocol):
    """The device's half of a dialect. progress: says that it waits for a card, None where the dialect has no word."""

    @property
    def spoken(self) -> Spoken:
        """Its row."""

    @property
    def progress(self) -> bytes | None:
        """See the class."""

    def read(self, data: bytes, station: DeviceStation) -> Asked:
        """Raises DecodeError."""

    def write(self, asked: Asked, said: Said, station: DeviceStation) -> bytes:
        """The answer to what `read` gave."""

    def refuse(self, data: bytes, code: str) -> bytes | None:
        """The answer that says nothing but `code`; None to what wants no answer."""

    def look(self, data: bytes) -> Heard | None:
        """What can be seen without knowing more; transaction "" for one that the device does not do."""


def why_not(data: bytes, dialect: DeviceDialect) -> str:
    """The code for a request that can't be read: 30 or 40."""
    heard = dialect.look(data)
    return UNREADABLE if heard is None or heard.transaction else NOT_SERVED


# fmt: off
_HYPERCOM_NAMES: dict[str, str] = {  # what a register asks -> its name in the matrix; a register signs on by an echo
    hypercom_facts.REFUND:  "refund",
    hypercom_facts.INQUIRY: "outcome_query",
    hypercom_facts.CANCEL:  "cancel",
    hypercom_facts.ECHO:    "sign_on",
}
# fmt: on
_HYPERCOM = Spoken("hypercom", frozenset(_HYPERCOM_NAMES.values()))
_MIS = Spoken("tlv", frozenset({"sign_on", "refund"}))
_WAITING = hypercom.write_progress("C0")


@dataclass(frozen=True, slots=True)
class HypercomDevice:
    """The Hypercom link."""

    spoken: Spoken = _HYPERCOM
    progress: bytes | None = _WAITING

    def read(self, data: bytes, station: DeviceStation) -> Asked:
        return hypercom.read_request(data, station)

    def write(self, asked: Asked, said: Said, station: DeviceStation) -> bytes:
        if isinstance(asked, SignOn):
            raise TypeError("a sign-on of the MIS link")
        return hypercom.write_answer(asked, said, station)

    def refuse(self, data: bytes, code: str) -> bytes | None:
        return hypercom.refuse(data, code)

    def look(self, data: bytes) -> Heard | None:
        try:
            body = hypercom_body.read_body(data)
        except DecodeError:
            return None
        amount = _digits(lambda: body.digits(hypercom_facts.AMOUNT, 12))
        return Heard(_HYPERCOM_NAMES.get(body.code, ""), "", amount, "")


@dataclass(frozen=True, slots=True)
class MisDevice:
    """The Chinese MIS link. types: DF02 of its transactions."""

    types: tlv_facts.Types
    spoken: Spoken = _MIS
    progress: bytes | None = None

    def read(self, data: bytes, station: DeviceStation) -> Asked:
        return tlv.read_request(data, self.types, station)

    def write(self, asked: Asked, said: Said, station: DeviceStation) -> bytes:
        if not isinstance(asked, SignOn | Refund) or isinstance(said, OutcomeAnswer):
            raise TypeError("nothing that is asked on the MIS link")
        return tlv.write_answer(asked, said, self.types, station)

    def refuse(self, data: bytes, code: str) -> bytes | None:
        return tlv.refuse(data, code)

    def look(self, data: bytes) -> Heard | None:
        try:
            elements = tlv_elements.read_elements(data)
            kind = tlv_elements.digits_of(elements, tlv_facts.TYPE, 2)
        except DecodeError:
            return None
        name = {self.types.sign_on: "sign_on", self.types.refund: "refund"}.get(kind, "")
        return Heard(name, "", _digits(lambda: tlv_elements.digits_of(elements, tlv_facts.AMOUNT, 12)), "")


def _digits(read: Callable[[], str]) -> int | None:
    """An amount, None where there is none that can be read."""
    try:
        return int(read() or "none")
    except (DecodeError, ValueError):
        return None
