"""No slip is told by its QR code alone because time ran out: bars that were not looked at are told as such."""

import time
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pasted_slip import GENUINE, PASTED, PAYLOAD, in_a_large_one, of_a_camera, photo, pixels
from PIL import Image

from scanner.decode import cascade, run
from scanner.decode.cascade import read_frame, read_picture
from scanner.decode.scan import decided
from scanner.decode.symbol import UNREAD_BARS, Symbol
from scanner.practice.slip import draw_slip
from scanner.reader.answers import symbols_heard, symbols_told
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload


class Clock:
    """Of a thread, on a machine on which it goes on by so many milliseconds each time it is asked."""

    def __init__(self, step_ms: float) -> None:
        self.step_ms = step_ms
        self.now_s = 0.0

    def thread_time(self) -> float:
        self.now_s += self.step_ms / 1000
        return self.now_s


@pytest.fixture
def takes(monkeypatch: pytest.MonkeyPatch):
    """Set how long everything takes."""

    def set_to(step_ms: float) -> None:
        clock = Clock(step_ms)
        for module in (run, cascade):
            monkeypatch.setattr(module, "time", clock)

    return set_to


def of_a_file(picture: bytes) -> tuple[Symbol, ...]:
    return read_picture(picture).symbols


def of_a_large_jpeg(picture: bytes) -> tuple[Symbol, ...]:
    return read_picture(in_a_large_one(picture)).symbols


def of_a_large_png(picture: bytes) -> tuple[Symbol, ...]:
    return read_picture(in_a_large_one(picture, kind="PNG")).symbols


def word_of(symbols: tuple[Symbol, ...]) -> str | None:
    return decided(Path("x"), symbols, PRACTICE_SLIP_KEY).refused


DOORS = pytest.mark.parametrize("door", [of_a_file, of_a_large_jpeg, of_a_large_png, of_a_camera])


@DOORS
@pytest.mark.parametrize("step_ms", [0.01, 1, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 1_000, 10_000])
def test_however_slow_the_machine_a_pasted_code_is_no_slip(door, step_ms: float, takes) -> None:
    takes(step_ms)
    assert word_of(door(photo(GENUINE))) in ("slip_codes_differ", "slip_bars_unread", "no_code")


@pytest.mark.parametrize(
    ("door", "step_ms"), [(of_a_file, 100), (of_a_large_jpeg, 40), (of_a_large_png, 40), (of_a_camera, 100)]
)
def test_where_time_ends_before_the_bars_it_is_said(door, step_ms: float, takes) -> None:
    takes(step_ms)
    result = decided(Path("x"), door(photo(GENUINE)), PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused, result.masked_text) == (None, "slip_bars_unread", "8111 1111 1111 09")


@pytest.mark.parametrize("step_ms", [4, 8])
def test_bars_that_are_seen_have_a_round_of_their_own(step_ms: float, takes) -> None:
    """The second code's part of the budget is over, and what is left of it would not do for their steps."""
    takes(step_ms)
    assert word_of(of_a_file(photo(GENUINE))) == "slip_codes_differ"


@DOORS
def test_a_slip_whose_bars_are_torn_off_is_one_where_there_was_time(door) -> None:
    assert word_of(door(photo(""))) is None


def test_bars_that_no_step_reads_are_no_evidence_where_there_was_time() -> None:
    slip = np.asarray(draw_slip(PAYLOAD, PASTED, ["x"])).copy()
    other = np.asarray(draw_slip(PAYLOAD, GENUINE, ["x"]))
    rows = np.flatnonzero((slip != other).any(axis=1))
    noise = np.random.default_rng(1).integers(0, 2, slip.shape[1] // 4 + 1).repeat(4)[: slip.shape[1]] * 255
    slip[rows[0] : rows[-1] + 1] = noise
    buffer = BytesIO()
    Image.fromarray(slip).save(buffer, "PNG")
    symbols = read_picture(buffer.getvalue(), budget_ms=1e9).symbols
    assert ([one.symbology for one in symbols], word_of(symbols)) == (["qr"], None)


def test_bars_that_were_read_on_one_frame_need_no_other() -> None:
    qr, bars = (Symbol(kind, text, text.encode(), "x") for kind, text in (("qr", PAYLOAD), ("code128", PASTED)))
    assert word_of((qr, bars, UNREAD_BARS)) is None
    assert word_of((qr, UNREAD_BARS)) == "slip_bars_unread"
    assert word_of((UNREAD_BARS,)) == "no_code"


def test_two_slips_with_bars_that_were_not_read_are_no_choice() -> None:
    other = make_payload(GENUINE, 100, PRACTICE_SLIP_KEY)
    both = tuple(Symbol("qr", text, text.encode(), "x") for text in (PAYLOAD, other))
    assert word_of((*both, UNREAD_BARS)) == "slip_bars_unread"


def test_a_frame_says_nothing_of_the_bars_of_a_code_that_was_told(takes) -> None:
    takes(100)
    frame = memoryview(pixels(photo(GENUINE)))
    untold, told = (read_frame(frame, 3, known).symbols for known in ((), (PAYLOAD.encode(),)))
    assert [UNREAD_BARS in symbols for symbols in (untold, told)] == [True, False]


def test_they_cross_from_the_reading_process() -> None:
    assert symbols_heard(symbols_told((UNREAD_BARS,))) == (UNREAD_BARS,)


def test_the_clock_is_the_threads() -> None:
    assert run.time is time is cascade.time
