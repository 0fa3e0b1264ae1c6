"""What stood on the line, as values for a face: frames told field by field, already masked. No line, no dialect.

The rule: nothing in them has to be hidden from anybody; who makes them (terminal.line.seen) has hidden it.
"""

from dataclasses import dataclass, field

from protocol.framing import Control, Fault
from protocol.words import NOTHING, Words

JUNK = "junk"
MESSAGE = "message"
UNREADABLE = "unreadable"
KINDS = (
    MESSAGE,
    UNREADABLE,
    JUNK,
    *(f"bad_{fault}" for fault in Fault),
    *(one.name.lower() for one in Control if one is not Control.ACK),
)
"""What may stand on a line; the texts are `seen.<kind>`."""


@dataclass(frozen=True, slots=True)
class SeenField:
    """dump: its octets in hex, stars for what is hidden, "" where the dialect tells values alone. depth: 0 a field,
    more inside of one. words: what it says, in one line.
    """

    dump: str
    depth: int
    words: Words


@dataclass(frozen=True, slots=True)
class SeenFrame:
    """One thing that stood on the line. at: HH:MM:SS.mmm. outgoing: from us to the peer. what: MESSAGE, or another of
    KINDS. size: bytes of it. hex: two signs an octet, masked; "" for what is no message. talk: number of the
    conversation it is of. trade: a message that is no management (08xx).
    """

    at: str
    outgoing: bool
    what: str
    size: int = 1
    title: Words = NOTHING
    hex: str = ""
    fields: tuple[SeenField, ...] = ()
    talk: int = field(default=0, compare=False)
    trade: bool = field(default=False, compare=False)
