"""Every refund case of one journal, as the fold of its events: case.*, and refund.* of refunds started from a case.

No file but the journal, and nothing is decided here. The rule: a case in memory is what its events make it - an act is
judged, made durable, and then read back like any other; what has happened is never judged again. What a newer program
wrote of a case stops that case, and all of them where it can't be told which sale it is about.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from protocol.lookalikes import repeated
from terminal.case.acts import WORD, Act, Happened, NewerError, Opened, RefundMoved, act_of, body_of, kind_of
from terminal.case.case import Case
from terminal.case.judge import CaseFault
from terminal.case.steps import after, step
from terminal.case.words import RefundStanding
from terminal.records.bodies import refund_of
from terminal.records.entry import Entry
from terminal.records.journal import Journal, JournalError
from terminal.trade.refund import OPEN, RefundRecord, State
from terminal.trade.sale_name import sale_name

MOST_A_DAY = 9_999
"""Cases of one day: what the four digits behind it can count."""

# fmt: off
STANDINGS: Mapping[State, RefundStanding] = MappingProxyType({
    **dict.fromkeys(OPEN, RefundStanding.OPEN),
    State.APPROVED:  RefundStanding.PAID,
    State.DECLINED:  RefundStanding.NOTHING,
    State.CANCELLED: RefundStanding.NOTHING,
    State.NOT_SENT:  RefundStanding.NOTHING,
    State.CLOSED_DONE:   RefundStanding.PAID,
    State.CLOSED_UNDONE: RefundStanding.NOTHING,
})
# fmt: on


class CaseBook:
    """Nothing is read before it is first asked for. Every method may raise JournalError."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._cases: dict[str, Case] = {}
        self._read_to = 0

    def cases(self) -> tuple[Case, ...]:
        """All of them, oldest first."""
        self._catch_up()
        return tuple(self._cases.values())

    def find(self, case_no: str) -> Case:
        """Raises CaseFault case_unknown, which repeats of a number that is none no more than may be shown."""
        self._catch_up()
        if case_no not in self._cases:
            raise CaseFault("case_unknown", case=repeated(case_no))
        return self._cases[case_no]

    def about(self, named: tuple[str, str]) -> tuple[Case, ...]:
        """Those of one sale, by its reference and date."""
        return tuple(case for case in self.cases() if case.sale.named == sale_name(*named))

    def open(self, day: str, at: str, by: str, opened: Opened) -> Case:
        """A new case under a number that no other ever had. day: yyyymmdd. Raises CaseFault."""
        numbers = [int(case.case_no[8:]) for case in self.cases() if case.case_no.startswith(day)]
        serial = max(numbers, default=0) + 1
        if serial > MOST_A_DAY:
            raise CaseFault("case_numbers")
        return self._do(None, Happened(f"{day}{serial:04d}", at, by, opened))

    def act(self, case_no: str, at: str, by: str, act: Act) -> Case:
        """The case after this, which is durable. Raises CaseFault: then nothing has changed."""
        return self._do(self.find(case_no), Happened(case_no, at, by, act))

    def _do(self, case: Case | None, happened: Happened) -> Case:
        step(case, happened)
        act, case_no = happened.act, happened.case_no
        self.journal.note(kind_of(act), operator_no=happened.by, subject=case_no, body=body_of(act))
        return self.find(case_no)

    def _catch_up(self) -> None:
        """Whatever was written since; the journal is one thread's."""
        if self._read_to == self.journal.last:
            return
        last, known = self.journal.last, dict(self._cases)
        if known or self.journal.has_cases():
            for entry in self.journal.of_cases(self._read_to):
                self._hear(entry, known)
        self._cases, self._read_to = known, last

    def _hear(self, entry: Entry, known: dict[str, Case]) -> None:
        try:
            happened = _happened(entry, known)
            if happened is not None:
                known[happened.case_no] = after(known.get(happened.case_no), happened)
        except NewerError as error:
            if entry.subject not in known:  # of which sale?
                raise JournalError("journal_newer", f"{self.journal.path}: event {entry.seq}: {error}") from None
            known[entry.subject] = replace(known[entry.subject], unread=True)
        except (ValueError, KeyError) as error:
            raise JournalError("journal_damaged", f"{self.journal.path}: event {entry.seq}: {error}") from None


def _happened(entry: Entry, known: Mapping[str, Case]) -> Happened | None:
    if entry.kind.startswith(f"{WORD}."):
        return Happened(entry.subject, entry.at, entry.operator_no, act_of(entry.kind, entry.body))
    return _moved(entry, refund_of(entry.body), known)


def _moved(entry: Entry, record: RefundRecord, known: Mapping[str, Case]) -> Happened | None:
    """None where it is to its case what it was."""
    case = known.get(record.case_no)
    moved = RefundMoved(str(record.key), record.amount_fen, STANDINGS[record.state])
    if case is not None and (moved.key, moved.standing) in {(one.key, one.standing) for one in case.refunds}:
        return None
    by = record.closed_allowed or record.supervisor_no or record.operator_no
    return Happened(record.case_no, entry.at, by, moved)
