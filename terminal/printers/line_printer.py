"""A receipt printer on a line: serial, USB serial, or the network (port 9100). Asks how it stands, prints, asks again.

The rule: each wait has an end, and what is not known is not claimed - a printer that answers nothing is printed on
blindly, one that says why it can't is sent nothing. Status bits: ESC/POS, DLE EOT 2 and 4, GS r 1.
"""

from dataclasses import dataclass
from pathlib import Path

from protocol.transport.base import LineError, Transport
from terminal.printers.escpos import escpos_bytes
from terminal.printers.outcome import NotPrinted, Output, Why

ASK_NOW = b"\x10\x04\x02\x10\x04\x04"  # DLE EOT 2, DLE EOT 4: answered at once, one byte each
ASK_WHEN_DONE = b"\x1dr\x01"  # GS r 1: answered when all before it is on paper

# fmt: off
# Which byte of the answer, which bits (any of them), what it means. Other bits of these bytes are fixed, or of no
# concern here: the feed button, paper that will end soon.
TROUBLES: tuple[tuple[int, int, Why], ...] = (
    (1, 0x60, Why.NO_PAPER),       # DLE EOT 4: the roll's sensor sees no paper
    (0, 0x04, Why.COVER_OPEN),     # DLE EOT 2
    (0, 0x20, Why.NO_PAPER),       # DLE EOT 2: stopped, as the paper ended
    (0, 0x40, Why.PRINTER_FAULT),  # DLE EOT 2: an error: knife, head, voltage
)
_FIXED = (0x93, 0x12)       # mask and value: bits 0, 1, 4, 7 of both are 0, 1, 1, 0, so XON and XOFF are no answer
_DONE_FIXED = (0x90, 0x00)  # bits 4 and 7 of what GS r 1 answers
_DONE_NO_PAPER = 0x0C
# fmt: on


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds: for a printer's answer to how it stands, and for a sheet to be on paper."""

    status_s: float = 0.5
    done_s: float = 10.0


class LinePrinter:
    """name: what the settings call it. The line is opened for each sheet, so a printer may be off in between."""

    def __init__(self, name: str, line: Transport, waits: Waits | None = None) -> None:
        self._name = name
        self._line = line
        self._waits = waits or Waits()

    def put(self, sheet: Output) -> Path | NotPrinted | None:
        """None when it is printed (or sent, to a printer that answers nothing); NO_ROLL for what is of A4 alone."""
        if not sheet.rolls:
            return NotPrinted(self._name, Why.NO_ROLL)
        data = escpos_bytes(sheet)
        try:
            self._line.open()
            status = self._status()
        except LineError as error:
            self._line.close()
            return NotPrinted(self._name, Why.UNREACHABLE, error.reason)
        try:
            trouble = trouble_in(status)
            return NotPrinted(self._name, trouble) if trouble else self._print(data, mute=not status)
        except LineError as error:
            return NotPrinted(self._name, Why.BROKE_OFF, error.reason, begun=True)
        finally:
            self._line.close()

    def _print(self, data: bytes, *, mute: bool) -> NotPrinted | None:
        if mute:
            self._line.write(data)
            self._line.read(self._waits.status_s)  # a late answer left unread resets the line under the sheet's end
            return None
        done = self._ask(data + ASK_WHEN_DONE, 1, _DONE_FIXED, self._waits.done_s)
        if not done:  # it stopped on its way, and may still say why
            why = trouble_in(self._status()) or Why.BROKE_OFF
            return NotPrinted(self._name, why, f"no answer within {self._waits.done_s:g} s", begun=True)
        return NotPrinted(self._name, Why.NO_PAPER, begun=True) if done[0] & _DONE_NO_PAPER else None

    def _status(self) -> bytes:
        return self._ask(ASK_NOW, 2, _FIXED, self._waits.status_s)

    def _ask(self, question: bytes, count: int, fixed: tuple[int, int], within_s: float) -> bytes:
        """The first `count` bytes that can be its answer, fewer when the time is over."""
        line, (mask, value) = self._line, fixed
        line.write(question)
        until, found = line.now() + within_s, b""
        while len(found) < count and (left := until - line.now()) > 0:
            found += bytes(byte for byte in line.read(left) if byte & mask == value)
        return found[:count]


def trouble_in(status: bytes) -> Why | None:
    """What keeps a printer from printing; None where nothing does, or where it did not answer both questions."""
    if len(status) != len(ASK_NOW) // 3:
        return None
    return next((why for at, bits, why in TROUBLES if status[at] & bits), None)
