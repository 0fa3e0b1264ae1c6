"""The host's half of the dialect: requests in, answers out. No rules of money here, only their spelling."""

from collections.abc import Mapping

from protocol.dialects.unionpay import (
    layouts,
    management_messages,
    ours,
    outside_messages,
    payment_messages,
    requests,
    reversal_messages,
    settlement_messages,
)
from protocol.dialects.unionpay.envelope import Packet, read, seal, seal_answer
from protocol.dialects.unionpay.matrix import ROWS
from protocol.dialects.unionpay.profiles import DEFAULT, Profile
from protocol.errors import DecodeError
from protocol.message import Message, Value
from protocol.security import Key
from protocol.transactions import (
    Answer,
    ManagementAnswer,
    OrderAnswer,
    OrderQuery,
    OutcomeAnswer,
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    PaymentAnswer,
    RefundAnswer,
    Rejected,
    Request,
    ReversalAnswer,
    SettleAnswer,
    SignOn,
    SignOnAnswer,
    UploadAnswer,
)

UNREADABLE = "30"
PAGE_MISSING = "25"

# What a terminal's answer repeats from its request, where it was there (domain notes 3, answer fields).
_PAYMENT = (2, 3, 4, 11, 14, 25, 41, 42, 49, 60)
_ANY = (11, 41, 42, 60)
# fmt: off
_ECHOED = {
    "0100": _PAYMENT, "0200": _PAYMENT, "0220": _PAYMENT, "0221": _PAYMENT, "0400": _PAYMENT,
    "0500": (*_ANY, 49), "0600": (*_ANY, 61),
}
# fmt: on


def decode(data: bytes, profile: Profile = DEFAULT) -> tuple[Packet, Request]:
    """Packet and request. Raises DecodeError; `reject` can answer whatever still has TPDU, header and MTI."""
    packet = read(data, profile)
    return packet, requests.read(packet.message)


def encode(packet: Packet, request: Request, answer: Answer, key: Key | None, profile: Profile = DEFAULT) -> bytes:
    """The answer to `packet`, with a MAC under `key` (of 0810: the MAK it delivers; None: no MAC)."""
    mti = packet.message.mti
    code: dict[int, Value] = {39: answer.code} if answer.code else {}  # an 0510 as a rule has none
    echo = _ECHOED.get(mti, _ANY)
    return seal_answer(packet, requests.ANSWER_MTI[mti], echo, code | _said(request, answer), key, profile)


def reject(packet: Packet, code: str, profile: Profile = DEFAULT) -> bytes:
    """An answer that carries nothing but `code`, without a MAC. Raises DecodeError for a type that has no answer."""
    mti = packet.message.mti
    answer_mti = requests.ANSWER_MTI.get(mti, f"{mti[:2]}{int(mti[2]) + 1}0" if mti[2] in "02468" else "")
    if not answer_mti:
        raise DecodeError(f"{mti} is not a request", field="0")
    return seal(packet.envelope.swapped(), Message(answer_mti, {**_echo(packet.message), 39: code}), None, profile)


def _echo(message: Message) -> Mapping[int, Value]:
    wanted = _ECHOED.get(message.mti, _ANY)
    return {number: message.fields[number] for number in wanted if number in message.fields}


def _said(request: Request, answer: Answer) -> dict[int, Value]:
    """What the answer says of its own."""
    match answer:
        case SignOnAnswer():
            return _sign_on(request, answer) if isinstance(request, SignOn) else {}
        case RefundAnswer():
            return _refund(answer)
        case OrderAnswer():
            return _page(request, answer)
        case OutcomeAnswer():
            return {62: ours.write_outcome(answer)}
        case OutsideAnswer():
            return _outside(request, answer)
        case PaymentAnswer():
            return payment_messages.write_answer(answer)
        case ReversalAnswer():
            return reversal_messages.write_answer(answer)
        case SettleAnswer():
            return settlement_messages.write_settle_answer(answer)
        case UploadAnswer():
            return settlement_messages.write_upload_answer(answer)
        case ManagementAnswer():
            return management_messages.write_answer(answer)
        case Rejected():
            return {}


def _sign_on(request: SignOn, answer: SignOnAnswer) -> dict[int, Value]:
    fields: dict[int, Value] = {
        12: answer.local_time,
        13: answer.business_date[4:],
        41: answer.terminal_no,
        42: answer.merchant_no,
        60: layouts.write_60(ROWS["sign_on"].types[0], answer.batch_no, request.net),
        63: ours.write_ledger(answer.ledger_id, answer.business_date, request.epoch, emulator=answer.emulator),
    }
    return fields | ({62: answer.working_keys} if answer.working_keys else {})


def _page(request: Request, answer: OrderAnswer) -> dict[int, Value]:
    if answer.original is None or not isinstance(request, OrderQuery):
        return {}
    page = ours.write_page(answer.original, request.page)
    return {39: PAGE_MISSING} if page is None else {62: page}


def _outside(request: Request, answer: OutsideAnswer) -> dict[int, Value]:
    return (
        outside_messages.write_answer(answer, request.key) if isinstance(request, OutsideEntry | OutsideRelease) else {}
    )


def _refund(answer: RefundAnswer) -> dict[int, Value]:
    fields: dict[int, Value] = {4: f"{answer.amount_fen:012d}", 12: answer.local_time, 13: answer.local_date}
    if answer.settle_date:
        fields[15] = answer.settle_date
    return fields | ({37: answer.reference_no} if answer.reference_no else {})
