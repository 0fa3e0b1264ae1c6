"""What is written to a journal as one event, and the row that it makes. No file and no chain here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from terminal.trade.refund import LinkIdentity

NOWHERE = LinkIdentity("", "", "", "")
"""The identity of an event that belongs to no link (an operator's sign-on)."""
_BODY = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Event:
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
