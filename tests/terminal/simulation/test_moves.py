"""A scenario a little smaller than another: a part less, and what is left at another opportunity."""

from terminal.simulation.faults import Fault, Fired
from terminal.simulation.moves import SOON, moves
from terminal.simulation.scenario import Scenario

TWICE = Fired(Fault.KEYED_AGAIN, 0, 15, 1)
CRASH = Fired(Fault.HOST_CRASH_AFTER, 0, 15, 2)
GIVEN_UP = Fired(Fault.GIVES_UP, 0, 15, 1)
WHOLE = Scenario(33, (TWICE, CRASH, GIVEN_UP), ((0, 6), (0, 15)))
CLASSES = (Fault.DROP, Fault.KEYED_AGAIN)
MOVED = tuple(moves(WHOLE, CLASSES))


def test_each_has_fewer_parts_and_a_task() -> None:
    parts = len(WHOLE.faults) + len(WHOLE.tasks)
    assert {len(one.faults) + len(one.tasks) < parts for one in MOVED} == {True}
    assert {bool(one.tasks) for one in MOVED} == {True}
    assert {one.seed for one in MOVED} == {33}


def test_what_comes_earlier_now_as_something_before_it_is_gone() -> None:
    """Not keyed twice, the host crashes at the first refund of the task in place of the second."""
    assert Scenario(33, (CRASH._replace(number=1), GIVEN_UP), WHOLE.tasks) in MOVED


def test_all_of_a_task_together() -> None:
    later = tuple(fired._replace(number=fired.number + 3) for fired in WHOLE.faults)
    assert Scenario(33, later, ((0, 15),)) in MOVED


def test_one_fault_for_two_others() -> None:
    drop = Fired(Fault.DROP, 0, 15, SOON)
    assert Scenario(33, (GIVEN_UP, drop), WHOLE.tasks) in MOVED
