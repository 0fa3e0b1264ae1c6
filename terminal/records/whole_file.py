"""A small text file that is there whole or as it was before, durably, and for its owner alone. It reads none."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """UTF-8, mode 0600. When it returns the new text is on the disk; until then the old one stands. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a new file's name durable; folders can't be opened for that on Windows, which needs it less."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
