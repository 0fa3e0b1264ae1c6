"""One target under atheris, in a process of its own: `python -m terminal.fuzz.runner TARGET [libFuzzer options]`.

Not imported by anything: atheris instruments modules while they are imported and ends the process when it is done.
"""

import sys

import atheris

ROOMS = ["protocol", "scanner", "terminal.fuzz"]
"""What is instrumented: the parsers; coverage of anything else would only lead the fuzzer astray."""


def main() -> None:
    """Fuzz the target named first; never returns."""
    with atheris.instrument_imports(include=ROOMS):
        from terminal.fuzz.targets import TARGETS
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup([*sys.argv, f"-max_len={target.most}"], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
