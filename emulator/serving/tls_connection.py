"""One tcp peer in TLS: the handshake behind the gate, and then a connection like any other.

The rule: a peer that shakes hands has a place and a time limit as one that does not; what a watch sees is plain.
"""

import ssl

from emulator.serving.connection import AFTER_WRITING, Connection, Hall
from emulator.serving.tunnel import Tunnel
from emulator.serving.watch import Ending


class TlsConnection(Connection):
    """See Connection. `_tunnel`: between its bytes and ours."""

    __slots__ = ("_tunnel",)

    def __init__(self, hall: Hall, context: ssl.SSLContext) -> None:
        super().__init__(hall)
        self._tunnel = Tunnel(context)

    def _begin(self) -> None:
        self.shaking_hands = True

    def data_received(self, data: bytes) -> None:
        """See Connection; before that the handshake, which ends in one or in nothing."""
        if self.why is not None or self._transport is None:
            return
        tunnel = self._tunnel
        try:
            plain = tunnel.receive(data)
        except ssl.SSLError:
            self._transport.write(tunnel.take())
            self.hang_up(Ending.BROKEN if tunnel.open else Ending.HANDSHAKE)
            return
        if said := tunnel.take():
            self._transport.write(said)
        if tunnel.open and self.shaking_hands:
            self.shaking_hands, self.since, self._put = False, self._hall.loop.time(), self._encrypt
            super()._begin()
        if plain:
            super().data_received(plain)
        if tunnel.ended:
            self.hang_up(Ending.PEER)

    def hang_up(self, why: Ending, *, reset: bool = False) -> None:
        """See Connection; in order, where there is time for it."""
        if self.why is None and self._transport is not None and why in AFTER_WRITING and self._tunnel.open:
            self._transport.write(self._tunnel.end())
        super().hang_up(why, reset=reset)

    def _encrypt(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(self._tunnel.send(data))
