"""Screens from switching on to the main menu."""

from dataclasses import replace

from cashier import Day
from fake_desk import FakeDesk

from terminal.desk.door import Refusal
from terminal.face import stage
from terminal.face.asks.signing import Open


def day(lang: str) -> Day:
    """Booting, refused and not; signing on, with a lock on the way."""
    desk = FakeDesk()
    taken = Day(desk, lang)
    booting = stage.started(lang).scene
    taken.shots["boot"] = booting
    taken.shots["boot-refused"] = stage.after_refusal(booting, Open(), Refusal("journal_held")).scene
    taken.shot("operator").shot("leave", "back").press("2").shot("password", "ok", "00")
    taken.shot("password-short", "ok")
    desk.tries = 1
    taken.shot("password-locked", "99", "ok")
    taken.cashier.wait(60)
    desk.tries = 5
    taken.held("password-checked", "0000", "ok").shot("menu").shot("menu-help", "help")
    taken.cashier.wait(60)
    return taken.shot("idle")


def evening(lang: str) -> Day:
    """Nobody signed on, and a live terminal that has locked itself."""
    taken = Day(FakeDesk(), lang)
    taken.cashier.wait(60)
    taken.shot("idle-closed").press("ok")
    desk = FakeDesk()
    live = Day(desk, lang).press("ok", "0000", "ok")
    live.cashier.scene = replace(live.cashier.scene, practice=False)
    live.cashier.wait(60).wait(840)
    taken.shots["locked"] = replace(live.cashier.scene, practice=True)
    return taken


DAYS = (day, evening)
