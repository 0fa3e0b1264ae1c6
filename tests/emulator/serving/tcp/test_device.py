"""tcp on the loop of this process: what happens to the device happens to its connections."""

import asyncio

import pytest
from far_ends import far_end, playing, scenario

from emulator.conditions import BatteryChanged
from emulator.scenario import Act, Closed, Match, Rule
from protocol.framing import write_length


@pytest.mark.parametrize(("closed", "error"), [(Closed.AFTER, None), (Closed.RESET, ConnectionResetError)])
def test_a_scenario_closes_or_resets_the_connection(served, host, seen, closed, error):
    """A reset is an RST on the wire, and a close is none."""

    async def use(connect):
        peer = await connect()
        peer.writer.write(write_length(b"x"))
        try:
            said = await peer.reader.read()
        except ConnectionResetError:
            return ConnectionResetError, seen.endings()
        return (None if said == b"" else said), seen.endings()

    play = playing(Rule(Match(), Act(closed=closed)))
    assert served(far_end(host, play=play, watch=seen), use) == (error, ["device"])
    assert host.asked == [b"x"]


def test_a_scenario_that_is_loaded_later_sees_what_crosses_from_then_on(served, host):
    """And knows which answer was the last."""

    async def use(connect):
        peer = await connect()
        before = await peer.ask(b"x")
        play.load(scenario(Rule(Match(), Act(replay=True))))
        return before + await peer.ask(b"y") + await peer.ask(b"z")

    play = playing()
    assert served(far_end(host, play=play), use) == [b"re: x", b"re: x", b"re: z"]


def test_a_battery_that_dies_ends_every_connection(served, host, seen):
    async def use(connect):
        peers = [await connect() for _ in range(2)]
        assert [await peer.ask(b"x") for peer in peers[:1]] == [[b"re: x"]]
        peers[1].writer.write(b"\x00")
        await asyncio.sleep(0.02)
        play.change(BatteryChanged(0))
        await asyncio.sleep(0.02)
        peers[0].writer.write(write_length(b"y"))
        return [await peer.is_closed() for peer in peers], seen.endings()

    play = playing()
    assert served(far_end(host, play=play, watch=seen), use) == ([True, True], ["device", "device"])
