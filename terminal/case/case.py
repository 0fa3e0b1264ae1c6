"""The refund case (退款申请) as one frozen value, and the words it is made of. What happens to it is steps.py's.

The rule: a case holds no account and no card number, only masks and keyed hashes; and no file, only its hash.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from protocol.lookalikes import hidden
from protocol.transactions import Channel
from protocol.transactions.checks import is_digits, is_reference, require, require_amount
from terminal.case.papers import Kind, Paper
from terminal.trade.refund import LinkIdentity

CASE_DIGITS = 12
"""申请号: yyyymmdd of the day it was opened, and a number of that day."""

MOST_WORDS = 500
"""Characters of what somebody said: a page of a form, and a bound on what the journal keeps."""

MOST_NAME = 60
"""Characters of a name, a bank, a courier, a paper's file."""

MOST_PARTS = 40
"""Parts of one device that comes back: as many lines as a form holds."""

_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNMASKED = re.compile(r"[0-9]{11}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class State(StrEnum):
    """Where a case stands. WANTING: review asked for papers. GOODS_BACK: checked and not taken, to be sent back.

    READY: agreed, to be paid. PAYING: its refund is under way or not decided. ENTERING, RELEASING: the host was asked
    and has not answered. ENTERED: to be paid outside the terminal. PAID: paid, not yet seen to arrive.
    """

    TALKING = "talking"
    GATHERING = "gathering"
    APPLIED = "applied"
    WANTING = "wanting"
    APPROVED = "approved"
    REFUSED = "refused"
    SIGNING = "signing"
    GOODS_DUE = "goods_due"
    GOODS_IN = "goods_in"
    GOODS_BACK = "goods_back"
    SENT_BACK = "sent_back"
    READY = "ready"
    PAYING = "paying"
    ENTERING = "entering"
    ENTERED = "entered"
    RELEASING = "releasing"
    PAID = "paid"
    ARRIVED = "arrived"
    ESCALATED = "escalated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Stage(IntEnum):
    """The seven steps (mission B3)."""

    TALK = 1
    PAPERS = 2
    APPLICATION = 3
    REVIEW = 4
    AGREEMENT = 5
    REFUND = 6
    FOLLOW_UP = 7


# fmt: off
STAGES: dict[State, Stage] = {
    State.TALKING:    Stage.TALK,
    State.GATHERING:  Stage.PAPERS,
    State.WANTING:    Stage.PAPERS,
    State.APPLIED:    Stage.REVIEW,      # handing in (step 3) is a moment; from then on it waits for review
    State.REFUSED:    Stage.REVIEW,
    State.APPROVED:   Stage.AGREEMENT,
    State.SIGNING:    Stage.AGREEMENT,
    State.GOODS_DUE:  Stage.REFUND,
    State.GOODS_IN:   Stage.REFUND,
    State.GOODS_BACK: Stage.REFUND,
    State.READY:      Stage.REFUND,
    State.PAYING:     Stage.REFUND,
    State.ENTERING:   Stage.REFUND,
    State.ENTERED:    Stage.REFUND,
    State.RELEASING:  Stage.REFUND,
    State.PAID:       Stage.REFUND,
    State.ARRIVED:    Stage.FOLLOW_UP,
    State.SENT_BACK:  Stage.FOLLOW_UP,
    State.ESCALATED:  Stage.FOLLOW_UP,
    State.CLOSED:     Stage.FOLLOW_UP,
    State.WITHDRAWN:  Stage.FOLLOW_UP,
}
# fmt: on

ENDED = frozenset({State.CLOSED, State.WITHDRAWN})
"""Nothing is waited for any more; only `Reopened` leads on."""

DRAFTING = frozenset({State.TALKING, State.GATHERING, State.WANTING, State.REFUSED})
"""Nothing of it lies before a review: papers are still being brought together."""

UNDER_WAY = frozenset(State) - ENDED - {State.TALKING, State.GATHERING, State.PAID, State.ARRIVED}
"""From the application until it is paid: the original is refunded from its case or not at all."""


class Intake(StrEnum):
    """How the customer came (受理渠道)."""

    SHOP = "shop"
    PHONE = "phone"
    WEB = "web"


class Fault(StrEnum):
    """Why a device comes back (mission B6). PERSONAL: the customer no longer wants it."""

    FAULT = "fault"
    DAMAGE = "damage"
    NON_COMPLIANT = "non_compliant"
    PERSONAL = "personal"


class Route(StrEnum):
    """How the money goes back. ORIGINAL: 原路退回, through the terminal; the others are paid outside of it."""

    ORIGINAL = "original"
    BANK = "bank"
    WECHAT = "wechat"
    ALIPAY = "alipay"


class Party(StrEnum):
    """Who signs an agreement."""

    CUSTOMER = "customer"
    SHOP = "shop"


class Venue(StrEnum):
    """Where a case is taken when the two do not agree (mission B7)."""

    BANK = "bank"
    COMPLAINT = "complaint"


class Wait(StrEnum):
    """Why a case waits (mission B8)."""

    PAPERS = "papers"
    CUSTOMER = "customer"
    REVIEW = "review"
    SIGNATURES = "signatures"
    GOODS = "goods"
    CHECK = "check"
    PAYMENT = "payment"
    HOST = "host"
    ARRIVAL = "arrival"
    FOLLOW_UP = "follow_up"
    AUTHORITY = "authority"
    MAINTENANCE = "maintenance"
    RULES = "rules"
    RETURN = "return"


class RefundStanding(StrEnum):
    """What a refund is to its case. OPEN: sent, or not known."""

    OPEN = "open"
    PAID = "paid"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Article:
    """Goods by article number, name and how many. name: "" where nobody said it."""

    sku: str
    name: str
    quantity: int

    def __post_init__(self) -> None:
        require(bool(self.sku) and self.quantity > 0, "an article has a number, and there is one at least")


@dataclass(frozen=True, slots=True)
class Sale:
    """The original that is disputed. order_no: 14 digits or "". paid_date: yyyymmdd. payer: masked. link: at whose host
    it was found, as two hosts number their references alike; None in cases that did not say it. goods: what of it had
    not come back when the case was opened; empty where its source, or an older case, did not say it.
    """

    order_no: str
    reference_no: str
    voucher_no: str
    paid_date: str
    channel: Channel
    payer: str
    amount_fen: int
    link: LinkIdentity | None = None
    goods: tuple[Article, ...] = ()

    def __post_init__(self) -> None:
        require(is_reference(self.reference_no), "a reference number has 12 letters or digits")
        require(self.order_no == "" or is_digits(self.order_no, 14), "an order number has 14 digits")
        require(is_digits(self.paid_date, 8), "the date of sale is yyyymmdd")
        require_masked(self.payer, "a payer")
        require_amount(self.amount_fen, "a sale")

    @property
    def month_day(self) -> str:
        """MMDD, as field 61.3 carries it."""
        return self.paid_date[4:]

    @property
    def named(self) -> tuple[str, str]:
        """Reference and date: what makes it this sale and no other."""
        return self.reference_no, self.month_day

    @property
    def numbers(self) -> tuple[str, ...]:
        """What is said of it by number."""
        return self.order_no, self.reference_no, self.voucher_no

    @property
    def keyed(self) -> bool:
        """Nobody told of it: reference, date and amount are what people typed of a slip."""
        return not (self.order_no or self.voucher_no or self.payer)

    def at(self, link: LinkIdentity) -> bool:
        """This host may know it."""
        return self.link in (None, link)


@dataclass(frozen=True, slots=True)
class Form:
    """退款申请表. receipt_no: of the paper in the customer's hand. wanted_fen: what is wanted back. wanted_by: ISO day,
    "" for none. reason: in the customer's words. fault, parts: of a device. items: (sku, quantity), empty for
    an amount.
    """

    applicant: str
    contact: str
    receipt_no: str
    intake: Intake
    wanted_fen: int
    reason: str
    wanted_by: str = ""
    items: tuple[tuple[str, int], ...] = ()
    fault: Fault | None = None
    parts: tuple[str, ...] = ()
    return_address: str = ""

    def __post_init__(self) -> None:
        for name in ("applicant", "contact", "receipt_no", "reason"):
            require_said(getattr(self, name), name, MOST_WORDS if name == "reason" else MOST_NAME)
        require_said(self.return_address, "return_address", MOST_WORDS, empty=True)
        require_amount(self.wanted_fen, "what is wanted back")
        require_day(self.wanted_by, "wanted_by", empty=True)
        require(len(self.parts) <= MOST_PARTS, f"parts: {MOST_PARTS} at most")
        for part in self.parts:
            require_said(part, "parts", MOST_NAME)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Receipt and serial numbers."""
        return self.receipt_no, *self.parts


@dataclass(frozen=True, slots=True)
class Terms:
    """The shop's rules as they hold for one case, and go on to hold whatever the shop decides later.

    policy: its name. since: ISO day its rules came into force. papers: needed before it may be approved. fee_fen: what
    the shop keeps of what is wanted. against: what the rules have against it, text ids `against.*` of the policy, empty
    for nothing. refused: one of those refuses outright. limit_fen: the most that 00 may grant; 0 for any amount.
    retain_days: how long papers are kept. due_days: for each of the seven steps, 0 for no time set.
    """

    policy: str
    since: str
    papers: tuple[Paper, ...]
    fee_fen: int = 0
    against: tuple[str, ...] = ()
    limit_fen: int = 0
    retain_days: int = 1095
    due_days: tuple[int, ...] = (0,) * len(Stage)
    refused: bool = False

    def __post_init__(self) -> None:
        require(len(self.due_days) == len(Stage), "due days: one for each of the seven steps")
        require(self.fee_fen >= 0, "a fee is 0 fen or more")


@dataclass(frozen=True, slots=True)
class Talk:
    """One line of the log of talks (沟通记录): who spoke for the customer, how, and what was said."""

    at: str
    by: str
    intake: Intake
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One paper's file. name: as it was called where it came from. keep_until: ISO day. discarded: why it was taken
    away under supervision, "" while it is kept; its hash stays. handed_in: a review, or others, had it before them.
    asked_anew: it was there when review asked for this paper, and does not do.
    """

    paper: Paper
    sha256: str
    name: str
    size: int
    media: str
    keep_until: str
    attached_at: str
    attached_by: str
    discarded: str = ""
    handed_in: bool = False
    asked_anew: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a review said. granted_fen: 0 where it refused. improve: what would help the customer's case. before_fen:
    what was paid back already when it was said.
    """

    at: str
    by: str
    granted_fen: int
    fee_fen: int
    route: Route
    words: str
    improve: str = ""
    before_fen: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """One side has signed the printed agreement. by: the operator who saw it."""

    party: Party
    name: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """协议. sha256: of its printed text, so that both know what they signed."""

    sha256: str
    drawn_at: str
    drawn_by: str
    signatures: tuple[Signature, ...] = ()

    @property
    def in_force(self) -> bool:
        """Both have signed."""
        return {one.party for one in self.signatures} == set(Party)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A device on its way back, or back to the customer. missing: parts that did not come."""

    courier: str = ""
    number: str = ""
    received_at: str = ""
    missing: tuple[str, ...] = ()
    checked: str = ""
    fit: bool | None = None
    back_courier: str = ""
    back_number: str = ""


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid outside the terminal. name, account: masked. bank: "" for a wallet. digest: keyed hash of route,
    name, account and bank, which the second keying must give again. keyed_by: the first person.
    """

    route: Route
    name: str
    account: str
    bank: str
    digest: str
    keyed_by: str

    def __post_init__(self) -> None:
        require(self.route is not Route.ORIGINAL, "a payee is paid outside the terminal")
        require_masked(self.account, "an account")
        require(_SHA256.fullmatch(self.digest) is not None, "a digest is 64 hex digits")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered against the original for a payment outside. key: as str(RefundKey). at_host: the host keeps it
    too, else this terminal alone. link: whose host. by: the second person. reference: of the payment, once it was paid.
    payee: who is paid, as masked as ever.
    """

    key: str
    amount_fen: int
    at_host: bool
    by: str
    at: str
    reference: str = ""
    paid_by: str = ""
    paid_day: str = ""
    link: LinkIdentity | None = None
    payee: Payee | None = None


@dataclass(frozen=True, slots=True)
class CaseRefund:
    """A refund through the terminal that was started from this case. key: as str(RefundKey)."""

    key: str
    amount_fen: int
    standing: RefundStanding


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a case's life. act: its kind in the journal. state: that it led to. words: why. papers: whose file it
    is about.
    """

    at: str
    by: str
    act: str
    state: State
    words: str = ""
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitNote:
    """Somebody said why it waits; it holds until the case moves on."""

    why: Wait
    since: str
    words: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one case. barred_fen: a refusal, an escalation, a device not taken or a grant of less stands
    against it, and so much has to be granted before its original is free; 0 for none. texts: SHA-256 of every agreement
    that was drawn. entry: what stands for a payment outside; paid_outside: those that were paid; released: those that
    were given back or not taken. unread: a newer program wrote of it what this one does not know; it stands as it was
    before. All times are ISO local.
    """

    case_no: str
    kind: Kind
    sale: Sale
    form: Form
    terms: Terms
    opened_at: str
    opened_by: str
    practice: bool
    state: State = State.TALKING
    applied_by: str = ""
    talks: tuple[Talk, ...] = ()
    papers: tuple[Evidence, ...] = ()
    wanted: tuple[Paper, ...] = ()
    decision: Decision | None = None
    agreement: Agreement | None = None
    texts: tuple[str, ...] = ()
    parcel: Parcel = field(default_factory=Parcel)
    payee: Payee | None = None
    entry: Entry | None = None
    paid_outside: tuple[Entry, ...] = ()
    released: tuple[Entry, ...] = ()
    refunds: tuple[CaseRefund, ...] = ()
    venue: Venue | None = None
    venue_no: str = ""
    barred_fen: int = 0
    unread: bool = False
    score: int = 0
    wait: WaitNote | None = None
    life: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        require(is_digits(self.case_no, CASE_DIGITS), f"a case number has {CASE_DIGITS} digits")

    @property
    def stage(self) -> Stage:
        """Which of the seven steps it is at."""
        return STAGES[self.state]

    @property
    def over(self) -> bool:
        """It has ended and nothing stands against its original: another case may begin."""
        return self.state in ENDED and not self.blocks

    @property
    def barred(self) -> bool:
        """What was not granted is paid by no other door either."""
        return self.barred_fen > 0

    @property
    def barred_only(self) -> bool:
        """It has ended and its bar stands: nothing is done from it before somebody reopens it or lifts the bar."""
        return self.barred and self.state in ENDED and not self.unread

    @property
    def blocks(self) -> bool:
        """Its original is refunded from here or not at all."""
        return self.barred or self.unread or self.state in UNDER_WAY

    @property
    def moved(self) -> bool:
        """Money of its sale went back from it, or may have."""
        through = any(one.standing is not RefundStanding.NOTHING for one in self.refunds)
        return through or bool(self.entry or self.paid_outside)

    @property
    def granted_fen(self) -> int:
        """What the last review granted in all, what was paid before included."""
        return self.decision.granted_fen if self.decision else 0

    @property
    def paid_fen(self) -> int:
        """What the customer was given: through the terminal, and outside of it once that is marked paid."""
        through = sum(one.amount_fen for one in self.refunds if one.standing is RefundStanding.PAID)
        return through + sum(one.amount_fen for one in self.paid_outside)

    @property
    def paid(self) -> bool:
        """All that was granted is paid."""
        return 0 < self.granted_fen <= self.paid_fen

    @property
    def due_fen(self) -> int:
        """What is still to be paid of what was granted, beside what is under way."""
        taken = sum(one.amount_fen for one in self.refunds if one.standing is not RefundStanding.NOTHING)
        outside = (*self.paid_outside, self.entry) if self.entry else self.paid_outside
        return max(0, self.granted_fen - taken - sum(one.amount_fen for one in outside))

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number that belongs to it and may be said."""
        paid = (one.reference for one in self.paid_outside)
        parcel = (self.parcel.number, self.parcel.back_number)
        return self.case_no, *self.sale.numbers, *self.form.numbers, *parcel, *paid

    @property
    def articles(self) -> tuple[Article, ...]:
        """What comes back, by name; empty where an amount is wanted back."""
        names = {one.sku: one.name for one in self.sale.goods}
        return tuple(Article(sku, names.get(sku, ""), quantity) for sku, quantity in self.form.items)

    @property
    def kept(self) -> tuple[Evidence, ...]:
        """Papers that were not taken away."""
        return tuple(one for one in self.papers if not one.discarded)

    @property
    def missing(self) -> tuple[Paper, ...]:
        """Papers that must come before it may be approved: by the rules, and by what review asked for, which is missing
        until a file came after the asking.
        """
        there = {one.paper for one in self.kept if not one.asked_anew}
        return tuple(paper for paper in dict.fromkeys((*self.terms.papers, *self.wanted)) if paper not in there)


def require_said(text: str, name: str, most: int, *, empty: bool = False) -> None:
    """Words of people: one line that can be printed, and no card number in it. Raises ValueError."""
    require(_UNPRINTED.search(text) is None, f"{name}: characters that can be printed")
    require(empty or bool(text.strip()), f"{name}: not empty")
    require(len(text) <= most, f"{name}: {most} characters at most")
    require(not hidden(text, strict=False), f"{name}: a card number does not belong there")


def require_day(text: str, name: str, *, empty: bool = False) -> None:
    """An ISO day. Raises ValueError."""
    if empty and not text:
        return
    require(_DAY.fullmatch(text) is not None and _is_day(text), f"{name}: a day is YYYY-MM-DD")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def require_masked(text: str, name: str) -> None:
    """No account or card number stands in it. Raises ValueError."""
    require(_UNMASKED.search(text) is None, f"{name} is masked")


def require_sha256(text: str, name: str) -> None:
    """64 hex digits. Raises ValueError."""
    require(_SHA256.fullmatch(text) is not None, f"{name} is 64 hex digits")
