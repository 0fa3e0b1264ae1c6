"""A printer's URL -> the way out it names. Text in, a Way out; no line is opened here.

Forms: txt: | png: | pdf: | escpos: (files in the receipts' folder) | tcp://host, port 9100 where none is named |
serial:///dev/ttyUSB0?baud=9600 | serial://COM3 | serial://?vid=0416&pid=5011 | rfc2217://host:port.
"""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from protocol.transport.base import Transport
from terminal.line.links import LinkUrl, LinkUrlError, parse_link
from terminal.printers.file_printer import ESCPOS, PDF, PICTURE, TEXT, FilePrinter, Format
from terminal.printers.line_printer import LinePrinter
from terminal.printers.outcome import Way

RAW_PORT = 9100
"""Where printers on a network take bytes as they come (JetDirect)."""
CONNECT_S = 3.0
"""A printer in the same shop answers at once, or is off."""

_FILES: dict[str, Format] = {form.ending: form for form in (TEXT, PICTURE, PDF, ESCPOS)}
_LINES = ("tcp", "serial", "rfc2217")
KINDS = (*_FILES, *_LINES)
"""Where a slip can go."""
_OPTIONS = frozenset({"baud", "vid", "pid"})


class PrinterUrlError(ValueError):
    """Not a printer's URL; the text says which part."""


def open_way(url: str, folder: Path) -> Way:
    """folder: of the receipts, for files. Raises PrinterUrlError."""
    form = _form(url)
    return LinePrinter(url, _line(_link(url))) if form is None else FilePrinter(folder, form)


def require_way(url: str) -> str:
    """The URL as it is. Raises PrinterUrlError for what is none; nothing is opened."""
    if _form(url) is None:
        _link(url)
    return url


def _form(url: str) -> Format | None:
    """Of files; None for a printer on a line."""
    kind, colon, rest = url.partition(":")
    return _FILES.get(kind) if colon and not rest else None


def _link(url: str) -> LinkUrl:
    kind = url.partition(":")[0]
    if kind not in _LINES:
        raise PrinterUrlError(f"{url!r}: one of {', '.join(KINDS)} wanted")
    try:
        parts = urlsplit(url)
        unknown = sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True) if name not in _OPTIONS)
        if unknown:
            raise LinkUrlError(f"no option {unknown[0]}")
        preset = f"{url.rstrip('/:')}:{RAW_PORT}" if kind == "tcp" and parts.hostname and parts.port is None else url
        return parse_link(preset)
    except ValueError as error:
        raise PrinterUrlError(f"{url!r}: {error}") from None


def _line(link: LinkUrl) -> Transport:
    if link.kind == "tcp":
        from protocol.transport.tcp import TcpTransport

        return TcpTransport(*link.host_port, CONNECT_S)
    from protocol.transport.serial_port import SerialTransport

    if link.kind == "rfc2217":
        return SerialTransport(f"rfc2217://{link.address}", link.baud)
    return SerialTransport(link.address, link.baud, usb=None if link.address else (link.vid, link.pid))
