"""What the rules of one day say of one refund: a verdict, a fee, and the rule that spoke. Pure.

Nothing is refused here: who asks does that. The rule: every rule is a row of one table and speaks for itself; of
several the first that refuses is told, else the first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from protocol.money import format_yuan
from protocol.transactions import Goods, Original
from terminal.case.policy.rules import Rules, Verdict


class Rule(StrEnum):
    """Which rule spoke. FEE_OVER: the fee leaves nothing to go back."""

    WINDOW = "window"
    GOODS = "goods"
    FEE_OVER = "fee_over"
    AMOUNT = "amount"
    FEE = "fee"


AGAINST = frozenset({Rule.WINDOW, Rule.GOODS, Rule.FEE_OVER})
"""What a review has to set aside; the others only say that it is a case's."""


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
