"""Payments as messages, both ways: by card, by a payer's code, and the IC脱机退货; and their one shape of answer.

Fields 3, 25 and 60.1 come from the matrix; here is what each transaction says beside card and amount.
"""

from collections.abc import Callable

from protocol.dialects.unionpay import layouts
from protocol.dialects.unionpay.card_fields import read_card, read_station, write_card, write_station
from protocol.dialects.unionpay.matrix import ROWS, Row
from protocol.errors import DecodeError
from protocol.message import Message, Value
from protocol.transactions import (
    Adjustment,
    Balance,
    CardEntry,
    CardPayment,
    Channel,
    ChipRefund,
    Completion,
    CompletionNotice,
    CompletionVoid,
    EntryMode,
    OfflineSale,
    Payment,
    PaymentAnswer,
    PreAuth,
    PreAuthVoid,
    QrSale,
    QrVoid,
    Sale,
    Station,
    VoidSale,
)

CURRENCY = "156"
ENTRY_QR = "032"
"""Field 22 of a payer's code, without PIN."""
INSTALMENT = "64"
"""Field 25 of a sale by instalments (分期)."""
CHANNEL_TAG, PAYER_CODE_TAG, VOUCHER_TAG = "CH", "A3", "A4"

_NOTICE_MTI = "0220"

# fmt: off
_NAMES: dict[type[Payment], str] = {
    Sale: "sale", VoidSale: "void", Balance: "balance", PreAuth: "preauth", PreAuthVoid: "preauth_void",
    Completion: "completion", CompletionVoid: "completion_void", CompletionNotice: "completion_notice",
    OfflineSale: "offline_sale", Adjustment: "adjustment", ChipRefund: "chip_refund",
    QrSale: "qr_sale", QrVoid: "qr_void",
}
# fmt: on


def row_of(request: Payment) -> Row:
    """The row of the matrix that a payment is written by."""
    tip = isinstance(request, Adjustment) and request.tip
    return ROWS["tip" if tip else _NAMES[type(request)]]


def write(request: Payment) -> Message:
    """The message of a payment, without its MAC."""
    row = row_of(request)
    if isinstance(request, QrSale | QrVoid):
        fields = _front(row, request.sender) | {22: ENTRY_QR} | _said_by_code(request)
    else:
        fallback = request.card.mode is EntryMode.FALLBACK
        fields = _front(row, request.sender, fallback=fallback) | write_card(request.card) | _said_by_card(request)
    if not isinstance(request, Balance):
        fields[4] = f"{request.amount_fen:012d}"
    return Message(row.mti, fields)


def _front(row: Row, sender: Station, *, fallback: bool = False) -> dict[int, Value]:
    fields: dict[int, Value] = {63: layouts.write_63(layouts.NO_OPERATOR)} if row.mti == _NOTICE_MTI else {}
    return fields | write_station(sender) | {
        3: row.processing,
        25: row.condition,
        49: CURRENCY,
        60: layouts.financial_60(row.types[0], sender.batch_no, fallback=fallback),
    }  # fmt: skip


def _said_by_card(request: CardPayment | ChipRefund) -> dict[int, Value]:
    match request:
        case Sale(instalment=True):
            return {25: INSTALMENT}
        case Sale() | PreAuth() | Balance():
            return {}
        case VoidSale() | CompletionVoid():
            return {37: request.reference_no, 61: layouts.write_61(request.original)}
        case PreAuthVoid() | Completion() | CompletionNotice():
            return {38: request.auth_no, 61: layouts.dated_61(request.original_month_day)}
        case OfflineSale():
            return {38: request.auth_no} if request.auth_no else {}
        case Adjustment():
            return {61: layouts.write_61(request.original)}
        case ChipRefund():
            terminal_no = request.original_terminal_no.encode("ascii")
            return {61: layouts.write_61(request.original), 62: terminal_no}


def _said_by_code(request: QrSale | QrVoid) -> dict[int, Value]:
    channel = (CHANNEL_TAG, request.channel.value if request.channel else "")
    if isinstance(request, QrSale):
        return {59: layouts.write_tags(((PAYER_CODE_TAG, request.payer_code), channel))}
    voucher = (VOUCHER_TAG, request.original.trace_no)
    return {37: request.reference_no, 59: layouts.write_tags((voucher, channel)),
            61: layouts.write_61(request.original)}  # fmt: skip


def read(row: Row, message: Message) -> Payment:
    """The payment in a message of `row`, which carries what the row asks for. Raises ValueError or DecodeError."""
    if 49 in message.fields and message.text(49) != CURRENCY:
        raise DecodeError("a payment is in currency 156", field="49")
    return _READ[row.name](message)


def _money(message: Message) -> tuple[Station, int, CardEntry]:
    return read_station(message), layouts.amount_of(message), read_card(message)


def _hold(message: Message) -> tuple[Station, int, CardEntry, str, str]:
    return *_money(message), message.text(38), layouts.read_dated_61(message)


def _chip_refund(message: Message) -> ChipRefund:
    terminal_no = message.octets(62).decode("latin-1")
    return ChipRefund(*_money(message), layouts.read_61(message), terminal_no)


def _qr_sale(message: Message) -> QrSale:
    tags = layouts.read_tags(message.text(59))
    code = tags.get(PAYER_CODE_TAG, "")
    return QrSale(read_station(message), layouts.amount_of(message), _channel(tags), code)


def _qr_void(message: Message) -> QrVoid:
    channel = _channel(layouts.read_tags(message.text(59)))
    amount_fen, original = layouts.amount_of(message), layouts.read_61(message)
    return QrVoid(read_station(message), amount_fen, channel, message.text(37), original)


def _channel(tags: dict[str, str]) -> Channel | None:
    """CH is ours; other terminals leave it out."""
    said = tags.get(CHANNEL_TAG)
    if said is not None and said not in set(Channel):
        raise DecodeError("CH says how it was paid", field="59")
    return Channel(said) if said else None


# fmt: off
_READ: dict[str, Callable[[Message], Payment]] = {
    "sale":              lambda message: Sale(*_money(message), message.text(25) == INSTALMENT),
    "void":              lambda message: VoidSale(*_money(message), message.text(37), layouts.read_61(message)),
    "balance":           lambda message: Balance(read_station(message), read_card(message)),
    "preauth":           lambda message: PreAuth(*_money(message)),
    "preauth_void":      lambda message: PreAuthVoid(*_hold(message)),
    "completion":        lambda message: Completion(*_hold(message)),
    "completion_void":   lambda message: CompletionVoid(*_money(message), message.text(37), layouts.read_61(message)),
    "completion_notice": lambda message: CompletionNotice(*_hold(message)),
    "offline_sale":      lambda message: OfflineSale(*_money(message), message.text(38)),
    "adjustment":        lambda message: Adjustment(*_money(message), layouts.read_61(message)),
    "tip":               lambda message: Adjustment(*_money(message), layouts.read_61(message), tip=True),
    "chip_refund":       _chip_refund,
    "qr_sale":           _qr_sale,
    "qr_void":           _qr_void,
}
# fmt: on
NAMES = frozenset(_READ)
"""The rows that are payments."""


def write_answer(answer: PaymentAnswer) -> dict[int, Value]:
    """What an answer says of its own; the rest repeats the request."""
    said: dict[int, Value] = {
        2: answer.number,
        4: f"{answer.amount_fen:012d}" if answer.amount_fen else "",
        12: answer.local_time,
        13: answer.local_date,
        15: answer.settle_date,
        37: answer.reference_no,
        38: answer.auth_no,
        44: f"{answer.issuer:11}{answer.acquirer:11}" if answer.issuer or answer.acquirer else "",
        54: "" if answer.balance_fen is None else layouts.write_balance(answer.balance_fen),
        55: answer.chip_data,
        63: f"{answer.scheme:3}{answer.note}" if answer.scheme or answer.note else "",
    }
    return {number: value for number, value in said.items() if value}


def read_answer(message: Message) -> PaymentAnswer:
    """The answer in a message. Raises ValueError or DecodeError."""
    parties, texts = message.text(44), message.text(63)
    return PaymentAnswer(
        code=message.text(39),
        reference_no=message.text(37).strip(),
        auth_no=message.text(38).strip(),
        amount_fen=layouts.amount_of(message),
        local_date=message.text(13),
        local_time=message.text(12),
        settle_date=message.text(15),
        scheme=texts[:3].strip(),
        issuer=parties[:11].strip(),
        acquirer=parties[11:22].strip(),
        note=texts[3:].strip(),
        balance_fen=layouts.read_balance(message),
        number=message.text(2),
        chip_data=message.octets(55),
    )
