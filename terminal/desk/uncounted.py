"""What a settlement's slip names beside its totals: refunds of its batch that people decide, and late ones of it and of
batches before it; and which ones of a list are late. Nothing is printed here.

The rules: a slip that is printed again says what the first one said, whatever has been found out since; and a yes that
the totals of its own batch were drawn without stands on one slip, the first of that host whose end comes behind it, in
no total, as the host counted it in the batch that it was asked for in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.line import late
from terminal.records.bodies import refund_of, settlement_of
from terminal.records.chain import ON_PAPER
from terminal.records.entry import Entry
from terminal.records.journal import Journal
from terminal.trade.batch import BESIDE, Beside, SettlementRecord, SettlementState, batch_key, beside
from terminal.trade.refund import LinkIdentity, RefundRecord, State

_BEGUN = f"batch.{SettlementState.BEGUN}"
_KINDS = tuple(f"refund.{state}" for state in BESIDE)


@dataclass(frozen=True, slots=True)
class _Over:
    """A batch that is over, by numbers of events. drawn: with which its totals were; ended: which says that it is."""

    drawn: int
    ended: int


def uncounted(journal: Journal, record: SettlementRecord) -> tuple[Beside, ...]:
    """As it stood when the batch ended; as it stands now where that is still to come. Raises JournalError."""
    came = _came_since(journal, record)
    told = [
        Beside(State.APPROVED, len(fens), sum(fens), own)
        for own in (True, False)
        if (fens := [one.amount_fen for one in came if (one.key.batch_no == record.batch_no) is own])
    ]
    return (*beside(_as_they_stood(journal, record), record.link, record.batch_no), *told)


def came_late(journal: Journal, record: SettlementRecord) -> frozenset[str]:
    """Keys of refunds of this batch that its totals lack, as their yes came behind them. Raises JournalError."""
    mine = [one for one in _late_yes(journal, record.link) if one.key.batch_no == record.batch_no]
    over = _over(journal, record.link).get(record.key) if mine else None
    return frozenset(str(one.key) for one in mine if over is not None and _since(journal, one) > over.drawn)


def _as_they_stood(journal: Journal, record: SettlementRecord) -> Iterator[RefundRecord]:
    """Refunds of the batch for which a person was ever needed."""
    here = (record.link, record.batch_no)
    ever = frozenset[str]().union(*map(journal.subjects, _KINDS))
    mine = [one for one in journal.refunds() if (one.link, one.key.batch_no) == here and str(one.key) in ever]
    ended = _ended(journal, record) if mine else None
    for one in mine:
        said = [entry for entry in journal.entries(str(one.key)) if entry.kind.startswith("refund.")]
        then = [entry for entry in said if ended is None or entry.seq < ended]
        yield from (refund_of(entry.body) for entry in then[-1:])


def _ended(journal: Journal, record: SettlementRecord) -> int | None:
    """The number of the event that says so, None before it. A number of a batch comes again after the last."""
    ends = [entry.seq for entry in journal.entries(record.key) if _ends_it(entry, record)]
    return ends[-1] if ends else None


def _ends_it(entry: Entry, record: SettlementRecord) -> bool:
    return entry.kind in ON_PAPER and settlement_of(entry.body).link == record.link


def _came_since(journal: Journal, record: SettlementRecord) -> list[RefundRecord]:
    """Approved by a late answer that their own batch's totals were drawn without, and before no end but this one."""
    some = _late_yes(journal, record.link)
    over = _over(journal, record.link) if some else {}
    return [one for one in some if _told_by(over, one, _since(journal, one)) == record.key]


def _late_yes(journal: Journal, link: LinkIdentity) -> list[RefundRecord]:
    """Of this host, whenever it came."""
    late_ones = journal.subjects(late.KIND)
    mine = [one for one in journal.refunds() if one.link == link and one.state is State.APPROVED]
    return [one for one in mine if str(one.key) in late_ones]


def _over(journal: Journal, link: LinkIdentity) -> dict[str, _Over]:
    """Batches of this host that are over. A settlement that is taken up again goes on with the totals that it began
    with; behind a refusal they are drawn anew, and of what the host closed by itself with the event that says so.
    """
    here = {one.key for one in journal.settlements() if one.link == link}
    begun: dict[str, int] = {}
    over: dict[str, _Over] = {}
    for one in journal.of_kind("batch"):
        if one.subject not in here:
            continue
        drawn = begun.setdefault(one.subject, one.seq)
        if one.kind in ON_PAPER:
            over[one.subject] = _Over(drawn, one.seq)
        if one.kind != _BEGUN:
            del begun[one.subject]
    return over


def _since(journal: Journal, record: RefundRecord) -> int:
    return max(one.seq for one in journal.entries(str(record.key)) if one.kind == "refund.approved")


def _told_by(over: dict[str, _Over], record: RefundRecord, since: int) -> str:
    """The first batch that ended behind it; "" where the totals of its own have it, or are still to be drawn, or none
    has ended.
    """
    own = over.get(batch_key(record.link, record.key.batch_no))
    if own is None or own.drawn > since:
        return ""
    return min((one for one in over if over[one].ended > since), key=lambda one: over[one].ended, default="")
