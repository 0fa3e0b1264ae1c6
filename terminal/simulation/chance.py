"""One source of randomness for each concern, all from one seed. No fault and no time here.

The rule: a concern draws from its own source only, so that another class of faults changes no other concern's draws.
"""

from enum import StrEnum
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


class Chances:
    """The sources of one seed."""

    def __init__(self, seed: int) -> None:
        self._of = {concern: Random(f"{seed} {concern.value}") for concern in Concern}

    def of(self, concern: Concern) -> Random:
        """The source of one concern."""
        return self._of[concern]
