"""Power cuts at every kind of call of a journal's life: what was acknowledged is there once, and the chain is whole.

The store is the product's, on SQLite itself, on a disk that keeps, loses or garbles what was not synced
(terminal.simulation.power_loss). The same model makes other settings lose rows, in the same run: so it can.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from torture import tortured

from terminal.records.format import VERSION
from terminal.simulation.power_loss import Call, Mode

FIXTURES = Path(__file__).parents[2] / "fixtures" / "journals"
BOTH = (Mode.METADATA, Mode.POSIX)
SEEDS = pytest.mark.parametrize(
    ("seeds", "cuts"),
    [(540, 2_000), pytest.param(5_500, 20_000, marks=[pytest.mark.deep, pytest.mark.timeout(600)])],
)


def normal(db: sqlite3.Connection) -> None:
    """As the manual allows it: durable some time later."""
    for pragma in ("locking_mode = EXCLUSIVE", "synchronous = NORMAL", "journal_mode = WAL"):
        db.execute(f"PRAGMA {pragma}")


def extra_too_late(db: sqlite3.Connection) -> None:
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = EXTRA"):
        db.execute(f"PRAGMA {pragma}")


@SEEDS
def test_nothing_acknowledged_is_lost_or_doubled(
    seeds: int, cuts: int, record_property: Callable[[str, object], None]
) -> None:
    told = tortured(range(seeds), BOTH)
    figure = f"{told.cuts:,} in {told.seeds:,} lives, {told.rows:,} rows acknowledged, {len(told.wrong)} lives wrong"
    record_property("measured", ("journal", "modelled power cuts", figure))
    assert told.wrong == []
    assert told.cuts >= cuts
    assert set(told.calls) == set(Call)
    assert told.in_doubt > cuts / 50  # rows were there of which nobody had been told: the case that is met first


@pytest.mark.parametrize("version", range(1, VERSION + 1))
@pytest.mark.parametrize("seeds", [40, pytest.param(1_000, marks=[pytest.mark.deep, pytest.mark.timeout(600)])])
def test_an_older_journal_is_brought_forward_through_cuts(tmp_path: Path, version: int, seeds: int) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript((FIXTURES / str(version) / "journal.sql").read_text(encoding="utf-8"))
        db.execute("PRAGMA journal_mode = WAL")
        rows = tuple(subject for (subject,) in db.execute("SELECT subject FROM event ORDER BY seq"))
    told = tortured(range(seeds), BOTH, old=path.read_bytes(), rows=rows)
    assert told.wrong == []
    assert (len(rows) > 10, told.cuts > seeds) == (True, True)


def test_with_synchronous_normal_the_same_model_loses_rows() -> None:
    told = tortured(range(60), BOTH, pragmas=normal)
    assert len(told.wrong) > told.seeds / 10


def test_with_extra_set_too_late_and_no_name_synced_a_strict_disk_loses_rows() -> None:
    told = tortured(range(250), (Mode.POSIX,), pragmas=extra_too_late, names_synced=False)
    assert len(told.wrong) >= 3


def test_where_sqlite_names_its_log_itself_nothing_is_lost_either() -> None:
    assert tortured(range(60), BOTH, logs_named=True).wrong == []
