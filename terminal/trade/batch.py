"""A batch (批次) as this terminal counts it: sides, totals, records to upload, and the settlement that closes it. Pure.

The rule: what counts is what was approved and stands in the journal; the host's totals are laid beside it and never
taken over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter

from protocol.transactions import Channel, Detail, Totals, Verdict
from terminal.trade.payment import OWING, PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import OPEN, Cause, LinkIdentity, RefundRecord, State

Transaction = PaymentRecord | RefundRecord

_FAR = 500_000
"""Half of all trace numbers."""
BATCH_LIMIT = 500
"""Transactions after which the batch is to be settled (流水已满; domain notes 6), half of what field 48 can count."""
LAST_BATCH = 999_999

REFUND, QR_REFUND = "refund", "qr_refund"
"""What a refund is called among the kinds of payments: the rows of the matrix."""
DOMESTIC_SCHEME = "CUP"
_DOMESTIC = ("62", "60", "81", "9")
"""First digits of cards of that scheme (ISO/IEC 7812), for answers that name no scheme, as a refund's."""


class Side(StrEnum):
    """Where a transaction counts in field 48."""

    DEBIT = "debit"
    CREDIT = "credit"
    NEITHER = "neither"


# fmt: off
_SIDES: dict[str, Side] = {  # domain notes 6
    PaymentKind.SALE:            Side.DEBIT,
    PaymentKind.QR_SALE:         Side.DEBIT,
    PaymentKind.COMPLETION:      Side.DEBIT,
    PaymentKind.VOID:            Side.CREDIT,
    PaymentKind.QR_VOID:         Side.CREDIT,
    PaymentKind.COMPLETION_VOID: Side.CREDIT,
    REFUND:                      Side.CREDIT,
    QR_REFUND:                   Side.CREDIT,
    PaymentKind.PRE_AUTH:        Side.NEITHER,
    PaymentKind.PRE_AUTH_VOID:   Side.NEITHER,
}
# fmt: on


@dataclass(frozen=True, slots=True)
class BatchTotals:
    """Both halves of field 48: domestic cards and codes, and foreign cards."""

    domestic: Totals
    foreign: Totals


@dataclass(frozen=True, slots=True)
class KindTotal:
    """One line of the settlement slip. kind: of PaymentKind, REFUND or QR_REFUND. channel: how those were paid. fen:
    their sum.
    """

    kind: str
    channel: Channel
    count: int
    fen: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Refunds that count in no total of a batch, though the host may have counted them. state: one of BESIDE, or
    APPROVED, which the host said late. fen: their sum. own: APPROVED in this batch, not in an earlier one.
    """

    state: State
    count: int
    fen: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class CountedBatch:
    """A batch by the journal, open or closed. transactions: what was approved in it, oldest first. operator_no: who
    asks. practice: no real money moved. beside: what is in no total. late: approved in it since its totals were
    drawn, and so in none of them either.
    """

    link: LinkIdentity
    batch_no: str
    operator_no: str
    practice: bool
    transactions: tuple[Transaction, ...]
    beside: tuple[Beside, ...] = ()
    late: tuple[Transaction, ...] = ()

    @property
    def totals(self) -> BatchTotals:
        """What the terminal says in an 0500."""
        return totals(self.transactions)

    @property
    def kinds(self) -> tuple[KindTotal, ...]:
        """Of what they are made."""
        return by_kind(self.transactions)

    @property
    def full(self) -> bool:
        """流水已满: it is to be settled before anything else is done."""
        return len(self.transactions) >= BATCH_LIMIT


class SettlementState(StrEnum):
    """BEGUN: the host may have closed the batch; nothing else is done before that is known. CLOSED: it has. REFUSED: it
    said that it will not, and the batch is open as before. HOST_CLOSED: another is open at the host, which has closed
    this one by itself: its totals were never laid beside ours.
    """

    BEGUN = "begun"
    CLOSED = "closed"
    REFUSED = "refused"
    HOST_CLOSED = "host_closed"


@dataclass(frozen=True, slots=True)
class SettlementRecord:
    """One settlement, from its intent on. ours: by the journal. host: by the 0510, None before it came. verdicts: what
    the host says of each half, domestic first. kinds: what ours is made of. uploaded: records sent by 0320. opened_at:
    ISO local time. reached: MMDDhhmmss of the host. cause, code: why it is not closed yet, or what the host said.
    """

    link: LinkIdentity
    batch_no: str
    operator_no: str
    practice: bool
    opened_at: str
    ours: BatchTotals
    kinds: tuple[KindTotal, ...] = ()
    host: BatchTotals | None = None
    verdicts: tuple[Verdict, ...] = ()
    uploaded: int = 0
    state: SettlementState = SettlementState.BEGUN
    cause: Cause = Cause.NONE
    code: str = ""
    reached: str = ""
    supervisor_no: str = ""

    @property
    def key(self) -> str:
        """What the journal keeps it under."""
        return batch_key(self.link, self.batch_no)

    @property
    def over(self) -> bool:
        """The batch is closed, by whomever."""
        return self.state in (SettlementState.CLOSED, SettlementState.HOST_CLOSED)

    @property
    def next_batch_no(self) -> str:
        """The batch that is open after it, unless the host names another at the next sign-on."""
        return f"{int(self.batch_no) % LAST_BATCH + 1:06d}"

    @property
    def balanced(self) -> bool:
        """对账平: the host found no half that differs, and judged one at least."""
        judged = set(self.verdicts)
        return judged <= {Verdict.NOT_JUDGED, Verdict.BALANCED} and Verdict.BALANCED in judged


_BEGUN = SettlementState.BEGUN
BESIDE = (State.CLOSED_DONE, State.CLOSED_UNDONE, State.MANUAL)
"""States of a refund in which only people can say what the host has counted."""
_TO_BE_ASKED = frozenset({*(OPEN - {State.MANUAL}), *OWING})

Kept = Transaction | SettlementRecord
"""What the journal keeps the states of."""


def batch_key(link: LinkIdentity, batch_no: str) -> str:
    """What the journal calls a batch."""
    return f"{link.merchant_no}-{link.terminal_no}-{batch_no}"


def has_slip(one: Transaction) -> bool:
    """It is done, or for a person: there is a slip of it, or a fault slip."""
    if isinstance(one, RefundRecord):
        return one.state is State.APPROVED
    return one.state in (PaymentState.APPROVED, PaymentState.MANUAL)


def kind_of(transaction: Transaction) -> str:
    """By the name of its row in the matrix."""
    if isinstance(transaction, PaymentRecord):
        return transaction.kind.value
    return REFUND if transaction.channel is Channel.CARD else QR_REFUND


def approved(transaction: Transaction) -> bool:
    """It was done, and not undone."""
    return transaction.state in (PaymentState.APPROVED, State.APPROVED)


def in_batch(transactions: Iterable[Transaction], link: LinkIdentity, batch_no: str) -> tuple[Transaction, ...]:
    """What was approved in one batch of one host, oldest first."""
    mine = [one for one in transactions if one.link == link and one.key.batch_no == batch_no and approved(one)]
    return in_order(mine)


def beside(transactions: Iterable[Transaction], link: LinkIdentity, batch_no: str) -> tuple[Beside, ...]:
    """What a person ended by hand, or has still to check, in one batch of one host: as it stands now."""
    mine = [one for one in transactions if one.link == link and one.key.batch_no == batch_no]
    fens = {state: [one.amount_fen for one in mine if one.state is state] for state in BESIDE}
    return tuple(Beside(state, len(some), sum(some)) for state, some in fens.items() if some)


def left_behind(
    transactions: Iterable[Transaction], settlements: Iterable[SettlementRecord], link: LinkIdentity, batch_no: str
) -> tuple[str, ...]:
    """Batches of this host that hold something and that it must have closed by itself, as `batch_no` is open there now;
    but for those that a settlement is under way of, or in which a refund is still to be asked about.
    """
    here = [one for one in transactions if one.link == link and one.key.batch_no != batch_no]
    known = {one.batch_no for one in settlements if one.link == link and (one.over or one.state is _BEGUN)}
    waits = {one.key.batch_no for one in here if one.state in _TO_BE_ASKED}
    full = dict.fromkeys(one.key.batch_no for one in here if approved(one))
    return tuple(number for number in full if number not in known | waits)


def in_order(some: Iterable[Transaction]) -> tuple[Transaction, ...]:
    """As they were begun, by trace number: a clock may be set back between two. Numbers far below others come behind
    them, for they wrap.
    """
    numbered = [(int(one.key.trace_no), one) for one in some]
    last = max((trace for trace, _ in numbered), default=0)
    return tuple(
        one
        for _, _, one in sorted(((last - trace > _FAR, trace, one) for trace, one in numbered), key=itemgetter(0, 1))
    )


def totals(batch: Iterable[Transaction]) -> BatchTotals:
    """What the terminal says in an 0500. ValueError past 999 items of one sum; BATCH_LIMIT keeps below."""
    halves = {False: {side: [0, 0] for side in Side}, True: {side: [0, 0] for side in Side}}
    for one in batch:
        counted = halves[_is_foreign(one)][_SIDES[kind_of(one)]]
        counted[0] += one.amount_fen
        counted[1] += 1
    domestic, foreign = (Totals(*half[Side.DEBIT], *half[Side.CREDIT]) for half in halves.values())
    return BatchTotals(domestic, foreign)


def by_kind(batch: Iterable[Transaction]) -> tuple[KindTotal, ...]:
    """Count and sum of each kind and way of paying that is there, in the order of the tables."""
    sums: dict[tuple[str, Channel], list[int]] = {(str(kind), way): [] for kind in _SIDES for way in Channel}
    for one in batch:
        sums[kind_of(one), one.channel].append(one.amount_fen)
    return tuple(KindTotal(kind, way, len(fens), sum(fens)) for (kind, way), fens in sums.items() if fens)


def details(batch: Iterable[Transaction]) -> tuple[Detail, ...]:
    """What is uploaded where the totals differ: all that counts in them, and no card number, which nobody kept."""
    counting = (one for one in batch if _SIDES[kind_of(one)] is not Side.NEITHER)
    return tuple(Detail(one.key.trace_no, "", one.amount_fen, _is_foreign(one)) for one in counting)


def _is_foreign(transaction: Transaction) -> bool:
    if transaction.channel is not Channel.CARD:
        return False
    if isinstance(transaction, PaymentRecord) and transaction.scheme:
        return transaction.scheme != DOMESTIC_SCHEME
    return transaction.payer != "" and not transaction.payer.startswith(_DOMESTIC)
