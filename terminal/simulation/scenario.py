"""A run that is written down: the seed, which of its faults fire, and which of its tasks are done. A file of JSON.

The rule: a scenario says everything; whoever has the file and this version of the program sees the same history.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from terminal.simulation.faults import Fault, Fired


class ScenarioFileError(ValueError):
    """No scenario can be read from this file."""


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
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        faults = tuple(Fired(Fault(name), *map(int, place)) for name, *place in said["faults"])
        return Scenario(int(said["seed"]), faults, tuple((int(who), int(which)) for who, which in said["tasks"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ScenarioFileError(f"{path}: {error}") from None
