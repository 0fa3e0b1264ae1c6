"""One direction of a peer's line -> records of a trace: each frame masked, each control, fault and stray byte named.

Sans-IO and pure: bytes and time come in. It hears what the far end hears, by the same deframers. The rule: each byte
belongs to exactly one record, and none of it is shown that did not come in a good frame.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from protocol.dialects.unionpay.profiles import Profile
from protocol.framing import MAX_DATA, BadFrame, Check, Control, Deframer, Frame, Heard, LengthDeframer
from protocol.link import LinkTiming
from protocol.masked_hex import masked_hex
from protocol.session import Framing
from protocol.trace import Kind, Record, Way

MOST_LOOSE = 16
"""Records of what is no frame that one piece of the stream gets; what follows in it is counted as junk, since a record
has a hundred times the bytes of what a hostile peer need send for it."""

_FRONT_AND_ETX = 4
_CHECK_BYTES = {Check.LRC: 1, Check.CRC: 2}
_LENGTH_BYTES = 2


class Tap:
    """peer, way: of each record. profile: how UnionPay messages are written here. max_data, check: as the framing is
    configured. t_char_s: silence that ends a link frame.
    """

    def __init__(
        self,
        peer: str,
        way: Way,
        profile: Profile,
        framing: Framing,
        check: Check = Check.LRC,
        max_data: int = MAX_DATA,
        t_char_s: float = LinkTiming().t_char,
    ) -> None:
        self._peer, self._way, self._profile, self._t_char_s = peer, way, profile, t_char_s
        self._link = Deframer(max_data, check) if framing is Framing.LINK else None
        self._length = LengthDeframer(max_data)
        self._around = _LENGTH_BYTES if self._link is None else _FRONT_AND_ETX + _CHECK_BYTES[check]
        self._fault_bytes = _LENGTH_BYTES if self._link is None else 1
        self._untold = 0
        self._last_s = 0.0

    def feed(self, data: bytes, at_s: float) -> Iterator[Record]:
        """Records of what `data` completes. at_s: seconds since the session's start."""
        if self._link is None:
            heard = self._length.feed(data)
        else:
            silent = self._link.in_frame and at_s - self._last_s >= self._t_char_s
            heard = (self._link.give_up() if silent else []) + self._link.feed(data)
        self._last_s = at_s
        self._untold += len(data)
        yield from self._records(heard, at_s)
        if self._length.broken:
            yield from self._rest(at_s)

    def end(self, at_s: float) -> Iterator[Record]:
        """Records of what was never completed: the line closed."""
        if self._link is not None:
            yield from self._records(self._link.give_up(), at_s)
        yield from self._rest(at_s)

    def _records(self, heard: Sequence[Heard], at_s: float) -> Iterator[Record]:
        loose = junk = 0
        for what, count in _runs(heard):
            self._untold -= count * self._size(what)
            if isinstance(what, Frame):
                yield from self._junk(junk, at_s)
                junk = 0
                yield Record(at_s, self._peer, Kind.FRAME, self._way, hex=masked_hex(what.data, self._profile))
                continue
            loose += 1
            if loose > MOST_LOOSE:
                junk += count * self._size(what)
            elif isinstance(what, Control):
                yield Record(at_s, self._peer, Kind.CONTROL, self._way, what=what.name, count=count)
            elif isinstance(what, BadFrame):
                yield Record(at_s, self._peer, Kind.FAULT, self._way, what=what.fault.value, count=count)
            else:
                yield from self._junk(what.count * count, at_s)
        yield from self._junk(junk, at_s)

    def _rest(self, at_s: float) -> Iterator[Record]:
        yield from self._junk(self._untold, at_s)
        self._untold = 0

    def _junk(self, count: int, at_s: float) -> Iterator[Record]:
        if count:
            yield Record(at_s, self._peer, Kind.JUNK, self._way, count=count)

    def _size(self, what: Heard) -> int:
        """Bytes of the stream that one of these takes."""
        if isinstance(what, Frame):
            return self._around + len(what.data)
        if isinstance(what, Control):
            return 1
        return self._fault_bytes if isinstance(what, BadFrame) else what.count


def _runs(heard: Sequence[Heard]) -> Iterator[tuple[Heard, int]]:
    """What was heard and how often in a row; frames one by one."""
    for _, same in groupby(enumerate(heard), lambda row: row[0] if isinstance(row[1], Frame) else repr(row[1])):
        run = [one for _, one in same]
        yield run[0], len(run)
