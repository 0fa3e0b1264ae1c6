"""The register's half of the MIS link: sign-on and refunds out, final results in.

The rule: an answer counts only with the nonce (DF04) of its request; another type or amount contradicts it. Nothing but
a refund is known well enough to be asked; a published driver sends it in this order of tags. Of a card refund it also
sends the original's trace (DF19), authorisation (DF16) and time (DF0B): our original is its reference, which stands in
DF1A, and its date. There is no MAC: the line is a cable.
"""

from dataclasses import dataclass

from protocol.dialects import DEVICE, AnswerMismatchError, Capabilities, ForeignAnswerError
from protocol.dialects.payment_device import read_ledger
from protocol.dialects.tlv import facts
from protocol.dialects.tlv.elements import (
    Element,
    digits_of,
    offset_of,
    read_elements,
    text_of,
    value_of,
    write_elements,
)
from protocol.errors import DecodeError, LocalProtocolError
from protocol.money import MoneyError, parse_yuan
from protocol.security import WorkingKeys
from protocol.transactions import Channel, Refund, RefundAnswer, Rejected, Request, SignOn, SignOnAnswer

MisAnswer = SignOnAnswer | RefundAnswer | Rejected


@dataclass(frozen=True, slots=True)
class Tlv:
    """See protocol.dialects.Dialect. types: of the device."""

    types: facts.Types
    capabilities: Capabilities = DEVICE

    def encode(self, request: Request, keys: WorkingKeys | None) -> bytes:
        match request:
            case SignOn():
                return write_elements(self._sign_on(request))
            case Refund() if request.channel is Channel.CARD or request.order_no:
                return write_elements(self._refund(request))
        raise LocalProtocolError(f"no message for this request ({type(request).__name__}) on the MIS link")

    def decode(self, data: bytes, request: Request, keys: WorkingKeys | None) -> MisAnswer:
        elements = read_elements(data)
        asked = read_elements(self.encode(request, keys))
        if digits_of(elements, facts.CLASS, 2) != facts.RESULT:
            raise ForeignAnswerError("not a final result", field=facts.CLASS)
        if value_of(elements, facts.NONCE) != value_of(asked, facts.NONCE):
            raise ForeignAnswerError("an answer to another request", field=facts.NONCE)
        told = read_elements(value_of(elements, facts.PAYLOAD), offset_of(elements, facts.PAYLOAD))
        for part in (elements, told):
            _agrees(part, asked)
        code = text_of(elements, facts.CODE)
        return _sign_on_answer(told, request, code) if isinstance(request, SignOn) else _refund_answer(told, code)

    def names_its_request(self, data: bytes) -> bool:
        return True  # by the nonce

    def _sign_on(self, request: SignOn) -> tuple[Element, ...]:
        return (
            *_head(request.trace_no, self.types.sign_on),
            facts.BACK_CONSTANT,
            facts.padded(facts.DESK, request.terminal_no),
            facts.padded(facts.OPERATOR, request.operator_no),
        )

    def _refund(self, request: Refund) -> tuple[Element, ...]:
        card = request.channel is Channel.CARD
        return (
            *_head(request.key.trace_no, self.types.refund if card else self.types.qr_refund),
            facts.bcd(facts.AMOUNT, f"{request.amount_fen:012d}"),
            facts.PRINT_FLAG,
            *(_card_original(request) if card else _qr_original(request)),
            facts.BACK_CONSTANT,
            facts.padded(facts.DESK, request.key.terminal_no),
            facts.padded(facts.OPERATOR, request.operator_no),
        )


def _head(trace_no: str, kind: str) -> tuple[Element, ...]:
    return (
        facts.bcd(facts.CLASS, facts.REQUEST),
        facts.bcd(facts.NONCE, facts.nonce(trace_no)),
        facts.bcd(facts.TYPE, kind),
        facts.FRONT_CONSTANT,
    )


def _card_original(request: Refund) -> tuple[Element, ...]:
    return (
        facts.ascii_text(facts.REFERENCE, request.original_reference),
        facts.bcd(facts.ORIGINAL_DATE, request.original_month_day),
    )


def _qr_original(request: Refund) -> tuple[Element, ...]:
    return (
        facts.ascii_text(facts.QR_ORDER, request.order_no),
        facts.ascii_text(facts.QR_ORDER_AGAIN, request.order_no),
    )


def _agrees(part: tuple[Element, ...], asked: tuple[Element, ...]) -> None:
    """Type and amount, where they stand, are the request's."""
    if value_of(part, facts.TYPE) not in (b"", value_of(asked, facts.TYPE)):
        raise AnswerMismatchError("another transaction type", field=facts.TYPE)
    if _amount_fen(part) not in (None, _amount_fen(asked)):
        raise AnswerMismatchError("another amount", field=facts.AMOUNT)


def _amount_fen(elements: tuple[Element, ...]) -> int | None:
    """DF03: 12 BCD digits of fen, or in a result the text that is printed, "RMB -0.20"; a refund's minus is not a sign.
    None when it is absent.
    """
    value = value_of(elements, facts.AMOUNT)
    if not value:
        return None
    if len(value) == 6:
        return int(digits_of(elements, facts.AMOUNT, 12))
    try:
        return parse_yuan(text_of(elements, facts.AMOUNT).removeprefix("RMB").strip().removeprefix("-"))
    except MoneyError:
        raise DecodeError("an amount wanted", field=facts.AMOUNT) from None


def _refund_answer(told: tuple[Element, ...], code: str) -> RefundAnswer:
    amount = _amount_fen(told)
    date, time = text_of(told, facts.LOCAL_DATE), text_of(told, facts.LOCAL_TIME)
    return RefundAnswer(code, text_of(told, facts.REFERENCE), amount or 0, date, time)


def _sign_on_answer(told: tuple[Element, ...], request: SignOn, code: str) -> SignOnAnswer:
    """Batch and date are believed where the device says whose ledger it has; DF10 of any other is a guess."""
    ours = read_ledger(text_of(told, facts.TEXT))
    return SignOnAnswer(
        code=code,
        merchant_no=text_of(told, facts.MERCHANT) or request.merchant_no,
        terminal_no=text_of(told, facts.TERMINAL) or request.terminal_no,
        batch_no=(digits_of(told, facts.BATCH, 6) if ours else "") or request.batch_no,
        business_date=ours.business_date if ours else "",
        local_time=text_of(told, facts.LOCAL_TIME),
        ledger_id=ours.ledger_id if ours else "",
        emulator=ours is not None and ours.emulator,
        local_date=text_of(told, facts.LOCAL_DATE),
    )
