"""The rules of one period in words: a head and what it says, row by row. Pure; nothing is printed here.

The rule: every rule has a row, also where it forbids nothing, so that nobody has to guess what is left out.
"""

from collections.abc import Callable, Iterable, Mapping

from protocol.money import format_yuan
from terminal.case.papers import Kind
from terminal.case.policy import Fee, Rules
from terminal.language import Texts
from terminal.trade.arrival import Arrival, arrival_days


def rules_said(rules: Rules, t: Texts) -> list[tuple[str, str]]:
    """(head, words) of each rule."""
    return [(t(head), say(rules, t)) for head, say in _ROWS.items()] + [
        (t(f"case_kind.{kind}"), _joined(t(f"case_paper.{paper}") for paper in rules.needed(kind))) for kind in Kind
    ]


def _window(rules: Rules, t: Texts) -> str:
    return t("policy.window_days", days=rules.window_days, then=t(f"policy.then.{rules.late}"))


def _goods(rules: Rules, t: Texts) -> str:
    if not rules.not_returnable:
        return t("policy.none")
    numbers = _joined(rules.not_returnable)
    return t("policy.goods_numbers", numbers=numbers, then=t(f"policy.then.{rules.excluded}"))


def _fee(rules: Rules, t: Texts) -> str:
    fee = rules.fee
    if fee == Fee():
        return t("policy.none")
    free = t("policy.fee_always") if fee.free_days is None else t("policy.fee_free", days=fee.free_days)
    percent, fixed = f"{fee.permille / 10:g}", format_yuan(fee.fixed_fen)
    return t("policy.fee_said", percent=percent, fixed=fixed, free=free, words=fee.words)


def _quick(rules: Rules, t: Texts) -> str:
    most_fen = rules.case_above_fen
    return t("policy.quick_most", yuan=format_yuan(most_fen)) if most_fen else t("policy.any")


def _review(rules: Rules, t: Texts) -> str:
    most_fen = rules.supervisor_limit_fen
    return t("policy.review_most", yuan=format_yuan(most_fen)) if most_fen else t("policy.review_any")


def _ways(room: str, arrivals: Mapping[str, Arrival], t: Texts) -> str:
    said = [f"{t(f'{room}.{way}')} {arrival_days(arrival, t)}" for way, arrival in arrivals.items()]
    return _joined(said) or t("policy.none")


def _due(rules: Rules, t: Texts) -> str:
    due = ((stage.name.lower(), days) for stage, days in rules.due_days.items() if days)
    said = [t("policy.due_days", stage=t(f"case_stage.{stage}"), days=days) for stage, days in due]
    return _joined(said) or t("policy.none")


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words)


# fmt: off
_ROWS: Mapping[str, Callable[[Rules, Texts], str]] = {
    "policy.days":    lambda rules, t: rules.days,
    "policy.counts":  lambda rules, t: t(f"policy.counts.{rules.counts}"),
    "policy.window":  _window,
    "policy.goods":   _goods,
    "policy.fee":     _fee,
    "policy.quick":   _quick,
    "policy.review":  _review,
    "policy.arrival": lambda rules, t: _ways("channel", {str(way): days for way, days in rules.arrivals.items()}, t),
    "policy.outside": lambda rules, t: _ways("route", {str(way): days for way, days in rules.outside.items()}, t),
    "policy.cases":   lambda rules, t: t(f"policy.cases.{rules.duplicates}"),
    "policy.due":     _due,
    "policy.kept":    lambda rules, t: t("policy.kept_days", days=rules.retention_days),
}
# fmt: on
