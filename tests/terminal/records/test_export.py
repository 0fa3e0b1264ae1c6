"""Exports read back by others: CSV by csv, JSON by json, the PDF by its own words; nothing runs and nothing is bare."""

import csv
import io
import json
import re
import zlib
from dataclasses import replace

import pytest
from fake_records import CARD, DAY, TRANSACTIONS, payment, refund

from protocol.cards import TEST_CARDS
from terminal.columns import clean, width
from terminal.language import LANGUAGES, Texts, translator
from terminal.printers.a4 import PAGE_COLUMNS, page_lines
from terminal.records.a4 import pages
from terminal.records.export import BOM, FORMATS, Made, csv_bytes, json_bytes
from terminal.records.printed import day_pdf, day_writing, report_pdf, report_writing
from terminal.records.report import LISTED, Filter, Report, day_report, report
from terminal.records.table import COLUMNS
from terminal.trade.payment import ClosedAs, PaymentKind, PaymentState

ZH = translator("zh_CN")
MADE = Made("练习商店", f"{DAY}T18:00:00+08:00", practice=True)
ALL = report(TRANSACTIONS, Filter())


def table(shown: Report, lang: str = "zh_CN") -> list[dict[str, str]]:
    text = csv_bytes(shown, MADE, translator(lang)).decode("utf-8")
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_csv_is_a_table_of_all_columns_in_words() -> None:
    rows = table(ALL)
    assert list(rows[0]) == [ZH(f"column.{column.name}") for column in COLUMNS]
    by_voucher = {row["凭证号"]: row for row in rows}
    assert len(by_voucher) == len(TRANSACTIONS)
    refunded, sold = by_voucher["000002"], by_voucher["000008"]
    said = ("时间", "交易类型", "付款方式", "金额(元)", "状态", "卡号/付款方", "退货原因", "授权码", "练习/真实")
    assert [refunded[name] for name in said] == [
        f"{DAY} 10:02:30", "退货", "银行卡", "-2.00", "成功", CARD, "顾客退货", "", "练习",
    ]  # fmt: skip
    assert [sold[name] for name in said] == [
        f"{DAY} 10:08:30", "消费", "银行卡", "50.00", "成功", CARD, "", "A1B2C3", "练习",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "words"), [(ClosedAs.STANDS, "交易成立"), (ClosedAs.UNDONE, "交易未成立"), (ClosedAs.UNSAID, "")]
)
def test_what_a_person_said_of_a_payment_stands_beside_it(said: ClosedAs, words: str) -> None:
    closed = payment(8, 5000, PaymentKind.SALE, PaymentState.CLOSED, closed_as=said, closed_by="02")
    shown = report([closed, refund(1)], Filter())
    rows = {row["凭证号"]: (row["了结为"], row["了结人"]) for row in table(shown)}
    assert rows == {"000008": (words, "02"), "000001": ("", "")}
    told = json.loads(json_bytes(shown, MADE, ZH))["transactions"]
    assert [(one["closed_as"], one["closed_by"]) for one in told] == [(said.value, "02"), ("", "")]


def test_csv_in_english() -> None:
    row = table(ALL, "en")[0]
    assert (row["Type"], row["Paid by"], row["Amount (yuan)"], row["State"]) == (
        "Sale by code",
        "WeChat",
        "0.01",
        "approved",
    )


# fmt: off
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r\n=1", "＝1", "＋1", "－1", "＠x", "|calc", "%0A",
           "=cmd|' /C calc'!A0", '"=1"', "\u202e=1", "\x00=1", "a\nb"]
# fmt: on


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_begins_as_a_formula_and_none_breaks_its_row(name: str) -> None:
    shown = report([refund(1, payer=name, reference_no=name, order_no=name, reason=name)], Filter())
    rows = table(shown)
    assert len(rows) == 1
    texts = [text for title, text in rows[0].items() if title != "金额(元)"]
    assert [text for text in texts if text.strip()[:1] in set("=+-@|%＝＋－＠")] == []
    assert [text for text in texts if re.search(r"[\x00-\x1f\u202e]", text)] == []
    assert rows[0]["金额(元)"] == "-1.00"
    said = json_bytes(shown, MADE, ZH).decode("utf-8")
    assert "\u202e" not in said
    assert json.loads(said)["transactions"][0]["payer"] == clean(name)


@pytest.mark.parametrize("divided", [";", "\t"])
@pytest.mark.parametrize("name", [*HOSTILE, "a;=1+1", 'a;"=1+1', "a; +1;@x", "a\t-1", "a;＝1", 'x",;=1', "a;\n=1"])
def test_nor_does_one_where_another_sign_divides_cells(name: str, divided: str) -> None:
    data = csv_bytes(report([refund(1, payer=name, reference_no=name)], Filter()), MADE, ZH).decode("utf-8-sig")
    cells = [text for row in csv.reader(io.StringIO(data, newline=""), delimiter=divided) for text in row]
    assert len(cells) >= 2
    assert [text for text in cells if text.strip(' "')[:1] in set("=+-@%＝＋－＠")] == []
    assert all(line.startswith('"') and line.endswith('"') for line in data.split("\r\n")[:-1])


def test_csv_ends_its_lines_as_the_standard_says_and_an_empty_one_has_its_titles() -> None:
    data = csv_bytes(report([], Filter()), MADE, ZH)
    assert data.count(b"\r\n") == data.count(b"\n") == 1


def test_json_says_the_same_in_codes_and_fen() -> None:
    said = json.loads(json_bytes(ALL, MADE, ZH))
    assert (said["found"], said["practice"], said["made_at"]) == (len(TRANSACTIONS), True, MADE.at)
    assert said["asked"]["since"] == ""
    assert said["standings"] == {"done": 7, "not_done": 2, "unknown": 2}
    assert {"kind": "refund", "channel": "card", "count": 3, "fen": 100_200} in said["totals"]
    (one,) = [row for row in said["transactions"] if row["voucher_no"] == "000011"]
    assert (one["kind"], one["amount_fen"], one["state"], one["practice"]) == ("qr_sale", 1, "approved", True)
    assert (one["exchange_no"], one["order_no"]) == ("000002000003", "")


@pytest.mark.parametrize("form", list(FORMATS))
def test_no_number_of_a_card_and_no_hash_is_in_a_file(form: str) -> None:
    hashed = "f" * 64
    data = FORMATS[form].make(report([replace(refund(1), card_hash=hashed)], Filter()), MADE, ZH)
    bare = [card.number for card in TEST_CARDS.values()] + [hashed]
    assert [number for number in bare if number.encode() in data] == []


# --- PDF -----------------------------------------------------------------------------------------------------------


def said_in(data: bytes) -> list[str]:
    """The hidden text of the file, line by line."""
    found = re.findall(rb"<< +/Filter /FlateDecode /Length (\d+) >>\nstream\n", data)
    starts = [match.end() for match in re.finditer(rb"<< +/Filter /FlateDecode /Length \d+ >>\nstream\n", data)]
    contents = [zlib.decompress(data[at : at + int(size)]) for at, size in zip(starts, found, strict=True)]
    texts = [text for content in contents for text in re.findall(rb"<([0-9A-F]*)> Tj", content)]
    return [bytes.fromhex(text.decode()).decode("utf-16-be") for text in texts]


def drawn_of(shown: Report, made: Made, t: Texts) -> tuple[tuple[str, ...], ...]:
    return pages(report_writing(shown, made, t), made, t)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_hold_every_row_and_no_line_is_too_wide(lang: str) -> None:
    t = translator(lang)
    names = {"payer": "2088" + "退" * 60, "reference_no": "Z" * 12}
    long = payment(277, 99_999_999_99, PaymentKind.COMPLETION_VOID, PaymentState.APPROVED, **names)
    shown = report([*(refund(trace) for trace in range(1, 200)), long], Filter())
    drawn = drawn_of(shown, replace(MADE, merchant_name="百" * 200), t)
    assert len(drawn) == 4
    assert {len(page) for page in drawn} == {page_lines(PAGE_COLUMNS)}
    assert [line for page in drawn for line in page if width(line) > PAGE_COLUMNS] == []
    text = ["\n".join(page) for page in drawn]
    assert [trace for trace in range(1, 200) if sum(f":30 {trace:06}" in page for page in text) != 1] == []
    assert [f"{at}/4" in page for at, page in enumerate(text, 1)] == [True] * 4
    assert [page.count("练习") >= 2 for page in text] == [True] * 4
    assert text[0].count("练习") >= 3


def grey_of(data: bytes) -> int:
    """How many dots of the first picture are as light as a watermark."""
    at = data.index(b"/Subtype /Image")
    start = data.index(b"stream\n", at) + len(b"stream\n")
    return zlib.decompressobj().decompress(data[start:]).count(bytes([230]))


def test_a_watermark_lies_under_practice_alone() -> None:
    empty = report([], Filter())
    assert grey_of(report_pdf(empty, replace(MADE, practice=False), ZH)) < 1000
    assert grey_of(report_pdf(empty, MADE, ZH)) > 10_000


def test_a_live_page_says_nothing_of_practice() -> None:
    drawn = drawn_of(report([refund(1, practice=False)], Filter()), replace(MADE, practice=False), ZH)
    assert "练习" not in "\n".join(drawn[0]).replace("练习商店", "")


def test_the_pdf_says_what_its_pages_show() -> None:
    data = report_pdf(ALL, MADE, ZH)
    assert data == report_pdf(ALL, MADE, ZH)
    assert data.startswith(b"%PDF-1.5")
    assert data.endswith(b"%%EOF\n")
    assert re.findall(rb"/Count (\d+)", data) == [b"1"]
    lines = [line for page in drawn_of(ALL, MADE, ZH) for line in page if line.strip()]
    assert said_in(data) == lines
    assert sum("■" in line for line in lines) == len(ALL.totals)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_on_paper(lang: str) -> None:
    t = translator(lang)
    many = (refund(trace, operator_no=f"{trace:02}") for trace in range(1, 99))
    drawn = pages(day_writing(day_report([*TRANSACTIONS, *many], DAY), MADE, t), MADE, t)
    assert len(drawn) == 2
    assert [line for page in drawn for line in page if width(line) > PAGE_COLUMNS] == []
    assert (sum("■" in line for line in drawn[0]), drawn[0][0].count(DAY)) == (5, 1)
    assert said_in(day_pdf(day_report([], DAY), MADE, t)).count(t("records.none")) == 1


def test_a_pdf_is_bounded() -> None:
    assert FORMATS["pdf"].most == LISTED
