"""`tuihuo emulator`: a host as a process, its scenarios, the operator's side. Its options: test_emulator_serve.py."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from emulator.play import Hit
from emulator.practice_host import open_ledger
from emulator.scenario import Act
from emulator.scenario_file import shipped
from emulator.spoken import Heard
from scanner.salesslip import order_no
from terminal.cli.emulator.looking import told_hit
from terminal.language import translator

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "emulator", "serve"]
CARD = order_no("800000260001")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., tuple[dict[str, str], "subprocess.Popen[str]"]]]:
    """Starts a host on a link: the first line it prints, and the process."""
    running: list[subprocess.Popen[str]] = []
    (tmp_path / "bank").mkdir()

    def start(listen: str, *more: str) -> tuple[dict[str, str], "subprocess.Popen[str]"]:
        database = str(tmp_path / "bank" / "ledger.db")
        words = [*ENTRY, "--as", "host", "--listen", listen, "--database", database, "--quiet", *more]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        running.append(process)
        assert process.stdout is not None
        return json.loads(process.stdout.readline()), process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("listen", "scheme", "framing"),
    [("tcp://127.0.0.1:0", "tcp://127.0.0.1:", "length"), ("pty:", "serial://", "link")],
)
def test_a_refund_over_a_served_line(bench, served, tmp_path, listen, scheme, framing):
    first, process = served(listen)
    assert (first["as"], first["framing"], first["listening"].startswith(scheme)) == ("host", framing, True)
    ended = bench.run("refund", "--order", CARD, "--item", "1001=1", "--link", first["listening"], "--json")
    assert (ended.code, ended.document["state"], ended.document["amount"]) == (0, "approved", "29.50")
    with open_ledger(tmp_path / "bank" / "ledger.db") as ledger:
        assert ledger.identity().ledger_id == first["ledger"]
        assert [row.answer.code for row in ledger.all_refunds()] == ["00"]
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
    assert not Path(first["control"]).exists()


def test_a_line_that_can_not_be_served(bench):
    ended = bench.run("emulator", "serve", "--as", "host", "--listen", "serial:///dev/no-such-port")
    assert (ended.code, ended.out) == (4, "")
    assert "no-such-port" in ended.err


def test_a_ledger_that_is_none(bench, tmp_path):
    (tmp_path / "x.db").write_bytes(b"no database" * 100)
    ended = bench.run("emulator", "serve", "--listen", "tcp://127.0.0.1:0", "--database", str(tmp_path / "x.db"))
    assert (ended.code, ended.out, bool(ended.err)) == (2, "", True)


def test_the_practice_ledger_is_served_without_a_database(bench, tuihuo_home):
    assert bench.run("emulator", "serve", "--as", "host", "--listen", "serial:///dev/no-such-port").code == 4
    assert (tuihuo_home / "practice" / "ledger.db").exists()
    assert os.environ["TUIHUO_HOME"] == str(tuihuo_home)


# --- scenarios and the operator's side -------------------------------------------------------------------------------


def test_every_scenario_is_listed_with_what_sets_it_off_and_what_is_seen(bench):
    listed = bench.run("emulator", "scenarios", "--json").documents
    assert len(listed) == len(shipped()) >= 30
    (one,) = [row for row in listed if row["scenario"] == "lrc-wrong"]
    assert one == {
        "scenario": "lrc-wrong",
        "title": {"zh": "校验字节一直错", "en": "a wrong check byte every time"},
        "links": "frames",
        "triggers": {"zh": "第1次退货", "en": "refund, no. 1"},
        "sees": {"zh": "先显示结果未知，查询后显示退货成功", "en": "Unknown at first, approved by the query"},
    }


@pytest.mark.parametrize(
    ("lang", "line"), [("zh", "    第1次退货 -> 先显示结果未知"), ("en", "    refund, no. 1 -> Unknown")]
)
def test_the_list_for_people(bench, monkeypatch, lang, line):
    monkeypatch.setenv("TUIHUO_LANG", lang)
    lines = bench.run("emulator", "scenarios").out.splitlines()
    assert len(lines) == 2 * len(shipped())
    assert [one for one in lines if one.startswith(line)] != []


def test_a_scenario_on_the_link_of_a_refund_is_announced(bench):
    ended = bench.run(
        "refund", "--order", CARD, "--item", "1001=1", "--link", "emulator:?scenario=declined-51", "--json"
    )
    assert (ended.code, ended.document["error"], ended.document["code"]) == (1, "declined", "51")
    assert "练习：主机改答51 (declined-51)\n" in ended.err


@pytest.mark.parametrize("link", ["emulator:?scenario=supper", "emulator:?scenario=closed-half"])
def test_a_scenario_that_can_not_be_is_wrong_usage(bench, link):
    ended = bench.run("refund", "--order", CARD, "--link", link, "--json")
    assert (ended.code, ended.error) == (2, "usage")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scenario", "supper"], "no scenario is called 'supper'"),
        (["--scenario", "nak-once"], "nak-once: links: is for framing link"),
        (["--scenario", "answer-lost", "--scenario", "nak-once"], "nak-once: links: is for framing link"),
    ],
)
def test_a_host_with_a_scenario_that_can_not_be(bench, words, said):
    ended = bench.run("emulator", "serve", "--listen", "tcp://127.0.0.1:0", *words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_host_that_begins_with_a_scenario(bench, served):
    first, process = served("tcp://127.0.0.1:0", "--scenario", "declined-61", "--scenario", "paper-low", "--seed", "7")
    ended = bench.run("refund", "--order", CARD, "--item", "1001=1", "--link", first["listening"], "--json")
    assert (ended.code, ended.document["code"]) == (1, "61")
    state = bench.run("emulator", "ctl", "state", "--json").document
    assert (state["loaded"], state["state"]["paper"]) == (["declined-61", "paper-low"], "low")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    said = re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (.*)\n", err)
    assert (process.returncode, said and said[1]) == (0, "场景 declined-61 第 1 条起作用：退货 29.50")


# fmt: off
HITS = [
    # language, hit, what is announced
    ("zh", Hit("one", 2, Heard("refund", "10000001", 1251, "visa"), Act()),
        "场景 one 第 2 条起作用：退货 12.51"),
    ("en", Hit("one", 2, Heard("outcome_query", "10000001", None, ""), Act()),
        "scenario one, rule 2: outcome query"),
    ("zh", Hit("one", 2, Heard("", "", None, ""), Act(), "why not"),
        "场景 one 第 2 条起作用：一条报文（设备未变：why not）"),
    ("en", Hit("one", 2, Heard("", "", None, ""), Act(), "why not"),
        "scenario one, rule 2: a message (the device is as before: why not)"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "hit", "said"), HITS)
def test_a_hit_is_announced_in_the_users_language(lang, hit, said):
    assert told_hit(hit, translator("zh_CN" if lang == "zh" else "en"), lang) == said


def test_the_operators_side(bench, served, tmp_path, monkeypatch):
    """One emulator, one conversation with it: set, load by name and by file, see, unload."""
    monkeypatch.setenv("TUIHUO_LANG", "en")
    first, _ = served("tcp://127.0.0.1:0")
    mine = tmp_path / "mine.toml"
    mine.write_text(MINE, encoding="utf-8")
    ctl = partial(bench.run, "emulator", "ctl")
    assert ctl("set", "battery=5", "insert=visa", "clock=-75").code == 0
    assert ctl("load", "closed-half").code == 0
    assert ctl("load", str(mine), "--control", first["control"]).code == 0
    shown = ctl("state")
    assert shown.out.splitlines() == [
        "battery_percent: 5", "charging: no", "paper: plenty", "printer: ready", "slot: inserted",
        "presented: visa", "line_percent: 100", "clock_offset_s: -75", "scenarios: closed-half mine",
    ]  # fmt: skip
    monkeypatch.setenv("TUIHUO_LANG", "zh")
    assert ctl("state").out.splitlines() == [
        "电量: 5", "充电: 否", "打印纸: 充足", "打印机: 就绪", "读卡: 已插卡", "出示: visa", "线路质量: 100",
        "时钟偏差: -75", "场景: closed-half mine",
    ]  # fmt: skip
    monkeypatch.setenv("TUIHUO_LANG", "en")
    assert ctl("unload", "closed-half", "--json").document["loaded"] == ["mine"]
    ended = bench.run("refund", "--order", CARD, "--item", "1001=1", "--link", first["listening"], "--json")
    assert (ended.code, ended.document["code"]) == (1, "05")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["set"], "如 battery=5 或 paper=out"),
        (["set", "battry=5"], "battry: unknown"),
        (["set", "battery=full"], "battery: a whole number is expected"),
        (["set", "battery"], "battery: a whole number is expected"),
        (["load", "supper"], "no scenario is called 'supper'"),
        (["load", "none.toml"], "none.toml: 无法读取: 没有这个文件或目录"),
    ],
)
def test_what_the_operator_asked_badly(bench, words, said):
    ended = bench.run("emulator", "ctl", *words)
    assert (ended.code, ended.out, said in ended.err) == (2, "", True)


def test_what_the_emulator_refuses(bench, served):
    served("tcp://127.0.0.1:0")
    asked = (["unload", "closed-half"], ["load", "nak-once"], ["set", "remove=true"])
    said = [bench.run("emulator", "ctl", *words) for words in asked]
    assert [(one.code, one.out) for one in said] == [(1, "")] * 3
    assert [one.err for one in said] == [
        "closed-half: is not loaded\n", "nak-once: links: is for framing link, and this line has length\n",
        "nothing is presented\n",
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["state", "watch"])
def test_the_file_of_nobody(bench, verb):
    ended = bench.run("emulator", "ctl", verb, "--control", "none.json")
    assert (ended.code, ended.out, ended.err) == (4, "", "none.json: 没有这个文件或目录\n")


@pytest.mark.parametrize("verb", ["state", "watch"])
def test_a_file_that_leads_nowhere(bench, project_root, verb):
    ended = bench.run("emulator", "ctl", verb, "--control", str(project_root / "README.md"))
    assert (ended.code, ended.out, "README.md: not the file of a control channel" in ended.err) == (2, "", True)


def test_of_two_each_is_named_with_what_it_is_and_where(bench, served):
    first, _ = served("tcp://127.0.0.1:0")
    second, _ = served("pty:")
    ended = bench.run("emulator", "ctl", "state")
    assert (ended.code, ended.out) == (4, "")
    assert sorted(ended.err.splitlines()[1:]) == sorted(
        f"  {one['control']}  {one['as']}  {one['listening']}" for one in (first, second)
    )
    assert bench.run("emulator", "ctl", "state", "--control", second["control"]).code == 0


@pytest.mark.parametrize("verb", [["state"], ["set", "battery=5"], ["load", "closed-half"], ["watch"]])
def test_nobody_to_control(bench, verb):
    ended = bench.run("emulator", "ctl", *verb)
    assert (ended.code, ended.out, ended.err) == (4, "", "没有运行中的模拟器\n")


def test_watching_until_the_emulator_goes(bench, served):
    _, process = served("tcp://127.0.0.1:0")
    watching = subprocess.Popen(
        [*ENTRY[:-1], "ctl", "watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert watching.stdout is not None
    assert json.loads(watching.stdout.readline())["ok"] is True
    bench.run("emulator", "ctl", "set", "paper=out")
    bench.run("emulator", "ctl", "load", "closed-half")
    news = [json.loads(watching.stdout.readline()) for _ in range(2)]
    process.send_signal(signal.SIGINT)
    _, err = watching.communicate(timeout=20)
    assert [one["news"] for one in news] == ["state", "loaded"]
    assert (watching.returncode, err) == (4, "模拟器已断开，或令牌不符\n")


MINE = """
zh = "名"
en = "mine"
sees_zh = "失败"
sees_en = "declined"
links = "any"
[[rule]]
[rule.match]
transaction = "refund"
[rule.act]
code = "05"
"""
