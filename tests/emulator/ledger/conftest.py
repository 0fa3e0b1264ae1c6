"""The three stores with the practice shop open in them, a PostgreSQL server of the tests' own, and attempts.

The server is Debian's (or whichever initdb is on the PATH), in a folder of its own, reached through a socket file; as
root it runs as another user, for it refuses root.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from bare_host import key

from emulator.ledger.contract import Ledger
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.moves import Attempt, Refund, Ruling
from emulator.ledger.records import Kind, StoredAnswer
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import Shop, load_shop

OPENED = datetime(2026, 11, 22, 12, tzinfo=UTC)
STORES = ("memory", "sqlite", "postgres")


def ones(size: int) -> bytes:
    """Entropy that is none."""
    return b"\x01" * size


@pytest.fixture(scope="session")
def shop() -> Shop:
    return load_shop()


@pytest.fixture
def opened() -> datetime:
    """When the shop opens."""
    return OPENED


@dataclass
class Server:
    """A PostgreSQL server: its folder, its programs, and who runs it."""

    folder: Path
    programs: Path
    user: str | None
    schemas: "count[int]" = field(default_factory=count)

    def run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *words], user=self.user, cwd=self.folder, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode(errors="replace")

    def start(self) -> None:
        settings = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=40"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-w", "-o", settings, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def new_schema(self) -> str:
        """The URL of an empty schema."""
        import psycopg

        name = f"shop{next(self.schemas)}"
        url = f"postgresql:///postgres?host={self.folder}&user=tester"
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {name}".encode())
        return f"{url}&options=-csearch_path%3D{name}"


def programs() -> Path | None:
    """Where PostgreSQL's server programs lie: the newest of Debian's, or beside the initdb of the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    return debian[-1].parent if debian else Path(found).resolve().parent if found else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    where = programs()
    if where is None:
        pytest.skip("NOT TESTED: PostgreSQL is not installed here (apt-get install postgresql)")
    pytest.importorskip("psycopg", reason="NOT TESTED: psycopg is not installed here")
    user = "postgres" if os.name == "posix" and os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of a socket has at most 107 bytes
    if user:
        shutil.chown(folder, user)
    server = Server(folder, where, user)
    server.run("initdb", "-D", str(folder / "data"), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "账本.db"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    """Which store: a test that takes `ledger` runs over all three."""
    return str(request.param)


@pytest.fixture
def where(store: str, path: Path, request: pytest.FixtureRequest) -> Path | str:
    return request.getfixturevalue("postgres_server").new_schema() if store == "postgres" else path


@pytest.fixture
def connect(store: str, where: Path | str) -> Iterator[Callable[[], Ledger]]:
    """Opens the store, no shop in it; again: another connection to the same (a new ledger where it is memory)."""
    opened: list[Ledger] = []

    def one() -> Ledger:
        if store == "memory":
            ledger: Ledger = MemoryLedger()
        elif store == "sqlite":
            ledger = SqliteLedger(where)
        else:
            from emulator.ledger.postgres_store import PostgresLedger

            ledger = PostgresLedger(str(where))
        opened.append(ledger)
        return ledger

    yield one
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(connect: Callable[[], Ledger], shop: Shop) -> Iterator[Ledger]:
    """A store with the practice shop open, and terminal 88000001; its books balance at the end."""
    made = connect()
    made.open_shop(shop, OPENED, ones)
    made.register("0a0b0c0d", None, OPENED.date())
    yield made
    assert made.discrepancies() == ()


def answered(number: int, fen: int, code: str = "00") -> StoredAnswer:
    """What a host says."""
    approved = code == "00"
    return StoredAnswer(
        code, f"9{number:011d}" if approved else "", "", fen, "1122", "120000", "1122" if approved else ""
    )


@pytest.fixture
def refund(shop: Shop) -> Callable[..., tuple[Attempt, Callable[..., Ruling]]]:
    """An attempt at refunding an order of the shop, and a host without a single rule that lets it through."""

    def make(
        trace: int = 1, fen: int = 1000, order: int = 1, items: tuple[tuple[str, int], ...] = (), **changes: object
    ) -> tuple[Attempt, Callable[..., Ruling]]:
        attempt = Attempt(**({"key": key(trace), "kind": Kind.REFUND, "body": (f"body of {fen}",)} | changes))  # type: ignore[arg-type]

        def approve(books: Ledger, number: int) -> Ruling:
            held = books.sale_by_order(shop.merchant_no, shop.order(order).order_no)
            assert held is not None
            return Ruling(answered(number, fen), Refund(held.sale.id, fen, items))

        return attempt, approve

    return make
