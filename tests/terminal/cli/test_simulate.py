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
    assert (code, digest) == (0, f"历史摘要 {simulate(5).digest}")
    assert chart[0].split() == ["秒", "终端", "线路", "主机"]
    assert max(map(width, chart)) <= 80
    assert len(chart) > 100


def test_with_json_the_chart_is_a_part_of_the_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = said(capsys, "--seed", "5", "--trace", "--json")
    told = json.loads(out)
    assert (code, told["digest"], len(told["trace"]) > 100) == (0, simulate(5).digest, True)
    assert "trace" not in json.loads(said(capsys, "--seed", "5", "--json")[1])


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every seed breaks."""
    monkeypatch.setattr(Watch, "quiet", lambda self: self.broken("M3", "one fen too many"))


BROKEN = {
    "zh": ["违反 M3：这里退货成功，主机上恰有一行", "1 个种子中有 1 个违反不变式；共 {refunds} 笔退货，"],
    "en": ["breaks M3: approved here is exactly one row there", "1 of 1 seeds break an invariant; {refunds} refunds"],
}


@pytest.mark.parametrize("lang", BROKEN)
def test_what_broke_is_told_with_what_it_means_and_the_command_that_replays_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, broken: None, lang: str
) -> None:
    monkeypatch.setenv("TUIHUO_LANG", lang)
    code, out = said(capsys, "--seed", "7")
    refunds = simulate(7).refunds
    parts = [
        *(part.format(refunds=refunds) for part in BROKEN[lang]),
        "one fen too many",
        "./tuihuo simulate --seed 7 --trace\n",
    ]
    assert (code, [part for part in parts if part not in out]) == (1, [])
    code, out = said(capsys, "--seed", "7", "--json")
    (found,) = json.loads(out)["violations"]
    assert (code, found["seed"], found["check"]) == (1, 7, "M3")
    assert found["replay"] == "./tuihuo simulate --seed 7 --trace"


def test_a_seed_is_shrunk_into_a_file_that_is_a_scenario(
    capsys: pytest.CaptureFixture[str], broken: None, tmp_path: Path
) -> None:
    file = str(tmp_path / "so small.json")
    assert run(["simulate", "--seed", "7", "--shrink", file]) == 1
    told = capsys.readouterr()
    again = f"./tuihuo simulate --scenario '{file}' --trace\n"
    assert told.err == f"种子7缩减后剩0项操作、0次故障、0笔退货，已写入{file}\n"
    assert again in told.out
    assert said(capsys, "--scenario", file) == (1, told.out)
    code, out = said(capsys, "--seed", "7", "--shrink", file, "--json")
    one = json.loads(out)
    left = {"file": file, "tasks": 0, "faults": 0, "refunds": 0}
    assert (code, one["shrunk"], one["seeds"], one["faults"], one["violations"][0]["check"]) == (1, left, 1, 0, "M3")
    assert one["violations"][0]["replay"] + "\n" == again


def test_a_seed_that_holds_is_not_shrunk_and_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    assert run(["simulate", "--seed", "7", "--shrink", str(file), "--json"]) == 0
    told = capsys.readouterr()
    assert (told.err, json.loads(told.out)["shrunk"]) == ("种子7没有违反任何不变式，未写文件\n", None)
    assert not file.exists()


@pytest.mark.parametrize("option", ["--history", "--shrink"])
def test_a_file_that_can_not_be_written_is_told_before_the_seed_is_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, option: str
) -> None:
    monkeypatch.setattr("terminal.simulation.run.Simulation", None)  # nothing is run
    monkeypatch.setattr("terminal.simulation.history.Simulation", None)
    for file in (tmp_path, tmp_path / "no such" / "file"):
        assert run(["simulate", "--seed", "7", option, str(file)]) == 2
        assert f"写不了{file}" in capsys.readouterr().err


def test_a_disk_that_is_full_is_told_by_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "--seed", "7", "--history", "/dev/full"]) == 2
    assert "写不了/dev/full" in capsys.readouterr().err


# fmt: off
NO_SENSE = [
    # words, and what is said of them
    (["--seeds", "0"],                                  "--seeds 至少为 1"),
    (["--jobs", "0"],                                   "--jobs 至少为 1"),
    (["--first", "-1"],                                 "--first 至少为 0"),
    (["--seed", "-1"],                                  "--seed 至少为 0"),
    (["--trace"],                                       "--trace 须与 --seed | --scenario 同用"),
    (["--shrink", "x"],                                 "--shrink 须与 --seed 同用"),
    (["--history", "x"],                                "--history 须与 --seed 同用"),
    (["--seed", "1", "--seeds", "100"],                 "--seeds 不能与 --seed 同用"),
    (["--seed", "1", "--first", "1"],                   "--first 不能与 --seed 同用"),
    (["--seed", "1", "--jobs", "1"],                    "--jobs 不能与 --seed 同用"),
    (["--seed", "1", "--scenario", "x"],                "--scenario 不能与 --seed 同用"),
    (["--seed", "1", "--cluster", "tcp://h:1"],         "--cluster 不能与 --seed 同用"),
    (["--scenario", "x", "--jobs", "2"],                "--jobs 不能与 --scenario 同用"),
    (["--scenario", "x", "--shrink", "x"],              "--shrink 不能与 --scenario 同用"),
    (["--cluster", "tcp://h:1", "--jobs", "2"],         "--jobs 不能与 --cluster 同用"),
    (["--scenario", "no such"],                         "no such 不是可重放的模拟场景：读不了（没有这个文件或目录"),
]
# fmt: on


@pytest.mark.parametrize(("words", "because"), NO_SENSE)
def test_what_makes_no_sense_is_refused_by_its_name(
    capsys: pytest.CaptureFixture[str], words: list[str], because: str
) -> None:
    assert run(["simulate", *words]) == 2
    assert because in capsys.readouterr().err


def test_a_scenario_is_refused_by_file_and_key(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"seed": 7, "tasks": [], "faults": [], "bogus": 1}', encoding="utf-8")
    assert run(["simulate", "--scenario", str(file), "--json"]) == 2
    told = capsys.readouterr()
    assert told.err == f"{file} 不是可重放的模拟场景：不认识 bogus（只有 seed, tasks, faults）\n"
    assert json.loads(told.out)["details"] | {"file": ""} == {
        "file": "", "key": "bogus", "keys": "seed, tasks, faults", "why": "",
    }  # fmt: skip


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
