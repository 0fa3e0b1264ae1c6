"""签到, 退货 and our questions about it, both ways: what the refund core asks and our practice host serves.

Sources: domain notes 2 (fields 22, 60, 61), 3 (0800, 0220); 0221, 0600 and what 59 and 62 carry are ours.
"""

from protocol.cards import Card
from protocol.dialects.unionpay import layouts, ours
from protocol.dialects.unionpay.matrix import ROWS, Row
from protocol.dialects.unionpay.payment_messages import CURRENCY, ENTRY_QR
from protocol.errors import DecodeError
from protocol.message import Message, Value
from protocol.pin_block import card_number
from protocol.transactions import (
    FOREIGN_EPOCH,
    NO_DATE,
    Cancel,
    Channel,
    CoreRequest,
    OrderQuery,
    OutcomeQuery,
    Refund,
    RefundKey,
    SignOn,
)

SIGN_ON_NETWORKS = ("001", "003", "004")
"""60.3: single-length keys, double, double with one for tracks; 005 and 011 of the matrix are vendors' own."""
ENTRY_CHIP = "052"
"""Field 22: contact chip without PIN."""

NAMES = frozenset(
    {"sign_on", "refund", "refund_again", "qr_refund", "qr_refund_again", "order_query", "outcome_query", "cancel"}
)
"""The rows that this file reads."""


def write(request: CoreRequest) -> Message:
    """The message of a request, without its MAC."""
    match request:
        case SignOn():
            return _sign_on(request)
        case Refund():
            return _refund(request)
        case OrderQuery(merchant_no, terminal_no, batch_no, trace_no, find, page):
            fields = _query("order_query", merchant_no, terminal_no, batch_no, trace_no)
            return Message(ROWS["order_query"].mti, {**fields, 62: ours.write_find(find, page)})
        case OutcomeQuery(key, trace_no):
            return _about("outcome_query", key, trace_no)
        case Cancel(key, trace_no):
            return _about("cancel", key, trace_no)


def read(row: Row, message: Message) -> CoreRequest:
    """The request in a message of `row`. Raises ValueError or DecodeError."""
    match row.name:
        case "sign_on":
            return _read_sign_on(message)
        case "order_query":
            find, page = ours.read_find(message.octets(62))
            return OrderQuery(*_station(message), find, page)
        case "outcome_query":
            return OutcomeQuery(_original_key(message), message.text(11))
        case "cancel":
            return Cancel(_original_key(message), message.text(11))
        case _:
            return _read_refund(message)


def _sign_on(request: SignOn) -> Message:
    row = ROWS["sign_on"]
    return Message(row.mti, {
        11: request.trace_no,
        41: request.terminal_no,
        42: request.merchant_no,
        60: layouts.write_60(row.types[0], request.batch_no, request.net),
        63: layouts.write_63(request.operator_no),
        **_owner(request.epoch, NO_DATE),
    })  # fmt: skip


def _refund(request: Refund) -> Message:
    key, row = request.key, ROWS["refund_again" if request.repeat else "refund"]
    fields: dict[int, Value] = {
        3: row.processing,
        4: f"{request.amount_fen:012d}",
        11: key.trace_no,
        22: ENTRY_CHIP if request.channel is Channel.CARD else ENTRY_QR,
        25: row.condition,
        37: request.original_reference,
        41: key.terminal_no,
        42: key.merchant_no,
        49: CURRENCY,
        60: layouts.financial_60(row.types[0], key.batch_no),
        61: layouts.dated_61(request.original_month_day),
        63: layouts.write_63(layouts.NO_OPERATOR),
        **_goods(request),
        **_owner(key.epoch, key.business_date),
    }
    if request.card is not None:
        fields |= {2: request.card.number, 14: request.card.expiry, 23: request.card.sequence}
    return Message(row.mti, fields)


def _goods(request: Refund) -> dict[int, Value]:
    """Field 59; a terminal that is not ours, and has nothing to say of a card refund, has none."""
    told = request.order_no or request.items or request.channel is not Channel.CARD
    if request.key.epoch == FOREIGN_EPOCH and not told:
        return {}
    return {59: ours.write_goods(request.order_no, request.channel, request.items)}


def _owner(epoch: str, business_date: str) -> dict[int, Value]:
    """Field 62 of a terminal of ours; another has none."""
    return {} if epoch == FOREIGN_EPOCH else {62: ours.write_key(epoch, business_date)}


def _read_owner(message: Message) -> tuple[str, str]:
    """(epoch, business date); of a terminal that is not ours, whatever it uses 62 for, FOREIGN_EPOCH and NO_DATE."""
    said = message.octets(62)
    return ours.read_key(said) if said.startswith(ours.KEY_TAG) else (FOREIGN_EPOCH, NO_DATE)


def _query(name: str, merchant_no: str, terminal_no: str, batch_no: str, trace_no: str) -> dict[int, Value]:
    row = ROWS[name]
    kind = layouts.write_60(row.types[0], batch_no, row.networks[0])
    return {11: trace_no, 41: terminal_no, 42: merchant_no, 60: kind}


def _about(name: str, key: RefundKey, trace_no: str) -> Message:
    fields = _query(name, key.merchant_no, key.terminal_no, key.batch_no, trace_no)
    fields[61] = key.batch_no + key.trace_no + key.business_date[4:]
    fields[62] = ours.write_key(key.epoch, key.business_date)
    return Message(ROWS[name].mti, fields)


def _read_sign_on(message: Message) -> SignOn:
    net = message.text(60)[8:11]
    if net not in SIGN_ON_NETWORKS:
        raise DecodeError("sign-on with the keys of 001, 003 or 004 wanted", field="60")
    merchant, terminal, batch, trace = _station(message)
    epoch, _ = _read_owner(message)
    return SignOn(merchant, terminal, epoch, batch, trace, message.text(63).strip(), net)


def _read_refund(message: Message) -> Refund:
    merchant, terminal, batch, trace = _station(message)
    epoch, date = _read_owner(message)
    if message.text(49) != CURRENCY:
        raise DecodeError("a refund is in currency 156", field="49")
    order_no, channel, items = ours.read_goods(message.text(59))
    return Refund(
        RefundKey(merchant, terminal, epoch, batch, trace, date),
        layouts.amount_of(message),
        message.text(37),
        layouts.read_dated_61(message),
        channel,
        order_no,
        _card(message) if channel is Channel.CARD else None,
        items,
        repeat=message.mti == ROWS["refund_again"].mti,
    )


def _card(message: Message) -> Card:
    """Swiped, its number stands in a track alone."""
    number = message.text(2) or card_number("", message.text(35), message.text(36))
    return Card(number, message.text(14) or "0000", message.text(23) or "000")


def _station(message: Message) -> tuple[str, str, str, str]:
    """Merchant, terminal, batch and trace number of any request."""
    return message.text(42), message.text(41), message.text(60)[2:8], message.text(11)


def _original_key(message: Message) -> RefundKey:
    merchant, terminal, _, _ = _station(message)
    original = message.text(61)
    epoch, date = ours.read_key(message.octets(62))
    try:
        return RefundKey(merchant, terminal, epoch, original[:6], original[6:12], date)
    except ValueError as error:
        raise DecodeError(str(error), field="61") from None
