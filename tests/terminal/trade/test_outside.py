"""Which answer says what of an entry or a release: every code there is, with a MAC and without."""

import pytest

from protocol.codes import CODES, Outcome, refund_outcome
from protocol.transactions import OutsideAnswer, OutsideStanding, Rejected
from terminal.trade.outside import OutsideOutcome, OutsideState, answered, unanswered
from terminal.trade.refund import Cause

ENTERED, RELEASED = OutsideStanding.ENTERED, OutsideStanding.RELEASED
MEANT = {Outcome.NO: OutsideState.REFUSED, Outcome.UNKNOWN: OutsideState.UNKNOWN}


@pytest.mark.parametrize("code", [*CODES, "ZZ", "  "])
def test_a_code_without_a_mac_settles_nothing(code: str) -> None:
    assert answered(Rejected(code), ENTERED) == OutsideOutcome(OutsideState.UNKNOWN, code, Cause.HOST_UNSURE)


@pytest.mark.parametrize("code", [*CODES, "ZZ", "  "])
def test_every_code_with_a_mac(code: str) -> None:
    meant = refund_outcome(code, amount_matches=False)
    told = answered(OutsideAnswer(code, ENTERED, 5), ENTERED)
    assert told.state is MEANT.get(meant, OutsideState.ENTERED)
    assert (told.remaining_fen is None) is (told.state is OutsideState.UNKNOWN)


# fmt: off
STANDINGS = [
    (ENTERED,  ENTERED,  OutsideState.ENTERED),
    (RELEASED, RELEASED, OutsideState.RELEASED),
    (RELEASED, ENTERED,  OutsideState.UNKNOWN),
    (ENTERED,  RELEASED, OutsideState.UNKNOWN),
    (None,     ENTERED,  OutsideState.UNKNOWN),
]
# fmt: on


@pytest.mark.parametrize(("stands", "wanted", "state"), STANDINGS)
def test_an_approval_counts_for_what_was_wanted(stands, wanted, state) -> None:
    assert answered(OutsideAnswer("00", stands), wanted).state is state


def test_silence() -> None:
    assert unanswered(Cause.NO_ANSWER, left=True).state is OutsideState.UNKNOWN
    assert unanswered(Cause.LINE_LOST, left=False) == OutsideOutcome(OutsideState.NOT_SENT, "", Cause.LINE_LOST)
