"""结算 after a mixed day, walked by a cashier on the real desk: the slip says what the host's ledger says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier
from supervisor import BY

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder, ByReference
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.face.pages import Page
from terminal.settings import Settings
from terminal.trade.batch import BatchTotals, SettlementRecord, totals

CARD, VISA = TEST_CARDS["unionpay"], TEST_CARDS["visa"]
WECHAT_ORDER = order_no("800000260002")
PAYER_CODE = "134567890123456789"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0, printers=("txt:",))


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    desk = open_desk("emulator:", settings)
    yield desk
    desk.close()


def tell(_record: object) -> None:
    """Nobody listens."""


def a_mixed_day(desk: Desk) -> None:
    """Sales by card, foreign card and phone, a void, refunds both ways, a pre-authorisation and its completion."""
    pay = desk.payments
    first = pay.sale(123456, CARD, "", tell).record
    pay.sale(700, VISA, "", tell)
    pay.qr_sale(5990, PAYER_CODE, tell)
    voided = pay.sale(2000, CARD, "", tell).record
    pay.void(BY, voided.voucher_no, CARD, "", tell)
    held = pay.preauth(30000, CARD, "", tell).record
    pay.completion(28050, held.auth_no, held.named.month_day, CARD, "", tell)
    original = desk.find(ByReference(first.reference_no, first.named.month_day))
    desk.refund(BY, RefundRequest(original, 300), CARD, tell)
    desk.refund(BY, RefundRequest(desk.find(ByOrder(WECHAT_ORDER)), 120), None, tell)


def test_the_slip_says_what_the_ledger_says(desk: Desk, settings: Settings) -> None:
    cashier = Cashier(desk)  # type: ignore[arg-type]
    cashier.sign_on()
    a_mixed_day(desk)
    cashier.press("7")
    assert [words for words in ("消费", "1,261.56", "撤销", "预授权完成", "280.50") if words not in cashier.lcd] == []
    station = cashier.scene.station
    cashier.press("ok")
    assert (cashier.page, "内卡对账平" in cashier.lcd, "外卡对账平" in cashier.lcd) == (Page.SETTLED, True, True)
    assert cashier.scene.station is not None
    assert station is not None
    assert (station.batch_no, cashier.scene.station.batch_no) == ("000001", "000002")
    with open_ledger(settings.ledger) as ledger:
        sums = ledger.batch_sums(station.terminal_no, station.batch_no)
    assert sums is not None
    text = "\n".join(cashier.scene.sheet.lines)
    for side, half in (("内卡", sums.domestic), ("外卡", sums.foreign)):
        for name, count, fen in (
            ("借记", half.debit_count, half.debit_fen),
            ("贷记", half.credit_count, half.credit_fen),
        ):
            assert re.search(rf"{side}{name} +{count} +{fen // 100}\.{fen % 100:02}$", text, re.MULTILINE), (side, name)
    assert (sums.domestic.debit_count, sums.domestic.credit_count, sums.foreign.debit_count) == (4, 3, 1)
    desk.prints.wait(10)
    (slip,) = (settings.home / "practice" / "receipts").glob("*-settlement.txt")
    assert slip.read_text(encoding="utf-8").splitlines() == list(cashier.scene.sheet.lines)
    (closed,) = desk.journal.settlements()
    mark = desk.journal.mark("batch.closed", closed.key)
    assert re.fullmatch(r"\d+ [0-9a-f]{12}", mark)
    assert mark in text, "the journal's mark of the closing stands on the slip"
    assert mark in "\n".join(desk.prints.settlement_again().lines), "and on every reprint"


def test_the_next_batch_begins_empty_and_the_settled_one_can_be_listed(desk: Desk) -> None:
    cashier = Cashier(desk)  # type: ignore[arg-type]
    cashier.sign_on()
    a_mixed_day(desk)
    cashier.press("7", "ok", "1")
    listed = "\n".join(cashier.scene.sheet.lines)
    assert (cashier.page, "结算明细单" in listed, "总笔数(COUNT):                 9" in listed) == (
        Page.PRINTED,
        True,
        True,
    )
    assert "本批次没有交易，无需结算" in cashier.press("ok", "7").lcd
    assert cashier.press("ok").page is Page.SETTLE


def test_a_host_that_counts_otherwise_gets_every_record_and_both_sides_are_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cashier = Cashier(desk)  # type: ignore[arg-type]
    cashier.sign_on()
    a_mixed_day(desk)
    monkeypatch.setattr("terminal.desk.batch_desk.totals", lambda batch: one_fen_more(totals(batch)))
    cashier.press("7", "ok")
    records = [one for one in cashier.told if isinstance(one, SettlementRecord)]
    assert [one.uploaded for one in records][-1] == 8, "all but the pre-authorisation, which no total counts"
    ours, host = records[-1].ours.domestic, records[-1].host.domestic if records[-1].host else None
    assert host is not None
    assert ours.debit_fen == host.debit_fen + 1
    figures = [f"{fen // 100}.{fen % 100:02}" for fen in (ours.debit_fen, host.debit_fen)]
    assert [words for words in ("内卡对账不平", "外卡对账平", *figures) if words not in cashier.lcd] == []
    slip = "\n".join(cashier.scene.sheet.lines)
    assert ("内卡对账不平" in slip, "外卡对账平" in slip, figures[0] in slip) == (True, True, True)


def one_fen_more(counted: BatchTotals) -> BatchTotals:
    home = counted.domestic
    return replace(counted, domestic=replace(home, debit_fen=home.debit_fen + 1))


def test_a_refund_that_is_not_decided_keeps_the_batch_open(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cashier = Cashier(desk)  # type: ignore[arg-type]
    cashier.sign_on()

    def stop(*_words: object, **_options: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as stopped:
        stopped.setattr("terminal.line.talks.RefundTalk._request", stop)
        with pytest.raises(ZeroDivisionError):
            desk.refund(BY, RefundRequest(desk.find(ByOrder(WECHAT_ORDER)), 120), None, tell)
    (open_one,) = desk.open_refunds()
    cashier.press("7", "ok")
    assert (cashier.page, f"凭证号{open_one.key.trace_no}的退货结果未知" in cashier.lcd) == (Page.SETTLE, True)
    assert desk.journal.settlements() == ()
