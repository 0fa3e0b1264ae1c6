"""A reading process that dies over a picture takes what it saw of the bars along: the QR code alone is no slip then."""

import sys
from pathlib import Path

import pytest
from pasted_slip import GENUINE, PASTED, in_a_large_one, photo

from scanner.decode.scan import ScanResult, decided
from scanner.decode.steps import STEPS
from scanner.decode.symbol import UNREAD_BARS
from scanner.practice.photographer import Damage, photograph
from scanner.practice.slip import draw_slip
from scanner.reader.reader import Reader
from scanner.salesslip import PRACTICE_SLIP_KEY

OF_BARS = tuple(step.name for step in STEPS if step.view.of_bars)

# The real program, in which these steps end the process.
PROGRAM = """
import os
from scanner.decode import cascade, run
from scanner.reader import child

def begun(self, step, wanted, real=run.Run._read):
    if step.name in {names!r}:
        os._exit(0)
    return real(self, step, wanted)

def opened(*args, real=cascade.open_picture, **words):
    if words.get("enough_pixels", 0) > cascade.ENOUGH_PIXELS and "open whole" in {names!r}:
        os._exit(0)
    return real(*args, **words)

run.Run._read, cascade.open_picture = begun, opened
child.main()
"""


def read(picture: bytes, *dying: str) -> ScanResult:
    """By processes that die over these steps; over the first of them at least."""
    with Reader(command=(sys.executable, "-P", "-c", PROGRAM.format(names=dying))) as ours:
        found = ours.read(picture)
    assert [step.name for step in found.steps if step.skipped == "died"][:1] == [dying[0]]
    return decided(Path("x"), found.symbols, PRACTICE_SLIP_KEY)


def test_a_pasted_code_is_no_slip_where_no_step_for_bars_survives() -> None:
    result = read(photo(GENUINE), *(name for name in OF_BARS if name != "looked at again"))
    assert (result.slip, result.refused, result.masked_text) == (None, "slip_bars_unread", "8111 1111 1111 09")


@pytest.mark.parametrize("step", ["zxing default", "turned zxing", "matched"])
def test_nor_where_it_dies_over_one(step: str) -> None:
    """The next process goes on behind it, and reads the bars or does not."""
    assert read(photo(GENUINE), step).slip is None


def test_nor_where_it_dies_over_the_whole_of_a_large_one() -> None:
    result = read(in_a_large_one(photo(GENUINE)), "open whole")
    assert (result.slip, result.refused) == (None, "slip_bars_unread")


def test_torn_off_or_not_it_can_not_say() -> None:
    assert read(photo(""), "turned zxing").refused == "slip_bars_unread"


def test_bars_that_another_process_read_are_read() -> None:
    result = read(photo(PASTED), "zxing default")
    assert (result.slip and result.slip.order_no, UNREAD_BARS in result.symbols) == (PASTED, False)


def test_a_process_that_dies_over_bars_alone_leaves_them_as_they_are() -> None:
    bars = photograph(draw_slip("hello", PASTED, ["x"]), Damage(px_a_dot=2.0), 1)
    result = read(bars, "zxing default")
    assert (result.slip and result.slip.order_no, UNREAD_BARS in result.symbols) == (PASTED, False)
