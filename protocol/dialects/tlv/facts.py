"""What the tags of the MIS link mean, as a published register driver and its logged answers have them. Facts only.

Ours: DF7E, in an answer to a sign-on LK1 and whose ledger it is, in a result the device's reason in words.
The numbers of the transaction types (DF02) stand in a header that was never published: they are configuration, `Types`.
"""

from dataclasses import dataclass

from protocol.dialects.payment_device import Stop
from protocol.dialects.tlv.elements import Element
from protocol.fields import Sensitivity
from protocol.link_parts import Form, LinkPart
from protocol.words import Words

# fmt: off
CLASS, TYPE, AMOUNT, NONCE, PAYLOAD, CODE = "DF01", "DF02", "DF03", "DF04", "DF06", "DF07"
CONSTANT_A, CONSTANT_B, FLAG = "DF08", "DF09", "DF0D"
ORIGINAL_DATE, REFERENCE, LOCAL_DATE, LOCAL_TIME = "DF17", "DF1A", "DF1C", "DF1D"
BATCH, TEXT = "DF10", "DF7E"
TERMINAL, MERCHANT, DESK, OPERATOR, QR_ORDER, QR_ORDER_AGAIN = "DF12", "DF13", "DF46", "DF47", "DF69", "DF90"

REQUEST, MODEM, RESULT = "00", "01", "02"       # DF01: a request; an ISO 8583 packet to be forwarded; the final result

# What the device says where it stopped a refund itself: response code (21: nothing was done), and the text of DF7E.
STOPS = {
    Stop.ABORTED:  ("21", "STOPPED"),
    Stop.NO_CARD:  ("21", "NO CARD PRESENTED"),
    Stop.NO_PAPER: ("21", "NO PAPER"),
    Stop.BUSY:     ("09", "BUSY"),
}

# --- names, for people ---
CLASSES = {
    REQUEST: Words("请求",     "request"),
    MODEM:   Words("转发报文", "packet to be forwarded"),
    RESULT:  Words("最终结果", "final result"),
}
PARTS = {row.name: row for row in (
    LinkPart(CLASS,          "类别",       "class",                   Form.DIGITS,    2, "logged"),
    LinkPart(TYPE,           "交易类型",   "transaction type",        Form.DIGITS,    2, "logged"),
    LinkPart(AMOUNT,         "金额",       "amount",                  Form.AMOUNT,   12, "logged"),
    LinkPart(NONCE,          "随机数",     "nonce",                   Form.DIGITS,    4, "logged"),
    LinkPart(PAYLOAD,        "内容",       "payload",                 Form.PAYLOAD,   0, "logged"),
    LinkPart(CODE,           "应答码",     "response code",           Form.CODE,      2, "logged"),
    LinkPart(CONSTANT_A,     "常数",       "constant",                Form.DIGITS,    4, "logged"),
    LinkPart(CONSTANT_B,     "常数",       "constant",                Form.DIGITS,    4, "logged"),
    LinkPart("DF0A",         "凭证号",     "voucher number",          Form.DIGITS,    6, "logged"),
    LinkPart("DF0B",         "原交易时间", "original time",           Form.TIME,      6, "logged"),
    LinkPart(FLAG,           "打印标志",   "print flag",              Form.TEXT,      1, "inferred"),
    LinkPart(BATCH,          "批次号",     "batch number",            Form.DIGITS,    6, "inferred"),
    LinkPart(TERMINAL,       "终端号",     "terminal number",         Form.IDENTITY,  8, "logged"),
    LinkPart(MERCHANT,       "商户号",     "merchant number",         Form.IDENTITY, 15, "logged"),
    LinkPart("DF16",         "授权码",     "authorisation number",    Form.IDENTITY,  6, "logged"),
    LinkPart(ORIGINAL_DATE,  "原交易日期", "original date",           Form.DATE,      4, "logged"),
    LinkPart("DF18",         "原凭证号",   "original voucher number", Form.DIGITS,    6, "logged"),
    LinkPart("DF19",         "原流水号",   "original trace number",   Form.DIGITS,    6, "logged"),
    LinkPart(REFERENCE,      "参考号",     "reference number",        Form.IDENTITY, 12, "logged"),
    LinkPart(LOCAL_DATE,     "日期",       "date",                    Form.DATE,      4, "logged"),
    LinkPart(LOCAL_TIME,     "时间",       "time",                    Form.TIME,      6, "logged"),
    LinkPart("DF1E",         "卡号",       "card number",             Form.IDENTITY,  0, "logged", Sensitivity.PAN),
    LinkPart("DF45",         "商户名称",   "merchant name",           Form.TEXT,      0, "logged"),
    LinkPart(DESK,           "款台号",     "desk number",             Form.IDENTITY, 10, "logged"),
    LinkPart(OPERATOR,       "操作员号",   "operator number",         Form.IDENTITY, 10, "logged"),
    LinkPart(QR_ORDER,       "扫码单号",   "QR order number",         Form.TEXT,      0, "logged"),
    LinkPart(TEXT,           "文字",       "text",                    Form.TEXT,      0, "ours"),
    LinkPart(QR_ORDER_AGAIN, "扫码单号",   "QR order number",         Form.TEXT,      0, "logged"),
)}
# fmt: on

FRONT_CONSTANT, BACK_CONSTANT = Element(CONSTANT_A, b"\x55\x55"), Element(CONSTANT_B, b"\x30\x04")
"""DF08 and DF09 of every request of that driver."""
PRINT_FLAG = Element(FLAG, b"1")
APPROVED = "00"
_PADDED = 10


@dataclass(frozen=True, slots=True)
class Types:
    """DF02 of each transaction, 2 digits, from the manual of the device."""

    sign_on: str
    refund: str
    qr_refund: str

    def __post_init__(self) -> None:
        numbers = (self.sign_on, self.refund, self.qr_refund)
        if not all(len(number) == 2 and number.isascii() and number.isdecimal() for number in numbers):
            raise ValueError("a transaction type has 2 digits")
        if len(set(numbers)) != len(numbers):
            raise ValueError("two transactions have one type")


def bcd(tag: str, digits: str) -> Element:
    """Packed digits; an even number of them."""
    return Element(tag, bytes.fromhex(digits))


def ascii_text(tag: str, text: str) -> Element:
    """Text as it is."""
    return Element(tag, text.encode("ascii"))


def padded(tag: str, text: str) -> Element:
    """Desk and operator numbers: 10 characters."""
    return ascii_text(tag, text.ljust(_PADDED))


def nonce(trace_no: str) -> str:
    """DF04: 4 digits that the answer repeats; of the trace number, so that neighbours differ."""
    return trace_no[-4:]
