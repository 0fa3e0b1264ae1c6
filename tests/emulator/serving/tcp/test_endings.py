"""tcp on the loop of this process: every limit of a connection at its edge, every reason for its end."""

import asyncio

import pytest
from far_ends import ACK, NAK, SHORT_S, far_end

from emulator.serving.far_end import FarEnd
from emulator.serving.limits import Limits
from protocol.framing import write_frame, write_length
from protocol.session import Framing


async def says_nothing(peer):
    await peer.reader.read()


async def begins_and_stops(peer):
    peer.writer.write(write_length(b"x" * 9)[:5])
    await peer.reader.read()


async def drips(peer):
    """A byte at a time, of a frame that never ends."""
    peer.writer.write(b"\x01\x00")
    while not peer.writer.transport.is_closing():
        peer.writer.write(b"x")
        await asyncio.sleep(0.02)


async def asks_and_is_silent(peer):
    assert await peer.ask(b"x") == [b"re: x"]
    assert await peer.is_closed()


async def leaves(peer):
    await peer.ask(b"x")
    peer.writer.close()


async def says_http(peer):
    peer.writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert await peer.is_closed()


async def says_too_much(peer):
    await peer.ask(b"x" * 40)
    peer.writer.write(write_length(b"x" * 41))
    assert await peer.is_closed()


async def is_not_understood(peer):
    await peer.ask(b"x")
    for _ in range(3):
        peer.writer.write(write_length(b"silence"))
        await asyncio.sleep(0.01)
    assert await peer.is_closed()


async def meets_a_fault(peer):
    peer.writer.write(write_length(b"fault"))
    assert await peer.is_closed()


# fmt: off
ENDS = {  # what a peer does, under which limits -> why it is closed
    "first_byte":         (says_nothing,       {"first_byte_s": SHORT_S}),
    "frame":              (begins_and_stops,   {"frame_s": SHORT_S}),
    "frame, drop by drop": (drips,             {"frame_s": SHORT_S}),
    "idle":               (asks_and_is_silent, {"idle_s": SHORT_S}),
    "peer":               (leaves,             {}),
    "broken":             (says_http,          {}),
    "broken, too long":   (says_too_much,      {"frame_bytes": 40}),
    "bad_frames":         (is_not_understood,  {"bad_frames": 3}),
    "failed":             (meets_a_fault,      {}),
}
# fmt: on


@pytest.mark.filterwarnings("ignore")  # of a fault of ours the loop's default handler logs
@pytest.mark.parametrize("name", ENDS)
def test_an_end_and_the_next_peer(served, host, seen, name):
    peer_does, limits = ENDS[name]

    async def use(connect):
        await peer_does(await connect())
        await asyncio.sleep(0.02)
        ended = seen.endings()
        return ended, await (await connect()).ask(b"next")

    assert served(far_end(host, watch=seen, **limits), use) == ([name.partition(",")[0]], [b"re: next"])


def test_a_frame_that_the_link_gave_up_is_not_under_way_any_more(served, host, seen):
    """T_char ends it after 0.2 s, with a NAK."""

    async def use(connect):
        peer = await connect()
        peer.writer.write(write_frame(b"hello")[:5])
        assert await peer.reader.readexactly(1) == NAK
        await asyncio.sleep(0.25)
        peer.writer.write(write_frame(b"hello")[:5])
        await asyncio.sleep(0.05)
        peer.writer.write(write_frame(b"hello")[5:])
        said = await peer.reader.readexactly(len(ACK + write_frame(b"re: hello")))
        peer.writer.write(ACK)
        return said, seen.endings()

    end = FarEnd(host, Framing.LINK, limits=Limits(frame_s=0.3), watch=seen)
    assert served(end, use) == (ACK + write_frame(b"re: hello"), [])


def test_an_answer_on_its_way_is_not_idleness(served, host):
    async def use(connect):
        return await (await connect()).ask(b"x")

    assert served(far_end(host, delay_s=0.3, idle_s=SHORT_S, first_byte_s=SHORT_S), use) == [b"re: x"]


def test_one_answer_between_bad_messages_begins_the_count_anew(served, host, seen):
    async def use(connect):
        peer = await connect()
        for _ in range(4):
            peer.writer.write(write_length(b"silence"))
            peer.writer.write(write_length(b"silence"))
            await peer.ask(b"x")
        return seen.endings()

    assert served(far_end(host, watch=seen, bad_frames=3), use) == []


def test_frames_that_do_not_hold_are_counted(served, host, seen):
    async def use(connect):
        peer = await connect()
        for _ in range(3):
            peer.writer.write(write_frame(b"x")[:-1] + b"\xff")
            await asyncio.sleep(0.02)
        await peer.reader.read()
        return seen.endings()

    end = FarEnd(host, Framing.LINK, limits=Limits(bad_frames=3), watch=seen)
    assert served(end, use) == ["bad_frames"]


def test_a_peer_that_does_not_read_is_closed_and_the_others_are_answered(served, host, seen):
    async def use(connect):
        greedy, honest = await connect(limit=1024), await connect()
        greedy.writer.transport.pause_reading()
        asks = b"".join(write_length(b"x" * 1000) for _ in range(200))
        while "write_buffer" not in seen.endings():
            greedy.writer.write(asks)
            await asyncio.sleep(0.005)
        return await honest.ask(b"x")

    assert served(far_end(host, watch=seen, write_buffer_bytes=1024), use) == [b"re: x"]
