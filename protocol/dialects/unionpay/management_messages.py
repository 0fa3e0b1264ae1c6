"""Management as messages, both ways: 签退, 回响, 参数, 状态, 脚本结果, 电子签名. 签到 is among refund_messages."""

from protocol.dialects.unionpay import layouts
from protocol.dialects.unionpay.card_fields import read_station, write_station
from protocol.dialects.unionpay.matrix import ROWS, Row
from protocol.message import Message, Value
from protocol.transactions import (
    Echo,
    Management,
    ManagementAnswer,
    Parameters,
    ScriptResult,
    Signature,
    SignatureKind,
    SignOff,
    Status,
)

NAMES = frozenset({"sign_off", "echo", "parameters", "status", "script_result", "script_upload", "signature"})
"""The rows that are management, but for sign-on."""

_SIGNATURE_NETWORK = "000"


def write(request: Management) -> Message:
    """The message of a request, without its MAC."""
    match request:
        case SignOff(sender):
            return _message("sign_off", sender.batch_no, "", write_station(sender))
        case Echo():
            return _message("echo", request.batch_no, "", _terminal(request))
        case Parameters():
            return _message("parameters", request.batch_no, request.net, _terminal(request, request.request))
        case Status():
            return _message("status", request.batch_no, request.net, _terminal(request, request.report))
        case ScriptResult(sender, original, chip_data, by_upload):
            said = write_station(sender) | {55: chip_data, 61: layouts.write_61(original)}
            return _message("script_upload" if by_upload else "script_result", sender.batch_no, "", said)
        case Signature():
            return _signature(request)


def _message(name: str, batch_no: str, network: str, said: dict[int, Value]) -> Message:
    row = ROWS[name]
    return Message(row.mti, said | {60: layouts.write_60(row.types[0], batch_no, network or row.networks[0])})


def _terminal(request: Echo | Parameters | Status, data: bytes = b"") -> dict[int, Value]:
    fields: dict[int, Value] = {41: request.terminal_no, 42: request.merchant_no}
    return fields | ({62: data} if data else {})


def _signature(request: Signature) -> Message:
    said: dict[int, Value] = {
        2: request.number,
        4: f"{request.amount_fen:012d}",
        15: request.settle_date,
        37: request.reference_no,
        60: layouts.write_60(request.kind, request.sender.batch_no, _SIGNATURE_NETWORK),
        62: request.picture,
    }
    return Message(ROWS["signature"].mti, write_station(request.sender) | said)


def read(row: Row, message: Message) -> Management:
    """The request in a message of `row`. Raises ValueError or DecodeError."""
    terminal = message.text(42), message.text(41), layouts.batch_of(message)
    network, data = message.text(60)[8:11], message.octets(62)
    match row.name:
        case "sign_off":
            return SignOff(read_station(message))
        case "echo":
            return Echo(*terminal)
        case "parameters":
            return Parameters(*terminal, network, data)
        case "status":
            return Status(*terminal, network, data)
        case "script_result" | "script_upload" as name:
            said = read_station(message), layouts.read_61(message), message.octets(55)
            return ScriptResult(*said, by_upload=name == "script_upload")
        case _:
            return Signature(
                read_station(message),
                message.text(2),
                layouts.amount_of(message),
                message.text(15),
                message.text(37),
                data,
                SignatureKind(message.text(60)[:2]),
            )


def write_answer(answer: ManagementAnswer) -> dict[int, Value]:
    """What an answer says of its own."""
    said: dict[int, Value] = {
        12: answer.local_time,
        13: answer.local_date,
        37: answer.reference_no,
        62: answer.data,
    }
    return {number: value for number, value in said.items() if value}


def read_answer(message: Message) -> ManagementAnswer:
    """The answer in a message."""
    times = message.text(13), message.text(12)
    return ManagementAnswer(message.text(39), *times, message.text(37).strip(), message.octets(62))
