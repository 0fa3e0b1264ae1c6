"""Virtual time: what happens when, in which order, and actors that wait, are woken and are cut off."""

import pytest

from terminal.simulation.world import MAX_EVENTS, Actor, EndlessError, PowerCut, World


def test_what_is_asked_for_happens_in_order_of_time_and_then_of_asking() -> None:
    world, told = World(), []
    for name, time in (("b", 2.0), ("a", 1.0), ("c", 2.0)):
        world.at(time, lambda name=name: told.append((name, world.now)))
    world.after(0.5, lambda: world.at(0.0, lambda: told.append(("late", world.now))))
    world.run(1_000.0)
    assert told == [("late", 0.5), ("a", 1.0), ("b", 2.0), ("c", 2.0)]


def test_an_actor_waits_and_the_world_goes_on() -> None:
    world, told = World(), []
    actors: list[Actor] = []

    def act() -> None:
        told.append(world.now)
        actors[0].wait(10.0)
        told.append(world.now)
        actors[0].wait(20.0)
        told.append(world.now)

    actors.append(world.begin(act))
    world.at(5.0, lambda: told.append("meanwhile"))
    world.at(12.0, actors[0].wake)
    world.run(1_000.0)
    assert told == [0.0, "meanwhile", 10.0, 12.0]
    assert actors[0].over


def test_an_actor_that_is_cut_off_does_nothing_more() -> None:
    world, told = World(), []
    actors: list[Actor] = []

    def act() -> None:
        try:
            actors[0].wait(10.0)
            told.append("never")
        except Exception:  # noqa: BLE001 - what it is about: no product code catches a power cut
            told.append("caught")
        finally:
            told.append("unwound")

    actors.append(world.begin(act))
    world.at(5.0, actors[0].cut)
    world.run(1_000.0)
    assert (told, actors[0].over, world.now) == (["unwound"], True, 10.0)


def test_an_actor_may_be_cut_off_before_it_begins_or_cut_itself() -> None:
    world, told = World(), []

    def cuts() -> None:
        raise PowerCut

    early = world.begin(lambda: told.append("never"))
    early.cut()
    itself = world.begin(cuts)
    world.run(1_000.0)
    assert (told, early.over, itself.over) == ([], True, True)


def test_a_world_stops_when_it_is_told_to_or_its_time_is_over() -> None:
    world, told = World(), []
    for time in (1.0, 2.0, 3.0, 4.0):
        world.at(time, lambda: told.append(world.now))
    world.at(2.0, world.halt)
    world.run(1_000.0)
    assert told == [1.0, 2.0]
    world.run(2.5)
    assert told == [1.0, 2.0, 3.0]


def test_a_world_that_never_ends_is_an_error() -> None:
    world = World()

    def again() -> None:
        world.after(0.0, again)

    again()
    with pytest.raises(EndlessError, match=str(MAX_EVENTS)):
        world.run(1_000.0)
