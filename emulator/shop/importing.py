"""Orders of one's own from a CSV or JSON file: text in, earlier sales out. What the columns mean is the table below.

Pure but for reading the one file. The rule: a mistake is an error that names file, row, column and reason; nothing is
guessed or left out, and one bad row means that none is taken.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from emulator.ledger.opening import OpeningSale
from protocol.cards import TEST_CARDS, mask
from protocol.money import MAX_FEN
from protocol.strict_json import read_json
from protocol.transactions import Channel, Goods, OriginalState
from scanner.salesslip import SlipError, check_order_no

MAX_FILE_BYTES = 16 * 1024 * 1024
"""More than a shop sells in a year."""
_AMOUNT_DIGITS = 12
_GOODS_KEYS = ("sku", "name", "unit_fen", "quantity", "returned")


class ImportingError(ValueError):
    """The file can't be taken: `place` ("row 3" as a spreadsheet counts, "order 3" of a JSON file, "" for the file as a
    whole), `column` ("" for the row as a whole) and `reason` say why.
    """

    def __init__(self, file: str, place: str, column: str, reason: str) -> None:
        super().__init__(file, place, column, reason)
        self.file = file
        self.place = place
        self.column = column
        self.reason = reason

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.column, self.reason) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """name; what it holds, for the docs; whether a row must have it."""

    name: str
    holds: str
    needed: bool = False


# fmt: off
COLUMNS = (
    Column("reference_no", "参考号 of the sale, 12 letters or digits; one sale a day has it", needed=True),
    Column("paid_date",    "day of sale, yyyymmdd, not in the future", needed=True),
    Column("channel",      "card, wechat, alipay or unionpay_qr", needed=True),
    Column("payer",        "card: the name of a test card (unionpay, visa …); else the wallet's payer id, 13 to 32 "
                           "characters, kept masked", needed=True),
    Column("amount_fen",   "amount in fen, a whole number from 1", needed=True),
    Column("order_no",     "销售单号, 14 digits beginning with 8, the last two check the rest; no other order has it"),
    Column("voucher_no",   "凭证号, 6 digits"),
    Column("paid_time",    "time of sale, hhmmss; 000000 where it is not given"),
    Column("refunded_fen", "what has gone back before, in fen; 0 where it is not given"),
    Column("state",        "normal, partly_refunded, refunded or voided; where it is given it fits the amounts"),
    Column("goods",        "what was sold; see below"),
)
# fmt: on
_NAMES = tuple(column.name for column in COLUMNS)

Fail = Callable[[str, str], ImportingError]
"""column, reason -> the error at this row."""


def read_orders(path: Path, now: datetime) -> tuple[OpeningSale, ...]:
    """The orders of a file, as they stand there. now: no sale lies after it. ImportingError: the first mistake."""
    file = str(path)
    rows = _json_rows(file, _text(path)) if path.suffix.lower() == ".json" else _csv_rows(file, _text(path))
    found = tuple(_sale(values, now, fail) for values, fail in rows)
    if not found:
        raise ImportingError(file, "", "", "no order in it")
    return found


def place_of(path: Path, index: int) -> str:
    """What the order with this index (from 0) is called in errors."""
    return f"order {index + 1}" if path.suffix.lower() == ".json" else f"row {index + 2}"


# ---- the two formats ----


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ImportingError(str(path), "", "", error.strerror or "can't be read") from None
    if len(data) > MAX_FILE_BYTES:
        raise ImportingError(str(path), "", "", f"more than {MAX_FILE_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportingError(str(path), "", "", f"not UTF-8 at byte {error.start}") from None


def _csv_rows(file: str, text: str) -> Iterator[tuple[dict[str, object], Fail]]:
    names: list[str] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            fail = _failing(file, f"row {number}")
            if not names:
                names = _head(cells, fail)
            elif len(cells) != len(names):
                raise fail("", f"{len(cells)} cells, and {len(names)} columns")
            else:
                yield {name: cell for name, cell in zip(names, cells, strict=True) if cell}, fail
    except csv.Error as error:
        raise ImportingError(file, "", "", str(error)) from None


def _head(cells: list[str], fail: Fail) -> list[str]:
    for cell in cells:
        if cell not in _NAMES:
            raise fail(cell, "unknown column")
        if cells.count(cell) > 1:
            raise fail(cell, "stands twice")
    for column in COLUMNS:
        if column.needed and column.name not in cells:
            raise fail(column.name, "column is missing")
    return cells


def _json_rows(file: str, text: str) -> Iterator[tuple[dict[str, object], Fail]]:
    try:
        orders = read_json(text)
    except ValueError as error:
        raise ImportingError(file, "", "", str(error)) from None
    if not isinstance(orders, list):
        raise ImportingError(file, "", "", "an array of orders is wanted")
    for number, order in enumerate(orders, 1):
        fail = _failing(file, f"order {number}")
        if not isinstance(order, dict):
            raise fail("", "an object is wanted")
        for name in order:
            if name not in _NAMES:
                raise fail(name, "unknown column")
        yield order, fail


def _failing(file: str, place: str) -> Fail:
    return lambda column, reason: ImportingError(file, place, column, reason)


# ---- one order ----


def _sale(values: dict[str, object], now: datetime, fail: Fail) -> OpeningSale:
    for column in COLUMNS:
        if column.needed and values.get(column.name) in (None, ""):
            raise fail(column.name, "is missing")
    paid_date, paid_time = _moment(values, now, fail)
    channel = _one_of(values, "channel", list(Channel), fail)
    amount_fen, refunded_fen = _fen(values, "amount_fen", 1, MAX_FEN, fail), 0
    if "refunded_fen" in values:
        refunded_fen = _fen(values, "refunded_fen", 0, amount_fen, fail)
    payer, card_number = _payer(values, channel, fail)
    return OpeningSale(
        order_no=_order_no(values, fail),
        reference_no=_shaped(values, "reference_no", 12, str.isalnum, "12 letters or digits are wanted", fail),
        voucher_no=_shaped(values, "voucher_no", 6, str.isdecimal, "6 digits are wanted", fail),
        paid_date=paid_date,
        paid_time=paid_time,
        channel=Channel(channel),
        payer=payer,
        card_number=card_number,
        amount_fen=amount_fen,
        refunded_fen=refunded_fen,
        voided=_voided(values, amount_fen, refunded_fen, fail),
        goods=_goods(values, fail),
    )


def _word(values: dict[str, object], name: str, fail: Fail) -> str:
    value = values.get(name, "")
    if not isinstance(value, str):
        raise fail(name, "text is wanted")
    return value


def _shaped(
    values: dict[str, object], name: str, length: int, shape: Callable[[str], bool], reason: str, fail: Fail
) -> str:
    text = _word(values, name, fail)
    if text and not (len(text) == length and text.isascii() and shape(text)):
        raise fail(name, reason)
    return text


def _one_of(values: dict[str, object], name: str, words: list[str], fail: Fail) -> str:
    text = _word(values, name, fail)
    if text not in words:
        raise fail(name, f"one of: {', '.join(words)}")
    return text


def _fen(values: dict[str, object], name: str, least: int, most: int, fail: Fail) -> int:
    value = values[name]
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _AMOUNT_DIGITS:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise fail(name, f"a whole number of fen from {least} to {most} is wanted")
    return value


def _moment(values: dict[str, object], now: datetime, fail: Fail) -> tuple[str, str]:
    day = _shaped(values, "paid_date", 8, str.isdecimal, "yyyymmdd is wanted", fail)
    clock = _shaped(values, "paid_time", 6, str.isdecimal, "hhmmss is wanted", fail) or "000000"
    for column, text, form in (("paid_date", day, "%Y%m%d"), ("paid_time", clock, "%H%M%S")):
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 - only whether there is such a day or time
        except ValueError:
            raise fail(column, "there is no such day" if column == "paid_date" else "there is no such time") from None
    if day + clock > f"{now:%Y%m%d%H%M%S}":
        raise fail("paid_date" if day > f"{now:%Y%m%d}" else "paid_time", "lies in the future")
    return day, clock


def _payer(values: dict[str, object], channel: str, fail: Fail) -> tuple[str, str]:
    """Masked, and the number of a card."""
    payer = _word(values, "payer", fail)
    if channel == Channel.CARD:
        if payer not in TEST_CARDS:
            raise fail("payer", f"a card payment names a test card: {', '.join(TEST_CARDS)}")
        return TEST_CARDS[payer].masked, TEST_CARDS[payer].number
    if not (13 <= len(payer) <= 32 and payer.isascii() and payer.isprintable()):
        raise fail("payer", "a payer id has 13 to 32 ASCII characters")
    return mask(payer), ""


def _order_no(values: dict[str, object], fail: Fail) -> str:
    text = _word(values, "order_no", fail)
    try:
        return check_order_no(text) if text else ""
    except SlipError:
        raise fail("order_no", "14 digits beginning with 8 and ending with their check digits are wanted") from None


def _voided(values: dict[str, object], amount_fen: int, refunded_fen: int, fail: Fail) -> bool:
    fits = OriginalState.NORMAL
    if refunded_fen:
        fits = OriginalState.REFUNDED if refunded_fen == amount_fen else OriginalState.PARTLY_REFUNDED
    state = _one_of(values, "state", list(OriginalState), fail) if values.get("state") else fits
    if state == OriginalState.VOIDED and refunded_fen:
        raise fail("state", "a voided sale has nothing refunded")
    if state not in {fits, OriginalState.VOIDED}:
        raise fail("state", f"by its amounts the order is {fits}")
    return state == OriginalState.VOIDED


def _goods(values: dict[str, object], fail: Fail) -> tuple[Goods, ...]:
    given = values.get("goods") or []
    lines = [_cells(line, fail) for line in given.split(";")] if isinstance(given, str) else given
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise fail("goods", "a list of goods is wanted")
    goods = tuple(_line(line, fail) for line in lines)
    if len({line.sku for line in goods}) != len(goods):
        raise fail("goods", "one line for each article number")
    return goods


def _cells(line: str, fail: Fail) -> dict[str, object]:
    """sku:name:unit_fen:quantity, and :returned where some came back."""
    cells = line.strip().split(":")
    if len(cells) not in {4, 5} or not all(cell.isascii() and cell.isdecimal() for cell in cells[2:]):
        raise fail("goods", "sku:name:unit_fen:quantity or sku:name:unit_fen:quantity:returned is wanted, joined by ;")
    if any(len(cell) > _AMOUNT_DIGITS for cell in cells[2:]):
        raise fail("goods", "a number is too long")
    return dict(zip(_GOODS_KEYS, (*cells[:2], *map(int, cells[2:])), strict=False))


def _line(line: dict[str, object], fail: Fail) -> Goods:
    for name in line:
        if name not in _GOODS_KEYS:
            raise fail("goods", f"unknown key {name}")
    for name in _GOODS_KEYS[:4]:
        if name not in line:
            raise fail("goods", f"{name} is missing")
    if any(type(line[name]) is not int for name in _GOODS_KEYS[2:] if name in line):
        raise fail("goods", "unit_fen, quantity and returned are whole numbers")
    try:
        return Goods(**line)  # type: ignore[arg-type]
    except ValueError as error:
        raise fail("goods", str(error)) from None
