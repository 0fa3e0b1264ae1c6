"""Who looks on while lines are served: the interface, the words it is told in, and several of it as one. No IO here.

The rule: a watch hears everything in the loop's own thread and must return at once; it can neither change nor stop
anything. Bytes that it is given are raw: card numbers are in them, and masking is the watch's own affair.
"""

from enum import StrEnum
from typing import Protocol


class Refusal(StrEnum):
    """Why a connection was not let in."""

    CONNECTIONS = "connections"  # no place is free, or none for a stranger
    PER_ADDRESS = "per_address"  # its address holds as many as it may
    NOT_ALLOWED = "not_allowed"  # its address is not in an allowed network
    STOPPING = "stopping"  # the server ends


class Ending(StrEnum):
    """Why a connection was closed."""

    PEER = "peer"  # the peer went
    HANDSHAKE = "handshake"  # TLS did not come about
    FIRST_BYTE = "first_byte"  # it said nothing at all, or in the last tenth of the places nothing to answer
    FRAME = "frame"  # a frame that it began did not end
    IDLE = "idle"  # no whole message for too long
    BAD_FRAMES = "bad_frames"  # too much that can't be answered
    WRITE_BUFFER = "write_buffer"  # it does not read its answers
    BROKEN = "broken"  # its stream can't be followed any more
    DEVICE = "device"  # the device hung up, by a scenario or without battery
    FAILED = "failed"  # a fault of ours; its traceback is on stderr
    STOPPING = "stopping"  # the server ends


class Watch(Protocol):
    """peer: "127.0.0.1:40312", "[::1]:40312", "pty" or "serial"; of two at the same time never the same."""

    def opened(self, peer: str) -> None:
        """Let in."""

    def refused(self, peer: str, why: Refusal) -> None:
        """Not let in, and closed at once; nothing else is heard of it."""

    def closed(self, peer: str, why: Ending) -> None:
        """Once for each that was opened, the last that is heard of it."""

    def received(self, peer: str, data: bytes) -> None:
        """Raw bytes as they came, not deframed."""

    def sent(self, peer: str, data: bytes) -> None:
        """Raw bytes as they were handed to the line."""

    def answered(self, peer: str, asked: bytes, answer: bytes | None, waited_s: float) -> None:
        """One whole message and its answer, without link frame, before the answer leaves; None: none leaves, whatever
        the host said.

        waited_s: since its last byte came, in seconds.
        """


class Watches:
    """All of them, each in turn."""

    def __init__(self, *watches: Watch) -> None:
        self._watches = watches

    def opened(self, peer: str) -> None:
        """See Watch."""
        for watch in self._watches:
            watch.opened(peer)

    def refused(self, peer: str, why: Refusal) -> None:
        """See Watch."""
        for watch in self._watches:
            watch.refused(peer, why)

    def closed(self, peer: str, why: Ending) -> None:
        """See Watch."""
        for watch in self._watches:
            watch.closed(peer, why)

    def received(self, peer: str, data: bytes) -> None:
        """See Watch."""
        for watch in self._watches:
            watch.received(peer, data)

    def sent(self, peer: str, data: bytes) -> None:
        """See Watch."""
        for watch in self._watches:
            watch.sent(peer, data)

    def answered(self, peer: str, asked: bytes, answer: bytes | None, waited_s: float) -> None:
        """See Watch."""
        for watch in self._watches:
            watch.answered(peer, asked, answer, waited_s)
