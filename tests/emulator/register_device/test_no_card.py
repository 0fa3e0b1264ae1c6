"""A register's refund with no card in the slot: the payment terminal waits, and what ends the wait."""

from dataclasses import replace

from register_line import ABORT, ABORTED, C0, HEAD, World

from emulator.conditions import Presented
from emulator.device import GAP_S
from emulator.register_device import CARD_S, PROGRESS_S
from protocol.dialects.unionpay.device_state import Slot
from protocol.framing import write_frame
from protocol.session import Framing
from protocol.transactions import Cancel, Found, OutcomeQuery


def test_it_waits_for_the_card_and_says_so(empty: World) -> None:
    refund = empty.refund()
    assert empty.hear(empty.register.encode(refund, None)) == [C0]
    assert empty.wait(2 * PROGRESS_S) == [C0, C0]
    empty.play.change(Presented(Slot.TAPPED, "unionpay"))
    (said,) = empty.wait(0.2)
    assert (empty.register.decode(said, refund, None).code, empty.refunded_fen) == ("00", 100)
    assert (empty.wait(2 * PROGRESS_S), empty.device.due()) == ([], None)


def test_a_payer_code_is_no_card(empty: World) -> None:
    empty.play.change(Presented(Slot.SHOWN, "wechat-code"))
    assert empty.hear(empty.register.encode(empty.refund(), None)) == [C0]


def test_nobody_comes(empty: World) -> None:
    """TO is no outcome; asked about, the key is cancelled, and so it stays."""
    refund = empty.refund()
    empty.hear(empty.register.encode(refund, None))
    *signs, last = empty.wait(CARD_S)
    assert set(signs) == {C0}
    assert last.startswith(HEAD + b"1127TO0\x1c02\x00\x40" + b"NO CARD PRESENTED".ljust(40))
    assert empty.ask(OutcomeQuery(refund.key, "000067")).found is Found.CANCELLED
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert (empty.ask(refund).code, empty.refunded_fen) == ("12", 0)


def test_an_abort_stops_what_waits(empty: World) -> None:
    refund = empty.refund()
    empty.hear(empty.register.encode(refund, None))
    answer, said = empty.hear(ABORT)
    assert answer == ABORTED
    assert said.startswith(HEAD + b"1127UA0\x1c02\x00\x40" + b"STOPPED".ljust(40) + b"\x1c")
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert (empty.wait(CARD_S), empty.ask(refund).code, empty.refunded_fen) == ([], "12", 0)


def test_an_abort_of_nothing(world: World) -> None:
    assert (world.hear(ABORT), world.wait(1.0)) == ([ABORTED], [])
    assert world.ask(world.refund()).code == "00"


def test_a_cancel_of_what_waits(empty: World) -> None:
    refund = empty.refund()
    empty.hear(empty.register.encode(refund, None))
    question = Cancel(refund.key, "000067")
    answer, said = empty.hear(empty.register.encode(question, None))
    assert empty.register.decode(answer, question, None).found is Found.CANCELLED
    assert (said[14:16], empty.wait(CARD_S)) == (b"UA", [])


def test_a_cancel_of_another_key_leaves_it_waiting(empty: World) -> None:
    refund = empty.refund()
    empty.hear(empty.register.encode(refund, None))
    empty.ask(Cancel(replace(refund.key, trace_no="000099"), "000067"))
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    (said,) = empty.wait(0.3)
    assert empty.register.decode(said, refund, None).code == "00"


def test_asked_again_while_it_waits_it_is_one_wait(empty: World) -> None:
    refund = empty.refund()
    asked = empty.register.encode(refund, None)
    empty.hear(asked)
    assert empty.ask(OutcomeQuery(refund.key, "000067")).found is Found.NOT_FOUND
    assert empty.hear(asked) == [C0]
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert len(empty.wait(CARD_S)) == 1
    assert empty.refunded_fen == 100


def test_asked_again_with_a_card_there_by_now(empty: World) -> None:
    asked = empty.register.encode(empty.refund(), None)
    empty.hear(asked)
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    empty.now += 0.1
    assert [said[14:16] for said in empty.hear(asked)] == [b"00"]
    assert (empty.wait(CARD_S), empty.refunded_fen) == ([], 100)


def test_asking_again_does_not_lengthen_the_wait(empty: World) -> None:
    asked = empty.register.encode(empty.refund(), None)
    begun = empty.now
    empty.hear(asked)
    empty.wait(40.0)
    empty.hear(asked)
    last = empty.wait(begun + CARD_S - empty.now)[-1]
    assert last[14:16] == b"TO"


def test_a_wait_that_is_over_is_over_before_the_next_one(empty: World) -> None:
    """Both at the same time: the first is told, and the second waits its whole minute."""
    first, second = (empty.register.encode(empty.refund(trace_no=one), None) for one in ("000066", "000067"))
    empty.hear(first)
    over = empty.now - GAP_S + CARD_S
    empty.device.tick(over - 0.1)
    empty.device.take()
    empty.now = over
    assert [said[14:16] for said in empty.hear(second)] == [b"TO"]
    assert empty.wait(0.3) == [C0]
    assert empty.wait(CARD_S)[-1][14:16] == b"TO"


def test_a_sign_of_life_does_not_take_the_place_of_an_answer(empty: World) -> None:
    """On a link of two frames said at once the second takes the first back: the inquiry's answer at 2.0 is not lost."""
    device = empty.connect(Framing.LINK, delay_s=0.5)
    refund = empty.refund()
    query = empty.register.encode(OutcomeQuery(refund.key, "000067"), None)
    said = b""
    for now, data in ((0.0, write_frame(empty.register.encode(refund, None))), (PROGRESS_S - 0.5, write_frame(query))):
        device.receive(data, now)
        device.tick(now)
        said += device.take()
    device.tick(PROGRESS_S)
    assert b"1174000\x1c02\x00\x40RO1N" in device.take()


def test_another_body_under_the_key_that_waits_is_94(empty: World) -> None:
    empty.hear(empty.register.encode(empty.refund(), None))
    other = empty.refund(101)
    empty.wait(0.1)
    assert empty.hear(empty.register.encode(other, None))[-1].startswith(HEAD + b"1127940\x1c")
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert (len(empty.wait(0.3)), empty.refunded_fen) == (1, 100)


def test_it_waits_for_one_card_at_a_time_on_all_its_lines(empty: World) -> None:
    refund, other_line = empty.refund(), empty.connect(Framing.LENGTH)
    other = empty.register.encode(empty.refund(trace_no="000067"), None)
    empty.hear(empty.register.encode(refund, None))
    for line in (other_line, empty.device):
        (said,) = [one for one in empty.hear(other, line) if one != C0]
        assert said.startswith(HEAD + b"1127090\x1c02\x00\x40BUSY")
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    (said,) = empty.wait(0.3)
    assert said[14:16] == b"00"
    assert (empty.hear(other, other_line)[0][14:16], empty.refunded_fen) == (b"00", 200)


def test_a_line_that_went_keeps_the_slot_no_longer_than_a_wait(empty: World) -> None:
    empty.hear(empty.register.encode(empty.refund(), None))
    other_line, other = empty.connect(Framing.LENGTH), empty.register.encode(empty.refund(trace_no="000067"), None)
    empty.now += CARD_S
    assert empty.hear(other, other_line) == [C0]
