"""A sheet -> text, UTF-8, one line feed a line; its codes are left out."""

from collections.abc import Iterable

from terminal.printers.outcome import Output
from terminal.receipt import text_lines


def text_bytes(sheet: Output) -> bytes:
    """What a text file of this sheet holds."""
    return "".join(f"{line}\n" for line in _lines(sheet)).encode("utf-8")


def _lines(sheet: Output) -> Iterable[str]:
    if sheet.a4 is None:
        return text_lines(sheet.parts, sheet.paper)
    return (line for page in sheet.a4.pages for line in page)
