"""Response codes (应答码, field 39): what each says, its operator class, and what it means for the money of a refund.

Two separate questions. The operator class A-E chooses the wording only (A done; B the operator may try again; C tell
the cardholder; D keep the card or an administrative step; E the system's side). `refund_outcome` answers whether the
money moved: yes, no or unknown; every code not listed is unknown (house decision 7, hazard H17).
"""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Did the money of a refund move?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Code:
    """code: two characters of field 39. operator_class: A-E. zh: the terminal's text. en: its meaning."""

    code: str
    operator_class: str
    zh: str
    en: str


# Texts: terminal response-code table with A-E class; where it has none, the CUPS 2015 recommended text
# (Q/CUP 006.6-2015). A1-A8: the transfer codes of the same text.
# fmt: off
_ROWS = (
    Code("00", "A", "交易成功",                                    "approved"),
    Code("01", "C", "交易失败，请联系发卡行",                      "refer to issuer"),
    Code("02", "C", "交易失败，请联系发卡行",                      "refer, special"),
    Code("03", "C", "商户未登记",                                  "invalid merchant"),
    Code("04", "D", "没收卡，请联系收单行",                        "pick up"),
    Code("05", "C", "交易失败，请联系发卡行",                      "do not honour / identity failed"),
    Code("06", "E", "交易失败，请联系发卡行",                      "error"),
    Code("07", "D", "没收卡，请联系收单行",                        "pick up, special"),
    Code("09", "B", "交易失败，请重试",                            "in progress"),
    Code("10", "A", "部分批准",                                    "partial approval"),
    Code("11", "A", "交易成功（VIP客户）",                         "VIP approval"),
    Code("12", "C", "交易失败，请重试",                            "invalid transaction"),
    Code("13", "B", "交易金额超限，请重试",                        "invalid amount"),
    Code("14", "B", "无效卡号，请联系发卡行",                      "invalid card"),
    Code("15", "C", "此卡不能受理",                                "no such issuer"),
    Code("16", "A", "交易成功（更新第三磁道）",                    "approved, update track 3"),
    Code("19", "C", "交易失败，请联系发卡行",                      "re-enter"),
    Code("20", "C", "交易失败，请联系发卡行",                      "invalid response"),
    Code("21", "C", "交易失败，请联系发卡行",                      "no action / card not initialised"),
    Code("22", "C", "操作有误，请重试",                            "suspected malfunction / related error"),
    Code("23", "C", "交易失败，请联系发卡行",                      "fee not accepted"),
    Code("25", "C", "交易失败，请联系发卡行",                      "original not found"),
    Code("30", "C", "交易失败，请重试",                            "format error"),
    Code("31", "C", "此卡不能受理",                                "bank not supported"),
    Code("33", "D", "过期卡，请联系发卡行",                        "expired, retain"),
    Code("34", "D", "没收卡，请联系收单行",                        "fraud"),
    Code("35", "D", "没收卡，请联系收单行",                        "contact acquirer"),
    Code("36", "D", "此卡有误，请换卡重试",                        "restricted"),
    Code("37", "D", "没收卡，请联系收单行",                        "call security"),
    Code("38", "D", "密码错误次数超限",                            "PIN tries exceeded"),
    Code("39", "C", "交易失败，请联系发卡行",                      "no credit account"),
    Code("40", "C", "交易失败，请联系发卡行",                      "function unsupported"),
    Code("41", "D", "没收卡，请联系收单行",                        "lost"),
    Code("42", "B", "交易失败，请联系发卡方",                      "no account"),
    Code("43", "D", "没收卡，请联系收单行",                        "stolen"),
    Code("44", "C", "交易失败，请联系发卡行",                      "no investment account"),
    Code("45", "C", "请使用芯片",                                  "fallback refused"),
    Code("51", "C", "余额不足，请查询",                            "insufficient funds"),
    Code("52", "C", "交易失败，请联系发卡行",                      "no cheque account"),
    Code("53", "C", "交易失败，请联系发卡行",                      "no savings account"),
    Code("54", "C", "过期卡，请联系发卡行",                        "expired"),
    Code("55", "C", "密码错，请重试",                              "wrong PIN"),
    Code("56", "C", "交易失败，请联系发卡行",                      "no card record"),
    Code("57", "C", "交易失败，请联系发卡行",                      "not permitted to cardholder"),
    Code("58", "C", "终端无效，请联系收单行或银联",                "not permitted to terminal"),
    Code("59", "C", "交易失败，请联系发卡行",                      "suspected fraud"),
    Code("60", "C", "交易失败，请联系发卡行",                      "contact the acquirer"),
    Code("61", "C", "金额太大",                                    "amount limit"),
    Code("62", "C", "交易失败，请联系发卡行",                      "restricted"),
    Code("63", "C", "交易失败，请联系发卡行",                      "security violation"),
    Code("64", "C", "交易失败，请联系发卡行",                      "original amount wrong"),
    Code("65", "C", "超出取款次数限制",                            "frequency"),
    Code("66", "C", "交易失败，请联系收单行或银联",                "call acquirer security"),
    Code("67", "C", "没收卡",                                      "capture"),
    Code("68", "C", "交易超时，请重试",                            "late answer"),
    Code("75", "C", "密码错误次数超限",                            "PIN tries"),
    Code("77", "D", "请向网络中心签到",                            "sign in again"),
    Code("79", "C", "POS终端重传脱机数据",                         "offline data unbalanced"),
    Code("90", "C", "交易失败，请稍后重试",                        "date switch"),
    Code("91", "C", "交易失败，请稍后重试",                        "issuer down"),
    Code("92", "C", "交易失败，请稍后重试",                        "line down"),
    Code("93", "C", "交易失败，请联系发卡行",                      "violation of law"),
    Code("94", "C", "交易失败，请稍后重试",                        "duplicate"),
    Code("95", "C", "对账不平",                                    "reconcile error"),
    Code("96", "C", "交易失败，请稍后重试",                        "system fault"),
    Code("97", "D", "终端未登记，请联系收单行或银联",              "terminal not found"),
    Code("98", "E", "交易超时，请重试",                            "no issuer answer"),
    Code("99", "B", "校验错，请重新签到",                          "PIN format"),
    Code("A0", "B", "校验错，请重新签到",                          "MAC failed"),
    Code("A1", "C", "交易失败，转账货币不一致",                    "transfer currencies differ"),
    Code("A2", "A", "交易成功，请向资金转入行确认",                "approved, confirm with the receiving bank"),
    Code("A3", "C", "资金到账行账号不正确",                        "receiving account is wrong"),
    Code("A4", "A", "交易成功，请向资金到账行确认",                "approved, confirm with the receiving bank"),
    Code("A5", "A", "交易成功，请向资金到账行确认",                "approved, confirm with the receiving bank"),
    Code("A6", "A", "交易成功，请向资金到账行确认",                "approved, confirm with the receiving bank"),
    Code("A7", "C", "安全处理失败",                                "security processing failed"),
    Code("A8", "C", "交易失败，不允许该地区受理",                  "region not permitted"),
)
# fmt: on

CODES: dict[str, Code] = {row.code: row for row in _ROWS}

SIGN_ON_AGAIN = frozenset({"77", "99", "A0"})
"""Codes that clear the signed-on state (domain rule "Actions")."""

_YES = frozenset({"00", "11", "16", "A2", "A4", "A5", "A6"})
_PARTIAL = "10"
_UNKNOWN = frozenset({"06", "09", "20", "68", "91", "92", "94", "96", "98"})


def refund_outcome(code: str, *, amount_matches: bool) -> Outcome:
    """Whether a refund answered with `code` moved the money; anything not listed is UNKNOWN.

    amount_matches: field 4 of the answer equals the request; code 10 (partial approval) says yes only then.
    """
    if code in _YES or (code == _PARTIAL and amount_matches):
        return Outcome.YES
    if code in _UNKNOWN or code == _PARTIAL or code not in CODES:
        return Outcome.UNKNOWN
    return Outcome.NO
