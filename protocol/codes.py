"""Response codes (应答码, field 39): what each says, its operator class, what it means for the money of a refund, and
what the operator does next.

Separate questions. The operator class A-E chooses the wording only (A done; B the operator may try again; C tell the
cardholder; D keep the card or an administrative step; E the system's side). `refund_outcome` answers whether the money
moved: yes, no or unknown; every code not listed is unknown (house decision 7, hazard H17).
"""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum


class Outcome(StrEnum):
    """Did the money of a refund move?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


# fmt: off
class Advice(Enum):
    """What the operator does next: (zh, en). Never "try again" where the money may have moved."""

    DONE         = ("交易完成，请核对签购单",             "Done. Check the slip.")
    CONFIRM      = ("交易完成，请向收款银行确认到账",     "Done. Confirm with the receiving bank.")
    PART         = ("只批准了部分金额，请按答复金额处理", "Only a part was approved. Go by the amount in the answer.")
    OUTCOME      = ("结果未定，请先查询，不要重做",       "The outcome is not known. Ask for it first; do not repeat.")
    ISSUER       = ("请持卡人联系发卡银行",               "The cardholder asks the issuing bank.")
    CARD         = ("请核对卡片，退货须用原卡",           "Check the card. A refund needs the original one.")
    CHIP         = ("请改为插卡",                         "Insert the card's chip.")
    RETAIN       = ("请勿再用此卡，并联系收单机构",       "Do not use this card again. Call the acquirer.")
    ACQUIRER     = ("请联系收单机构核对商户和终端登记",   "Call the acquirer about merchant, terminal and card types.")
    AMOUNT       = ("请核对金额和可退余额",               "Check the amount and what is left to refund.")
    ORIGINAL     = ("请核对原参考号或授权码、日期和金额后重做", "Check the original's number, date, amount; redo.")
    PIN          = ("请持卡人重新输入密码",               "The cardholder enters the PIN again.")
    LATER        = ("请稍后再试",                         "Try again later.")
    SIGN_ON      = ("请重新签到",                         "Sign on again.")
    SETTLE       = ("对账不平，请先批上送，再结算",       "The totals differ. Upload the batch, then settle.")
    UNLISTED     = ("应答码未列出，结果未定，请先查询",   "This code is in no table: the outcome is not known. Ask.")

    @property
    def zh(self) -> str:
        """In Chinese."""
        return self.value[0]

    @property
    def en(self) -> str:
        """In English."""
        return self.value[1]
# fmt: on


@dataclass(frozen=True, slots=True)
class Code:
    """code: two characters of field 39. operator_class: A-E. zh: the terminal's text. en: its meaning.

    refund: whether the money of a refund moved; of a partial approval (10) only where the amounts are equal.
    recommended: the text of Q/CUP 006.6-2015, "" where it gives none. A profile may have its own texts.
    shown: what a cashier reads of a code that moved no money; it names what is wrong, and never says 失败.
    """

    code: str
    operator_class: str
    zh: str
    en: str
    refund: Outcome = Outcome.UNKNOWN
    advice: Advice = Advice.UNLISTED
    recommended: str = ""
    shown: str = ""


_Y, _N, _U, _A = Outcome.YES, Outcome.NO, Outcome.UNKNOWN, Advice
_PARTIAL = "10"

# Q/CUP 006.6-2015, recommended texts of the terminal.
_RECOMMENDED = {
    "00": "交易成功",
    "01": "请持卡人与发卡银行联系",
    "03": "无效商户",
    "04": "此卡为无效卡",
    "05": "持卡人认证失败",
    "10": "显示部分批准金额",
    "11": "此为VIP客户",
    "12": "无效交易",
    "13": "无效金额",
    "14": "无效卡号",
    "15": "此卡无对应发卡方",
    "16": "更新第三磁道",
    "21": "该卡未初始化或睡眠卡",
    "22": "操作有误，或超出交易允许天数",
    "25": "没有原始交易，请联系发卡方",
    "30": "请重试",
    "34": "作弊卡,吞卡",
    "38": "密码错误次数超限，请与发卡方联系",
    "40": "发卡方不支持的交易",
    "41": "挂失卡",
    "43": "被窃卡",
    "45": "请使用芯片",
    "51": "可用余额不足",
    "54": "该卡已过期",
    "55": "密码错",
    "57": "不允许此卡交易",
    "58": "发卡方不允许该卡在本终端进行此交易",
    "59": "卡片校验错",
    "61": "交易金额超限",
    "62": "受限制的卡",
    "64": "交易金额与原交易不匹配",
    "65": "超出取款次数限制",
    "68": "交易超时，请重试",
    "75": "密码错误次数超限",
    "90": "系统日切，请稍后重试",
    "91": "发卡方状态不正常，请稍后重试",
    "92": "发卡方线路异常，请稍后重试",
    "94": "拒绝，重复交易，请稍后重试",
    "96": "拒绝，交换中心异常，请稍后重试",
    "97": "终端号未登记",
    "98": "发卡方超时",
    "99": "PIN格式错，请重新签到",
    "A0": "MAC校验错，请重新签到",
    "A2": "交易成功，请向资金转入行确认",
    "A4": "交易成功，请向资金转入行确认",
    "A5": "交易成功，请向资金转入行确认",
    "A6": "交易成功，请向资金转入行确认",
}

_FAILED = "交易失败，"
_OF_OURS = {"05": "发卡行不予承兑，请联系发卡行", "A7": "安全处理未通过"}
"""Where terminal and recommended text both say 失败."""

# Texts: terminal response-code table with A-E class; where it has none, the CUPS 2015 recommended text
# (Q/CUP 006.6-2015). A1-A8: the transfer codes of the same text. Outcomes: house decision 7.
# fmt: off
_ROWS = (
    Code("00", "A", "交易成功",                       "approved",                                  _Y, _A.DONE),
    Code("01", "C", "交易失败，请联系发卡行",         "refer to issuer",                           _N, _A.ISSUER),
    Code("02", "C", "交易失败，请联系发卡行",         "refer, special",                            _N, _A.ISSUER),
    Code("03", "C", "商户未登记",                     "invalid merchant",                          _N, _A.ACQUIRER),
    Code("04", "D", "没收卡，请联系收单行",           "pick up",                                   _N, _A.RETAIN),
    Code("05", "C", "交易失败，请联系发卡行",         "do not honour / identity failed",           _N, _A.ISSUER),
    Code("06", "E", "交易失败，请联系发卡行",         "error",                                     _U, _A.OUTCOME),
    Code("07", "D", "没收卡，请联系收单行",           "pick up, special",                          _N, _A.RETAIN),
    Code("09", "B", "交易失败，请重试",               "in progress",                               _U, _A.OUTCOME),
    Code("10", "A", "部分批准",                       "partial approval",                          _Y, _A.PART),
    Code("11", "A", "交易成功（VIP客户）",            "VIP approval",                              _Y, _A.DONE),
    Code("12", "C", "交易失败，请重试",               "invalid transaction",                       _N, _A.ORIGINAL),
    Code("13", "B", "交易金额超限，请重试",           "invalid amount",                            _N, _A.AMOUNT),
    Code("14", "B", "无效卡号，请联系发卡行",         "invalid card",                              _N, _A.CARD),
    Code("15", "C", "此卡不能受理",                   "no such issuer",                            _N, _A.ACQUIRER),
    Code("16", "A", "交易成功（更新第三磁道）",       "approved, update track 3",                  _Y, _A.DONE),
    Code("19", "C", "交易失败，请联系发卡行",         "re-enter",                                  _N, _A.ISSUER),
    Code("20", "C", "交易失败，请联系发卡行",         "invalid response",                          _U, _A.OUTCOME),
    Code("21", "C", "交易失败，请联系发卡行",         "no action / card not initialised",          _N, _A.ISSUER),
    Code("22", "C", "操作有误，请重试",               "suspected malfunction / related error",     _N, _A.ORIGINAL),
    Code("23", "C", "交易失败，请联系发卡行",         "fee not accepted",                          _N, _A.ISSUER),
    Code("25", "C", "交易失败，请联系发卡行",         "original not found",                        _N, _A.ORIGINAL),
    Code("30", "C", "交易失败，请重试",               "format error",                              _N, _A.LATER),
    Code("31", "C", "此卡不能受理",                   "bank not supported",                        _N, _A.ACQUIRER),
    Code("33", "D", "过期卡，请联系发卡行",           "expired, retain",                           _N, _A.CARD),
    Code("34", "D", "没收卡，请联系收单行",           "fraud",                                     _N, _A.RETAIN),
    Code("35", "D", "没收卡，请联系收单行",           "contact acquirer",                          _N, _A.RETAIN),
    Code("36", "D", "此卡有误，请换卡重试",           "restricted",                                _N, _A.CARD),
    Code("37", "D", "没收卡，请联系收单行",           "call security",                             _N, _A.RETAIN),
    Code("38", "D", "密码错误次数超限",               "PIN tries exceeded",                        _N, _A.CARD),
    Code("39", "C", "交易失败，请联系发卡行",         "no credit account",                         _N, _A.ISSUER),
    Code("40", "C", "交易失败，请联系发卡行",         "function unsupported",                      _N, _A.ACQUIRER),
    Code("41", "D", "没收卡，请联系收单行",           "lost",                                      _N, _A.RETAIN),
    Code("42", "B", "交易失败，请联系发卡方",         "no account",                                _N, _A.ISSUER),
    Code("43", "D", "没收卡，请联系收单行",           "stolen",                                    _N, _A.RETAIN),
    Code("44", "C", "交易失败，请联系发卡行",         "no investment account",                     _N, _A.ISSUER),
    Code("45", "C", "请使用芯片",                     "fallback refused",                          _N, _A.CHIP),
    Code("51", "C", "余额不足，请查询",               "insufficient funds",                        _N, _A.ISSUER),
    Code("52", "C", "交易失败，请联系发卡行",         "no cheque account",                         _N, _A.ISSUER),
    Code("53", "C", "交易失败，请联系发卡行",         "no savings account",                        _N, _A.ISSUER),
    Code("54", "C", "过期卡，请联系发卡行",           "expired",                                   _N, _A.CARD),
    Code("55", "C", "密码错，请重试",                 "wrong PIN",                                 _N, _A.PIN),
    Code("56", "C", "交易失败，请联系发卡行",         "no card record",                            _N, _A.ISSUER),
    Code("57", "C", "交易失败，请联系发卡行",         "not permitted to cardholder",               _N, _A.ISSUER),
    Code("58", "C", "终端无效，请联系收单行或银联",   "not permitted to terminal",                 _N, _A.ACQUIRER),
    Code("59", "C", "交易失败，请联系发卡行",         "suspected fraud",                           _N, _A.ISSUER),
    Code("60", "C", "交易失败，请联系发卡行",         "contact the acquirer",                      _N, _A.ACQUIRER),
    Code("61", "C", "金额太大",                       "amount limit",                              _N, _A.AMOUNT),
    Code("62", "C", "交易失败，请联系发卡行",         "restricted",                                _N, _A.CARD),
    Code("63", "C", "交易失败，请联系发卡行",         "security violation",                        _N, _A.ACQUIRER),
    Code("64", "C", "交易失败，请联系发卡行",         "original amount wrong",                     _N, _A.AMOUNT),
    Code("65", "C", "超出取款次数限制",               "frequency",                                 _N, _A.ISSUER),
    Code("66", "C", "交易失败，请联系收单行或银联",   "call acquirer security",                    _N, _A.ACQUIRER),
    Code("67", "C", "没收卡",                         "capture",                                   _N, _A.RETAIN),
    Code("68", "C", "交易超时，请重试",               "late answer",                               _U, _A.OUTCOME),
    Code("75", "C", "密码错误次数超限",               "PIN tries",                                 _N, _A.CARD),
    Code("77", "D", "请向网络中心签到",               "sign in again",                             _N, _A.SIGN_ON),
    Code("79", "C", "POS终端重传脱机数据",            "offline data unbalanced",                   _N, _A.SETTLE),
    Code("90", "C", "交易失败，请稍后重试",           "date switch",                               _N, _A.LATER),
    Code("91", "C", "交易失败，请稍后重试",           "issuer down",                               _U, _A.OUTCOME),
    Code("92", "C", "交易失败，请稍后重试",           "line down",                                 _U, _A.OUTCOME),
    Code("93", "C", "交易失败，请联系发卡行",         "violation of law",                          _N, _A.ISSUER),
    Code("94", "C", "交易失败，请稍后重试",           "duplicate",                                 _U, _A.OUTCOME),
    Code("95", "C", "交易失败，请稍后重试",           "reconcile error",                           _N, _A.SETTLE),
    Code("96", "C", "交易失败，请稍后重试",           "system fault",                              _U, _A.OUTCOME),
    Code("97", "D", "终端未登记，请联系收单行或银联", "terminal not found",                        _N, _A.ACQUIRER),
    Code("98", "E", "交易超时，请重试",               "no issuer answer",                          _U, _A.OUTCOME),
    Code("99", "B", "校验错，请重新签到",             "PIN format",                                _N, _A.SIGN_ON),
    Code("A0", "B", "校验错，请重新签到",             "MAC failed",                                _N, _A.SIGN_ON),
    Code("A1", "C", "交易失败，转账货币不一致",       "transfer currencies differ",                _N, _A.ACQUIRER),
    Code("A2", "A", "交易成功，请向资金转入行确认",   "approved, confirm with the receiving bank", _Y, _A.CONFIRM),
    Code("A3", "C", "资金到账行账号不正确",           "receiving account is wrong",                _N, _A.ISSUER),
    Code("A4", "A", "交易成功，请向资金转入行确认",   "approved, confirm with the receiving bank", _Y, _A.CONFIRM),
    Code("A5", "A", "交易成功，请向资金转入行确认",   "approved, confirm with the receiving bank", _Y, _A.CONFIRM),
    Code("A6", "A", "交易成功，请向资金转入行确认",   "approved, confirm with the receiving bank", _Y, _A.CONFIRM),
    Code("A7", "C", "安全处理失败",                   "security processing failed",                _N, _A.ISSUER),
    Code("A8", "C", "交易失败，不允许该地区受理",     "region not permitted",                      _N, _A.ACQUIRER),
)
# fmt: on


def _shown(row: Code) -> str:
    """The terminal's text; for one that says 交易失败 the recommended one, or what else it says."""
    if row.code in _OF_OURS:
        return _OF_OURS[row.code]
    return (row.zh.startswith(_FAILED) and _RECOMMENDED.get(row.code)) or row.zh.removeprefix(_FAILED)


CODES: dict[str, Code] = {
    row.code: replace(row, recommended=_RECOMMENDED.get(row.code, ""), shown=_shown(row)) for row in _ROWS
}

SIGN_ON_AGAIN = frozenset(row.code for row in _ROWS if row.advice is Advice.SIGN_ON)
"""Codes that clear the signed-on state (domain rule "Actions")."""


def is_approved(code: str) -> bool:
    """The host did what was asked, wholly or in part: operator class A."""
    row = CODES.get(code)
    return row is not None and row.operator_class == "A"


def refund_outcome(code: str, *, amount_matches: bool) -> Outcome:
    """Whether a refund answered with `code` moved the money; anything not listed is UNKNOWN.

    amount_matches: field 4 of the answer equals the request; code 10 (partial approval) says yes only then.
    """
    if code not in CODES or (code == _PARTIAL and not amount_matches):
        return Outcome.UNKNOWN
    return CODES[code].refund


def advice(code: str) -> Advice:
    """What the operator does after `code`; UNLISTED for a code of no table."""
    return CODES[code].advice if code in CODES else Advice.UNLISTED
