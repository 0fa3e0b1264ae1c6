"""`tuihuo emulator scenarios`: what can go wrong on purpose, what sets it off, and what the cashier sees of it."""

import json
from typing import Annotated

from cyclopts import Parameter

from emulator.scenario_file import shipped
from terminal.cli.layout import hang, screen_columns
from terminal.desk.faults import DONE
from terminal.settings import load_settings


def scenarios(
    *, as_json: Annotated[bool, Parameter(name="--json", negative="", help="One JSON line each.")] = False
) -> int:
    """Every scenario, what sets it off, and what the cashier sees."""
    lang, columns = load_settings().lang, screen_columns()
    for row in shipped().values():
        if as_json:
            document = {
                "scenario": row.name, "title": row.title._asdict(), "links": row.links.value,
                "triggers": row.triggers._asdict(), "sees": row.sees._asdict(),
            }  # fmt: skip
            print(json.dumps(document, ensure_ascii=False))
        else:
            told = (row.title, row.triggers, row.sees)
            title, triggers, sees = (words.zh if lang == "zh" else words.en for words in told)
            print(*hang(f"{row.name} ({row.links}): {title}", columns), sep="\n")
            print(*hang(f"{triggers} -> {sees}", columns, "    "), sep="\n")
    return DONE
