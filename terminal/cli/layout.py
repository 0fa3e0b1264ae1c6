"""How verbs lay words out for people: help pages, and lists on a screen. No word of their own stands here.

The rule: a line is wrapped once, at the width of the screen it goes to, and where there is none a list keeps its lines.
"""

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from terminal.columns import width, wrap

if TYPE_CHECKING:
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

_INDENT = "    "
_UNWRAPPED = 10_000
"""Columns: wider than any paragraph of a help page."""
_NARROWEST = 20
"""Columns: on a screen that says it has fewer, lines run over its edge."""


def screen_columns() -> int | None:
    """Of the screen that stdout is; None where it is a file or a pipe."""
    return max(shutil.get_terminal_size().columns, _NARROWEST) if sys.stdout.isatty() else None


def hang(text: str, columns: int | None, first: str = "") -> list[str]:
    """`first` and the text, wrapped as columns.wrap does; lines that go on are indented. columns None: one line."""
    if columns is None:
        return [first + text]
    begun, *_ = wrap(text, columns - len(first))
    rest = text.strip()[len(begun) :].strip()
    return [first + begun, *(_INDENT + line for line in wrap(rest, columns - len(_INDENT)) if line)]


def fill(cells: Sequence[str], columns: int | None, gap: str = "  ") -> list[str]:
    """Cells side by side; the first that does not fit begins a line, which is indented. None: one line."""
    lines = [cells[0]]
    for cell in cells[1:]:
        if columns is None or width(lines[-1] + gap + cell.rstrip()) <= columns:
            lines[-1] += gap + cell
        else:
            lines.append(_INDENT + cell)
    return [line.rstrip() for line in lines]


class HelpPages:
    """The help_formatter of the verbs. cyclopts' plain one wraps a description for a line of its own, then puts the
    option's name in front and wraps what has come out once more.
    """

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: Any) -> None:
        """The line "Usage: …", and an empty one."""
        self._print(console, [f"Usage: {line}" for line in self._paragraphs(console, usage)] + [""])

    def render_description(self, console: "Console", options: "ConsoleOptions", description: Any) -> None:
        """What a verb does: each paragraph wrapped, and an empty line."""
        lines = [line for text in self._paragraphs(console, description) for line in wrap(text, self._columns(console))]
        if any(lines):
            self._print(console, [*lines, ""])

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:
        """Verbs, arguments or options: a line each, more where it is long, and an empty line."""
        if not panel.entries:
            return
        columns = self._columns(console)
        lines = [line for entry in panel.entries for line in hang(self._told(console, entry), columns, "  ")]
        self._print(console, [f"{panel.title}:", *lines, ""])

    def _told(self, console: "Console", entry: "HelpEntry") -> str:
        notes = [
            "" if entry.choices is None else f"[choices: {', '.join(entry.choices)}]",
            "" if entry.default is None else f"[default: {entry.default}]",
            "[required]" if entry.required else "",
        ]
        said = " ".join(filter(None, [*self._paragraphs(console, entry.description), *notes]))
        names = ", ".join(entry.display_labels_with_metavar)
        return f"{names}: {said}" if said else names

    @staticmethod
    def _columns(console: "Console") -> int:
        return max(console.width, _NARROWEST)

    @staticmethod
    def _paragraphs(console: "Console", told: Any) -> list[str]:
        """What may be Markdown, unwrapped and without its marks."""
        if told is None:
            return []
        rendered = console.render(told, console.options.update(width=_UNWRAPPED))
        return [line.rstrip() for line in "".join(part.text for part in rendered).strip().split("\n")]

    @staticmethod
    def _print(console: "Console", lines: Sequence[str]) -> None:
        print(*lines, sep="\n", file=console.file)  # console.print wraps once more, or shows nothing at COLUMNS=0
