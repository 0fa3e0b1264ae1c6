"""A far end served on the loop of this process, on each of the two loops, and peers that talk to it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from emulator.ledger.contract import LedgerError
from emulator.serving.far_end import FarEnd
from emulator.serving.protection import Loopback, Protection
from emulator.serving.tcp import serve_tcp
from protocol.framing import write_length

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


class Host:
    """Says back what it was asked; some words make it fail."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def answer(self, data: bytes) -> bytes | None:
        self.asked.append(data)
        if data == b"fault":
            raise ZeroDivisionError("of bytes")
        if data == b"ledger":
            raise LedgerError("away")
        return None if data == b"silence" else b"re: " + data

    def refuse(self, data: bytes, code: str) -> bytes | None:
        return code.encode() + b": " + data


class Books:
    """Counts what is committed in one go. fails: of the coming commits, from the first."""

    def __init__(self, *fails: bool) -> None:
        self.fails = list(fails)
        self.groups: list[str] = []

    @contextmanager
    def group(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.groups.append("undone")
            raise
        if self.fails and self.fails.pop(0):
            self.groups.append("failed")
            raise LedgerError("the disk is full")
        self.groups.append("committed")


class Seen:
    """A watch that keeps what it hears, as tuples; peers are numbered in the order of their coming."""

    def __init__(self) -> None:
        self.all: list[tuple[Any, ...]] = []
        self._peers: dict[str, int] = {}

    def _note(self, what: str, peer: str, *rest: object) -> None:
        self.all.append((what, self._peers.setdefault(peer, len(self._peers)), *rest))

    def opened(self, peer: str) -> None:
        self._note("opened", peer)

    def refused(self, peer: str, why: str) -> None:
        self._note("refused", peer, why)

    def closed(self, peer: str, why: str) -> None:
        self._note("closed", peer, why)

    def received(self, peer: str, data: bytes) -> None:
        self._note("received", peer, data)

    def sent(self, peer: str, data: bytes) -> None:
        self._note("sent", peer, data)

    def answered(self, peer: str, asked: bytes, answer: bytes | None, waited_s: float) -> None:
        assert 0 <= waited_s < 5
        self._note("answered", peer, asked, answer)

    def endings(self) -> list[str]:
        return [str(one[2]) for one in self.all if one[0] in {"closed", "refused"}]


class Peer:
    """A client. Its socket is closed with the test's loop."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, *words: bytes) -> list[bytes]:
        self.writer.write(b"".join(write_length(word) for word in words))
        return [await self.hear() for _ in words]

    async def hear(self) -> bytes:
        length = await self.reader.readexactly(2)
        return await self.reader.readexactly(int.from_bytes(length, "big"))

    async def is_closed(self) -> bool:
        """By a FIN, with nothing said before."""
        return await self.reader.read() == b""


class Shop:
    """Certificates in a folder: a name and its key, signed by itself or by another of these."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}

    def __call__(self, name: str, signer: str | None = None) -> tuple[Path, Path]:
        key = self._keys[name] = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, signer or name)])
        now = datetime.now(UTC)
        signed = (
            x509.CertificateBuilder()
            .subject_name(subject).issuer_name(issuer).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
            .sign(self._keys[signer or name], hashes.SHA256())
        )  # fmt: skip
        return self._write(name, "crt", signed.public_bytes(serialization.Encoding.PEM)), self.key(name)

    def key(self, name: str, password: bytes | None = None) -> Path:
        locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        data = self._keys[name].private_bytes(serialization.Encoding.PEM, form, locked)
        return self._write(name, "locked" if password else "key", data)

    def _write(self, name: str, kind: str, data: bytes) -> Path:
        file = self.folder / f"{name}.{kind}"
        file.write_bytes(data)
        return file


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


Use = Callable[[Callable[..., Awaitable[Peer]]], Awaitable[Any]]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def served(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Serve `far_end` on tcp, hand a way to connect to `use`, stop cleanly; what `use` gave."""

    def run(far_end: FarEnd, use: Use, protection: Protection | None = None, host: str = "127.0.0.1") -> Any:
        async def both() -> Any:
            announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            serving = asyncio.ensure_future(serve_tcp(host, 0, far_end, protection or Loopback(), announced.set_result))
            await asyncio.wait({serving, announced}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            port = int(announced.result().rpartition(":")[2])
            writers: list[Writer] = []

            async def connect(**options: Any) -> Peer:
                reader, writer = await asyncio.open_connection("127.0.0.1", port, **options)
                writers.append(writer)
                return Peer(reader, writer)

            connect.serving = serving  # type: ignore[attr-defined]
            try:
                return await asyncio.wait_for(use(connect), 10)
            finally:
                serving.cancel()
                await asyncio.wait({serving})
                for writer in writers:
                    writer.transport.abort()
                await asyncio.sleep(0.01)

        with asyncio.Runner(loop_factory=request.param) as runner:
            return runner.run(both())

    return run


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def books() -> type[Books]:
    return Books
