"""A journal's events as they are handed out: whole rows with their hashes, as JSON lines or CSV. Pure.

The rule: nobody is handed a hash of what few digits are enough to guess, a password or a card, nor a card's number that
an older program let in; a cell of the CSV never begins as a formula does.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from terminal.case.card_numbers import masked
from terminal.case.outward import KEYED
from terminal.records.export import BOM, QUOTED, cell
from terminal.records.format import COLUMNS
from terminal.records.store import JournalError, Row

HELD_BACK = "***"
_SECRET = frozenset({"password"}) | KEYED
"""Names in a body of what holds a hash of what few digits are enough to guess."""
_OURS = frozenset({"key", "link", "sha256"})
"""Names of what this program made itself, where digits that look like a card's are none."""
_TITLES = (*COLUMNS, "previous", "hash")


@dataclass(frozen=True, slots=True)
class Event:
    """One row. values: by the names of format.COLUMNS, body apart, and the two hashes. body: less what is held back."""

    values: dict[str, Any]
    body: dict[str, Any]

    @property
    def seq(self) -> int:
        """Its number."""
        return int(self.values["seq"])

    @property
    def at(self) -> str:
        """When, ISO."""
        return str(self.values["at"])

    @property
    def kind(self) -> str:
        """What happened."""
        return str(self.values["kind"])

    @property
    def subject(self) -> str:
        """The key of the record it is about."""
        return str(self.values["subject"])

    @property
    def operator_no(self) -> str:
        """By whom."""
        return str(self.values["operator_no"])

    def as_json(self) -> str:
        """One line."""
        said = {**self.values, "practice": bool(self.values["practice"]), "body": self.body}
        return json.dumps(said, ensure_ascii=False)


def events(rows: Iterable[Row]) -> Iterator[Event]:
    """JournalError journal_damaged: a row is none."""
    for row in rows:
        values = dict(zip(_TITLES, row, strict=True))
        try:
            body = json.loads(values.pop("body"))
            yield Event(values, {name: _outward(name, said) for name, said in body.items()})
        except (ValueError, TypeError, AttributeError):
            raise JournalError("journal_damaged", f"event {row[0]}: its body is none") from None


def _outward(name: str, said: Any) -> Any:
    if name in _SECRET:
        return HELD_BACK if said else said
    if isinstance(said, dict) and name not in _OURS:
        return {inner: _outward(inner, one) for inner, one in said.items()}
    if isinstance(said, list):
        return [_outward(name, one) for one in said]
    return masked(said) if isinstance(said, str) and name not in _OURS else said


def json_lines(found: Sequence[Event]) -> str:
    """One object a line; amounts in integer fen."""
    return "".join(f"{event.as_json()}\n" for event in found)


def csv_text(found: Sequence[Event]) -> str:
    """With a BOM, CRLF and a row of titles; the body is a cell of JSON."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=QUOTED)
    writer.writerow(_TITLES)
    for event in found:
        said = event.values | {"body": json.dumps(event.body, ensure_ascii=False)}
        writer.writerow(said[name] if name == "seq" else cell(str(said[name])) for name in _TITLES)
    return BOM + text.getvalue()


FORMATS: dict[str, Callable[[Sequence[Event]], str]] = {".jsonl": json_lines, ".csv": csv_text}
