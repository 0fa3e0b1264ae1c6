"""Typed requests and answers: what a terminal asks and what a host says, free of any wire format.

No bytes here: a dialect turns these values into bytes and back. Amounts are integer fen; dates are host-local text in
the trade's own shapes (yyyymmdd, MMDD, hhmmss). Every value is immutable and checked when it is made.
"""

from protocol.transactions.card_entry import CardEntry, EntryMode, Pin, PinCipher, PinForm
from protocol.transactions.identity import FOREIGN_EPOCH, NO_DATE, RefundKey, Station
from protocol.transactions.management import (
    Echo,
    ManagementAnswer,
    Parameters,
    Rejected,
    ScriptResult,
    Signature,
    SignatureKind,
    SignOff,
    SignOn,
    SignOnAnswer,
    Status,
)
from protocol.transactions.originals import (
    MAX_NAME,
    ByOrder,
    ByReference,
    Channel,
    Goods,
    OrderAnswer,
    OrderQuery,
    Original,
    OriginalState,
    Voucher,
)
from protocol.transactions.outside import (
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    OutsideRoute,
    OutsideStanding,
    Unneeded,
)
from protocol.transactions.payments import (
    Adjustment,
    Balance,
    CardPayment,
    Completion,
    CompletionNotice,
    CompletionVoid,
    OfflineSale,
    PaymentAnswer,
    PreAuth,
    PreAuthVoid,
    QrSale,
    QrVoid,
    Sale,
    VoidSale,
)
from protocol.transactions.refunds import (
    Cancel,
    CardReader,
    ChipRefund,
    Found,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
)
from protocol.transactions.reversal import (
    CLOSING_CODES,
    Reversal,
    ReversalAnswer,
    ReversalReason,
    Reverses,
    Reversible,
    reversal_of,
)
from protocol.transactions.settlement import (
    ChipUpload,
    Detail,
    Settle,
    SettleAnswer,
    Totals,
    UploadAnswer,
    UploadChip,
    UploadDetails,
    UploadEnd,
    Verdict,
)

CoreRequest = SignOn | OrderQuery | Refund | OutcomeQuery | Cancel
"""What the refund core asks and our practice host serves."""

Outside = OutsideEntry | OutsideRelease
"""What is paid outside the terminal, told to the host."""

Payment = CardPayment | QrSale | QrVoid | ChipRefund
Settlement = Settle | UploadDetails | UploadChip | UploadEnd
Management = SignOff | Echo | Parameters | Status | ScriptResult | Signature

Request = CoreRequest | Outside | Payment | Reversal | Settlement | Management
Answer = (
    SignOnAnswer
    | OrderAnswer
    | RefundAnswer
    | OutcomeAnswer
    | OutsideAnswer
    | PaymentAnswer
    | ReversalAnswer
    | SettleAnswer
    | UploadAnswer
    | ManagementAnswer
    | Rejected
)

__all__ = [
    "CLOSING_CODES",
    "FOREIGN_EPOCH",
    "MAX_NAME",
    "NO_DATE",
    "Adjustment",
    "Answer",
    "Balance",
    "ByOrder",
    "ByReference",
    "Cancel",
    "CardEntry",
    "CardPayment",
    "CardReader",
    "Channel",
    "ChipRefund",
    "ChipUpload",
    "Completion",
    "CompletionNotice",
    "CompletionVoid",
    "CoreRequest",
    "Detail",
    "Echo",
    "EntryMode",
    "Found",
    "Goods",
    "Management",
    "ManagementAnswer",
    "OfflineSale",
    "OrderAnswer",
    "OrderQuery",
    "Original",
    "OriginalState",
    "OutcomeAnswer",
    "OutcomeQuery",
    "Outside",
    "OutsideAnswer",
    "OutsideEntry",
    "OutsideRelease",
    "OutsideRoute",
    "OutsideStanding",
    "Parameters",
    "Payment",
    "PaymentAnswer",
    "Pin",
    "PinCipher",
    "PinForm",
    "PreAuth",
    "PreAuthVoid",
    "QrSale",
    "QrVoid",
    "Refund",
    "RefundAnswer",
    "RefundKey",
    "Rejected",
    "Request",
    "Reversal",
    "ReversalAnswer",
    "ReversalReason",
    "Reverses",
    "Reversible",
    "Sale",
    "ScriptResult",
    "Settle",
    "SettleAnswer",
    "Settlement",
    "SignOff",
    "SignOn",
    "SignOnAnswer",
    "Signature",
    "SignatureKind",
    "Station",
    "Status",
    "Totals",
    "Unneeded",
    "UploadAnswer",
    "UploadChip",
    "UploadDetails",
    "UploadEnd",
    "Verdict",
    "VoidSale",
    "Voucher",
    "reversal_of",
]
