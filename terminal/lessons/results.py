"""What each trainee has done best at each task, and its text in a file. Pure: no file is opened here.

The rule: right beats wrong, then fewer keys; and the text stays small, as the trainee longest away is dropped.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from terminal.columns import clean, cut, width
from terminal.lessons.tasks import TASKS

NAME_COLUMNS = 12
MAX_TRAINEES = 200
"""More than learn at one counter."""
MAX_TRIES = 9999
MOMENT_COLUMNS = 32
_VERSION = 1
_WORDS = frozenset(task.word for task in TASKS)


class ResultsError(ValueError):
    """The text is not one of ours."""


@dataclass(frozen=True, slots=True)
class Done:
    """One try. keys: pressed in it."""

    right: bool
    keys: int

    def at(self, moment: str) -> "Best":
        """The best of this one alone, done then."""
        return Best(self.right, self.keys, 1, moment)


@dataclass(frozen=True, slots=True)
class Best:
    """The best of `tries`. keys: pressed in it. at: ISO local time of the last try."""

    right: bool
    keys: int
    tries: int
    at: str

    def after(self, other: "Best") -> "Best":
        """The better of the two, where the other came later."""
        better = min(self, other, key=lambda one: (not one.right, one.keys))
        return Best(better.right, better.keys, min(self.tries + other.tries, MAX_TRIES), other.at)


Results = Mapping[str, Mapping[str, Best]]
"""Trainee -> word of the task -> best."""


def trainee_of(operator_no: str, name: str) -> str:
    """Whom results are kept for: operator number and name."""
    return f"{operator_no} {named(name)}"


def named(text: str) -> str:
    """A name as it is kept: one clean line of at most NAME_COLUMNS."""
    return cut(clean(text).strip(), NAME_COLUMNS)


def is_name(text: str) -> bool:
    """May somebody be called so?"""
    return bool(text) and named(text) == text and any(sign.isalnum() for sign in text)


def kept(results: Results, trainee: str, word: str, done: Best) -> Results:
    """With one more try. The trainee goes to the end; beyond MAX_TRAINEES the first is dropped."""
    before = results.get(trainee, {})
    best = before[word].after(done) if word in before else done
    rest = {name: row for name, row in results.items() if name != trainee}
    names = list(rest)[max(0, len(rest) + 1 - MAX_TRAINEES) :]
    return {name: rest[name] for name in names} | {trainee: {**before, word: best}}


def written(results: Results) -> str:
    """The text of the file."""
    trainees = {name: {word: asdict(best) for word, best in row.items()} for name, row in results.items()}
    return json.dumps({"version": _VERSION, "trainees": trainees}, ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Results:
    """The results in it. ResultsError for anything that `written` does not make."""
    try:
        found = json.loads(text)
        if found["version"] != _VERSION:
            raise ResultsError("of another version")
        return {_trainee(name): _row(row) for name, row in found["trainees"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ResultsError(str(error)) from None


def _trainee(name: str) -> str:
    number, _, rest = name.partition(" ")
    if not (len(number) == 2 and number.isascii() and number.isdecimal() and is_name(rest)):
        raise ResultsError("no operator number and name")
    return name


def _row(row: dict[str, Any]) -> dict[str, Best]:
    return {word: _best(**best) for word, best in row.items() if word in _WORDS}


def _best(*, right: object, keys: object, tries: object, at: object) -> Best:
    match right, keys, tries, at:
        case bool(), int(), int(), str() if not {type(keys), type(tries)} & {bool} and keys >= 0 and tries >= 1:
            if width(at) > MOMENT_COLUMNS or clean(at) != at:
                raise ResultsError("no time")
            return Best(right, keys, min(tries, MAX_TRIES), at)
    raise ResultsError("no result")
