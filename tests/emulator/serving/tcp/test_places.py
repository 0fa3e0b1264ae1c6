"""tcp on the loop of this process: who has a place, and who gets one of the last tenth."""

import asyncio

import pytest
from far_ends import ACK, SHORT_S, far_end

from emulator.serving.far_end import FarEnd
from emulator.serving.limits import Limits
from protocol.framing import write_frame, write_length
from protocol.session import Framing


def test_one_peer_too_many_is_closed_and_a_place_becomes_free(served, host, seen):
    async def use(connect):
        peers = [await connect() for _ in range(3)]
        refused = await peers[2].is_closed()
        peers[0].writer.close()
        await asyncio.sleep(0.05)
        return refused, await (await connect()).ask(b"x"), seen.endings()

    end = far_end(host, watch=seen, connections=2)
    assert served(end, use) == (True, [b"re: x"], ["connections", "peer"])


def test_who_was_answered_keeps_a_tenth(served, host, seen):
    """9 of 10 places for strangers; an answer makes the address known."""

    async def use(connect):
        strangers = [await connect(local_addr=("127.0.0.2", 0)) for _ in range(10)]
        refused = await strangers[9].is_closed()
        await strangers[0].ask(b"x")
        known = await connect(local_addr=("127.0.0.2", 0))
        return refused, await known.ask(b"x"), await (await connect(local_addr=("127.0.0.3", 0))).is_closed()

    assert served(far_end(host, connections=10, watch=seen), use) == (True, [b"re: x"], True)
    assert seen.endings()[:2] == ["connections", "connections"]


async def is_silent(peer):
    pass


async def begins_a_frame(peer):
    peer.writer.write(write_length(b"x" * 9)[:5])


async def says_what_is_not_understood(peer):
    peer.writer.write(write_length(b"silence"))


async def asks(peer):
    assert await peer.ask(b"x") == [b"re: x"]


async def asks_what_takes_its_time(peer):
    peer.writer.write(write_length(b"x"))


# fmt: off
HURRIED = [
    # what the peer in the last tenth does, seconds an answer takes, why it ends
    (is_silent,                   0.0,         ["first_byte"]),
    (begins_a_frame,              0.0,         ["first_byte"]),
    (says_what_is_not_understood, 0.0,         ["first_byte"]),
    (asks,                        0.0,         []),
    (asks_what_takes_its_time,    4 * SHORT_S, []),
]
# fmt: on


@pytest.mark.parametrize(("does", "delay_s", "endings"), HURRIED, ids=[row[0].__name__ for row in HURRIED])
def test_who_comes_into_the_last_tenth_has_little_time_to_be_answered(served, host, seen, does, delay_s, endings):
    """Silent ones of the other nine tenths have more."""

    async def use(connect):
        first = [await connect() for _ in range(9)]
        if not delay_s:
            await asks(first[0])
        else:
            await asks_what_takes_its_time(first[0])
            await first[0].hear()
        await does(await connect())
        await asyncio.sleep(3 * SHORT_S)
        return seen.endings()

    end = far_end(host, connections=10, watch=seen, reserve_s=SHORT_S, delay_s=delay_s)
    assert served(end, use) == endings


def test_on_a_link_too(served, host, seen):
    """Where a frame that has begun is time that the link waits for."""

    async def use(connect):
        first = [await connect() for _ in range(9)]
        first[0].writer.write(write_frame(b"hello"))
        await first[0].reader.readexactly(len(ACK + write_frame(b"re: hello")))
        first[0].writer.write(ACK)
        last, octets = await connect(), iter(write_frame(b"x" * 100)[:20])
        while not seen.endings():
            last.writer.write(bytes((next(octets),)))
            await asyncio.sleep(SHORT_S / 5)
        return seen.endings()

    end = FarEnd(host, Framing.LINK, limits=Limits(connections=10, reserve_s=SHORT_S), watch=seen)
    assert served(end, use) == ["first_byte"]
