"""A payment terminal as a register sees it: it reads the card itself, and is a terminal of the practice host. No line.

`dialects` are how registers speak to it, `forge` is what a play knows of them, `at_host` is its other side; what joins
them on a line is `emulator.register_device`.
"""
