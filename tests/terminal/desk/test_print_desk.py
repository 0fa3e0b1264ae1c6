"""打印: slips again, lists and totals, on the in-process emulator."""

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal

CARD, VISA = TEST_CARDS["unionpay"], TEST_CARDS["visa"]


def text(lines: tuple[str, ...]) -> str:
    return "\n".join(lines)


def test_before_anything_was_sold_there_is_nothing_to_print(desk: Desk) -> None:
    for ask in (
        desk.prints.again,
        desk.prints.details,
        desk.prints.summary,
    ):
        with pytest.raises(Refusal, match="nothing_to_print"):
            ask()


def test_before_anything_was_settled_there_is_no_settlement_to_print(desk: Desk) -> None:
    for ask in (desk.prints.settlement_again, lambda: desk.prints.details(settled=True)):
        with pytest.raises(Refusal, match="never_settled"):
            ask()
    with pytest.raises(Refusal, match="voucher_unknown"):
        desk.prints.again("1")


def test_what_a_day_prints(desk: Desk) -> None:
    first = desk.payments.sale(5000, CARD, "", lambda _record: None).record
    desk.payments.sale(700, VISA, "", lambda _record: None)
    original = desk.find(ByReference(first.reference_no, first.named.month_day))
    refund = desk.refund(BY, RefundRequest(original, 300), CARD, lambda _record: None).record
    for voucher_no, kind, number in (("", "退货", refund.key.trace_no), (first.voucher_no, "消费", first.voucher_no)):
        slip = desk.prints.again(voucher_no)
        assert [words for words in ("***重打印票据***", kind, number) if words not in text(slip.lines)] == []
        (out,) = [one for one in desk.prints.wait(10) if one.number == slip.number]
        assert (len(out.files), out.trouble, out.lines) == (4, (), slip.lines)
    details = text(desk.prints.details().lines)
    wanted = ["交易明细单", f"{first.voucher_no} S", f"{refund.key.trace_no} R", "50.00", "7.00", "-3.00"]
    assert [words for words in wanted if words not in details] == []
    summary = text(desk.prints.summary().lines)
    assert [words for words in ("交易汇总单", "消费", "57.00", "退货", "-3.00") if words not in summary] == []
    settled = desk.batch.settle(lambda _record: None)
    again = text(desk.prints.settlement_again().lines)
    assert [words for words in ("结算总计单", settled.batch_no, "内卡对账平", "外卡对账平") if words not in again] == []
    listed = text(desk.prints.details(settled=True).lines)
    assert [words for words in ("结算明细单", first.voucher_no, settled.batch_no) if words not in listed] == []
    with pytest.raises(Refusal, match="nothing_to_print"):
        desk.prints.summary()


def test_a_printer_that_fails_is_told_and_not_raised(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    desk.payments.sale(5000, CARD, "", lambda _record: None)
    desk.prints.wait(10)
    monkeypatch.setattr("terminal.printers.file_printer.save_new", full)
    for ask in (desk.prints.again, desk.prints.details, desk.prints.summary):
        printed = ask()
        (told,) = desk.prints.wait(10)
        assert (told.number, told.files, len(told.trouble), len(printed.lines) > 10) == (printed.number, (), 2, True)
