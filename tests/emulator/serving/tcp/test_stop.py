"""tcp on the loop of this process: the clean stop, and its bound."""

import asyncio

import pytest
from far_ends import SHORT_S, far_end

from emulator.serving import tcp
from protocol.framing import write_length


async def asked(connect, host):
    """A peer whose question the host has heard, and not answered yet."""
    peer = await connect()
    peer.writer.write(write_length(b"x"))
    while not host.asked:
        await asyncio.sleep(0.001)
    return peer


@pytest.mark.parametrize("delay_s", [0.0, 0.1])
def test_what_was_asked_before_the_end_is_committed_and_answered(served, host, seen, books, delay_s):
    async def use(connect):
        peers = [await connect() for _ in range(3)]
        await peers[0].ask(b"a")
        for peer in peers[:2]:
            peer.writer.write(write_length(b"x"))
        while len(host.asked) < 3:
            await asyncio.sleep(0.001)
        connect.serving.cancel()
        said = [await peer.hear() for peer in peers[:2]]
        await asyncio.wait({connect.serving})
        return said, [await peer.is_closed() for peer in peers]

    end = far_end(host, watch=seen, ledger=books(), delay_s=delay_s)
    assert served(end, use) == ([b"re: x"] * 2, [True] * 3)
    assert seen.endings() == ["stopping"] * 3


def test_what_was_read_when_the_end_came_is_answered(served, host, seen):
    """The end overtakes the batch, and takes it along."""

    async def use(connect):
        seen.received = lambda *_: connect.serving.cancel()
        return await (await connect()).ask(b"x")

    assert served(far_end(host, watch=seen), use) == [b"re: x"]


def test_what_is_asked_after_the_end_began_is_not_heard(served, host):
    async def use(connect):
        peer = await asked(connect, host)
        connect.serving.cancel()
        await asyncio.sleep(0.02)
        peer.writer.write(write_length(b"y"))
        return await peer.reader.read()

    assert served(far_end(host, delay_s=SHORT_S), use) == write_length(b"re: x")
    assert host.asked == [b"x"]


def test_nobody_is_let_in_any_more(served, host):
    async def use(connect):
        await connect()
        connect.serving.cancel()
        await asyncio.wait({connect.serving})
        with pytest.raises(ConnectionRefusedError):
            await connect()

    served(far_end(host), use)


def test_the_end_is_bounded_and_a_second_word_ends_it_at_once(served, host, seen):
    async def use(connect):
        await asked(connect, host)
        loop = asyncio.get_running_loop()
        before = loop.time()
        connect.serving.cancel()
        await asyncio.sleep(0.05)
        connect.serving.cancel()
        await asyncio.wait({connect.serving})
        return loop.time() - before < 1.0

    assert served(far_end(host, watch=seen, delay_s=60.0), use) is True
    assert seen.endings() == ["stopping"]


def test_the_end_is_bounded(served, host, monkeypatch):
    monkeypatch.setattr(tcp, "STOP_S", 0.1)

    async def use(connect):
        await asked(connect, host)
        loop = asyncio.get_running_loop()
        before = loop.time()
        connect.serving.cancel()
        await asyncio.wait({connect.serving})
        return loop.time() - before < 1.0

    assert served(far_end(host, delay_s=60.0), use) is True
