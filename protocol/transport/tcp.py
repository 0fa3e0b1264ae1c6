"""A plain TCP connection. Own socket code, not pyserial's socket://, which never sets TCP_NODELAY (44 ms a message)."""

import socket

from protocol.transport.base import LineClosedError, LineError
from protocol.transport.clock import SystemClock

_CHUNK = 65536


class TcpTransport(SystemClock):
    """One connection to host:port; `connect_s` bounds the opening."""

    def __init__(self, host: str, port: int, connect_s: float = 5.0) -> None:
        self._address = (host, port)
        self._connect_s = connect_s
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Connect. Raises LineError when nobody listens there."""
        self.close()
        try:
            self._socket = socket.create_connection(self._address, timeout=self._connect_s)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no such name"
            raise LineError(f"{self._address[0]}:{self._address[1]}: {reason or error}") from None

    def read(self, timeout_s: float) -> bytes:
        """One recv, bounded by the time."""
        line = self._line()
        try:
            line.settimeout(max(timeout_s, 0.001))
            data = line.recv(_CHUNK)
        except TimeoutError:
            return b""
        except OSError as error:
            raise LineError(error.strerror or str(error)) from None
        if not data:
            raise LineError("the peer closed the connection")
        return data

    def write(self, data: bytes) -> None:
        """All of it, within the connect time."""
        line = self._line()
        try:
            line.settimeout(self._connect_s)
            line.sendall(data)
        except OSError as error:
            raise LineError(error.strerror or str(error)) from None

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _line(self) -> socket.socket:
        if self._socket is None:
            raise LineClosedError("not connected")
        return self._socket
