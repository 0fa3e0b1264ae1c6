"""Receipt lines -> a picture of the paper, drawn with the bundled font (scanner/paper.py draws)."""

from collections.abc import Iterable
from pathlib import Path

from terminal.printers.files import save_new


def print_png(lines: Iterable[str], folder: Path, stem: str) -> Path:
    """Save lines of at most 32 columns as a new .png file in `folder` and give its path; errors as save_new."""
    from scanner.paper import draw_lines, png, stack  # Pillow and the font only where something is printed

    return save_new(folder, stem, "png", png(stack([draw_lines(lines)])))
