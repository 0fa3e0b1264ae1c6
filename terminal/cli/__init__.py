"""The command line: `tuihuo` alone opens the terminal, every other word is a verb. One verb group a file.

stdout carries data, stderr carries narration, both UTF-8. Exit codes: docs/protocol of the command line (cli contract):
0 done, 1 refused, 2 wrong usage, 3 unknown outcome, 4 nothing was sent.
"""

from terminal.cli.main import main

__all__ = ["main"]
