"""A run that is written down: the seed, which of its faults fire, and which of its tasks are done. A file of JSON.

The rule: a scenario says everything, and a file says nothing else; whoever has it and this version of the program sees
the same history.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal.simulation.faults import BEFORE, Fault, Fired

KEYS = ("seed", "tasks", "faults")


class ScenarioFileError(ValueError):
    """No scenario can be read from this file. why: unreadable, not_json, missing, unknown or value. key: what is wrong
    in it, "faults[2]"; "" where there is none.
    """

    def __init__(self, path: Path, why: str, key: str = "", reason: str = "") -> None:
        super().__init__(f"{path}: {' '.join(filter(None, (why, key, reason)))}")
        self.path, self.why, self.key, self.reason = path, why, key, reason


@dataclass(frozen=True, slots=True)
class Scenario:
    """tasks: (terminal, number of its task), both from 0."""

    seed: int
    faults: tuple[Fired, ...]
    tasks: tuple[tuple[int, int], ...]

    def written(self) -> str:
        """As it stands in a file, a fault a line."""
        faults = ",\n  ".join(json.dumps(fired) for fired in self.faults)
        return f'{{"seed": {self.seed},\n "tasks": {json.dumps(self.tasks)},\n "faults": [\n  {faults}]}}\n'


def read_scenario(path: Path) -> Scenario:
    """Raises ScenarioFileError."""
    said = _document(path)
    for why, keys in (("unknown", said.keys() - set(KEYS)), ("missing", set(KEYS) - said.keys())):
        if keys:
            raise ScenarioFileError(path, why, ", ".join(sorted(keys)))
    if not _counts([said["seed"]], 1):
        raise ScenarioFileError(path, "value", "seed")
    tasks = [tuple(place) for place in _each(path, said, "tasks", lambda place: _counts(place, 2))]
    faults = [Fired(Fault(fault), *place) for fault, *place in _each(path, said, "faults", _is_fault)]
    return Scenario(said["seed"], tuple(faults), tuple(tasks))


def _document(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioFileError(path, "unreadable", reason=error.strerror or "") from None
    except (ValueError, RecursionError) as error:
        raise ScenarioFileError(path, "not_json", reason=str(error)) from None
    if not isinstance(said, dict):
        raise ScenarioFileError(path, "not_json")
    return said


def _each(path: Path, said: dict[str, Any], key: str, fits: Callable[[object], bool]) -> list[Any]:
    rows = said[key]
    if not isinstance(rows, list):
        raise ScenarioFileError(path, "value", key)
    for at, row in enumerate(rows):
        if not fits(row):
            raise ScenarioFileError(path, "value", f"{key}[{at}]")
    return rows


def _is_fault(row: object) -> bool:
    """Its class, the terminal, the task (BEFORE for none yet) and the opportunity."""
    if not isinstance(row, list) or len(row) != 4 or row[0] not in list(Fault):
        return False
    _, terminal, task, number = row
    return _counts([terminal, number], 2) and type(task) is int and task >= BEFORE


def _counts(row: object, size: int) -> bool:
    """So many whole numbers from 0."""
    return isinstance(row, list) and len(row) == size and all(type(one) is int and one >= 0 for one in row)
