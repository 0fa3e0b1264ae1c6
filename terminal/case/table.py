"""What may happen to a case, and where it leads: the whole machine as one table. Pure data; steps.py decides within it.

The rule: what is not a row here does not happen, with one exception: a refund through the terminal is told whenever it
moves, as money that moved is never denied.
"""

from collections.abc import Mapping
from types import MappingProxyType

from terminal.case import acts
from terminal.case.acts import Act
from terminal.case.words import DRAFTING, ENDED, State

S = State
_OPEN = frozenset(S) - ENDED

# fmt: off
_ALONGSIDE: Mapping[type[Act], frozenset[State]] = {
    acts.TalkHeld:       _OPEN,
    acts.PaperAttached:  _OPEN,
    acts.PaperDiscarded: DRAFTING | ENDED,
    acts.WaitNoted:      _OPEN,
}
"""They lead nowhere else. Act -> states in which it may happen."""

_ROWS: tuple[tuple[State, type[Act], tuple[State, ...]], ...] = (
    # state         what happens            where it leads to
    (S.TALKING,     acts.PapersBegun,      (S.GATHERING,)),
    (S.TALKING,     acts.FormChanged,      (S.TALKING,)),
    (S.TALKING,     acts.Withdrawn,        (S.WITHDRAWN,)),
    (S.TALKING,     acts.Escalated,        (S.ESCALATED,)),
    (S.GATHERING,   acts.FormChanged,      (S.GATHERING,)),
    (S.GATHERING,   acts.Applied,          (S.APPLIED,)),
    (S.GATHERING,   acts.Withdrawn,        (S.WITHDRAWN,)),
    (S.GATHERING,   acts.Escalated,        (S.ESCALATED,)),
    (S.APPLIED,     acts.Approved,         (S.APPROVED,)),
    (S.APPLIED,     acts.Refused,          (S.REFUSED,)),
    (S.APPLIED,     acts.PapersAsked,      (S.WANTING,)),
    (S.APPLIED,     acts.Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.APPLIED,     acts.Escalated,        (S.ESCALATED,)),
    (S.WANTING,     acts.FormChanged,      (S.WANTING,)),
    (S.WANTING,     acts.Applied,          (S.APPLIED,)),
    (S.WANTING,     acts.Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.WANTING,     acts.Escalated,        (S.ESCALATED,)),
    (S.REFUSED,     acts.FormChanged,      (S.REFUSED,)),
    (S.REFUSED,     acts.Applied,          (S.APPLIED,)),
    (S.REFUSED,     acts.FollowedUp,       (S.CLOSED, S.GOODS_BACK)),
    (S.REFUSED,     acts.Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.REFUSED,     acts.Escalated,        (S.ESCALATED,)),
    (S.APPROVED,    acts.AgreementDrawn,   (S.SIGNING,)),
    (S.APPROVED,    acts.Approved,         (S.APPROVED,)),           # another route or amount: agreed anew
    (S.APPROVED,    acts.Refused,          (S.REFUSED,)),
    (S.APPROVED,    acts.Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.APPROVED,    acts.Escalated,        (S.ESCALATED,)),
    (S.SIGNING,     acts.AgreementDrawn,   (S.SIGNING,)),
    (S.SIGNING,     acts.Signed,           (S.SIGNING, S.READY, S.PAYING, S.PAID, S.GOODS_DUE)),
    (S.SIGNING,     acts.Approved,         (S.APPROVED,)),
    (S.SIGNING,     acts.Refused,          (S.REFUSED,)),
    (S.SIGNING,     acts.Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.SIGNING,     acts.Escalated,        (S.ESCALATED,)),
    (S.GOODS_DUE,   acts.GoodsSent,        (S.GOODS_DUE,)),
    (S.GOODS_DUE,   acts.GoodsReceived,    (S.GOODS_IN,)),
    (S.GOODS_DUE,   acts.Withdrawn,        (S.WITHDRAWN,)),
    (S.GOODS_DUE,   acts.Escalated,        (S.ESCALATED,)),
    (S.GOODS_IN,    acts.GoodsChecked,     (S.READY, S.PAYING, S.PAID)),
    (S.GOODS_IN,    acts.GoodsRejected,    (S.GOODS_BACK,)),
    (S.GOODS_BACK,  acts.GoodsReturned,    (S.SENT_BACK,)),
    (S.GOODS_BACK,  acts.Escalated,        (S.ESCALATED,)),
    (S.SENT_BACK,   acts.FollowedUp,       (S.CLOSED,)),
    (S.SENT_BACK,   acts.Escalated,        (S.ESCALATED,)),
    (S.READY,       acts.Approved,         (S.APPROVED,)),
    (S.READY,       acts.Refused,          (S.REFUSED,)),
    (S.READY,       acts.RefundMoved,      (S.READY, S.PAYING, S.PAID)),
    (S.READY,       acts.PayeeKeyed,       (S.READY,)),
    (S.READY,       acts.EntryIntended,    (S.ENTERING,)),
    (S.READY,       acts.Withdrawn,        (S.WITHDRAWN, S.GOODS_BACK)),
    (S.READY,       acts.Escalated,        (S.ESCALATED,)),
    (S.PAYING,      acts.RefundMoved,      (S.READY, S.PAYING, S.PAID)),
    (S.PAYING,      acts.Escalated,        (S.ESCALATED,)),
    (S.ENTERING,    acts.EntryTaken,       (S.ENTERED,)),
    (S.ENTERING,    acts.EntryRefused,     (S.READY, S.PAYING, S.PAID)),
    (S.ENTERED,     acts.PaidOutside,      (S.PAID,)),
    (S.ENTERED,     acts.ReleaseIntended,  (S.RELEASING,)),
    (S.RELEASING,   acts.EntryReleased,    (S.READY, S.PAYING, S.PAID)),
    (S.PAID,        acts.RefundMoved,      (S.READY, S.PAYING, S.PAID)),
    (S.PAID,        acts.ArrivalNoted,     (S.PAID, S.ARRIVED)),
    (S.PAID,        acts.Escalated,        (S.ESCALATED,)),
    (S.ARRIVED,     acts.RefundMoved,      (S.READY, S.PAYING, S.ARRIVED)),
    (S.ARRIVED,     acts.FollowedUp,       (S.CLOSED,)),
    (S.ESCALATED,   acts.EscalationEnded,  (S.APPLIED, S.PAID, S.CLOSED, S.GOODS_BACK)),
    (S.CLOSED,      acts.Reopened,         (S.GATHERING,)),
    (S.WITHDRAWN,   acts.Reopened,         (S.GATHERING,)),
    (S.CLOSED,      acts.BarLifted,        (S.CLOSED,)),
    (S.WITHDRAWN,   acts.BarLifted,        (S.WITHDRAWN,)),
)
# fmt: on


def _whole() -> dict[State, dict[type[Act], frozenset[State]]]:
    table: dict[State, dict[type[Act], frozenset[State]]] = {
        state: {acts.RefundMoved: frozenset({state})} for state in S
    }
    for act, states in _ALONGSIDE.items():
        for state in states:
            table[state][act] = frozenset({state})
    for state, act, leads in _ROWS:
        table[state][act] = frozenset(leads)
    return table


TABLE: Mapping[State, Mapping[type[Act], frozenset[State]]] = MappingProxyType(_whole())
"""State -> act -> states it may lead to."""


def open_to(state: State) -> tuple[type[Act], ...]:
    """What may happen there that somebody does, moves of the case first."""
    open_acts = [act for act in TABLE[state] if act is not acts.RefundMoved]
    return tuple(sorted(open_acts, key=_ALONGSIDE.__contains__))
