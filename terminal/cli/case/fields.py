"""Frozen values of the case from what was typed, or from a JSON object in a file or on stdin.

The rule: a field that is missing or unknown is wrong usage, and no text repeats more of what was typed than may be
shown.
"""

from typing import Any

import msgspec

from protocol import lookalikes
from terminal.desk.door import Refusal

STDIN = "-"

MAX_JSON = 262_144
"""Bytes of a form or of an act's fields: forty parts and five hundred words in any script are less."""


def read_json(file: str) -> dict[str, Any]:
    """An object, from a file or from STDIN. Refusal usage."""
    try:
        with open(0 if file == STDIN else file, "rb", closefd=file != STDIN) as source:
            data = source.read(MAX_JSON + 1)
        found = msgspec.json.decode(data) if len(data) <= MAX_JSON else None
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise Refusal("usage", hint=f"{'stdin' if file == STDIN else lookalikes.repeated(file)}: one JSON object")
    return found


def made(of: type[Any], fields: dict[str, Any]) -> Any:
    """One frozen value of these fields. Refusal usage for a field that is missing or unknown, case_words else."""
    known = of.__match_args__
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise Refusal("usage", hint=f"no field {lookalikes.repeated(unknown[0])}; there are {', '.join(sorted(known))}")
    try:
        return msgspec.convert(fields, of)
    except msgspec.ValidationError as error:
        text = lookalikes.told(str(error), (str(value) for value in fields.values()))
        missing = "missing required field" in text
        raise Refusal("usage", hint=text) if missing else Refusal("case_words", reason=text) from None
