"""Records of payments as slips: what stands on them, in the trade's words; nothing is raised into a payment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, RefundKey, Totals, Verdict, Voucher
from terminal.desk.payment_paper import PaymentPrinter
from terminal.desk.register import Head, Printer
from terminal.printers.file_printer import PICTURE, TEXT, FilePrinter
from terminal.printers.outcome import Printout, Why
from terminal.printers.spool import Spool
from terminal.receipt.facts import LATE_MOST
from terminal.trade.batch import (
    BATCH_LIMIT,
    BatchTotals,
    CountedBatch,
    KindTotal,
    SettlementRecord,
    SettlementState,
)
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause, LinkIdentity

K = PaymentKind
CARD = TEST_CARDS["unionpay"].masked
LINK = LinkIdentity("practice", "888888800000001", "88000001", "0" * 16)
SALE = PaymentRecord(
    RefundKey(LINK.merchant_no, LINK.terminal_no, "01020304", "000003", "000007", "20261231"), LINK, K.SALE, 123456,
    Channel.CARD, CARD, "021", "01", "", True, "2026-12-31T23:59:59", state=PaymentState.APPROVED,
    reference_no="963260000001", auth_no="654321", reached="0101000001", scheme="CUP", issuer="01020000",
    note="发卡行寄语".ljust(20) + " " * 20 + "收单寄语",
)  # fmt: skip
VOIDED = {"original": Voucher("000003", "000005", "1231"), "original_reference": "963260000000"}
HELD = {"original": Voucher("000000", "000000", "1230"), "original_auth_no": "112233"}
BY_PHONE = {"channel": Channel.WECHAT, "payer": "134567********6789", "entry": "032"}

# kind: (how its record differs, what must stand on the slip). Words and order: domain notes 7.
# fmt: off
SLIPS: dict[PaymentKind, tuple[dict[str, Any], list[str]]] = {
    K.SALE:            ({}, ["消费(SALE)", "000007", "654321", "963260000001", "2027/01/01 00:00:01", "1234.56",
                             "6200 00** **** 0005 /S", "壹仟贰佰叁拾肆元伍角陆分", "01020000"]),
    K.VOID:            (VOIDED, ["消费撤销(VOID)", "-1234.56", "000005"]),
    K.PRE_AUTH:        ({}, ["预授权(PRE-AUTH)", "654321"]),
    K.PRE_AUTH_VOID:   (HELD, ["预授权撤销", "112233", "-1234.56"]),
    K.COMPLETION:      (HELD, ["预授权完成(COMPLETION)", "112233"]),
    K.COMPLETION_VOID: (VOIDED, ["预授权完成撤销", "000005", "-1234.56"]),
    K.QR_SALE:         (BY_PHONE, ["扫码消费(QR SALE)", "微信支付", "134567********6789"]),
    K.QR_VOID:         (BY_PHONE | VOIDED, ["扫码撤销(QR VOID)", "000005"]),
}
# fmt: on


class Notes:
    def __init__(self) -> None:
        self.made: list[tuple[str, str]] = []

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        self.made.append((kind, subject))


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def paper(tmp_path: Path, notes: Notes, monkeypatch: pytest.MonkeyPatch) -> PaymentPrinter:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    head = Head("练习商店", "95016", str, "", str)
    spool = Spool((FilePrinter(tmp_path, TEXT), FilePrinter(tmp_path, PICTURE)))
    clock: Callable[[], datetime] = lambda: datetime(2026, 12, 31, tzinfo=UTC)  # noqa: E731
    printer = Printer(spool, head, notes, clock)
    return PaymentPrinter(
        printer,
        clock,
        lambda cause: f"因{cause}",
        lambda kind, subject: f"57 {kind[-6:]}-{subject[-6:]}",
        lambda _record: (),
    )


def collected(paper: PaymentPrinter) -> Printout:
    """The one printout, when it is out."""
    paper._printer.wait(10)
    (printout,) = paper._printer.collect()
    return printout


@pytest.mark.parametrize("kind", K, ids=str)
def test_the_slip_of_each_kind(paper: PaymentPrinter, notes: Notes, kind: PaymentKind) -> None:
    changes, wanted = SLIPS[kind]
    record = replace(SALE, kind=kind, **changes)
    paper.print_payment(record)
    files = collected(paper).files
    text = "\n".join(paper.last_of(record.key).lines)
    assert [words for words in wanted if words not in text] == []
    assert (len(files), notes.made) == (4, [("receipt.printed", str(record.key))])
    assert "重打印" not in text


def test_a_slip_that_may_have_been_printed_before(paper: PaymentPrinter) -> None:
    paper.print_payment(SALE, reprint=True)
    assert "***重打印票据***" in "\n".join(paper.last_of(SALE.key).lines)


def test_the_fault_slip(paper: PaymentPrinter, notes: Notes) -> None:
    stuck = replace(SALE, state=PaymentState.MANUAL, cause=Cause.NO_ANSWER, tries=3, reference_no="", auth_no="")
    paper.print_fault(stuck)
    text = "\n".join(paper.last_of(stuck.key).lines)
    wanted = ["故障报告单,非凭证联", "冲正不成功,请人工处理", "000007", "1234.56", "因no_answer", "3"]
    assert [words for words in wanted if words not in text] == []
    collected(paper)
    assert notes.made == [("receipt.printed", str(stuck.key))]


@pytest.mark.parametrize(("verdict", "words"), [(Verdict.BALANCED, "内卡对账平"), (Verdict.UNBALANCED, "内卡对账不平")])
def test_the_settlement_slip(paper: PaymentPrinter, notes: Notes, verdict: Verdict, words: str) -> None:
    ours = BatchTotals(Totals(123456, 1, 300, 2), Totals())
    kinds = (KindTotal("sale", Channel.CARD, 1, 123456), KindTotal("refund", Channel.CARD, 2, 300))
    record = SettlementRecord(
        LINK, "000003", "01", True, "2026-12-31T23:59:59+08:00", ours, kinds, ours, (verdict, Verdict.NOT_JUDGED),
        reached="1231235959",
    )  # fmt: skip
    printed = paper.print_settlement(record)
    text = "\n".join(printed.lines)
    wanted = ("结算总计单", "1234.56", "-3.00", words, "000003", "链尾(JOURNAL):", "57 closed-000003")
    assert [one for one in wanted if one not in text] == []
    assert (len(collected(paper).files), notes.made) == (2, [("receipt.printed", record.key)])


def test_a_batch_that_its_host_closed_has_the_time_at_which_that_was_noted_on_every_print(
    paper: PaymentPrinter,
) -> None:
    """Its host told no time, and a reprint of another day says what the first one said."""
    noted = datetime(2026, 12, 31, 23, 59, 59).astimezone().isoformat()
    ours = BatchTotals(Totals(123456, 1, 300, 2), Totals())
    record = SettlementRecord(LINK, "000003", "01", True, noted, ours, state=SettlementState.HOST_CLOSED)
    for reprint in (False, True):
        text = "\n".join(paper.print_settlement(record, reprint=reprint).lines)
        assert ("2026/12/31 23:59:59" in text, "重打印" in text) == (True, reprint)


def test_what_no_slip_can_say_is_not_raised_and_not_noted(paper: PaymentPrinter, notes: Notes) -> None:
    strange = replace(SALE, kind=K.VOID)  # without what it undoes
    paper.print_payment(strange)
    printed = paper.last_of(strange.key)
    assert (printed.lines, [one.why for one in printed.trouble], notes.made) == ((), [Why.CONTENT], [])


BATCH = CountedBatch(LINK, "000003", "01", True, (SALE,) * BATCH_LIMIT)


@pytest.mark.parametrize(
    "batch",
    [replace(BATCH, transactions=BATCH.transactions + (SALE,) * LATE_MOST), replace(BATCH, late=(SALE,) * LATE_MOST)],
    ids=["before its end", "behind its end"],
)
def test_a_full_batch_is_listed_with_what_came_late(paper: PaymentPrinter, batch: CountedBatch) -> None:
    printed = paper.print_details(batch)
    assert printed.trouble == ()
    assert sum("000007" in line for line in printed.lines) == BATCH_LIMIT + LATE_MOST


def test_a_list_that_no_paper_could_carry_is_not_printed_and_that_is_said(paper: PaymentPrinter) -> None:
    printed = paper.print_details(replace(BATCH, late=(SALE,) * (LATE_MOST + 1)))
    assert [one.why for one in printed.trouble] == [Why.CONTENT]


def test_a_sum_that_no_paper_could_carry_is_not_printed_and_that_is_said(paper: PaymentPrinter) -> None:
    printed = paper.print_summary(replace(BATCH, transactions=(SALE,) * 1000))
    assert [one.why for one in printed.trouble] == [Why.CONTENT]
