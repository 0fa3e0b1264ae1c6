"""Help pages and lists as they stand on a screen of 80 columns: wrapped once, and no word in two."""

import fcntl
import os
import struct
import subprocess
import sys
import termios

import pytest
from started import started

from terminal.cli.layout import fill, hang
from terminal.columns import width

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()"]

DOCTOR = """\
Usage: tuihuo doctor [OPTIONS]

Decoders, the reading process, serial support, the data folder; exit 1 when
something needed is missing.

Parameters:
  --json: [default: False]

"""
SHOP = """\
Usage: tuihuo shop COMMAND

The practice shop's orders.

Commands:
  import: Take orders of one's own into the shop, all of a file or none;
    docs/how-to-import-orders.md has the format.
  list: Every order with its amount, what was refunded, its state and the goods
    that are left; --json: one line each.
  reset: Renew orders, journal, ledger and locks together, under a new epoch.
    Refused while a terminal is open, or an emulator serves the ledger.

"""
ROOT = """\
Usage: tuihuo COMMAND

拉卡拉式退货终端与协议测试台 / a Lakala-style refund terminal and its protocol
bench.

Without a command it opens the terminal: tuihuo [--plain] [--lang zh|en] [--link
URL]; --plain goes line by line, for screen readers, ssh and scripts

Commands:
  case: Refund cases: papers, review, agreement, refund and follow-up.
  doctor: Decoders, the reading process, serial support, the data folder; exit 1
    when something needed is missing.
"""


def page(*words: str, columns: int) -> str:
    """Of a process of its own, as cyclopts keeps the width of its first page."""
    environ = os.environ | {"COLUMNS": str(columns)}
    ended = subprocess.run([*ENTRY, *words, "--help"], capture_output=True, encoding="utf-8", check=True, env=environ)
    return ended.stdout


@pytest.mark.parametrize(("word", "shown"), [("doctor", DOCTOR), ("shop", SHOP)])
def test_a_help_page_is_wrapped_once(word, shown):
    assert page(word, columns=80) == shown


def test_the_first_page_says_what_opens_the_terminal():
    assert page(columns=80).startswith(ROOT)


@pytest.mark.parametrize("columns", [0, 5])
def test_a_help_page_on_a_screen_that_is_too_narrow(columns):
    assert "\n  --quiet: No line a\n    message on\n" in page("emulator", "serve", columns=columns)


def on_a_screen(*words: str) -> list[str]:
    """What it shows on a real terminal of 80 columns."""
    mine, its = os.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environ = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    shown = b""
    with started([*ENTRY, *words], stdout=its, env=environ) as process:
        os.close(its)
        with os.fdopen(mine, "rb", buffering=0) as screen:
            while piece := _read(screen.fileno()):
                shown += piece
    assert process.returncode == 0
    return shown.decode("utf-8").splitlines()


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # how Linux says that nobody writes there any more
        return b""


def test_the_list_of_orders_on_a_screen():
    lines = on_a_screen("shop", "list")
    assert max(map(width, lines)) <= 80
    assert lines[1].split() == ["状态", "可退商品"]
    assert lines[3] == "    normal           1001 保温杯 x3  1002 毛巾 x4"
    words = {word for line in lines[2:] for word in line.split()}
    assert words >= {"normal", "partly_refunded", "refunded", "voided"}


def test_scenarios_on_a_screen_and_in_a_pipe():
    lines = on_a_screen("emulator", "scenarios")
    assert max(map(width, lines)) <= 80
    piped = subprocess.run([*ENTRY, "emulator", "scenarios"], capture_output=True, encoding="utf-8", check=True)
    whole = piped.stdout.splitlines()
    assert max(map(width, whole)) > 80
    assert "".join("".join(lines).split()) == "".join("".join(whole).split())


# fmt: off
HUNG = [
    # text,                columns, first,  lines
    ("one two three four", 12,      "- ",   ["- one two", "    three", "    four"]),
    ("退货成功，只退一次", 12,      "",     ["退货成功，只", "    退一次"]),
    ("short",              12,      "- ",   ["- short"]),
    ("one two three four", None,    "- ",   ["- one two three four"]),
]
FILLED = [
    # cells,                     columns, lines
    (["one", "two", "three"],    9,       ["one  two", "    three"]),
    (["one", "two", "three"],    None,    ["one  two  three"]),
    (["保温杯 x3", "毛巾 x4"],   18,      ["保温杯 x3  毛巾 x4"]),
    (["保温杯 x3", "毛巾 x4"],   17,      ["保温杯 x3", "    毛巾 x4"]),
    (["wider than it is", "a"],  8,       ["wider than it is", "    a"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "columns", "first", "lines"), HUNG)
def test_hang(text, columns, first, lines):
    assert hang(text, columns, first) == lines


@pytest.mark.parametrize(("cells", "columns", "lines"), FILLED)
def test_fill(cells, columns, lines):
    assert fill(cells, columns) == lines
