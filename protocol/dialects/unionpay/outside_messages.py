"""What is paid outside the terminal: its entry and its release (0620/0630, 60.3 = 904 and 905), both ways. Ours.

The rule: request and answer say whose entry they are about with the whole key, in field 62; field 11 is the message's
own, so that the same entry sent again is another frame, and an answer about another entry is none.
"""

from protocol.dialects.unionpay import layouts
from protocol.dialects.unionpay.matrix import ROWS, Row
from protocol.dialects.unionpay.payment_messages import CURRENCY
from protocol.errors import DecodeError
from protocol.message import Message, Value
from protocol.transactions import (
    Outside,
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    OutsideRoute,
    OutsideStanding,
    RefundKey,
    Unneeded,
)

OUTSIDE_TAG = b"RX1"
ORDER_TAG, ROUTE_TAG, CASE_TAG, SECOND_TAG, WHY_TAG = "OD", "RT", "CS", "SP", "WY"
"""Of field 59."""

NAMES = frozenset({"outside_entry", "outside_release"})
"""The rows that this file reads."""

_LETTERS = {OutsideStanding.ENTERED: "E", OutsideStanding.RELEASED: "R", None: "N"}
_STANDINGS = {letter: standing for standing, letter in _LETTERS.items()}
_KEY_LENGTH, _ANSWER_LENGTH = 28, 44


def write(request: Outside) -> Message:
    """The message of a request, without its MAC."""
    return _entry(request) if isinstance(request, OutsideEntry) else _release(request)


def read(row: Row, message: Message) -> Outside:
    """The request in a message of `row`. Raises ValueError or DecodeError."""
    return _read_entry(message) if row.name == "outside_entry" else _read_release(message)


def write_answer(answer: OutsideAnswer, key: RefundKey) -> dict[int, Value]:
    """Field 62: RX1 + E, R or N + what remains (12 digits, or blanks) + the entry's batch, trace, epoch and date."""
    left = " " * 12 if answer.remaining_fen is None else f"{answer.remaining_fen:012d}"
    return {62: OUTSIDE_TAG + f"{_LETTERS[answer.standing]}{left}{_named(key)}".encode("ascii")}


def read_answer(code: str, data: bytes) -> OutsideAnswer:
    """The answer in field 62 of an 0630 whose field 39 is `code`."""
    text = data[3:].decode("latin-1")
    letter, left, whose = text[:1], text[1:13], text[13:]
    fits = letter in _STANDINGS and (_is_number(left) or not left.strip(" ")) and len(whose) == _KEY_LENGTH
    if data[:3] != OUTSIDE_TAG or not fits:
        raise _unlike("RX1, a standing, what remains and the key of an entry", data)
    return OutsideAnswer(code, _STANDINGS[letter], int(left) if left.strip(" ") else None)


def is_about(data: bytes, key: RefundKey) -> bool:
    """Field 62 of an 0630 names this entry; also true of octets that `read_answer` refuses."""
    whose = data[-_KEY_LENGTH:]
    return len(data) != _ANSWER_LENGTH or whose == _named(key).encode("ascii")


def read_key(data: bytes, merchant_no: str, terminal_no: str) -> RefundKey:
    """The key of an entry in field 62 of a request."""
    text = data[3:].decode("latin-1")
    batch_no, trace_no, epoch, date = text[:6], text[6:12], text[12:20], text[20:]
    try:
        key = RefundKey(merchant_no, terminal_no, epoch, batch_no, trace_no, date)
    except ValueError:
        key = None
    if data[:3] != OUTSIDE_TAG or key is None:
        raise _unlike("RX1, a batch, a trace, an epoch and a date", data)
    return key


def _named(key: RefundKey) -> str:
    """What a message says of the key beside 41 and 42."""
    return key.batch_no + key.trace_no + key.epoch + key.business_date


def _unlike(wanted: str, data: bytes) -> DecodeError:
    return DecodeError(f"{wanted} wanted", field="62", wanted=wanted, left=len(data))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _sent(name: str, key: RefundKey, trace_no: str) -> dict[int, Value]:
    row = ROWS[name]
    return {
        11: trace_no,
        41: key.terminal_no,
        42: key.merchant_no,
        60: layouts.write_60(row.types[0], key.batch_no, row.networks[0]),
        62: OUTSIDE_TAG + _named(key).encode("ascii"),
    }


def _entry(request: OutsideEntry) -> Message:
    said = (
        (ORDER_TAG, request.order_no),
        (ROUTE_TAG, request.route.value),
        (CASE_TAG, request.case_no),
        (SECOND_TAG, request.supervisor_no),
    )
    return Message(ROWS["outside_entry"].mti, {
        **_sent("outside_entry", request.key, request.trace_no or request.key.trace_no),
        4: f"{request.amount_fen:012d}",
        37: request.original_reference,
        49: CURRENCY,
        59: layouts.write_tags(said),
        61: layouts.dated_61(request.original_month_day),
        63: layouts.write_63(request.operator_no),
    })  # fmt: skip


def _release(request: OutsideRelease) -> Message:
    return Message(ROWS["outside_release"].mti, {
        **_sent("outside_release", request.key, request.trace_no),
        59: layouts.write_tags(((WHY_TAG, request.why.value),)),
    })  # fmt: skip


def _read_entry(message: Message) -> OutsideEntry:
    if message.text(49) != CURRENCY:
        raise DecodeError("an entry is in currency 156", field="49")
    tags, key, trace_no = layouts.read_tags(message.text(59)), _key_of(message), message.text(11)
    return OutsideEntry(
        key,
        layouts.amount_of(message),
        message.text(37),
        layouts.read_dated_61(message),
        OutsideRoute(tags.get(ROUTE_TAG, "")),
        tags.get(CASE_TAG, ""),
        message.text(63)[:3].strip(),
        tags.get(SECOND_TAG, ""),
        tags.get(ORDER_TAG, ""),
        trace_no if trace_no != key.trace_no else "",
    )


def _read_release(message: Message) -> OutsideRelease:
    why = layouts.read_tags(message.text(59)).get(WHY_TAG, "")
    return OutsideRelease(_key_of(message), message.text(11), Unneeded(why))


def _key_of(message: Message) -> RefundKey:
    key = read_key(message.octets(62), message.text(42), message.text(41))
    if layouts.batch_of(message) != key.batch_no:
        raise DecodeError("60.2 is the batch of the entry", field="60")
    return key
