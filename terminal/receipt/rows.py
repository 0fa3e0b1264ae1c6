"""The lines of a receipt, one row each, in the order in which they are printed, under the labels of two acquirers.

Pure. The rule: a label is the trade's and stands in the table, a value is read off the receipt by terminal.receipt's
values. Sources: the bilingual slip of UnionPay terminals; what Lakala prints differently.
"""

from collections.abc import Callable

from terminal.receipt import values
from terminal.receipt.kinds import Receipt
from terminal.receipt.values import Profile
from terminal.receipt.values import transaction_of as of

# fmt: off
# One row a line: shape, UnionPay's label, Lakala's, value. beside: label left, value right; below: value on the next
# line, on 80 mm beside; blank: as beside, and printed without a value too; tall: below, in double height.
# A row is left out where its label or its value is empty, of a blank one where the value is None.
Value = Callable[[Receipt, Profile], str | None]
Row = tuple[str, str, str, Value]
SHOP: tuple[Row, ...] = (
    ("below",  "商户名称(MERCHANT NAME):", "商户名(MERCHANT NAME):",    lambda r, p: r.shop.merchant_name),
    ("below",  "商户编号(MERCHANT NO):",   "商户编号(MERCHANT NO):",    lambda r, p: r.shop.merchant_no),
    ("beside", "终端编号(TERMINAL NO):",   "终端号(TERMINAL NO):",      lambda r, p: r.shop.terminal_no),
    ("beside", "操作员号(OPERATOR NO):",   "操作员号(OPERATOR NO):",    lambda r, p: r.operator_no),
)
PAYMENT: tuple[Row, ...] = (
    ("beside", "发卡行(ISSUER):",          "发卡行(ISSUER):",           lambda r, p: of(r).issuer),
    ("below",  "卡号(CARD NO):",           "卡号(CARD NO):",            values.card),
    ("below",  "付款账号(PAYER):",         "付款账号(PAYER):",          values.phone),
    ("beside", "付款方式(PAY BY):",        "付款方式(PAY BY):",         values.way_of_payment),
    ("beside", "收单行(ACQ):",             "收单机构(ACQUIRER):",       values.acquirer),
    ("beside", "交易类型(TXN. TYPE):",     "交易类型(TXN TYPE):",       values.type_name),
    ("beside", "",                         "卡类型(CARD TYPE):",        lambda r, p: of(r).card_type),
    ("beside", "卡有效期(EXP. DATE):",     "有效期(EXP DATE):",         values.expiry),
)
TRANSACTION: tuple[Row, ...] = (
    ("beside", "批次号(BATCH NO):",        "批次号(BATCH NO):",         lambda r, p: r.batch_no),
    ("beside", "凭证号(VOUCHER NO):",      "凭证号(VOUCHER NO):",       lambda r, p: of(r).voucher_no),
    ("blank",  "授权码(AUTH NO):",         "授权码(AUTH NO):",          values.auth_no),
    ("below",  "日期/时间(DATE/TIME):",    "日期/时间(DATE/TIME):",     values.moment),
    ("below",  "交易参考号(REF. NO):",     "检索参考号(REFER NO):",     lambda r, p: of(r).reference_no),
    ("tall",   "金额(AMOUNT):",            "交易金额(AMOUNT):",         values.amount),
    ("beside", "大写:",                    "大写:",                     values.in_capitals),
    ("tall",   "可用余额(BALANCE):",       "可用余额(BALANCE):",        values.balance),
)
REMARKS: tuple[Row, ...] = (
    ("beside", "原参考号(REFER NO):",      "原参考号(ORIG REF):",       lambda r, p: of(r).origin.reference_no),
    ("beside", "原交易日期(DATE):",        "原交易日期(ORIG DATE):",    values.original_day),
    ("beside", "原凭证号(VOUCHER NO):",    "原凭证号(ORIG VOUCHER):",   lambda r, p: of(r).origin.voucher_no),
    ("beside", "原授权码(AUTH NO):",       "原授权码(ORIG AUTH):",      lambda r, p: of(r).origin.auth_no),
    ("below",  "销售单号(ORDER):",         "销售单号(ORDER):",          values.order_no),
    ("below",  "商户订单号(MER ORDER):",   "商户订单号(MER ORDER):",    lambda r, p: of(r).merchant_order_no),
    ("below",  "支付交易号(TRADE NO):",    "支付交易号(TRADE NO):",     lambda r, p: of(r).trade_no),
    ("beside", "换货号(EXCHANGE):",        "换货号(EXCHANGE):",         lambda r, p: of(r).exchange_no),
    ("beside", "退款申请号(CASE):",        "退款申请号(CASE):",         lambda r, p: of(r).case_no),
)
AFTER_GOODS: tuple[Row, ...] = (
    ("beside", "退货原因(REASON):",        "退货原因(REASON):",         lambda r, p: of(r).reason),
    ("beside", "处理结果(RESULT):",        "处理结果(RESULT):",         lambda r, p: of(r).outcome),
    ("beside", "预计到账(ARRIVAL):",       "预计到账(ARRIVAL):",        lambda r, p: of(r).expected_arrival),
)
FAULT: tuple[Row, ...] = (
    ("beside", "冲正原因(CAUSE):",         "冲正原因(CAUSE):",          lambda r, p: values.fault_of(r).cause),
    ("beside", "冲正次数(TRIES):",         "冲正次数(TRIES):",          lambda r, p: str(values.fault_of(r).tries)),
)
REPORT: tuple[Row, ...] = (
    ("beside", "批次号(BATCH NO):",        "批次号(BATCH NO):",         lambda r, p: r.batch_no),
    ("below",  "日期/时间(DATE/TIME):",    "日期/时间(DATE/TIME):",     values.moment),
)
SERVICE: tuple[Row, ...] = (
    ("beside", "客服热线(HOTLINE):",       "客服热线(HOTLINE):",        lambda r, p: r.shop.hotline),
    ("beside", "",                         "终端程序版本号(VERSION):",  lambda r, p: r.shop.version),
)
# fmt: on
