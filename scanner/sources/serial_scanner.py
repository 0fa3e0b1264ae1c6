"""A scanner on a serial port (USB CDC or RS-232): lines of bytes -> texts, heard in a thread of its own.

What a text means is not decided here. The rule: whoever leaves never waits for the port, and a port that has gone is
looked for again until then.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scanner.decode.symbol import text_of
from scanner.sources.setting_fault import SettingFault

BAUD = 9600
"""As scanners are set when they are bought; 8 data bits, no parity, 1 stop bit."""

BAUDS = (300, 1_000_000)
"""What may be set."""

SILENCE_S = 0.05
"""A scanner that sends no end is done by then: at 9600 baud a character takes 1 ms."""

AGAIN_S = 1.0
"""So often a port that is not there is looked for."""

LEAVE_S = 0.5
"""Longest that whoever closes waits; an open that hangs is left behind."""

LONGEST = 4296
"""Bytes of a line that are kept: the letters of the largest QR code."""


@dataclass(frozen=True, slots=True)
class SerialPort:
    """device: the port's name, "" where it is found by vid and pid (4 hex digits each). baud: bits a second."""

    device: str
    baud: int = BAUD
    vid: str = ""
    pid: str = ""


def parse_port(text: str) -> SerialPort:
    """serial:///dev/ttyACM0?baud=9600, serial://COM3, or serial://?vid=0c2e&pid=0b61.

    SettingFault says what is wrong.
    """
    try:
        parts = urlsplit(text)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        parts, options = urlsplit(""), {}
    device = parts.netloc + parts.path
    if parts.scheme != "serial":
        words = f"{text!r}: serial:///dev/ttyACM0, serial://COM3 or serial://?vid=…&pid=… wanted"
        raise SettingFault("scanner", words, value=text)
    if unknown := sorted(set(options) - {"baud", "vid", "pid"}):
        raise SettingFault("option", f"{text!r}: no option {unknown[0]}", value=text, option=unknown[0])
    vid, pid = (_usb(text, name, options.get(name, "")) for name in ("vid", "pid"))
    if bool(vid) != bool(pid) or bool(vid) == bool(device):
        raise SettingFault("port", f"{text!r}: a port name, or vid and pid, wanted", value=text)
    return SerialPort(device, _baud(text, options.get("baud", str(BAUD))), vid, pid)


class Lines:
    """Bytes as they come -> the lines of them, ended by CR, LF, both, or silence; empty ones are none."""

    def __init__(self) -> None:
        self._line = b""

    def came(self, data: bytes) -> tuple[bytes, ...]:
        """What is complete now."""
        *whole, rest = (self._line + data).replace(b"\r", b"\n").split(b"\n")
        self._line = rest[:LONGEST]
        return tuple(line[:LONGEST] for line in whole if line)

    def silent(self) -> tuple[bytes, ...]:
        """Nothing came for SILENCE_S: what there is, is a line."""
        line, self._line = self._line, b""
        return (line,) if line else ()


class SerialScanner:
    """port: where. heard: each text, in order. told: True when the port is open, False once it has gone, or where it is
    not there. Both are called in the scanner's thread.
    """

    def __init__(self, port: SerialPort, heard: Callable[[str], None], told: Callable[[bool], None]) -> None:
        self._port, self._heard, self._told = port, heard, told
        self._ready: bool | None = None
        self._left = Event()
        self._thread = Thread(target=self._run, name="serial scanner", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def close(self) -> None:
        """End; nothing is heard any more."""
        self._left.set()
        if self._thread.is_alive():
            self._thread.join(LEAVE_S)

    def _run(self) -> None:
        while not self._left.is_set():
            line = _opened(self._port)
            if line is not None:
                self._tell(ready=True)
                self._listen(line)
            self._tell(ready=False)
            self._left.wait(AGAIN_S)

    def _listen(self, line: Any) -> None:
        """Until the port has gone, or whoever listened has."""
        lines = Lines()
        while not self._left.is_set() and (data := _read(line)) is not None:
            for raw in lines.came(data) if data else lines.silent():
                if not self._left.is_set():
                    self._heard(text_of(raw) or raw.decode("ascii", "replace"))
        with contextlib.suppress(OSError):
            line.close()

    def _tell(self, *, ready: bool) -> None:
        if ready is not self._ready and not self._left.is_set():
            self._ready = ready
            self._told(ready)


def _opened(port: SerialPort) -> Any:
    """The port, emptied; None where it is not there, or not to be had."""
    import serial

    try:
        return serial.Serial(port.device or _found(port), port.baud, timeout=SILENCE_S, exclusive=True)
    except (OSError, ValueError):  # SerialException is an OSError; a ValueError is a speed that this port has not
        return None


def _read(line: Any) -> bytes | None:
    """What has come, b"" where nothing did for SILENCE_S; None once the port has gone."""
    try:
        data: bytes = line.read(max(1, line.in_waiting))
    except (OSError, TypeError):  # a port that is pulled out is told in several ways
        return None
    return data


def _found(port: SerialPort) -> str:
    from serial.tools.list_ports import comports

    for one in comports():
        if one.vid is not None and (f"{one.vid:04x}", f"{one.pid:04x}") == (port.vid, port.pid):
            return str(one.device)
    raise OSError(f"no serial port with vid={port.vid} and pid={port.pid}")


def _usb(text: str, name: str, value: str) -> str:
    if value and not (len(value) <= 4 and all(sign in "0123456789abcdefABCDEF" for sign in value)):
        raise SettingFault("usb", f"{text!r}: {name}: hex digits wanted, 4 at most", value=text, name=name)
    return value.lower().zfill(4) if value else ""


def _baud(text: str, value: str) -> int:
    least, most = BAUDS
    if not (value.isascii() and value.isdecimal() and len(value) <= 7 and least <= int(value) <= most):
        raise SettingFault("baud", f"{text!r}: baud: {least} to {most} wanted", value=text, least=least, most=most)
    return int(value)
