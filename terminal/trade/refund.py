"""One refund as data: its record, what may happen to it (events) and what is to be done then (effects).

The rule: nothing here decides; which event leads from which state to which is terminal.trade.refund_steps.
"""

from dataclasses import dataclass
from enum import StrEnum

from protocol.transactions import Channel, OutcomeAnswer, RefundAnswer, RefundKey, Rejected


class State(StrEnum):
    """Where a refund stands. PENDING: the intent is durable and bytes may have left. CLOSED_DONE, CLOSED_UNDONE: a
    person found out that the money went back, or that it did not; never what the host said to this terminal.
    """

    NEW = "new"
    PENDING = "pending"
    QUERYING = "querying"
    CANCELLING = "cancelling"
    UNKNOWN = "unknown"
    NOT_FOUND = "not_found"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NOT_SENT = "not_sent"
    MANUAL = "manual"
    CLOSED_DONE = "closed_done"
    CLOSED_UNDONE = "closed_undone"


BY_HAND = frozenset({State.CLOSED_DONE, State.CLOSED_UNDONE})
"""A person ended it, and said what was found out. It counts in no total of a batch: the host's stand beside those. The
host's own word, where it comes late, beats a person's, and a person may put right what was said wrongly.
"""

FINAL = frozenset({State.APPROVED, State.DECLINED, State.CANCELLED, State.NOT_SENT}) | BY_HAND
"""States in which nothing is asked or sent any more, and nothing is blocked; but for BY_HAND nothing changes them.
MANUAL waits for a person and blocks its original.
"""

STANDS = frozenset({State.APPROVED, State.CLOSED_DONE})
"""The money went back, by the host's word or by a person's: so much less remains of the original."""

OPEN = frozenset(State) - FINAL - {State.NEW}
"""States in which the money may or may not have moved: they block a second refund of the same original."""


class Cause(StrEnum):
    """Why an outcome is not known; also the `error` word of the result."""

    NONE = ""
    NO_ANSWER = "no_answer"
    LINE_LOST = "line_lost"
    BAD_FRAME = "bad_frame"
    BAD_MAC = "bad_mac"
    ANSWER_MISMATCH = "answer_mismatch"
    HOST_UNSURE = "host_unsure"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class LinkIdentity:
    """Whom a record belongs to (house decision 4): elsewhere it is shown and it blocks, but is never sent.

    profile: acquirer profile name. ledger_id: as the host gave it at sign-on, "" where it gives none.
    """

    profile: str
    merchant_no: str
    terminal_no: str
    ledger_id: str


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """Everything about one refund that may be kept: no card number, only its mask and keyed hash.

    amount_fen: integer fen. original_month_day: MMDD. items: (sku, quantity). card_hash: keyed hash of the card number
    (terminal.desk.keyed), "" without a card. request_no: the caller's own number, "" without one. asked: what
    was asked for under it, as it was typed. original_fen: what the original was paid with, as known then. exchange_no:
    names this refund on the new sale of an exchange (换货), see exchange_number; "" for a refund alone. case_no: of the
    case (退款申请) that it was started from, "" for a refund at the counter.
    giving_up: a person gave it up; from then on it is cancelled or found done, and never sent again. closed_by: the
    operator who ended it by hand, closed_allowed: who allowed that, closed_reason: how it was found out, in words.
    contradicted: code of the host's late no to what a person ended as done, until a person has looked at it again.
    opened_at: ISO local time. code: field 39 of the last answer. reference_no: the refund's own new reference.
    reached: MMDDhhmmss of the host's answer. sends: times it was sent. queries: tries in this attempt.
    """

    key: RefundKey
    link: LinkIdentity
    amount_fen: int
    original_reference: str
    original_month_day: str
    channel: Channel
    order_no: str
    payer: str
    items: tuple[tuple[str, int], ...]
    reason: str
    operator_no: str
    supervisor_no: str
    practice: bool
    opened_at: str
    card_hash: str = ""
    request_no: str = ""
    asked: str = ""
    original_fen: int = 0
    exchange_no: str = ""
    case_no: str = ""
    giving_up: bool = False
    state: State = State.NEW
    cause: Cause = Cause.NONE
    code: str = ""
    reference_no: str = ""
    reached: str = ""
    sends: int = 0
    queries: int = 0
    closed_by: str = ""
    closed_allowed: str = ""
    closed_reason: str = ""
    contradicted: str = ""


EXCHANGE_DIGITS = 12


def exchange_number(key: RefundKey) -> str:
    """换货号: batch and voucher of the refund, 12 digits, printed on both slips of an exchange."""
    return key.batch_no + key.trace_no


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Submitted:
    """The cashier confirmed; nothing has been written or sent yet."""


@dataclass(frozen=True, slots=True)
class Replied:
    """An answer to the refund arrived, matched by its full key and with a MAC that verifies."""

    answer: RefundAnswer | Rejected


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No answer that can be trusted arrived. left: at least one byte of the request may have left the machine."""

    cause: Cause
    left: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeTold:
    """The host answered a query or a cancel."""

    answer: OutcomeAnswer | Rejected


@dataclass(frozen=True, slots=True)
class OutcomeUntold:
    """A query or a cancel got no answer that can be trusted."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class PauseOver:
    """The timer between two queries ran out."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The terminal started again (or a person asked) and found this record open; its link is the one it belongs to."""


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """A person gives up the refund: the host shall refuse its key from now on."""


@dataclass(frozen=True, slots=True)
class CameLate:
    """An answer to the refund arrived after its wait was over, by its full key and with a MAC that verifies."""

    answer: RefundAnswer


@dataclass(frozen=True, slots=True)
class Closed:
    """A person found out what became of it, or that what was said was wrong. done: the money went back. operator_no:
    who says so. supervisor_no: who allows it. reason: how it was found out.
    """

    done: bool
    operator_no: str
    supervisor_no: str
    reason: str


_OfHost = Submitted | Replied | Unanswered | OutcomeTold | OutcomeUntold | CameLate
Event = _OfHost | PauseOver | Resumed | CancelAsked | Closed


# --- effects, in the order they must be performed ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """Make the record durable under this kind of event before anything else happens."""

    kind: str


@dataclass(frozen=True, slots=True)
class SendRefund:
    """Send 0220, or 0221 when it is a repeat under the same key."""

    repeat: bool


@dataclass(frozen=True, slots=True)
class SendQuery:
    """Ask the host what became of the key."""


@dataclass(frozen=True, slots=True)
class SendCancel:
    """Ask the host to refuse the key from now on."""


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Give PauseOver after this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Print:
    """Print the receipt of an approved refund."""


Effect = Record | SendRefund | SendQuery | SendCancel | StartTimer | Print
