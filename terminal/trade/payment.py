"""One payment of this terminal, as it may be kept: 消费, 撤销, the 预授权 family, 扫码. Values; what happens to it is
terminal.trade.reversal's, and a refund (terminal.trade.refund) is none.

The rule: no card number, track, payer code or PIN is ever a part of it, only a mask and a keyed hash, so that it can
be written to the journal, shown and printed as it stands.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from protocol.transactions import Channel, RefundKey, Reverses, Voucher
from protocol.transactions.checks import is_digits, require, require_amount
from terminal.trade.refund import Cause, LinkIdentity

_WHOLE = re.compile(r"[0-9]{11}")
PaymentKind = Reverses
"""What a payment is, by the name of its row in the dialect's matrix: every payment of this terminal has a 冲正."""


class PaymentState(StrEnum):
    """Where a payment stands. PENDING: the intent is durable and bytes may have left. DUE: a 冲正 is owed. REVERSING:
    an 0400 may have left. MANUAL: it was tried as often as allowed, a person must act. CLOSED: a person did.
    """

    NEW = "new"
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    NOT_SENT = "not_sent"
    DUE = "due"
    REVERSING = "reversing"
    REVERSED = "reversed"
    MANUAL = "manual"
    CLOSED = "closed"


OWING = frozenset({PaymentState.PENDING, PaymentState.DUE, PaymentState.REVERSING})
"""Found so, it is to be reversed before anything else is sent on its link."""


class ClosedAs(StrEnum):
    """What the acquirer said of a payment that a person ended: it stands there, or it does not. UNSAID: an earlier
    version did not ask.
    """

    UNSAID = ""
    STANDS = "stands"
    UNDONE = "undone"


UNSETTLED = OWING | {PaymentState.MANUAL}
"""Shown to whoever works here until an answer or a person ends it."""


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """Everything about one payment that may be kept.

    key: its trace number is the voucher number (凭证号). link: whom it belongs to. amount_fen: integer fen. payer: a
    masked card number or payer code. entry: field 22 as it was sent, 3 digits. opened_at: ISO local time. card_hash:
    hex HMAC of the card number under the journal's secret, "" without a card. original: 61.1-61.3 of the payment it is
    about, of a pre-authorisation its date alone; None without one. original_reference, original_auth_no: its, or "".
    code: field 39 of the answer. reference_no, auth_no: fields 37 and 38. reached: MMDDhhmmss of the host. settle_date:
    MMDD. scheme, note: 63.1 and 63.2. issuer, acquirer: the halves of 44. tries: 0400s that may have left.
    reversal_code: field 39 of the last 0410. closed_by: the operator who ended it by hand, closed_as: by what
    the acquirer said. supervisor_no: who allowed that, or the payment itself; "" where nobody had to. exchange_no: of
    the refund whose goods this sale replaces (换货), "" for a sale alone.
    """

    key: RefundKey
    link: LinkIdentity
    kind: PaymentKind
    amount_fen: int
    channel: Channel
    payer: str
    entry: str
    operator_no: str
    supervisor_no: str
    practice: bool
    opened_at: str
    card_hash: str = ""
    original: Voucher | None = None
    original_reference: str = ""
    original_auth_no: str = ""
    state: PaymentState = PaymentState.NEW
    cause: Cause = Cause.NONE
    code: str = ""
    reference_no: str = ""
    auth_no: str = ""
    reached: str = ""
    settle_date: str = ""
    scheme: str = ""
    issuer: str = ""
    acquirer: str = ""
    note: str = ""
    tries: int = 0
    reversal_code: str = ""
    closed_by: str = ""
    closed_as: ClosedAs = ClosedAs.UNSAID
    exchange_no: str = ""

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, "a payment")
        require(is_digits(self.entry, 3), "an entry mode has 3 digits")
        require(_WHOLE.search(self.payer) is None, "a payer is masked")

    @property
    def voucher_no(self) -> str:
        """凭证号: what stands on the slip, and what a void asks for."""
        return self.key.trace_no

    @property
    def stands(self) -> bool:
        """It counts at the acquirer: it was approved, or a person found it so, or ended it and was not asked."""
        by_hand = self.state is PaymentState.CLOSED and self.closed_as is not ClosedAs.UNDONE
        return self.state is PaymentState.APPROVED or by_hand

    @property
    def named(self) -> Voucher:
        """How a later payment names this one (field 61), by the host's date."""
        return Voucher(self.key.batch_no, self.key.trace_no, self.reached[:4] or self.key.business_date[4:])


TellPayment = Callable[[PaymentRecord], None]
"""Hears each new state of a payment while it runs."""
