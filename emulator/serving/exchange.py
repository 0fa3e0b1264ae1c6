"""One message and its answer, read for people and counters: which transaction, whose, how much, and what was answered.

Pure, and no judge: the host has judged already. The rule: everything in it may be shown - masked by the field table,
without signs that a screen obeys - and `transaction` and `code` come from tables, so that counters stay few.
"""

from dataclasses import dataclass

from protocol import link_bodies
from protocol.cards import mask
from protocol.codes import CODES
from protocol.describe import clean, told_fault
from protocol.dialects.hypercom import body as hypercom
from protocol.dialects.tlv import elements as tlv
from protocol.dialects.tlv import facts as tlv_facts
from protocol.dialects.unionpay import lessons, masks, matrix, readings
from protocol.dialects.unionpay.envelope import read
from protocol.dialects.unionpay.profiles import Profile
from protocol.errors import DecodeError
from protocol.lookalikes import LONGEST
from protocol.masked_hex import is_plain
from protocol.message import Message
from protocol.words import NOTHING, Words

OTHER, UNREADABLE, NO_ANSWER = "other", "unreadable", "none"
REGISTER = ("hypercom", "tlv")
TRANSACTIONS = (*matrix.ROWS, *REGISTER, OTHER, UNREADABLE)
"""Every value of `transaction`."""
ANSWERS = (*CODES, OTHER, UNREADABLE, NO_ANSWER)
"""Every value of `code`."""

_CARD, _AMOUNT, _TRACE_NO, _TRACK2, _CODE, _TERMINAL, _CURRENCY = 2, 4, 11, 35, 39, 41, 49


@dataclass(frozen=True, slots=True)
class Exchange:
    """transaction: a word of TRANSACTIONS. code: one of ANSWERS. asked, said: the message and its answer in words;
    `asked` begins with the message type where there is one.
    """

    transaction: str
    code: str
    asked: Words
    said: Words


def read_exchange(asked: bytes, answer: bytes | None, profile: Profile) -> Exchange:
    """What was asked and answered. profile: how UnionPay messages of this line are written."""
    if _is_register(asked):
        return _register(asked, answer)
    code, said = _said(answer, profile)
    try:
        message = read(asked, profile).message
    except DecodeError as error:
        return Exchange(UNREADABLE, code, _fault(error, profile), said)
    row = matrix.identify(message)
    return Exchange(OTHER if row is None else row.name, code, _asked(message, profile), said)


# --- UnionPay ------------------------------------------------------------------------------------------------------


def _asked(message: Message, profile: Profile) -> Words:
    name = lessons.name(message)
    told = [Words(f"{message.mti} {name.zh.removesuffix('请求')}", f"{message.mti} {name.en.removesuffix(' request')}")]
    for zh, en, shown in (
        ("终端", "terminal", _shown(message, _TERMINAL, profile)),
        ("凭证号", "voucher", _shown(message, _TRACE_NO, profile)),
        ("卡号", "card", _card(message)),
    ):
        told += [Words(f"{zh} {shown}", f"{en} {shown}")] if shown else []
    amount = readings.amount_in(_shown(message, _CURRENCY, profile))(_shown(message, _AMOUNT, profile))
    told += [] if amount == NOTHING else [Words(f"金额 {amount.zh}", f"amount {amount.en}")]
    return Words(*(" ".join(texts) for texts in zip(*told, strict=True)))


def _card(message: Message) -> str:
    """The card number, masked; of a swiped card what stands in front of the separator of track 2."""
    on_track, separator, _ = message.text(_TRACK2).partition("D")
    number = message.text(_CARD) or (on_track if separator else "")
    return mask(number) if number.isdecimal() and len(number) <= LONGEST else ""


def _shown(message: Message, number: int, profile: Profile) -> str:
    if number not in message.fields:
        return ""
    value, spec = message.fields[number], profile.table[number]
    shown = value if is_plain(spec, value) else masks.masked(spec, value, message)
    return clean(str(shown)).strip()


def _said(answer: bytes | None, profile: Profile) -> tuple[str, Words]:
    if answer is None:
        return NO_ANSWER, Words("没有应答", "no answer")
    try:
        message = read(answer, profile).message
    except DecodeError as error:
        return UNREADABLE, _fault(error, profile)
    if _CODE not in message.fields:
        return NO_ANSWER, Words(f"{message.mti} 无应答码", f"{message.mti}, no response code")
    code, words = message.text(_CODE), lessons.code_words(message, profile)
    shown = _shown(message, _CODE, profile) or '""'
    return code if code in CODES else OTHER, Words(f"{shown} {words.zh}", f"{shown} {words.en}")


def _fault(error: DecodeError, profile: Profile) -> Words:
    zh, en = (clean(told_fault(error, profile.table, lang)[0]) for lang in ("zh", "en"))
    return Words(f"读不出：{zh}", f"unreadable: {en}")


# --- the dialects of a register's link -----------------------------------------------------------------------------


def _register(asked: bytes, answer: bytes | None) -> Exchange:
    name, told = _recognised(asked)
    if answer is None:
        return Exchange(name, NO_ANSWER, told, Words("没有应答", "no answer"))
    return Exchange(name, _code_of(answer), told, _recognised(answer)[1])


def _recognised(data: bytes) -> tuple[str, Words]:
    """The dialect of a body, and what it says; never a guess at what a packet might be."""
    try:
        if not _is_register(data):
            raise DecodeError("no body of this link", offset=0)
        found = link_bodies.recognise(data)
    except DecodeError as error:
        return UNREADABLE, Words(f"读不出：{clean(str(error))}", f"unreadable: {clean(str(error))}")
    return link_bodies.dialect(found), Words(link_bodies.told(found, "zh"), link_bodies.told(found, "en"))


def _is_register(data: bytes) -> bool:
    return data[:1] == tlv.TAG or hypercom.begins(data)


def _code_of(answer: bytes) -> str:
    try:
        if answer[:1] == tlv.TAG:
            code = tlv.text_of(tlv.read_elements(answer), tlv_facts.CODE)
        else:
            code = hypercom.read_body(answer).response
    except DecodeError:
        return UNREADABLE
    return code if code in CODES else OTHER
