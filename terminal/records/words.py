"""What a report is about and what was counted beside its totals, as short texts. Pure.

The rule: every part of a filter that asks for less than all is named, so that nobody takes a part for the whole.
"""

from collections.abc import Mapping

from protocol.money import format_yuan
from terminal.columns import clean
from terminal.language import Texts
from terminal.records.report import Filter, Group, OperatorTotal, Report, Standing


def asked_words(asked: Filter, t: Texts) -> str:
    """The parts of a filter, from the day on."""
    parts = [days_words(asked, t)]
    parts += [t("records.of_batch", number=asked.batch_no)] if asked.batch_no else []
    parts += [t("records.of_operator", number=asked.operator_no) if asked.operator_no else t("records.all_operators")]
    parts += [t(f"group.{asked.group}")] if asked.group is not Group.EVERY else []
    parts += [t(f"standing.{asked.standing}")] if asked.standing is not None else []
    parts += [t("records.of_text", text=clean(asked.text))] if asked.text else []
    return " ".join(parts)


def days_words(asked: Filter, t: Texts) -> str:
    """One day, from day to day, or all days."""
    if asked.since == asked.until:
        return asked.since or t("records.all_days")
    return t("records.days", since=asked.since or "…", until=asked.until or "…")


def counted_words(report: Report, t: Texts) -> str:
    """How many were found, and how many of them stand otherwise than done."""
    parts = [t("records.found", n=report.found)]
    parts += filter(None, [beside_words(report.standings, t)])
    if report.found > len(report.rows):
        parts.append(t("records.newest", n=len(report.rows)))
    return " ".join(parts)


def beside_words(standings: Mapping[Standing, int], t: Texts) -> str:
    """What stands otherwise than done; "" for nothing."""
    return " ".join(t(f"counted.{one}", n=count) for one, count in standings.items() if one is not Standing.DONE)


def operator_words(one: OperatorTotal, t: Texts) -> str:
    """What one operator did in a day."""
    amount = format_yuan(-one.refunded_fen)
    return t("day.operator", number=one.operator_no, n=one.transactions, refunds=one.refunds, amount=amount)
