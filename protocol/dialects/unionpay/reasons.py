"""Why a message was refused, in Chinese: the English reasons of errors, phrase by phrase. Words only.

The rule: a phrase of no row stays as it is; a test keeps every reason of codec, detection and matrix in a row. Longer
phrases stand before what is part of them.
"""

import re

from protocol.dialects.unionpay.conditions import CARD, CHIP, PIN, SEQUENCE
from protocol.words import Lang

# fmt: off
_PHRASES = (
    # English, as a pattern                                         Chinese
    (r" \(closest profile: ([^;]*); (\S+) was tried with (.*)\)",   r"；最接近的格式：\1；在\2之外试过：\3"),
    (r"no variant$",                                                "没有变体"),
    (r"no message type stands where any profile has one",           "任何格式的消息类型位置上都没有消息类型"),
    (r"a message type has four digits: 0, 1 to 9, and two up to 5", "消息类型是四位数字：0、1到9、后两位不超过5"),
    (r"a message type has four digits",                             "消息类型是四位数字"),
    (r"this profile has no such field",                             "此格式没有这个域"),
    (r"(\d+) bytes are left over after the last field",             r"最后一个域之后还多出\1字节"),
    (r"(\d+) bytes are more than a message may have \((\d+)\)",     r"\1字节，超过报文上限\2"),
    (r"length, TPDU and header have (\d+) bytes, (\d+) are here",   r"长度、TPDU和报文头共\1字节，这里只有\2"),
    (r"a TPDU is made of decimal digits",                           "TPDU由十进制数字组成"),
    (r"the message ends inside the head",                           "报文在消息类型和位图里就结束了"),
    (r"the message ends inside the secondary bitmap",               "报文在第二位图里结束了"),
    (r"the secondary bitmap names no field",                        "第二位图里没有任何域"),
    (r"the message ends inside a length",                           "报文在长度前缀里结束了"),
    (r"a length is made of decimal digits",                         "长度由十进制数字组成"),
    (r"length (\d+), (\d+) is the most",                            r"长度是\1，最多\2"),
    (r"not a decimal digit",                                        "不是十进制数字"),
    (r": (\d+) bytes wanted, (\d+) left",                           r"：要\1字节，只剩\2"),
    (r"(\d+) bytes wanted, (\d+) left",                             r"要\1字节，只剩\2"),
    (r"no transaction is written so",                               "没有交易这样写"),
    (r"a message of this kind carries this field",                  "这种报文应带此域"),
    (r".* has no such field",                                       "这种报文不带此域"),
    *((re.escape(row.en), row.zh) for row in (CARD, PIN, CHIP, SEQUENCE)),
    # what was wanted
    (r"a message of a known profile",                               "已知格式的报文"),
    (r"a message type",                                             "消息类型"),
    (r"MTI and bitmap",                                             "消息类型和位图"),
    (r"a field from 65 to 128",                                     "65到128之间的域"),
    (r"a length of at most ",                                       "长度最多 "),
    (r"a length of ",                                               "长度 "),
    (r"at most ",                                                   "最多 "),
    (r" bytes? more",                                               " 字节"),
    (r" bytes?",                                                    " 字节"),
    (r"decimal digits",                                             "十进制数字"),
    (r"digits and D",                                               "数字和D"),
    (r"four digits",                                                "四位数字"),
    (r" digits",                                                    " 位数字"),
    (r"digits",                                                     "数字"),
    (r"the end",                                                    "到此结束"),
)
# fmt: on
_ROWS = tuple((re.compile(en), zh) for en, zh in _PHRASES)


def told_reason(text: str, lang: Lang) -> str:
    """The reason of an error, or what it wanted, in words of this language."""
    for phrase, zh in _ROWS if lang == "zh" else ():
        text = phrase.sub(zh, text)
    return text
