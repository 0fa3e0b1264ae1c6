"""The shop's refund policy as data: its periods, and what holds for one sale on one day. Pure.

No file is read here (file.py). The rule: every day has the rules of exactly one period, and one refund is judged by the
rules of one day alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from protocol.transactions import Original
from terminal.case.papers import Kind
from terminal.case.policy.judging import AGAINST, Judgement, goods_back, judge
from terminal.case.policy.rules import Counts, Rules, Verdict
from terminal.case.request import Terms
from terminal.case.words import Stage

ONE_DAY = timedelta(days=1)


class PolicyError(ValueError):
    """Periods that leave a day without rules, or give it two. ends: (place, from 0, and since or until) of the days it
    is about, the earlier first.
    """

    def __init__(self, reason: str, *ends: tuple[int, str]) -> None:
        super().__init__(reason)
        self.reason, self.ends = reason, ends


@dataclass(frozen=True, slots=True)
class Policy:
    """periods: oldest first, without gap or overlap. Raises PolicyError."""

    name: str
    periods: tuple[Rules, ...]

    def __post_init__(self) -> None:
        _require_every_day(self.periods)

    def on(self, day: date) -> Rules:
        """The rules that hold on this day."""
        return next(rules for rules in reversed(self.periods) if rules.since is None or rules.since <= day)

    def rules_on(self, sale_day: date, request_day: date) -> Rules:
        """The rules that a refund is judged by: those of the day of request say whose count."""
        present = self.on(request_day)
        return self.on(sale_day) if present.counts is Counts.SALE else present

    def ruling(self, original: Original, today: date) -> "Ruling":
        """What holds for this sale if it is given back today. One of no real day is as old as can be."""
        sold = day_of(original.paid_date)
        return Ruling(self.name, self.rules_on(sold, today), sold, today)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds for one sale on one day. policy: its name. rules: those that count for it."""

    policy: str
    rules: Rules
    sale_day: date
    request_day: date

    def of(self, original: Original, items: Iterable[tuple[str, int]], amount_fen: int) -> Judgement:
        """Of one refund of it: items (sku, quantity), or an amount alone."""
        goods = goods_back(self.rules, original, items, amount_fen)
        return judge(self.rules, self.sale_day, self.request_day, amount_fen, goods, original.given_back_fen)

    def terms(self, kind: Kind, judgement: Judgement) -> Terms:
        """What a case takes along, so that it keeps its rules whatever the shop decides later."""
        rules = self.rules
        return Terms(
            policy=self.policy,
            since=str(rules.since or ""),
            papers=rules.needed(kind),
            fee_fen=judgement.fee_fen,
            against=tuple(f"against.{rule}" for rule in judgement.spoken if rule in AGAINST),
            limit_fen=rules.supervisor_limit_fen,
            retain_days=rules.retention_days,
            refused=judgement.verdict is Verdict.REFUSED,
            due_days=tuple(rules.due_days.get(stage, 0) for stage in Stage),
        )


def day_of(digits: str) -> date:
    """The day of yyyymmdd; the first of all days where there is no such one."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return date.min


# ---- every day in one period ----


def _require_every_day(periods: tuple[Rules, ...]) -> None:
    if not periods:
        raise PolicyError("one period at least")
    if periods[0].since is not None:
        raise PolicyError(f"no rules before {periods[0].since}: the first period has no `since`", (0, "since"))
    for place, (one, other) in enumerate(pairwise(periods)):
        _require_next(one, other, place)
    if periods[-1].until is not None:
        end = (len(periods) - 1, "until")
        raise PolicyError(f"no rules after {periods[-1].until}: the last period has no `until`", end)


def _require_next(one: Rules, other: Rules, place: int) -> None:
    """The other begins on the day after the one has ended, and ends no sooner than it begins."""
    both, ends = f"{one.days} and {other.days}", ((place, "until"), (place + 1, "since"))
    if one.until is None or other.since is None or other.since <= one.until:
        raise PolicyError(f"overlap: {both}", *ends)
    if other.since - one.until > ONE_DAY:
        raise PolicyError(f"gap: {both}", *ends)
    if other.until is not None and other.until < other.since:
        raise PolicyError(f"ends before it begins: {other.days}", (place + 1, "since"), (place + 1, "until"))
