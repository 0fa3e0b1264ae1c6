"""The simulation's watcher hears each answer that a terminal reads, however many one read brings, and each once."""

from datetime import UTC, datetime

import pytest

from emulator.shop.orders import load_shop
from protocol.framing import write_frame, write_length
from protocol.session import Framing
from terminal.simulation.chance import Chances
from terminal.simulation.host import HostSide
from terminal.simulation.seen import Key, subject_of
from terminal.simulation.watch import Watch
from terminal.simulation.world import World

FRONT = bytes.fromhex("6000030000 603100311000")
TRACES = ("000066", "000067")


def intent(trace_no: str) -> dict[str, object]:
    """A refund as the journal has it that was sent and has no answer."""
    key = {"merchant_no": "888888800000001", "terminal_no": "10000001", "epoch": "0a1b2c3d", "batch_no": "000007"}
    return {"key": {**key, "trace_no": trace_no, "business_date": "20261122"}, "state": "pending"}


def key_of(trace_no: str) -> Key:
    return ("888888800000001", "10000001", "0a1b2c3d", "000007", trace_no)


def answer_to(trace_no: str) -> bytes:
    """An 0230 with field 64."""
    return FRONT + bytes.fromhex(f"0230 7024058008C0801B {trace_no}") + bytes(60)


def watching(framing: Framing) -> Watch:
    """Two refunds of one terminal were judged and answered by the host."""
    world, chances = World(), Chances(1)
    host = HostSide(world, chances, load_shop(), datetime(2026, 11, 22, tzinfo=UTC), framing=framing, own_parts=True)
    watch = Watch(world, host, 1)
    for trace_no in TRACES:
        asked = bytes.fromhex(f"0220 {trace_no}")
        watch.seen.intents[key_of(trace_no)] = ((0, trace_no), intent(trace_no))
        watch.seen.terminals[0].refunds[subject_of(intent(trace_no))] = intent(trace_no)
        watch.seen.asking[asked] = key_of(trace_no)
        watch.answered(FRONT + asked, answer_to(trace_no))
    return watch


@pytest.mark.parametrize(("framing", "write"), [(Framing.LENGTH, write_length), (Framing.LINK, write_frame)])
@pytest.mark.parametrize(
    ("reads", "heard"),
    [([(0,)], (0,)), ([(0,), (1,)], (0, 1)), ([(0, 1)], (0, 1)), ([(1, 0)], (0, 1)), ([(0, 0)], (0,)), ([], ())],
)
def test_every_answer_of_a_read_is_heard(framing: Framing, write, reads: list[tuple], heard: tuple) -> None:
    watch = watching(framing)
    for read in reads:
        watch.heard(0, b"".join(write(answer_to(TRACES[at])) for at in read))
    assert watch.seen.terminals[0].heard == {subject_of(intent(TRACES[at])) for at in heard}


def test_a_copy_is_not_heard_as_another_answer() -> None:
    """What was read and kept is not waited for again."""
    watch = watching(Framing.LENGTH)
    both = b"".join(write_length(answer_to(trace_no)) for trace_no in TRACES)
    watch.heard(0, both)
    watch.seen.terminals[0].heard.clear()
    watch.heard(0, both)
    assert watch.seen.terminals[0].heard == set()
