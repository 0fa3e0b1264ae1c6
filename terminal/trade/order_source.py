"""Where originals come from: the host's query, a book of orders in a file, or this terminal's own journal.

Without any of them the cashier keys reference, date and amount, and the host alone knows what remains.

A book is a JSON array of objects with the fields of protocol.transactions.Original (goods optional), or a CSV with
those names as its head line; errors name file, row and field.
"""

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from protocol.transactions import ByOrder, ByReference, Channel, Goods, Original, OriginalState
from terminal.trade.refund import RefundRecord, State

MAX_BOOK_BYTES = 16 * 1024 * 1024
"""Size of a book; a shop's year of sales is less."""

MAX_DIGITS = 15
"""Of an amount written as text: more than any amount has, and few enough to be read."""

_TEXTS = ("order_no", "reference_no", "voucher_no", "paid_date", "paid_time", "payer")
_AMOUNTS = ("amount_fen", "refunded_fen")


class BookError(ValueError):
    """The book can't be read; the text names file, row and field."""


def is_reference(reference_no: str, month_day: str) -> bool:
    """The shape of a reference number (12 letters or digits) and of a date of sale (MMDD)."""
    return (
        re.fullmatch(r"[0-9A-Za-z]{12} (0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])", f"{reference_no} {month_day}")
        is not None
    )


def from_journal(what: ByOrder | ByReference, refunds: Iterable[RefundRecord], today: date) -> Original | None:
    """An original that this terminal has refunded before, less what it gave back; None where it knows none, or not what
    was paid: an amount that was keyed is the refund's alone.
    """
    before = [record for record in refunds if _concerns(record, what)]
    told = [record for record in before if record.original_fen and record.order_no]  # once what was keyed stood there
    if not told:
        return None
    last = told[-1]
    done = min(sum(record.amount_fen for record in before if record.state is State.APPROVED), last.original_fen)
    keyed = keyed_original(ByReference(last.original_reference, last.original_month_day), last.original_fen, today)
    left = last.original_fen - done
    state = OriginalState.NORMAL if not done else OriginalState.PARTLY_REFUNDED if left else OriginalState.REFUNDED
    return replace(
        keyed, order_no=last.order_no, channel=last.channel, payer=last.payer, refunded_fen=done, state=state
    )


def keyed_original(what: ByReference, amount_fen: int, today: date) -> Original:
    """An original known from its slip alone: amount_fen is what is wanted back, not what was paid. Its year
    is the latest one not in the future. ValueError: no such day.
    """
    return Original(
        order_no="",
        reference_no=what.reference_no,
        voucher_no="",
        paid_date=f"{_latest(what.month_day, today):%Y%m%d}",
        paid_time="000000",
        channel=Channel.CARD,
        payer="",
        amount_fen=amount_fen,
        refunded_fen=0,
        state=OriginalState.NORMAL,
    )


def paid_fen(original: Original) -> int:
    """What was paid with it, 0 where nobody said: what a keyed one lacks is its order number."""
    return original.amount_fen if original.order_no else 0


def _concerns(record: RefundRecord, what: ByOrder | ByReference) -> bool:
    if isinstance(what, ByOrder):
        return record.order_no == what.order_no
    return (record.original_reference, record.original_month_day) == (what.reference_no, what.month_day)


def _latest(month_day: str, today: date) -> date:
    """MMDD as a day that has been: this year's or an earlier one's (29 February may be seven years ago)."""
    for year in range(today.year, today.year - 8, -1):
        try:
            day = date(year, int(month_day[:2]), int(month_day[2:]))
        except ValueError:
            continue
        if day <= today:
            return day
    raise ValueError(f"{month_day} is no day")


class OrderBook:
    """Originals from a file, read once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._originals = tuple(self._original(number, row) for number, row in enumerate(_rows(path), start=1))

    def find(self, what: ByOrder | ByReference) -> Original | None:
        """The original, or None where the book has none."""
        for original in self._originals:
            if isinstance(what, ByOrder):
                if original.order_no == what.order_no:
                    return original
            elif (original.reference_no, original.month_day) == (what.reference_no, what.month_day):
                return original
        return None

    def _original(self, number: int, row: dict[str, object]) -> Original:
        place = f"{self._path}: row {number}"
        unknown = set(row) - {*_TEXTS, *_AMOUNTS, "channel", "state", "goods"}
        if unknown:
            raise BookError(f"{place}: no field {sorted(map(str, unknown))[0]}")
        texts = {name: _text(place, row, name) for name in _TEXTS}
        amounts = {name: _amount(place, row, name) for name in _AMOUNTS}
        try:
            goods = tuple(_goods(line) for line in row.get("goods") or ())  # type: ignore[attr-defined]
            state = OriginalState(str(row.get("state") or OriginalState.NORMAL))
            channel = Channel(str(row.get("channel") or Channel.CARD))
            return Original(**texts, **amounts, channel=channel, state=state, goods=goods)  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise BookError(f"{place}: {error}") from None


def _rows(path: Path) -> list[dict[str, object]]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BOOK_BYTES + 1)
        if len(data) > MAX_BOOK_BYTES:
            raise BookError(f"{path}: more than {MAX_BOOK_BYTES} bytes")
        text = data.decode("utf-8-sig")
        rows = json.loads(text) if path.suffix.lower() == ".json" else list(csv.DictReader(io.StringIO(text)))
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        raise BookError(f"{path}: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BookError(f"{path}: an array of orders wanted")
    return rows


def _goods(line: dict[str, object]) -> Goods:
    goods = Goods(**line)  # type: ignore[arg-type]
    if {type(text) for text in (goods.sku, goods.name)} != {str}:
        raise TypeError("goods: sku and name are text")
    if {type(number) for number in (goods.unit_fen, goods.quantity, goods.returned)} != {int}:
        raise TypeError("goods: unit_fen, quantity and returned are whole numbers")
    return goods


def _text(place: str, row: dict[str, object], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise BookError(f"{place}: {name}: text wanted")
    return value


def _amount(place: str, row: dict[str, object], name: str) -> int:
    value = row.get(name) or 0
    if isinstance(value, str) and len(value) <= MAX_DIGITS and value.isascii() and value.isdecimal():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BookError(f"{place}: {name}: whole fen wanted")
    return value
