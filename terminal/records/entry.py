"""One event of a journal: as it is written, with the row that it makes, and as it is read again. No file, no chain."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from terminal.records.store import Row
from terminal.trade.refund import LinkIdentity

NOWHERE = LinkIdentity("", "", "", "")
"""The identity of an event that belongs to no link (an operator's sign-on)."""
_BODY = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class NewEntry:
    """subject: the key of the record it is about, "" without one. body: as JSON can say it."""

    kind: str
    subject: str
    body: Mapping[str, object]
    link: LinkIdentity = NOWHERE
    practice: bool = True
    operator_no: str = ""
    supervisor_no: str = ""

    def values(self, seq: int, at: str, epoch: str) -> list[object]:
        """As terminal.records.format.COLUMNS has them. at: ISO local time."""
        link = self.link
        identity = (link.profile, link.merchant_no, link.terminal_no, link.ledger_id)
        people = (self.operator_no, self.supervisor_no)
        return [
            seq,
            at,
            self.kind,
            epoch,
            *identity,
            int(self.practice),
            *people,
            self.subject,
            _BODY.encode(self.body),
        ]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it stands in the file. subject: the key of the record it is about, "" without one."""

    seq: int
    at: str
    kind: str
    subject: str
    operator_no: str
    body: dict[str, object]


def entry_of(row: Row) -> Entry:
    """Of the six columns of an Entry, the body as JSON."""
    seq, at, kind, about, operator_no, body = row
    return Entry(seq, at, kind, about, operator_no, json.loads(body))
