"""Pictures and cameras are opened in a process of their own: its program, its limits, and the side that asks it."""
