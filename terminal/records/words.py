"""What a report is about and what was counted beside its totals, as short texts. Pure.

The rule: every part of a filter that asks for less than all is named, so that nobody takes a part for the whole.
"""

from collections.abc import Mapping

from protocol.money import format_yuan
from terminal.columns import clean
from terminal.language import Texts, UnknownText
from terminal.records.changes import Change
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


def closing_words(reason: str, t: Texts) -> str:
    """How a person found it out: one that was chosen has its text, one that was typed is its own; "" for none."""
    return _named(f"closing.{reason}", reason, t) if reason.isidentifier() else clean(reason)


def change_words(one: Change, t: Texts) -> str:
    """Who set a parameter to what, and when."""
    name = _named(f"parameter.{one.name}", one.name, t)
    old, new = (_named(f"choice.{one.name}.{value}", value, t) or t("day.preset") for value in (one.old, one.new))
    said = t("day.change", at=one.at[11:16], number=one.operator_no, name=name, old=old, new=new)
    return f"{said} {t('day.change_kept')}" if one.kept else said


def _named(text_id: str, value: str, t: Texts) -> str:
    """As the catalogue calls it, or as it stands."""
    try:
        return t(text_id)
    except UnknownText:
        return clean(value)


def operator_words(one: OperatorTotal, t: Texts) -> str:
    """What one operator did in a day."""
    amount = format_yuan(-one.refunded_fen)
    return t("day.operator", number=one.operator_no, n=one.transactions, refunds=one.refunds, amount=amount)
