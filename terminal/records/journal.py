"""The terminal's journal: durable, append-only, hash-chained. An intent is here before its first byte leaves.

One per practice or live terminal, in a store that one owner holds (sqlite_store.py; the port is store.py). Events are
only ever added; the present state of a refund, a payment or a settlement is its last event. No card number, track, PIN
or key is ever a parameter here.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from terminal.records.bodies import Body, body_of, payment_of, refund_of, settlement_of
from terminal.records.chain import MARK_DIGITS, ON_PAPER, BrokenChainError, Head, walk
from terminal.records.entry import Entry, NewEntry, entry_of
from terminal.records.format import GENESIS, check_of, digest_of
from terminal.records.sqlite_store import SqliteStore
from terminal.records.store import JournalError, Row, Store
from terminal.trade.batch import Kept, SettlementRecord
from terminal.trade.payment import PaymentRecord
from terminal.trade.refund import OPEN, RefundRecord

__all__ = ["LAST_TRACE", "TRACE_BLOCK", "Journal", "JournalError"]

TRACE_BLOCK = 10
"""Trace numbers reserved by one durable write: a crash skips what is left of the block, never repeats a number."""

TRACES_LEFT = 5
"""With fewer in hand the next event reserves another block in its own write, so that no refund waits for one."""

LAST_TRACE = 999_999

ANCHOR_EVERY = 128
"""Events: an anchor costs two waits for the disk, and fewer than one event in a hundred has to wait for them."""

_LAST_WORDS = frozenset({"refund", "payment", "batch", "receipt", "late"})
"""First words of the kinds that may take the room that is kept on a full disk: money that is under way, and its paper.
Whoever keys passwords or changes parameters there takes nothing of it.
"""

_Record = TypeVar("_Record", RefundRecord, PaymentRecord, SettlementRecord)


class Journal:
    """Open for as long as the terminal runs; a second opening anywhere is refused with journal_held.

    clock: wall time, for the record only - nothing is ordered by it. entropy(n): n random bytes, drawn once at birth.
    open_store: opens what lies there.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime],
        entropy: Callable[[int], bytes],
        open_store: Callable[[Path], Store] = SqliteStore,
    ) -> None:
        self.path = path
        self._clock = clock
        self._failed = ""
        self._known: dict[str, dict[str, Any]] = {}
        with ExitStack() as opened:
            self._store = open_store(path)
            opened.callback(self._store.close)
            self._prepare(entropy)
            self._give_back = opened.pop_all().close
        self.epoch = self._facts["epoch"]
        self._secret = bytes.fromhex(self._facts["secret"])
        self._next_trace = int(self._facts["next_trace"])
        self._reserved = self._next_trace

    # --- records -------------------------------------------------------------------------------------------------

    def record(self, kind: str, record: Kept, *, because: tuple[str, dict[str, object]] | None = None) -> None:
        """Make one event of a refund, a payment or a settlement durable; kind begins with its word. because: kind
        and body of what led to it, just before it and in the same write, so that no kill comes between them. Raises
        JournalError journal_write: then nothing may be sent.
        """
        subject = str(record.key)
        became = NewEntry(
            kind,
            subject,
            body_of(record),
            link=record.link,
            practice=record.practice,
            operator_no=record.operator_no,
            supervisor_no=record.supervisor_no,
        )
        led = (NewEntry(because[0], subject, because[1]),) if because is not None else ()
        self._append(*led, became)
        present = self._known.get(kind.partition(".")[0], {})
        present.pop(subject, None)
        present[subject] = record

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        """Make an event that is not a state of a record durable (operator.*, receipt.*, terminal.*)."""
        self._append(NewEntry(kind, subject, body or {}, operator_no=operator_no))

    def refunds(self) -> tuple[RefundRecord, ...]:
        """The present state of every refund: what changed last comes last."""
        return self._present("refund", refund_of)

    def payments(self) -> tuple[PaymentRecord, ...]:
        """The present state of every payment: what changed last comes last."""
        return self._present("payment", payment_of)

    def settlements(self) -> tuple[SettlementRecord, ...]:
        """The present state of every settlement: what changed last comes last."""
        return self._present("batch", settlement_of)

    def open_refunds(self) -> tuple[RefundRecord, ...]:
        """Those whose outcome is not known, on whatever link."""
        return tuple(refund for refund in self.refunds() if refund.state in OPEN)

    def by_request(self, request_no: str) -> RefundRecord | None:
        """The refund that was asked for under the caller's own number."""
        found = [refund for refund in self.refunds() if refund.request_no == request_no]
        return found[-1] if found else None

    def keyed_hash(self, text: str) -> str:
        """Hash of a text under the key of this journal, which lies in its file; terminal.desk.keyed makes of it what is
        kept. 64 hex digits.
        """
        return hmac.new(self._secret, text.encode("utf-8"), hashlib.sha256).hexdigest()

    # --- counters and reading --------------------------------------------------------------------------------------

    def require_sound(self) -> None:
        """JournalError journal_write: a write failed in this run, so that nothing may be sent any more (M24)."""
        if self._failed:
            raise JournalError("journal_write", self._failed)

    def keep_room(self) -> None:
        """What has begun can be written down to its end, also on a full disk; asked before anything begins (H18).
        JournalError journal_full, or journal_write as above.
        """
        self.require_sound()
        self._store.keep_room()

    def require_writable(self) -> None:
        """An event could be written now: one commit says nothing new. JournalError journal_full, journal_write."""
        self._write([], {"next_trace": str(self._reserved)}, spend=False)

    def next_trace(self) -> str:
        """The next trace number (凭证号), 000001..999999; never given twice in an epoch until it wraps (M10).
        JournalError journal_write: a write failed, also earlier, and nothing may be sent (M24).
        """
        self.require_sound()
        if self._next_trace == self._reserved:
            ahead = self._another_block()
            self._write([], {"next_trace": str(ahead)}, spend=True)
            self._reserved = ahead
        trace, self._next_trace = self._next_trace, self._next_trace % LAST_TRACE + 1
        return f"{trace:06d}"

    def _another_block(self) -> int:
        """What comes behind the numbers that are reserved and another block of them."""
        return (self._reserved - 1 + TRACE_BLOCK) % LAST_TRACE + 1

    @property
    def upcoming_trace(self) -> str:
        """What `next_trace` will give."""
        return f"{self._next_trace:06d}"

    def advance_trace(self, trace_no: str) -> None:
        """Go on with this number, durably; those between are never given. Numbers are only ever skipped forward."""
        if not self._next_trace <= int(trace_no) <= LAST_TRACE:
            raise ValueError(f"{trace_no}: {self.upcoming_trace} to {LAST_TRACE} wanted")
        self._write([], {"next_trace": str(int(trace_no))}, spend=False)
        self._next_trace = self._reserved = int(trace_no)

    def entries(self, subject: str = "") -> Iterator[Entry]:
        """Every event, or those about one record, oldest first."""
        yield from map(entry_of, self._store.events(subject))

    def of_kind(self, word: str) -> Iterator[Entry]:
        """Every event whose kind begins with `word` and a dot, oldest first."""
        yield from map(entry_of, self._store.of_kind(word))

    def subjects(self, kind: str) -> frozenset[str]:
        """What events of this kind are about."""
        return frozenset(self._store.subjects(kind))

    @property
    def last(self) -> int:
        """The number of the last event."""
        return int(self._facts["head"].partition(" ")[0])

    def has_cases(self) -> bool:
        """There is a refund case, open or not."""
        return self._store.has_cases()

    def of_cases(self, behind: int = 0) -> Iterator[Entry]:
        """Every event of a refund case, and of a refund that was started from one, behind that number; oldest first."""
        yield from map(entry_of, self._store.of_cases(behind))

    def mark(self, kind: str, subject: str) -> str:
        """How the chain stood after the last event of this kind about `subject`: its number and hash, shortened for
        paper, so that a journal that was cut short or rewritten is noticed; "" where there is none.
        """
        last = self._store.mark(kind, subject)
        return f"{last[0]} {last[1][:MARK_DIGITS]}" if last else ""

    def verify(self) -> int:
        """Check the whole chain; the number of events. Raises JournalError journal_damaged naming the event, and
        journal_older where it does not hold what was anchored outside of it.
        """
        try:
            walked = walk(self._store.chain(), self._store.facts())
        except BrokenChainError as error:
            raise JournalError("journal_damaged", f"{self.path}: {error}") from None
        anchored = self._anchor()
        if anchored is not None and not walked.stood(anchored):
            raise JournalError("journal_older", f"{self.path}: {walked.head}, where {anchored} was anchored")
        self._anchored = anchored.seq if anchored is not None else -1
        self._facts = dict(walked.facts)
        return walked.count

    def close(self) -> None:
        """Give the file back; the unused rest of the trace block is given back too."""
        with suppress(JournalError):
            self._write([], {"next_trace": str(self._next_trace)}, spend=False)
        self._set_anchor(0)
        self._failed = self._failed or "closed"
        self._give_back()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _prepare(self, entropy: Callable[[int], bytes]) -> None:
        if self._store.is_new():
            facts = {"epoch": entropy(4).hex(), "secret": entropy(32).hex(), "next_trace": "1", "head": f"0 {GENESIS}"}
            self._refuse_anchored()
            self._store.create(facts | {"check": check_of(facts)})
        self.verify()
        self._store.bring_forward()
        self._set_anchor(-1)

    def _refuse_anchored(self) -> None:
        """Where a journal stood none is born: what it held may still be owed."""
        gone = self._anchor()
        if gone is not None:
            raise JournalError("journal_older", f"{self.path}: is gone, where {gone} was anchored")

    def _anchor(self) -> Head | None:
        text = self._store.anchor()
        try:
            return Head.read(text) if text else None
        except ValueError as error:
            raise JournalError("journal_damaged", f"{self.path}: anchor: {error}") from None

    def _set_anchor(self, distance: int) -> None:
        """Keep outside how the chain stands, once it is more than `distance` events ahead of that. What can't be kept
        is tried again with the next event: an anchor may be behind.
        """
        if self.last - self._anchored > distance:
            head = self._head
            with suppress(JournalError):
                self._store.set_anchor(str(head))
                self._anchored = head.seq

    @property
    def _head(self) -> Head:
        seq, digest = self._facts["head"].split()
        return Head(self._facts["epoch"], int(seq), digest)

    def _append(self, *events: NewEntry) -> None:
        """All of them in one write: durable together, or none is."""
        (head, digest), rows = self._facts["head"].split(), []
        at = self._clock().isoformat(timespec="milliseconds")
        for seq, event in enumerate(events, int(head) + 1):
            values, previous = event.values(seq, at, self.epoch), digest
            digest = digest_of(values, previous)
            rows.append((*values, previous, digest))
        facts = {"head": f"{int(head) + len(rows)} {digest}"}
        ahead = self._reserved
        if (ahead - self._next_trace) % LAST_TRACE < TRACES_LEFT:
            ahead = self._another_block()
            facts["next_trace"] = str(ahead)
        self._write(rows, facts, spend=all(one.kind.partition(".")[0] in _LAST_WORDS for one in events))
        self._reserved = ahead
        self._store.follow(f"{self.epoch} {facts['head']}")
        self._set_anchor(0 if any(one.kind in ON_PAPER for one in events) else ANCHOR_EVERY)

    def _write(self, rows: list[Row], facts: dict[str, str], *, spend: bool) -> None:
        """Rows and changed facts together. After one failure there is no other write, and so nothing is sent (M24); but
        for what had no right to the room on a full disk, of which nothing was written.
        """
        self.require_sound()
        after = self._facts | facts
        changed = facts | {"check": check_of(after)}
        try:
            self._store.write(rows, changed, spend=spend)
        except JournalError as error:
            if error.word != "journal_full":
                self._failed = error.reason
            raise
        self._facts = after

    def _present(self, word: str, made_of: Callable[[Body], _Record]) -> tuple[_Record, ...]:
        """The last event of each subject whose kind begins with `word`. Read once, as a journal grows for years; nobody
        else can write to it.
        """
        if word not in self._known:
            try:
                last = self._store.present(word)
                self._known[word] = {subject: made_of(json.loads(body)) for subject, body in last}
            except ValueError as error:
                raise JournalError("journal_damaged", f"{self.path}: {error}") from None
        return tuple(self._known[word].values())
