"""The reading process with one step of the real cascade replaced by one that misbehaves, as a decoder might.

No test here. The rule: the program, the table of steps and all other steps are the product's own.
"""

import sys

_PROGRAM = """
import os, sys, time
from dataclasses import replace
from scanner.decode import cascade
from scanner.reader import child

def misbehave(pixels, symbologies):
    for fd in (1, 2):
        os.write(fd, b"zbar: WARNING: ...\\n")
    print("and Python's own", file=sys.stderr, flush=True)
    if sys.argv[2] == "abort":
        os.abort()
    if sys.argv[2] == "hang":
        time.sleep(600)
    if sys.argv[2] == "eat":
        kept = [bytearray(64_000_000) for _ in range(10_000)]
    return []

cascade.STEPS = tuple(
    replace(step, read=misbehave) if step.name == sys.argv[1] else step for step in cascade.STEPS
)
assert [step.read for step in cascade.STEPS].count(misbehave) == 1
child.main()
"""


def with_step(name: str, does: str) -> tuple[str, ...]:
    """The command of such a process. name: the step's. does: prints, and then abort, hang, eat, or nothing more."""
    return (sys.executable, "-P", "-c", _PROGRAM, name, does)
