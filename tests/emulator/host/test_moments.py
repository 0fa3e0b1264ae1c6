"""The host's clock: what a moment says, that it is worked out once, and seconds that last a second."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from emulator.host.moments import Moments, WholeSeconds

CHINA = timezone(timedelta(hours=8))


def test_a_moment_says_itself_as_fields_and_ledger_do():
    moment = Moments(lambda: datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)).now()
    assert (moment.day, moment.month_day, moment.time) == ("20260203", "0203", "040506")
    assert (moment.today.isoformat(), moment.references) == ("2026-02-03", 960340000000)


def test_the_same_reading_is_the_same_moment_and_an_equal_one_elsewhere_is_not():
    here, there = datetime(2026, 11, 22, 20, tzinfo=UTC), datetime(2026, 11, 23, 4, tzinfo=CHINA)
    readings = iter((here, here, there))
    moments = Moments(lambda: next(readings))
    first, second, third = (moments.now() for _ in range(3))
    assert first is second
    assert (here == there, third.day, third.time) == (True, "20261123", "040000")


@pytest.mark.parametrize(("second", "said"), [(1.0, 1), (1.999, 1), (2.0, 2), (0.5, 0), (-0.5, -1)])
def test_whole_seconds_follow_the_clock_forth_and_back(second, said):
    now, asked = [100.25], []
    clock = WholeSeconds(lambda: now[0], lambda whole: asked.append(whole) or datetime.fromtimestamp(whole, UTC))
    assert clock.now() is clock.now()
    now[0] = second
    assert clock.now() is clock.now()
    assert clock.now() == datetime.fromtimestamp(said, UTC)
    assert asked == [100, said]
