"""The real clock: it goes on, and a sleep that is none takes no time. Nothing here sleeps."""

import time

import pytest

from protocol.transport.clock import SystemClock


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the system was asked to sleep."""
    asked: list[float] = []
    monkeypatch.setattr(time, "sleep", asked.append)
    return asked


def test_it_goes_on() -> None:
    clock = SystemClock()
    before, between, after = clock.now(), time.monotonic(), clock.now()
    assert before <= between <= after


def test_it_sleeps_as_long_as_it_is_told(slept: list[float]) -> None:
    SystemClock().sleep(0.25)
    assert slept == [0.25]


@pytest.mark.parametrize("seconds", [0.0, -0.001, -5.0])
def test_time_that_is_over_is_not_slept(slept: list[float], seconds: float) -> None:
    """A deadline that has passed while something else was done; time.sleep refuses it."""
    SystemClock().sleep(seconds)
    assert slept == []
