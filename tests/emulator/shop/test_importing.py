"""Orders from a file: both examples, every column out of its bounds, and the how-to that repeats what there is.

`python tests/emulator/shop/test_importing.py` writes the generated parts of docs/how-to-import-orders.md anew.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulator.ledger.contract import SaleTakenError
from emulator.ledger.memory import MemoryLedger
from emulator.shop.importing import COLUMNS, MAX_FILE_BYTES, ImportingError, place_of, read_orders
from emulator.shop.orders import load_shop
from protocol.transactions import Channel, Goods

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = {kind: ROOT / "fixtures" / "orders" / f"example.{kind}" for kind in ("csv", "json")}
HOW_TO = ROOT / "docs" / "how-to-import-orders.md"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_both_examples_say_the_same_three_orders(kind):
    first, second, third = read_orders(EXAMPLES[kind], NOW)
    assert (first.order_no, first.reference_no, first.voucher_no) == ("80001000000138", "261001000101", "000101")
    assert (first.paid_date, first.paid_time, first.channel) == ("20261001", "101500", Channel.CARD)
    assert (first.payer, first.amount_fen, first.refunded_fen, first.voided) == ("620000******0005", 8900, 0, False)
    assert first.goods == (Goods("2001", "围巾", 8900, 1),)
    assert (second.channel, second.payer) == (Channel.WECHAT, "oTh7Lx******************99Kq")
    assert (second.voucher_no, second.paid_time, second.refunded_fen) == ("", "000000", 2990)
    assert second.goods == (Goods("2002", "数据线", 2990, 2, 1),)
    assert (third.order_no, third.goods, third.amount_fen) == ("", (), 129900)
    assert "4111" not in repr((first, second, third)).replace(third.payer, "")


def test_the_examples_stand_in_the_books_once():
    with MemoryLedger() as ledger:
        ledger.open_shop(load_shop(), NOW, bytes)
        before = len(ledger.originals())
        ledger.add_sales(read_orders(EXAMPLES["csv"], NOW))
        assert [original.amount_fen for original in ledger.originals()[before:]] == [8900, 5980, 129900]
        with pytest.raises(SaleTakenError) as caught:
            ledger.add_sales(read_orders(EXAMPLES["json"], NOW))
        assert (caught.value.index, caught.value.column) == (0, "reference_no")
        assert ledger.discrepancies() == ()


def test_places_are_counted_as_people_count():
    assert (place_of(Path("x.csv"), 0), place_of(Path("x.JSON"), 0)) == ("row 2", "order 1")


ORDER = {
    "reference_no": "261001000101", "paid_date": "20261001", "channel": "card", "payer": "visa", "amount_fen": 8900,
}  # fmt: skip
LINE = {"sku": "1", "name": "x", "unit_fen": 1, "quantity": 1}
# fmt: off
MISTAKES = [
    # what is changed, column, words of the reason
    ({"reference_no": "26100100010"},       "reference_no", "12 letters or digits"),
    ({"reference_no": "26100100010-"},      "reference_no", "12 letters or digits"),
    ({"reference_no": "２６１００１０００１０１"}, "reference_no", "12 letters or digits"),
    ({"reference_no": 261001000101},        "reference_no", "text is wanted"),
    ({"reference_no": ""},                  "reference_no", "is missing"),
    ({"reference_no": None},                "reference_no", "is missing"),
    ({"order_no": "80001000000139"},        "order_no",     "check digits"),
    ({"order_no": "90001000000138"},        "order_no",     "check digits"),
    ({"order_no": "8000100000013"},         "order_no",     "check digits"),
    ({"order_no": 80001000000138},          "order_no",     "text is wanted"),
    ({"voucher_no": "1234567"},             "voucher_no",   "6 digits"),
    ({"voucher_no": "12345a"},              "voucher_no",   "6 digits"),
    ({"paid_date": "2026-10-01"},           "paid_date",    "yyyymmdd is wanted"),
    ({"paid_date": "20260230"},             "paid_date",    "no such day"),
    ({"paid_date": "20261123"},             "paid_date",    "lies in the future"),
    ({"paid_time": "84105"},                "paid_time",    "hhmmss is wanted"),
    ({"paid_time": "250000"},               "paid_time",    "no such time"),
    ({"paid_date": "20261122", "paid_time": "120001"}, "paid_time", "lies in the future"),
    ({"channel": "cash"},                   "channel",      "one of: card, wechat, alipay, unionpay_qr"),
    ({"payer": "4111111111111111"},         "payer",        "names a test card: "),
    ({"payer": []},                         "payer",        "text is wanted"),
    ({"channel": "wechat"},                 "payer",        "13 to 32 ASCII characters"),
    ({"channel": "wechat", "payer": "微" * 13}, "payer",    "13 to 32 ASCII characters"),
    ({"channel": "wechat", "payer": "x" * 33},  "payer",    "13 to 32 ASCII characters"),
    ({"amount_fen": 0},                     "amount_fen",   "from 1 to 999999999999"),
    ({"amount_fen": 10**12},                "amount_fen",   "from 1 to 999999999999"),
    ({"amount_fen": 89.0},                  "amount_fen",   "a whole number of fen"),
    ({"amount_fen": True},                  "amount_fen",   "a whole number of fen"),
    ({"amount_fen": "89.00"},               "amount_fen",   "a whole number of fen"),
    ({"amount_fen": "８９"},                "amount_fen",   "a whole number of fen"),
    ({"amount_fen": "1" * 13},              "amount_fen",   "a whole number of fen"),
    ({"refunded_fen": 8901},                "refunded_fen", "from 0 to 8900"),
    ({"refunded_fen": -1},                  "refunded_fen", "from 0 to 8900"),
    ({"state": "lost"},                     "state",        "one of: normal"),
    ({"state": "refunded"},                 "state",        "by its amounts the order is normal"),
    ({"state": "normal", "refunded_fen": 1}, "state",       "the order is partly_refunded"),
    ({"state": "partly_refunded", "refunded_fen": 8900}, "state", "the order is refunded"),
    ({"state": "voided", "refunded_fen": 1}, "state",       "nothing refunded"),
    ({"goods": {"sku": "1"}},               "goods",        "a list of goods"),
    ({"goods": ["1"]},                      "goods",        "a list of goods"),
    ({"goods": "1:x:1"},                    "goods",        "sku:name:unit_fen:quantity"),
    ({"goods": "1:x:1:1:0:0"},              "goods",        "sku:name:unit_fen:quantity"),
    ({"goods": "1:x:1:-1"},                 "goods",        "sku:name:unit_fen:quantity"),
    ({"goods": f"1:x:{'1' * 13}:1"},        "goods",        "too long"),
    ({"goods": [LINE | {"colour": "red"}]}, "goods",        "unknown key colour"),
    ({"goods": [{"sku": "1", "name": "x", "quantity": 1}]}, "goods", "unit_fen is missing"),
    ({"goods": [LINE | {"quantity": 1.0}]}, "goods",        "whole numbers"),
    ({"goods": [LINE | {"quantity": 0}]},   "goods",        "a quantity is 1 or more"),
    ({"goods": [LINE | {"returned": 2}]},   "goods",        "no more than were sold"),
    ({"goods": [LINE | {"name": ""}]},      "goods",        "goods have a name"),
    ({"goods": [LINE | {"sku": 1}]},        "goods",        "an article number and a name"),
    ({"goods": [LINE, LINE]},               "goods",        "one line for each article number"),
    ({"colour": "red"},                     "colour",       "unknown column"),
]
# fmt: on


def refused(path):
    with pytest.raises(ImportingError) as caught:
        read_orders(path, NOW)
    assert caught.value.file == str(path)
    assert str(caught.value).startswith(f"{path}: ")
    return caught.value


@pytest.mark.parametrize(("changes", "column", "reason"), MISTAKES)
def test_a_mistake_names_its_place_and_reason(tmp_path, changes, column, reason):
    path = tmp_path / "orders.json"
    path.write_text(json.dumps([ORDER, ORDER | changes]), encoding="utf-8")
    error = refused(path)
    assert (error.place, error.column) == ("order 2", column)
    assert reason in error.reason


def test_the_order_that_is_changed_above_is_a_good_one(tmp_path):
    path = tmp_path / "orders.json"
    good = ORDER | {"state": "voided", "paid_date": "20261122", "paid_time": "120000", "goods": [LINE]}
    path.write_text(json.dumps([ORDER, good]), encoding="utf-8")
    assert [sale.voided for sale in read_orders(path, NOW)] == [False, True]


HEAD = "reference_no,paid_date,channel,payer,amount_fen"
ROW = "261001000101,20261001,card,visa,8900"
# fmt: off
FILES = [
    # name, content, place, column, words of the reason
    ("x.csv",  f"{HEAD},colour\n{ROW},red\n",             "row 1",   "colour",     "unknown column"),
    ("x.csv",  f"{HEAD},payer\n{ROW},visa\n",             "row 1",   "payer",      "stands twice"),
    ("x.csv",  "reference_no,paid_date\n",                "row 1",   "channel",    "column is missing"),
    ("x.csv",  f"{HEAD}\n{ROW}\n{ROW},1\n",               "row 3",   "",           "6 cells, and 5 columns"),
    ("x.csv",  f"{HEAD}\n{ROW}\n\n",                      "row 3",   "",           "0 cells, and 5 columns"),
    ("x.csv",  f"{HEAD}\n{ROW}\n{ROW[:-4]}\n",            "row 3",   "amount_fen", "is missing"),
    ("x.csv",  f"{HEAD}\n{ROW}\n{ROW[:-4]}x\n",           "row 3",   "amount_fen", "a whole number"),
    ("x.csv",  f"{HEAD}\n" + '"26' + "\n",                "",        "",           "unexpected end of data"),
    ("x.csv",  f"{HEAD}\n",                               "",        "",           "no order in it"),
    ("x.csv",  "",                                        "",        "",           "no order in it"),
    ("x.json", "[]",                                      "",        "",           "no order in it"),
    ("x.json", "{}",                                      "",        "",           "an array of orders"),
    ("x.json", "[1]",                                     "order 1", "",           "an object is wanted"),
    ("x.json", "[{",                                      "",        "",           "line 1 column 3"),
    ("x.json", '[{"payer": "visa", "payer": "jcb"}]',     "",        "",           "payer stands twice"),
    ("x.json", "[" * 100_000,                             "",        "",           "recursion"),
]
# fmt: on


@pytest.mark.parametrize(("name", "content", "place", "column", "reason"), FILES)
def test_a_file_that_cannot_be_read(tmp_path, name, content, place, column, reason):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    error = refused(path)
    assert (error.place, error.column) == (place, column)
    assert reason in error.reason


def test_bytes_that_are_no_text_and_files_that_are_none(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(HEAD.encode() + b"\n\xff")
    assert refused(path).reason == f"not UTF-8 at byte {len(HEAD) + 1}"
    path.write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    assert refused(path).reason == f"more than {MAX_FILE_BYTES} bytes"
    assert "No such file" in refused(tmp_path / "missing.csv").reason


def test_a_spreadsheets_mark_and_line_ends_are_read(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}\r\n{ROW}\r\n".encode())
    assert [sale.amount_fen for sale in read_orders(path, NOW)] == [8900]


# ---- docs/how-to-import-orders.md ----


def column_rows() -> str:
    rows = (f"| `{column.name}` | {'yes' if column.needed else ''} | {column.holds} |" for column in COLUMNS)
    return "\n".join(("| column | needed | what it holds |", "| --- | --- | --- |", *rows, ""))


PARTS = {
    "columns": column_rows,
    "csv": lambda: f"```csv\n{EXAMPLES['csv'].read_text(encoding='utf-8')}```\n",
    "json": lambda: f"```json\n{EXAMPLES['json'].read_text(encoding='utf-8')}```\n",
}


def part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- generated: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", PARTS)
def test_the_how_to_says_what_there_is(name):
    found = part(name).search(HOW_TO.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == PARTS[name](), "python tests/emulator/shop/test_importing.py"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("orders.csv", f"{HEAD}\n{ROW}\n{ROW.replace('20261001', '20991001')}\n"),
        ("orders.json", json.dumps([ORDER, ORDER | {"goods": [{"name": "x"}]}])),
    ],
)
def test_the_how_tos_examples_of_errors_are_errors(tmp_path, monkeypatch, name, content):
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(content, encoding="utf-8")
    assert f"    {refused(Path(name))}\n" in HOW_TO.read_text(encoding="utf-8")


if __name__ == "__main__":
    page = HOW_TO.read_text(encoding="utf-8")
    for name, make in PARTS.items():
        page = part(name).sub(lambda _, make=make: make(), page, count=1)  # an empty part would match twice
    HOW_TO.write_text(page, encoding="utf-8")
