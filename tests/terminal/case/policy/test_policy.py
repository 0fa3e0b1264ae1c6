"""The refund policy: every day in one period, the edges of the window, fees to the fen, and what a judgement says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policies import PLAIN, policy, rules

from protocol.transactions import Channel, Goods, Original, OriginalState
from terminal.case.papers import NEEDED, Kind, Paper
from terminal.case.policy import (
    Counts,
    Fee,
    Judgement,
    Policy,
    PolicyError,
    Rule,
    Ruling,
    Verdict,
    day_of,
    goods_back,
    judge,
)
from terminal.case.words import Stage

SOLD = date(2026, 11, 1)
CUP, HAT = Goods("1001", "保温杯", 2950, 3), Goods("2901", "定制帽", 5000, 1)
ORDER = Original(
    "80000026000149", "261101000001", "000037", "20261101", "084105", Channel.CARD, "622200******0005", 13850, 0,
    OriginalState.NORMAL, (CUP, HAT),
)  # fmt: skip


def said(judgement: Judgement) -> tuple[Verdict, Rule | None]:
    return judgement.verdict, judgement.rule


# ---- periods ----

DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))


@given(st.lists(DAYS, unique=True, max_size=6), DAYS)
def test_every_day_is_in_exactly_one_period(begins: list[date], day: date) -> None:
    starts = [None, *sorted(begins)]
    ends = [start - timedelta(days=1) for start in sorted(begins)] + [None]
    made = policy(*(rules(since=since, until=until) for since, until in zip(starts, ends, strict=True)))
    holding = [
        one for one in made.periods if (one.since or date.min) <= day <= (one.until or date.max)
    ]  # fmt: skip
    assert holding == [made.on(day)]


@given(DAYS, st.integers(-400, 400).filter(bool))
def test_any_other_second_period_is_a_gap_or_an_overlap(end: date, days_off: int) -> None:
    begin = end + timedelta(days=1 + days_off)
    both = rules(until=end), rules(since=begin)
    with pytest.raises(PolicyError, match="gap" if days_off > 0 else "overlap") as wrong:
        policy(*both)
    assert str(end) in wrong.value.reason
    assert str(begin) in wrong.value.reason


YEAR = date(2026, 1, 1)
# fmt: off
MISFITS = [
    # periods (since, until), what is said, the days it is about
    ((),                                          "one period at least",               ()),
    (((YEAR, None),),                             "no rules before 2026-01-01",        ((0, "since"),)),
    (((None, YEAR),),                             "no rules after 2026-01-01",         ((0, "until"),)),
    (((None, YEAR), (YEAR, None)),                "overlap: …2026-01-01 and 2026-01-01…", ((0, "until"), (1, "since"))),
    (((None, None), (YEAR, None)),                "overlap: … and 2026-01-01…",        ((0, "until"), (1, "since"))),
    (((None, date(2025, 12, 30)), (YEAR, None)),  "gap: …2025-12-30 and 2026-01-01…",  ((0, "until"), (1, "since"))),
    (((None, date(2025, 12, 31)), (YEAR, SOLD), (date(2026, 11, 2), YEAR)),
                                                  "ends before it begins: 2026-11-02…", ((2, "since"), (2, "until"))),
]
# fmt: on


@pytest.mark.parametrize(("spans", "reason", "ends"), MISFITS, ids=[row[1] for row in MISFITS])
def test_a_gap_an_overlap_and_open_ends(spans: tuple, reason: str, ends: tuple) -> None:
    with pytest.raises(PolicyError) as wrong:
        Policy("示例", tuple(rules(since=since, until=until) for since, until in spans))
    assert wrong.value.reason.startswith(reason)
    assert wrong.value.ends == ends


# fmt: off
WHOSE = [
    # counts now, whose rules a sale of the old period is given back under
    (Counts.SALE,    7),
    (Counts.REQUEST, 30),
]
# fmt: on


@pytest.mark.parametrize(("counts", "window_days"), WHOSE)
def test_the_rules_of_the_day_of_request_say_whose_rules_count(counts: Counts, window_days: int) -> None:
    old = rules(until=date(2026, 11, 9), window_days=7, counts=Counts.REQUEST)
    made = policy(old, rules(since=date(2026, 11, 10), window_days=30, counts=counts))
    assert made.rules_on(SOLD, date(2026, 11, 10)).window_days == window_days
    assert made.rules_on(date(2026, 11, 10), date(2026, 11, 10)).window_days == 30
    assert made.rules_on(SOLD, date(2026, 11, 9)).window_days == 7


# ---- the window ----

# fmt: off
WINDOWS = [
    # window_days, sold, asked for, within
    (30, SOLD,              date(2026, 12, 1),  True),
    (30, SOLD,              date(2026, 12, 2),  False),
    (0,  SOLD,              SOLD,               True),
    (0,  SOLD,              date(2026, 11, 2),  False),
    (1,  SOLD,              date(2026, 11, 2),  True),
    (1,  date(2028, 2, 28), date(2028, 2, 29),  True),      # a leap day is a day
    (1,  date(2028, 2, 28), date(2028, 3, 1),   False),
    (1,  date(2027, 2, 28), date(2027, 3, 1),   True),
    (366, date(2028, 2, 29), date(2029, 3, 1),  True),
    (365, date(2028, 2, 29), date(2029, 3, 1),  False),
    (30, SOLD,              date(2026, 10, 31), True),      # the clocks of shop and host differ by a day
    (36_500, date.min,      SOLD,               False),     # no real day is as old as can be
]
# fmt: on


@pytest.mark.parametrize(("window_days", "sold", "asked", "within"), WINDOWS)
def test_the_window_s_last_day_and_the_one_after(window_days: int, sold: date, asked: date, within: bool) -> None:
    judged = judge(rules(window_days=window_days), sold, asked, 100, ())
    assert said(judged) == ((Verdict.ALLOWED, None) if within else (Verdict.CASE, Rule.WINDOW))
    assert judged.details == (() if within else (("days", window_days),))


def test_what_is_late_is_refused_where_no_case_may_decide() -> None:
    judged = judge(rules(late=Verdict.REFUSED), SOLD, date(2026, 12, 2), 100, ())
    assert said(judged) == (Verdict.REFUSED, Rule.WINDOW)


@pytest.mark.parametrize(("digits", "day"), [("20280229", date(2028, 2, 29)), ("20270229", date.min), ("", date.min)])
def test_the_day_of_a_sale(digits: str, day: date) -> None:
    assert day_of(digits) == day


# ---- fees ----

# fmt: off
FEES = [
    # permille, fixed_fen, free_days, amount_fen, age, fee
    (50,   0,   None,  12850, 0,   643),     # 642.5: half a fen is the shop's
    (50,   0,   None,  12849, 0,   642),     # 642.45
    (1,    0,   None,    499, 0,     0),
    (1,    0,   None,    500, 0,     1),
    (0,    300, None,  12850, 0,   300),
    (50,   300, None,  12850, 0,   943),
    (50,   0,   7,     12850, 7,     0),     # free up to and including that day
    (50,   0,   7,     12850, 8,   643),
    (50,   0,   0,     12850, 0,     0),
    (50,   0,   0,     12850, 1,   643),
    (1000, 0,   None,  12850, 0, 12850),
    (0,    0,   None,  12850, 99,    0),
]
# fmt: on


@pytest.mark.parametrize(("permille", "fixed", "free", "amount", "age", "fee"), FEES)
def test_a_fee_to_the_fen(permille: int, fixed: int, free: int | None, amount: int, age: int, fee: int) -> None:
    assert Fee(permille, fixed, free, "折旧").of(amount, age) == fee


def test_a_fee_asks_for_a_case_and_stands_in_the_judgement() -> None:
    judged = judge(rules(fee=Fee(50, 0, None, "折旧")), SOLD, SOLD, 12850, ())
    assert (*said(judged), judged.fee_fen, judged.details) == (Verdict.CASE, Rule.FEE, 643, (("fee", "6.43"),))


@pytest.mark.parametrize(("amount", "rule"), [(501, Rule.FEE), (500, Rule.FEE_OVER), (499, Rule.FEE_OVER)])
def test_a_fee_that_leaves_nothing_is_an_error_by_name(amount: int, rule: Rule) -> None:
    judged = judge(rules(fee=Fee(0, 500, None, "折旧")), SOLD, SOLD, amount, ())
    assert said(judged) == (Verdict.CASE if rule is Rule.FEE else Verdict.REFUSED, rule)


@given(st.integers(1, 10**12), st.integers(0, 1000))
def test_a_fee_is_never_off_by_more_than_half_a_fen(amount: int, permille: int) -> None:
    assert abs(1000 * Fee(permille, 0, None, "折旧").of(amount, 0) - amount * permille) <= 500


# ---- goods, amounts, and several at once ----


@pytest.mark.parametrize(
    ("number", "kept"), [("2901", True), ("29*", True), ("*", True), ("290", False), ("01*", False)]
)
def test_goods_that_do_not_come_back(number: str, kept: bool) -> None:
    judged = judge(rules(not_returnable=("7", number)), SOLD, SOLD, 100, (HAT,))
    assert said(judged) == ((Verdict.REFUSED, Rule.GOODS) if kept else (Verdict.ALLOWED, None))
    assert judged.details == ((("sku", "2901"), ("name", "定制帽")) if kept else ())


# fmt: off
BACK = [
    # items, amount_fen, what comes back
    ((("1001", 1),),               2950,  (CUP,)),
    ((("1001", 1), ("2901", 1)),   7950,  (CUP, HAT)),
    ((),                           8850,  (CUP,)),           # as much as the cups are worth
    ((),                           8851,  (CUP, HAT)),       # one fen more could only be for the hat
]
# fmt: on


@pytest.mark.parametrize(("items", "amount", "goods"), BACK)
def test_an_amount_is_no_side_door_for_goods(items: tuple, amount: int, goods: tuple) -> None:
    assert goods_back(rules(not_returnable=("29*",)), ORDER, items, amount) == goods


def test_an_order_without_goods_is_judged_by_its_days_and_amount() -> None:
    bare = replace(ORDER, goods=())
    assert Ruling("示例", rules(not_returnable=("*",)), SOLD, SOLD).of(bare, (), 13850).verdict is Verdict.ALLOWED


@pytest.mark.parametrize(("most", "amount", "verdict"), [
    (0, 10**9, Verdict.ALLOWED), (500, 500, Verdict.ALLOWED), (500, 501, Verdict.CASE),
])  # fmt: skip
def test_more_than_a_counter_gives_back(most: int, amount: int, verdict: Verdict) -> None:
    judged = judge(rules(case_above_fen=most), SOLD, SOLD, amount, ())
    assert judged.verdict is verdict


def test_what_refuses_is_told_before_what_a_case_may_decide() -> None:
    strict = rules(window_days=1, not_returnable=("29*",), case_above_fen=1, fee=Fee(10, 0, None, "折旧"))
    judged = judge(strict, SOLD, date(2026, 12, 1), 5000, (CUP, HAT))
    assert said(judged) == (Verdict.REFUSED, Rule.GOODS)
    assert judged.spoken == (Rule.WINDOW, Rule.GOODS, Rule.AMOUNT, Rule.FEE)
    assert said(judge(strict, SOLD, date(2026, 12, 1), 5000, (CUP,))) == (Verdict.CASE, Rule.WINDOW)


# ---- what a case takes along ----


def test_a_case_takes_its_rules_along() -> None:
    held = replace(PLAIN, since=date(2026, 1, 1), papers={Kind.DEVICE: (Paper.IDENTITY, Paper.SLIP)})
    ruled = Ruling("示例", replace(held, window_days=1, fee=Fee(0, 250, None, "折旧")), SOLD, date(2026, 11, 9))
    terms = ruled.terms(Kind.DEVICE, ruled.of(ORDER, (), 5000))
    assert (terms.policy, terms.since, terms.fee_fen) == ("示例", "2026-01-01", 250)
    assert terms.against == ("against.window",)
    assert terms.papers == (*NEEDED[Kind.DEVICE], Paper.IDENTITY)
    assert (terms.limit_fen, terms.retain_days) == (500_000, 1095)
    assert terms.due_days == tuple(held.due_days[stage] for stage in Stage)
    assert ruled.terms(Kind.SERVICE, Judgement()).papers == NEEDED[Kind.SERVICE]
