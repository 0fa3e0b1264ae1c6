"""A clock for lines in memory: nobody waits, however long a silence is."""


class VirtualClock:
    """Seconds that pass when somebody sleeps, and never else."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += max(seconds, 0.0)
