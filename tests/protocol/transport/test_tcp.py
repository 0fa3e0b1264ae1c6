"""TCP over a real loopback socket: bytes both ways, and every way a connection can go away."""

import socket
import struct
from collections.abc import Iterator

import pytest

from protocol.transport.base import LineClosedError, LineError
from protocol.transport.tcp import TcpTransport

SOON_S = 5.0


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(SOON_S)
        yield server


@pytest.fixture
def line(listener: socket.socket) -> Iterator[TcpTransport]:
    transport = TcpTransport(*listener.getsockname())
    transport.open()
    yield transport
    transport.close()


@pytest.fixture
def peer(listener: socket.socket, line: TcpTransport) -> Iterator[socket.socket]:
    connection, _ = listener.accept()
    connection.settimeout(SOON_S)
    with connection:
        yield connection


def exactly(receive, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := receive()):
        data += more
    return data


def test_bytes_both_ways(line: TcpTransport, peer: socket.socket) -> None:
    every = bytes(range(256))
    line.write(every)
    assert exactly(lambda: peer.recv(999), 256) == every
    peer.sendall(every)
    assert exactly(lambda: line.read(SOON_S), 256) == every


def test_silence_is_empty_within_the_time(line: TcpTransport, peer: socket.socket) -> None:
    start = line.now()
    assert line.read(0.05) == b""
    assert 0.04 <= line.now() - start < SOON_S
    assert line.read(0.0) == b""


def test_nagle_is_off(line: TcpTransport) -> None:
    assert line._socket is not None
    assert line._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_the_peer_closes(line: TcpTransport, peer: socket.socket) -> None:
    peer.close()
    with pytest.raises(LineError, match="closed") as caught:
        line.read(SOON_S)
    assert not isinstance(caught.value, LineClosedError)  # something may have left before


def test_what_was_sent_before_closing_is_read_first(line: TcpTransport, peer: socket.socket) -> None:
    peer.sendall(b"last words")
    peer.close()
    assert exactly(lambda: line.read(SOON_S), 10) == b"last words"
    with pytest.raises(LineError):
        line.read(SOON_S)


def test_the_peer_resets(line: TcpTransport, peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
    with pytest.raises(LineError):
        line.read(SOON_S)
    with pytest.raises(LineError):
        line.write(b"anybody there?")


def test_nobody_listens(listener: socket.socket) -> None:
    address = listener.getsockname()
    listener.close()
    with pytest.raises(LineError, match=f"{address[0]}:{address[1]}: "):
        TcpTransport(*address).open()


@pytest.mark.parametrize("act", [lambda line: line.read(0.0), lambda line: line.write(b"x")], ids=["read", "write"])
def test_a_line_that_is_not_open_sends_nothing(act) -> None:
    with pytest.raises(LineClosedError, match="not connected"):
        act(TcpTransport("127.0.0.1", 9))


def test_closing_twice_and_opening_again(listener: socket.socket, line: TcpTransport, peer: socket.socket) -> None:
    line.close()
    line.close()
    assert peer.recv(9) == b""
    line.open()
    again, _ = listener.accept()
    with again:
        line.write(b"hello")
        assert exactly(lambda: again.recv(9), 5) == b"hello"
