"""`tuihuo policy`: whether a refund policy can be taken, and what the one in force says.

The rule: what is wrong is told by file, line and key; nothing is changed here.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from terminal.case.policy.file import PolicyFileError, read_policy
from terminal.cli.layout import hang, screen_columns
from terminal.cli.policy_words import rules_said
from terminal.cli.refusal import complain
from terminal.columns import clean
from terminal.desk.faults import DONE, MALFORMED
from terminal.desk.rulebook import policy_in_force
from terminal.language import translator
from terminal.settings import load_settings

app = App(name="policy", help="The shop's refund policy; docs/policy.md has the format.")

Json = Annotated[bool, Parameter(name="--json", negative="")]


@app.command
def check(file: Path, /, *, as_json: Json = False) -> int:
    """Whether a file can be taken as the refund policy; the first fault by file, line and key, exit 2.

    Parameters
    ----------
    file
        TOML.
    as_json
        Print one JSON document.
    """
    try:
        policy = read_policy(file)
    except PolicyFileError as error:
        if as_json:
            fault = {"good": False, "file": str(file), "line": error.line, "key": error.key, "reason": error.reason}
            print(json.dumps(fault, ensure_ascii=False))
        complain(error)
        return MALFORMED
    if as_json:
        periods = [{"since": _iso(rules.since), "until": _iso(rules.until)} for rules in policy.periods]
        good = {"good": True, "file": str(file), "name": policy.name, "periods": periods}
        print(json.dumps(good, ensure_ascii=False))
    else:
        texts = translator(load_settings().lang)
        print(clean(texts("policy.good", file=file, periods=len(policy.periods))))
    return DONE


@app.command
def show(*, on: date | None = None) -> int:
    """The rules that are in force on a day, in words.

    Parameters
    ----------
    on
        Day, YYYY-MM-DD; without it today.
    """
    settings = load_settings()
    texts, columns = translator(settings.lang), screen_columns()
    policy = policy_in_force(settings.policy)
    file = str(settings.policy) if settings.policy.exists() else texts("policy.shipped")
    rows = [(texts("policy.name"), policy.name), (texts("policy.file"), clean(file))]
    for head, words in [*rows, *rules_said(policy.on(on or _today()), texts)]:
        print(*hang(words, columns, f"{head}: "), sep="\n")
    return DONE


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _today() -> date:
    return datetime.now().astimezone().date()
