"""The device's half of the MIS link: a register's sign-on and refund in, final results out. For the emulator.

Who the device is at its acquirer comes in with each call (`DeviceStation`): a register's requests do not say it.
"""

from protocol.dialects import DeviceStation
from protocol.dialects.payment_device import Ledger, Stop, write_ledger
from protocol.dialects.tlv import facts
from protocol.dialects.tlv.elements import Element, digits_of, read_elements, read_front, text_of, write_elements
from protocol.errors import DecodeError
from protocol.money import format_yuan
from protocol.transactions import (
    CardReader,
    Channel,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    SignOn,
)

NO_EPOCH = "00000000"
"""The MIS link carries no epoch; a refund is told apart by its nonce alone."""

DeviceRequest = SignOn | Refund
DeviceAnswer = RefundAnswer | Rejected | Ledger | Stop


def read_request(data: bytes, types: facts.Types, station: DeviceStation) -> DeviceRequest:
    """The request in `data`. Raises DecodeError, also for a refund of a QR order: it names no reference and no date."""
    elements = read_elements(data)
    if digits_of(elements, facts.CLASS, 2) != facts.REQUEST:
        raise DecodeError("a request has 00", field=facts.CLASS)
    kind, trace_no = digits_of(elements, facts.TYPE, 2), _required(elements, facts.NONCE, 4).zfill(6)
    try:
        if kind == types.sign_on:
            return _sign_on(elements, trace_no, station)
        if kind == types.refund:
            return _refund(elements, trace_no, station)
    except ValueError as error:
        raise DecodeError(str(error), field=facts.TYPE) from None
    raise DecodeError("no transaction of this type is known", field=facts.TYPE)


def write_answer(request: DeviceRequest, answer: DeviceAnswer, types: facts.Types, station: DeviceStation) -> bytes:
    """The final result of `request`."""
    if isinstance(request, SignOn):
        kind, trace_no = types.sign_on, request.trace_no
    else:
        kind, trace_no = types.refund, request.key.trace_no
    told = (
        facts.bcd(facts.TYPE, kind),
        facts.ascii_text(facts.TERMINAL, station.terminal_no),
        facts.ascii_text(facts.MERCHANT, station.merchant_no),
        *_told(answer, station),
    )
    return write_elements(
        (
            facts.bcd(facts.CLASS, facts.RESULT),
            facts.bcd(facts.TYPE, kind),
            facts.bcd(facts.NONCE, facts.nonce(trace_no)),
            Element(facts.PAYLOAD, write_elements(told)),
            facts.ascii_text(facts.CODE, _code(answer)),
        )
    )


def refuse(data: bytes, code: str) -> bytes | None:
    """The final result that says nothing but `code` (2 characters), also to a request that can't be understood; None to
    what is no request.
    """
    front = {element.tag: element for element in read_front(data)}
    if facts.CLASS not in front or front[facts.CLASS].value.hex() != facts.REQUEST:
        return None
    repeated = (front[tag] for tag in (facts.TYPE, facts.NONCE) if tag in front)
    return write_elements((facts.bcd(facts.CLASS, facts.RESULT), *repeated, facts.ascii_text(facts.CODE, code)))


def _sign_on(elements: tuple[Element, ...], trace_no: str, station: DeviceStation) -> SignOn:
    operator_no = text_of(elements, facts.OPERATOR)
    return SignOn(station.merchant_no, station.terminal_no, NO_EPOCH, station.batch_no, trace_no, operator_no)


def _refund(elements: tuple[Element, ...], trace_no: str, station: DeviceStation) -> Refund:
    return Refund(
        key=RefundKey(
            station.merchant_no, station.terminal_no, NO_EPOCH, station.batch_no, trace_no, station.business_date
        ),
        amount_fen=int(_required(elements, facts.AMOUNT, 12)),
        original_reference=text_of(elements, facts.REFERENCE),
        original_month_day=_required(elements, facts.ORIGINAL_DATE, 4),
        channel=Channel.CARD,
        operator_no=text_of(elements, facts.OPERATOR),
        card_read_by=CardReader.DEVICE,
    )


def _code(answer: DeviceAnswer) -> str:
    match answer:
        case Ledger():
            return facts.APPROVED
        case Stop():
            return facts.STOPS[answer][0]
    return answer.code


def _told(answer: DeviceAnswer, station: DeviceStation) -> tuple[Element, ...]:
    match answer:
        case Ledger():
            text = facts.ascii_text(facts.TEXT, write_ledger(answer, station.business_date))
            return (facts.bcd(facts.BATCH, station.batch_no), text)
        case Stop():
            return (facts.ascii_text(facts.TEXT, facts.STOPS[answer][1]),)
        case Rejected():
            return ()
    return (
        facts.ascii_text(facts.AMOUNT, f"RMB -{format_yuan(answer.amount_fen, commas=False)}"),
        facts.ascii_text(facts.REFERENCE, answer.reference_no.ljust(12)),
        facts.ascii_text(facts.LOCAL_DATE, answer.local_date),
        facts.ascii_text(facts.LOCAL_TIME, answer.local_time),
    )


def _required(elements: tuple[Element, ...], tag: str, count: int) -> str:
    digits = digits_of(elements, tag, count)
    if not digits:
        raise DecodeError("is missing", field=tag)
    return digits
