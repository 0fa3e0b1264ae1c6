"""tcp on the loop of this process: the addresses that are served and let in."""

import asyncio
from ipaddress import ip_network

import pytest
from far_ends import far_end

from emulator.serving.far_end import ServeError
from emulator.serving.protection import Loopback, PlainLab
from emulator.serving.tcp import serve_tcp


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
