"""`tuihuo emulator serve` as a process: its first line is one JSON document, and then it answers."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emulator.practice_host import open_ledger
from scanner.salesslip import order_no

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "emulator", "serve"]
CARD = order_no("800000260001")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., tuple[dict[str, str], "subprocess.Popen[str]"]]]:
    """Starts a host on a link: the first line it prints, and the process."""
    running: list[subprocess.Popen[str]] = []

    def start(listen: str) -> tuple[dict[str, str], "subprocess.Popen[str]"]:
        words = [*ENTRY, "--as", "host", "--listen", listen, "--database", str(tmp_path / "bank" / "ledger.db")]
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


@pytest.mark.parametrize("listen", ["tcp://0.0.0.0:0", "tcp://example.com:1", "serial:///dev/no-such-port"])
def test_a_line_that_can_not_be_served(bench, listen):
    ended = bench.run("emulator", "serve", "--listen", listen)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.strip()


def test_a_ledger_that_is_none(bench, tmp_path):
    (tmp_path / "x.db").write_bytes(b"no database" * 100)
    ended = bench.run("emulator", "serve", "--listen", "tcp://127.0.0.1:0", "--database", str(tmp_path / "x.db"))
    assert (ended.code, ended.out, bool(ended.err)) == (2, "", True)


def test_the_practice_ledger_is_served_without_a_database(bench, tuihuo_home):
    assert bench.run("emulator", "serve", "--listen", "tcp://0.0.0.0:0").code == 4
    assert (tuihuo_home / "practice" / "ledger.db").exists()
    assert os.environ["TUIHUO_HOME"] == str(tuihuo_home)
