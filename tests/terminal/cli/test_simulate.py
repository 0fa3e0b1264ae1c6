"""`tuihuo simulate`: what it prints, what it ends with, and the command that replays what it found."""

import json
import sys
from pathlib import Path

import pytest

from terminal.cli.verbs import run
from terminal.columns import width
from terminal.simulation.run import simulate
from terminal.simulation.watch import Watch


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run(["simulate", *words])
    return code, capsys.readouterr().out


def test_seeds_hold_and_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = said(capsys, "--seeds", "6", "--first", "3", "--json")
    told = json.loads(out)
    assert (code, told["seeds"], told["violations"]) == (0, 6, [])
    assert min(told["refunds"], told["faults"], told["virtual_s"], told["refunds_per_cpu_s"]) > 0
    assert sum(told["by_fault"].values()) == told["faults"]


def test_several_processes_come_to_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    _, one = said(capsys, "--seeds", "4", "--json")
    _, two = said(capsys, "--seeds", "4", "--jobs", "2", "--json")
    counted = ("seeds", "refunds", "faults", "virtual_s", "by_fault", "reached")
    assert [json.loads(one)[name] for name in counted] == [json.loads(two)[name] for name in counted]


def test_a_trace_is_a_chart_and_ends_with_the_digest(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = said(capsys, "--seed", "5", "--trace")
    *chart, digest, _held = out.splitlines()
    assert (code, digest) == (0, simulate(5).digest)
    assert chart[0].split() == ["秒", "终端", "线路", "主机"]
    assert max(map(width, chart)) <= 80
    assert len(chart) > 100


def test_what_broke_is_told_with_the_command_that_replays_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watch, "quiet", lambda self: self.broken("M3", "one fen too many"))
    code, out = said(capsys, "--seed", "7")
    assert code == 1
    assert "M3" in out
    assert "one fen too many" in out
    assert "./tuihuo simulate --seed 7 --trace" in out
    code, out = said(capsys, "--seed", "7", "--json")
    (found,) = json.loads(out)["violations"]
    assert (code, found["seed"], found["check"]) == (1, 7, "M3")
    assert found["replay"] == "./tuihuo simulate --seed 7 --trace"


def test_a_seed_is_shrunk_into_a_file_that_is_a_scenario(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Watch, "quiet", lambda self: self.broken("M3", "one fen too many"))
    file = str(tmp_path / "small.json")
    assert said(capsys, "--seed", "7", "--shrink", file)[0] == 1
    code, out = said(capsys, "--scenario", file, "--json")
    told = json.loads(out)
    assert (code, told["seeds"], told["faults"], told["violations"][0]["check"]) == (1, 1, 0, "M3")


@pytest.mark.parametrize(
    "words",
    [
        ["--seeds", "0"],
        ["--jobs", "0"],
        ["--seed", "-1"],
        ["--trace"],
        ["--seed", "1", "--cluster", "tcp://h:1"],
        ["--shrink", "x"],
        ["--scenario", "no such"],
    ],
)
def test_what_makes_no_sense_is_refused(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert run(["simulate", *words]) == 2


def test_without_greenlet_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert run(["simulate"]) == 2
    assert "tuihuo[simulation]" in capsys.readouterr().err


def test_a_cluster_that_is_not_there_or_not_installed_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminal.simulation.cluster.CONNECTS_S", 0.2)
    assert run(["simulate", "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "tcp://127.0.0.1:1" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run(["simulate", "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "tuihuo[cluster]" in capsys.readouterr().err
