"""The register prints approved refunds: two copies, two files each, and a note in the journal."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from protocol.transactions import Channel, Goods, Original, OriginalState, RefundKey
from terminal.refund import LinkIdentity, RefundRecord, State
from terminal.register import Head, Printer

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
HEAD = Head("退货练习店", "95016", "1-7个工作日", "交易成功", lambda code: f"原因 {code}")
RECORD = RefundRecord(
    RefundKey("888888800000001", "88000001", "0a1b2c3d", "000001", "000007", "20261122"),
    LinkIdentity("practice", "888888800000001", "88000001", "0" * 16), 4950, "261122000001", "1122", Channel.CARD,
    "80000026000149", "620000******0005", (("1001", 1), ("1002", 2)), "customer", "01", "00", True, "",
    state=State.APPROVED, code="00", reference_no="963260000001", reached="1122120102",
)  # fmt: skip
ORIGINAL = Original(
    "80000026000149", "261122000001", "000037", "20261122", "101500", Channel.CARD, "620000******0005", 12850, 0,
    OriginalState.NORMAL, (Goods("1001", "保温杯", 2950, 3), Goods("1002", "毛巾", 1000, 4)),
)  # fmt: skip


class Register:
    def __init__(self, folder: Path) -> None:
        self.notes: list[tuple[str, str, dict[str, object] | None]] = []
        self.printer = Printer(folder, HEAD, self, lambda: NOON)

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        self.notes.append((kind, subject, body))

    def lines(self, record: RefundRecord, **options: bool) -> tuple[str, ...]:
        self.printer.print_receipt(record, **options)
        return self.printer.last_of(record.key)[0]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "receipts")


def test_two_copies_saved_and_noted(register, tmp_path):
    register.printer.know(ORIGINAL)
    lines = register.lines(RECORD)
    saved = register.printer.last_of(RECORD.key)[1]
    assert [file.suffix for file in saved] == [".txt", ".png"] * 2
    assert {file.parent for file in saved} == {tmp_path / "receipts"}
    merchant, cardholder = (file.read_text(encoding="utf-8").splitlines() for file in saved[::2])
    assert [*merchant, "", *cardholder] == list(lines)
    assert (lines.count(" 保温杯 x1                 29.50"), lines.count(" 毛巾 x2                   20.00")) == (2, 2)
    assert "原因 customer" in "\n".join(lines)
    assert register.notes == [
        ("receipt.printed", str(RECORD.key), {"files": [file.name for file in saved], "reprint": False})
    ]


def test_a_reprint_is_marked_and_has_files_of_its_own(register):
    first = register.printer
    first.print_receipt(RECORD)
    before = first.last_of(RECORD.key)[1]
    lines = register.lines(RECORD, reprint=True)
    assert sum("重打印" in line for line in lines) == 2
    assert set(first.last_of(RECORD.key)[1]).isdisjoint(before)
    assert register.notes[1][2] == {"files": [file.name for file in first.last_of(RECORD.key)[1]], "reprint": True}


def test_without_the_original_no_goods_and_no_made_up_prices(register):
    lines = register.lines(RECORD)
    assert not [line for line in lines if "GOODS" in line or "0.00" in line.split()]
    assert sum("49.50" in line for line in lines) == 2


def test_nothing_printed_for_another_key(register):
    register.printer.print_receipt(RECORD)
    other = replace(RECORD.key, trace_no="000008")
    assert register.printer.last_of(other) == ((), ())


# fmt: off
TIMES = [
    # business date, reached, what is printed
    ("20261122", "1122120102", "2026/11/22 12:01:02"),
    ("20261231", "0101000001", "2027/01/01 00:00:01"),  # signed on last year
    ("20261231", "1231235959", "2026/12/31 23:59:59"),
    ("20261122", "",           "2026/11/22 12:00:00"),  # the answer carried none: the terminal's clock
    ("20261122", "1399999999", "2026/11/22 12:00:00"),
]
# fmt: on


@pytest.mark.parametrize(("business", "reached", "printed"), TIMES)
def test_the_time_is_the_hosts(register, business, reached, printed):
    record = replace(RECORD, key=replace(RECORD.key, business_date=business), reached=reached)
    assert sum(printed in line for line in register.lines(record)) == 2
