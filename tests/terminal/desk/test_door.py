"""The table of refusals, and that the desk of the product is what the faces expect."""

import inspect

import pytest

from terminal.desk.cashdesk import Desk
from terminal.desk.door import CashDesk, Refusal
from terminal.desk.faults import DONE, FAULTS, MALFORMED, NOTHING_SENT, REFUSED, UNKNOWN
from terminal.trade.refund import Cause


def test_the_exit_codes_of_the_contract():
    assert (DONE, REFUSED, MALFORMED, UNKNOWN, NOTHING_SENT) == (0, 1, 2, 3, 4)
    assert set(FAULTS.values()) == {REFUSED, MALFORMED, UNKNOWN, NOTHING_SENT}


def test_every_cause_of_not_knowing_is_a_word_that_says_unknown():
    causes = {cause.value for cause in Cause if cause}
    assert len(causes) == 7
    assert {FAULTS[cause] for cause in causes} == {UNKNOWN}


@pytest.mark.parametrize("word", FAULTS)
def test_a_refusal_has_its_words_exit_code(word):
    assert Refusal(word, seconds=1).exit_code == FAULTS[word]


def test_a_word_of_no_table_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        _ = Refusal("nonsense").exit_code


def test_the_desk_has_every_method_of_its_door():
    wanted = {name for name, _ in inspect.getmembers(CashDesk) if not name.startswith("_")}
    doors = {name for name, member in inspect.getmembers(CashDesk) if isinstance(member, property)}
    assert len(wanted - doors) > 10
    assert {name: name in vars(Desk) for name in wanted} == dict.fromkeys(wanted, True)
    for name in wanted - doors:
        theirs, ours = (list(inspect.signature(getattr(owner, name)).parameters) for owner in (CashDesk, Desk))
        assert (name, ours) == (name, theirs)
