"""The words a refund case (退款申请) is told in: its states and steps, and what is chosen from a list. Pure data.

The rule: a member's value stands in the journal and in text ids and never changes; papers and kinds are papers.py's.
"""

from enum import IntEnum, StrEnum


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
