"""Where originals come from: the host's query, a book of orders in a file, or this terminal's own journal.

Without any of them the cashier keys reference, date and amount, and the host alone knows what remains.

A book is a JSON array of objects with the fields of protocol.transactions.Original (goods optional), or a CSV with
those names as its head line; errors name file, row and field. Its outside_fen is what others have paid outside: what
this terminal has entered comes on top.
"""

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from protocol.transactions import ByOrder, ByReference, Channel, Goods, Original, OriginalState
from protocol.transactions.checks import is_digits
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import STANDS, LinkIdentity, RefundRecord
from terminal.trade.sale_name import meant, sale_name

MAX_BOOK_BYTES = 16 * 1024 * 1024
"""Size of a book; a shop's year of sales is less."""

MAX_DIGITS = 15
"""Of an amount written as text: more than any amount has, and few enough to be read."""

_SELLING = frozenset({PaymentKind.SALE, PaymentKind.QR_SALE, PaymentKind.COMPLETION})
_UNDOING = frozenset({PaymentKind.VOID, PaymentKind.QR_VOID, PaymentKind.COMPLETION_VOID})

_TEXTS = ("order_no", "reference_no", "voucher_no", "paid_date", "paid_time", "payer")
_AMOUNTS = ("amount_fen", "refunded_fen", "outside_fen")


@dataclass(frozen=True, slots=True)
class TakenOutside:
    """What this terminal has entered of an original as paid, or to be paid, outside, and has not released. reference_no
    and month_day (MMDD) name it. kept_by: whose host keeps it too and says by itself what remains; None for nobody's.
    """

    reference_no: str
    month_day: str
    amount_fen: int
    kept_by: LinkIdentity | None = None


_REFERENCE = re.compile(r"[0-9A-Za-z]{12} (0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")


class BookError(ValueError):
    """The book can't be read; the text names file, row and field."""


def is_reference(reference_no: str, month_day: str) -> bool:
    """The shape of a reference number (12 letters or digits) and of a date of sale (MMDD)."""
    return _REFERENCE.fullmatch(f"{reference_no} {month_day}") is not None


def from_journal(
    what: ByOrder | ByReference, refunds: Iterable[RefundRecord], sales: Iterable[Original], today: date
) -> Original | None:
    """One of this terminal's sales (sold_here), or an original that it has refunded before, less what it gave back;
    None where it knows none, or not what was paid: an amount that was keyed is the refund's alone.
    """
    sold = meant(what, sales) if isinstance(what, ByReference) else None
    if sold is not None:
        return sold
    before = [record for record in refunds if _concerns(record, what)]
    told = [record for record in before if record.original_fen and record.order_no]  # once what was keyed stood there
    if not told:
        return None
    last = told[-1]
    done = min(_given_back(before), last.original_fen)
    keyed = keyed_original(ByReference(last.original_reference, last.original_month_day), last.original_fen, today)
    known = replace(keyed, order_no=last.order_no, channel=last.channel, payer=last.payer, refunded_fen=done)
    return replace(known, state=_state(known))


def less_outside(original: Original, taken: Iterable[TakenOutside]) -> Original:
    """The original as its source tells it, less what this terminal has entered besides, as long as something remains.
    What was keyed of a slip counts as all that was paid: nobody else says what remains of it.
    """
    return _outside(original, original.outside_fen + _taken(original, taken))


def less_refunded(original: Original, fen: int) -> Original:
    """An original of which its source may not have heard that so much was refunded: then less that."""
    if fen <= original.refunded_fen or original.state is OriginalState.VOIDED:
        return original
    told = replace(original, refunded_fen=min(fen, original.amount_fen - original.outside_fen))
    return replace(told, state=_state(told))


def less_unkept(original: Original, taken: Iterable[TakenOutside], link: LinkIdentity) -> Original:
    """The original as the host of this link tells it: less what was entered here and that host does not keep. What it
    should keep counts even where it has forgotten.
    """
    every = list(taken)
    kept = less_since(original, [one for one in every if one.kept_by == link])
    return less_outside(kept, [one for one in every if one.kept_by != link])


def less_since(original: Original, taken: Iterable[TakenOutside]) -> Original:
    """An original that was looked up before: less what this terminal has entered since, if that is more."""
    return _outside(original, max(original.outside_fen, _taken(original, taken)))


def _taken(original: Original, taken: Iterable[TakenOutside]) -> int:
    name = sale_name(original.reference_no, original.month_day)
    return sum(one.amount_fen for one in taken if sale_name(one.reference_no, one.month_day) == name)


def _outside(original: Original, fen: int) -> Original:
    if fen == original.outside_fen or original.state is OriginalState.VOIDED:
        return original
    told = replace(original, outside_fen=min(fen, original.amount_fen - original.refunded_fen))
    return replace(told, state=_state(told))


def refunded_here(refunds: Iterable[RefundRecord], today: date) -> tuple[Original, ...]:
    """Every original that this terminal has refunded, as from_journal knows it."""
    by_order: dict[str, list[RefundRecord]] = {}
    for record in refunds:
        if record.order_no:
            by_order.setdefault(record.order_no, []).append(record)
    known = (from_journal(ByOrder(number), records, (), today) for number, records in by_order.items())
    return tuple(original for original in known if original is not None)


def sold_here(
    payments: Iterable[PaymentRecord], refunds: Iterable[RefundRecord], link: LinkIdentity
) -> tuple[Original, ...]:
    """This terminal's own sales at a host as originals, less what it undid or gave back; as `payments` is in order."""
    mine = [one for one in payments if one.link == link and one.stands]
    undone = {one.original_reference for one in mine if one.kind in _UNDOING}
    before = [record for record in refunds if record.link == link]
    sold = (one for one in mine if one.kind in _SELLING and one.state is PaymentState.APPROVED)
    return tuple(_sale(one, before, one.reference_no in undone) for one in sold)


def _sale(sale: PaymentRecord, refunds: list[RefundRecord], undone: bool) -> Original:
    what = ByReference(sale.reference_no, sale.named.month_day)
    day = sale.key.business_date
    original = Original(
        order_no="",
        reference_no=sale.reference_no,
        voucher_no=sale.voucher_no,
        paid_date=f"{int(day[:4]) + (what.month_day < day[4:])}{what.month_day}",
        paid_time=sale.reached[4:] if is_digits(sale.reached, 10) else "000000",
        channel=sale.channel,
        payer=sale.payer,
        amount_fen=sale.amount_fen,
        refunded_fen=min(_given_back(record for record in refunds if _concerns(record, what)), sale.amount_fen),
        state=OriginalState.NORMAL,
    )
    return replace(original, state=OriginalState.VOIDED if undone else _state(original))


def _given_back(refunds: Iterable[RefundRecord]) -> int:
    return sum(record.amount_fen for record in refunds if record.state in STANDS)


def _state(original: Original) -> OriginalState:
    if not original.given_back_fen:
        return OriginalState.NORMAL
    left = original.amount_fen - original.given_back_fen
    return OriginalState.PARTLY_REFUNDED if left else OriginalState.REFUNDED


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
    """What was paid with it, 0 where nobody said: what a keyed one lacks is order number and voucher number."""
    return original.amount_fen if original.order_no or original.voucher_no else 0


def _concerns(record: RefundRecord, what: ByOrder | ByReference) -> bool:
    if isinstance(what, ByOrder):
        return record.order_no == what.order_no
    name = sale_name(record.original_reference, record.original_month_day)
    return name == sale_name(what.reference_no, what.month_day)


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
        if isinstance(what, ByReference):
            return meant(what, self._originals)
        return next((one for one in self._originals if one.order_no == what.order_no), None)

    def originals(self) -> tuple[Original, ...]:
        """All of them, in the order of the file."""
        return self._originals

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
