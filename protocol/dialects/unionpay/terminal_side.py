"""The terminal's half of the dialect: requests out, answers in.

An answer counts only for the request it belongs to (house decision 6): MTI, trace, terminal and merchant say whose it
is - anything else is foreign and ignored - and then 3, 4, 49, 60.1 and 60.2 where present must equal the request's.
"""

from dataclasses import dataclass

from protocol.dialects import AnswerMismatchError, ForeignAnswerError
from protocol.dialects.unionpay import ours, requests
from protocol.dialects.unionpay.envelope import Envelope, Packet, read, seal
from protocol.errors import MacError
from protocol.message import Message
from protocol.security import WorkingKeys
from protocol.transactions import (
    Cancel,
    OrderQuery,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    Rejected,
    Request,
    SignOn,
    SignOnAnswer,
)

UNKNOWN_TERMINAL = "00000000"
"""Field 41 of a practice terminal that asks the host for a number."""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of an order answer, on the way to becoming an OrderAnswer. page is None unless code is 00."""

    code: str
    page: ours.Page | None


TerminalAnswer = SignOnAnswer | RefundAnswer | OrderPage | OutcomeAnswer | Rejected


def encode(request: Request, keys: WorkingKeys | None, envelope: Envelope | None = None) -> bytes:
    """TPDU, header and message of a request; every request but sign-on carries a MAC under `keys`."""
    key = None if isinstance(request, SignOn) or keys is None else keys.mak
    return seal(envelope or Envelope(), requests.write(request), key)


def decode(data: bytes, request: Request, keys: WorkingKeys | None) -> TerminalAnswer:
    """The answer in `data` to `request`.

    Raises DecodeError (unreadable), ForeignAnswerError (not ours), MacError, AnswerMismatchError. An answer without a
    MAC where one is due says nothing but its code: Rejected, which never settles a refund.
    """
    packet = read(data)
    asked = requests.write(request)
    _belongs(packet.message, asked, strict=not isinstance(request, SignOn))
    if isinstance(request, SignOn):
        return _sign_on_answer(packet, request)
    if 64 not in packet.message.fields:
        return Rejected(packet.message.text(39))
    if keys is None:
        raise MacError("no working keys to verify with", field="64")
    packet.verify(keys.mak)
    _agrees(packet.message, asked)
    return _answer(packet, request)


def _answer(packet: Packet, request: OrderQuery | Refund | OutcomeQuery | Cancel) -> TerminalAnswer:
    message = packet.message
    code = message.text(39)
    match request:
        case Refund():
            amount = int(message.text(4) or "0")
            times = (message.text(13), message.text(12), message.text(15))
            return RefundAnswer(code, message.text(37).strip(), amount, *times)
        case OrderQuery():
            return OrderPage(code, ours.read_page(message.octets(62)) if code == "00" else None)
        case OutcomeQuery() | Cancel():
            return ours.read_outcome(code, message.octets(62)) if code == "00" else Rejected(code)


def _belongs(answer: Message, asked: Message, *, strict: bool) -> None:
    """strict: terminal and merchant must be the request's; a sign-on answer may give the terminal its number."""
    if answer.mti != requests.ANSWER_MTI[asked.mti] or answer.text(11) != asked.text(11):
        raise ForeignAnswerError("an answer to another request", field="11")
    numbers = (41, 42) if strict else (42,)
    for number in numbers:
        if answer.text(number) != asked.text(number):
            raise ForeignAnswerError("an answer for another terminal or merchant", field=str(number))


def _agrees(answer: Message, asked: Message) -> None:
    for number in (2, 3, 4, 49):
        if number in answer.fields and answer.fields[number] != asked.fields.get(number):
            raise AnswerMismatchError("the answer contradicts the request", field=str(number))
    if 60 in answer.fields and answer.text(60)[:8] != asked.text(60)[:8]:
        raise AnswerMismatchError("another transaction type or batch", field="60")


def _sign_on_answer(packet: Packet, request: SignOn) -> SignOnAnswer:
    message = packet.message
    ledger_id, business_date, epoch, emulator = ours.read_ledger(message.text(63))
    if epoch not in ("", request.epoch):
        raise AnswerMismatchError("an answer to another epoch", field="63")
    return SignOnAnswer(
        code=message.text(39),
        merchant_no=message.text(42),
        terminal_no=message.text(41),
        batch_no=message.text(60)[2:8] or request.batch_no,
        business_date=business_date,
        local_time=message.text(12),
        working_keys=message.octets(62),
        ledger_id=ledger_id,
        emulator=emulator,
        mac=message.octets(64),
        covered=packet.covered,
    )
