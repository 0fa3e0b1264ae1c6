"""Our own layouts in fields 59, 62 and 63: rows by hand as docs/protocol.md prints them, both ways, then any bytes."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay import ours
from protocol.errors import DecodeError
from protocol.transactions import (
    ByOrder,
    ByReference,
    Channel,
    Found,
    Goods,
    Original,
    OriginalState,
    OutcomeAnswer,
    RefundAnswer,
)

STORED = RefundAnswer("00", "926512345678", 1234, "1122", "101530", "1123")
ORIGINAL = Original(
    "80000000000186", "925498334778", "000066", "20261120", "101530", Channel.CARD, "620000******0005", 10000, 0,
    OriginalState.NORMAL, (Goods("A01", "苹果", 2500, 4, 1),),
)  # fmt: skip

# --- rows ----------------------------------------------------------------------------------------------------------

# fmt: off
KEYS = [
    (("0a1b2c3d", "20261122"), b"RK10a1b2c3d20261122"),
    (("0a1b2c3d", "00000000"), b"RK10a1b2c3d00000000"),
]
FINDS = [
    ((ByOrder("80000000000186"), 1),            b"RQ101O80000000000186"),
    ((ByOrder("80000000000186"), 12),           b"RQ112O80000000000186"),
    ((ByReference("bQjBbZAg09l0", "1120"), 1),  b"RQ101RbQjBbZAg09l01120"),
]
OUTCOMES = [
    (OutcomeAnswer("00", Found.NOT_FOUND),      b"RO1N"),
    (OutcomeAnswer("00", Found.CANCELLED),      b"RO1C"),
    (OutcomeAnswer("00", Found.FOUND, STORED),  b"RO1F0092651234567800000000123411221015301123"),
    (OutcomeAnswer("00", Found.FOUND, RefundAnswer("61", "", 1234, "1122", "101530")),
                                                b"RO1F61            0000000012341122101530    "),
]
LEDGERS = [
    (("00112233445566ff", "20261122", "0a1b2c3d", True),    "LK100112233445566ff202611220a1b2c3dTUIHUO"),
    (("00112233445566ff", "20261122", "0a1b2c3d", False),   "LK100112233445566ff202611220a1b2c3d"),
]
GOODS = [
    (("80000000000186", Channel.CARD, (("A01", 1), ("B02", 12))), "OD01480000000000186CH004cardIT012A01=1,B02=12"),
    (("", Channel.UNIONPAY_QR, ()),                               "CH011unionpay_qr"),
    (("80000000000186", Channel.WECHAT, ()),                      "OD01480000000000186CH006wechat"),
]
# fmt: on


@pytest.mark.parametrize(("value", "octets"), KEYS)
def test_refund_key(value: tuple[str, str], octets: bytes) -> None:
    assert (ours.write_key(*value), ours.read_key(octets)) == (octets, value)


@pytest.mark.parametrize(("value", "octets"), FINDS)
def test_what_to_find(value: tuple[ByOrder | ByReference, int], octets: bytes) -> None:
    assert (ours.write_find(*value), ours.read_find(octets)) == (octets, value)


@pytest.mark.parametrize(("value", "octets"), OUTCOMES)
def test_outcome(value: OutcomeAnswer, octets: bytes) -> None:
    assert (ours.write_outcome(value), ours.read_outcome("00", octets)) == (octets, value)


@pytest.mark.parametrize(("value", "text"), LEDGERS)
def test_ledger(value: tuple[str, str, str, bool], text: str) -> None:
    assert (ours.write_ledger(*value[:3], emulator=value[3]), ours.read_ledger(text)) == (text, value)


@pytest.mark.parametrize(
    "text", ["", "CUP", "000", "LK1", "LK100112233445566ff202611220a1b2c3", "lk100112233445566ff202611220a1b2c3d"]
)
def test_a_field_63_of_somebody_else(text: str) -> None:
    assert ours.read_ledger(text) == ("", "", "", False)


@pytest.mark.parametrize(("value", "text"), GOODS)
def test_goods(value: tuple[str, Channel, tuple[tuple[str, int], ...]], text: str) -> None:
    assert (ours.write_goods(*value), ours.read_goods(text)) == (text, value)


def test_a_refund_of_another_maker_says_nothing_in_field_59() -> None:
    assert ours.read_goods("") == ("", Channel.CARD, ())


def test_unknown_tags_are_passed_over() -> None:
    assert ours.read_goods("XX003abcCH006wechat") == ("", Channel.WECHAT, ())


# fmt: off
REFUSED: list[tuple[Callable[[Any], object], Any, str]] = [
    (ours.read_key,     b"",                                "62"),
    (ours.read_key,     b"RK1",                             "62"),
    (ours.read_key,     b"RK10a1b2c3d2026112",              "62"),
    (ours.read_key,     b"RK10a1b2c3d202611220",            "62"),
    (ours.read_key,     b"RK10A1B2C3D20261122",             "62"),
    (ours.read_key,     b"RK10a1b2c3d2026112x",             "62"),
    (ours.read_key,     b"RK2" + b"0" * 16,                 "62"),
    (ours.read_key,     b"RK1" + b"\xff" * 16,              "62"),
    (ours.read_find,    b"RQ1",                             "62"),
    (ours.read_find,    b"RQ101X80000000000186",            "62"),
    (ours.read_find,    b"RQ1xxO80000000000186",            "62"),
    (ours.read_find,    b"RQ101O8000000000018",             "62"),
    (ours.read_find,    b"RQ101O8000000000018x",            "62"),
    (ours.read_find,    b"RQ101R92549833477-1120",          "62"),
    (ours.read_find,    b"RQ101R92549833477811x0",          "62"),
    (ours.read_page,    b"",                                "62"),
    (ours.read_page,    b"RQ10101abcdef0",                  "62"),
    (ours.read_page,    b"RQ100010abcdef0{}",               "62"),
    (ours.read_page,    b"RQ10201abcdef00{}",               "62"),
    (ours.read_page,    b"RQ1xx01abcdef00{}",               "62"),
    (lambda data: ours.read_outcome("00", data), b"",       "62"),
    (lambda data: ours.read_outcome("00", data), b"RO1",    "62"),
    (lambda data: ours.read_outcome("00", data), b"RO1X",   "62"),
    (lambda data: ours.read_outcome("00", data), b"RO1F",   "62"),
    (lambda data: ours.read_outcome("00", data), b"RO1N ",  "62"),
    (lambda data: ours.read_outcome("00", data), OUTCOMES[2][1].replace(b"1234", b"12x4"), "62"),
    (lambda data: ours.read_outcome("00", data), OUTCOMES[2][1].replace(b"1530", b"15:0"), "62"),
    (ours.read_goods,   "OD",                               "59"),
    (ours.read_goods,   "OD0148000",                        "59"),
    (ours.read_goods,   "ODxxx8000",                        "59"),
    (ours.read_goods,   "CH004cash",                        "59"),
    (ours.read_goods,   "IT003A01",                         "59"),
    (ours.read_goods,   "IT005A01=x",                       "59"),
    (ours.read_goods,   "IT007A01=1_0",                     "59"),
    (ours.read_goods,   "IT006A01=-1",                      "59"),
    (ours.read_goods,   "IT007A01=1=1",                     "59"),
]
# fmt: on


@pytest.mark.parametrize(("read", "value", "field"), REFUSED)
def test_what_is_refused_names_its_field(read: Callable[[Any], object], value: Any, field: str) -> None:
    with pytest.raises(DecodeError) as caught:
        read(value)
    assert caught.value.field == field
    assert caught.value.wanted
    assert caught.value.left is not None
    assert 0 <= caught.value.left <= len(value)


# --- the order document in pages -----------------------------------------------------------------------------------


def pages_of(original: Original) -> list[ours.Page]:
    first = ours.read_page(ours.write_page(original, 1) or b"")
    return [ours.read_page(ours.write_page(original, number) or b"") for number in range(1, first.count + 1)]


def with_goods(count: int) -> Original:
    goods = tuple(Goods(f"A{number:02d}", f"商品{number}", 100, 2) for number in range(count))
    return dataclasses.replace(ORIGINAL, goods=goods)


@pytest.mark.parametrize(("goods", "pages"), [(0, 1), (1, 1), (6, 2), (40, 8)])
def test_an_order_document_in_pages(goods: int, pages: int) -> None:
    original = with_goods(goods)
    found = pages_of(original)
    assert [(page.number, page.count) for page in found] == [(n, pages) for n in range(1, pages + 1)]
    assert [len(page.chunk) for page in found[:-1]] == [ours.PAGE_BYTES] * (pages - 1)
    assert ours.read_document(found) == original


def test_a_page_fits_its_field() -> None:
    whole = ours.write_page(with_goods(40), 1)
    assert whole is not None
    assert len(whole) == 15 + ours.PAGE_BYTES <= 512


@pytest.mark.parametrize("number", [-1, 0, 9, 99])
def test_a_page_that_is_not_there(number: int) -> None:
    assert ours.write_page(with_goods(40), number) is None


def test_an_order_of_more_pages_than_two_digits_say_has_none() -> None:
    assert ours.write_page(with_goods(800), 1) is None


def test_chinese_is_cut_between_bytes_and_joined_again() -> None:
    original = dataclasses.replace(ORIGINAL, goods=(Goods("A01", "长" * 300, 100, 1),))
    assert ours.read_document(pages_of(original)) == original


def shuffled(pages: list[ours.Page]) -> list[ours.Page]:
    return pages[::-1]


def of_two(pages: list[ours.Page]) -> list[ours.Page]:
    return [pages[0], *pages_of(with_goods(41))[1:]]


def cut(pages: list[ours.Page]) -> list[ours.Page]:
    return pages[:-1]


@pytest.mark.parametrize("spoil", [shuffled, of_two, cut])
def test_pages_that_are_not_of_one_document(spoil: Callable[[list[ours.Page]], list[ours.Page]]) -> None:
    with pytest.raises(DecodeError, match="not of one") as caught:
        ours.read_document(spoil(pages_of(with_goods(40))))
    assert caught.value.field == "62"


def document_of(chunk: bytes) -> list[ours.Page]:
    import hashlib

    return [ours.Page(1, 1, hashlib.sha256(chunk).hexdigest()[:8], chunk)]


GOOD: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(ORIGINAL)))


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        "text",
        None,
        {**GOOD, "goods": None},
        {**GOOD, "goods": [1]},
        {**GOOD, "goods": [{"sku": "A01"}]},
        {**GOOD, "channel": "cash"},
        {**GOOD, "channel": []},
        {**GOOD, "state": "lost"},
        {**GOOD, "amount_fen": 0},
        {**GOOD, "amount_fen": "1"},
        {**GOOD, "amount_fen": 100.0},
        {**GOOD, "amount_fen": float("nan")},
        {**GOOD, "refunded_fen": 10001},
        {**GOOD, "paid_date": 20261120},
        {**GOOD, "more": 1},
        {key: value for key, value in GOOD.items() if key != "payer"},
    ],
)
def test_what_is_no_order_document(document: object) -> None:
    with pytest.raises(DecodeError, match="not an order document"):
        ours.read_document(document_of(json.dumps(document).encode("utf-8")))


@pytest.mark.parametrize("chunk", [b"", b"{", b"\xff", b"[" * 440])
def test_bytes_that_are_no_document(chunk: bytes) -> None:
    with pytest.raises(DecodeError, match="not an order document"):
        ours.read_document(document_of(chunk))


# --- any bytes -----------------------------------------------------------------------------------------------------

READERS = [ours.read_key, ours.read_find, ours.read_page, lambda data: ours.read_outcome("00", data)]
TAGGED = st.tuples(st.sampled_from([b"RK1", b"RQ1", b"RO1", b"RO1F", b""]), st.binary(max_size=50)).map(b"".join)


@given(st.sampled_from(READERS), TAGGED)
def test_any_field_62(read: Callable[[bytes], object], data: bytes) -> None:
    assert outcome_of(read, data) in {"value", "62"}


@given(st.text(max_size=60))
def test_any_field_59(text: str) -> None:
    assert outcome_of(ours.read_goods, text) in {"value", "59"}


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
KNOWN = st.sampled_from(sorted(GOOD))


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KNOWN, inner)))
def test_any_document(document: object) -> None:
    merged = {**GOOD, **document} if isinstance(document, dict) else document
    assert outcome_of(ours.read_document, document_of(json.dumps(merged).encode("utf-8"))) in {"value", "62"}


def outcome_of(read: Callable[[Any], object], data: Any) -> str | None:
    try:
        read(data)
    except DecodeError as error:
        return error.field
    return "value"
