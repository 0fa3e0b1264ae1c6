"""A serial port (USB or RS-232) or rfc2217:// by pyserial. All of pyserial's surprises end here.

Unplugging raises SerialException, OSError or TypeError depending on where it happens; all become LineError. The port
is opened exclusively. `spy://` is refused: it writes card numbers to a file.
"""

import contextlib
from typing import Any

import serial

from protocol.transport.base import LineClosedError, LineError
from protocol.transport.clock import SystemClock

_WRITE_S = 5.0


class SerialTransport(SystemClock):
    """8N1, raw, no flow control. device: port name or rfc2217:// URL; usb: vid and pid (hex) instead."""

    def __init__(self, device: str, baud: int = 115200, usb: tuple[str, str] | None = None) -> None:
        if device.startswith("spy://"):
            raise ValueError("spy:// logs card numbers and is refused")
        self._device = device
        self._usb = usb
        self._baud = baud
        self._port: Any = None

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
        except (OSError, ValueError, NotImplementedError) as error:
            raise LineError(f"{self._device}: {error}") from None

    def read(self, timeout_s: float) -> bytes:
        """What is there, or one byte within the time and what came with it."""
        port = self._line()
        try:
            waiting = port.in_waiting
            if not waiting:
                port.timeout = max(timeout_s, 0.001)
            data: bytes = port.read(waiting or 1)
            return data + (port.read(port.in_waiting) if data and not waiting else b"")
        except (OSError, TypeError) as error:
            raise LineError(f"{self._device}: {error}") from None

    def write(self, data: bytes) -> None:
        """All of it."""
        port = self._line()
        try:
            port.write(data)
        except (OSError, TypeError) as error:
            raise LineError(f"{self._device}: {error}") from None

    def close(self) -> None:
        """Close the port; a port that has gone is closed too."""
        if self._port is not None:
            port, self._port = self._port, None
            with contextlib.suppress(OSError):
                port.close()

    def _line(self) -> Any:
        if self._port is None:
            raise LineClosedError("the port is not open")
        return self._port


def find_port(vid: str, pid: str) -> str:
    """The device name of the first port with these USB ids (hex). Raises LineError when there is none."""
    from serial.tools.list_ports import comports

    wanted = (vid.lower().zfill(4), pid.lower().zfill(4))
    for port in comports():
        if port.vid is not None and (f"{port.vid:04x}", f"{port.pid:04x}") == wanted:
            return str(port.device)
    raise LineError(f"no serial port with vid={vid} and pid={pid}")
