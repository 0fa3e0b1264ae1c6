"""The practice acquirer (收单主机): one typed request and the ledger in, one typed answer out.

No bytes, MAC or line here, and nothing is remembered between two requests: several hosts in several processes may
answer from one ledger. The rule: who asks is checked before what is asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from emulator.host import (
    management,
    orders,
    outcomes,
    outside,
    payments,
    preauth,
    refunds,
    reversals,
    settlement,
    sign_on,
    voids,
)
from emulator.host.callers import Asked, admit, caller_of
from emulator.host.moments import Moments
from emulator.host.rules import STANDARD_POLICY, SYSTEM_ERROR, HostPolicy
from emulator.ledger.contract import Entropy, Ledger, LedgerError
from emulator.ledger.records import Terminal
from emulator.registry import PRACTICE, Registry
from protocol.transactions import (
    Adjustment,
    Answer,
    Balance,
    Cancel,
    ChipRefund,
    Completion,
    CompletionNotice,
    CompletionVoid,
    Echo,
    OfflineSale,
    OrderQuery,
    OutcomeQuery,
    OutsideEntry,
    OutsideRelease,
    Parameters,
    PreAuth,
    PreAuthVoid,
    QrSale,
    QrVoid,
    Refund,
    Rejected,
    Request,
    Reversal,
    Sale,
    ScriptResult,
    Settle,
    Signature,
    SignOff,
    SignOn,
    SignOnAnswer,
    Status,
    UploadChip,
    UploadDetails,
    UploadEnd,
    VoidSale,
)

# fmt: off
_ANSWERS: Mapping[type, Callable[[Any, Asked], Answer]] = {
    Sale:             payments.sale,
    QrSale:           payments.qr_sale,
    OfflineSale:      payments.offline_sale,
    Adjustment:       payments.adjustment,
    Balance:          payments.balance,
    VoidSale:         voids.sale_void,
    QrVoid:           voids.qr_void,
    CompletionVoid:   voids.completion_void,
    PreAuth:          preauth.preauth,
    PreAuthVoid:      preauth.preauth_void,
    Completion:       preauth.completion,
    CompletionNotice: preauth.completion,
    Refund:           refunds.refund,
    ChipRefund:       refunds.chip_refund,
    Reversal:         reversals.answer,
    OrderQuery:       orders.answer,
    OutcomeQuery:     outcomes.answer,
    Cancel:           outcomes.cancel,
    OutsideEntry:     outside.entry,
    OutsideRelease:   outside.release,
    Settle:           settlement.settle,
    UploadDetails:    settlement.upload,
    UploadChip:       settlement.upload,
    UploadEnd:        settlement.upload_end,
    SignOff:          management.sign_off,
    Echo:             management.take,
    ScriptResult:     management.take,
    Signature:        management.take,
    Parameters:       management.download,
    Status:           management.download,
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Host:
    """An acquirer on `ledger`. clock: host-local time now. entropy: random bytes. registry: whom it serves."""

    ledger: Ledger
    clock: Callable[[], datetime]
    entropy: Entropy
    registry: Registry = PRACTICE
    policy: HostPolicy = STANDARD_POLICY
    moments: Moments = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "moments", Moments(self.clock))

    def answer(self, request: Request) -> Answer:
        """The answer to one request; Rejected("96") when the ledger fails, which says neither yes nor no (S12)."""
        if isinstance(request, SignOn):
            return self.sign_on(request)
        terminal = self.admit(*caller_of(request))
        return terminal if isinstance(terminal, Rejected) else self.answer_to(terminal, request)

    def admit(self, merchant_no: str, terminal_no: str) -> Terminal | Rejected:
        """The terminal that asks; Rejected 03, 97, or 96."""
        try:
            return admit(merchant_no, terminal_no, self.ledger, self.registry)
        except LedgerError:
            return Rejected(SYSTEM_ERROR)

    def sign_on(self, request: SignOn) -> SignOnAnswer | Rejected:
        """签到, the one request whose terminal need not be there before. As answer."""
        try:
            return sign_on.answer(request, self.ledger, self.moments.now().now, self.entropy, self.registry)
        except LedgerError:
            return Rejected(SYSTEM_ERROR)

    def answer_to(self, terminal: Terminal, request: Request) -> Answer:
        """As answer, for a terminal that was admitted."""
        try:
            asked = Asked(self.ledger, self.moments.now(), self.policy, terminal)
            return _ANSWERS[type(request)](request, asked)
        except LedgerError:
            return Rejected(SYSTEM_ERROR)
