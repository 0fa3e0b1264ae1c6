"""One target under atheris, in a process of its own: `python -m terminal.fuzz.runner TARGET [libFuzzer options]`.

Not imported by anything: atheris instruments modules while they are imported and ends the process when it is done.
"""

import sys
from typing import TYPE_CHECKING

import atheris

if TYPE_CHECKING:
    from terminal.fuzz.targets import Target

ROOMS = ["protocol", "scanner", "terminal.fuzz"]
"""What is instrumented: the parsers; coverage of anything else would only lead the fuzzer astray."""


def main() -> None:
    """Fuzz the target named first; never returns."""
    targets = loaded()
    fuzz(targets[sys.argv[1]], sys.argv[2:])


def loaded() -> "dict[str, Target]":
    """The targets, with their parsers instrumented: most of what a short run costs."""
    with atheris.instrument_imports(include=ROOMS):
        from terminal.fuzz.targets import TARGETS
    return TARGETS


def fuzz(target: "Target", options: list[str]) -> None:
    """Ends the process."""
    atheris.Setup([sys.argv[0], *options, f"-max_len={target.most}"], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
