"""docs/how-to-trace.md: its commands run and do what it says, and no kind, reason or counter is left out."""

import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from started import started

from emulator.serving.metrics import Metrics
from emulator.serving.watch import Ending, Refusal
from protocol.dialects.unionpay.profiles import named
from protocol.framing import Fault
from protocol.trace import Head, Kind, Record, Way, head_line, lines_of, read_trace, record_line

PAGE = (Path(__file__).parents[3] / "docs" / "how-to-trace.md").read_text(encoding="utf-8")
SERVE, REFUND = (line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines())
(TRACE,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
LINES, UNREADABLE = re.findall(r"```\n(2026.*?)```", PAGE, re.DOTALL)
LINE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 127\.0\.0\.1:\d+ 0220 退货 终端 \d{8} 凭证号 \d{6} 卡号 620000\*{6}0005"
    r" 金额 29\.50 元 → 00 交易成功 [\d.]+ ms"
)
DIGITS_WANTED = bytes.fromhex("600003000060310000000008000020000000000000" + "ff" * 11)
"""Field 11 of a sign-on, packed digits, whose nibbles are none."""
(PYTHON,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def process(tuihuo_home: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The host that the page serves, in a folder of its own."""
    words = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", *shlex.split(SERVE)[1:]]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with started(words, **pipes, cwd=tmp_path, text=True, encoding="utf-8") as process:
        yield process
        process.kill()


def test_the_commands_do_what_the_page_says(bench, process, tmp_path):
    first = json.loads(process.stdout.readline())
    refund = REFUND.replace("PORT", first["listening"].rpartition(":")[2])
    done = bench.run(*shlex.split(refund)[1:])
    with urllib.request.urlopen(first["metrics"], timeout=30) as page:
        counters = page.read().decode("utf-8")
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=10)
    assert (process.returncode, done.code) == (0, 0)
    assert 'tuihuo_messages_total{code="00",transaction="refund"} 1.0' in counters

    (line,) = [line for line in told.splitlines() if " 0220 " in line]
    assert LINE.fullmatch(line)
    assert LINE.fullmatch(LINES.splitlines()[0])

    with (tmp_path / "trace.jsonl").open(encoding="utf-8") as file:
        head, *records = read_trace(lines_of(file))
    assert isinstance(head, Head)
    frames = [row for row in records if isinstance(row, Record) and row.kind is Kind.FRAME]
    assert [row.hex[22:26] for row in frames] == ["0800", "0810", "0820", "0830", "0600", "0610", "0220", "0230"]
    assert "620000******0005" in frames[6].hex
    shown = subprocess.run(
        [sys.executable, "-c", PYTHON], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
    )
    assert len(shown.stdout.splitlines()) == 1 + len(records)


def test_what_can_not_be_read_is_told_as_on_the_page(process):
    port = int(json.loads(process.stdout.readline())["listening"].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(len(DIGITS_WANTED).to_bytes(2, "big") + DIGITS_WANTED)
        assert line.recv(1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=10)
    (line_told,) = [line for line in told.splitlines() if "读不出" in line]
    varies = r"^\S+ \S+ \S+ | [\d.]+ ms$"
    assert re.sub(varies, "", line_told) == re.sub(varies, "", UNREADABLE.rstrip())


def test_the_package_of_the_counters_is_that_of_the_project(project_root):
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = project["optional-dependencies"]["metrics"]
    assert f'.venv/bin/uv pip install --python .venv/bin/python "{wanted}"\n' in PAGE


def test_the_trace_of_the_page_is_one():
    rows = list(read_trace(TRACE.splitlines()))
    written = [head_line(row) if isinstance(row, Head) else record_line(row) for row in rows]
    assert "".join(written) == TRACE


def cells(head: str) -> list[tuple[str, str, str]]:
    """The first three cells of each row of the table with this head."""
    table = PAGE.split(f"| {head} |")[1].split("\n\n")[0]
    return re.findall(r"^\| `([^|]*)` \| ([^|]*)\| ([^|]*) \|$", table, re.MULTILINE)


# fmt: off
ONE_OF_EACH = [
    Record(0, "pty", Kind.OPENED),
    Record(0, "pty", Kind.FRAME, Way.IN, hex="60"),
    Record(0, "pty", Kind.CONTROL, Way.IN, what="ACK", count=1),
    Record(0, "pty", Kind.FAULT, Way.IN, what="lrc", count=1),
    Record(0, "pty", Kind.JUNK, Way.IN, count=1),
    Record(0, "pty", Kind.CLOSED, what="peer"),
    Record(0, "pty", Kind.REFUSED, what="stopping"),
]
# fmt: on


def test_every_kind_stands_on_the_page_with_its_keys():
    written = {row.kind.value: [*json.loads(record_line(row))][3:] for row in ONE_OF_EACH}
    assert {kind: re.findall(r"`(\w+)`", keys) for kind, keys, _ in cells("kind")} == written


@pytest.mark.parametrize(("kind", "words"), [("closed", Ending), ("refused", Refusal), ("fault", Fault)])
def test_every_reason_stands_on_the_page(kind, words):
    (text,) = [text for name, _, text in cells("kind") if name == kind]
    assert re.findall(r"`(\w+)`", text) == [word.value for word in words]


def test_every_counter_stands_on_the_page():
    named_there = set(re.findall(r"`(tuihuo_\w+)`", PAGE)) - {"tuihuo_trace"}
    families = {family.name: family.type for family in Metrics(named("practice")).registry.collect()}
    assert {f"{name}_total" if kind == "counter" else name for name, kind in families.items()} == named_there
