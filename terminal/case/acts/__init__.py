"""What can happen to a case: one frozen value an act, by family; `happened` names them, `bodies` writes and reads them.

The rule: an act says what happened and holds no account, no card number and no file.
"""

from terminal.case.acts.application import (
    Applied,
    FormChanged,
    Opened,
    PaperAttached,
    PaperDiscarded,
    PapersBegun,
    TalkHeld,
)
from terminal.case.acts.bodies import WORD, NewerError, act_of, body_of, kind_of
from terminal.case.acts.ending import (
    BEST_SCORE,
    BarLifted,
    Escalated,
    EscalationEnded,
    FollowedUp,
    Reopened,
    WaitNoted,
    Withdrawn,
)
from terminal.case.acts.goods import GoodsChecked, GoodsReceived, GoodsRejected, GoodsReturned, GoodsSent
from terminal.case.acts.happened import ACTS, Act, Happened, Who, who_may, word_of
from terminal.case.acts.paying import (
    ArrivalNoted,
    EntryIntended,
    EntryRefused,
    EntryReleased,
    EntryTaken,
    PaidOutside,
    PayeeKeyed,
    RefundMoved,
    ReleaseIntended,
)
from terminal.case.acts.review import AgreementDrawn, Approved, PapersAsked, Refused, Signed

__all__ = [
    "ACTS",
    "BEST_SCORE",
    "WORD",
    "Act",
    "AgreementDrawn",
    "Applied",
    "Approved",
    "ArrivalNoted",
    "BarLifted",
    "EntryIntended",
    "EntryRefused",
    "EntryReleased",
    "EntryTaken",
    "Escalated",
    "EscalationEnded",
    "FollowedUp",
    "FormChanged",
    "GoodsChecked",
    "GoodsReceived",
    "GoodsRejected",
    "GoodsReturned",
    "GoodsSent",
    "Happened",
    "NewerError",
    "Opened",
    "PaidOutside",
    "PaperAttached",
    "PaperDiscarded",
    "PapersAsked",
    "PapersBegun",
    "PayeeKeyed",
    "RefundMoved",
    "Refused",
    "ReleaseIntended",
    "Reopened",
    "Signed",
    "TalkHeld",
    "WaitNoted",
    "Who",
    "Withdrawn",
    "act_of",
    "body_of",
    "kind_of",
    "who_may",
    "word_of",
]
