"""Receipt lines -> a text file, UTF-8, one line feed a line."""

from collections.abc import Iterable
from pathlib import Path

from terminal.printers.files import save_new


def print_text(lines: Iterable[str], folder: Path, stem: str) -> Path:
    """Save lines as a new .txt file in `folder` and give its path; errors as save_new."""
    return save_new(folder, stem, "txt", "".join(f"{line}\n" for line in lines).encode("utf-8"))
