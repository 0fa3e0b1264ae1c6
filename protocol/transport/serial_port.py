"""A serial port (USB or RS-232) or rfc2217:// by pyserial. All of pyserial's surprises end here.

Unplugging raises SerialException, OSError or TypeError depending on where it happens; all become LineError. The port
is opened exclusively. Of pyserial's URLs rfc2217:// alone is taken: spy:// writes card numbers to a file, alt:// loads
a class by its name, and pyserial takes both in whatever case they are written. Where the port is a file (everywhere but
on Windows and behind rfc2217) it is waited for, read and written as one, with a third of pyserial's system calls.
"""

import contextlib
import os
import select
from typing import Any

import serial

from protocol.transport.base import LineClosedError, LineError
from protocol.transport.clock import SystemClock

_WRITE_S = 5.0
_CHUNK = 65536


class SerialTransport(SystemClock):
    """8N1, raw, no flow control. device: port name or rfc2217:// URL; usb: vid and pid (hex) instead."""

    def __init__(self, device: str, baud: int = 115200, usb: tuple[str, str] | None = None) -> None:
        if "://" in device and not device.startswith("rfc2217://"):
            raise ValueError(f"{device.partition('://')[0][:20]}:// is no port of ours: a port's name, or rfc2217://")
        self._device = device
        self._usb = usb
        self._baud = baud
        self._port: Any = None
        self._file: int | None = None

    def open(self) -> None:
        """Open and empty the port. Raises LineError when it is absent or held by another program."""
        self.close()
        if self._usb is not None:
            self._device = find_port(*self._usb)
        options: dict[str, Any] = {"baudrate": self._baud, "timeout": 0}
        if "://" not in self._device:  # pyserial's rfc2217 knows neither
            options |= {"exclusive": True, "write_timeout": _WRITE_S}
        try:
            self._port = serial.serial_for_url(self._device, **options)
            self._port.reset_input_buffer()
            self._file = _file_of(self._port)
        except (OSError, ValueError, NotImplementedError) as error:
            raise LineError(f"{self._device}: {_reason(error)}") from None

    def read(self, timeout_s: float) -> bytes:
        """What is there, or what comes first within the time."""
        port, file = self._line(), self._file
        try:
            if file is None:
                return _read_port(port, timeout_s)
            if not select.select((file,), (), (), timeout_s if timeout_s > 0 else 0)[0]:
                return b""
            if data := os.read(file, _CHUNK):
                return data
        except (OSError, TypeError) as error:
            raise LineError(f"{self._device}: {error}") from None
        raise LineError(f"{self._device}: the port has gone")

    def write(self, data: bytes) -> None:
        """All of it."""
        port, file = self._line(), self._file
        try:
            written = 0 if file is None else _write_some(file, data)
            if written < len(data):
                port.write(data[written:])  # which waits for the rest
        except (OSError, TypeError) as error:
            raise LineError(f"{self._device}: {error}") from None

    def close(self) -> None:
        """Close the port; a port that has gone is closed too."""
        if self._port is not None:
            port, self._port, self._file = self._port, None, None
            with contextlib.suppress(OSError):
                port.close()

    def _line(self) -> Any:
        if self._port is None:
            raise LineClosedError("the port is not open")
        return self._port


def _file_of(port: Any) -> int | None:
    try:
        return int(port.fileno())
    except OSError:  # io.UnsupportedOperation
        return None


def _write_some(file: int, data: bytes) -> int:
    """How many bytes it took at once."""
    try:
        return os.write(file, data)
    except BlockingIOError:
        return 0


def _read_port(port: Any, timeout_s: float) -> bytes:
    """Where the port is no file: what is there, or one byte within the time and what came with it."""
    waiting = port.in_waiting
    if not waiting:
        port.timeout = max(timeout_s, 0.001)
    data: bytes = port.read(waiting or 1)
    return data + (port.read(port.in_waiting) if data and not waiting else b"")


def find_port(vid: str, pid: str) -> str:
    """The device name of the first port with these USB ids (hex). Raises LineError when there is none."""
    from serial.tools.list_ports import comports

    wanted = (vid.lower().zfill(4), pid.lower().zfill(4))
    for port in comports():
        if port.vid is not None and (f"{port.vid:04x}", f"{port.pid:04x}") == wanted:
            return str(port.device)
    raise LineError(f"no serial port with vid={vid} and pid={pid}")


def _reason(error: Exception) -> str:
    """What the system says, where it said something: pyserial repeats the port's name around it."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else str(error)
