"""TLS of one connection: encrypted bytes in, plain ones out, and the other way round. Sans-IO, over ssl's memory BIOs.

The rule: nothing waits here. Handshake, data and the end are the same call, `receive`; what is to be sent is in `take`.
Not asyncio's own TLS, which lets a peer in only once the handshake is over: whoever never shakes hands had no place and
no limit, and on uvloop what he said before the start was lost.
"""

import ssl
from contextlib import suppress

_CHUNK = 65_536


class Tunnel:
    """The server's side. open: the handshake is over. ended: the peer closed the tunnel, properly."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.open = self.ended = False
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=True)

    def receive(self, data: bytes) -> bytes:
        """Plain bytes of these. Raises ssl.SSLError where they are no TLS, or not a peer's that may come."""
        self._in.write(data)
        plain = []
        with suppress(ssl.SSLWantReadError):
            if not self.open:
                self._tls.do_handshake()
                self.open = True
            while not self.ended:
                plain.append(self._tls.read(_CHUNK))
                self.ended = not plain[-1]
        return b"".join(plain)

    def send(self, data: bytes) -> bytes:
        """The encrypted bytes of these."""
        self._tls.write(data)
        return self._out.read()

    def take(self) -> bytes:
        """What the handshake, or an error, has to say to the peer."""
        return self._out.read()

    def end(self) -> bytes:
        """The last word; the peer's own is not waited for."""
        with suppress(ssl.SSLError):
            self._tls.unwrap()
        return self._out.read()
