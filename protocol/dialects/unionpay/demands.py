"""处理要求, a digit of the header that only the host sets: what it wants the terminal to do next.

It stands outside what a MAC covers, so that it may ask for work and never says anything about money.
Source: S2, S6 (CUP POS header). Digits of no row ask for nothing, as captures carry any.
"""

from enum import Enum


class Demand(Enum):
    """The digit, and what it asks for: (digit, zh, en)."""

    # fmt: off
    NOTHING         = ("0", "无处理要求",       "nothing")
    MAGNETIC        = ("1", "下传磁条卡参数",   "fetch the parameters of magnetic cards")
    STATUS          = ("2", "上传终端状态",     "send the terminal's status")
    SIGN_ON         = ("3", "重新签到",         "sign on again")
    PUBLIC_KEYS     = ("4", "更新公钥",         "fetch public keys")
    CHIP            = ("5", "下载IC卡参数",     "fetch the parameters of chip cards")
    SOFTWARE        = ("6", "TMS参数下载",      "fetch from terminal management")
    BLACKLIST       = ("7", "卡BIN黑名单下载",  "fetch the list of refused cards")
    RATES           = ("8", "币种汇率下载",     "fetch currency rates")
    CONTACTLESS     = ("9", "非接参数下载",     "fetch the parameters of contactless cards")
    NO_PIN_B        = ("B", "免密卡BIN下载(B)", "fetch cards without PIN (B)")
    NO_PIN_C        = ("C", "免密卡BIN下载(C)", "fetch cards without PIN (C)")
    # fmt: on

    @property
    def digit(self) -> str:
        """As it stands in the header."""
        return self.value[0]

    @property
    def zh(self) -> str:
        """In Chinese."""
        return self.value[1]

    @property
    def en(self) -> str:
        """In English."""
        return self.value[2]


_BY_DIGIT = {demand.digit: demand for demand in Demand}


def demand_of(digit: str) -> Demand:
    """What Envelope.processing_request asks for."""
    return _BY_DIGIT.get(digit, Demand.NOTHING)
