"""tcp on the loop of this process: everybody is answered, each in turn."""

import asyncio
import socket

import pytest
from far_ends import ACK, SHORT_S, far_end

from emulator.serving import tcp
from emulator.serving.far_end import FarEnd
from emulator.serving.wire import AT_ONCE
from protocol.framing import Check, write_frame, write_length
from protocol.session import Framing


def test_each_peer_is_answered_by_itself(served, host):
    async def use(connect):
        peers = [await connect() for _ in range(3)]
        return await asyncio.gather(*(peer.ask(b"%d" % number) for number, peer in enumerate(peers)))

    assert served(far_end(host), use) == [[b"re: 0"], [b"re: 1"], [b"re: 2"]]


def test_the_bytes_may_come_in_any_pieces(served, host):
    stream = write_length(b"first") + write_length(b"second") + write_length(b"third")

    async def use(connect):
        said = []
        for cut in range(1, len(stream)):
            peer = await connect()
            peer.writer.write(stream[:cut])
            await asyncio.sleep(0.002)
            peer.writer.write(stream[cut:])
            said.append([await peer.hear() for _ in range(3)])
            peer.writer.close()
        return said

    assert served(far_end(host), use) == [[b"re: first", b"re: second", b"re: third"]] * (len(stream) - 1)


def test_many_messages_at_once_are_answered_in_their_order(served, host, books):
    words = [b"%d" % number for number in range(500)]

    async def use(connect):
        return await (await connect()).ask(*words)

    ledger = books()
    assert served(far_end(host, ledger=ledger), use) == [b"re: " + word for word in words]
    assert len(ledger.groups) >= 500 / AT_ONCE


def test_a_greedy_peer_waits_its_turn(served, host):
    async def use(connect):
        greedy, honest = await connect(), await connect()
        greedy.writer.write(b"".join(write_length(b"greedy") for _ in range(2000)))
        await greedy.hear()
        await honest.ask(b"honest")
        return host.asked.index(b"honest")

    assert served(far_end(host), use) < 1000


def test_peers_that_ask_at_the_same_time_share_a_commit(served, host, books):
    async def use(connect):
        peers = [await connect() for _ in range(20)]
        for peer in peers:
            peer.writer.write(write_length(b"x"))
        return [await peer.hear() for peer in peers]

    ledger = books()
    assert served(far_end(host, ledger=ledger), use) == [b"re: x"] * 20
    assert len(ledger.groups) <= 3


def test_a_commit_that_fails_is_96_and_the_peer_stays(served, host, books):
    async def use(connect):
        peer = await connect()
        return await peer.ask(b"a") + await peer.ask(b"b")

    assert served(far_end(host, ledger=books(True)), use) == [b"96: a", b"re: b"]


def test_an_answer_takes_its_time(served, host):
    async def use(connect):
        peer, loop = await connect(), asyncio.get_running_loop()
        before = loop.time()
        return await peer.ask(b"x"), loop.time() - before > 0.9 * SHORT_S

    assert served(far_end(host, delay_s=SHORT_S), use) == ([b"re: x"], True)


def test_who_asks_on_while_its_answers_wait_is_not_heard(served, host):
    """No more than a round of the batch is asked beyond those that wait, and the others once they have left."""

    async def use(connect):
        peer, most = await connect(), []
        words = [b"%d" % number for number in range(4 * AT_ONCE)]
        for word in words:
            peer.writer.write(write_length(word))
        for _ in words:
            most.append(len(host.asked) - len(most))
            assert await peer.hear() == b"re: " + words[len(most) - 1]
        return max(most) < 2 * AT_ONCE, len(host.asked)

    assert served(far_end(host, delay_s=SHORT_S), use) == (True, 4 * AT_ONCE)


def test_bytes_are_left_with_the_system_while_answers_wait(served, host, seen):
    async def use(connect):
        peer = await connect()
        for _ in range(3):
            peer.writer.write(write_length(b"x") * 2 * AT_ONCE)
            await asyncio.sleep(SHORT_S / 5)
        return len([one for one in seen.all if one[0] == "received"])

    assert served(far_end(host, watch=seen, delay_s=SHORT_S), use) == 1


@pytest.mark.parametrize("delay_s", [0.0, SHORT_S])
def test_who_says_no_more_is_still_answered(served, host, seen, delay_s):
    async def use(connect):
        peer = await connect()
        peer.writer.write(write_length(b"x"))
        peer.writer.write_eof()
        return await peer.reader.read(), await asyncio.sleep(0.02), seen.endings()

    end = far_end(host, watch=seen, delay_s=delay_s, idle_s=4 * SHORT_S)
    assert served(end, use) == (write_length(b"re: x"), None, ["peer"])


@pytest.mark.parametrize("check", Check)
def test_frames_with_their_acknowledgement(served, host, check):
    async def use(connect):
        peer = await connect()
        peer.writer.write(write_frame(b"hello", check))
        said = await peer.reader.readexactly(len(ACK + write_frame(b"re: hello", check)))
        peer.writer.write(ACK)
        return said

    said = served(FarEnd(host, Framing.LINK, check=check), use)
    assert said == ACK + write_frame(b"re: hello", check)


def test_answers_leave_without_delay(served, host):
    """TCP_NODELAY: a terminal waits for one answer at a time."""

    async def use(connect):
        await connect()
        await asyncio.sleep(0.02)
        return [one.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for one in opened]

    opened: list[asyncio.Transport] = []
    made = tcp.Connection.connection_made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tcp.Connection, "connection_made", lambda self, one: (opened.append(one), made(self, one)))
        assert served(far_end(host), use) == [1]
