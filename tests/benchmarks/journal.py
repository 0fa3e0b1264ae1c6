"""The journal's durable events a second, beside sqlite3 alone: the same row in WAL mode with synchronous=FULL.

Both write one row a commit into the same table with its two indexes; the journal also chains it, keeps the head in its
facts, looks whether its file is still there and anchors the head outside every 128 events. Beside them a table without
any index, of which nobody could ask what became of a refund. Here the wall clock counts, as what is
bought is waiting for the disk: they take turns in short portions on one file system, each with one anchor, and a ratio
is the median of the portions' ratios. The start of a journal of years is CPU time.
"""

import itertools
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from terminal.records.format import COLUMNS, GENESIS, STEPS, TABLES
from terminal.records.journal import ANCHOR_EVERY, Journal

PORTIONS, EVENTS = 41, ANCHOR_EVERY + 1
PROMISED = 0.8
P99_MS = 5.0
YEARS, START_S = 100_000, 1.0  # events of a busy shop's years; CPU seconds of a start
BODY: dict[str, object] = {"amount_fen": 2950, "asked": "", "text": "x" * 700}  # as long as a refund's


def measure() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        return [*beside_sqlite(Path(folder)), start_of_years(Path(folder) / "years.db")]


def beside_sqlite(folder: Path) -> list[dict[str, Any]]:
    journal = opened(folder / "journal.db")
    raw, bare = raw_sqlite(folder / "raw.db", TABLES[:2] + STEPS[0]), raw_sqlite(folder / "bare.db", TABLES[:1])
    contenders = (lambda: journal.note("terminal.tick", subject="1" * 60, body=BODY), raw, bare)
    rounds = [[portion(one) for one in contenders] for _ in range(PORTIONS)]
    journal.close()
    ours, theirs, without = zip(*rounds, strict=True)
    added_ms = statistics.median(p99(one) - p99(other) for one, other in zip(ours, theirs, strict=True)) * 1000
    names = ("journal", "sqlite3", "sqlite3 without an index")
    rates = {
        name: round(EVENTS / statistics.median(map(sum, of)))
        for name, of in zip(names, (ours, theirs, without), strict=True)
    }
    return [
        {
            "what": "durable events a second, against sqlite3 in WAL+FULL",
            "value": ratio(theirs, ours),
            "at_least": PROMISED,
            "beside": {"a second": rates},
        },
        {"what": "the same against a table without an index", "value": ratio(without, ours)},
        {"what": "what the journal adds to a commit at p99, ms", "value": round(added_ms, 2), "at_most": P99_MS},
    ]


def start_of_years(path: Path) -> dict[str, Any]:
    """Opened with everything checked: SQLite's own check, the chain, the facts, the head outside."""
    journal = opened(path)
    journal._store.db.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]
    for _ in range(YEARS):
        journal.note("terminal.tick", subject="1" * 60, body=BODY)
    journal.close()
    began = time.process_time()
    opened(path).close()
    return {
        "what": f"start of a journal of {YEARS:,} events, CPU seconds",
        "value": round(time.process_time() - began, 2),
        "at_most": START_S,
    }


def opened(path: Path) -> Journal:
    return Journal(path, lambda: datetime(2026, 11, 22, tzinfo=UTC), bytes)


def raw_sqlite(path: Path, tables: tuple[str, ...]) -> Callable[[], None]:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    for statement in tables:
        db.execute(statement)
    names = (*COLUMNS, "previous", "hash")
    row = [
        "1" * 60 if name == "subject" else GENESIS if name in ("previous", "hash") else 1 if name == "practice" else ""
        for name in names
    ]
    row[COLUMNS.index("body")] = "x" * 750
    numbers = itertools.count(1)
    question = f"INSERT INTO event VALUES ({','.join('?' * len(row))})"

    def write() -> None:
        db.execute("BEGIN IMMEDIATE")
        db.execute(question, [next(numbers), *row[1:]])
        db.execute("COMMIT")

    return write


def portion(call: Callable[[], None]) -> list[float]:
    """Wall seconds of each of so many calls."""
    ends = [time.perf_counter()]
    for _ in range(EVENTS):
        call()
        ends.append(time.perf_counter())
    return [end - begin for begin, end in itertools.pairwise(ends)]


def ratio(theirs: Sequence[list[float]], ours: Sequence[list[float]]) -> float:
    """How many times as much we do in the time."""
    return round(statistics.median(sum(other) / sum(one) for other, one in zip(theirs, ours, strict=True)), 2)


def p99(times: list[float]) -> float:
    return sorted(times)[len(times) * 99 // 100]
