"""What the tags of the MIS link mean, as a published register driver and its logged answers have them. Facts only.

The numbers of the transaction types (DF02) stand in a header that was never published: they are configuration, `Types`.
"""

from dataclasses import dataclass

from protocol.dialects.tlv.elements import Element

# fmt: off
CLASS, TYPE, AMOUNT, NONCE, PAYLOAD, CODE = "DF01", "DF02", "DF03", "DF04", "DF06", "DF07"
CONSTANT_A, CONSTANT_B, FLAG = "DF08", "DF09", "DF0D"
ORIGINAL_DATE, REFERENCE, LOCAL_DATE, LOCAL_TIME = "DF17", "DF1A", "DF1C", "DF1D"
TERMINAL, MERCHANT, DESK, OPERATOR, QR_ORDER, QR_ORDER_AGAIN = "DF12", "DF13", "DF46", "DF47", "DF69", "DF90"

REQUEST, MODEM, RESULT = "00", "01", "02"       # DF01: a request; an ISO 8583 packet to be forwarded; the final result
# fmt: on

FRONT_CONSTANT, BACK_CONSTANT = Element(CONSTANT_A, b"\x55\x55"), Element(CONSTANT_B, b"\x30\x04")
"""DF08 and DF09 of every request of that driver."""
PRINT_FLAG = Element(FLAG, b"1")
APPROVED = "00"
_PADDED = 10


@dataclass(frozen=True, slots=True)
class Types:
    """DF02 of each transaction, 2 digits, from the manual of the device."""

    sign_on: str
    refund: str
    qr_refund: str

    def __post_init__(self) -> None:
        numbers = (self.sign_on, self.refund, self.qr_refund)
        if not all(len(number) == 2 and number.isascii() and number.isdecimal() for number in numbers):
            raise ValueError("a transaction type has 2 digits")
        if len(set(numbers)) != len(numbers):
            raise ValueError("two transactions have one type")


def bcd(tag: str, digits: str) -> Element:
    """Packed digits; an even number of them."""
    return Element(tag, bytes.fromhex(digits))


def ascii_text(tag: str, text: str) -> Element:
    """Text as it is."""
    return Element(tag, text.encode("ascii"))


def padded(tag: str, text: str) -> Element:
    """Desk and operator numbers: 10 characters."""
    return ascii_text(tag, text.ljust(_PADDED))


def nonce(trace_no: str) -> str:
    """DF04: 4 digits that the answer repeats; of the trace number, so that neighbours differ."""
    return trace_no[-4:]
