"""The terminal's half of the dialect: requests out, answers in.

An answer counts only for the request it belongs to (house decision 6): MTI, trace, terminal and merchant say whose it
is - anything else is foreign and ignored - and then 3, 4, 49, 60.1 and 60.2 where present must equal the request's.
"""

from dataclasses import dataclass, replace

from protocol.codes import SIGN_ON_AGAIN
from protocol.dialects import AnswerMismatchError, ForeignAnswerError
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
from protocol.dialects.unionpay.demands import Demand, demand_of
from protocol.dialects.unionpay.envelope import Envelope, Packet, read, seal
from protocol.dialects.unionpay.matrix import Row, check_as
from protocol.dialects.unionpay.profiles import DEFAULT, Profile
from protocol.errors import LocalProtocolError, MacError
from protocol.message import Message
from protocol.security import MacKind, WorkingKeys
from protocol.transactions import (
    FOREIGN_EPOCH,
    Cancel,
    Channel,
    ManagementAnswer,
    OrderQuery,
    OutcomeAnswer,
    OutcomeQuery,
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    Payment,
    PaymentAnswer,
    QrSale,
    QrVoid,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    Request,
    Reversal,
    ReversalAnswer,
    Settle,
    SettleAnswer,
    Settlement,
    SignOn,
    SignOnAnswer,
    UploadAnswer,
)

UNKNOWN_TERMINAL = "00000000"
"""Field 41 of a practice terminal that asks the host for a number."""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of an order answer, on the way to becoming an OrderAnswer. page is None unless code is 00."""

    code: str
    page: ours.Page | None


TerminalAnswer = (
    SignOnAnswer
    | RefundAnswer
    | OrderPage
    | OutcomeAnswer
    | OutsideAnswer
    | PaymentAnswer
    | ReversalAnswer
    | SettleAnswer
    | UploadAnswer
    | ManagementAnswer
    | Rejected
)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, and what the host wants done next."""

    answer: TerminalAnswer
    demand: Demand

    @property
    def sign_on_again(self) -> bool:
        """The host asks for 签到 before anything else: by its header, or by the answer's code (77, 99, A0)."""
        return self.demand is Demand.SIGN_ON or self.answer.code in SIGN_ON_AGAIN


def encode(
    request: Request, keys: WorkingKeys | None, envelope: Envelope | None = None, profile: Profile = DEFAULT
) -> bytes:
    """TPDU, header and message of a request; with a MAC under `keys` where the matrix has one.

    Raises EncodeError naming the field of a request that lacks what its transaction needs.
    """
    row, message = requests.write_as(_for(request, profile))
    key = keys.mak if keys is not None and row.has_mac else None
    return seal(envelope or Envelope.of(profile), message, key, profile)


def decode(data: bytes, request: Request, keys: WorkingKeys | None, profile: Profile = DEFAULT) -> TerminalAnswer:
    """The answer in `data` to `request`.

    Raises DecodeError (unreadable, or without a field that such an answer carries), ForeignAnswerError (not ours),
    MacError, AnswerMismatchError. An answer without a MAC where one is due says nothing but its code: Rejected, which
    never settles a refund.
    """
    return hear(data, request, keys, profile).answer


def hear(data: bytes, request: Request, keys: WorkingKeys | None, profile: Profile = DEFAULT) -> Heard:
    """The answer as `decode` reads it, with what the header asks for beside it."""
    packet = read(data, profile)
    row, asked = requests.write_as(_for(request, profile))
    _belongs(packet.message, asked, strict=not isinstance(request, SignOn))
    return Heard(_checked(packet, request, row, asked, keys), demand_of(packet.envelope.processing_request))


def _for(request: Request, profile: Profile) -> Request:
    """The request as this peer is asked: what only our emulator reads of a refund or a scanned payment is left out.
    A scanned refund says in field 59 how it was paid, and no other form of that is known: LocalProtocolError for one.
    """
    if profile.own_parts:
        return request
    match request:
        case Refund(channel=Channel.CARD):
            return replace(request, key=replace(request.key, epoch=FOREIGN_EPOCH), order_no="", items=())
        case Refund():
            raise LocalProtocolError("a scanned refund has no form here", field="59")
        case QrSale() | QrVoid():
            return replace(request, channel=None)
        case _:
            return request


def _checked(packet: Packet, request: Request, row: Row, asked: Message, keys: WorkingKeys | None) -> TerminalAnswer:
    if isinstance(request, SignOn):
        check_as(row, packet.message)
        return _sign_on_answer(packet, request)
    if _mac_due(row, packet) and 64 not in packet.message.fields:
        return Rejected(packet.message.text(39))
    _verify(row, packet, keys)
    _agrees(packet.message, asked)
    check_as(row, packet.message)
    return _answer(packet.message, request)


def _mac_due(row: Row, packet: Packet) -> bool:
    return row.has_mac and packet.mac is not MacKind.NONE


def _verify(row: Row, packet: Packet, keys: WorkingKeys | None) -> None:
    """A MAC that is not due is verified all the same where there are keys for it."""
    if keys is not None and 64 in packet.message.fields:
        packet.verify(keys.mak)
    elif _mac_due(row, packet):
        raise MacError("no working keys to verify with", field="64")


def _answer(message: Message, request: Request) -> TerminalAnswer:
    code = message.text(39)
    match request:
        case Refund():
            times = (message.text(13), message.text(12), message.text(15))
            return RefundAnswer(code, message.text(37).strip(), layouts.amount_of(message), *times)
        case OrderQuery():
            return OrderPage(code, ours.read_page(message.octets(62)) if code == "00" else None)
        case OutcomeQuery() | Cancel():
            return ours.read_outcome(code, message.octets(62)) if code == "00" else Rejected(code)
        case OutsideEntry(key=key) | OutsideRelease(key=key):
            return _outside(message, code, key)
        case Reversal():
            return reversal_messages.read_answer(message)
        case Settle():
            return settlement_messages.read_settle_answer(message) if 48 in message.fields else Rejected(code)
    if isinstance(request, Payment):
        return payment_messages.read_answer(message)
    if isinstance(request, Settlement):
        return settlement_messages.read_upload_answer(request, message)
    return management_messages.read_answer(message)


def _outside(message: Message, code: str, key: RefundKey) -> OutsideAnswer:
    """An answer that names another entry is about this message's trace all the same, and so contradicts it. A refusal
    may leave field 62 out.
    """
    if 62 not in message.fields:
        return OutsideAnswer(code)
    said = message.octets(62)
    if not outside_messages.is_about(said, key):
        raise AnswerMismatchError("the answer is about another entry", field="62")
    return outside_messages.read_answer(code, said)


def _belongs(answer: Message, asked: Message, *, strict: bool) -> None:
    """strict: terminal and merchant must be the request's; a sign-on answer may give the terminal its number."""
    if answer.mti != requests.ANSWER_MTI[asked.mti]:
        raise ForeignAnswerError("an answer to another kind of request", field="0")
    if 11 not in asked.fields:
        _same_network(answer, asked)
    elif answer.text(11) != asked.text(11):
        raise ForeignAnswerError("an answer to another request", field="11")
    numbers = (41, 42) if strict else (42,)
    for number in numbers:
        if answer.text(number) != asked.text(number):
            raise ForeignAnswerError("an answer for another terminal or merchant", field=str(number))


def _same_network(answer: Message, asked: Message) -> None:
    """Where a request has no trace number, 60.3 tells which it was."""
    if answer.text(60)[8:11] != asked.text(60)[8:11]:
        raise ForeignAnswerError("an answer to another request", field="60")


def _agrees(answer: Message, asked: Message) -> None:
    for number in (3, 4, 49):
        if number in answer.fields and answer.fields[number] != asked.fields.get(number):
            raise AnswerMismatchError("the answer contradicts the request", field=str(number))
    if 2 in answer.fields and answer.text(2) != _card_number(asked):
        raise AnswerMismatchError("the answer is about another card", field="2")
    if 60 in answer.fields and answer.text(60)[:8] != asked.text(60)[:8]:
        raise AnswerMismatchError("another transaction type or batch", field="60")


def _card_number(asked: Message) -> str:
    """Of a swiped card it stands in track 2 alone."""
    return asked.text(2) or asked.text(35).split("D")[0]


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
        local_date=message.text(13),
        mac_kind=packet.mac,
    )
