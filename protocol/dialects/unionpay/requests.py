"""Typed requests <-> messages. One row a request says what stands in its fixed fields; both sides read the same rows.

Sources: domain notes 2 (fields 22, 60, 61), 3 (transaction matrix: 0800, 0220); 0221 and 0600 are ours.
"""

from protocol.cards import Card
from protocol.dialects.unionpay import ours
from protocol.errors import DecodeError
from protocol.message import Message, Value
from protocol.transactions import (
    Cancel,
    Channel,
    OrderQuery,
    OutcomeQuery,
    Refund,
    RefundKey,
    Request,
    SignOn,
)

CURRENCY = "156"
REFUND_PROCESSING = "200000"
REFUND_TYPE = "25"
"""60.1 of 退货."""

# fmt: off
SIGN_ON_MTI, REFUND_MTI, REPEAT_MTI, QUERY_MTI = "0800", "0220", "0221", "0600"
# 60.3, network management code: 003 is UnionPay's (double-length keys), 901-903 are ours.
SIGN_ON_NET, ORDER_NET, OUTCOME_NET, CANCEL_NET = "003", "901", "902", "903"
ENTRY_CHIP, ENTRY_QR = "052", "032"     # field 22: contact chip without PIN; QR without PIN
QUERY_TYPE, MANAGEMENT_TYPE = "01", "00"
# fmt: on

ANSWER_MTI = {SIGN_ON_MTI: "0810", REFUND_MTI: "0230", REPEAT_MTI: "0230", QUERY_MTI: "0610"}


def write(request: Request) -> Message:
    """The message of a request, without its MAC."""
    match request:
        case SignOn():
            return _sign_on(request)
        case Refund():
            return _refund(request)
        case OrderQuery():
            fields = _query(request.merchant_no, request.terminal_no, request.batch_no, request.trace_no, ORDER_NET)
            return Message(QUERY_MTI, {**fields, 62: ours.write_find(request.find, request.page)})
        case OutcomeQuery(key, trace_no):
            return _about(key, trace_no, OUTCOME_NET)
        case Cancel(key, trace_no):
            return _about(key, trace_no, CANCEL_NET)


def read(message: Message) -> Request:
    """The request in a message. Raises DecodeError naming the field that is missing or wrong."""
    kind = (message.mti, message.text(60)[8:11])
    match kind:
        case ("0800", _):
            return _read_sign_on(message)
        case ("0220" | "0221", _):
            return _read_refund(message)
        case ("0600", "901"):
            find, page = ours.read_find(message.octets(62))
            merchant, terminal, batch, trace = _station(message)
            return OrderQuery(merchant, terminal, batch, trace, find, page)
        case ("0600", "902"):
            return OutcomeQuery(_original_key(message), message.text(11))
        case ("0600", "903"):
            return Cancel(_original_key(message), message.text(11))
    raise DecodeError(f"no transaction is written as {message.mti} with 60.3 = {kind[1]}", field="60")


def _sign_on(request: SignOn) -> Message:
    return Message(SIGN_ON_MTI, {
        11: request.trace_no,
        41: request.terminal_no,
        42: request.merchant_no,
        60: MANAGEMENT_TYPE + request.batch_no + SIGN_ON_NET,
        62: ours.write_key(request.epoch, ours.NO_DATE),
        63: f"{request.operator_no:3}",
    })  # fmt: skip


def _refund(request: Refund) -> Message:
    key = request.key
    fields: dict[int, Value] = {
        3: REFUND_PROCESSING,
        4: f"{request.amount_fen:012d}",
        11: key.trace_no,
        22: ENTRY_QR if request.card is None else ENTRY_CHIP,
        25: "00",
        37: request.original_reference,
        41: key.terminal_no,
        42: key.merchant_no,
        49: CURRENCY,
        59: ours.write_goods(request.order_no, request.channel, request.items),
        60: REFUND_TYPE + key.batch_no + "000" + "600",
        61: "000000" + "000000" + request.original_month_day,
        62: ours.write_key(key.epoch, key.business_date),
        63: "000",
    }
    if request.card is not None:
        fields |= {2: request.card.number, 14: request.card.expiry, 23: request.card.sequence}
    return Message(REPEAT_MTI if request.repeat else REFUND_MTI, fields)


def _query(merchant_no: str, terminal_no: str, batch_no: str, trace_no: str, net: str) -> dict[int, Value]:
    return {11: trace_no, 41: terminal_no, 42: merchant_no, 60: QUERY_TYPE + batch_no + net}


def _about(key: RefundKey, trace_no: str, net: str) -> Message:
    fields = _query(key.merchant_no, key.terminal_no, key.batch_no, trace_no, net)
    fields[61] = key.batch_no + key.trace_no + key.business_date[4:]
    fields[62] = ours.write_key(key.epoch, key.business_date)
    return Message(QUERY_MTI, fields)


def _read_sign_on(message: Message) -> SignOn:
    merchant, terminal, batch, trace = _station(message)
    if message.text(60)[8:11] != SIGN_ON_NET:
        raise DecodeError("sign-on with double-length keys (003) wanted", field="60")
    epoch, _ = ours.read_key(message.octets(62))
    return SignOn(merchant, terminal, epoch, batch, trace, message.text(63).strip())


def _read_refund(message: Message) -> Refund:
    merchant, terminal, batch, trace = _station(message)
    epoch, date = ours.read_key(message.octets(62))
    if message.text(3) != REFUND_PROCESSING or message.text(60)[:2] != REFUND_TYPE:
        raise DecodeError("a refund has processing code 200000 and type 25", field="3")
    if message.text(49) != CURRENCY:
        raise DecodeError("a refund is in currency 156", field="49")
    if message.text(61)[:12] != "0" * 12:
        raise DecodeError("a refund names its original by date alone: batch and trace are zeros", field="61")
    order_no, channel, items = ours.read_goods(message.text(59))
    try:
        card = _card(message) if channel is Channel.CARD else None
        return Refund(
            RefundKey(merchant, terminal, epoch, batch, trace, date),
            int(message.text(4) or "0"),
            message.text(37),
            message.text(61)[12:16],
            channel,
            order_no,
            card,
            items,
            repeat=message.mti == REPEAT_MTI,
        )
    except ValueError as error:
        raise DecodeError(str(error)) from None


def _card(message: Message) -> Card:
    return Card(message.text(2), message.text(14) or "0000", message.text(23) or "000")


def _station(message: Message) -> tuple[str, str, str, str]:
    """Merchant, terminal, batch and trace number of any request."""
    for number in (11, 41, 42, 60):
        if number not in message.fields:
            raise DecodeError("a request carries this field", field=str(number))
    return message.text(42), message.text(41), message.text(60)[2:8], message.text(11)


def _original_key(message: Message) -> RefundKey:
    merchant, terminal, _, _ = _station(message)
    original = message.text(61)
    epoch, date = ours.read_key(message.octets(62))
    try:
        return RefundKey(merchant, terminal, epoch, original[:6], original[6:12], date)
    except ValueError as error:
        raise DecodeError(str(error), field="61") from None
