"""docs/how-to-scenarios.md: every command on the page runs and does what it says, and no key or word is left out."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from emulator.conditions import WORDS
from emulator.scenario import Act, Links, Match, Spoiled
from emulator.scenario_file import read_toml, shipped
from protocol.dialects.unionpay.device_state import WALLET, Paper, PrinterState

PAGE = (Path(__file__).parents[3] / "docs" / "how-to-scenarios.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
(OWN,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
SERVE = "tuihuo emulator serve --listen tcp://127.0.0.1:0 --scenario declined-61 --seed 7"
REFUND = 'refund --order 80000026000149 --item 1001=1 --link "{}" --json'

# fmt: off
# (command without "tuihuo", exit code, what is printed somewhere)
DONE = [
    ("emulator scenarios",                                  0, "answer-lost (any): 答复丢失"),
    ("emulator scenarios --json",                           0, '"scenario": "answer-lost"'),
    (REFUND.format("emulator:?scenario=declined-51"),       1, '"code": "51"'),
    (REFUND.format("emulator:?scenario=code-unlisted"),     0, '"approved"'),
    (SERVE.removeprefix("tuihuo "),                         None, ""),
    ("emulator ctl state",                                  0, "场景: declined-61"),
    ("emulator ctl load paper-out",                         0, "场景: declined-61 paper-out"),
    ("emulator ctl set battery=5 insert=visa",              0, "出示: visa"),
    ("emulator ctl unload paper-out",                       0, "场景: declined-61\n"),
    ("emulator ctl state --json",                           0, '"battery_percent": 5'),
    ("emulator ctl unload declined-61",                     0, "场景: -\n"),
    ("emulator ctl load second.toml",                       0, "场景: second\n"),
    (REFUND.format("tcp://127.0.0.1:PORT?t_resp=2"),        0, "正在发送，等待主机应答\n退货成功\n"),
    (REFUND.format("tcp://127.0.0.1:PORT?t_resp=2"),        0, "正在查询结果"),
]
# fmt: on


@pytest.fixture
def host(tuihuo_home: Path) -> Iterator[dict[str, str]]:
    """The host that the page serves; its first line."""
    words = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", *shlex.split(SERVE)[1:]]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.kill()
    process.communicate()


def test_the_commands_are_those_of_the_page():
    assert [f"tuihuo {row[0]}" for row in DONE] == COMMANDS


def test_each_does_what_the_page_says(bench, host, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "second.toml").write_text(OWN, encoding="utf-8")
    done = [row for row in DONE if row[1] is not None]
    port = host["listening"].rpartition(":")[2]
    here = [command.replace("PORT", port).replace("t_resp=2", "t_resp=0.3") for command, _, _ in done]
    ended = [bench.run(*shlex.split(command)) for command in here]
    assert [one.code for one in ended] == [code for _, code, _ in done]
    assert [says for (_, _, says), one in zip(done, ended, strict=True) if says not in one.out + one.err] == []
    assert [one.document["state"] for one in ended[-2:]] == ["approved"] * 2
    assert Path(host["control"]).parent.parent.name == "tuihuo-home"


def test_without_nth_it_is_for_one_process(bench, monkeypatch, tmp_path):
    assert '`--link "emulator:?scenario=second.toml"`' in PAGE
    monkeypatch.chdir(tmp_path)
    (tmp_path / "second.toml").write_text(OWN.replace("nth = 2\n", ""), encoding="utf-8")
    ended = bench.run(*shlex.split(REFUND.format("emulator:?scenario=second.toml&t_resp=0.3")))
    assert (ended.code, ended.document["state"], "正在查询结果" in ended.err) == (0, "approved", True)


def test_the_second_refund_is_the_one_that_is_not_answered():
    scenario = read_toml(OWN, "second.toml")
    assert scenario.rules[0].match == Match(("refund",), nth=2)


def test_a_refund_to_a_wallet_is_matched_by_a_rule_of_ones_own_alone():
    rules = [rule for scenario in shipped().values() for rule in scenario.rules]
    matched = {name for rule in rules for name in rule.match.transactions}
    assert {name for name in matched if "refund" in name} == {"refund", "refund_again"}
    assert read_toml(OWN.replace('"refund"', '"qr_refund"'), "second.toml").rules[0].match.transactions == (
        "qr_refund",
    )


def rows(head: str) -> str:
    """The first cells of the table with this head."""
    table = PAGE.split(f"| {head} |")[1].split("\n\n")[0]
    return " ".join(re.findall(r"^\| (`.*?) \| ", table, re.MULTILINE))


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("key of `[rule.match]`", {"transaction" if one.name == "transactions" else one.name for one in fields(Match)}),
        ("key of `[rule.act]`", {one.name for one in fields(Act)}),
        ("word of `ctl set`", set(WORDS)),
    ],
)
def test_every_key_stands_on_the_page(head, known):
    assert {word for word in known if not re.search(rf"`(\[rule\.act\.)?{word}\b", rows(head))} == set()


def test_every_choice_stands_on_the_page():
    assert [word for word in (*Paper, *PrinterState, *WALLET, *Spoiled, *Links) if f"{word}" not in PAGE] == []


def test_the_page_names_scenarios_that_are_shipped():
    named = set(re.findall(r"(?:scenario[ =]|load |unload )([a-z]+-[a-z0-9-]+)", PAGE))
    assert named == {"declined-51", "code-unlisted", "answer-slow", "declined-61", "paper-out"}
    assert named <= set(shipped())
