"""Who allows what a test has done at a desk: the supervisor, as the password was right."""

from terminal.desk.operators import SUPERVISOR, Admitted

BY = Admitted(SUPERVISOR)
