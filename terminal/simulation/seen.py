"""What the watcher of a simulation has seen: events as values, and what stands on disks and in books by them.

Nothing is judged here. The rule: everything is read from what left a part - rows, bytes, entries, sheets, results -
never from the inside of what is tested.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.ledger.memory import MemoryLedger
from emulator.ledger.records import Held

Key = tuple[str, str, str, str, str]
"""Merchant, terminal, epoch, batch and trace: of a refund's key what every acquirer keeps."""
Request = tuple[int, str]
"""A terminal and a number that its cashier gave to what was asked for."""
Body = Mapping[str, Any]
NOTHING_MOVED = frozenset({"declined", "cancelled", "not_sent"})
BY_HAND = frozenset({"closed_done", "closed_undone"})
FINAL = NOTHING_MOVED | BY_HAND | {"approved"}


def key_of(body: Body) -> Key:
    """Of a record, as the journal has it."""
    said = body["key"]
    return (said["merchant_no"], said["terminal_no"], said["epoch"], said["batch_no"], said["trace_no"])


def subject_of(body: Body) -> str:
    """Of a record, as the journal's rows have it."""
    return "-".join((*key_of(body), body["key"]["business_date"]))


def name_of(key: Key) -> str:
    """As findings say it."""
    return "-".join(key[1:])


def original_of(body: Body) -> tuple[str, str]:
    """What a refund gives back of: reference number and day."""
    return body["original_reference"], body["original_month_day"]


def batch_of(body: Body) -> tuple[str, str]:
    """Terminal and batch of a record."""
    return body["key"]["terminal_no"], body["key"]["batch_no"]


@dataclass(frozen=True, slots=True)
class Written:
    """A row is on a terminal's disk. body: of a record, else empty. before: the record as it stood, None at first."""

    machine: int
    row: tuple[Any, ...]
    kind: str
    subject: str
    body: Body
    before: Body | None

    @property
    def is_refund(self) -> bool:
        """It is one of a refund."""
        return self.kind.startswith("refund.")


@dataclass(frozen=True, slots=True)
class Late:
    """A write is over in which a plain yes was kept that came late. subject: whose, and to how many fen."""

    machine: int
    subject: str
    fen: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A message leaves a terminal. message: without its frame, from the MTI on."""

    machine: int
    message: bytes


@dataclass(frozen=True, slots=True)
class Applied:
    """The host has judged an attempt. outcome: Applied, Refused, Repeated … before, after: the sale it is about, if
    any. message: in which it came, from the MTI on.
    """

    key: Key
    kind: str
    body: tuple[str | int, ...]
    outcome: str
    reference_no: str
    sale_id: int | None
    before: Held | None
    after: Held | None
    message: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """A cashier was told how a refund stands. body: the record; replayed: as asked before."""

    machine: int
    request: Request
    state: str
    key: Key
    amount_fen: int
    reference_no: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A cashier was told that a refund was refused, by this word."""

    machine: int
    request: Request
    word: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet came out: terminal, batch, voucher, kind, copy, original or reprint."""

    machine: int
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing fails any more, and everybody has finished."""


@dataclass(slots=True)
class Asked:
    """A cashier wants a refund and has heard nothing yet. number: of the request, "" without one. begun: the intent
    that was made of it, "" before. full: the disk was so before. waits: the terminal was not started again meanwhile.
    """

    number: str
    reference_no: str
    amount_fen: int
    full: bool = False
    begun: str = ""
    waits: bool = True


@dataclass(slots=True)
class Terminal:
    """One terminal's disk as it was written. loose: batches of which a refund was for a person once. failed: a write
    has failed since the last start, full: there was no room for it. head: number and hash of the last row. trace: of
    the last intent of its epoch. asked: what its cashier waits for now. late: refunds of which an answer was noted that
    came late. heard: open ones whose answer was read, without a row since.
    ends: what a person says last of a refund that it ends by hand: whose, as which state, and why.
    """

    refunds: dict[str, Body] = field(default_factory=dict)
    payments: dict[str, Body] = field(default_factory=dict)
    settlements: dict[str, Body] = field(default_factory=dict)
    loose: set[tuple[str, str]] = field(default_factory=set)
    failed: bool = False
    full: bool = False
    asked: "Asked | None" = None
    late: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    head: tuple[int, str] = (0, "0" * 64)
    trace: int = 0
    rows: int = 0
    ends: tuple[str, str, str] | None = None


@dataclass(slots=True)
class Seen:
    """All of it. held: sales as they stood behind the last event. intents: durable refunds by key, with their request.
    applied: keys by request. never: keys of which somebody was told that nothing moved, and will not. told: the last
    final word on a request. sent: messages that left a terminal. slips: originals by key. asking: messages that the
    ledger has judged, and answers: what was truly said to them first, each with its refund. cut_off: terminals of
    which the host has closed a batch under a refund.
    """

    ledger: MemoryLedger
    terminals: list[Terminal]
    held: dict[int, Held] = field(default_factory=dict)
    refunded_fen: dict[int, int] = field(default_factory=dict)
    intents: dict[Key, tuple[Request, Body]] = field(default_factory=dict)
    bodies: dict[Key, tuple[str | int, ...]] = field(default_factory=dict)
    applied: dict[Request, list[Key]] = field(default_factory=dict)
    done: dict[Key, Applied] = field(default_factory=dict)
    never: dict[Key, str] = field(default_factory=dict)
    told: dict[Request, Told] = field(default_factory=dict)
    sent: set[bytes] = field(default_factory=set)
    asking: dict[bytes, Key] = field(default_factory=dict)
    answers: dict[bytes, Key] = field(default_factory=dict)
    epochs: dict[str, str] = field(default_factory=dict)
    slips: dict[tuple[str, ...], int] = field(default_factory=dict)
    cut_off: set[str] = field(default_factory=set)
