"""What a case waits for, since when, and until when it should not: one row a state. Pure.

The rule: every case that has not ended waits for something that has a name; what somebody noted says more, until the
case moves on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from terminal.case.case import Case
from terminal.case.words import State, Wait

# fmt: off
WAITS: Mapping[State, Wait] = MappingProxyType({
    State.TALKING:    Wait.CUSTOMER,
    State.GATHERING:  Wait.PAPERS,
    State.WANTING:    Wait.PAPERS,
    State.APPLIED:    Wait.REVIEW,
    State.REFUSED:    Wait.CUSTOMER,
    State.APPROVED:   Wait.SIGNATURES,
    State.SIGNING:    Wait.SIGNATURES,
    State.GOODS_DUE:  Wait.GOODS,
    State.GOODS_IN:   Wait.CHECK,
    State.GOODS_BACK: Wait.RETURN,
    State.SENT_BACK:  Wait.FOLLOW_UP,
    State.READY:      Wait.PAYMENT,
    State.PAYING:     Wait.HOST,
    State.ENTERING:   Wait.HOST,
    State.RELEASING:  Wait.HOST,
    State.ENTERED:    Wait.PAYMENT,
    State.PAID:       Wait.ARRIVAL,
    State.ARRIVED:    Wait.FOLLOW_UP,
    State.ESCALATED:  Wait.AUTHORITY,
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Waiting:
    """why: None once the case has ended. since: ISO local time. due: ISO day, "" where no time is set. noted: what
    somebody said of it. days: it has waited so far. rules_changed: the shop's rules are others by now than the case's.
    """

    why: Wait | None
    since: str
    due: str = ""
    overdue: bool = False
    noted: str = ""
    days: int = 0
    rules_changed: bool = False


def waiting(case: Case, today: date, *, rules_since: str = "") -> Waiting:
    """What it waits for on this day. rules_since: ISO day from which today's rules are in force, "" where unknown."""
    since = _since(case)
    if case.state not in WAITS:
        return Waiting(None, since)
    noted = case.wait
    begun = date.fromisoformat(since[:10])
    allowed = case.terms.due_days[case.stage - 1]
    due = begun + timedelta(days=allowed) if allowed else None
    return Waiting(
        why=noted.why if noted else WAITS[case.state],
        since=noted.since if noted else since,
        due=due.isoformat() if due else "",
        overdue=due is not None and today > due,
        noted=noted.words if noted else "",
        days=max(0, (today - begun).days),
        rules_changed=rules_since > case.terms.since,
    )


def _since(case: Case) -> str:
    """When it came into its state."""
    at = case.opened_at
    before: State | None = None
    for mark in case.life:
        if mark.state is not before:
            at, before = mark.at, mark.state
    return at
