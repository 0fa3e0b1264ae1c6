"""One simulated seed in twenty has the product's own SQLite store under its desks, on a disk whose power goes."""

import os
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from terminal.cli.verbs import run as verb
from terminal.records.sqlite_store import SqliteStore
from terminal.simulation import power_loss_disk, power_loss_ground, run
from terminal.simulation.chance import Chances
from terminal.simulation.faults import Faults, Swarm
from terminal.simulation.plan import REAL_EVERY, plan_of
from terminal.simulation.power_loss import Call
from terminal.simulation.power_loss_disk import OPENING_CALLS, PowerLossDisk
from terminal.simulation.world import PowerCut

SEEDS = range(20, 20 + 8 * REAL_EVERY, REAL_EVERY)


def simulation(seed: int) -> run.Simulation:
    chances = Chances(seed)
    return run.Simulation(seed, chances, Swarm(chances), plan_of(chances))


def test_one_seed_in_twenty_and_no_other() -> None:
    real = [plan_of(Chances(seed)).real_disk for seed in range(1, 101)]
    assert [place + 1 for place, one in enumerate(real) if one] == [20, 40, 60, 80, 100]
    disks = [type(machine.disk) for seed in (19, 20) for machine in simulation(seed).machines]
    assert (PowerLossDisk in disks, len(set(disks))) == (True, 2)


@pytest.mark.parametrize(
    ("count", "least"), [(8, 3), pytest.param(400, 150, marks=[pytest.mark.deep, pytest.mark.timeout(600)])]
)
def test_the_power_goes_and_every_invariant_holds(count: int, least: int) -> None:
    runs = [run.simulate(seed) for seed in range(20, 20 + count * REAL_EVERY, REAL_EVERY)]
    assert [one.violations for one in runs if one.violations] == []
    kills = sum(count for one in runs for fault, count in one.faults.items() if fault.startswith("killed"))
    assert kills >= least


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_seed_is_the_same_history_in_every_process(hash_seed: str) -> None:
    script = "from terminal.simulation.run import simulate; print(simulate(60).digest)"
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run([sys.executable, "-P", "-c", script], env=env, capture_output=True, check=True)
    assert done.stdout.decode("ascii").strip() == run.simulate(60).digest


def test_a_store_that_does_not_wait_for_the_disk_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(power_loss_ground, "ground_on", partial(power_loss_ground.ground_on, pragmas=careless))
    assert any(run.simulate(seed).violations for seed in SEEDS)


def test_the_store_below_is_the_products() -> None:
    machine = simulation(20).machines[0]
    assert isinstance(machine.open().journal._store, SqliteStore)


@pytest.mark.parametrize("at", range(0, OPENING_CALLS, 5))
def test_a_journal_whose_birth_was_cut_is_one(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the power goes while it is made, its numbers begin once, and go on at every start behind that."""
    monkeypatch.setattr(Faults, "fires", lambda _faults, _fault: False)
    machine = simulation(20).machines[0]
    disk = machine.disk
    assert isinstance(disk, PowerLossDisk)
    disk.below.asked = Cut(disk, at)
    with pytest.raises(PowerCut):
        machine.open()
    machine.lost()
    first = machine.open().journal.next_trace()
    machine.switch_off()
    assert machine.open().journal.upcoming_trace > first


class Cut:
    """The power of this disk goes, once, at this call."""

    def __init__(self, disk: PowerLossDisk, at: int) -> None:
        self.disk, self.left = disk, at

    def __call__(self, _call: Call) -> None:
        self.left -= 1
        if self.left == -1:
            self.disk.below.off = True
            raise PowerCut


def careless(db: sqlite3.Connection) -> None:
    for pragma in ("locking_mode = EXCLUSIVE", "synchronous = NORMAL", "journal_mode = WAL"):
        db.execute(f"PRAGMA {pragma}")


def test_where_no_sqlite_can_run_the_verb_says_so_and_takes_the_model(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verb(["simulate", "--seed", "20"]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(power_loss_disk, "has_sqlite", lambda: False)
    assert verb(["simulate", "--seed", "20"]) == 0
    assert "apsw" in capsys.readouterr().err
    assert not any(isinstance(machine.disk, PowerLossDisk) for machine in simulation(20).machines)


# fmt: off
ASKED = [
    # words, and whether one of these seeds wants the real store
    (["--seed", "20"],                                  True),
    (["--seed", "20", "--history", "history.jsonl"],    True),
    (["--seeds", "3", "--first", "18"],                 True),
    (["--seeds", "1", "--first", "0"],                  True),
    (["--scenario", "20.json"],                         True),
    (["--seed", "7"],                                   False),
    (["--seed", "7", "--history", "history.jsonl"],     False),
    (["--seeds", "2", "--first", "18"],                 False),
    (["--scenario", "7.json"],                          False),
    (["--scenario", "none.json"],                       False),
]
# fmt: on


@pytest.mark.parametrize(("words", "wanted"), ASKED, ids=[" ".join(words) for words, _ in ASKED])
def test_it_is_said_only_where_a_seed_that_is_run_wants_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], wanted: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    for seed in (7, 20):
        Path(f"{seed}.json").write_text(f'{{"seed": {seed}, "tasks": [[0, 0]], "faults": []}}', encoding="utf-8")
    monkeypatch.setattr(power_loss_disk, "has_sqlite", lambda: False)
    verb(["simulate", *words])
    assert ("apsw" in capsys.readouterr().err) == wanted
