"""Originals from a book, from the journal, or keyed: rows of what is read and of what is wrong with a book."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from protocol.transactions import ByOrder, ByReference, Channel, Goods, Original, OriginalState, RefundKey
from terminal.trade.order_source import (
    MAX_BOOK_BYTES,
    MAX_DIGITS,
    BookError,
    OrderBook,
    TakenOutside,
    from_journal,
    is_reference,
    keyed_original,
    less_outside,
    less_since,
    sold_here,
)
from terminal.trade.payment import ClosedAs, PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import LinkIdentity, RefundRecord, State

TODAY = date(2026, 11, 22)
ORDER = {
    "order_no": "80000026000149", "reference_no": "261122000001", "voucher_no": "000037", "paid_date": "20261122",
    "paid_time": "101500", "channel": "wechat", "payer": "1350****7788", "amount_fen": 12850,
}  # fmt: skip
ORIGINAL = Original(
    "80000026000149", "261122000001", "000037", "20261122", "101500", Channel.WECHAT, "1350****7788", 12850, 0,
    OriginalState.NORMAL,
)  # fmt: skip
GOODS = {"sku": "1001", "name": "保温杯", "unit_fen": 2950, "quantity": 3, "returned": 1}


def book(folder: Path, text: str | bytes, name: str = "book.json") -> OrderBook:
    (folder / name).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return OrderBook(folder / name)


def csv_of(*rows: dict[str, object]) -> str:
    return "\n".join([",".join(rows[0]), *(",".join(str(value) for value in row.values()) for row in rows)])


# fmt: off
BOOKS = [
    ("book.json", json.dumps([ORDER])),
    ("book.json", "\ufeff" + json.dumps([ORDER | {"goods": [], "refunded_fen": 0, "state": "normal"}])),
    ("book.csv",  csv_of(ORDER)),
    ("BOOK.CSV",  "\ufeff" + csv_of(ORDER).replace("\n", "\r\n")),
]
BAD = [
    # book.json, what the error names
    ("",                                                    "book.json"),
    ("[",                                                   "book.json"),
    ("{}",                                                  "an array"),
    ("[1]",                                                 "an array"),
    ("[" * 100_000,                                         "book.json"),
    (b"[\xff]",                                             "book.json"),
    (json.dumps([ORDER, ORDER | {"price": 1}]),             "row 2: no field price"),
    (json.dumps([ORDER | {"amount_fen": 128.5}]),           "row 1: amount_fen: whole fen"),
    (json.dumps([ORDER | {"amount_fen": True}]),            "row 1: amount_fen: whole fen"),
    (json.dumps([ORDER | {"amount_fen": "128.50"}]),        "row 1: amount_fen: whole fen"),
    (json.dumps([ORDER | {"amount_fen": "1" * 5000}]),      "row 1: amount_fen: whole fen"),
    (json.dumps([ORDER | {"amount_fen": "1" * MAX_DIGITS}]), "row 1: an amount"),
    (json.dumps([ORDER | {"amount_fen": 0}]),               "row 1: an amount"),
    (json.dumps([ORDER | {"refunded_fen": 12851}]),         "row 1: refunds"),
    (json.dumps([ORDER | {"reference_no": "1"}]),           "row 1: a reference number"),
    (json.dumps([ORDER | {"reference_no": 261122000001}]),  "row 1: reference_no: text"),
    (json.dumps([ORDER | {"paid_date": "22.11.2026"}]),     "row 1: the date"),
    (json.dumps([ORDER | {"channel": "cash"}]),             "row 1: 'cash'"),
    (json.dumps([ORDER | {"state": "gone"}]),               "row 1: 'gone'"),
    (json.dumps([ORDER | {"goods": 5}]),                    "row 1"),
    (json.dumps([ORDER | {"goods": ["1001"]}]),             "row 1"),
    (json.dumps([ORDER | {"goods": [GOODS | {"unit_fen": 29.5}]}]), "row 1: goods"),
    (json.dumps([ORDER | {"goods": [GOODS | {"sku": 1001}]}]),      "row 1: goods"),
    (json.dumps([ORDER | {"goods": [GOODS | {"quantity": 0}]}]),    "row 1: a quantity"),
    (json.dumps([ORDER | {"goods": [GOODS | {"colour": 1}]}]),      "row 1"),
]
# fmt: on


@pytest.mark.parametrize(("name", "text"), BOOKS)
def test_a_book(tmp_path, name, text):
    found = book(tmp_path, text, name)
    assert found.find(ByOrder("80000026000149")) == ORIGINAL
    assert found.find(ByReference("261122000001", "1122")) == ORIGINAL
    assert found.find(ByReference("261122000001", "1121")) is None
    assert found.find(ByOrder("80000026000246")) is None


def test_goods_of_a_book(tmp_path):
    found = book(tmp_path, json.dumps([ORDER | {"goods": [GOODS]}])).find(ByOrder("80000026000149"))
    assert found is not None
    assert found.goods == (Goods("1001", "保温杯", 2950, 3, 1),)


@pytest.mark.parametrize(("text", "named"), BAD, ids=[row[1] for row in BAD])
def test_a_bad_book(tmp_path, text, named):
    with pytest.raises(BookError) as wrong:
        book(tmp_path, text)
    assert named in str(wrong.value)


@pytest.mark.parametrize("text", [csv_of(ORDER) + ",more", csv_of(ORDER | {"price": 1})])
def test_a_csv_with_a_column_too_many(tmp_path, text):
    with pytest.raises(BookError, match="row 1: no field"):
        book(tmp_path, text, "book.csv")


def test_a_book_that_is_not_there_or_too_big(tmp_path):
    with pytest.raises(BookError, match=r"none\.csv"):
        OrderBook(tmp_path / "none.csv")
    at_limit = json.dumps([ORDER]).encode().ljust(MAX_BOOK_BYTES)
    assert book(tmp_path, at_limit).find(ByOrder("80000026000149")) == ORIGINAL
    with pytest.raises(BookError, match="more than"):
        book(tmp_path, at_limit + b" ")


# fmt: off
REFERENCES = [
    ("261122000001", "1122", True), ("26112200000a", "0131", True), ("261122000001", "1231", True),
    ("26112200000", "1122", False), ("2611220000011", "1122", False), ("26112200000-", "1122", False),
    ("261122000001", "1322", False), ("261122000001", "0022", False), ("261122000001", "1132", False),
    ("261122000001", "112", False), ("261122000001", "11220", False), ("二六一一二二零零零零零一", "1122", False),
    ("261122000001", "1122\n", False), ("261122000001", "１１22", False),
]
# fmt: on


@pytest.mark.parametrize(("number", "day", "fits"), REFERENCES)
def test_the_shape_of_a_reference(number, day, fits):
    assert is_reference(number, day) is fits


@pytest.mark.parametrize(("day", "paid"), [("1122", "20261122"), ("1123", "20251123"), ("0101", "20260101")])
def test_a_keyed_original_is_of_the_latest_such_day(day, paid):
    assert keyed_original(ByReference("261122000001", day), 100, TODAY).paid_date == paid


def test_the_journal_knows_what_it_refunded():
    def record(trace: int, fen: int, state: State) -> RefundRecord:
        return RefundRecord(
            RefundKey("888888800000001", "88000001", "0a1b2c3d", "000001", f"{trace:06}", "20261122"),
            LinkIdentity("practice", "888888800000001", "88000001", ""), fen, "261122000001", "1122", Channel.CARD,
            "80000026000149", "620000******0005", (), "customer", "01", "00", True, "", original_fen=1000, state=state,
        )  # fmt: skip

    before = (record(1, 300, State.APPROVED), record(2, 200, State.DECLINED), record(3, 100, State.APPROVED))
    by_order = from_journal(ByOrder("80000026000149"), before, (), TODAY)
    assert by_order == from_journal(ByReference("261122000001", "1122"), before, (), TODAY)
    assert by_order is not None
    assert (by_order.amount_fen, by_order.remaining_fen, by_order.state) == (1000, 600, OriginalState.PARTLY_REFUNDED)
    full = from_journal(ByOrder("80000026000149"), (*before, record(4, 600, State.APPROVED)), (), TODAY)
    assert full is not None
    assert (full.remaining_fen, full.state) == (0, OriginalState.REFUNDED)
    assert from_journal(ByOrder("80000026000246"), before, (), TODAY) is None
    keyed = [replace(one, order_no="", original_fen=fen) for one in before for fen in (0, 1000)]  # 1000: an old journal
    assert from_journal(ByReference("261122000001", "1122"), keyed, (), TODAY) is None
    mixed = from_journal(ByReference("261122000001", "1122"), (*before, replace(before[0], order_no="")), (), TODAY)
    assert mixed is not None
    assert mixed.remaining_fen == 300


LINK = LinkIdentity("practice", "888888800000001", "88000001", "")


def paid(trace: int, kind: PaymentKind = PaymentKind.SALE, **more: object) -> PaymentRecord:
    key = RefundKey("888888800000001", "88000001", "0a1b2c3d", "000001", f"{trace:06}", "20261231")
    record = PaymentRecord(key, LINK, kind, 1000, Channel.WECHAT, "1350****7788", "032", "01", "", True, "")
    known = replace(record, state=PaymentState.APPROVED, reference_no=f"{trace:012}", reached="0101000001")
    return replace(known, **more)  # type: ignore[arg-type]


def test_own_sales_are_dated_by_the_host_and_say_what_became_of_them():
    undone = paid(3, PaymentKind.QR_VOID, original_reference=f"{2:012}")
    sales = sold_here((paid(1), paid(2), undone, paid(4, state=PaymentState.DECLINED)), (), LINK)
    assert [(one.voucher_no, one.paid_date, one.paid_time, one.state.value) for one in sales] == [
        ("000001", "20270101", "000001", "normal"),
        ("000002", "20270101", "000001", "voided"),
    ]
    assert sold_here((paid(1), paid(5, PaymentKind.PRE_AUTH)), (), replace(LINK, ledger_id="f" * 16)) == ()
    assert sold_here((paid(1, reached=""),), (), LINK)[0].paid_date == "20261231"


# fmt: off
VOIDS = [
    # state of a void, what the acquirer said of it, state of the sale
    (PaymentState.APPROVED, ClosedAs.UNSAID, OriginalState.VOIDED),
    (PaymentState.CLOSED,   ClosedAs.STANDS, OriginalState.VOIDED),
    (PaymentState.CLOSED,   ClosedAs.UNSAID, OriginalState.VOIDED),  # by an earlier version: nobody asked
    (PaymentState.CLOSED,   ClosedAs.UNDONE, OriginalState.NORMAL),
    (PaymentState.REVERSED, ClosedAs.UNSAID, OriginalState.NORMAL),
    (PaymentState.DECLINED, ClosedAs.UNSAID, OriginalState.NORMAL),
]
# fmt: on


@pytest.mark.parametrize(("state", "said", "after"), VOIDS)
def test_a_void_that_a_person_found_to_stand_voids_its_sale(state, said, after):
    void = paid(3, PaymentKind.QR_VOID, original_reference=f"{2:012}", state=state, closed_as=said)
    (sale,) = sold_here((paid(2), void), (), LINK)
    assert sale.state is after


def test_a_sale_that_was_ended_by_hand_is_no_original():
    assert sold_here((paid(1, state=PaymentState.CLOSED, closed_as=ClosedAs.STANDS),), (), LINK) == ()


# fmt: off
OUTSIDE = [
    # refunded, entered (fen, of which reference)          outside, remains, state
    (0,    [],                                             0,    1000, OriginalState.NORMAL),
    (0,    [(300, "000000000001")],                        300,  700,  OriginalState.PARTLY_REFUNDED),
    (200,  [(300, "000000000001"), (100, "000000000001")], 400,  400,  OriginalState.PARTLY_REFUNDED),
    (200,  [(300, "000000000002")],                        0,    800,  OriginalState.PARTLY_REFUNDED),
    (200,  [(800, "000000000001")],                        800,  0,    OriginalState.REFUNDED),
    (200,  [(5000, "000000000001")],                       800,  0,    OriginalState.REFUNDED),
]
# fmt: on


@pytest.mark.parametrize(("refunded", "entered", "outside", "remains", "state"), OUTSIDE)
def test_what_is_paid_outside_no_longer_remains(refunded, entered, outside, remains, state):
    (sale,) = sold_here((paid(1),), (), LINK)
    before = OriginalState.PARTLY_REFUNDED if refunded else OriginalState.NORMAL
    taken = [TakenOutside(number, "0101", fen) for fen, number in entered]
    left = less_outside(replace(sale, refunded_fen=refunded, state=before), taken)
    assert (left.outside_fen, left.remaining_fen, left.state) == (outside, remains, state)
    assert less_since(left, taken) == left
    assert less_outside(left, [TakenOutside("000000000001", "0102", 1)]) == left, "of another day"


def test_what_a_book_says_is_paid_outside_and_what_was_entered_here_add_up():
    (sale,) = sold_here((paid(1),), (), LINK)
    taken = [TakenOutside("000000000001", "0101", 300)]
    told = less_outside(replace(sale, outside_fen=200, state=OriginalState.PARTLY_REFUNDED), taken)
    assert (told.outside_fen, told.remaining_fen) == (500, 500)
    assert less_since(told, taken) == told
    later = [*taken, TakenOutside("000000000001", "0101", 400)]
    assert less_since(told, later).outside_fen == 700, "entered since it was looked up"


def test_a_voided_sale_stays_voided_whatever_was_entered():
    (sale,) = sold_here((paid(2), paid(3, PaymentKind.QR_VOID, original_reference=f"{2:012}")), (), LINK)
    assert less_outside(sale, [TakenOutside("000000000002", "0101", 1)]) == sale
