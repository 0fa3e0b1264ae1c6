"""Something that has happened to a case: an act, when, and by whom. Pure.

The rule: an act says what happened and nothing else; who and when stand beside it, and whether it may happen now is
judge.py's. `ACTS` is the one table of their names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from protocol.transactions.checks import is_digits, require
from terminal.case.acts import application, ending, goods, paying, review


class Who(StrEnum):
    """Who may do it. WORK: whoever works on cases. REVIEW: 00 or the shop manager. NOBODY: it is told by a refund."""

    WORK = "work"
    REVIEW = "review"
    NOBODY = "nobody"


Act = (
    application.Opened
    | application.TalkHeld
    | application.PapersBegun
    | application.FormChanged
    | application.PaperAttached
    | application.PaperDiscarded
    | application.Applied
    | review.Approved
    | review.Refused
    | review.PapersAsked
    | review.AgreementDrawn
    | review.Signed
    | goods.GoodsSent
    | goods.GoodsReceived
    | goods.GoodsChecked
    | goods.GoodsRejected
    | goods.GoodsReturned
    | paying.PayeeKeyed
    | paying.EntryIntended
    | paying.EntryTaken
    | paying.EntryRefused
    | paying.ReleaseIntended
    | paying.EntryReleased
    | paying.PaidOutside
    | paying.RefundMoved
    | paying.ArrivalNoted
    | ending.FollowedUp
    | ending.Escalated
    | ending.EscalationEnded
    | ending.Withdrawn
    | ending.Reopened
    | ending.BarLifted
    | ending.WaitNoted
)

# fmt: off
ACTS: Mapping[str, tuple[type[Act], Who]] = {
    # word in the journal  what it says                 who may
    "opened":            (application.Opened,         Who.WORK),
    "talk_held":         (application.TalkHeld,       Who.WORK),
    "papers_begun":      (application.PapersBegun,    Who.WORK),
    "form_changed":      (application.FormChanged,    Who.WORK),
    "paper_attached":    (application.PaperAttached,  Who.WORK),
    "paper_discarded":   (application.PaperDiscarded, Who.REVIEW),
    "applied":           (application.Applied,        Who.WORK),
    "approved":          (review.Approved,            Who.REVIEW),
    "refused":           (review.Refused,             Who.REVIEW),
    "papers_asked":      (review.PapersAsked,         Who.REVIEW),
    "agreement_drawn":   (review.AgreementDrawn,      Who.WORK),
    "signed":            (review.Signed,              Who.WORK),
    "goods_sent":        (goods.GoodsSent,            Who.WORK),
    "goods_received":    (goods.GoodsReceived,        Who.WORK),
    "goods_checked":     (goods.GoodsChecked,         Who.WORK),
    "goods_rejected":    (goods.GoodsRejected,        Who.REVIEW),
    "goods_returned":    (goods.GoodsReturned,        Who.WORK),
    "payee_keyed":       (paying.PayeeKeyed,          Who.WORK),
    "entry_intended":    (paying.EntryIntended,       Who.REVIEW),
    "entry_taken":       (paying.EntryTaken,          Who.REVIEW),
    "entry_refused":     (paying.EntryRefused,        Who.REVIEW),
    "release_intended":  (paying.ReleaseIntended,     Who.REVIEW),
    "entry_released":    (paying.EntryReleased,       Who.REVIEW),
    "paid_outside":      (paying.PaidOutside,         Who.REVIEW),
    "refund_moved":      (paying.RefundMoved,         Who.NOBODY),
    "arrival_noted":     (paying.ArrivalNoted,        Who.WORK),
    "followed_up":       (ending.FollowedUp,          Who.WORK),
    "escalated":         (ending.Escalated,           Who.REVIEW),
    "escalation_ended":  (ending.EscalationEnded,     Who.REVIEW),
    "withdrawn":         (ending.Withdrawn,           Who.WORK),
    "reopened":          (ending.Reopened,            Who.REVIEW),
    "bar_lifted":        (ending.BarLifted,           Who.REVIEW),
    "wait_noted":        (ending.WaitNoted,           Who.WORK),
}
# fmt: on
_WORDS: dict[type[Act], str] = {made: word for word, (made, _who) in ACTS.items()}


@dataclass(frozen=True, slots=True)
class Happened:
    """An act of a case. at: ISO local time. by: whose password stood for it, two digits; of a refund's, who confirmed
    it.
    """

    case_no: str
    at: str
    by: str
    act: Act

    def __post_init__(self) -> None:
        require(is_digits(self.by, 2), "by: an operator's number")


def word_of(act: Act) -> str:
    """Its name in the table, in the journal and in text ids."""
    return _WORDS[type(act)]


def who_may(act: type[Act]) -> Who:
    """Whose right it takes."""
    return ACTS[_WORDS[act]][1]
