"""A sheet -> text, UTF-8, one line feed a line; its codes are left out."""

from terminal.printers.outcome import Output
from terminal.receipt import text_lines


def text_bytes(sheet: Output) -> bytes:
    """What a text file of this sheet holds."""
    return "".join(f"{line}\n" for line in text_lines(sheet.parts, sheet.paper)).encode("utf-8")
