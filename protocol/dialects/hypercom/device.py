"""The device's half of the Hypercom link: a register's requests in, answers and progress out. For the emulator.

Who the device is at its acquirer comes in with each call (`DeviceStation`): a register's requests do not say it.
"""

from dataclasses import dataclass

from protocol.dialects import DeviceStation
from protocol.dialects.hypercom import facts
from protocol.dialects.hypercom.body import REQUEST, RESPONSE, Body, read_body, read_front, write_body
from protocol.dialects.payment_device import Ledger, Stop, write_ledger
from protocol.errors import DecodeError
from protocol.transactions import (
    Cancel,
    CardReader,
    Channel,
    Echo,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
)

_ANY_INDICATOR = (facts.ECHO, facts.CANCEL)
"""Registers are seen to send these two with indicator 1."""
_REPEATED = (facts.TRACE, facts.KEY, facts.KEY_DATE)
_OUTCOME_TEXTS = {found: text for text, found in facts.OUTCOMES.items()}


@dataclass(frozen=True, slots=True)
class Abort:
    """A bare D1: stop what is running, if it has not been sent yet."""


DeviceRequest = Echo | Refund | OutcomeQuery | Cancel | Abort
DeviceAnswer = RefundAnswer | OutcomeAnswer | Rejected | Ledger | Stop


def read_request(data: bytes, station: DeviceStation) -> DeviceRequest:
    """The request in `data`. Raises DecodeError."""
    body = read_body(data)
    if not _wants_answer(body):
        raise DecodeError("a request that wants an answer has indicator 0", field="indicator", offset=11)
    try:
        return _request(body, station)
    except ValueError as error:
        raise DecodeError(str(error), field=body.code) from None


def write_answer(request: DeviceRequest, answer: DeviceAnswer, station: DeviceStation) -> bytes:
    """The answer to `request`."""
    return write_body(Body(RESPONSE, _code_of(request), _response(answer), fields=_fields(request, answer, station)))


def refuse(data: bytes, code: str) -> bytes | None:
    """The answer that says nothing but `code` (2 printable characters), also to a request that can't be understood.

    None to what is no request, to what wants no answer, and where the head can't be read.
    """
    try:
        body = read_front(data)
    except DecodeError:
        return None
    if not _wants_answer(body):
        return None
    repeated = tuple((kind, value) for kind, value in body.fields if kind in _REPEATED)
    return write_body(Body(RESPONSE, body.code, code, fields=repeated))


def write_progress(code: str) -> bytes:
    """C0 to C3, P1 to P4. Raises ValueError for any other code."""
    if code not in facts.PROGRESS:
        raise ValueError("no such progress")
    return write_body(Body(RESPONSE, code, more="1"))


def _wants_answer(body: Body) -> bool:
    """A request. Of those with any indicator, one with fields is an answer: two devices do not talk for ever."""
    return body.indicator == REQUEST or (body.code in _ANY_INDICATOR and not body.fields)


def _request(body: Body, station: DeviceStation) -> DeviceRequest:
    match body.code:
        case facts.ECHO:
            return Echo(station.merchant_no, station.terminal_no, station.batch_no)
        case facts.REFUND:
            return _refund(body, station)
        case facts.INQUIRY:
            return OutcomeQuery(_key(body, station), _required(body, facts.TRACE, 6))
        case facts.CANCEL:
            return Cancel(_key(body, station), _required(body, facts.TRACE, 6)) if body.text(facts.KEY) else Abort()
    raise DecodeError("no transaction of this code is known", field="code", offset=12)


def _refund(body: Body, station: DeviceStation) -> Refund:
    trace_no = _required(body, facts.TRACE, 6)
    foreign = RefundKey(
        station.merchant_no, station.terminal_no, facts.NO_EPOCH, station.batch_no, trace_no, station.business_date
    )
    return Refund(
        key=_key(body, station) if body.text(facts.KEY) else foreign,
        amount_fen=int(_required(body, facts.AMOUNT, 12)),
        original_reference=body.text(facts.REFERENCE),
        original_month_day=_required(body, facts.DATE, 6)[2:],
        channel=Channel.CARD,
        card_read_by=CardReader.DEVICE,
    )


def _key(body: Body, station: DeviceStation) -> RefundKey:
    said, date = body.text(facts.KEY), body.text(facts.KEY_DATE).rstrip()
    return RefundKey(station.merchant_no, station.terminal_no, said[:8], said[8:14], said[14:], date)


def _required(body: Body, kind: str, count: int) -> str:
    text = body.digits(kind, count)
    if not text:
        raise DecodeError("is missing", field=kind)
    return text


def _code_of(request: DeviceRequest) -> str:
    match request:
        case Refund():
            return facts.REFUND
        case OutcomeQuery():
            return facts.INQUIRY
        case Echo():
            return facts.ECHO
        case Cancel() | Abort():
            return facts.CANCEL


def _response(answer: DeviceAnswer) -> str:
    match answer:
        case Ledger():
            return facts.APPROVED
        case Stop():
            return facts.STOPS[answer][0]
    return answer.code


def _fields(request: DeviceRequest, answer: DeviceAnswer, station: DeviceStation) -> tuple[tuple[str, bytes], ...]:
    match answer:
        case Ledger():
            return ((facts.TEXT, facts.padded_text(write_ledger(answer, station.business_date))), *_identity(station))
        case Stop():
            said = facts.STOPS[answer][1]
            return ((facts.TEXT, facts.padded_text(said)), *_identity(station), *_repeated(request))
        case RefundAnswer():
            text = "APPROVED" if answer.code == facts.APPROVED else "DECLINED"
            return (
                (facts.TEXT, facts.padded_text(text)),
                *_stored(answer, station),
                *_identity(station),
                *_repeated(request),
            )
        case OutcomeAnswer(_, found, stored):
            text = _OUTCOME_TEXTS[found] + (stored.code if stored is not None else "")
            told = () if stored is None else _stored(stored, station)
            return ((facts.TEXT, facts.padded_text(text)), *told, *_identity(station), *_repeated(request))
        case Rejected():
            return _repeated(request)


def _stored(answer: RefundAnswer, station: DeviceStation) -> tuple[tuple[str, bytes], ...]:
    date = facts.full_date(answer.local_date, station.business_date) if answer.local_date else ""
    return (
        (facts.AMOUNT, f"{answer.amount_fen:012d}".encode("ascii")),
        (facts.REFERENCE, answer.reference_no.ljust(12).encode("ascii")),
        (facts.DATE, date.encode("ascii")),
        (facts.TIME, answer.local_time.encode("ascii")),
    )


def _identity(station: DeviceStation) -> tuple[tuple[str, bytes], ...]:
    return (
        (facts.TERMINAL, station.terminal_no.encode("ascii")),
        (facts.MERCHANT, station.merchant_no.encode("ascii")),
        (facts.BATCH, station.batch_no.encode("ascii")),
    )


def _repeated(request: DeviceRequest) -> tuple[tuple[str, bytes], ...]:
    """What tells the register that this is the answer to its request."""
    match request:
        case Refund(key):
            ours = facts.key_fields(key) if key.epoch != facts.NO_EPOCH else ()
            return ((facts.TRACE, key.trace_no.encode("ascii")), *ours)
        case OutcomeQuery(key, trace_no) | Cancel(key, trace_no):
            return ((facts.TRACE, trace_no.encode("ascii")), *facts.key_fields(key))
        case _:
            return ()
