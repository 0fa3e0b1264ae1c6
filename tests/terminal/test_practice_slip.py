"""The slips of the counter's customers are scanned by the real scanner, and say what a cashier would meet."""

import pytest
from scanned_here import scan

from protocol.transactions import Goods
from scanner.salesslip import PRACTICE_SLIP_KEY, order_no
from terminal.columns import width
from terminal.practice_counter import FOREIGN_SHOP_KEY
from terminal.practice_slip import COLUMNS, PrintedSale, misprinted_slip, payer_code, sales_slip

ORDER = order_no("800000260001")
SALE = PrintedSale("退货练习店", ORDER, "2026-11-22 10:15", 12850, (Goods("1001", "保温杯", 2950, 3),), "银行卡")


def test_a_good_slip(tmp_path):
    slip = sales_slip(SALE, PRACTICE_SLIP_KEY, tmp_path)
    found = scan(slip.picture, PRACTICE_SLIP_KEY)
    assert found.slip is not None
    assert (found.slip.order_no, found.slip.amount_fen, found.slip.authenticated) == (ORDER, 12850, True)
    assert {"退货练习店", "2026-11-22 10:15"} <= set(slip.lines)
    assert max(width(line) for line in slip.lines) <= COLUMNS
    assert len(slip.modules) == len(slip.modules[0])


def test_another_shops_slip(tmp_path):
    found = scan(sales_slip(SALE, FOREIGN_SHOP_KEY, tmp_path).picture, PRACTICE_SLIP_KEY)
    assert (found.slip, found.refused) == (None, "slip_foreign")


def test_a_misprint(tmp_path):
    slip = misprinted_slip(SALE, tmp_path)
    found = scan(slip.picture, PRACTICE_SLIP_KEY)
    assert (found.slip, found.refused, slip.modules) == (None, "order_check_digits", ())


@pytest.mark.parametrize("wallet", ["wechat", "alipay", "unionpay"])
def test_a_payers_code(tmp_path, wallet):
    found = scan(payer_code(wallet, "付款码", tmp_path).picture, PRACTICE_SLIP_KEY)
    assert (found.slip, found.refused) == (None, "payment_code")


def test_every_slip_has_a_name_of_its_own(tmp_path):
    made = [
        sales_slip(SALE, PRACTICE_SLIP_KEY, tmp_path),
        sales_slip(SALE, FOREIGN_SHOP_KEY, tmp_path),
        misprinted_slip(SALE, tmp_path),
        payer_code("wechat", "付款码", tmp_path),
        payer_code("alipay", "付款码", tmp_path),
    ]
    names = [slip.picture.name for slip in made]
    assert names[:2] == [f"slip-{ORDER}.png", f"slip-{ORDER}-2.png"]
    assert names[3:] == ["phone-wechat.png", "phone-alipay.png"]
    assert len(set(names)) == len(names)
