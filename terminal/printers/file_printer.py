"""Sheets -> files of one format in one folder, each new and whole. The formats are a table, their code loaded late."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from terminal.printers.files import save_new
from terminal.printers.outcome import NotPrinted, Output, Why


def _text(sheet: Output) -> bytes:
    from terminal.printers.text import text_bytes

    return text_bytes(sheet)


def _png(sheet: Output) -> bytes:
    from terminal.printers import a4, png  # Pillow and the font only where something is drawn

    return png.png_bytes(sheet) if sheet.a4 is None else a4.png_of_pages(sheet.a4)


def _pdf(sheet: Output) -> bytes:
    from terminal.printers import a4, pdf

    return pdf.pdf_bytes(sheet) if sheet.a4 is None else a4.pdf_of_pages(sheet.a4)


def _escpos(sheet: Output) -> bytes:
    from terminal.printers.escpos import escpos_bytes

    return escpos_bytes(sheet)


@dataclass(frozen=True, slots=True)
class Format:
    """ending: of its files, and its name. roll: it is for a printer with a roll."""

    ending: str
    make: Callable[[Output], bytes]
    roll: bool = False


# fmt: off
TEXT    = Format("txt",    _text)    # UTF-8, for people and programs
PICTURE = Format("png",    _png)     # the paper as it looks
PDF     = Format("pdf",    _pdf)     # the same at its true size, its text can be searched and copied
ESCPOS  = Format("escpos", _escpos, roll=True)  # a printer's bytes, to be sent to it later
# fmt: on


class FilePrinter:
    """Saves each sheet as a new file of one format in `folder`."""

    def __init__(self, folder: Path, form: Format) -> None:
        self._folder = folder
        self._form = form

    def put(self, sheet: Output) -> Path | NotPrinted | None:
        """The new file; NOT_SAVED where the disk is full, missing or read-only, NO_ROLL for what is of A4 alone."""
        if self._form.roll and not sheet.rolls:
            return NotPrinted(self._form.ending, Why.NO_ROLL)
        try:
            return save_new(self._folder, sheet.stem, self._form.ending, self._form.make(sheet))
        except OSError as error:
            return NotPrinted(self._form.ending, Why.NOT_SAVED, error.strerror or str(error))
