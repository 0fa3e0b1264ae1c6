"""What can happen to a case: one frozen value an act, and how each is written to the journal and read again.

The rule: an act says what happened and nothing else; who and when stand beside it (`Happened`), and whether it may
happen now is steps.py's. `ACTS` is the one table of their names; a body that makes no whole act is a ValueError.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from protocol.transactions.checks import is_digits, require, require_amount
from terminal.case.checks import MOST_NAME, MOST_WORDS, require_day, require_said, require_sha256
from terminal.case.course import Payee
from terminal.case.papers import Kind, Paper
from terminal.case.request import Form, Sale, Terms
from terminal.case.words import Intake, Party, RefundStanding, Route, Venue, Wait
from terminal.trade.refund import LinkIdentity

WORD = "case"
"""Kinds of these events in the journal begin so: case.opened, case.talk_held …"""

BEST_SCORE = 5


class Who(StrEnum):
    """Who may do it. WORK: whoever works on cases. REVIEW: 00 or the shop manager. NOBODY: it is told by a refund."""

    WORK = "work"
    REVIEW = "review"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Opened:
    """受理: a customer wants money back, and it is no quick refund."""

    kind: Kind
    sale: Sale
    form: Form
    terms: Terms
    practice: bool


@dataclass(frozen=True, slots=True)
class TalkHeld:
    """沟通: what was said, with whom."""

    intake: Intake
    who: str
    words: str

    def __post_init__(self) -> None:
        require_said(self.who, "who", MOST_NAME)
        require_said(self.words, "words", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class PapersBegun:
    """备材料: the talk did not settle it; the customer was told what to bring."""


@dataclass(frozen=True, slots=True)
class FormChanged:
    """The form was corrected before it was decided; terms: as they come out for it."""

    form: Form
    terms: Terms


@dataclass(frozen=True, slots=True)
class PaperAttached:
    """A paper's file is kept. size: bytes. media: what its bytes are. keep_until: ISO day."""

    paper: Paper
    sha256: str
    name: str
    size: int
    media: str
    keep_until: str

    def __post_init__(self) -> None:
        require_sha256(self.sha256, "sha256")
        require_said(self.name, "name", MOST_NAME)
        require(self.size > 0, "size: not empty")
        require_day(self.keep_until, "keep_until")


@dataclass(frozen=True, slots=True)
class PaperDiscarded:
    """A paper's file is taken away under supervision; its hash stays."""

    sha256: str
    why: str

    def __post_init__(self) -> None:
        require_sha256(self.sha256, "sha256")
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class Applied:
    """提交申请: the form is signed by the customer and handed in; also again, after a refusal or a wish for papers."""


@dataclass(frozen=True, slots=True)
class Approved:
    """审核通过. granted_fen: what is paid back; fee_fen: what the shop keeps of what was wanted. before_fen: what was
    given back of the sale already, beside this case.
    """

    granted_fen: int
    fee_fen: int
    route: Route
    words: str
    before_fen: int = 0

    def __post_init__(self) -> None:
        require_amount(self.granted_fen, "what is granted")
        require(self.fee_fen >= 0, "a fee is 0 fen or more")
        require(self.before_fen >= 0, "what was given back is 0 fen or more")
        require_said(self.words, "words", MOST_WORDS, empty=True)


@dataclass(frozen=True, slots=True)
class Refused:
    """审核不通过. why: the reason. improve: what would help."""

    why: str
    improve: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)
        require_said(self.improve, "improve", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class PapersAsked:
    """补充材料: review wants these before it decides."""

    papers: tuple[Paper, ...]
    words: str

    def __post_init__(self) -> None:
        require(bool(self.papers), "papers: one at least")
        require_said(self.words, "words", MOST_WORDS, empty=True)


@dataclass(frozen=True, slots=True)
class AgreementDrawn:
    """协议 printed. sha256: of its text."""

    sha256: str

    def __post_init__(self) -> None:
        require_sha256(self.sha256, "sha256")


@dataclass(frozen=True, slots=True)
class Signed:
    """One side signed the agreement of that text."""

    party: Party
    name: str
    sha256: str

    def __post_init__(self) -> None:
        require_said(self.name, "name", MOST_NAME)
        require_sha256(self.sha256, "sha256")


@dataclass(frozen=True, slots=True)
class GoodsSent:
    """The customer sent the device back."""

    courier: str
    number: str

    def __post_init__(self) -> None:
        require_said(self.courier, "courier", MOST_NAME)
        require_said(self.number, "number", MOST_NAME)


@dataclass(frozen=True, slots=True)
class GoodsReceived:
    """The device is here. missing: parts of the list that are not."""

    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part in self.missing:
            require_said(part, "missing", MOST_NAME)


@dataclass(frozen=True, slots=True)
class GoodsChecked:
    """The device was looked at, and is taken back."""

    words: str

    def __post_init__(self) -> None:
        require_said(self.words, "words", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class GoodsRejected:
    """The device was looked at, and is not taken back: nothing is paid, and it goes back to the customer."""

    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class GoodsReturned:
    """The device was sent back to the customer."""

    courier: str
    number: str

    def __post_init__(self) -> None:
        require_said(self.courier, "courier", MOST_NAME)
        require_said(self.number, "number", MOST_NAME)


@dataclass(frozen=True, slots=True)
class PayeeKeyed:
    """Who is to be paid outside the terminal, keyed for the first time."""

    payee: Payee


@dataclass(frozen=True, slots=True)
class EntryIntended:
    """A second person keyed the same payee: it is to be entered against the original. Durable before it is sent.

    key: as str(RefundKey). digest: of the second keying. at_host: the host is asked too. link: whose host.
    """

    key: str
    amount_fen: int
    digest: str
    at_host: bool
    link: LinkIdentity | None = None

    def __post_init__(self) -> None:
        require(bool(self.key), "key: not empty")
        require_amount(self.amount_fen, "an entry")
        require_sha256(self.digest, "digest")


@dataclass(frozen=True, slots=True)
class EntryTaken:
    """It stands against what remains of the original."""

    key: str


@dataclass(frozen=True, slots=True)
class EntryRefused:
    """The host did not take it. code: field 39."""

    key: str
    code: str


@dataclass(frozen=True, slots=True)
class ReleaseIntended:
    """It will not be paid: to be given back. Durable before it is sent."""

    key: str
    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class EntryReleased:
    """It no longer stands against the original."""

    key: str


@dataclass(frozen=True, slots=True)
class PaidOutside:
    """It was paid outside the terminal. reference: of that payment. day: ISO day. digest: of the payee as keyed by
    whoever paid; "" in cases that did not ask for it.
    """

    reference: str
    day: str
    digest: str = ""

    def __post_init__(self) -> None:
        require_said(self.reference, "reference", MOST_NAME)
        require_day(self.day, "day")
        require_sha256(self.digest or "0" * 64, "digest")


@dataclass(frozen=True, slots=True)
class RefundMoved:
    """A refund through the terminal that was started from this case has reached another state. Never written: the
    refund's own record says it. key: as str(RefundKey).
    """

    key: str
    amount_fen: int
    standing: RefundStanding


@dataclass(frozen=True, slots=True)
class ArrivalNoted:
    """The customer was asked whether the money is there."""

    arrived: bool
    words: str

    def __post_init__(self) -> None:
        require_said(self.words, "words", MOST_WORDS, empty=True)


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """回访: the last word; the case is closed. score: 1 to 5, 0 where nobody was reached."""

    score: int
    words: str

    def __post_init__(self) -> None:
        require(0 <= self.score <= BEST_SCORE, f"score: 1 to {BEST_SCORE}, or 0")
        require_said(self.words, "words", MOST_WORDS, empty=True)


@dataclass(frozen=True, slots=True)
class Escalated:
    """The two do not agree: it goes to the bank's channel, or a complaint was made. number: theirs, "" while there is
    none.
    """

    venue: Venue
    number: str
    words: str

    def __post_init__(self) -> None:
        require_said(self.number, "number", MOST_NAME, empty=True)
        require_said(self.words, "words", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class EscalationEnded:
    """It was decided there. review: our side looks at it again; else it is over, and nothing more is paid."""

    review: bool
    words: str

    def __post_init__(self) -> None:
        require_said(self.words, "words", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The customer no longer wants it."""

    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class Reopened:
    """It had ended, and goes on with its papers."""

    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class BarLifted:
    """解除限制: it has ended, and what it did not grant is the counter's again."""

    why: str

    def __post_init__(self) -> None:
        require_said(self.why, "why", MOST_WORDS)


@dataclass(frozen=True, slots=True)
class WaitNoted:
    """Why it waits, in the words of whoever knows."""

    why: Wait
    words: str

    def __post_init__(self) -> None:
        require_said(self.words, "words", MOST_WORDS)


Act = (
    Opened
    | TalkHeld
    | PapersBegun
    | FormChanged
    | PaperAttached
    | PaperDiscarded
    | Applied
    | Approved
    | Refused
    | PapersAsked
    | AgreementDrawn
    | Signed
    | GoodsSent
    | GoodsReceived
    | GoodsChecked
    | GoodsRejected
    | GoodsReturned
    | PayeeKeyed
    | EntryIntended
    | EntryTaken
    | EntryRefused
    | ReleaseIntended
    | EntryReleased
    | PaidOutside
    | RefundMoved
    | ArrivalNoted
    | FollowedUp
    | Escalated
    | EscalationEnded
    | Withdrawn
    | Reopened
    | BarLifted
    | WaitNoted
)

# fmt: off
ACTS: Mapping[str, tuple[type[Act], Who]] = {
    # word in the journal  what it says       who may
    "opened":            (Opened,           Who.WORK),
    "talk_held":         (TalkHeld,         Who.WORK),
    "papers_begun":      (PapersBegun,      Who.WORK),
    "form_changed":      (FormChanged,      Who.WORK),
    "paper_attached":    (PaperAttached,    Who.WORK),
    "paper_discarded":   (PaperDiscarded,   Who.REVIEW),
    "applied":           (Applied,          Who.WORK),
    "approved":          (Approved,         Who.REVIEW),
    "refused":           (Refused,          Who.REVIEW),
    "papers_asked":      (PapersAsked,      Who.REVIEW),
    "agreement_drawn":   (AgreementDrawn,   Who.WORK),
    "signed":            (Signed,           Who.WORK),
    "goods_sent":        (GoodsSent,        Who.WORK),
    "goods_received":    (GoodsReceived,    Who.WORK),
    "goods_checked":     (GoodsChecked,     Who.WORK),
    "goods_rejected":    (GoodsRejected,    Who.REVIEW),
    "goods_returned":    (GoodsReturned,    Who.WORK),
    "payee_keyed":       (PayeeKeyed,       Who.WORK),
    "entry_intended":    (EntryIntended,    Who.REVIEW),
    "entry_taken":       (EntryTaken,       Who.REVIEW),
    "entry_refused":     (EntryRefused,     Who.REVIEW),
    "release_intended":  (ReleaseIntended,  Who.REVIEW),
    "entry_released":    (EntryReleased,    Who.REVIEW),
    "paid_outside":      (PaidOutside,      Who.REVIEW),
    "refund_moved":      (RefundMoved,      Who.NOBODY),
    "arrival_noted":     (ArrivalNoted,     Who.WORK),
    "followed_up":       (FollowedUp,       Who.WORK),
    "escalated":         (Escalated,        Who.REVIEW),
    "escalation_ended":  (EscalationEnded,  Who.REVIEW),
    "withdrawn":         (Withdrawn,        Who.WORK),
    "reopened":          (Reopened,         Who.REVIEW),
    "bar_lifted":        (BarLifted,        Who.REVIEW),
    "wait_noted":        (WaitNoted,        Who.WORK),
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


def kind_of(act: Act) -> str:
    """The journal's kind of event."""
    return f"{WORD}.{word_of(act)}"


def body_of(act: Act) -> dict[str, object]:
    """As the journal keeps it."""
    body = msgspec.to_builtins(act)
    if not isinstance(body, dict):
        raise TypeError(kind_of(act))
    return body


class NewerError(ValueError):
    """An act that this program does not know, or not all of it: a newer one wrote it."""


def act_of(kind: str, body: Mapping[str, Any]) -> Act:
    """Raises ValueError for what is never written, NewerError for what is not understood whole."""
    word = kind.removeprefix(f"{WORD}.")
    if word not in ACTS:
        raise NewerError(f"{kind}: no act of a case")
    if ACTS[word][1] is Who.NOBODY:
        raise ValueError(f"{kind}: is never written")
    try:
        act: Act = msgspec.convert(body, ACTS[word][0])
    except msgspec.ValidationError as error:
        raise NewerError(f"{kind}: {error}") from None
    if more := _more(body, msgspec.to_builtins(act)):
        raise NewerError(f"{kind}: {more} is not known")
    return act


def _more(body: object, known: object) -> str:
    """The first field that is not among the known ones, "" without one."""
    if isinstance(body, Mapping) and isinstance(known, Mapping):
        more = (name if name not in known else _more(said, known[name]) for name, said in body.items())
        return next(filter(None, more), "")
    if isinstance(body, list | tuple) and isinstance(known, list | tuple):
        return next(filter(None, map(_more, body, known)), "")
    return ""
