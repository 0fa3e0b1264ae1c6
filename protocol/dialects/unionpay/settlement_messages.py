"""批结算 0500/0510 and 批上送 0320/0330, both ways; field 48 is laid out in protocol.dialects.unionpay.layouts."""

from protocol.dialects.unionpay import layouts
from protocol.dialects.unionpay.card_fields import read_card, read_station, write_card, write_station
from protocol.dialects.unionpay.matrix import ROWS, Row
from protocol.dialects.unionpay.payment_messages import CURRENCY
from protocol.message import Message, Value
from protocol.transactions import (
    ChipUpload,
    Settle,
    SettleAnswer,
    Settlement,
    Station,
    UploadAnswer,
    UploadChip,
    UploadDetails,
    UploadEnd,
    Verdict,
)

NAMES = frozenset({"settlement", "upload", "upload_end", "upload_chip"})
"""The rows that are settlement."""

_UNBALANCED, _BALANCED = ROWS["upload_end"].networks


def write(request: Settlement) -> Message:
    """The message of a request, without its MAC."""
    match request:
        case Settle(sender, domestic, foreign):
            totals = layouts.write_totals(((domestic, Verdict.NOT_JUDGED), (foreign, Verdict.NOT_JUDGED)))
            operator = layouts.write_63(sender.operator_no or layouts.NO_OPERATOR)
            return _message("settlement", sender, {48: totals, 49: CURRENCY, 63: operator})
        case UploadDetails(sender, details):
            return _message("upload", sender, {48: layouts.write_details(details)})
        case UploadEnd(sender, count, balanced):
            network = _BALANCED if balanced else _UNBALANCED
            return _message("upload_end", sender, {48: layouts.write_count(count)}, network)
        case UploadChip():
            return _message("upload_chip", request.sender, _chip(request), request.kind)


def _message(name: str, sender: Station, said: dict[int, Value], network: str = "") -> Message:
    row = ROWS[name]
    kind = layouts.write_60(row.types[0], sender.batch_no, network or row.networks[0])
    return Message(row.mti, write_station(sender) | {60: kind} | said)


def _chip(request: UploadChip) -> dict[int, Value]:
    amount: dict[int, Value] = {4: f"{request.amount_fen:012d}"} if request.amount_fen else {}
    original: dict[int, Value] = {3: request.processing, 25: request.condition, 49: CURRENCY, 62: request.note}
    return write_card(request.card) | amount | original


def read(row: Row, message: Message) -> Settlement:
    """The request in a message of `row`. Raises ValueError or DecodeError."""
    sender = read_station(message)
    network = message.text(60)[8:11]
    match row.name:
        case "settlement":
            (domestic, _), (foreign, _) = layouts.read_totals(message)
            return Settle(sender, domestic, foreign)
        case "upload":
            return UploadDetails(sender, layouts.read_details(message))
        case "upload_end":
            return UploadEnd(sender, layouts.read_count(message), network == _BALANCED)
        case _:
            original = message.text(3), message.text(25), read_card(message)
            return UploadChip(
                sender, ChipUpload(network), *original, message.octets(62), layouts.amount_of(message)
            )  # fmt: skip


def write_settle_answer(answer: SettleAnswer) -> dict[int, Value]:
    """What an 0510 says of its own."""
    sides = (answer.domestic, answer.domestic_verdict), (answer.foreign, answer.foreign_verdict)
    said: dict[int, Value] = {
        12: answer.local_time,
        13: answer.local_date,
        15: answer.settle_date,
        37: answer.reference_no,
        48: layouts.write_totals(sides),
    }
    return {number: value for number, value in said.items() if value}


def read_settle_answer(message: Message) -> SettleAnswer:
    """The answer in an 0510 that has field 48. Raises ValueError or DecodeError."""
    (domestic, domestic_verdict), (foreign, foreign_verdict) = layouts.read_totals(message)
    return SettleAnswer(
        domestic,
        domestic_verdict,
        foreign,
        foreign_verdict,
        message.text(13),
        message.text(12),
        message.text(15),
        message.text(37).strip(),
        message.text(39),
    )


def write_upload_answer(answer: UploadAnswer) -> dict[int, Value]:
    """What an 0330 says of its own."""
    said: dict[int, Value] = {
        12: answer.local_time,
        13: answer.local_date,
        37: answer.reference_no,
        48: "" if answer.count is None else layouts.write_count(answer.count),
    }
    return {number: value for number, value in said.items() if value}


def read_upload_answer(request: Settlement, message: Message) -> UploadAnswer:
    """The answer in an 0330; field 48 is a count where it answers the end of an upload."""
    count = layouts.read_count(message) if isinstance(request, UploadEnd) and 48 in message.fields else None
    return UploadAnswer(message.text(39), message.text(13), message.text(12), message.text(37).strip(), count)
