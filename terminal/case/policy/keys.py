"""What may stand in a policy's file: its tables as rows, each key with what it may be. Read by file.py. Pure.

The rule: every key and every bound stands here once; docs/policy.md is made of these rows.
"""

import re
from typing import Any

from protocol.money import MAX_FEN
from protocol.transactions import Channel
from terminal.case.papers import Kind, Paper
from terminal.case.policy.rules import ANY, Counts, Duplicates, Fee, Rules, Verdict
from terminal.case.policy.toml_lines import Path
from terminal.case.policy.toml_table import Key, Wrong, array, day, table, table_by, text, whole, word
from terminal.case.words import Route, Stage
from terminal.trade.arrival import Arrival

MAX_PERIODS = 100
MAX_NUMBERS = 500
"""Article numbers that never come back; more of them share a beginning."""
MAX_DAYS = 36_500
MAX_WORKING_DAYS = 90
MAX_TEXT = 60
"""Characters of a name or a reason: two lines of the smallest page."""

_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,20}")


def _number(value: object, path: Path) -> str:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value.removesuffix(ANY)):
        raise Wrong(
            path, f"1 to 20 letters or digits of an article number wanted; {ANY} behind it is any that begins so"
        )
    return value


def _working_days(value: object, path: Path) -> Arrival:
    days: tuple[int, ...] = array(2, whole(0, MAX_WORKING_DAYS))(value, path)
    if len(days) < 2 or days[0] > days[1]:
        raise Wrong(path, "two numbers wanted, the least working days and the most: [1, 7]")
    return Arrival(*days)


def _rules(**values: Any) -> Rules:
    return Rules(arrivals=values.pop("arrival"), **values)


_KINDS = {str(kind): kind for kind in Kind}
_CHANNELS = {str(channel): channel for channel in Channel}
_OUTSIDE = {str(route): route for route in Route if route is not Route.ORIGINAL}
_STAGES = {stage.name.lower(): stage for stage in Stage}

_DAYS, _FEN = whole(0, MAX_DAYS), whole(0, MAX_FEN)
_THEN = word(Verdict, Verdict.CASE, Verdict.REFUSED)
_NUMBERS = array(MAX_NUMBERS, _number)
_PAPERS = table_by(_KINDS, array(len(Paper), word(Paper)), ())
_ARRIVAL = table_by(_CHANNELS, _working_days)
_ROUTES = table_by(_OUTSIDE, _working_days, None)
_DUE = table_by(_STAGES, _DAYS, 0)

# fmt: off
FEE = (
    Key("permille",             whole(0, 1000),
        "of the amount, in thousandths: 50 is 5 %; half a fen is rounded up", 0),
    Key("fixed_fen",            _FEN,
        "a fixed amount beside it, in fen", 0),
    Key("free_days",            _DAYS,
        "no fee up to and including so many days after the sale; left out, there always is one", None),
    Key("words",                text(MAX_TEXT),
        "why, in the shop's words"),
)
PERIOD = (
    Key("since",                day,
        "first day; the oldest period has none, every other has one", None),
    Key("until",                day,
        "last day; the newest period has none, every other has one", None),
    Key("counts",               word(Counts),
        "for a refund asked for in this period count `sale`, the rules of the day of sale, or `request`, these"),
    Key("window_days",          _DAYS,
        "goods come back up to and including so many days after the sale; 0, on that day only"),
    Key("late",                 _THEN,
        "what becomes of later ones: `case`, a case may decide, or `refused`, only the shop manager may"),
    Key("not_returnable",       _NUMBERS,
        "article numbers that don't come back; `29*` is all that begin with 29", ()),
    Key("excluded",             _THEN,
        "what becomes of those: `case` or `refused`", Verdict.REFUSED),
    Key("fee",                  table(FEE, Fee),
        "a fee or penalty, below; at the counter it asks for a case, as nothing is taken off silently", Fee()),
    Key("case_above_fen",       _FEN,
        "quick refunds of more than that of one sale ask for a case; 0, none does", 0),
    Key("supervisor_limit_fen", _FEN,
        "the most that 00 may grant of one sale, above it the shop manager; 0, any amount", 0),
    Key("papers",               _PAPERS,
        "papers beside those that each kind needs anyway: lists by `device`, `transaction`, `service`, `policy`", {}),
    Key("arrival",              _ARRIVAL,
        "working days by the original means, least and most, by `card`, `wechat`, `alipay`, `unionpay_qr`"),
    Key("outside",              _ROUTES,
        "the same outside the terminal, by `bank`, `wechat`, `alipay`; what is left out is not agreed to", {}),
    Key("duplicates",           word(Duplicates),
        "cases of one receipt: `open`, one at a time; `ever`, one for good"),
    Key("due_days",             _DUE,
        f"days after which a step is overdue, 0 for no such time, by {', '.join(f'`{name}`' for name in _STAGES)}", {}),
    Key("retention_days",       whole(1, MAX_DAYS),
        "how long evidence is kept"),
)
ROOT = (
    Key("name",                 text(MAX_TEXT),
        "what the policy is called, on papers too"),
    Key("period",               array(MAX_PERIODS, table(PERIOD, _rules)),
        "`[[period]]`, one table for each time that rules held, in any order"),
)
# fmt: on
