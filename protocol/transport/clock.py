"""The real clock, for lines that live in real time."""

import time


class SystemClock:
    """Monotonic seconds and a sleep."""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait so long."""
        if seconds > 0:
            time.sleep(seconds)
