"""Fields that are made of parts (48, 54, 59, 60, 61, 63), between their digits or text and values. One place a layout.

For writing and for reading a message that counts; the tolerant view for people is protocol.dialects.unionpay.subfields.
Reading raises DecodeError naming the field, what was wanted and how much was left, never what stood there.
Sources: domain notes 2 and 6 (S3, S10).
"""

from protocol.errors import DecodeError
from protocol.message import Message
from protocol.transactions import Detail, Totals, Verdict, Voucher

NO_ORIGINAL = "000000"
"""61.1 and 61.2 where a date alone names the original."""
NO_OPERATOR = "000"
"""63.1 of refunds and notices."""
FOREIGN = "01"
DOMESTIC = "00"

_TOTALS_DIGITS = 62
_DETAIL_DIGITS = 40
_COUNT_DIGITS = 4
_BALANCE_HEAD = "1002156"  # account 10, available balance 02, currency
_BALANCE_CHARACTERS = 20
_READS_ALL = "6"


def write_60(kind: str, batch_no: str, network: str, tail: str = "") -> str:
    """60.1 type, 60.2 batch, 60.3 network code, then 60.4 onward."""
    return kind + batch_no + network + tail


def financial_60(kind: str, batch_no: str, *, fallback: bool = False) -> str:
    """14 digits: 60.3 000, 60.4 reads chips by contact and without, 60.5 0 (2: the chip failed), 60.6 0."""
    return write_60(kind, batch_no, "000", _READS_ALL + ("2" if fallback else "0") + "0")


def batch_of(message: Message) -> str:
    """60.2, 6 digits."""
    return _digits(message.text(60)[2:8], 6, "60")


def write_61(original: Voucher) -> str:
    """61.1 batch, 61.2 trace, 61.3 date: 16 digits."""
    return original.batch_no + original.trace_no + original.month_day


def dated_61(month_day: str) -> str:
    """61 of what is named by its date alone: a refund, a pre-authorisation."""
    return NO_ORIGINAL + NO_ORIGINAL + month_day


def read_61(message: Message) -> Voucher:
    """61.1-61.3; 61.4 and 61.5 may follow and say nothing here."""
    text = _digits(message.text(61)[:16], 16, "61")
    return Voucher(text[:6], text[6:12], text[12:])


def read_dated_61(message: Message) -> str:
    """MMDD of what is named by its date alone."""
    text = _digits(message.text(61)[:16], 16, "61")
    if not text.startswith(NO_ORIGINAL + NO_ORIGINAL):
        reason = "this original is named by its date alone: batch and trace are zeros"
        raise DecodeError(reason, field="61", wanted="12 zeros", left=len(message.text(61)))
    return text[12:]


def amount_of(message: Message) -> int:
    """Fen of field 4, 0 without it."""
    return int(_digits(message.text(4), 12, "4")) if 4 in message.fields else 0


def write_63(operator_no: str) -> str:
    """63.1, three characters."""
    return f"{operator_no:3}"


def read_63(message: Message) -> str:
    """The operator of 63.1, "" where it says 000; some senders leave its trailing blanks out."""
    operator_no = message.text(63)[:3].strip()
    return "" if operator_no == NO_OPERATOR else operator_no


def write_totals(sides: tuple[tuple[Totals, Verdict], tuple[Totals, Verdict]]) -> str:
    """48 of a settlement: debit fen n12 and items n3, credit fen n12 and items n3, result n1; domestic, foreign."""
    return "".join(
        f"{side.debit_fen:012d}{side.debit_count:03d}{side.credit_fen:012d}{side.credit_count:03d}{verdict}"
        for side, verdict in sides
    )


def read_totals(message: Message) -> tuple[tuple[Totals, Verdict], tuple[Totals, Verdict]]:
    """(domestic totals, verdict), (foreign totals, verdict)."""
    text = _digits(message.text(48), _TOTALS_DIGITS, "48")
    return _side(text[:31]), _side(text[31:])


def _side(text: str) -> tuple[Totals, Verdict]:
    totals = Totals(int(text[:12]), int(text[12:15]), int(text[15:27]), int(text[27:30]))
    if text[30] not in set(Verdict):
        raise DecodeError("a settlement's result is 0 to 3", field="48", wanted="0 to 3", left=1)
    return totals, Verdict(text[30])


def write_details(details: tuple[Detail, ...]) -> str:
    """48 of an upload: count n2, then scheme n2, trace n6, card number n20 (zeros on the left), amount n12 each."""
    return f"{len(details):02d}" + "".join(
        f"{FOREIGN if one.foreign else DOMESTIC}{one.trace_no}{one.number:0>20}{one.amount_fen:012d}" for one in details
    )


def read_details(message: Message) -> tuple[Detail, ...]:
    """The records of an upload."""
    text = message.text(48)
    count = int(_digits(text[:2], 2, "48"))
    records = _digits(text[2:], count * _DETAIL_DIGITS, "48") if count else ""
    return tuple(_detail(records[at : at + _DETAIL_DIGITS]) for at in range(0, len(records), _DETAIL_DIGITS))


def _detail(text: str) -> Detail:
    if text[:2] not in {DOMESTIC, FOREIGN}:
        raise DecodeError("a record's scheme is 00 or 01", field="48", wanted="00 or 01", left=len(text))
    return Detail(text[2:8], text[8:28].lstrip("0"), int(text[28:]), text[:2] == FOREIGN)


def write_count(count: int) -> str:
    """48 of an upload's end, n4."""
    return f"{count:04d}"


def read_count(message: Message) -> int:
    """The records that were uploaded in all."""
    return int(_digits(message.text(48), _COUNT_DIGITS, "48"))


def write_balance(fen: int) -> str:
    """54: account n2, kind n2, currency n3, C or D (a debt), amount n12."""
    return f"{_BALANCE_HEAD}{'D' if fen < 0 else 'C'}{abs(fen):012d}"


def read_balance(message: Message) -> int | None:
    """Fen of the first amount in 54, below zero for a debt; None without the field."""
    text = message.text(54)
    if 54 not in message.fields:
        return None
    if len(text) < _BALANCE_CHARACTERS or text[7] not in "CD":
        wanted = "7 characters, C or D, and 12 digits"
        raise DecodeError(f"54 wants {wanted}", field="54", wanted=wanted, left=len(text))
    fen = int(_digits(text[8:_BALANCE_CHARACTERS], 12, "54"))
    return -fen if text[7] == "D" else fen


def write_tags(parts: tuple[tuple[str, str], ...]) -> str:
    """59: tag (2), length (3), text; empty texts are left out."""
    return "".join(f"{tag}{len(text):03d}{text}" for tag, text in parts if text)


def read_tags(text: str) -> dict[str, str]:
    """Tag -> text of field 59; of a tag said twice the last."""
    tags: dict[str, str] = {}
    at = 0
    while at < len(text):
        size = text[at + 2 : at + 5]
        if not (size.isascii() and size.isdecimal() and len(size) == 3) or at + 5 + int(size) > len(text):
            wanted, left = "2 characters, 3 digits of length, and so much text", len(text) - at
            raise DecodeError(f"a tag has {wanted}", field="59", offset=at, wanted=wanted, left=left)
        tags[text[at : at + 2]] = text[at + 5 : at + 5 + int(size)]
        at += 5 + int(size)
    return tags


def _digits(text: str, length: int, field: str) -> str:
    if len(text) != length or not (text.isascii() and text.isdecimal()):
        raise DecodeError(f"{length} digits wanted", field=field, wanted=f"{length} digits", left=len(text))
    return text
