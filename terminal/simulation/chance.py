"""One source of randomness for each concern, all from one seed. No fault and no time here.

The rule: a concern draws from its own source only, and a terminal begins each task with sources of its own, so that
neither another class of faults nor another task changes what is drawn.
"""

from enum import StrEnum
from hashlib import sha256
from random import Random


class Concern(StrEnum):
    """What something is drawn for."""

    PLAN = "plan"
    FAULTS = "faults"
    WORKLOAD = "workload"
    OPERATORS = "operators"
    NETWORK = "network"
    HOST = "host"
    DISK = "disk"
    CLOCK = "clock"
    CRASH = "crash"
    PRINTER = "printer"
    SECRETS = "secrets"


OF_TASKS = (
    Concern.OPERATORS, Concern.NETWORK, Concern.HOST, Concern.DISK, Concern.CLOCK, Concern.CRASH, Concern.PRINTER,
)  # fmt: skip
"""Concerns of a terminal at work; the others are drawn before it."""


class Chances:
    """The sources of one seed, or (whose) of one terminal of it."""

    def __init__(self, seed: int, whose: str = "") -> None:
        self.seed = seed
        self._name = f"{seed} {whose}"
        self._of: dict[Concern, Random] = {}
        self._begun: dict[Concern, int] = {}
        self._held: set[Concern] = set()

    def begin(self, task: int) -> None:
        """From here on as this task has it, whatever was drawn before: what a terminal draws at its tasks."""
        drawn = int.from_bytes(sha256(f"{self._name} {task}".encode()).digest()[:16], "big")
        self._begun = {concern: drawn + number for number, concern in enumerate(OF_TASKS)}
        for concern in self._held:
            self.of(concern)

    def of(self, concern: Concern) -> Random:
        """The source of one concern, to be asked for anew in each task: it is made when it is first wanted, as most
        tasks draw for few concerns.
        """
        if concern in self._begun or concern not in self._of:
            self._begin(concern, self._begun.pop(concern, None))
        return self._of[concern]

    def _begin(self, concern: Concern, begun: int | None) -> None:
        if concern not in self._of:
            self._of[concern] = Random(f"{self._name} {concern.value}" if begun is None else begun)
        elif begun is not None:
            self._of[concern].seed(begun)

    def held(self, concern: Concern) -> Random:
        """As `of`, for whoever keeps it for longer than a task."""
        self._held.add(concern)
        return self.of(concern)
