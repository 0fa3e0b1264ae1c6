"""The register prints approved refunds: two copies, two files each, and a note in the journal; nobody waits for it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, Goods, Original, OriginalState, RefundKey, Totals
from scanner.known_texts import classify
from scanner.salesslip import PRACTICE_SLIP_KEY, SalesSlip, make_payload
from terminal.columns import width
from terminal.desk.register import LATEST, Head, Printer, Style
from terminal.printers.file_printer import ESCPOS, PICTURE, TEXT, FilePrinter
from terminal.printers.outcome import NotPrinted, Output, Printout, Way, Why
from terminal.printers.spool import MAX_JOBS, Spool
from terminal.receipt import MM80, THREE_COPIES, UNIONPAY, Bars, Batch, Kind, Qr, Receipt, Text
from terminal.records.journal import JournalError
from terminal.trade.refund import LinkIdentity, RefundRecord, State

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
HEAD = Head("退货练习店", "95016", lambda _channel: "1-7个工作日", "交易成功", lambda code: f"原因 {code}")
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
    def __init__(self, folder: Path, style: Style | None = None, ways: tuple[Way, ...] = (), head: Head = HEAD) -> None:
        self.notes: list[tuple[str, str, dict[str, object] | None]] = []
        self.full = False
        self.spool = Spool((FilePrinter(folder, TEXT), FilePrinter(folder, PICTURE), *ways))
        self.printer = Printer(self.spool, head, self, lambda: NOON, style)

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        if self.full:
            raise JournalError("journal_write", "disk full")
        self.notes.append((kind, subject, body))

    def prints(self, record: RefundRecord, **options: bool) -> Printout:
        """Printed, waited for and collected."""
        self.printer.print_receipt(record, **options)
        assert self.printer.wait(10)
        self.printer.collect()
        return self.printer.of(str(record.key))

    def lines(self, record: RefundRecord, **options: bool) -> tuple[str, ...]:
        return self.prints(record, **options).lines


@pytest.fixture(autouse=True)
def blank_pictures(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes longer than all the rest; one test draws."""
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"picture")


@pytest.fixture
def drawn() -> None:
    """Pictures are drawn."""


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "receipts")


def test_two_copies_saved_and_noted(register, tmp_path, drawn):
    register.printer.know(ORIGINAL)
    printed = register.prints(RECORD)
    lines, saved = printed.lines, printed.files
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
    before = register.prints(RECORD).files
    again = register.prints(RECORD, reprint=True)
    assert sum("重打印" in line for line in again.lines) == 2
    assert set(again.files).isdisjoint(before)
    assert register.notes[1][2] == {"files": [file.name for file in again.files], "reprint": True}


def test_without_the_original_no_goods_and_no_made_up_prices(register):
    lines = register.lines(RECORD)
    assert not [line for line in lines if "GOODS" in line or "0.00" in line.split()]
    assert sum("49.50" in line for line in lines) == 2


def test_nothing_printed_for_another_key(register):
    register.printer.print_receipt(RECORD)
    other = replace(RECORD.key, trace_no="000008")
    assert register.printer.of(str(other)) == Printout()


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


# --- what goes wrong is told, and never raised ------------------------------------------------------------------------


class Broken:
    """A printer that takes so many sheets and no more."""

    def __init__(self, takes: int) -> None:
        self.takes = takes
        self.asked: list[Output] = []

    def put(self, sheet: Output) -> NotPrinted | None:
        self.asked.append(sheet)
        return None if len(self.asked) <= self.takes else NotPrinted("counter", Why.NO_PAPER)


@pytest.mark.parametrize(("takes", "asked"), [(0, 1), (1, 2)])
def test_a_printer_without_paper_is_told_and_not_waited_for_twice(takes, asked, tmp_path):
    counter = Broken(takes)
    register = Register(tmp_path, ways=(counter,))
    printed = register.prints(RECORD)
    assert printed.trouble == (NotPrinted("counter", Why.NO_PAPER),)
    assert len(counter.asked) == asked
    assert len(printed.files) == 4, "the files are there"
    assert register.notes[0][2]["trouble"] == ["counter: print.no_paper"]
    assert printed.lines


def test_it_can_be_printed_again_when_there_is_paper(tmp_path):
    counter = Broken(0)
    register = Register(tmp_path, ways=(counter,))
    register.lines(RECORD)
    counter.takes = 99
    again = register.prints(RECORD, reprint=True)
    assert sum("重打印" in line for line in again.lines) == 2
    assert again.trouble == ()
    assert [one.stem.split("-", 2)[2] for one in counter.asked] == [
        "000007-merchant",
        "000007-merchant-reprint",
        "000007-cardholder-reprint",
    ]


def test_a_folder_that_can_not_be_written_leaves_the_receipt_unprinted(tmp_path):
    (tmp_path / "receipts").write_text("", encoding="utf-8")
    register = Register(tmp_path / "receipts")
    printed = register.prints(RECORD)
    assert [(one.printer, one.why) for one in printed.trouble] == [("txt", Why.NOT_SAVED), ("png", Why.NOT_SAVED)]
    assert (printed.files, register.notes) == ((), [])
    assert sum("49.50" in line for line in printed.lines) == 2, "the screen shows it all the same"


def test_a_journal_that_can_not_note_it(register):
    register.full = True
    printed = register.prints(RECORD)
    assert printed.trouble == (NotPrinted("", Why.NOT_NOTED, "disk full"),)
    assert len(printed.files) == 4


WHOLE = TEST_CARDS["unionpay"].number


@pytest.mark.parametrize("wrong", [{"amount_fen": 0}, {"payer": WHOLE}, {"original_month_day": ""}])
def test_what_no_receipt_can_say_is_refused_before_and_told_after(wrong, register):
    record = replace(RECORD, **wrong)
    with pytest.raises(ValueError, match=r"fen|masked|original"):
        register.printer.rehearse(record)
    printed = register.prints(record)
    assert [one.why for one in printed.trouble] == [Why.CONTENT]
    assert (printed.lines, printed.files, register.notes) == ((), (), [])
    register.printer.rehearse(RECORD)


# --- how it prints ----------------------------------------------------------------------------------------------------


def test_three_copies_on_80_mm_for_unionpay(tmp_path):
    style = Style(MM80, UNIONPAY, THREE_COPIES)
    register = Register(tmp_path, style=style, ways=(FilePrinter(tmp_path, ESCPOS),))
    printed = register.prints(RECORD)
    lines, saved = printed.lines, printed.files
    copies = ("merchant", "bank", "cardholder")
    stems = [f"20261122-120102-000007-{copy}" for copy in copies]
    assert [file.name for file in saved] == [f"{stem}.{end}" for stem in stems for end in ("txt", "png", "escpos")]
    assert max(map(width, lines)) == 32, "the screen's paper is narrow"
    assert max(map(width, saved[0].read_text(encoding="utf-8").splitlines())) == 48
    assert sum("终端编号(TERMINAL NO):" in line for line in lines) == 3


def test_the_order_number_stands_as_bars_and_the_slips_code_where_the_shop_has_one(tmp_path):
    counter = Broken(99)
    register = Register(tmp_path, ways=(counter,))
    register.lines(RECORD)
    codes = [part for part in counter.asked[0].parts if not isinstance(part, Text)]
    assert codes == [Bars("80000026000149")]
    head = replace(HEAD, slip_code=lambda order_no, fen: make_payload(order_no, fen, PRACTICE_SLIP_KEY))
    with_code = Register(tmp_path, ways=(counter,), head=head)
    with_code.printer.know(ORIGINAL)
    with_code.prints(RECORD)
    (code,) = [part for part in counter.asked[-1].parts if isinstance(part, Qr)]
    read = classify(code.payload, shop_key=PRACTICE_SLIP_KEY)
    assert read == SalesSlip("80000026000149", 12850, authenticated=True, source="qr")


@pytest.mark.parametrize(("order_no", "bars"), [("", []), ("81234567890100", [Bars("81234567890100")])])
def test_a_number_that_is_not_the_shops_own_has_no_code(order_no, bars, tmp_path):
    counter = Broken(99)
    head = replace(HEAD, slip_code=lambda number, fen: make_payload(number, fen, PRACTICE_SLIP_KEY))
    Register(tmp_path, ways=(counter,), head=head).prints(replace(RECORD, order_no=order_no, original_fen=12850))
    assert [part for part in counter.asked[-1].parts if not isinstance(part, Text)] == bars


def test_a_report_is_one_sheet(register):
    shop = register.printer.shop("888888800000001", "88000001", practice=True)
    report = Receipt(Kind.SUMMARY, shop, "01", "000001", NOON, Batch((), Totals()))
    first = register.printer.print_made(lambda: report, "batch 000001")
    assert (first.printing, first.files) == (True, ())
    register.printer.wait(10)
    (printed,) = register.printer.collect()
    assert (printed.lines, printed.number) == (first.lines, first.number)
    assert [file.name for file in printed.files] == ["20261122-120000-summary.txt", "20261122-120000-summary.png"]
    assert printed.trouble == ()
    assert register.notes == [
        ("receipt.printed", "batch 000001", {"files": [file.name for file in printed.files], "reprint": False})
    ]


def test_a_refund_to_a_phone_is_called_so(register):
    record = replace(RECORD, channel=Channel.WECHAT, payer="o6_b****Ab12")
    text = "\n".join(register.lines(record))
    assert text.count("扫码退货(QR REFUND)") == 2
    assert text.count("微信支付") == 2


# --- the spool: nobody waits, nothing is lost silently ----------------------------------------------------------------


class Hanging:
    """A printer that is busy until it is let go."""

    def __init__(self) -> None:
        self.free = Event()
        self.taken: list[str] = []

    def put(self, sheet: Output) -> None:
        self.free.wait(10)
        self.taken.append(sheet.stem)


def numbered(trace: int) -> RefundRecord:
    return replace(RECORD, key=replace(RECORD.key, trace_no=f"{trace:06d}"))


def test_lines_are_there_while_the_printer_hangs_and_all_comes_out_in_order(tmp_path):
    counter, woken = Hanging(), []
    register = Register(tmp_path, ways=(counter,))
    register.printer.listen(lambda: woken.append(len(woken)))
    for trace in (7, 8, 9):
        register.printer.print_receipt(numbered(trace))
    told = [register.printer.of(str(numbered(trace).key)) for trace in (7, 8, 9)]
    assert [(one.printing, one.files, len(one.lines) > 60) for one in told] == [(True, (), True)] * 3
    assert (register.printer.collect(), register.notes) == ((), [])
    assert register.printer.on_their_way() == {str(numbered(trace).key) for trace in (7, 8, 9)}
    counter.free.set()
    assert register.printer.wait(10)
    done = register.printer.collect()
    assert [(one.subject, one.printing, len(one.files)) for one in done] == [
        (str(numbered(trace).key), False, 4) for trace in (7, 8, 9)
    ]
    assert [stem.split("-")[2] for stem in counter.taken] == ["000007"] * 2 + ["000008"] * 2 + ["000009"] * 2
    assert ([subject for _, subject, _ in register.notes], woken) == (
        [str(numbered(n).key) for n in (7, 8, 9)],
        [0, 1, 2],
    )
    assert register.printer.on_their_way() == frozenset()


def test_more_than_the_spool_holds_is_told_at_once(tmp_path):
    counter = Hanging()
    register = Register(tmp_path, ways=(counter,))
    for trace in range(MAX_JOBS + 1):
        register.printer.print_receipt(numbered(trace))
    told = [register.printer.of(str(numbered(trace).key)).trouble for trace in range(MAX_JOBS + 1)]
    assert told == [()] * MAX_JOBS + [(NotPrinted("", Why.TOO_MANY),)]
    counter.free.set()
    register.printer.close()


def test_what_is_not_out_at_the_end_is_not_noted(tmp_path):
    counter = Hanging()
    register = Register(tmp_path, ways=(counter,))
    for trace in (7, 8):
        register.printer.print_receipt(numbered(trace))
    register.spool.close(0.01)
    counter.free.set()
    assert register.printer.wait(10)
    register.printer.close()
    assert [subject for _, subject, _ in register.notes] == [str(numbered(7).key)], "one was under way, one waited"
    register.printer.print_receipt(numbered(9))
    assert [one.why for one in register.printer.of(str(numbered(9).key)).trouble] == [Why.TOO_MANY], "it is closed"


def test_a_mistake_of_ours_in_the_printers_thread_is_raised_where_it_is_collected(tmp_path):
    class Wrong:
        def put(self, sheet: Output) -> None:
            raise ZeroDivisionError

    register = Register(tmp_path, ways=(Wrong(),))
    register.printer.print_receipt(RECORD)
    register.printer.wait(10)
    with pytest.raises(ZeroDivisionError):
        register.printer.collect()
    assert register.notes == []


def test_a_reprint_is_not_taken_for_the_first_print(tmp_path):
    counter = Hanging()
    register = Register(tmp_path, ways=(counter,))
    register.printer.print_receipt(RECORD)
    register.printer.print_receipt(RECORD, reprint=True)
    counter.free.set()
    register.printer.wait(10)
    first, second = register.printer.collect()
    assert (first.lines, register.printer.of(str(RECORD.key))) == ((), second)
    assert sum("重打印" in line for line in second.lines) == 2


def test_a_terminal_that_runs_for_weeks_keeps_the_latest_in_memory(tmp_path):
    printer = Register(tmp_path).printer
    for trace in range(LATEST + 1):
        printer.print_receipt(replace(numbered(trace), amount_fen=0))  # what no slip can say needs no printer
    kept = [bool(printer.of(str(numbered(trace).key)).trouble) for trace in range(LATEST + 1)]
    assert kept == [False] + [True] * LATEST


def test_a_paper_of_a_case_is_noted_under_its_number(register):
    sheet = Output((Text("审核答复"),), MM80, "case-1")
    told = register.printer.print_paper(sheet, ("审核答复",), "202611220001", "01", "answer")
    assert (told.lines, told.printing, told.subject) == (("审核答复",), True, "")
    assert register.printer.wait(10)
    (done,) = register.printer.collect()
    assert [file.name for file in done.files] == ["case-1.txt", "case-1.png"]
    body = {"files": ["case-1.txt", "case-1.png"], "paper": "answer"}
    assert register.notes == [("receipt.printed", "202611220001", body)]


def test_a_paper_for_which_there_is_no_room_is_printed_later_by_hand(register):
    register.printer.close()
    sheet = Output((Text("审核答复"),), MM80, "case-1")
    told = register.printer.print_paper(sheet, (), "202611220001", "01", "answer")
    assert told.trouble == (NotPrinted("", Why.LATER),)
