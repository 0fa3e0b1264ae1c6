"""The short way of a refund by card: for a message of which every piece was read before. No rule of money is here.

The rule: only the amount, the trace, the reference and the MAC are read here. Every other octet stands in a piece that
the long way (emulator.front_end) read at the same place of a message of this shape, and so says what it said then;
where one does not, the answer is None, nothing was done, and the long way takes the message. What the ledger owns is
asked of it each time. An answer is laid out as the long way's own was, octet by octet. See docs/decisions/0012.
"""

import hmac
from collections.abc import Callable
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
"""Octets of MTI and bitmap, and the first one of field 2: how long the number is."""
# fmt: off
_READ = {  # what is read here, and so must lie as usual in its octets: kind, length, prefix
    4:  (fields.Kind.DIGITS, 12, 0),
    11: (fields.Kind.DIGITS, 6,  0),
    37: (fields.Kind.TEXT,   12, 0),
}
# fmt: on
_ASKED = frozenset({2, 3, 4, 11, 14, 22, 23, 25, 37, 41, 42, 49, 59, 60, 61, 62, 63, 64})
_TOLD = frozenset({2, 3, 4, 11, 12, 13, 14, 15, 25, 37, 39, 41, 42, 49, 60, 64})
_MAC = 64
_CARD, _SALE, _NOTHING, _NO_MAC = Channel.CARD, Kind.SALE, Demand.NOTHING, MacKind.NONE
_new = tuple.__new__  # see emulator.host.attempts

Opened = dict[str, tuple[bytes, WorkingKeys | None]]
Write = Callable[[bytes, StoredAnswer | None, Key | None], bytes | None]
Mark = Callable[[bytes, Demand], bytes]
Said = TypeVar("Said")


class Shape:
    """Messages of one MTI, bitmap and length: the places of their pieces, and what each piece said.

    card: fields 2 and 3, entry: 14 to 25, station: 41 and 42, tail: 49 to 63. before, expiry, condition, behind, batch:
    what an answer repeats, 2 to 11, 14, 25, 41 to 49 and 60. head: MTI and bitmap of the answer; code: its field 39.
    """

    __slots__ = (
        "amount", "batch", "before", "behind", "card", "cards", "code", "condition", "entries", "entry", "expiry",
        "head", "reference", "size", "station", "stations", "tail", "tails", "trace",
    )  # fmt: skip

    def __init__(self, asked: IndexedMessage, start: int, size: int, head: bytes, code: bytes) -> None:
        def place(first: int, last: int) -> slice:
            """From field `first` to field `last`, as far as they are there."""
            spans = [asked.span(number) for number in asked.numbers if first <= number <= last]
            return slice(start + spans[0][0], start + spans[-1][1]) if spans else slice(0)

        self.size, self.head, self.code = size, head, code
        self.card, self.amount, self.trace, self.entry = place(2, 3), place(4, 4), place(11, 11), place(14, 25)
        self.reference, self.station, self.tail = place(37, 37), place(41, 42), place(49, 63)
        self.before, self.expiry, self.condition = place(2, 11), place(14, 14), place(25, 25)
        self.behind, self.batch = place(41, 49), place(60, 60)
        self.cards: dict[bytes, tuple[str, bool]] = {}
        self.entries: dict[bytes, None] = {}
        self.stations: dict[bytes, tuple[str, str]] = {}
        self.tails: dict[bytes, tuple[str, str, str, str]] = {}


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
        self._shapes: dict[bytes, Shape] = {}
        self._moment: Moment | None = None
        self._times = self._day = b""

    def answer(self, data: bytes) -> bytes | None:
        """The whole answer. None: nothing was done."""
        host, ledger, mac = self._host, self._host.ledger, self._profile.mac
        try:
            shape, front = self._heads[data[: self._ends]]
            number, foreign = shape.cards[data[shape.card]]
            shape.entries[data[shape.entry]]
            merchant_no, terminal_no = shape.stations[data[shape.station]]
            epoch, batch_no, business_date, month_day = shape.tails[data[shape.tail]]
            trace_no, amount = data[shape.trace].hex(), data[shape.amount].hex()
            reference_no, amount_fen = data[shape.reference].decode("ascii"), int(amount)
            sealed, keys = self._opened[terminal_no]
            terminal = ledger.terminal(terminal_no)
        except (KeyError, ValueError, LedgerError):
            return None
        if (
            not (amount_fen and trace_no.isdecimal() and reference_no.isalnum() and len(data) == shape.size)
            or reference_no == NO_REFERENCE
            or terminal is None
            or keys is None
            or terminal.sealed_keys != sealed
            or terminal.merchant_no != merchant_no
            or terminal.epoch != epoch
        ):
            return None
        key = None if mac is _NO_MAC else keys.mak
        if key is not None and not hmac.compare_digest(
            make_mac(mac, key, data[self._start : -MAC_BYTES]), data[-MAC_BYTES:]
        ):
            return None
        if epoch == FOREIGN_EPOCH:
            business_date = terminal.batch_opened_on
        moment = host.moments.now()
        try:
            entry_key = _new(EntryKey, (merchant_no, terminal_no, epoch, batch_no, trace_no, business_date))
            said = (
                entry_key,
                amount_fen,
                reference_no,
                month_day,
                _CARD,
                ledger.card_hash(number),
                foreign,
                "",
                (),
                _SALE,
            )
            asked = _new(Asked, (ledger, moment, host.policy, terminal))
            stored = refunded(_new(Wanted, said), asked)
        except LedgerError:
            return self._write(data, None, None)
        if stored.settle_date is not moment.month_day or stored.local_time is not moment.time:
            return self._write(data, stored, key)
        told = self._tell(shape, data, front, stored.reference_no, moment, key)
        demand = self._demand()
        return told if demand is _NOTHING else self._mark(told, demand)

    def _tell(
        self, shape: Shape, data: bytes, front: bytes, reference_no: str, moment: Moment, key: Key | None
    ) -> bytes:
        """An approval of this moment."""
        if moment is not self._moment:
            self._spell(moment)
        body = b"".join((
            shape.head, data[shape.before], self._times, data[shape.expiry], self._day, data[shape.condition],
            reference_no.encode(), shape.code, data[shape.behind], data[shape.batch],
        ))  # fmt: skip
        return front + body if key is None else front + body + make_mac(self._profile.mac, key, body)

    def _spell(self, moment: Moment) -> None:
        """Fields 12 and 13, and 15, in octets."""
        said = codec.write_fields(
            {12: moment.time, 13: moment.month_day, 15: moment.month_day}, {}, self._profile.table
        )
        self._moment, self._times, self._day = moment, said[12] + said[13], said[15]

    def learn(self, data: bytes, request: Refund, answer: bytes, key: Key | None) -> None:
        """Remember the pieces of a refund that the long way read, approved and answered so, asking for nothing."""
        table, start = self._profile.table, self._start
        asked, told = self._profile.codec.index(data[start:]), self._profile.codec.index(answer[start:])
        usual = all((table[n].kind, table[n].length, table[n].prefix) == columns for n, columns in _READ.items())
        if not (usual and request.card and set(asked.numbers) <= _ASKED and _is_plain(request)):
            return
        if (_MAC in asked.numbers) != (key is not None) or not set(told.numbers) <= _TOLD:
            return
        head = data[start : self._ends]
        shape = self._shapes.get(head)
        if shape is None or shape.size != len(data):
            head_ends = told.span(2)[0]
            shape = Shape(asked, start, len(data), answer[start : start + head_ends], told.raw(39))
        front, moment = self._mark(answer, _NOTHING)[:start], self._host.moments.now()
        if self._tell(shape, data, answer[:start], told.text(37), moment, key) != answer:
            return
        if len(self._shapes) >= MAX_SHAPES:
            self._shapes.clear()
        self._shapes[head] = shape
        number, station = request.card.number, request.key
        _keep(self._heads, data[: self._ends], (shape, front))
        _keep(shape.cards, data[shape.card], (number, is_foreign(number)))
        _keep(shape.entries, data[shape.entry], None)
        _keep(shape.stations, data[shape.station], (station.merchant_no, station.terminal_no))
        said = station.epoch, station.batch_no, station.business_date, request.original_month_day
        _keep(shape.tails, data[shape.tail], said)


def _is_plain(request: Refund) -> bool:
    """Its original is named by a reference and nothing else, and it names no goods."""
    return not (request.order_no or request.items) and request.original_reference != NO_REFERENCE


def _keep(pieces: dict[bytes, Said], octets: bytes, said: Said) -> None:
    if len(pieces) >= MAX_PIECES:
        pieces.clear()
    pieces[octets] = said
