"""What the last conversations said on the line, cut into frames and told field by field, masked. For the inspector.

It hears bytes from the driver and is no part of any conversation; an ACK is no news. The rule: raw bytes live as long
as the conversation they are of; what is kept after it is masked by the same masks as every view, and bounded.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from protocol.dialects.unionpay.profiles import DEFAULT, Profile
from protocol.errors import DecodeError
from protocol.framing import MAX_DATA, BadFrame, Check, Control, Deframer, Frame, Heard, LengthDeframer
from protocol.session import Framing
from protocol.words import Words
from terminal.line.frames import JUNK, MESSAGE, UNREADABLE, SeenField, SeenFrame

MOST_FRAMES = 60
"""Of two refunds with their queries; the oldest go."""
MOST_RAW_BYTES = 32 * 1024
"""Of one conversation: more than the longest settlement says. Of a longer one the oldest pieces are not shown."""

_MANAGEMENT = "08"
"""Begins the type of a message that signs on, asks for a state or says that the line is there."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How bytes lie on this line. profile: of UnionPay messages; a register's dialect is known by its first bytes."""

    framing: Framing
    check: Check = Check.LRC
    profile: Profile = DEFAULT


class Seen:
    """Implements terminal.line.driver.Watch. clock: wall time. wait: hears whether the peer has what we asked."""

    def __init__(
        self, spelling: Spelling, clock: Callable[[], datetime], wait: Callable[[bool], None] = lambda _delivered: None
    ) -> None:
        self._spelling = spelling
        self._clock = clock
        self._wait = wait
        self._raw: deque[tuple[datetime, bool, bytes]] = deque()
        self._raw_bytes = 0
        self._talks = 0
        self._kept: deque[SeenFrame] = deque(maxlen=MOST_FRAMES)

    def __repr__(self) -> str:
        return "Seen()"

    @property
    def frames(self) -> tuple[SeenFrame, ...]:
        """Oldest first."""
        return tuple(self._kept)

    def said(self, data: bytes) -> None:
        """We wrote this."""
        self._keep(data, outgoing=True)

    def heard(self, data: bytes) -> None:
        """We read this."""
        self._keep(data, outgoing=False)

    def waits(self, *, delivered: bool) -> None:
        """The peer has what we asked, or not yet."""
        self._wait(delivered)

    def over(self) -> None:
        """The conversation is over."""
        self._talks += 1
        ears = {outgoing: self._deframer() for outgoing in (True, False)}
        raw, self._raw, self._raw_bytes = tuple(self._raw), deque(), 0
        heard = ((at, outgoing, one) for at, outgoing, data in raw for one in ears[outgoing].feed(data))
        news = ((at, outgoing, one) for at, outgoing, one in heard if one is not Control.ACK)
        for at, outgoing, one in deque(news, MOST_FRAMES):  # of what goes at once nothing is told
            when = f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"
            told = _told(one, when, self._spelling.profile, outgoing=outgoing)
            self._kept.append(replace(told, talk=self._talks))

    def _keep(self, data: bytes, *, outgoing: bool) -> None:
        self._raw.append((self._clock(), outgoing, data))
        self._raw_bytes += len(data)
        while self._raw_bytes > MOST_RAW_BYTES:
            self._raw_bytes -= len(self._raw.popleft()[2])

    def _deframer(self) -> Deframer | LengthDeframer:
        link = self._spelling.framing is Framing.LINK
        return Deframer(MAX_DATA, self._spelling.check) if link else LengthDeframer()


def _told(one: Heard, when: str, profile: Profile, *, outgoing: bool) -> SeenFrame:
    match one:
        case Frame(data):
            return _message(data, profile, when, outgoing=outgoing)
        case Control():
            return SeenFrame(when, outgoing, one.name.lower())
        case BadFrame(fault):
            return SeenFrame(when, outgoing, f"bad_{fault}")
        case _:
            return SeenFrame(when, outgoing, JUNK, one.count)


def _message(data: bytes, profile: Profile, when: str, *, outgoing: bool) -> SeenFrame:
    """The readers of every dialect are loaded when something was first said."""
    from protocol.dialects.hypercom import body as hypercom
    from protocol.dialects.tlv.elements import TAG
    from protocol.masked_hex import masked_hex

    of_register = data[:1] == TAG or hypercom.begins(data)
    shown = masked_hex(data, profile)
    try:
        title, fields, trade = _register(data) if of_register else _packet(data, profile)
    except DecodeError:
        return SeenFrame(when, outgoing, UNREADABLE, len(data), hex=shown)
    return SeenFrame(when, outgoing, MESSAGE, len(data), title, shown, tuple(fields), trade=trade)


def _packet(data: bytes, profile: Profile) -> tuple[Words, list[SeenField], bool]:
    """Name and fields of a UnionPay message, and whether it is of a transaction."""
    from protocol.describe import lines
    from protocol.dialects.unionpay import lessons
    from protocol.dialects.unionpay.envelope import read

    packet = read(data, profile)
    told = lines(packet, profile)
    fields = [SeenField(one.dump, one.depth, Words(one.told("zh"), one.told("en"))) for one in told]
    return lessons.name(packet.message), fields, packet.message.mti[:2] != _MANAGEMENT


def _register(data: bytes) -> tuple[Words, list[SeenField], bool]:
    """Title and values of a body of a register's dialect, which tells no places."""
    from protocol.link_bodies import recognise
    from protocol.link_parts import LinkBody

    body = recognise(data)
    if not isinstance(body, LinkBody):
        raise DecodeError("no body of a register's dialect", field="", offset=0)
    return body.title, [SeenField("", 0, Words(line.told("zh"), line.told("en"))) for line in body.lines], True
