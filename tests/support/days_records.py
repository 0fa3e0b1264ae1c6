"""Screens of 交易记录: a day's list, one record and its life, search, filter, the day, files."""

from dataclasses import replace

from cashier import Day
from fake_desk import FakeDesk
from fake_records import DAY, TRANSACTIONS, FakeRecords, payment, refund

from terminal.trade.payment import PaymentKind, PaymentState
from terminal.trade.refund import State

LONGEST = replace(
    refund(30, 99_999_999_99, State.NOT_FOUND, payer="6200001234****56789", reference_no="ABCDEFGH0011", code="25"),
    items=tuple((f"货号{n:04}", n) for n in range(1, 9)),
    order_no="80000026000149",
    opened_at=f"{DAY}T23:59:59+08:00",
)
MANY = (
    *TRANSACTIONS,
    *(refund(trace, trace * 100) for trace in range(20, 30)),
    LONGEST,
    payment(31, 99_999_999_99, PaymentKind.COMPLETION_VOID, PaymentState.APPROVED),
)


def day(lang: str) -> Day:
    """What most days show."""
    taken = Day(FakeDesk(records=FakeRecords(MANY)), lang).press("ok", "0000", "ok")
    taken.shot("list", "records").shot("list-2", "plus").shot("record", "2").shot("life", "2").shot("life-2", "plus")
    taken.press("back", "back").shot("find", "find", "8", "0").press("back").shot("functions", "0").press("back")
    taken.shot("filter", "filter").shot("supervisor", "2").shot("day", "back", "back", "day").shot("date", "2").press(
        "back"
    )
    taken.shot("export", "back", "export").shot("exported", "3").shot("settled", "back", "last_settled")
    return taken


def longest(lang: str) -> Day:
    """The longest record, and nothing at all."""
    taken = Day(FakeDesk(records=FakeRecords(MANY)), lang).press("ok", "0000", "ok")
    return taken.shot("longest", "records", "1").shot("none", "back", "find", "9", "9", "ok")


DAYS = (day, longest)
