"""A report as a file: CSV for spreadsheet programs, JSON for programs, PDF for paper. Bytes in memory; desk saves them.

The rule: what is written is what a report shows, masked as it is there. A cell of the CSV never begins as a formula
does, whatever a customer's or a merchant's name says, also where another sign divides cells; its amounts are numbers.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from terminal.columns import clean
from terminal.language import Texts
from terminal.records.report import LISTED, Filter, Report
from terminal.records.table import COLUMNS

BOM = "\ufeff"
"""Without it a spreadsheet program takes UTF-8 for the machine's old code page."""

_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠")
"""What a spreadsheet program may take for the beginning of a formula, also in full width."""

_DIVIDED = re.compile(r"""([;|\t\r\n](?:[^\S\t\r\n]|")*)([=+\-@＝＋－＠])""")
"""The same behind what divides cells or rows elsewhere: there the quotes of a second cell count for nothing."""

QUOTED: Final = csv.QUOTE_ALL
"""Of every CSV of ours."""

_NUMBERS = frozenset({"amount_fen"})
"""Columns that are numbers and stay so, as their text is ours."""

MOST_EXPORTED = 100_000
"""Rows of a CSV or JSON file: more than a journal of years holds, and a bound on memory."""


@dataclass(frozen=True, slots=True)
class Made:
    """Who exports, where and when: the head of a file. at: ISO local time. practice: no real money moves here. printed:
    it is a paper and no export.
    """

    merchant_name: str
    at: str
    practice: bool
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """ending: of its files, and its name. most: rows of one file, the newest."""

    ending: str
    most: int
    make: Callable[[Report, Made, Texts], bytes]


def csv_bytes(report: Report, _made: Made, t: Texts) -> bytes:
    """UTF-8 with a BOM, CRLF, a row of titles; one row a transaction, newest first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=QUOTED)
    writer.writerow(cell(t(f"column.{column.name}")) for column in COLUMNS)
    for one in report.rows:
        texts = ((column.name in _NUMBERS, column.text(one, t)) for column in COLUMNS)
        writer.writerow(text if number else cell(text) for number, text in texts)
    return (BOM + text.getvalue()).encode("utf-8")


def json_bytes(report: Report, made: Made, _t: Texts) -> bytes:
    """One object: what was asked for, what it adds up to, the transactions, newest first; amounts in integer fen."""
    said = {
        "made_at": made.at,
        "merchant_name": made.merchant_name,
        "practice": made.practice,
        "asked": _asked(report.asked),
        "found": report.found,
        "standings": {str(standing): count for standing, count in report.standings.items()},
        "totals": [
            {"kind": one.kind, "channel": one.channel.value, "count": one.count, "fen": one.fen}
            for one in report.totals
        ],
        "transactions": [{column.name: _value(column.of(one)) for column in COLUMNS} for one in report.rows],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _pdf(report: Report, made: Made, t: Texts) -> bytes:
    from terminal.records.printed import report_pdf  # Pillow and the font only where something is drawn

    return report_pdf(report, made, t)


def _asked(asked: Filter) -> dict[str, str]:
    return {
        "since": asked.since,
        "until": asked.until,
        "operator_no": asked.operator_no,
        "batch_no": asked.batch_no,
        "group": asked.group.value,
        "standing": asked.standing.value if asked.standing is not None else "",
        "text": asked.text,
    }


def _value(said: str | int | bool) -> str | int | bool:
    return clean(said) if isinstance(said, str) else said


def cell(text: str) -> str:
    """Text that stays text: an apostrophe before what would begin a formula, as spreadsheet programs want it."""
    bare = _DIVIDED.sub(r"\1'\2", text.strip())
    return f"'{bare}" if bare[:1] in _FORMULA else bare


# fmt: off
FORMATS: dict[str, Format] = {
    "csv":  Format("csv",  MOST_EXPORTED, csv_bytes),
    "json": Format("json", MOST_EXPORTED, json_bytes),
    "pdf":  Format("pdf",  LISTED,        _pdf),
}
# fmt: on
