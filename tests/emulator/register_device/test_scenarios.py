"""Scenarios on a register's line, and what those who look on are told."""

from register_line import ABORT, C0, HEAD, World, scenario

from emulator.conditions import Presented, Removed
from emulator.scenario import Act, Lost, Match
from protocol.dialects.unionpay.device_state import Slot
from protocol.session import Framing
from protocol.transactions import Found, OutcomeQuery


def test_what_a_scenario_keeps_back_is_told_as_no_answer(world: World) -> None:
    told: list[tuple[bytes, bytes | None]] = []
    line = world.connect(Framing.LENGTH, told=lambda *both: told.append(both))
    asked = world.register.encode(world.refund(), None)
    world.play.load(scenario(Act(lost=Lost.ANSWER)))
    assert (world.hear(asked, line), told, world.refunded_fen) == ([], [(asked, None)], 100)


def test_a_scenario_acts_on_an_answer_that_had_to_wait_for_its_card(empty: World) -> None:
    asked = empty.register.encode(empty.refund(), None)
    empty.play.load(scenario(Act(copies=2)))
    empty.hear(asked)
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    first, second = empty.wait(0.4)
    assert (first, first[14:16], empty.refunded_fen) == (second, b"00", 100)


def test_a_scenario_of_the_refund_that_waits_is_not_the_inquiry_s(empty: World) -> None:
    refund = empty.refund()
    empty.play.load(scenario(Act(copies=2)))
    empty.hear(empty.register.encode(refund, None))
    assert empty.ask(OutcomeQuery(refund.key, "000067")).found is Found.NOT_FOUND
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert [said[14:16] for said in empty.wait(0.4)] == [b"00"]


def test_who_looks_on_hears_of_each_message_and_its_answer(empty: World) -> None:
    told: list[tuple[bytes, bytes | None]] = []
    device = empty.connect(Framing.LENGTH, told=lambda asked, answer: told.append((asked, answer)))
    asked = empty.register.encode(empty.refund(), None)
    said = [one for data in (HEAD + b"10D0000\x1c", asked, ABORT) for one in empty.hear(data, device)]
    assert [one for one, _ in told] == [HEAD + b"10D0000\x1c", ABORT, asked]
    assert [answer for _, answer in told] == [one for one in said if one != C0]


def test_a_card_of_the_slot_is_what_a_rule_looks_at(world: World) -> None:
    refund = world.refund()
    world.play.load(scenario(Act(code="62"), Match(card="visa", times=0)))
    assert world.ask(refund).code == "00"
    world.play.change(Removed(), Presented(Slot.INSERTED, "visa"))
    assert world.ask(world.refund(order=7, trace_no="000067")).code == "62"
