"""Who allows what a test has done at a desk: the supervisor, as the password was right; and who hears of it, nobody."""

from terminal.desk.operators import SUPERVISOR, Admitted

BY = Admitted(SUPERVISOR)


def nobody(_told: object) -> None:
    """Nobody listens."""
