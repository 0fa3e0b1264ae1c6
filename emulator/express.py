"""The short way of a refund by card: for a message of which every piece was read before. No rule of money is here.

The rule: only the amount, the trace, the reference and the MAC are read here. Every other octet stands in a piece that
the long way (emulator.front_end) read at the same place of a message of this shape, and so says what it said then;
where one does not, the answer is None, nothing was done, and the long way takes the message. What the ledger owns is
asked of it each time. An answer is laid out as the long way's own was, octet by octet. See docs/decisions/0012.
"""

import struct
from collections.abc import Callable
from hmac import compare_digest
from typing import TypeVar

from emulator.host import Host
from emulator.host.callers import Asked
from emulator.host.issuer import is_foreign
from emulator.host.moments import Moment
from emulator.host.refunds import NO_REFERENCE, Wanted, refunded
from emulator.ledger.contract import LedgerError
from emulator.ledger.moves import EntryKey
from emulator.ledger.records import Kind, StoredAnswer
from protocol import codec, fields
from protocol.dialects.unionpay.demands import Demand
from protocol.dialects.unionpay.envelope import front_bytes
from protocol.dialects.unionpay.profiles import Profile
from protocol.indexed import IndexedMessage
from protocol.security import MAC_BYTES, Key, MacKind, WorkingKeys, make_mac
from protocol.transactions import FOREIGN_EPOCH, Channel, Refund

MAX_SHAPES, MAX_PIECES = 64, 4096
"""Shapes kept, and pieces of one sort in each: the cards of a busy day, batches and days of originals; some 2 MB."""

_HEAD = 11
"""Octets of MTI and bitmap, and the first one behind: of field 2, how long the number is."""
# fmt: off
_READ = {  # what is read here, and so must lie as usual in its octets: kind, length, prefix
    4:  (fields.Kind.DIGITS, 12, 0),
    11: (fields.Kind.DIGITS, 6,  0),
    37: (fields.Kind.TEXT,   12, 0),
}
# fmt: on
_PIECES = ((2, 3), (4,), (11,), (14, 22, 23, 25), (35,), (37,), (41, 42), (49, 53, 59, 60, 61, 62, 63), (64,))
_ASKED = frozenset(number for piece in _PIECES for number in piece)
_MAC = 64
_CARD, _SALE, _NOTHING, _NO_MAC = Channel.CARD, Kind.SALE, Demand.NOTHING, MacKind.NONE
_new = tuple.__new__  # see emulator.host.attempts

Opened = dict[str, tuple[bytes, WorkingKeys | None]]
Write = Callable[[bytes, StoredAnswer | None, Key | None], bytes | None]
Mark = Callable[[bytes, Demand], bytes]
Pieces = tuple[bytes, ...]
Pair = tuple[bytes, bytes]
Said = TypeVar("Said")


class Shape:
    """Messages of one MTI, bitmap and length, and what their pieces said. cut: the bytes -> the pieces, in their order:
    what is in front of the fields; 2 and 3; 4; 11; 14 to 25; 35; 37; 41 and 42; 49 to 63; the MAC. b"" for what is not
    there. Whose card it is say 2, 3 and 35 together.

    head: MTI and bitmap of the answer; code: its field 39. Beside what pieces say stands what answers repeat of them.
    """

    __slots__ = ("cards", "code", "cut", "entries", "head", "size", "stations", "tails")

    def __init__(self, cut: struct.Struct, head: bytes, code: bytes) -> None:
        self.size, self.cut, self.head, self.code = cut.size, cut.unpack, head, code
        self.cards: dict[bytes, tuple[str, bool]] = {}
        self.entries: dict[bytes, Pair] = {}
        self.stations: dict[bytes, tuple[str, str]] = {}
        self.tails: dict[bytes, tuple[str, str, str, str, bytes]] = {}


class Express:
    """Beside the long way of one front end.

    opened: its terminals' sealed and opened keys. demand: what the next answer asks for. write: an answer the long way,
    of a message that was answered so. mark: a demand in an answer.
    """

    def __init__(
        self, host: Host, profile: Profile, opened: Opened, demand: Callable[[], Demand], write: Write, mark: Mark
    ) -> None:
        self._host, self._profile, self._opened = host, profile, opened
        self._demand, self._write, self._mark = demand, write, mark
        self._start = front_bytes(profile)
        self._ends = self._start + _HEAD
        self._heads: dict[bytes, tuple[Shape, bytes]] = {}
        self._shapes: dict[tuple[bytes, int], Shape] = {}
        self._spelt: tuple[Moment | None, bytes, bytes] = None, b"", b""

    def answer(self, data: bytes) -> bytes | None:
        """The whole answer. None: nothing was done."""
        host, ledger = self._host, self._host.ledger
        try:
            shape, front = self._heads[data[: self._ends]]
            pieces = shape.cut(data)
            _, card, four, eleven, entry, track, thirty_seven, station, tail, mac = pieces
            number, foreign = shape.cards[card + track]
            repeated = shape.entries[entry]
            merchant_no, terminal_no = shape.stations[station]
            epoch, batch_no, business_date, month_day, batch = shape.tails[tail]
            trace_no, reference_no, amount_fen = eleven.hex(), thirty_seven.decode("ascii"), int(four.hex())
            sealed, keys = self._opened[terminal_no]
            terminal = ledger.terminal(terminal_no)
        except (KeyError, ValueError, struct.error, LedgerError):
            return None
        if (
            not (amount_fen and trace_no.isdecimal() and reference_no.isalnum())
            or reference_no == NO_REFERENCE
            or terminal is None
            or keys is None
            or terminal.sealed_keys != sealed
            or terminal.merchant_no != merchant_no
            or terminal.epoch != epoch
        ):
            return None
        key = keys.mak if mac else None
        if key is not None and not compare_digest(
            make_mac(self._profile.mac, key, data[self._start : -MAC_BYTES]), mac
        ):
            return None
        if epoch == FOREIGN_EPOCH:
            if batch_no != terminal.batch_no:
                return None
            business_date = terminal.batch_opened_on
        moment = host.moments.now()
        try:
            entry_key = _new(EntryKey, (merchant_no, terminal_no, epoch, batch_no, trace_no, business_date))
            said = (
                entry_key, amount_fen, reference_no, month_day, _CARD, ledger.card_hash(number), foreign, "", (), _SALE
            )  # fmt: skip
            stored = refunded(_new(Wanted, said), _new(Asked, (ledger, moment, host.policy, terminal)))
        except LedgerError:
            return self._write(data, None, None)
        if stored.settle_date is not moment.month_day or stored.local_time is not moment.time:
            return self._write(data, stored, key)
        told = self._tell(shape, pieces, repeated, batch, stored.reference_no, moment)
        told = front + told if key is None else front + told + make_mac(self._profile.mac, key, told)
        demand = self._demand()
        return told if demand is _NOTHING else self._mark(told, demand)

    def _tell(
        self, shape: Shape, pieces: Pieces, repeated: Pair, batch: bytes, reference_no: str, moment: Moment
    ) -> bytes:
        """An approval of this moment, from its MTI to the octet before the MAC. repeated: its fields 14 and 25; batch:
        49 and 60.
        """
        spelt, times, day = self._spelt
        if spelt is not moment:
            times, day = self._spell(moment)
        _, card, four, eleven, _, _, _, station, _, _ = pieces
        expiry, condition = repeated
        return b"".join((
            shape.head, card, four, eleven, times, expiry, day, condition, reference_no.encode(), shape.code, station,
            batch,
        ))  # fmt: skip

    def _spell(self, moment: Moment) -> tuple[bytes, bytes]:
        """Fields 12 and 13, and 15, in octets."""
        values = {12: moment.time, 13: moment.month_day, 15: moment.month_day}
        said = codec.write_fields(values, {}, self._profile.table)
        times = said[12] + said[13]
        self._spelt = moment, times, said[15]
        return times, said[15]

    def learn(self, data: bytes, request: Refund, answer: bytes, key: Key | None) -> None:
        """Remember the pieces of a refund that the long way read, approved and answered so, asking for nothing."""
        start, index = self._start, self._profile.codec.index
        asked, told = index(data[start:]), index(answer[start:])
        if not (request.card and _is_plain(request) and self._is_usual(asked, key)):
            return
        name = data[start : self._ends], len(data)
        shape = self._shapes.get(name) or Shape(
            _cut(asked, start), answer[start : start + told.span(told.numbers[0])[0]], told.raw(39)
        )
        pieces, sender = shape.cut(data), request.key
        _, card, _, _, entry, track, _, station, tail, _ = pieces
        number, batch = request.card.number, asked.raw(49) + asked.raw(60)
        _keep(shape.cards, card + track, (number, is_foreign(number)))
        repeated = _raw(asked, 14), asked.raw(25)
        _keep(shape.entries, entry, repeated)
        _keep(shape.stations, station, (sender.merchant_no, sender.terminal_no))
        said = sender.epoch, sender.batch_no, sender.business_date, request.original_month_day, batch
        _keep(shape.tails, tail, said)
        again = self._tell(shape, pieces, repeated, batch, told.text(37), self._host.moments.now())
        if again == answer[start:][: -MAC_BYTES if key else None]:
            if len(self._shapes) >= MAX_SHAPES:
                self._shapes.clear()
                self._heads.clear()
            self._shapes[name] = shape
            _keep(self._heads, data[: self._ends], (shape, self._mark(answer, _NOTHING)[:start]))

    def _is_usual(self, asked: IndexedMessage, key: Key | None) -> bool:
        """Whether nothing stands in the message but what is known here, and where it is known to."""
        table = self._profile.table
        lies = all((table[n].kind, table[n].length, table[n].prefix) == columns for n, columns in _READ.items())
        return lies and set(asked.numbers) <= _ASKED and (_MAC in asked.numbers) == (key is not None)


def _cut(asked: IndexedMessage, start: int) -> struct.Struct:
    """The sizes of the pieces: each from the first of its fields to the last one, as far as they are there."""
    sizes = [sum(len(_raw(asked, number)) for number in piece) for piece in _PIECES]
    return struct.Struct("".join(f"{size}s" for size in (start + asked.span(asked.numbers[0])[0], *sizes)))


def _raw(asked: IndexedMessage, number: int) -> bytes:
    return asked.raw(number) if number in asked.numbers else b""


def _is_plain(request: Refund) -> bool:
    """Its original is named by a reference and nothing else, and it names no goods."""
    return not (request.order_no or request.items) and request.original_reference != NO_REFERENCE


def _keep(known: dict[bytes, Said], octets: bytes, said: Said) -> None:
    if len(known) >= MAX_PIECES:
        known.clear()
    known[octets] = said
