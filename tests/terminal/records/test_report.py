"""What a report lists and what it adds up to, row by row; the transactions and their sums are written by hand."""

from dataclasses import replace

import pytest
from fake_records import DAY, DAY_BEFORE, REFUNDS, SALES, TRANSACTIONS, refund

from protocol.transactions import Channel
from terminal.records import report as reports
from terminal.records.report import Filter, Group, OperatorTotal, Standing, day_report, report, standing
from terminal.trade.batch import KindTotal
from terminal.trade.payment import PaymentState
from terminal.trade.refund import State

TODAY = Filter(since=DAY, until=DAY)

# fmt: off
ASKED = [
    # what                          filter                                          voucher numbers, newest first
    ("all",                         Filter(),                                       "11 10 9 8 7 6 5 4 3 2 1"),
    ("today",                       TODAY,                                          "11 10 9 8 7 6 5 4 3 2"),
    ("yesterday",                   Filter(since=DAY_BEFORE, until=DAY_BEFORE),     "1"),
    ("from a day on",               Filter(since=DAY),                              "11 10 9 8 7 6 5 4 3 2"),
    ("until a day",                 Filter(until=DAY_BEFORE),                       "1"),
    ("an operator",                 Filter(operator_no="02"),                       "11 7"),
    ("a batch",                     Filter(batch_no="000001"),                      "1"),
    ("refunds",                     Filter(group=Group.REFUND),                     "7 6 5 4 3 2 1"),
    ("sales",                       Filter(group=Group.SALE),                       "11 9 8"),
    ("voids",                       Filter(group=Group.VOID),                       "10"),
    ("pre-authorisations",          Filter(group=Group.PRE_AUTH),                   ""),
    ("done",                        Filter(standing=Standing.DONE),                 "11 10 8 7 3 2 1"),
    ("not done",                    Filter(standing=Standing.NOT_DONE),             "5 4"),
    ("unknown",                     Filter(standing=Standing.UNKNOWN),              "9 6"),
    ("by hand",                     Filter(standing=Standing.BY_HAND),              ""),
    ("an order number",             Filter(text="81234567890112"),                  "3"),
    ("its last six",                Filter(text="890112"),                          "3"),
    ("its last three are no name",  Filter(text="112"),                             ""),
    ("a reference",                 Filter(text="000000000902"),                    "2"),
    ("a reference, small letters",  Filter(text="abcdefgh0011"),                    "11"),
    ("full width",                  Filter(text="０００００００００９０２"),                  "2"),
    ("an original's reference",     Filter(text="000000000777"),                    "7"),
    ("an authorisation number",     Filter(text="A1B2C3"),                          "8"),
    ("an exchange",                 Filter(text="000002000003"),                    "11 3"),
    ("a voucher",                   Filter(text="7"),                               "7"),
    ("a voucher with its noughts",  Filter(text="000010"),                          "10"),
    ("the last four of a card",     Filter(text="4321"),                            "5"),
    ("an amount in fen",            Filter(text="1234"),                            "4"),
    ("an amount in yuan",           Filter(text="50"),                              "10 8"),
    ("two at once",                 Filter(text="50", group=Group.SALE),            "8"),
    ("a long number",               Filter(text="9" * 5000),                        ""),
    ("nobody",                      Filter(operator_no="33"),                       ""),
]
# fmt: on


@pytest.mark.parametrize(("asked", "vouchers"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_what_is_listed(asked: Filter, vouchers: str) -> None:
    found = report(TRANSACTIONS, asked)
    assert [str(int(one.key.trace_no)) for one in found.rows] == vouchers.split()
    assert (found.asked, found.found) == (asked, len(vouchers.split()))


def test_only_what_was_done_is_added_up() -> None:
    found = report(TRANSACTIONS, TODAY)
    assert found.totals == (
        KindTotal("sale", Channel.CARD, 1, 5000),
        KindTotal("qr_sale", Channel.WECHAT, 1, 1),
        KindTotal("void", Channel.CARD, 1, 5000),
        KindTotal("refund", Channel.CARD, 2, 300),
        KindTotal("qr_refund", Channel.ALIPAY, 1, 700),
    )
    assert found.standings == {Standing.DONE: 6, Standing.NOT_DONE: 2, Standing.UNKNOWN: 2}


def test_the_totals_are_of_all_though_the_newest_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = report(TRANSACTIONS, Filter(group=Group.REFUND), most=2)
    assert [one.key.trace_no for one in found.rows] == ["000007", "000006"]
    assert (found.found, sum(total.count for total in found.totals)) == (7, 4)


@pytest.mark.parametrize(("count", "listed"), [(reports.LISTED, reports.LISTED), (reports.LISTED + 1, reports.LISTED)])
def test_as_many_as_a_batch_are_listed(count: int, listed: int) -> None:
    found = report((refund(trace) for trace in range(1, count + 1)), Filter())
    assert (len(found.rows), found.found) == (listed, count)


def test_a_day_of_all_operators() -> None:
    day = day_report(TRANSACTIONS, DAY)
    assert (day.day, sum(one.count for one in day.totals)) == (DAY, 6)
    assert day.operators == (OperatorTotal("01", 4, 2, 300), OperatorTotal("02", 2, 1, 700))
    empty = day_report(TRANSACTIONS, "2026-01-01")
    assert (empty.totals, dict(empty.standings), empty.operators) == ((), {}, ())


def test_every_state_stands_somewhere() -> None:
    stand = {state: standing(replace(REFUNDS[0], state=state)) for state in State}
    assert {state for state, where in stand.items() if where is Standing.DONE} == {State.APPROVED}
    paid = {state: standing(replace(SALES[0], state=state)) for state in PaymentState}
    assert {state for state, where in paid.items() if where is Standing.DONE} == {PaymentState.APPROVED}
    assert {state for state, where in paid.items() if where is Standing.BY_HAND} == {PaymentState.CLOSED}
