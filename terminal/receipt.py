"""签购单: one copy of a refund's receipt as lines of 32 half-width columns.

Pure; no printer and no file here, and no sales slip (销售单, the shop's) either. The rule: labels and their order are
the trade's, values are cleaned and masked before they stand on a line, and in practice no currency is named.
Source of the line order: the bilingual slip of UnionPay terminals, with what Lakala's print differs in: 商户名,
检索参考号, 收单机构, the leading minus of a refund, the centred ***重打印票据***, the hotline, the footer.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from protocol.money import MAX_FEN, capitals, format_yuan
from protocol.transactions import Channel
from scanner.salesslip import PRACTICE_MARK, spaced
from terminal.columns import clean, pad, row, wrap

COLUMNS = 32  # half-width characters on 58 mm paper in the 24-dot font
MAX_ITEMS = 100  # goods on one receipt; an order of the wire has fewer
_RULE = "-" * COLUMNS


class Copy(StrEnum):
    """Whose copy it is; the merchant's is signed."""

    MERCHANT = "merchant"
    CARDHOLDER = "cardholder"


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """Everything that stands on one copy.

    merchant_no 15 and terminal_no 8 characters. payer: masked card number or payer id, None if unknown. issuer: "" if
    unknown. batch_no, voucher_no (= trace): 6 digits. auth_no: 6 or "". at: host-local time. reference_no: the refund's
    own, 12. amount_fen: what was refunded, 1..MAX_FEN. original_reference: 12; original_date: MMDD. order_no: 14 digits
    or "". items: (name, quantity, fen). reason, outcome, expected_arrival, hotline: ready text, "" leaves the line out.
    """

    merchant_name: str
    merchant_no: str
    terminal_no: str
    operator_no: str
    copy: Copy
    channel: Channel
    payer: str | None
    issuer: str
    batch_no: str
    voucher_no: str
    auth_no: str
    at: datetime
    reference_no: str
    amount_fen: int
    original_reference: str
    original_date: str
    order_no: str
    items: tuple[tuple[str, int, int], ...]
    reason: str
    outcome: str
    expected_arrival: str
    hotline: str
    practice: bool
    reprint: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.amount_fen <= MAX_FEN:
            raise ValueError("a refund is 1 fen or more")
        if len(self.items) > MAX_ITEMS:
            raise ValueError(f"a receipt has at most {MAX_ITEMS} goods")
        if self.payer is not None and re.search(r"\d{11}", re.sub(r"[\s-]", "", self.payer)):
            raise ValueError("a payer stands on a receipt masked, never whole")


# fmt: off
_COPIES:   dict[Copy, tuple[str, str]] = {
    Copy.MERCHANT:   ("商户存根",   "MERCHANT COPY"),
    Copy.CARDHOLDER: ("持卡人存根", "CARDHOLDER COPY"),
}
_CHANNELS: dict[Channel, tuple[str, str, str]] = {
    #                     payer's label            way of payment        what is signed
    Channel.CARD:        ("卡号(CARD NO):",        "银行卡",             "本人确认以上交易,同意将其计入本卡账户"),
    Channel.WECHAT:      ("付款账号(PAYER):",      "微信支付",           "本人确认以上交易,同意退回原付款账户"),
    Channel.ALIPAY:      ("付款账号(PAYER):",      "支付宝",             "本人确认以上交易,同意退回原付款账户"),
    Channel.UNIONPAY_QR: ("付款账号(PAYER):",      "银联二维码",         "本人确认以上交易,同意退回原付款账户"),
}

# One row a line: label, shape, value. beside: label left, value right; below: value on the next line; blank: printed
# even without a value. A row of any other shape is left out where its value is empty.
Row = tuple[str, str, Callable[["ReceiptData"], str]]
_MERCHANT: tuple[Row, ...] = (
    ("商户名(MERCHANT NAME):",   "below",  lambda r: r.merchant_name),
    ("商户编号(MERCHANT NO):",   "below",  lambda r: r.merchant_no),
    ("终端编号(TERMINAL NO):",   "beside", lambda r: r.terminal_no),
    ("操作员号(OPERATOR NO):",   "beside", lambda r: r.operator_no),
)
_PAYMENT: tuple[Row, ...] = (
    ("发卡行(ISSUER):",          "beside", lambda r: r.issuer),
    ("付款方式(PAY BY):",        "beside", lambda r: _CHANNELS[r.channel][1]),
    ("收单机构(ACQUIRER):",      "beside", lambda r: "练习收单" if r.practice else "拉卡拉"),
    ("交易类型(TXN TYPE):",      "beside", lambda r: "退货(REFUND)"),
)
_TRANSACTION: tuple[Row, ...] = (
    ("批次号(BATCH NO):",        "beside", lambda r: r.batch_no),
    ("凭证号(VOUCHER NO):",      "beside", lambda r: r.voucher_no),
    ("授权码(AUTH NO):",         "blank",  lambda r: r.auth_no),
    ("日期/时间(DATE/TIME):",    "below",  lambda r: f"{r.at:%Y/%m/%d %H:%M:%S}"),
    ("检索参考号(REFER NO):",    "below",  lambda r: r.reference_no),
    ("交易金额(AMOUNT):",        "below",  lambda r: _currency(r, "RMB") + _minus(r)),
    ("大写:",                    "beside", lambda r: _currency(r, "人民币") + capitals(r.amount_fen)),
)
_REMARKS: tuple[Row, ...] = (
    ("原参考号(ORIG REF):",      "beside", lambda r: r.original_reference),
    ("原交易日期(ORIG DATE):",   "beside", lambda r: f"{r.original_date[:2]}/{r.original_date[2:]}"),
    ("销售单号(ORDER):",         "below",  lambda r: spaced(r.order_no) if r.order_no else ""),
    ("退货原因(REASON):",        "beside", lambda r: r.reason),
    ("处理结果(RESULT):",        "beside", lambda r: r.outcome),
    ("预计到账(ARRIVAL):",       "beside", lambda r: r.expected_arrival),
    ("客服热线(HOTLINE):",       "beside", lambda r: r.hotline),
)
# fmt: on


def receipt_lines(data: ReceiptData) -> tuple[str, ...]:
    """One copy, line by line; no line is wider than COLUMNS and none ends in a space."""
    return tuple(line.rstrip() for line in _lines(data))


def file_stem(data: ReceiptData) -> str:
    """What a file with this copy is called, without its ending: time, voucher number, copy."""
    again = "-reprint" if data.reprint else ""
    return f"{data.at:%Y%m%d-%H%M%S}-{data.voucher_no}-{data.copy}{again}"


def _lines(data: ReceiptData) -> Iterator[str]:
    mark = [pad(PRACTICE_MARK, COLUMNS, "centre")] if data.practice else []
    yield from mark
    yield pad("POS签购单", COLUMNS, "centre")
    yield pad("POS SALES SLIP", COLUMNS, "centre")
    yield from row(*_COPIES[data.copy], COLUMNS)
    yield _RULE
    for block in (_MERCHANT, (*_PAYMENT[:1], _payer(data), *_PAYMENT[1:]), _TRANSACTION):
        yield from _block(block, data)
        yield _RULE
    yield from mark
    yield "备注(REFERENCE):"
    yield from _block(_REMARKS[:3], data)
    yield from _goods(data)
    yield from _block(_REMARKS[3:], data)
    yield _RULE
    if data.reprint:
        yield pad("***重打印票据***", COLUMNS, "centre")
    if data.copy is Copy.MERCHANT:
        yield from ("持卡人签名 CARDHOLDER SIGNATURE", "", "", *wrap(_CHANNELS[data.channel][2], COLUMNS))
    yield f" {_COPIES[data.copy][0]} ".center(COLUMNS - len(_COPIES[data.copy][0]), "-")
    yield from mark


def _block(rows: tuple[Row, ...], data: ReceiptData) -> Iterator[str]:
    for label, shape, value_of in rows:
        value = clean(value_of(data)).strip()
        if not value and shape != "blank":
            continue
        if shape == "below":
            yield label
            yield from (pad(line, COLUMNS, "right") for line in wrap(value, COLUMNS))
        else:
            yield from row(label, value, COLUMNS)


def _goods(data: ReceiptData) -> Iterator[str]:
    if data.items:
        yield "退货商品(GOODS):"
    for name, quantity, fen in data.items:
        yield from row(f" {clean(name)} x{quantity}", format_yuan(fen), COLUMNS)


def _minus(data: ReceiptData) -> str:
    return f" {format_yuan(-data.amount_fen, commas=False)}{'' if data.practice else ' 元'}"


def _currency(data: ReceiptData, name: str) -> str:
    return "练习币" if data.practice else name


def _payer(data: ReceiptData) -> Row:
    """Who is paid back: a masked card number in groups of four, any other payer id as it is."""
    payer = data.payer or ""
    if re.fullmatch(r"[0-9*]{13,19}", payer):
        payer = " ".join(payer[at : at + 4] for at in range(0, len(payer), 4))
    return (_CHANNELS[data.channel][0], "below", lambda _: payer)
