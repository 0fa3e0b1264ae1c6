"""tcp on the loop of this process: what a watch is told."""

import asyncio

import pytest
from far_ends import far_end, playing

from emulator.conditions import BatteryChanged
from emulator.scenario import Act, Closed, Lost, Match, Rule
from emulator.serving.watch import Watches
from protocol.framing import write_length


def test_a_watch_hears_everything_once_and_in_its_order(served, host, seen):
    async def use(connect):
        peer = await connect()
        await peer.ask(b"x")
        peer.writer.write(write_length(b"silence"))
        await asyncio.sleep(0.02)
        peer.writer.write(write_length(b"y")[:1])
        await asyncio.sleep(0.02)
        peer.writer.write(write_length(b"y")[1:])
        await peer.hear()

    second = type(seen)()
    served(far_end(host, watch=Watches(seen, second)), use)
    x, y, silence = (write_length(word) for word in (b"x", b"y", b"silence"))
    assert seen.all == second.all == [
        ("opened", 0),
        ("received", 0, x), ("answered", 0, b"x", b"re: x"), ("sent", 0, write_length(b"re: x")),
        ("received", 0, silence), ("answered", 0, b"silence", None),
        ("received", 0, y[:1]), ("received", 0, y[1:]),
        ("answered", 0, b"y", b"re: y"), ("sent", 0, write_length(b"re: y")),
        ("closed", 0, "stopping"),
    ]  # fmt: skip


# fmt: off
LEAVES = [
    # what a scenario does, what a watch is told as the answer
    (Act(lost=Lost.ANSWER),    None),
    (Act(closed=Closed.AFTER), None),
    (Act(late="refund"),       None),
    (Act(device=(BatteryChanged(0),)), None),
    (Act(copies=2),            b"re: x"),
    (Act(closed=Closed.HALF),  b"re: x"),
]
# fmt: on


@pytest.mark.parametrize(("act", "told"), LEAVES)
def test_a_watch_is_told_what_leaves_and_not_what_the_host_said(served, host, seen, act, told):
    async def use(connect):
        (await connect()).writer.write(write_length(b"x"))
        await asyncio.sleep(0.05)
        return [one for one in seen.all if one[0] == "answered"]

    play = playing(Rule(Match(), act))
    assert served(far_end(host, play=play, watch=seen), use) == [("answered", 0, b"x", told)]
