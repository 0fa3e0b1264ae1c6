"""The shop's refund policy as data: rules with the days from which they hold, and what they say of one refund. Pure.

No file is read here (policy_file.py) and nothing is refused: who asks does that. The rule: every day has the rules of
exactly one period, and one refund is judged by the rules of one day alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from protocol.money import format_yuan
from protocol.transactions import Channel, Goods, Original
from terminal.case.papers import NEEDED, Kind, Paper
from terminal.case.request import Terms
from terminal.case.words import Route, Stage
from terminal.trade.arrival import Arrival

ANY = "*"
"""At the end of an article number: every number that begins so."""

ONE_DAY = timedelta(days=1)


class Counts(StrEnum):
    """Whose rules count for a refund that is asked for in this period: those of the day of sale, or these."""

    SALE = "sale"
    REQUEST = "request"


class Verdict(StrEnum):
    """What the policy says of one refund. CASE: not at the counter, but a case may decide."""

    ALLOWED = "allowed"
    CASE = "case"
    REFUSED = "refused"


class Duplicates(StrEnum):
    """How many cases one receipt may have: one that is open, or one ever."""

    OPEN = "open"
    EVER = "ever"


class Rule(StrEnum):
    """Which rule spoke. FEE_OVER: the fee leaves nothing to go back."""

    WINDOW = "window"
    GOODS = "goods"
    FEE_OVER = "fee_over"
    AMOUNT = "amount"
    FEE = "fee"


AGAINST = frozenset({Rule.WINDOW, Rule.GOODS, Rule.FEE_OVER})
"""What a review has to set aside; the others only say that it is a case's."""


class PolicyError(ValueError):
    """Periods that leave a day without rules, or give it two. ends: (place, from 0, and since or until) of the days it
    is about, the earlier first.
    """

    def __init__(self, reason: str, *ends: tuple[int, str]) -> None:
        super().__init__(reason)
        self.reason, self.ends = reason, ends


@dataclass(frozen=True, slots=True)
class Fee:
    """What is taken off a refund: permille of it, and fixed_fen. free_days: none up to and including so many days after
    the sale; None, it is always taken. words: why, in the shop's own words.
    """

    permille: int = 0
    fixed_fen: int = 0
    free_days: int | None = None
    words: str = ""

    def of(self, amount_fen: int, age_days: int) -> int:
        """In fen, half up: half a fen is the shop's."""
        if self.free_days is not None and age_days <= self.free_days:
            return 0
        return (amount_fen * self.permille + 500) // 1000 + self.fixed_fen


@dataclass(frozen=True, slots=True)
class Rules:
    """Those of one period. since, until: its first and last day; None, it has no such end.

    window_days: goods come back up to and including so many days after the sale; late: what becomes of later ones.
    not_returnable: article numbers, ANY at the end for all that begin so; excluded: what becomes of those.
    case_above_fen: more than that is no refund of the counter; 0, any amount is. supervisor_limit_fen: more than that
    is reviewed by the shop manager; 0, nothing is. papers: beside those that each kind needs anyway. arrivals: working
    days by the original means; outside: by others, only those that the shop agrees to. due_days: of each step of a
    case, 0 for no time set. retention_days: how long evidence is kept.
    """

    since: date | None
    until: date | None
    counts: Counts
    window_days: int
    late: Verdict
    not_returnable: tuple[str, ...]
    excluded: Verdict
    fee: Fee
    case_above_fen: int
    supervisor_limit_fen: int
    papers: Mapping[Kind, tuple[Paper, ...]]
    arrivals: Mapping[Channel, Arrival]
    outside: Mapping[Route, Arrival]
    duplicates: Duplicates
    due_days: Mapping[Stage, int]
    retention_days: int

    @property
    def days(self) -> str:
        """2026-01-01…2026-12-31, an end that is open left out."""
        return f"{self.since or ''}…{self.until or ''}"

    def returnable(self, goods: Goods) -> bool:
        """Not among what never comes back."""
        return not any(_fits(goods.sku, number) for number in self.not_returnable)

    def needed(self, kind: Kind) -> tuple[Paper, ...]:
        """Papers without which no case of that kind is approved."""
        return tuple(dict.fromkeys((*NEEDED[kind], *self.papers.get(kind, ()))))


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
class Judgement:
    """verdict, and the rule that spoke (None where all is well) with its details. fee_fen: taken off if it is paid.
    spoken: every rule that had something to say.
    """

    verdict: Verdict = Verdict.ALLOWED
    fee_fen: int = 0
    rule: Rule | None = None
    details: tuple[tuple[str, str | int], ...] = ()
    spoken: tuple[Rule, ...] = ()


def judge(
    rules: Rules, sale_day: date, request_day: date, amount_fen: int, goods: Iterable[Goods], before_fen: int = 0
) -> Judgement:
    """What these rules say. amount_fen: what is to go back; before_fen: what went back of the same sale before. goods:
    what comes back. Of several the first that refuses is told, else the first.
    """
    age_days = (request_day - sale_day).days
    asked = _Asked(rules, age_days, amount_fen, tuple(goods), rules.fee.of(amount_fen, age_days), before_fen)
    said = {rule: heard for rule, speak in _SPEAKING.items() if (heard := speak(asked)) is not None}
    if not said:
        return Judgement(fee_fen=asked.fee_fen)
    told = next((rule for rule, (verdict, _) in said.items() if verdict is Verdict.REFUSED), next(iter(said)))
    verdict, details = said[told]
    return Judgement(verdict, asked.fee_fen, told, tuple(details.items()), tuple(said))


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


def goods_back(
    rules: Rules, original: Original, items: Iterable[tuple[str, int]], amount_fen: int
) -> tuple[Goods, ...]:
    """What comes back for these items. An amount alone is for what is returnable as far as that is worth so much, else
    for everything that is left: what is not returnable does not come back as an amount.
    """
    wanted = {sku for sku, _ in items}
    if wanted:
        return tuple(goods for goods in original.goods if goods.sku in wanted)
    left = tuple(goods for goods in original.goods if goods.left)
    free = tuple(goods for goods in left if rules.returnable(goods))
    return left if amount_fen > sum(goods.unit_fen * goods.left for goods in free) else free


def day_of(digits: str) -> date:
    """The day of yyyymmdd; the first of all days where there is no such one."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return date.min


# ---- what each rule says: a verdict and details, None for nothing ----


@dataclass(frozen=True, slots=True)
class _Asked:
    rules: Rules
    age_days: int
    amount_fen: int
    goods: tuple[Goods, ...]
    fee_fen: int
    before_fen: int


_Said = tuple[Verdict, dict[str, str | int]]


def _window(asked: _Asked) -> _Said | None:
    if asked.age_days <= asked.rules.window_days:
        return None
    return asked.rules.late, {"days": asked.rules.window_days}


def _goods(asked: _Asked) -> _Said | None:
    kept = next((goods for goods in asked.goods if not asked.rules.returnable(goods)), None)
    return None if kept is None else (asked.rules.excluded, {"sku": kept.sku, "name": kept.name})


def _fee_over(asked: _Asked) -> _Said | None:
    if not asked.fee_fen or asked.fee_fen < asked.amount_fen:
        return None
    return Verdict.REFUSED, {"fee": format_yuan(asked.fee_fen)}


def _amount(asked: _Asked) -> _Said | None:
    """Parts of one sale count together."""
    most_fen = asked.rules.case_above_fen
    return (
        (Verdict.CASE, {"most": format_yuan(most_fen)}) if 0 < most_fen < asked.amount_fen + asked.before_fen else None
    )


def _fee(asked: _Asked) -> _Said | None:
    """Nothing is taken off silently: at the counter a fee asks for a case."""
    return (Verdict.CASE, {"fee": format_yuan(asked.fee_fen)}) if asked.fee_fen else None


# fmt: off
_SPEAKING: Mapping[Rule, Callable[[_Asked], _Said | None]] = {
    Rule.WINDOW:   _window,
    Rule.GOODS:    _goods,
    Rule.FEE_OVER: _fee_over,
    Rule.AMOUNT:   _amount,
    Rule.FEE:      _fee,
}
# fmt: on


def _fits(sku: str, number: str) -> bool:
    return sku.startswith(number.removesuffix(ANY)) if number.endswith(ANY) else sku == number


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
