"""What may happen to a case, and where it leads: the whole machine as one table. Pure data; steps.py decides within it.

The rule: what is not a row here does not happen, with one exception: a refund through the terminal is told whenever it
moves, as money that moved is never denied.
"""

from collections.abc import Mapping
from types import MappingProxyType

from terminal.case.acts import (
    Act,
    AgreementDrawn,
    Applied,
    Approved,
    ArrivalNoted,
    BarLifted,
    EntryIntended,
    EntryRefused,
    EntryReleased,
    EntryTaken,
    Escalated,
    EscalationEnded,
    FollowedUp,
    FormChanged,
    GoodsChecked,
    GoodsReceived,
    GoodsRejected,
    GoodsReturned,
    GoodsSent,
    PaidOutside,
    PaperAttached,
    PaperDiscarded,
    PapersAsked,
    PapersBegun,
    PayeeKeyed,
    RefundMoved,
    Refused,
    ReleaseIntended,
    Reopened,
    Signed,
    TalkHeld,
    WaitNoted,
    Withdrawn,
)
from terminal.case.words import ENDED, State

S = State
_ALONGSIDE: tuple[type[Act], ...] = (TalkHeld, PaperAttached, PaperDiscarded, WaitNoted)
"""They lead nowhere else; a case that has ended takes of them PaperDiscarded alone."""

# fmt: off
_ROWS: tuple[tuple[State, type[Act], tuple[State, ...]], ...] = (
    # state         what happens       where it leads to
    (S.TALKING,     PapersBegun,      (S.GATHERING,)),
    (S.TALKING,     FormChanged,      (S.TALKING,)),
    (S.TALKING,     Withdrawn,        (S.WITHDRAWN,)),
    (S.TALKING,     Escalated,        (S.ESCALATED,)),
    (S.GATHERING,   FormChanged,      (S.GATHERING,)),
    (S.GATHERING,   Applied,          (S.APPLIED,)),
    (S.GATHERING,   Withdrawn,        (S.WITHDRAWN,)),
    (S.GATHERING,   Escalated,        (S.ESCALATED,)),
    (S.APPLIED,     Approved,         (S.APPROVED,)),
    (S.APPLIED,     Refused,          (S.REFUSED,)),
    (S.APPLIED,     PapersAsked,      (S.WANTING,)),
    (S.APPLIED,     Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.APPLIED,     Escalated,        (S.ESCALATED,)),
    (S.WANTING,     FormChanged,      (S.WANTING,)),
    (S.WANTING,     Applied,          (S.APPLIED,)),
    (S.WANTING,     Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.WANTING,     Escalated,        (S.ESCALATED,)),
    (S.REFUSED,     FormChanged,      (S.REFUSED,)),
    (S.REFUSED,     Applied,          (S.APPLIED,)),
    (S.REFUSED,     FollowedUp,       (S.CLOSED, S.GOODS_BACK)),
    (S.REFUSED,     Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.REFUSED,     Escalated,        (S.ESCALATED,)),
    (S.APPROVED,    AgreementDrawn,   (S.SIGNING,)),
    (S.APPROVED,    Approved,         (S.APPROVED,)),           # another route or amount: agreed anew
    (S.APPROVED,    Refused,          (S.REFUSED,)),
    (S.APPROVED,    Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.APPROVED,    Escalated,        (S.ESCALATED,)),
    (S.SIGNING,     AgreementDrawn,   (S.SIGNING,)),
    (S.SIGNING,     Signed,           (S.SIGNING, S.READY, S.PAYING, S.PAID, S.GOODS_DUE)),
    (S.SIGNING,     Approved,         (S.APPROVED,)),
    (S.SIGNING,     Refused,          (S.REFUSED,)),
    (S.SIGNING,     Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.SIGNING,     Escalated,        (S.ESCALATED,)),
    (S.GOODS_DUE,   GoodsSent,        (S.GOODS_DUE,)),
    (S.GOODS_DUE,   GoodsReceived,    (S.GOODS_IN,)),
    (S.GOODS_DUE,   Withdrawn,        (S.WITHDRAWN,)),
    (S.GOODS_DUE,   Escalated,        (S.ESCALATED,)),
    (S.GOODS_IN,    GoodsChecked,     (S.READY, S.PAYING, S.PAID)),
    (S.GOODS_IN,    GoodsRejected,    (S.GOODS_BACK,)),
    (S.GOODS_BACK,  GoodsReturned,    (S.SENT_BACK,)),
    (S.GOODS_BACK,  Escalated,        (S.ESCALATED,)),
    (S.SENT_BACK,   FollowedUp,       (S.CLOSED,)),
    (S.SENT_BACK,   Escalated,        (S.ESCALATED,)),
    (S.READY,       Approved,         (S.APPROVED,)),
    (S.READY,       Refused,          (S.REFUSED,)),
    (S.READY,       RefundMoved,      (S.READY, S.PAYING, S.PAID)),
    (S.READY,       PayeeKeyed,       (S.READY,)),
    (S.READY,       EntryIntended,    (S.ENTERING,)),
    (S.READY,       Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.READY,       Escalated,        (S.ESCALATED,)),
    (S.PAYING,      RefundMoved,      (S.READY, S.PAYING, S.PAID)),
    (S.PAYING,      Escalated,        (S.ESCALATED,)),
    (S.ENTERING,    EntryTaken,       (S.ENTERED,)),
    (S.ENTERING,    EntryRefused,     (S.READY, S.PAYING, S.PAID)),
    (S.ENTERED,     PaidOutside,      (S.PAID,)),
    (S.ENTERED,     ReleaseIntended,  (S.RELEASING,)),
    (S.RELEASING,   EntryReleased,    (S.READY, S.PAYING, S.PAID)),
    (S.PAID,        ArrivalNoted,     (S.PAID, S.ARRIVED)),
    (S.PAID,        Escalated,        (S.ESCALATED,)),
    (S.ARRIVED,     FollowedUp,       (S.CLOSED,)),
    (S.ESCALATED,   EscalationEnded,  (S.APPLIED, S.PAID, S.CLOSED, S.GOODS_BACK)),
    (S.CLOSED,      Reopened,         (S.GATHERING,)),
    (S.WITHDRAWN,   Reopened,         (S.GATHERING,)),
    (S.CLOSED,      BarLifted,        (S.CLOSED,)),
    (S.WITHDRAWN,   BarLifted,        (S.WITHDRAWN,)),
)
# fmt: on


def _whole() -> dict[State, dict[type[Act], frozenset[State]]]:
    table: dict[State, dict[type[Act], frozenset[State]]] = {state: {RefundMoved: frozenset({state})} for state in S}
    for state in S:
        stays = frozenset({state})
        table[state] |= {act: stays for act in _ALONGSIDE if state not in ENDED or act is PaperDiscarded}
    for state, act, leads in _ROWS:
        table[state][act] = frozenset(leads)
    return table


TABLE: Mapping[State, Mapping[type[Act], frozenset[State]]] = MappingProxyType(_whole())
"""State -> act -> states it may lead to."""


def open_to(state: State) -> tuple[type[Act], ...]:
    """What may happen there that somebody does, moves of the case first."""
    acts = [act for act in TABLE[state] if act is not RefundMoved]
    return tuple(sorted(acts, key=_ALONGSIDE.__contains__))
