"""Typed requests <-> messages, whichever family they belong to. Nothing is written or read that the matrix refuses.

Both sides of the wire meet here: what a terminal writes is checked before it is sealed (EncodeError), what a host
reads before it is believed (DecodeError). The spelling of each family is in its own *_messages file.
"""

from protocol.dialects.unionpay import (
    management_messages,
    outside_messages,
    payment_messages,
    refund_messages,
    reversal_messages,
    settlement_messages,
)
from protocol.dialects.unionpay.matrix import ROWS, Row, check
from protocol.errors import DecodeError, EncodeError
from protocol.message import Message
from protocol.transactions import CoreRequest, Management, Payment, Request, Reversal, Settlement

ANSWER_MTI = {row.mti: row.answer_mti for row in ROWS.values()}
"""Request -> answer."""


def write(request: Request) -> Message:
    """The message of a request, without its MAC. Raises EncodeError naming the field that is missing."""
    return write_as(request)[1]


def write_as(request: Request) -> tuple[Row, Message]:
    """As write, and the row that it was checked by."""
    message = _write(request)
    return check(message, EncodeError), message


def read(message: Message) -> Request:
    """The request in a message. Raises DecodeError naming the field that is missing or wrong."""
    return read_as(check(message), message)


def read_as(row: Row, message: Message) -> Request:
    """As read, of a message that was checked and is of `row`."""
    try:
        return _read(row, message)
    except ValueError as error:  # of a value that can't be: its reasons show no contents
        raise DecodeError(str(error)) from None


def _write(request: Request) -> Message:
    if isinstance(request, CoreRequest):  # most, first: a union is looked through one by one
        return refund_messages.write(request)
    if isinstance(request, Payment):
        return payment_messages.write(request)
    if isinstance(request, Reversal):
        return reversal_messages.write(request)
    if isinstance(request, Settlement):
        return settlement_messages.write(request)
    if isinstance(request, Management):
        return management_messages.write(request)
    return outside_messages.write(request)


def _read(row: Row, message: Message) -> Request:
    if message.mti != row.mti:
        raise DecodeError("an answer, where a request was wanted", field="0")
    if row.name in refund_messages.NAMES:
        return refund_messages.read(row, message)
    if row.name in payment_messages.NAMES:
        return payment_messages.read(row, message)
    if row.name in settlement_messages.NAMES:
        return settlement_messages.read(row, message)
    if row.name in management_messages.NAMES:
        return management_messages.read(row, message)
    if row.name in outside_messages.NAMES:
        return outside_messages.read(row, message)
    return reversal_messages.read(message)
