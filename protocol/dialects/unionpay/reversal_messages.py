"""冲正 0400/0410, both ways: the original's fields once more, with the reason in field 39 of the request."""

from protocol.dialects.unionpay import layouts
from protocol.dialects.unionpay.card_fields import read_station, write_station
from protocol.dialects.unionpay.matrix import ROWS
from protocol.dialects.unionpay.payment_messages import CURRENCY
from protocol.errors import DecodeError
from protocol.message import Message, Value
from protocol.transactions import Reversal, ReversalAnswer, ReversalReason, Reverses

_MTI = ROWS["reversal"].mti
_FALLBACK = "80"
_BY_CODE = "03"


def write(request: Reversal) -> Message:
    """The message of a reversal, without its MAC; 60 is the original's."""
    row = ROWS[request.reverses]
    said: dict[int, Value] = {
        2: request.number,
        14: request.expiry,
        23: request.sequence,
        61: "" if request.original is None else layouts.write_61(request.original),
    }
    fallback = request.entry[:2] == _FALLBACK
    return Message(_MTI, write_station(request.sender) | {n: value for n, value in said.items() if value} | {
        3: row.processing,
        4: f"{request.amount_fen:012d}",
        22: request.entry,
        25: row.condition,
        39: request.reason.value,
        49: CURRENCY,
        60: layouts.financial_60(row.types[0], request.sender.batch_no, fallback=fallback),
    })  # fmt: skip


def read(message: Message) -> Reversal:
    """The reversal in a message that carries what its row asks for. Raises ValueError or DecodeError."""
    if message.text(39) not in set(ReversalReason):
        raise DecodeError("a reversal's reason is 98, 96, A0 or 06", field="39")
    return Reversal(
        read_station(message),
        _reversed(message),
        layouts.amount_of(message),
        message.text(22),
        ReversalReason(message.text(39)),
        message.text(2),
        message.text(14),
        message.text(23),
        layouts.read_61(message) if 61 in message.fields else None,
    )


def _reversed(message: Message) -> Reverses:
    """Which transaction fields 3, 22 and 60.1 belong to; 25 is not asked, as public reversals carry any."""
    by_code = message.text(22)[:2] == _BY_CODE
    for name in Reverses:
        row = ROWS[name]
        if (row.processing, row.types[0], row.by_code) == (message.text(3), message.text(60)[:2], by_code):
            return name
    raise DecodeError("nothing that can be reversed is written so", field="3")


def write_answer(answer: ReversalAnswer) -> dict[int, Value]:
    """What an answer says of its own."""
    said: dict[int, Value] = {12: answer.local_time, 13: answer.local_date, 37: answer.reference_no}
    return {number: value for number, value in said.items() if value}


def read_answer(message: Message) -> ReversalAnswer:
    """The answer in an 0410."""
    return ReversalAnswer(message.text(39), message.text(37).strip(), message.text(13), message.text(12))
