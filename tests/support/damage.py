"""A journal's files, and what may become of them: bits, sectors, pages, tails, rows, older copies."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

from torture import FILE, NOON

from terminal.records.format import COLUMNS, check_of, digest_of
from terminal.records.journal import Journal
from terminal.records.sqlite_store import SqliteStore
from terminal.simulation.power_loss import Disk, Mode
from terminal.simulation.power_loss_ground import ground_on

Files = dict[str, bytes]
LOG, HEAD, NOW = f"{FILE.name}-wal", f"{FILE.name}-head", f"{FILE.name}-now"
PAGE, SECTOR = 4096, 512


def store_on(files: Files) -> SqliteStore:
    """The product's store on these files."""
    disk = Disk(Random(0), Mode.METADATA)
    for name, data in files.items():
        disk.put(name, data)
    return SqliteStore(FILE, ground_on(disk))


def told_by(files: Files) -> object:
    """All that the program reads of a journal when it starts. Raises JournalError."""
    journal = Journal(FILE, lambda: NOON, bytes, lambda _path: store_on(files))
    with closing(journal):
        store = journal._store
        kinds = [list(store.of_kind(word)) + list(store.present(word)) for word in ("refund", "batch", "operator")]
        return list(store.chain()), store.facts(), kinds, [list(store.events(f"s{n}")) for n in range(9)]


def written(rows: int, *, closed: bool) -> Files:
    """The files of a journal that has so many events; closed, or left as a kill leaves it."""
    disk = Disk(Random(1), Mode.METADATA)
    journal = Journal(FILE, lambda: NOON, Random(2).randbytes, partial(SqliteStore, ground=ground_on(disk)))
    for number in range(1, rows):
        body = {"amount_fen": number, "state": "approved", "text": "x" * (number * 7 % 90)}
        journal.note(("refund.approved", "operator.added")[number % 2], subject=f"s{number % 9}", body=body)
    journal.note("refund.approved", subject="s1")
    if closed:
        journal.close()
    found = {name: bytes(file.data) for name in disk.names if (file := disk.find(name)) is not None}
    if not closed:
        journal._store.close()
    return found


# --- each changes files, and says nothing -----------------------------------------------------------------------------


def _bit(data: bytearray, random: Random) -> None:
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _byte(data: bytearray, random: Random) -> None:
    data[random.randrange(len(data))] = random.randrange(256)


def _zeroed(data: bytearray, random: Random) -> None:
    at = random.randrange(0, len(data), SECTOR)
    data[at : at + SECTOR] = bytes(len(data[at : at + SECTOR]))


def _garbled(data: bytearray, random: Random) -> None:
    at = random.randrange(0, len(data), SECTOR)
    data[at : at + SECTOR] = random.randbytes(len(data[at : at + SECTOR]))


def _cut(data: bytearray, random: Random) -> None:
    del data[random.randrange(len(data)) :]


def _swapped(data: bytearray, random: Random) -> None:
    one, other = (at * PAGE for at in random.sample(range(max(2, len(data) // PAGE)), 2))
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]


BYTES: tuple[Callable[[bytearray, Random], None], ...] = (_bit, _byte, _zeroed, _garbled, _cut, _swapped)


def _deleted(db: sqlite3.Connection, seq: int, _other: int) -> None:
    db.execute("DELETE FROM event WHERE seq = ?", (seq,))


def _tail(db: sqlite3.Connection, seq: int, _other: int) -> None:
    db.execute("DELETE FROM event WHERE seq >= ?", (seq,))


def _reordered(db: sqlite3.Connection, seq: int, other: int) -> None:
    for old, new in ((seq, -1), (other, seq), (-1, other)):
        db.execute("UPDATE event SET seq = ? WHERE seq = ?", (new, old))


def _inserted(db: sqlite3.Connection, seq: int, _other: int) -> None:
    rest = ", ".join((*COLUMNS[1:], "previous", "hash"))
    last = "(SELECT max(seq) + 1 FROM event)"
    db.execute(f"INSERT INTO event SELECT {last}, {rest} FROM event WHERE seq = ?", (seq,))


def _altered(db: sqlite3.Connection, seq: int, _other: int) -> None:
    db.execute("UPDATE event SET body = replace(body, 'amount_fen\":', 'amount_fen\":9') WHERE seq = ?", (seq,))


def _fact(db: sqlite3.Connection, seq: int, _other: int) -> None:
    db.execute("UPDATE fact SET value = ? WHERE name = 'next_trace'", (str(seq + 500),))


def _rewritten(db: sqlite3.Connection, seq: int, _other: int) -> None:
    """All of it made to fit again from there on: only a head outside knows."""
    _altered(db, seq, 0)
    (previous,) = db.execute("SELECT previous FROM event WHERE seq = ?", (seq,)).fetchone()
    for *values, _before, _digest in db.execute("SELECT * FROM event WHERE seq >= ? ORDER BY seq", (seq,)).fetchall():
        digest = digest_of(values, previous)
        db.execute("UPDATE event SET previous = ?, hash = ? WHERE seq = ?", (previous, digest, values[0]))
        previous = digest
    facts = {name: value for name, value in db.execute("SELECT name, value FROM fact") if name != "check"}
    facts["head"] = f"{facts['head'].split()[0]} {previous}"
    facts["check"] = check_of(facts)
    db.executemany("UPDATE fact SET value = ? WHERE name = ?", [(value, name) for name, value in facts.items()])


ROWS: tuple[Callable[[sqlite3.Connection, int, int], None], ...] = (
    _deleted, _tail, _reordered, _inserted, _altered, _fact, _rewritten,
)  # fmt: skip


def by_sql(change: Callable[[sqlite3.Connection, int, int], None], data: bytes, random: Random) -> bytes:
    """Changed by somebody who has the file and SQLite."""
    versions = data[18:20]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.deserialize(data[:18] + b"\1\1" + data[20:])
        (count,) = db.execute("SELECT count(*) FROM event").fetchone()
        change(db, *random.sample(range(1, count), 2))
        changed = db.serialize()
    return changed[:18] + versions + changed[20:]


def damaged(files: Files, older: Files, random: Random) -> tuple[str, Files]:
    """One mutation, and its name."""
    names = [FILE.name] * 6 + [name for name in (LOG, HEAD, NOW) if files.get(name)]
    what = random.choice((*BYTES, *BYTES, *ROWS, None))
    if what is None:
        return "older copy", older | {name: files[name] for name in (HEAD, NOW)}
    if what in ROWS and LOG not in files:
        return what.__name__, files | {FILE.name: by_sql(what, files[FILE.name], random)}
    name, change = random.choice(names), what if what in BYTES else random.choice(BYTES)
    data = bytearray(files[name])
    change(data, random)
    return f"{change.__name__} {name}", files | {name: bytes(data)}


def path_of(files: Files, folder: Path) -> Path:
    """They lie in a real folder."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o600)
    return folder / FILE.name
