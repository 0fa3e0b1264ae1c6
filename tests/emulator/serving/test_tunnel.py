"""TLS by memory alone, against ssl's own client: any cut, either version, an end in order, and what is no TLS."""

import ssl

import pytest

from emulator.serving.protection import tls_context
from emulator.serving.tunnel import Tunnel


class Client:
    """ssl's own client side, by memory too."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._in, self._out, server_hostname="127.0.0.1")

    def do(self, what, *words) -> bytes | None:
        try:
            return what(*words)
        except ssl.SSLWantReadError:
            return None

    def exchange(self, tunnel: Tunnel, size: int) -> bytes:
        """What is there goes over in pieces of `size` and comes back; plain bytes that arrived."""
        plain, data = b"", self._out.read()
        for at in range(0, len(data), size):
            plain += tunnel.receive(data[at : at + size])
        self._in.write(tunnel.take())
        return plain


@pytest.fixture
def both(shop):
    cert, key = shop("host")
    return Tunnel(tls_context(cert, key)), Client(ssl.create_default_context(cafile=str(cert)))


def shake_hands(tunnel: Tunnel, client: Client, size: int) -> None:
    for _ in range(3):
        client.do(client.tls.do_handshake)
        assert client.exchange(tunnel, size) == b""


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_ways_in_any_pieces(shop, size, version):
    cert, key = shop("host")
    context = ssl.create_default_context(cafile=str(cert))
    context.maximum_version = version
    tunnel, client = Tunnel(tls_context(cert, key)), Client(context)
    assert tunnel.open is False
    shake_hands(tunnel, client, size)
    assert tunnel.open is True
    client.tls.write(b"question")
    assert client.exchange(tunnel, size) == b"question"
    client._in.write(tunnel.send(b"answer" * 5000))
    said = b""
    while chunk := client.do(client.tls.read, 100_000):
        said += chunk
    assert said == b"answer" * 5000


def test_an_end_in_order(both):
    tunnel, client = both
    shake_hands(tunnel, client, 100)
    client.do(client.tls.unwrap)
    assert (client.exchange(tunnel, 100), tunnel.ended) == (b"", True)


def test_the_last_word_is_ours(both):
    tunnel, client = both
    shake_hands(tunnel, client, 100)
    client._in.write(tunnel.end())
    assert client.tls.read(10) == b""


def test_before_the_handshake_there_is_no_last_word(both):
    assert both[0].end() == b""


@pytest.mark.parametrize("junk", [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 20, b"\x16\x03\x01\x00\x05hello"])
def test_what_is_no_tls(both, junk):
    with pytest.raises(ssl.SSLError):
        both[0].receive(junk)


def test_junk_behind_the_handshake(both):
    tunnel, client = both
    shake_hands(tunnel, client, 100)
    with pytest.raises(ssl.SSLError):
        tunnel.receive(b"\x17\x03\x03\x00\x20" + b"x" * 32)
