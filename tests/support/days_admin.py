"""Screens of 管理."""

from cashier import Day
from fake_desk import FakeDesk


def day(lang: str) -> Day:
    """Its menu and what stands on it."""
    taken = Day(FakeDesk(), lang).press("ok", "0000", "ok")
    taken.shot("menu", "8").shot("reset", "1").shot("language", "back", "2").shot("version", "back", "3")
    return taken.shot("theme", "back", "5").shot("ascii", "4")


DAYS = (day,)
