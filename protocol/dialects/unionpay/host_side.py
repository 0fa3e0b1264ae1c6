"""The host's half of the dialect: requests in, answers out. No rules of money here, only their spelling."""

from collections.abc import Mapping

from protocol.dialects.unionpay import ours, requests
from protocol.dialects.unionpay.envelope import Packet, read, seal
from protocol.errors import DecodeError
from protocol.message import Message, Value
from protocol.security import Key
from protocol.transactions import (
    Answer,
    OrderAnswer,
    OrderQuery,
    OutcomeAnswer,
    RefundAnswer,
    Rejected,
    Request,
    SignOn,
    SignOnAnswer,
)

UNREADABLE = "30"
PAGE_MISSING = "25"

# What a terminal's answer repeats from its request, where it was there (domain notes 3, answer fields).
_ECHOED = {"0800": (11, 41, 42, 60), "0220": (2, 3, 4, 11, 14, 25, 41, 42, 49, 60), "0600": (11, 41, 42, 60, 61)}


def decode(data: bytes) -> tuple[Packet, Request]:
    """Packet and request. Raises DecodeError; `reject` can answer whatever still has TPDU, header and MTI."""
    packet = read(data)
    return packet, requests.read(packet.message)


def encode(packet: Packet, request: Request, answer: Answer, key: Key | None) -> bytes:
    """The answer to `packet`, with a MAC under `key` (of 0810: the MAK it delivers; None: no MAC)."""
    fields: dict[int, Value] = dict(_echo(packet.message))
    fields[39] = answer.code
    match answer:
        case SignOnAnswer() if isinstance(request, SignOn):
            fields |= _sign_on(request, answer)
        case RefundAnswer():
            fields |= _refund(answer)
        case OrderAnswer() if answer.original is not None and isinstance(request, OrderQuery):
            page = ours.write_page(answer.original, request.page)
            fields |= {39: PAGE_MISSING} if page is None else {62: page}
        case OutcomeAnswer():
            fields[62] = ours.write_outcome(answer)
        case OrderAnswer() | Rejected():
            pass
    message = Message(requests.ANSWER_MTI[packet.message.mti], fields)
    return seal(packet.envelope.swapped(), message, key)


def reject(packet: Packet, code: str) -> bytes:
    """An answer that carries nothing but `code`, without a MAC. Raises DecodeError for a type that has no answer."""
    mti = packet.message.mti
    answer_mti = requests.ANSWER_MTI.get(mti, f"{mti[:2]}{int(mti[2]) + 1}0" if mti[2] in "02468" else "")
    if not answer_mti:
        raise DecodeError(f"{mti} is not a request", field="0")
    return seal(packet.envelope.swapped(), Message(answer_mti, {**_echo(packet.message), 39: code}), None)


def _echo(message: Message) -> Mapping[int, Value]:
    wanted = _ECHOED.get("0220" if message.mti == requests.REPEAT_MTI else message.mti, (11, 41, 42, 60))
    return {number: message.fields[number] for number in wanted if number in message.fields}


def _sign_on(request: SignOn, answer: SignOnAnswer) -> dict[int, Value]:
    fields: dict[int, Value] = {
        12: answer.local_time,
        13: answer.business_date[4:],
        41: answer.terminal_no,
        42: answer.merchant_no,
        60: requests.MANAGEMENT_TYPE + answer.batch_no + requests.SIGN_ON_NET,
        63: ours.write_ledger(answer.ledger_id, answer.business_date, request.epoch, emulator=answer.emulator),
    }
    return fields | ({62: answer.working_keys} if answer.working_keys else {})


def _refund(answer: RefundAnswer) -> dict[int, Value]:
    fields: dict[int, Value] = {4: f"{answer.amount_fen:012d}", 12: answer.local_time, 13: answer.local_date}
    if answer.settle_date:
        fields[15] = answer.settle_date
    return fields | ({37: answer.reference_no} if answer.reference_no else {})
