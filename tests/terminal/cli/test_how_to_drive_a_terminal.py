"""docs/how-to-drive-a-terminal.md: every command on the page runs, its register too, and says what the page says."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from emulator.payment_terminal.dialects import HypercomDevice
from emulator.register_device import CARD_S, PROGRESS_S
from protocol.dialects.hypercom import facts as hypercom
from protocol.dialects.payment_device import Stop

PAGE = (Path(__file__).parents[3] / "docs" / "how-to-drive-a-terminal.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
(REGISTER,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SERVE = "tuihuo emulator serve --as device --listen pty:"
REFUND = "python register.py /dev/pts/3 refund {} REFERENCE YYMMDD {}"
OURS = 'tuihuo refund --rrn REFERENCE --date MMDD --amount 1.00 --link "serial:///dev/pts/3?dialect=hypercom" --json'

# fmt: off
# (command, exit code, what is printed somewhere); "" for what is done beside the others
DONE = [
    (SERVE,                                       None, ""),
    ("python register.py /dev/pts/3 echo",        0,    "00 LK1"),
    ("tuihuo shop list --json",                   0,    '"reference_no"'),
    (REFUND.format("000001", 100),                0,    "00 APPROVED"),
    (REFUND.format("000001", 100),                0,    "00 APPROVED"),
    (REFUND.format("000001", 200),                0,    "94 DECLINED"),
    ("tuihuo emulator ctl set remove=true",       0,    "出示: -\n"),
    (REFUND.format("000002", 100),                0,    "progress C0\n00 APPROVED"),
    ("tuihuo emulator ctl set insert=unionpay",   0,    "出示: unionpay"),
    ("tuihuo emulator ctl load answer-lost",      0,    "场景: answer-lost"),
    (REFUND.format("000003", 100),                1,    "no answer"),
    ("python register.py /dev/pts/3 echo",        0,    "00 LK1"),
    (REFUND.format("000003", 100),                0,    "00 APPROVED"),
    ("tuihuo emulator ctl load mac-wrong",        1,    "mac-wrong: rule[1].act.spoiled: messages of hyper"),
    (OURS,                                        0,    '"state": "approved"'),
]
# fmt: on
OVER_TCP = [
    'tuihuo emulator serve --as device --listen "tcp://127.0.0.1:9100?framing=link"',
    "python register.py socket://127.0.0.1:9100 echo",
]
WAITS = 7
"""Place of the refund that waits for its card, which comes behind it."""


@contextmanager
def served(command: str) -> Iterator[str]:
    """The terminal of this line of the page; where it listens."""
    words = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", *shlex.split(command)[1:], "--quiet"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["listening"]
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def port(tuihuo_home: Path) -> Iterator[str]:
    """Where the terminal of the page listens."""
    with served(SERVE) as listening:
        yield listening.removeprefix("serial://")


@pytest.fixture
def run(port: str, bench, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs a command of the page: exit code, and all that was printed. at_first_line: done once it says something."""
    (tmp_path / "register.py").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "hasty.py").write_text(REGISTER.replace("timeout=10", "timeout=0.3"), encoding="utf-8")
    found: dict[str, str] = {}

    def run(command: str, at_first_line: Callable[[], object] = lambda: None) -> tuple[int, str]:
        if "REFERENCE" in command:
            found.update(found or sale(bench.run("shop", "list", "--json").documents))
        here = re.sub("REFERENCE|YYMMDD|MMDD", lambda word: found[word[0]], command.replace("/dev/pts/3", port))
        words = shlex.split(here)
        if words[0] == "tuihuo":
            ended = bench.run(*words[1:])
            return ended.code, ended.out + ended.err
        script = str(tmp_path / ("hasty.py" if "000003" in words else "register.py"))
        register = subprocess.Popen(
            [sys.executable, "-u", script, *words[2:]],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        assert register.stdout is not None
        first = register.stdout.readline()
        at_first_line()
        rest, _ = register.communicate(timeout=20)
        return register.returncode, first + rest

    return run


def sale(orders: list[dict]) -> dict[str, str]:
    """What the page says of one that the card in the slot paid for."""
    one = paid_by_the_card(orders)
    date = one["paid_date"]
    return {"REFERENCE": one["reference_no"], "YYMMDD": date[2:], "MMDD": date[4:]}


def paid_by_the_card(orders: list[dict]) -> dict:
    """The first of them."""
    return next(order for order in orders if order["payer"] == "620000******0005")


def test_the_commands_are_those_of_the_page() -> None:
    assert [*(row[0] for row in DONE), *OVER_TCP] == COMMANDS


def test_each_does_what_the_page_says(run, bench) -> None:
    done = [run(command) for command, _, _ in DONE[1:WAITS]]
    presented: list[tuple[int, str]] = []
    waited = run(DONE[WAITS][0], at_first_line=lambda: presented.append(run(DONE[WAITS + 1][0])))
    done += [waited, *presented]
    done += [run(command) for command, _, _ in DONE[WAITS + 2 :]]
    assert [code for code, _ in done] == [code for _, code, _ in DONE[1:]]
    wrong = [(says, out) for (_, _, says), (_, out) in zip(DONE[1:], done, strict=True) if says not in out]
    assert wrong == []
    assert paid_by_the_card(bench.run("shop", "list", "--json").documents)["refunded_fen"] == 400


def test_the_same_over_tcp(tuihuo_home, tmp_path):
    (tmp_path / "register.py").write_text(REGISTER, encoding="utf-8")
    serve, echo = OVER_TCP
    with served(serve.replace(":9100", ":0")) as listening:
        here = echo.replace("127.0.0.1:9100", listening.removeprefix("tcp://"))
        words = [sys.executable, *shlex.split(here)[1:]]
        said = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout
    assert said.startswith("00 LK1")


def test_the_form_of_a_date_is_the_page_s(bench):
    assert "`20261122`, without the century its YYMMDD, `261122`" in PAGE
    dates = [order["paid_date"] for order in bench.run("shop", "list", "--json").documents]
    assert [date for date in dates if not re.fullmatch(r"20\d{6}", date)] == []


def test_numbers_and_words_of_the_page_are_the_code_s() -> None:
    assert (CARD_S, PROGRESS_S) == (60.0, 2.0)
    told = {" ".join(hypercom.STOPS[stop]) for stop in Stop}
    assert {words for words in told if words not in PAGE} == set()
    assert HypercomDevice().progress == b"600000000011C0001\x1c"
