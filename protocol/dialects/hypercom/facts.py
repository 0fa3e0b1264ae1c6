"""What codes, fields and response codes of the Hypercom link mean, and what is ours in it. Facts only.

Source: the published link POS texts and examples (fixtures/frames/README.md). Ours: R1 and R2 of a refund carry its
key, text RO1 in field 02 of an answer to 74 and D1 says what became of it, text LK1 in an answer to D0 says whose
ledger it is.
"""

from protocol.dialects import Stage
from protocol.dialects.payment_device import Stop
from protocol.fields import Sensitivity
from protocol.link_parts import Form, LinkPart
from protocol.transactions import Found, RefundKey
from protocol.words import Words

# fmt: off
REFUND, INQUIRY, ECHO, CANCEL = "27", "74", "D0", "D1"                  # transaction codes
TEXT, DATE, TIME, TERMINAL, AMOUNT, BATCH, TRACE = "02", "03", "04", "16", "40", "50", "65"
MERCHANT, REFERENCE, KEY, KEY_DATE = "D1", "D3", "R1", "R2"

PROGRESS = {
    "C0": Stage.CARD, "C1": Stage.CARD, "C2": Stage.CARD, "C3": Stage.CARD,
    "P1": Stage.PIN,  "P2": Stage.PIN,  "P3": Stage.PIN,  "P4": Stage.PIN,
}

# Response codes that are not those of ISO 8583, and the code that says the same there: ND declined; UA stopped at the
# device by a person, before anything was sent. The others (TO, XX, NB …) are kept: they settle nothing.
ISO_CODES = {"ND": "05", "UA": "05"}

# What the device says where it stopped a refund itself: response code, and the text of field 02 (ours).
STOPS = {
    Stop.ABORTED:  ("UA", "STOPPED"),
    Stop.NO_CARD:  ("TO", "NO CARD PRESENTED"),
    Stop.NO_PAPER: ("ND", "NO PAPER"),
    Stop.BUSY:     ("09", "BUSY"),
}

OUTCOMES = {"RO1F": Found.FOUND, "RO1N": Found.NOT_FOUND, "RO1C": Found.CANCELLED}

# --- names, for people ---
TRANSACTIONS = {
    "20": Words("消费",         "sale"),
    "26": Words("消费撤销",     "void"),
    REFUND: Words("退货",       "refund"),
    "50": Words("结算",         "settlement"),
    "70": Words("扫码消费",     "QR sale"),
    "71": Words("按流水号撤销", "void by trace number"),
    INQUIRY: Words("结果查询",  "inquiry"),
    ECHO: Words("回响测试",     "echo test"),
    CANCEL: Words("放弃",       "cancel"),
}
STAGES = {      # what a PROGRESS code says, where more of it is published than its stage
    "C0": Words("等待用卡",     "waiting for the card"),
    "P4": Words("密码输入取消", "PIN entry cancelled"),
}
STAGE = {Stage.CARD: Words("用卡", "card"), Stage.PIN: Words("输密码", "PIN entry")}
RESPONSES = {   # the others are those of ISO 8583
    "ND": Words("拒绝",         "declined"),
    "NB": Words("没有批次",     "no batch"),
    "UA": Words("在设备上取消", "stopped at the device"),
    "TO": Words("超时",         "timed out"),
    "XX": Words("没有连接",     "no connection"),
}
ANSWERS = {     # ours: how field 02 of an answer begins
    "RO1F":     Words("已有应答", "a stored answer"),
    "RO1N":     Words("从未见过", "never seen"),
    "RO1C":     Words("已放弃",   "cancelled"),
    "LK1":      Words("账本号",   "ledger id"),
}
PARTS = {row.name: row for row in (
    LinkPart("01",      "授权码",        "authorisation number", Form.IDENTITY,  6, "published"),
    LinkPart(TEXT,      "文字",          "text",                 Form.TEXT,     40, "published; RO1, LK1 ours"),
    LinkPart(DATE,      "日期",          "date",                 Form.DATE,      6, "published"),
    LinkPart(TIME,      "时间",          "time",                 Form.TIME,      6, "published"),
    LinkPart(TERMINAL,  "终端号",        "terminal number",      Form.IDENTITY,  8, "published"),
    LinkPart("30",      "卡号",          "card number",          Form.IDENTITY,  0, "published", Sensitivity.PAN),
    LinkPart(AMOUNT,    "金额",          "amount",               Form.AMOUNT,   12, "published"),
    LinkPart(BATCH,     "批次号",        "batch number",         Form.DIGITS,    6, "published"),
    LinkPart(TRACE,     "流水号",        "trace number",         Form.DIGITS,    6, "published"),
    LinkPart(MERCHANT,  "商户号",        "merchant number",      Form.IDENTITY, 15, "published"),
    LinkPart(REFERENCE, "参考号",        "reference number",     Form.IDENTITY, 12, "published"),
    LinkPart(KEY,       "自定义参考1",   "reference 1",          Form.IDENTITY, 20, "published; the refund key ours"),
    LinkPart(KEY_DATE,  "自定义参考2",   "reference 2",          Form.IDENTITY, 20, "published; the refund key ours"),
)}
# fmt: on

APPROVED = "00"
NO_EPOCH = "00000000"
"""Of a refund without R1: a register that is not ours."""
_TEXT_BYTES, _KEY_BYTES = 40, 20


def padded_text(text: str) -> bytes:
    """Field 02: 40 characters."""
    return text.ljust(_TEXT_BYTES).encode("ascii")


def key_fields(key: RefundKey) -> tuple[tuple[str, bytes], ...]:
    """R1: epoch (8), batch (6), trace (6). R2: yyyymmdd padded to 20. Merchant and terminal are the device's own."""
    return (
        (KEY, f"{key.epoch}{key.batch_no}{key.trace_no}".encode("ascii")),
        (KEY_DATE, key.business_date.ljust(_KEY_BYTES).encode("ascii")),
    )


def full_date(month_day: str, business_date: str) -> str:
    """Field 03, yymmdd: the last such MMDD not after the business date (yyyymmdd)."""
    year = int(business_date[:4]) - (month_day > business_date[4:])
    return f"{year % 100:02d}{month_day}"
