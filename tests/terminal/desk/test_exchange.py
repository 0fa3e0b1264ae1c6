"""换货: a refund and the sale that replaces it name each other by one number, on both slips and in the journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.settings import Settings

CARD = TEST_CARDS["unionpay"]
PAYER_CODE = "134567890123456789"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    desk.sign_on("01")
    yield desk
    desk.close()


def given_back(desk: Desk, *, exchange: bool) -> RefundResult:
    original = desk.find(ByOrder(order_no("800000260001")))
    return desk.refund(BY, RefundRequest(original, 100, exchange=exchange), CARD, lambda _record: None)


def test_both_slips_and_both_records_carry_batch_and_voucher_of_the_refund(desk: Desk) -> None:
    refund = given_back(desk, exchange=True)
    number = refund.record.exchange_no
    assert number == f"000001{refund.record.key.trace_no}"
    by_card = desk.payments.sale(200, CARD, "", lambda _record: None, number)
    by_phone = desk.payments.qr_sale(200, PAYER_CODE, lambda _record: None, number)
    for lines in (refund.receipt, by_card.printed.lines, by_phone.printed.lines):
        assert sum(line.startswith("换货号") and line.endswith(number) for line in lines) == 2  # a line on each copy
    kept = (*desk.journal.refunds(), *desk.journal.payments())
    assert [one.exchange_no for one in kept] == [number] * 3


def test_a_refund_alone_names_no_exchange(desk: Desk) -> None:
    refund = given_back(desk, exchange=False)
    assert refund.record.exchange_no == ""
    assert sum("1-7个工作日(示例)" in line for line in refund.receipt) == 2  # 预计到账 of a card, on both copies
    assert not any("换货" in line for line in refund.receipt)


@pytest.mark.parametrize("number", ["1", "00000100000A", "0000010000012", "０００００１００００１２"])
def test_what_is_no_exchange_number_is_refused_before_anything_is_written(desk: Desk, number: str) -> None:
    with pytest.raises(Refusal, match="exchange_malformed"):
        desk.payments.sale(200, CARD, "", lambda _record: None, number)
    with pytest.raises(Refusal, match="exchange_malformed"):
        desk.payments.qr_sale(200, PAYER_CODE, lambda _record: None, number)
    assert desk.journal.payments() == ()
