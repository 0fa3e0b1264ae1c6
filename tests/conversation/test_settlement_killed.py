"""kill -9 of the real terminal in the midst of 结算, and what headless verbs do then: `refund` says where to go, and
`resolve` finishes what was begun. Real processes on both sides of a tcp line; the host is stopped so that nobody is
too early.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from started import started

from emulator.practice_host import open_ledger
from scanner.salesslip import order_no
from terminal.settings import Settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="NOT RUN: Windows has no SIGKILL and no SIGSTOP")

ENTRY = "from terminal.cli import main; main()"
ORDER = order_no("800000260001")
TYPED = ("", "0000 ok", "7", "", "")
"""Sign-on, 7 结算: its totals stand there, and one more Enter settles."""
CONFIRMED, TOTALS, SETTLING = "ok", "贷记合计", "正在结算"


@pytest.fixture
def tuihuo(settings: Settings, served: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Begins the real program against one host, which is a process of its own."""
    with served("tcp://127.0.0.1:0", settings.ledger) as (link, host):
        env = os.environ | {"TUIHUO_HOME": str(settings.home), "TUIHUO_SUPERVISOR_PASSWORD": "123456"}
        env |= {"TUIHUO_PRINTERS": "txt:"}
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

        def begin(*words: str) -> Any:
            program = [sys.executable, "-P", "-c", ENTRY, *words, "--link", f"{link}?t_resp=20"]
            return started(program, env=env, encoding="utf-8", **streams)

        yield begin, host


def until(lines: Any, words: str) -> None:
    """AssertionError: it ended and never said so."""
    assert any(words in line for line in lines), words


def ended(begin: Callable[..., Any], *words: str) -> tuple[int, list[dict[str, Any]], str]:
    with begin(*words, "--json") as program:
        out, err = program.communicate(timeout=60)
        return program.returncode, [json.loads(line) for line in out.splitlines()], err


def test_killed_in_the_midst_of_a_settlement_resolve_finishes_it(tuihuo: Any, settings: Settings) -> None:
    begin, host = tuihuo
    assert ended(begin, "refund", "--order", ORDER, "--amount", "1")[0] == 0
    with begin("--plain") as terminal:
        print(*TYPED, sep="\n", file=terminal.stdin, flush=True)
        until(terminal.stdout, TOTALS)
        host.send_signal(signal.SIGSTOP)
        print(CONFIRMED, file=terminal.stdin, flush=True)
        until(terminal.stdout, SETTLING)
        terminal.kill()
        assert terminal.wait(20) == -signal.SIGKILL
        host.send_signal(signal.SIGCONT)
    code, (said,), err = ended(begin, "refund", "--order", ORDER, "--amount", "1")
    assert (code, said["error"], "tuihuo resolve" in err, "--link" in err) == (1, "settle_unfinished", True, True)
    code, (said,), err = ended(begin, "resolve")
    settled = said["settlement"]
    assert (code, settled["state"], settled["balanced"], settled["ours"]) == (0, "closed", True, settled["host"])
    with open_ledger(settings.ledger) as ledger:
        assert ([row.answer.amount_fen for row in ledger.all_refunds()], ledger.discrepancies()) == ([100], ())
    assert "内卡对账平" in Path(settled["receipt"][0]).read_text(encoding="utf-8")
