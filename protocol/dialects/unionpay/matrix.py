"""The transaction matrix: one row a transaction, what its request and answers carry, and which row a message is.

No bytes and no values here but the few that tell transactions apart. `identify` names a message's row, `check` refuses
a message that lacks or forbids a field, both ways. The rule: what public captures differ in is not judged - further
fields, header digits, which terminal an answer names, what a rejection leaves out - what the matrix asks for is.
Field 64 stands in the rows and is the envelope's to judge: requests are checked before they are sealed.

Sources: S1 (silence), S3 (60.1, 60.3), S8, S10, S13 (fields), S18; V = public captures; ours = docs/protocol.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from protocol.codes import is_approved
from protocol.dialects.unionpay.conditions import CARD, CHIP, PIN, SEQUENCE, Condition
from protocol.errors import DecodeError, ProtocolError
from protocol.message import Message

_MAC = 64
_CHIP_DATA, _ORIGINAL, _NOTE = 55, 61, 62
_UPLOAD = "0320"
_PREAUTH = "06"
_BY_CODE, _BY_CODE_OR_PHONE = "03", "09"
_PAYER_CODE = "A3"
_CARD = frozenset({2, 14, 23, 35, 36, 55})


class OnSilence(StrEnum):
    """What a terminal owes when no answer comes."""

    REVERSE = "reverse"
    """冲正, before anything else is sent."""
    RESEND = "resend"
    """The same message, until it is answered."""
    FORWARD = "forward"
    """It is stored and goes again before the next transaction or at settlement."""
    FIND_OUT = "find out"
    """Money may have moved and nothing undoes it: a query or a person says what happened."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries. mandatory: always. conditions: what goes with what. optional: usual beside them.
    forbidden: says another transaction. judged: the mandatory ones that are looked for here.
    """

    mandatory: tuple[int, ...]
    conditions: tuple[Condition, ...]
    optional: tuple[int, ...]
    forbidden: tuple[int, ...]
    judged: frozenset[int]


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer carries. approved, refused: always, by its code. usual: what S13 lists beside them."""

    approved: tuple[int, ...]
    refused: tuple[int, ...]
    usual: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction. name: its id, English with underscores. processing, condition: fields 3 and 25, "" where the
    message repeats another's or has none. types, networks: the values of 60.1 and 60.3; () for any.
    """

    name: str
    zh: str
    mti: str
    processing: str
    condition: str
    types: tuple[str, ...]
    networks: tuple[str, ...]
    silence: OnSilence
    request: Body
    answer: Reply
    source: str

    @property
    def en(self) -> str:
        """The name as people read it."""
        return self.name.replace("_", " ")

    @property
    def answer_mti(self) -> str:
        """Request 0220 and its repeat 0221: 0230."""
        return f"{self.mti[:2]}{int(self.mti[2]) + 1}0"

    @property
    def has_mac(self) -> bool:
        """Its request carries field 64."""
        return 64 in self.request.mandatory

    @property
    def by_script(self) -> bool:
        """An upload of what a script did: chip data, without the note of a chip record."""
        return self.mti == _UPLOAD and _CHIP_DATA in self.request.mandatory

    @property
    def by_code(self) -> bool:
        """A payer's code takes the place of a card."""
        return 59 in self.request.mandatory


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


def _row(
    name: str,
    zh: str,
    mti: str,
    processing: str,
    condition: str,
    types: str,
    networks: str,
    silence: OnSilence,
    request: Body,
    answer: Reply,
    source: str,
) -> Row:
    listed = tuple(types.split()), tuple(networks.split())
    return Row(name, zh, mti, processing, condition, *listed, silence, request, answer, source)


def _body(mandatory: str, optional: str = "", *conditions: Condition, forbidden: str = "39") -> Body:
    numbers = _numbers(mandatory)
    return Body(numbers, conditions, _numbers(optional), _numbers(forbidden), frozenset(numbers) - {_MAC})


def _reply(approved: str, refused: str, usual: str) -> Reply:
    return Reply(_numbers(approved), _numbers(refused), _numbers(usual))


_NO_CARD = "2 14 23 26 35 36 39 52 55"  # of a message that is about no card; 39 belongs to answers and reversals

# fmt: off
#                  mandatory                                usual beside it                   what goes with what
SALE      = _body("3 4 11 22 25 41 42 49 60 64",           "2 14 23 26 35 36 52 53 55 63",    CARD, PIN, CHIP)
BALANCE   = _body("3 11 22 25 41 42 49 60 64",             "2 14 23 26 35 36 52 53 55 63",    CARD, PIN, CHIP)
VOID      = _body("3 4 11 22 25 37 41 42 49 60 61 64",     "2 14 23 26 35 36 38 52 53 63",    CARD, PIN, SEQUENCE)
HOLD      = _body("3 4 11 22 25 38 41 42 49 60 61 64",     "2 14 23 26 35 36 52 53 63",       CARD, PIN, SEQUENCE)
REFUND    = _body("3 4 11 22 25 37 41 42 49 60 61 63 64",  "2 14 23 26 35 36 52 53 59 62",    CARD, PIN, SEQUENCE)
IC_BACK   = _body("3 4 11 22 25 41 42 49 60 61 62 63 64",  "2 14 23 35 36 55",        CARD, SEQUENCE, forbidden="37 39")
OFFLINE   = _body("2 3 4 11 22 25 41 42 60 63 64",         "14 23 35 36 38 49 55 61",         SEQUENCE)
ADJUST    = _body("2 3 4 11 22 25 41 42 60 61 63 64",      "14 23 35 36 38 49 55",            SEQUENCE)
REVERSAL  = _body("3 4 11 22 25 39 41 42 49 60 64",        "2 12 13 14 23 55 61 63",          forbidden="26 35 36 52")
QR_SALE   = _body("3 4 11 22 25 41 42 49 59 60 64",        "63",                              forbidden=_NO_CARD)
QR_VOID   = _body("3 4 11 22 25 37 41 42 49 59 60 61 64",  "63",                              forbidden=_NO_CARD)
QR_BACK   = _body("3 4 11 22 25 37 41 42 49 59 60 61 63 64", "62",                            forbidden=_NO_CARD)
SIGN_ON   = _body("11 41 42 60 63",                        "12 13 62",                        forbidden=_NO_CARD)
SIGN_OFF  = _body("11 41 42 60",                           "63",                              forbidden=_NO_CARD)
BARE      = _body("41 42 60",                              "11 62",                           forbidden=_NO_CARD)
TOTALS    = _body("11 41 42 48 49 60 63",                  "",                                forbidden=_NO_CARD)
UPLOAD    = _body("11 41 42 48 60",                        "49 63",                           forbidden=_NO_CARD)
CHIP_UP   = _body("3 11 22 25 41 42 49 60 62",             "2 4 14 23 35 55 63 64",           CARD, SEQUENCE)
SCRIPT    = _body("11 41 42 55 60 61",                     "2 3 4 22 23 32 37 49 63 64")
PICTURE   = _body("2 4 11 15 37 41 42 60 62 64",           "53 55 63")
ORDER     = _body("11 41 42 60 62 64",                     "",                                forbidden=_NO_CARD)
OUTCOME   = _body("11 41 42 60 61 62 64",                  "",                                forbidden=_NO_CARD)
OUTSIDE   = _body("4 11 37 41 42 49 59 60 61 62 63 64",    "",                                forbidden=_NO_CARD)
UNNEEDED  = _body("11 41 42 59 60 62 64",                  "",                                forbidden=_NO_CARD)

#                   approved                  refused        usual beside it
PAID      = _reply("11 12 13 37 39 41 42",    "11 39 41 42", "2 3 4 14 15 25 32 38 44 49 53 60 63 64")
HELD      = _reply("11 12 13 37 38 39 41 42", "11 39 41 42", "2 3 4 14 15 25 32 44 49 53 60 63 64")
INQUIRED  = _reply("11 12 13 39 41 42 54",    "11 39 41 42", "2 3 14 25 32 37 44 49 53 60 64")
REVERSED  = _reply("11 39 41 42",             "11 39 41 42", "2 3 4 12 13 14 15 25 32 37 44 49 53 60 64")
KEYED     = _reply("11 12 13 39 41 42 62",    "11 39 41 42", "32 37 60 63 64")
MANAGED   = _reply("39 41 42",                "39 41 42",    "11 12 13 32 37 60 62")
LEFT      = _reply("11 39 41 42",             "11 39 41 42", "12 13 32 37 60")
SETTLED   = _reply("11 41 42 48",             "11 41 42",    "12 13 15 32 37 49 60")
UPLOADED  = _reply("11 39 41 42",             "11 39 41 42", "12 13 32 37 48 60")
SIGNED    = _reply("11 39 41 42",             "11 39 41 42", "2 4 12 13 15 37 60 64")
TOLD      = _reply("11 39 41 42 62",          "11 39 41 42", "60 61 64")

_UNDO, _AGAIN, _LATER, _ASK, _NONE = OnSilence
_MONEY = "000"
_SIG = "07 08"
_KEYS = "001 003 004 005 011"                   # single, double, double with track key; 005 and 011 are vendors'
_STATE = "362 372 373 382"
_ENDS = "202 207"
_CHIP = "203 204 205 206"
_DOWN = "360 361 364 365 370 371 380 381 394 395 396 397 398 399 401 420 960 961"

_ROWS = (
    # name              名称              MTI     3         25    60.1  60.3    silence request   answer    source
    ("sign_on",          "签到",           "0800", "",       "",   "00", _KEYS,  _NONE,  SIGN_ON,  KEYED,    "S13 V"),
    ("sign_off",         "签退",           "0820", "",       "",   "00", "002",  _NONE,  SIGN_OFF, LEFT,     "S3 S13"),
    ("balance",          "余额查询",       "0200", "310000", "00", "01", _MONEY, _NONE,  BALANCE,  INQUIRED, "S13 V"),
    ("sale",             "消费",           "0200", "000000", "00", "22", _MONEY, _UNDO,  SALE,     PAID,     "S13 V"),
    ("void",             "消费撤销",       "0200", "200000", "00", "23", _MONEY, _UNDO,  VOID,     PAID,     "S13"),
    ("refund",           "退货",           "0220", "200000", "00", "25", _MONEY, _ASK,   REFUND,   PAID,     "S8 S13"),
    ("refund_again",     "退货重发",       "0221", "200000", "00", "25", _MONEY, _ASK,   REFUND,   PAID,     "ours"),
    ("preauth",          "预授权",         "0100", "030000", "06", "10", _MONEY, _UNDO,  SALE,     HELD,     "S13"),
    ("preauth_void",     "预授权撤销",     "0100", "200000", "06", "11", _MONEY, _UNDO,  HOLD,     PAID,     "S13"),
    ("completion",       "预授权完成请求", "0200", "000000", "06", "20", _MONEY, _UNDO,  HOLD,     PAID,     "S13"),
    ("completion_void",  "预授权完成撤销", "0200", "200000", "06", "21", _MONEY, _UNDO,  VOID,     PAID,     "S13"),
    ("completion_notice","预授权完成通知", "0220", "000000", "06", "24", _MONEY, _LATER, HOLD,     PAID,     "S13"),
    ("offline_sale",     "离线结算",       "0220", "000000", "00", "30", _MONEY, _LATER, OFFLINE,  PAID,     "S13"),
    ("adjustment",       "结算调整",       "0220", "000000", "00", "32", _MONEY, _LATER, ADJUST,   PAID,     "S13 S2"),
    ("tip",              "小费",           "0220", "000000", "00", "34", _MONEY, _LATER, ADJUST,   PAID,     "S3 S2"),
    ("chip_refund",      "IC脱机退货",     "0220", "200000", "00", "27", _MONEY, _ASK,   IC_BACK,  PAID,     "S3 S8"),
    ("reversal",         "冲正",           "0400", "",       "",   "",   _MONEY, _AGAIN, REVERSAL, REVERSED, "S13 V"),
    ("settlement",       "批结算",         "0500", "",       "",   "00", "201",  _NONE,  TOTALS,   SETTLED,  "S10 S13"),
    ("upload",           "批上送明细",     "0320", "",       "",   "00", "201",  _AGAIN, UPLOAD,   UPLOADED, "S10 S13"),
    ("upload_end",       "批上送结束",     "0320", "",       "",   "00", _ENDS,  _AGAIN, UPLOAD,   UPLOADED, "S10 V"),
    ("upload_chip",      "批上送IC通知",   "0320", "",       "",   "00", _CHIP,  _AGAIN, CHIP_UP,  UPLOADED, "S3 S10"),
    ("script_result",    "脚本结果通知",   "0620", "",       "",   "00", "951",  _LATER, SCRIPT,   MANAGED,  "S11 K"),
    ("script_upload",    "脚本结果上送",   "0320", "",       "",   "00", "203",  _LATER, SCRIPT,   UPLOADED, "V"),
    ("echo",             "回响测试",       "0820", "",       "",   "00", "301",  _NONE,  BARE,     MANAGED,  "S3 S13"),
    ("status",           "状态上送",       "0820", "",       "",   "00", _STATE, _NONE,  BARE,     MANAGED,  "S3"),
    ("parameters",       "参数传递",       "0800", "",       "",   "00", _DOWN,  _NONE,  BARE,     MANAGED,  "S3 V"),
    ("signature",        "电子签名",       "0920", "",       "",   _SIG, "",     _LATER, PICTURE,  SIGNED,   "V"),
    ("qr_sale",          "扫码消费",       "0200", "000000", "00", "22", _MONEY, _UNDO,  QR_SALE,  PAID,     "S11 K"),
    ("qr_void",          "扫码撤销",       "0200", "200000", "00", "23", _MONEY, _UNDO,  QR_VOID,  PAID,     "S11 K"),
    ("qr_refund",        "扫码退货",       "0220", "200000", "00", "25", _MONEY, _ASK,   QR_BACK,  PAID,     "S11 K"),
    ("qr_refund_again",  "扫码退货重发",   "0221", "200000", "00", "25", _MONEY, _ASK,   QR_BACK,  PAID,     "ours"),
    ("order_query",      "订单查询",       "0600", "",       "",   "01", "901",  _NONE,  ORDER,    TOLD,     "ours"),
    ("outcome_query",    "结果查询",       "0600", "",       "",   "01", "902",  _NONE,  OUTCOME,  TOLD,     "ours"),
    ("cancel",           "放弃",           "0600", "",       "",   "01", "903",  _NONE,  OUTCOME,  TOLD,     "ours"),
    ("outside_entry",    "终端外支付登记", "0620", "",       "",   "25", "904",  _AGAIN, OUTSIDE,  TOLD,     "ours"),
    ("outside_release",  "终端外登记撤回", "0620", "",       "",   "25", "905",  _AGAIN, UNNEEDED, TOLD,     "ours"),
)
# fmt: on

ROWS: Mapping[str, Row] = MappingProxyType({cells[0]: _row(*cells) for cells in _ROWS})
"""The matrix by name, in the order of the table."""


def _by_mti() -> dict[str, tuple[Row, ...]]:
    """Rows by the MTI of their request and of their answer; an 0230 answers 0220, whose repeat adds nothing to it."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in ROWS.values():
        for mti in (row.mti, row.answer_mti) if row.mti.endswith("0") else (row.mti,):
            found[mti] = (*found.get(mti, ()), row)
    return found


_BY_MTI = _by_mti()


def identify(message: Message) -> Row | None:
    """The row of a request or an answer; None where no row is written so, or field 60 is missing."""
    found = _search(message)
    return found if isinstance(found, Row) else None


def check(message: Message, fault: type[ProtocolError] = DecodeError) -> Row:
    """The row of a message that carries what it must. Raises `fault` naming the field: EncodeError for ours."""
    found = _search(message)
    if isinstance(found, str):
        raise fault("no transaction is written so", field=found)
    check_as(found, message, fault)
    return found


def check_as(row: Row, message: Message, fault: type[ProtocolError] = DecodeError) -> None:
    """Judge a message whose row is known: a request, or the answer to one (which may leave field 60 out)."""
    if message.mti == row.mti:
        _check_request(row, message, fault)
    else:
        _check_answer(row.answer, message, fault)


def _check_request(row: Row, message: Message, fault: type[ProtocolError]) -> None:
    body, present = row.request, message.fields.keys()
    if not present >= body.judged:
        _require(body.mandatory, message, fault)
    if not present.isdisjoint(body.forbidden):
        number = next(number for number in body.forbidden if number in present)
        raise fault(f"{row.en} has no such field", field=str(number))
    for condition in body.conditions:
        if field := condition.broken(message):
            raise fault(condition.en, field=str(field))


def _check_answer(reply: Reply, message: Message, fault: type[ProtocolError]) -> None:
    code = message.text(39) if 39 in message.fields or 39 in reply.approved else "00"
    _require(reply.approved if is_approved(code) else reply.refused, message, fault)


def _require(numbers: tuple[int, ...], message: Message, fault: type[ProtocolError]) -> None:
    for number in numbers:
        if number not in message.fields and number != _MAC:
            raise fault("a message of this kind carries this field", field=str(number))


def _search(message: Message) -> Row | str:
    """The row, or the field that leaves none."""
    fields, kind = message.fields, message.text(60)
    return _found(
        message.mti,
        kind[:2] if 60 in fields else None,
        kind[8:11],
        message.text(3) if 3 in fields else None,
        message.text(25) == _PREAUTH if 25 in fields else None,
        _is_by_code(message),
        _is_by_script(message),
    )


class _Signs(NamedTuple):
    """What tells transactions apart; None where the field is absent. preauth: whether 25 says so."""

    mti: str
    kind: str | None
    network: str
    processing: str | None
    preauth: bool | None
    by_code: bool
    by_script: bool


@lru_cache(maxsize=256)  # the matrix in its forms, and what peers mistake
def _found(
    mti: str, kind: str | None, network: str, processing: str | None, preauth: bool | None, code: bool, script: bool
) -> Row | str:
    signs = _Signs(mti, kind, network, processing, preauth, code, script)
    rows = _BY_MTI.get(mti, ())
    field = "0"
    for step, fits in _STEPS:
        if not rows:
            return field
        rows, field = tuple(row for row in rows if fits(row, signs)), step
    fit = (row for row in rows if (row.by_code, row.by_script) == (code, script))
    return next(fit, rows[0]) if rows else field


def _type_fits(row: Row, signs: _Signs) -> bool:
    return signs.kind in row.types or (not row.types and signs.kind is not None)


def _network_fits(row: Row, signs: _Signs) -> bool:
    """60.3 is left out in the form of 2002, 8 digits; but management says nothing without it."""
    network = signs.network
    return not row.networks or network in row.networks or (not network and row.networks == (_MONEY,))


def _processing_fits(row: Row, signs: _Signs) -> bool:
    return signs.processing is None or row.processing in {"", signs.processing}


def _condition_fits(row: Row, signs: _Signs) -> bool:
    """06 is pre-authorisation and nothing else is; other values are acquirers' own (64 instalments, 65 points …)."""
    either = row.condition == "" or signs.preauth is None
    return either or (row.condition == _PREAUTH) == signs.preauth


_STEPS: tuple[tuple[str, Callable[[Row, _Signs], bool]], ...] = (
    ("60", _type_fits),
    ("60", _network_fits),
    ("3", _processing_fits),
    ("25", _condition_fits),
)


def _is_by_code(message: Message) -> bool:
    """A request says it in field 22: 03x, or 09x and a payer's code; an answer by its code field without a card's."""
    has_card = not _CARD.isdisjoint(message.fields)
    if 22 not in message.fields:
        return 59 in message.fields and not has_card
    entry = message.text(22)[:2]
    return entry == _BY_CODE or (entry == _BY_CODE_OR_PHONE and _PAYER_CODE in message.text(59) and not has_card)


def _is_by_script(message: Message) -> bool:
    """60.3 = 203 alone does not say it: a chip record has field 62 (V54, domain notes 3)."""
    fields = message.fields.keys()
    return message.mti == _UPLOAD and _NOTE not in fields and bool(fields & {_CHIP_DATA, _ORIGINAL})
