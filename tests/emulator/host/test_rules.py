"""MMDD without a year, and who may ask."""

from datetime import date

import pytest

from emulator.host.rules import latest_date
from protocol.transactions import ByOrder, Cancel, OrderQuery, OutcomeQuery, Rejected

# fmt: off
DAYS = [
    # MMDD, today, the day meant
    ("1122", date(2026, 11, 22), date(2026, 11, 22)),  # today itself
    ("1123", date(2026, 11, 22), date(2025, 11, 23)),  # not the future
    ("1231", date(2027, 1, 1),   date(2026, 12, 31)),  # over the year's end
    ("0101", date(2027, 1, 1),   date(2027, 1, 1)),
    ("0229", date(2028, 2, 29),  date(2028, 2, 29)),
    ("0229", date(2028, 2, 28),  date(2024, 2, 29)),
    ("0229", date(2027, 3, 1),   date(2024, 2, 29)),
    ("0229", date(1904, 2, 28),  date(1896, 2, 29)),   # 1900 was no leap year: the longest way back
    ("0230", date(2026, 11, 22), None),
    ("1301", date(2026, 11, 22), None),
    ("0000", date(2026, 11, 22), None),
    ("1231", date(1, 6, 1),      None),                # before the calendar begins
]
# fmt: on


@pytest.mark.parametrize(("month_day", "today", "meant"), DAYS)
def test_latest_date(month_day, today, meant):
    assert latest_date(month_day, today) == meant


@pytest.mark.parametrize("kind", [OutcomeQuery, Cancel])
@pytest.mark.parametrize("epoch", ["ffffffff", "00000000"])
def test_another_journals_key_is_neither_told_nor_cancelled(counter, kind, epoch):
    assert counter.answer(kind(counter.key(epoch=epoch), "000900")) == Rejected("58")


@pytest.mark.parametrize(
    ("merchant_no", "terminal_no", "code"),
    [("888888800000002", "88000001", "03"), ("888888800000001", "88000077", "97")],
)
def test_an_order_is_told_to_registered_terminals_only(counter, merchant_no, terminal_no, code):
    query = OrderQuery(merchant_no, terminal_no, "000001", "000900", ByOrder(counter.shop.order(1).order_no))
    assert counter.answer(query) == Rejected(code)
