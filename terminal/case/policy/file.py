"""The refund policy from TOML (docs/policy.md): the shipped example beside this file, or the shop's own.

The rule: it fails closed. Whatever is unknown, missing, of another type or out of bounds, and a day without rules or
with two, is a PolicyFileError that names file, line and key; nothing is guessed or passed over.
"""

import re
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

from protocol.strict_toml import read_toml
from terminal.case.policy.keys import ROOT
from terminal.case.policy.policy import Policy, PolicyError
from terminal.case.policy.toml_lines import Path as Place
from terminal.case.policy.toml_lines import line_of, lines_of
from terminal.case.policy.toml_table import Wrong, spelt, table
from terminal.columns import clean

POLICY = "policy.toml"
"""The example's name, and that of the shop's own in its folder."""

MAX_FILE = 65_536
"""Bytes of a file: a shop's rules of many years, and read at once."""
MAX_REASON = 120
"""Characters of what the TOML parser has to say."""

_AT_LINE = re.compile(r" ?\(at line ([0-9]+), column [0-9]+\)$")


class PolicyFileError(ValueError):
    """The file can't be taken. line: from 1, 0 for the file as a whole. key: such as period[2].fee.permille, or ""."""

    def __init__(self, file: str, line: int, key: str, reason: str) -> None:
        super().__init__(file, line, key, reason)
        self.file, self.line, self.key, self.reason = file, line, key, reason

    @property
    def place(self) -> str:
        """file:line, or the file as a whole."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.key, self.reason) if part)


def read_policy(path: Path) -> Policy:
    """The policy in this file. Raises PolicyFileError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        raise PolicyFileError(str(path), 0, "", getattr(error, "strerror", None) or "no file's name") from None
    if len(data) > MAX_FILE:
        raise PolicyFileError(str(path), 0, "", f"more than {MAX_FILE} bytes")
    try:
        return policy_of(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyFileError(str(path), line, "", "not UTF-8 text") from None


def shipped_policy() -> Policy:
    """The example of this package."""
    return policy_of(files("terminal.case.policy").joinpath(POLICY).read_text(encoding="utf-8"), POLICY)


def policy_of(toml: str, file: str) -> Policy:
    """The policy that `toml` says; `file` names it in errors. Raises PolicyFileError."""
    try:
        values = read_toml(toml)
    except ValueError as error:
        raise _not_toml(str(error), file) from None
    try:
        found = table(ROOT)(values, ())
    except Wrong as wrong:
        line = line_of(lines_of(toml), wrong.path)
        raise PolicyFileError(file, line, clean(spelt(wrong.path)), wrong.reason) from None
    order = sorted(range(len(found["period"])), key=lambda place: found["period"][place].since or date.min)
    try:
        return Policy(found["name"], tuple(found["period"][place] for place in order))
    except PolicyError as error:
        paths: list[Place] = [("period", order[place], key) for place, key in error.ends] or [("period",)]
        raise _misfit(error.reason, paths, toml, file) from None


def _misfit(reason: str, paths: Sequence[Place], toml: str, file: str) -> PolicyFileError:
    """Named by the later of the days it is about, and by the lines of both."""
    known = lines_of(toml)
    lines = [line_of(known, path) for path in paths]
    both = f" (lines {lines[0]} and {lines[-1]})" if len(lines) > 1 else ""
    return PolicyFileError(file, lines[-1], spelt(paths[-1]), reason + both)


def _not_toml(reason: str, file: str) -> PolicyFileError:
    """The parser says the line at the end of its words."""
    found = _AT_LINE.search(reason)
    line = int(found.group(1)) if found else 0
    return PolicyFileError(file, line, "", f"not TOML: {clean(_AT_LINE.sub('', reason))[:MAX_REASON]}")
