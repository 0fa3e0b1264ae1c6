"""docs/how-to-messages.md: every command on the page runs and does what the page says."""

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from terminal.cli.dump import TEXTS

PAGE = (Path(__file__).parents[3] / "docs" / "how-to-messages.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]

# fmt: off
DONE = [
    # begins with                              code  says
    ("message explain 60",                     0,    "这是一笔退货请求（0220）"),
    ("message explain --lang en",              0,    "This is a refund request (0220)"),
    ("message decode --json 003B",             0,    '"header": "602200000000"'),
    ("message decode --unmask",                0,    "003B600006000060220000000008000020000000C00012"),
    ("message diff",                           1,    "60.2 批次号: 000007 -> 000008"),
    ("message redact",                         0,    "166200000000000005"),
    ("frame decode 02",                        0,    "ACK 收到"),
    ("frame decode --json",                    0,    '"word": "NAK"'),
    ("frame decode --framing",                 0,    "帧里的内容不认识"),
    ("frame decode 02007436",                  0,    "退货请求（27）：金额 100.00 元，参考号 925498334778"),
    ("frame decode --json 020022DF",           0,    '"dialect": "tlv", "body": {"fields": [{"name": "DF01"'),
    ("message decode --json 6000030000603110000100022060", 2, '"error": "malformed", "field": "3", "offset": 30'),
]
# fmt: on


@pytest.mark.parametrize(("command", "row"), list(zip(COMMANDS, DONE, strict=True)), ids=[row[0] for row in DONE])
def test_a_command_of_the_page_does_what_it_says(bench, monkeypatch, command, row):
    begins, code, says = row
    assert command.startswith("tuihuo " + begins)
    first, _, piped = command.partition(" | ")
    ended = bench.run(*shlex.split(first)[1:])
    for words in filter(None, [shlex.split(piped)[1:]]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ended.out.encode()), encoding="utf-8"))
        ended = bench.run(*words)
    assert (ended.code, says in ended.out) == (code, True)


def test_the_page_names_every_error_word():
    (listed,) = re.findall(r"`error` is one of (.*)\.", PAGE)
    assert set(re.findall(r"`(\w+)`", listed)) == set(TEXTS)
