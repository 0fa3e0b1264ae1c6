"""The moment of an answer: the host's clock as answers and rules say it. No clock here: its reading comes in.

The rule: of one reading everything is worked out once, however many answers are given in it.
"""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime

MAX_NUMBER = 9_999_999
"""Answers of one ledger: seven digits of the host's own reference number."""
NEARLY_FULL = 9_000_000
"""From this number on whoever opens the ledger is told."""


class Moment:
    """now: host-local. today: its day. day: today as the ledger writes it, yyyymmdd. month_day: MMDD, time: hhmmss, as
    fields 13 and 12 say them. references: what the host's own numbers of this day are counted from.
    """

    __slots__ = ("day", "month_day", "now", "references", "time", "today")

    def __init__(self, now: datetime) -> None:
        self.now: datetime = now
        self.today: date = now.date()
        self.month_day = f"{now.month:02d}{now.day:02d}"
        self.day = f"{now.year:04d}{self.month_day}"
        day_of_year = self.today.toordinal() - date(now.year, 1, 1).toordinal() + 1
        self.references = int(f"9{now.year % 10}{day_of_year:03d}") * (MAX_NUMBER + 1)
        self.time = f"{now.hour:02d}{now.minute:02d}{now.second:02d}"


class Moments:
    """A clock that remembers the moment of its last reading: one that says the same object again is of the same moment.

    Told by identity: of equal times in two time zones only one is what the clock on this wall says.
    """

    __slots__ = ("_clock", "_last")

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last: Moment | None = None

    def now(self) -> Moment:
        """The moment."""
        now, last = self._clock(), self._last
        if last is None or last.now is not now:
            last = self._last = Moment(now)
        return last


class WholeSeconds:
    """A clock that says the same object throughout a second. seconds: since 1970; local: such a number, as the shop's
    wall clock says it.
    """

    __slots__ = ("_begun", "_local", "_over", "_seconds", "_time")

    def __init__(self, seconds: Callable[[], float], local: Callable[[int], datetime]) -> None:
        self._seconds, self._local = seconds, local
        self._begun = self._over = 0
        self._time = datetime.min.replace(tzinfo=UTC)  # said in no second

    def now(self) -> datetime:
        """The second that has begun."""
        seconds = self._seconds()
        if not self._begun <= seconds < self._over:
            self._begun = math.floor(seconds)
            self._over, self._time = self._begun + 1, self._local(self._begun)
        return self._time
