"""docs/how-to-journal.md: its commands and its exits, and an older copy that is brought back by its five steps."""

import re
import shlex
import shutil
import sqlite3
from pathlib import Path

import pytest

from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.operators import Admitted
from terminal.settings import load_settings

PAGE = (Path(__file__).parents[3] / "docs" / "how-to-journal.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
NEWER = "PRAGMA user_version = 999"
REFUND = ("--order", order_no("800000260001"), "--amount", "1")

# fmt: off
DONE = [
    # command, exit code, what is printed somewhere
    ("journal show",                             0, "refund.intent"),
    ("journal show --kind refund --last 2",      0, "refund.approved"),
    ("journal show --about 000003 --json",       0, '"kind": "refund.approved"'),
    ("journal verify",                           0, "已与流水旁的链尾核对相符"),
    ('journal verify --slip "N HEX"',            0, "已与结算单上的链尾核对相符"),
    ('journal verify --slip "1 0123456789ab"',   1, "流水中没有结算单上的链尾"),
    ("journal verify --json",                    0, '"good": true'),
    ("journal export all.jsonl",                 0, "已导出"),
    ("journal export all.csv",                   0, "已导出"),
    ("journal export --force all.csv",           0, "已导出"),
]
# fmt: on


@pytest.fixture
def folder(bench, tuihuo_home, tmp_path, monkeypatch) -> Path:
    """Of a terminal with a refund and a settlement behind it, which nobody runs any more."""
    bench.refund(*REFUND)
    desk = open_desk("emulator:", load_settings())
    desk.sign_on("01")
    desk.batch.settle(lambda _record: None)
    desk.close()
    monkeypatch.chdir(tmp_path)
    return tuihuo_home / "practice"


def test_each_command_does_what_the_page_says(bench, folder):
    assert [f"tuihuo {command}" for command, _, _ in DONE] == COMMANDS
    (mark,) = bench.run("journal", "verify", "--json").document["settlements"]
    ended = [bench.run(*shlex.split(command.replace("N HEX", mark))) for command, _, _ in DONE]
    assert [one.code for one in ended] == [code for _, code, _ in DONE]
    assert [says for (_, _, says), one in zip(DONE, ended, strict=True) if says not in one.out + one.err] == []


def test_every_exit_is_as_in_the_table(bench, folder, tmp_path):
    whole = (folder / "journal.db").read_bytes()
    (folder / "cut.db").write_bytes(whole[: len(whole) // 2])
    shutil.copy2(folder / "journal.db", folder / "forged.db")
    newer = shutil.copy2(folder / "journal.db", folder / "newer.db")
    for file, change in (("forged.db", "UPDATE event SET operator_no = '02' WHERE seq = 2"), (newer, NEWER)):
        with sqlite3.connect(folder / file) as db:
            db.execute(change)
        db.close()
    out = str(tmp_path / "out.jsonl")
    files = {name: str(folder / f"{name}.db") for name in ("forged", "cut", "none", "newer")}
    seen = {
        name: [
            bench.run(*words).code
            for words in (
                ("journal", "verify", file),
                ("journal", "show", file),
                ("journal", "export", "--force", out, file),
            )
        ]
        for name, file in files.items()
    }
    assert seen == {"forged": [1, 1, 1], "cut": [1, 1, 1], "none": [2, 2, 2], "newer": [4, 4, 4]}
    assert "在第2条处校验不符" in bench.run("journal", "verify", files["forged"]).out
    assert "不是完整的流水" in bench.run("journal", "verify", files["cut"]).out
    assert [bench.run("journal", *words).code for words in (("verify", "--slip", "x"), ("export", "all.txt"))] == [2, 2]


def test_an_older_copy_is_brought_back_by_the_steps_of_the_page(bench, folder, tmp_path):
    (names,) = re.findall(r"^A copy is (.*?), taken together", PAGE, re.MULTILINE)
    copy = {name: (folder / name).read_bytes() for name in re.findall(r"`([^`]+)`", names)}
    later = bench.refund(*REFUND).document
    assert later["state"] == "approved"

    (folder / "journal.db").write_bytes(copy["journal.db"])
    ended = bench.refund(*REFUND)
    assert (ended.code, ended.error, "流水已丢失或被换成旧副本" in ended.err) == (4, "journal_older", True)
    for name, data in copy.items():
        (folder / name).write_bytes(data)
    assert bench.run("journal", "verify").code == 0
    ended = bench.refund(*REFUND)
    assert (ended.code, ended.error, ended.document["details"]) == (4, "sign_on_refused", {"code": "58"})

    desk = open_desk("emulator:", load_settings())
    desk.setup.change(Admitted("99"), "trace_no", "000100")
    desk.close()
    assert bench.refund(*REFUND).document["state"] == "approved"
    assert [fen for _, fen in bench.applied()] == [100, 100, 100]
    assert later["key"] not in [str(record.key) for record in bench.records()]
