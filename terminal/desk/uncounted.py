"""What a settlement's slip names beside its totals: refunds of its batch that people decide, and late ones of batches
before it. Nothing is printed here.

The rule: what the host said late stands on one slip, the next one of that host; it is in no total there, as the host
counted it in the batch that it was asked for in.
"""

from terminal.line import late
from terminal.records.chain import ON_PAPER
from terminal.records.journal import Journal
from terminal.trade.batch import Beside, SettlementRecord, batch_key, beside
from terminal.trade.refund import RefundRecord, State


def uncounted(journal: Journal, record: SettlementRecord) -> tuple[Beside, ...]:
    """As it stands now. Raises JournalError."""
    fens = [one.amount_fen for one in _came_since(journal, record)]
    told = (Beside(State.APPROVED, len(fens), sum(fens)),) if fens else ()
    return (*beside(journal.refunds(), record.link, record.batch_no), *told)


def _came_since(journal: Journal, record: SettlementRecord) -> list[RefundRecord]:
    """Approved by a late answer behind the end of their own batch, and before no other end than this one."""
    late_ones = journal.subjects(late.KIND)
    mine = [one for one in journal.refunds() if one.link == record.link and one.state is State.APPROVED]
    some = [one for one in mine if str(one.key) in late_ones]
    ends = _ends(journal, record) if some else {}
    return [one for one in some if _told_by(ends, one, _since(journal, one)) == record.key]


def _ends(journal: Journal, record: SettlementRecord) -> dict[str, int]:
    """Batches of this host that are over: the number of the event that says so."""
    here = {one.key for one in journal.settlements() if one.link == record.link}
    ended = (one for one in journal.of_kind("batch") if one.kind in ON_PAPER and one.subject in here)
    return {one.subject: one.seq for one in ended}


def _since(journal: Journal, record: RefundRecord) -> int:
    return max(one.seq for one in journal.entries(str(record.key)) if one.kind == "refund.approved")


def _told_by(ends: dict[str, int], record: RefundRecord, since: int) -> str:
    """The first batch that ended behind it; "" where its own was still to end, or none has."""
    if ends.get(batch_key(record.link, record.key.batch_no), since) >= since:
        return ""
    return min((one for one in ends if ends[one] > since), key=ends.__getitem__, default="")
