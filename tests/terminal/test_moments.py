"""Moments in digits."""

from datetime import datetime

import pytest

from terminal.moments import moment_of, zone_of


def test_digits_are_a_moment() -> None:
    assert moment_of("20240229235959") == datetime(2024, 2, 29, 23, 59, 59)  # noqa: DTZ001 - as the host wrote it


@pytest.mark.parametrize(
    "digits", ["", "2026", "20261122", "2026112212000", "202611221200000", "20260229120000", "20261122126000",
               "2026112２120000", "20261122-12000", "20261122+08000"],
)  # fmt: skip
def test_what_is_no_moment(digits: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment_of(digits)


@pytest.mark.parametrize(("at", "zone"), [
    ("2026-11-22T10:20:30+08:00", "+08:00"), ("2026-11-22T10:20:30.123-03:30", "-03:30"),
    ("2026-11-22T10:20:30Z", "Z"), ("2026-11-22T10:20:30", ""), ("2026-11-22", ""),
])  # fmt: skip
def test_the_zone_behind_a_time(at: str, zone: str) -> None:
    assert zone_of(at) == zone
