"""What a good teacher says about a message: the sentence it opens with, and what is worth checking afterwards.

Words from facts only: the matrix names the transaction, the tables of codes and parts read the values, the masks decide
what may be said. Each check is one small function: a packet in, a remark or nothing out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from protocol import codes
from protocol.dialects.unionpay import masks, matrix, readings
from protocol.dialects.unionpay.envelope import LENGTH_BYTES, Packet
from protocol.dialects.unionpay.matrix import OnSilence
from protocol.dialects.unionpay.places import Place
from protocol.dialects.unionpay.profiles import Profile
from protocol.dialects.unionpay.readings import one_of
from protocol.dialects.unionpay.reasons import told_reason
from protocol.errors import DecodeError
from protocol.message import Message
from protocol.security import MacKind
from protocol.words import NOTHING, Words


class Mark(StrEnum):
    """How a remark is meant."""

    RIGHT = "ok"
    WRONG = "!!"
    NOTE = "->"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of "what to check"."""

    mark: Mark
    words: Words


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the checks look at."""

    packet: Packet
    profile: Profile
    places: tuple[Place, ...]

    @property
    def message(self) -> Message:
        """The message inside."""
        return self.packet.message

    def shown(self, number: int) -> str:
        """Field `number` as it may be shown."""
        return masks.masked(self.profile.table[number], self.message.fields[number], self.message)


def is_answer(mti: str) -> bool:
    """The third digit of a message type is odd in answers."""
    return mti[2] in "13579"


def name(message: Message) -> Words:
    """退货请求, as the matrix has it; by its shape or field 60 where the matrix knows no such message."""
    row = matrix.identify(message)
    kind = Words("应答", " answer") if is_answer(message.mti) else Words("请求", " request")
    if row is not None:
        told = Words(row.zh.removesuffix("请求"), row.en)
    elif _is_refund(message):
        told = Words("退货", "refund")
    else:
        told = _by_type(message)
    return Words(told.zh + kind.zh, told.en + kind.en)


def _by_type(message: Message) -> Words:
    kind, network = message.text(60)[:2], message.text(60)[8:11]
    told = one_of(readings.NETWORK)(network) if kind == "00" else one_of(readings.TYPES)(kind)
    known = told != NOTHING and len(message.text(60)) <= _LONGEST_TYPE
    return told if known else Words("对照表里没有的交易", "transaction of no table")


def _is_refund(message: Message) -> bool:
    """退货 by the matrix, or by its shape where an acquirer has type codes of its own: 0220 and 20 in field 3."""
    row = matrix.identify(message)
    if row is not None:
        return row.mti in _REFUND_MTI and row.processing == _REFUND_PROCESSING
    return message.mti[:3] in {"022", "023"} and message.text(3)[:2] == _REFUND_PROCESSING[:2]


_REFUND_MTI, _REFUND_PROCESSING = frozenset({"0220", "0221"}), "200000"
_LONGEST_TYPE = 19
"""Digits of field 60; where it is longer it is an acquirer's own text."""


# --- the opening sentence ------------------------------------------------------------------------------------------


def opening(lesson: Lesson) -> Words:
    """这是一笔退货请求（0220）：商户要把一笔已经完成的消费退回去，金额 12.34 元，卡号 620000******0005 …"""
    message = lesson.message
    named = name(message)
    told = [_REFUND] if _is_refund(message) and not is_answer(message.mti) else []
    told += [fact for number, tell in _FACTS if number in message.fields and (fact := tell(lesson, number)) != NOTHING]
    zh, en = "，".join(fact.zh for fact in told), ", ".join(fact.en for fact in told)
    colons = ("：", ": ") if told else ("", "")
    return Words(
        f"这是一笔{named.zh}（{message.mti}）{colons[0]}{zh}。",
        f"This is {_article(named.en)} {named.en} ({message.mti}){colons[1]}{en}.",
    )


def _article(words: str) -> str:
    return "an" if words[:1] in "aeiou" else "a"


_REFUND = Words("商户要把一笔已经完成的消费退回去", "the merchant gives back a sale that was done")


def _labelled(zh: str, en: str) -> Callable[[Lesson, int], Words]:
    def tell(lesson: Lesson, number: int) -> Words:
        shown = lesson.shown(number).strip()
        return Words(f"{zh} {shown}", f"{en} {shown}") if shown and shown.isprintable() else NOTHING

    return tell


def _amount(lesson: Lesson, number: int) -> Words:
    read = readings.amount_in(lesson.message.text(49))(lesson.message.text(number))
    return Words(f"金额 {read.zh}", f"amount {read.en}") if read != NOTHING else NOTHING


def _reference(lesson: Lesson, number: int) -> Words:
    asked = not is_answer(lesson.message.mti)
    shown = lesson.shown(number)
    return (
        Words(f"原参考号 {shown}", f"original reference {shown}")
        if asked
        else _labelled("参考号", "reference")(lesson, number)
    )


def _original_date(lesson: Lesson, number: int) -> Words:
    read = readings.month_day(lesson.message.text(number)[12:16])
    if read == NOTHING or lesson.message.text(number)[12:16] == "0000" or not lesson.message.text(number).isdecimal():
        return NOTHING
    return Words(f"原交易日 {read.zh}", f"original date {read.en}")


def _code(lesson: Lesson, number: int) -> Words:
    read, code = code_words(lesson.message, lesson.profile), lesson.message.text(39).strip()
    return Words(f"应答码 {code or '空白'} {read.zh}", f"response code {code or 'blank'}, {read.en}")


def code_words(message: Message, profile: Profile) -> Words:
    """What field 39 says: why a reversal was sent, or what the host answered."""
    code = message.text(39)
    if message.mti[:3] == "040":
        return one_of(readings.REVERSALS)(code)
    row = profile.codes.get(code)
    return Words(row.zh, row.en) if row is not None else Words("未列出的应答码", "a code of no table")


# fmt: off
_FACTS: tuple[tuple[int, Callable[[Lesson, int], Words]], ...] = (
    (39, _code),
    (4,  _amount),
    (2,  _labelled("卡号", "card")),
    (37, _reference),
    (61, _original_date),
    (11, _labelled("凭证号", "voucher")),
    (41, _labelled("终端", "terminal")),
    (42, _labelled("商户", "merchant")),
)
# fmt: on


# --- what to check -------------------------------------------------------------------------------------------------


def remarks(lesson: Lesson) -> tuple[Remark, ...]:
    """What is worth checking in this message, in the order of its bytes."""
    return tuple(remark for check in _CHECKS if (remark := check(lesson)) is not None)


def _length(lesson: Lesson) -> Remark | None:
    announced = lesson.packet.envelope.length
    if announced is None:
        return None
    here = lesson.places[-1].end - LENGTH_BYTES
    if announced == here:
        return Remark(
            Mark.RIGHT, Words(f"长度 {here}，后面正好 {here} 字节", f"length {here}, and {here} bytes follow")
        )
    words = Words(
        f"长度写的是 {announced}，后面却有 {here} 字节", f"the length says {announced}, but {here} bytes follow"
    )
    return Remark(Mark.WRONG, words)


def _processing(lesson: Lesson) -> Remark | None:
    if not is_answer(lesson.message.mti) or lesson.packet.envelope.processing_request != "3":
        return None
    return Remark(Mark.NOTE, Words("报文头处理要求为 3：主机要终端重新签到", "the header asks for 3: sign on again"))


def _fields(lesson: Lesson) -> Remark | None:
    row = matrix.identify(lesson.message)
    if row is None:
        kind, processing = lesson.message.text(60)[:2], lesson.message.text(3)
        usual = _USUAL_REFUND if _is_refund(lesson.message) else NOTHING
        named = [(words, code) for words, code in ((_PROCESSING, processing), (_TYPE, kind)) if code]
        zh = "、".join(f"{words.zh} {code}" for words, code in named) or "这样的报文"
        en = " with ".join(f"{words.en} {code}" for words, code in named) or "such a message"
        return Remark(
            Mark.NOTE,
            Words(
                f"{zh} 不在交易对照表里{usual.zh}，是收单机构自定的", f"{en} is in no row{usual.en}: an acquirer's own"
            ),
        )
    try:
        matrix.check(lesson.message)
    except DecodeError as error:
        words = Words(
            f"{error.field}域：与{row.zh}的规定不符（{told_reason(error.reason, 'zh')}）",
            f"field {error.field}: {error.reason}",
        )
        return Remark(Mark.WRONG, words)
    return Remark(
        Mark.RIGHT, Words(f"{row.zh}该有的域都在", f"all fields that {_article(row.en)} {row.en} must have are here")
    )


_PROCESSING, _TYPE = Words("处理码", "processing code"), Words("交易类型码", "type")
_USUAL_REFUND = Words("（退货应是 200000 和 25）", " (a refund has 200000 and 25)")


def _fillers(lesson: Lesson) -> Remark | None:
    told = [_filler(lesson.message, number, nibble) for number, nibble in lesson.message.fillers.items()]
    if not told:
        return None
    zh, en = "、".join(words.zh for words in told), ", ".join(words.en for words in told)
    words = Words(f"奇数位数字的补位不寻常：{zh}；编码时照原样写回", f"unusual filler: {en}; written back as it came")
    return Remark(Mark.NOTE, words)


def _filler(message: Message, number: int, nibble: str) -> Words:
    other = message.text(number)[1:] + nibble
    if number != _ENTRY or other[:2] not in readings.ENTRIES:
        return Words(f"{number}域补 {nibble}", f"{nibble} in field {number}")
    zh = f"{number}域补 {nibble}（靠右放的收单机构会读作 {other}）"
    return Words(zh, f"{nibble} in field {number} (an acquirer that justifies right reads {other})")


_ENTRY = 22


def _original(lesson: Lesson) -> Remark | None:
    """A refund names its original by reference and date alone."""
    if not _is_refund(lesson.message) or is_answer(lesson.message.mti) or lesson.message.text(60)[:2] == _OFFLINE:
        return None
    text = lesson.message.text(61)
    if text[:12] == "0" * 12 and len(text) == 16 and readings.month_day(text[12:]) != NOTHING:
        words = Words(
            "原批次号、原凭证号填全零：退货只凭原参考号（37域）和原交易日期（61.3）找原交易",
            "original batch and voucher are zeros: reference (37) and date (61.3) find the original",
        )
        return Remark(Mark.RIGHT, words)
    words = Words("61域应是12个零加原交易日期月日", "field 61 should be twelve zeros and the original date MMDD")
    if len(text) == 16 and text[12:].isdecimal() and readings.month_day(text[12:]) == NOTHING:
        words = Words(f"原交易日期 {text[12:]} 没有这一天", f"the original date {text[12:]} is no day")
    return Remark(Mark.WRONG, words)


_OFFLINE = "27"
"""60.1 of an offline chip refund, which names batch and voucher of its original."""


def _amount_check(lesson: Lesson) -> Remark | None:
    if not _is_refund(lesson.message) or 4 not in lesson.message.fields:
        return None
    read = readings.amount_in(lesson.message.text(49))(lesson.message.text(4))
    if is_answer(lesson.message.mti):
        words = Words(f"应答金额 {read.zh}，要与请求里的相等", f"{read.en} answered; it must equal the request")
    else:
        words = Words(
            f"金额以分为单位：{lesson.shown(4)} 是 {read.zh}，对一对小票", f"in fen: {read.en}; compare the slip"
        )
    return Remark(Mark.NOTE, words)


def _mac(lesson: Lesson) -> Remark | None:
    number = next((field for field in (64, 128) if field in lesson.message.fields), None)
    if number is None:
        row = matrix.identify(lesson.message)
        if row is None or not row.has_mac or is_answer(lesson.message.mti):
            return None
        return Remark(
            Mark.WRONG, Words("没有MAC（64域），这种交易必须有", "no MAC (field 64), and this one must have it")
        )
    text = all(octet in b"0123456789ABCDEF" for octet in lesson.message.octets(number))
    form = _MAC_FORMS[text]
    if lesson.profile.mac is MacKind.NONE:
        return Remark(
            Mark.NOTE, Words(f"MAC是{form.zh}，但此格式不用MAC", f"the MAC is {form.en}; this profile has none")
        )
    use = _MAC_USES[is_answer(lesson.message.mti)]
    return Remark(Mark.NOTE, Words(f"MAC是{form.zh}；{use.zh}", f"the MAC is {form.en}; {use.en}"))


_MAC_USES = {
    False: Words("主机用工作密钥验证报文没有被改过", "the host verifies with the working key that nothing was altered"),
    True: Words(
        "要用工作密钥验证，验证之前应答说的不算数", "before the working key verifies it the answer says nothing"
    ),
}
_MAC_FORMS = {
    True: Words("8个十六进制字符（银联ECB式）", "eight hex characters (UnionPay ECB)"),
    False: Words("8个原始字节（X9.9或X9.19式）", "eight raw bytes (X9.9 or X9.19)"),
}


def _answer(lesson: Lesson) -> Remark | None:
    """What the operator does after this code; for a refund, whether the money moved."""
    if not is_answer(lesson.message.mti) or 39 not in lesson.message.fields:
        return None
    code = lesson.message.text(39)
    advice = codes.advice(code)
    if advice is codes.Advice.DONE and not _is_money(lesson.message):
        entered = matrix.identify(lesson.message) is matrix.ROWS["outside_entry"]
        return Remark(Mark.NOTE, _NOT_PAID) if entered else None
    if not _is_refund(lesson.message):
        return Remark(Mark.NOTE, Words(f"操作员：{advice.zh}", f"the operator: {advice.en}"))
    moved = _MOVED[codes.refund_outcome(code, amount_matches=False)]
    return Remark(Mark.NOTE, Words(f"{moved.zh}；操作员：{advice.zh}", f"{moved.en}; the operator: {advice.en}"))


def _is_money(message: Message) -> bool:
    """A transaction that prints a slip; not management, uploads and queries."""
    return message.mti[:2] in {"01", "02"} and message.text(3)[:2] != _BALANCE


_BALANCE = "31"
"""Field 3 of a balance inquiry."""
_MOVED = {
    codes.Outcome.YES: Words("照应答码，钱已退", "by its code the money moved"),
    codes.Outcome.NO: Words("照应答码，钱没有动", "by its code the money did not move"),
    codes.Outcome.UNKNOWN: Words("照应答码，钱动没动还不知道", "by its code nobody knows whether the money moved"),
}


def _silence(lesson: Lesson) -> Remark | None:
    """What a terminal owes when no answer comes."""
    row = matrix.identify(lesson.message)
    if is_answer(lesson.message.mti):
        return None
    if _is_refund(lesson.message):
        return Remark(Mark.NOTE, _SILENCE[OnSilence.FIND_OUT])
    return None if row is None else Remark(Mark.NOTE, _SILENCE[row.silence])


_SILENCE = {
    OnSilence.REVERSE: Words(
        "等不到应答：先冲正（0400），再做别的", "no answer: a reversal (0400) comes before anything else"
    ),
    OnSilence.RESEND: Words(
        "等不到应答：原样再发，直到有应答", "no answer: the same message again, until it is answered"
    ),
    OnSilence.FORWARD: Words(
        "等不到应答：存下来，下一笔交易前或结算时再发", "no answer: it is kept, and sent again later"
    ),
    OnSilence.FIND_OUT: Words(
        "等不到应答：不许冲正，也不许换个流水号重做，结果未知，先查询",
        "no answer: no reversal and no new try under a new number; the outcome is unknown, ask for it first",
    ),
    OnSilence.NOTHING: Words("等不到应答：没有钱在动，再做一次即可", "no answer: no money is moving, do it again"),
}


def _expected(lesson: Lesson) -> Remark | None:
    """What the answer to this request repeats."""
    row = matrix.identify(lesson.message)
    if row is None or is_answer(lesson.message.mti):
        return None
    numbers = [number for number in (2, 3, 4, 11, 41, 42, 49) if number in lesson.message.fields]
    zh = f"应答是 {row.answer_mti}，其中 {'、'.join(map(str, numbers))} 域若有，要与这里相同"
    en = f"the answer is a {row.answer_mti}; where it has fields {', '.join(map(str, numbers))}, they equal these"
    return Remark(Mark.NOTE, Words(zh, en))


_NOT_PAID = Words(
    "登记只占用原交易的可退金额，不付钱：钱要在终端外另付",
    "an entry takes from what remains and pays nothing: the money is paid outside the terminal",
)

_CHECKS = (_length, _processing, _fields, _amount_check, _original, _fillers, _mac, _answer, _expected, _silence)
