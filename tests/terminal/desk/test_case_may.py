"""The menu of a case: what one person may do with it now, and nothing that would be refused for who they are."""

import pytest
from cases import CLERK, MANAGER, OTHER, SUPERVISOR, opened, walked, with_papers

from terminal.case.acts import (
    ACTS,
    Act,
    AgreementDrawn,
    Applied,
    Approved,
    EntryIntended,
    EntryTaken,
    Escalated,
    PapersBegun,
    PayeeKeyed,
    Refused,
    Signed,
    Withdrawn,
)
from terminal.case.course import Payee
from terminal.case.papers import Kind
from terminal.case.words import Party, Route, Venue
from terminal.desk.case_may import PAY, may_now
from terminal.desk.operators import Admitted

SHA = "a" * 64
NOW = "2026-11-22T12:00:00"
KIND = Kind.TRANSACTION
Acts = tuple[tuple[str, Act], ...]
BEGUN: Acts = ((CLERK, opened(KIND)), (CLERK, PapersBegun()), *with_papers(KIND))
APPLIED: Acts = (*BEGUN, (CLERK, Applied()))


def agreed(route: Route) -> Acts:
    return (
        *APPLIED,
        (MANAGER, Approved(29_900, 0, route, "")),
        (CLERK, AgreementDrawn(SHA)),
        (CLERK, Signed(Party.CUSTOMER, "王女士", SHA)),
        (CLERK, Signed(Party.SHOP, "李店长", SHA)),
    )


KEYED: Acts = (*agreed(Route.BANK), (CLERK, PayeeKeyed(Payee(Route.BANK, "张**", "6222****0005", "工行", SHA, CLERK))))
ENTERING: Acts = (*KEYED, (SUPERVISOR, EntryIntended("key", 29_900, SHA, at_host=True)))
ENTERED: Acts = (*ENTERING, (SUPERVISOR, EntryTaken("key")))
WHO = {
    CLERK: Admitted(CLERK),
    OTHER: Admitted(OTHER),
    SUPERVISOR: Admitted(SUPERVISOR),
    MANAGER: Admitted(MANAGER, manager=True),
    "99": Admitted("99"),
}

OWN: Acts = (*BEGUN, (SUPERVISOR, Applied()))
PAYEE_OF_00 = Payee(Route.BANK, "张**", "6222****0005", "工行", SHA, SUPERVISOR)
KEYED_BY_00: Acts = (*agreed(Route.BANK), (SUPERVISOR, PayeeKeyed(PAYEE_OF_00)))
ESCALATED: Acts = (*APPLIED, (SUPERVISOR, Escalated(Venue.BANK, "", "x")))
WITHDRAWN: Acts = (*BEGUN, (CLERK, Withdrawn("x")))
ENDED_BARRED: Acts = (*APPLIED, (SUPERVISOR, Refused("x", "y")), (CLERK, Withdrawn("x")))

# fmt: off
ROWS = [
    # what happened           who         may                                    may not
    (BEGUN,                   CLERK,      "applied form_changed paper_attached", "approved escalated paper_discarded"),
    (BEGUN,                   SUPERVISOR, "paper_discarded escalated",           "approved refund_moved"),
    (APPLIED,                 CLERK,      "talk_held withdrawn",                 "approved refused papers_asked"),
    (APPLIED,                 SUPERVISOR, "approved refused papers_asked",       "applied opened"),
    (OWN,                     SUPERVISOR, "escalated",                           "approved refused papers_asked"),
    (OWN,                     MANAGER,    "approved refused papers_asked",       ""),
    (agreed(Route.ORIGINAL),  CLERK,      "refund_moved withdrawn",              "payee_keyed entry_intended"),
    (agreed(Route.BANK),      CLERK,      "payee_keyed",                         "refund_moved entry_intended"),
    (KEYED,                   SUPERVISOR, "entry_intended",                      "refund_moved"),
    (KEYED_BY_00,             SUPERVISOR, "payee_keyed",                         "entry_intended"),
    (ENTERING,                SUPERVISOR, "entry_taken",                         "entry_refused paid_outside"),
    (ENTERED,                 MANAGER,    "paid_outside release_intended",       "refund_moved entry_taken"),
    (ENTERED,                 CLERK,      "talk_held",                           "paid_outside release_intended"),
    (ESCALATED,               MANAGER,    "escalation_ended",                    "approved refund_moved"),
    (WITHDRAWN,               CLERK,      "",                                    "talk_held reopened refund_moved"),
    (WITHDRAWN,               MANAGER,    "reopened",                            "talk_held refund_moved bar_lifted"),
    (ENDED_BARRED,            MANAGER,    "reopened bar_lifted",                 "talk_held refund_moved"),
    (ENDED_BARRED,            CLERK,      "",                                    "reopened bar_lifted"),
]
# fmt: on


@pytest.mark.parametrize(("acts", "who", "may", "may_not"), ROWS)
def test_who_may_what_and_when(acts: Acts, who: str, may: str, may_not: str) -> None:
    listed = may_now(walked(*acts), WHO[who], NOW)
    assert (set(may.split()) - set(listed), set(may_not.split()) & set(listed)) == (set(), set())
    assert (len(listed), set(listed) - set(ACTS)) == (len(set(listed)), set())


def test_the_system_operator_may_nothing() -> None:
    assert may_now(walked(*APPLIED), WHO["99"], NOW) == ()


def test_the_refund_stands_first() -> None:
    assert may_now(walked(*agreed(Route.ORIGINAL)), WHO[CLERK], NOW)[0] == PAY
