"""Orders in a list: which of those at hand a few keyed digits mean, newest first and no more than can be shown. Pure.

The rule: digits name an order by the last six of its number, by its voucher in the open batch, or by its amount today;
where they name several, a person chooses. What can still be refunded stands before what cannot.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from protocol.transactions import Original
from terminal.trade.sale_name import sale_name

LIST_LIMIT = 300
"""Rows of a list: a day of a busy counter; who looks for more keys the number."""

TAIL_DIGITS = 6
"""Of an order number's end, and of a voucher number (凭证号)."""

MAX_AMOUNT_DIGITS = 9


class Hit(StrEnum):
    """Why an order stands in a list."""

    LISTED = "listed"
    LAST_SIX = "last_six"
    VOUCHER = "voucher"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: the order as far as it is known here, and why it stands there."""

    original: Original
    hit: Hit = Hit.LISTED


@dataclass(frozen=True, slots=True)
class OrderList:
    """rows: of one kind of hit after the other, in each what can still be refunded before what cannot, newest first.
    more: there are others, which are not shown.
    """

    rows: tuple[Listed, ...] = ()
    more: bool = False


def listed(*sources: Iterable[Original]) -> OrderList:
    """All orders of the sources; what stands in two of them is shown as the first has it."""
    return _cut([Listed(original) for original in _in_order(_each_once(sources))])


def named(digits: str, of_batch: Iterable[Original], today: str, *sources: Iterable[Original]) -> OrderList:
    """The orders that these digits mean. of_batch: sales of the open batch; today: yyyymmdd."""
    everything = _in_order(_each_once((of_batch, *sources)))
    vouchers = {_key(sale) for sale in of_batch if sale.voucher_no == digits}
    tests = {
        Hit.LAST_SIX: lambda one: len(digits) == TAIL_DIGITS and one.order_no.endswith(digits),
        Hit.VOUCHER: lambda one: _key(one) in vouchers,
        Hit.AMOUNT: lambda one: (
            0 < len(digits) <= MAX_AMOUNT_DIGITS and one.paid_date == today and one.amount_fen == int(digits)
        ),
    }
    found: dict[tuple[str, str], Listed] = {}
    for hit, fits in tests.items():
        for one in filter(fits, everything):
            found.setdefault(_key(one), Listed(one, hit))
    return _cut(list(found.values()))


def _each_once(sources: Iterable[Iterable[Original]]) -> list[Original]:
    known: dict[tuple[str, str], Original] = {}
    for source in sources:
        for original in source:
            known.setdefault(_key(original), original)
    return list(known.values())


def _key(original: Original) -> tuple[str, str]:
    return sale_name(original.reference_no, original.month_day)


def _in_order(originals: list[Original]) -> list[Original]:
    def rank(one: Original) -> tuple[bool, str]:
        return one.remaining_fen > 0, one.paid_date + one.paid_time

    return sorted(originals, key=rank, reverse=True)


def _cut(rows: list[Listed]) -> OrderList:
    return OrderList(tuple(rows[:LIST_LIMIT]), len(rows) > LIST_LIMIT)
