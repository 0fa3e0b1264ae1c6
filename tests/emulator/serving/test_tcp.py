"""tcp on the loop of this process: everybody answered in turn, every limit at its edge, every reason for an end."""

import asyncio
import socket
from datetime import datetime
from ipaddress import ip_network

import pytest

from emulator.conditions import BatteryChanged
from emulator.forge import Forge
from emulator.play import Play
from emulator.scenario import Act, Closed, Links, Lost, Match, Rule, Scenario
from emulator.serving import tcp
from emulator.serving.far_end import FarEnd, ServeError
from emulator.serving.limits import Limits
from emulator.serving.protection import Loopback, PlainLab
from emulator.serving.tcp import serve_tcp
from emulator.serving.watch import Watches
from emulator.serving.wire import AT_ONCE
from emulator.spoken import Heard
from protocol.framing import Check, Control, write_frame, write_length
from protocol.session import Framing
from protocol.words import Words

ACK, NAK = bytes((Control.ACK,)), bytes((Control.NAK,))
SHORT_S = 0.1
"""A time limit of these tests."""


def far_end(host, **options) -> FarEnd:
    limits = {name: options.pop(name) for name in Limits.__match_args__ if name in options}
    return FarEnd(host, Framing.LENGTH, limits=Limits(**limits), **options)


class AnyMessage(Forge):
    """Every message is a refund."""

    def look(self, data, state):
        return Heard("refund", "10000001", None, "")


def playing(*rules: Rule) -> Play:
    play = Play(Framing.LENGTH, AnyMessage(lambda _terminal: None, lambda: datetime.now().astimezone()))
    if rules:
        play.load(scenario(*rules))
    return play


def scenario(*rules: Rule) -> Scenario:
    return Scenario("test", Words("", ""), Words("", ""), Links.TCP, rules)


# --- answers ---------------------------------------------------------------------------------------------------------


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


# --- why connections end ---------------------------------------------------------------------------------------------


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


# --- what happens to the device --------------------------------------------------------------------------------------


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


# --- who looks on ----------------------------------------------------------------------------------------------------


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


# --- the clean stop --------------------------------------------------------------------------------------------------


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
        peer = await connect()
        peer.writer.write(write_length(b"x"))
        while not host.asked:
            await asyncio.sleep(0.001)
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
        peer = await connect()
        peer.writer.write(write_length(b"x"))
        while not host.asked:
            await asyncio.sleep(0.001)
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
        peer = await connect()
        peer.writer.write(write_length(b"x"))
        while not host.asked:
            await asyncio.sleep(0.001)
        connect.serving.cancel()
        await asyncio.wait({connect.serving})

    served(far_end(host, delay_s=60.0), use)


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "example.com", ""])
def test_only_loopback_is_served_without_more(host, address):
    with pytest.raises(ServeError, match="is not a loopback address: it needs TLS, or a list of networks"):
        asyncio.run(serve_tcp(address, 0, far_end(host), Loopback(), print))


def test_a_laboratory_lets_its_networks_in(served, host, seen):
    async def use(connect):
        inside, outside = await connect(), await connect(local_addr=("127.0.0.2", 0))
        return await inside.ask(b"x"), await outside.is_closed(), seen.endings()

    lab = PlainLab((ip_network("127.0.0.1/32"),))
    said = served(far_end(host, watch=seen), use, lab, "0.0.0.0")
    assert said == ([b"re: x"], True, ["not_allowed"])


def test_a_laboratory_without_networks():
    with pytest.raises(ServeError, match="at least one network"):
        PlainLab(())


@pytest.mark.parametrize(
    "networks",
    [["0.0.0.0/0"], ["::/0"], ["192.0.2.0/24", "0.0.0.0/0"], ["0.0.0.0/1", "128.0.0.0/1"], ["::/1", "8000::/1"]],
)
def test_a_laboratory_is_not_everybody(networks):
    with pytest.raises(ServeError, match="every address"):
        PlainLab(tuple(map(ip_network, networks)))


def test_half_of_all_addresses_are_not_everybody():
    assert len(PlainLab((ip_network("0.0.0.0/1"), ip_network("::/1"))).networks) == 2


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_the_announced_url(host, address):
    async def announced() -> str:
        said = asyncio.get_running_loop().create_future()
        serving = asyncio.ensure_future(serve_tcp(address, 0, far_end(host), Loopback(), said.set_result))
        url = await said
        serving.cancel()
        await asyncio.wait({serving})
        return url

    shown = "[::1]" if address == "::1" else address
    assert asyncio.run(announced()).startswith(f"tcp://{shown}:")


def test_a_port_that_is_taken(served, host):
    async def use(connect):
        port = connect_port(await connect())
        with pytest.raises(ServeError, match=rf"^127\.0\.0\.1:{port}: "):
            await serve_tcp("127.0.0.1", port, far_end(host), Loopback(), print)

    served(far_end(host), use)


def connect_port(peer) -> int:
    return peer.writer.get_extra_info("peername")[1]


def test_a_port_that_cannot_be():
    with pytest.raises(ServeError, match="localhost:70000: "):
        asyncio.run(serve_tcp("localhost", 70000, far_end(None), Loopback(), print))
