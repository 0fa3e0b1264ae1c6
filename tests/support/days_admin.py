"""Screens of 管理: an operator's way through it, the supervisor's and the system operator's."""

from cashier import Day
from fake_desk import FakeDesk

LONG = "大自然健康食品专营连锁有限责任公司滨江东路第一百二十八分店特约经销处"


def day(lang: str) -> Day:
    """Its menu, and what an operator does there."""
    taken = Day(FakeDesk(), lang).press("ok", "0000", "ok")
    taken.shot("menu", "8").shot("sign-in", "1").shot("shift", "back", "2").shot("sign-off", "2")
    taken.shot("staff-password", "back", "back", "3")
    taken.shot("old-password", "back", "4").shot("new-password", "0000", "ok").shot("new-wrong", "123456", "ok")
    taken.shot("new-again", "clear", "1234", "ok").shot("new-unequal", "1111", "ok")
    taken.shot("setup-password", "menu", "8", "5").shot("display", "back", "7").shot("language", "1")
    taken.shot("practice", "back", "back", "0").shot("reset", "3").shot("version", "back", "back", "7", "3")
    return taken.shot("theme", "back", "7", "2").shot("ascii", "4")


def supervisor(lang: str) -> Day:
    """00: operator management only."""
    taken = Day(FakeDesk(), lang).press("00", "ok", "123456", "ok")
    taken.shot("operators").shot("operator-no", "1").shot("operator-exists", "01", "ok")
    taken.press("clear", "clear", "02", "ok", "1111", "ok", "1111", "ok").shot("operators-saved")
    taken.shot("operator-list", "3").shot("remove", "back", "2", "02", "ok").shot("removed", "ok")
    taken.shot("manager-by-99", "6", "01", "ok").shot("dismiss", "clear", "clear", "98", "ok").press(
        "back", "back", "back"
    )
    return taken.shot("remove-refused", "2", "01", "ok", "ok")


def system(lang: str) -> Day:
    """99: shop managers, parameters and line."""
    desk = FakeDesk()
    desk.setup.parameters = desk.setup.parameters.changed("merchant_name", LONG)
    taken = Day(desk, lang).press("99", "ok", "12345678", "ok")
    taken.shot("system").shot("managers", "3").shot("manager", "6", "01", "ok").shot("appointed", "ok").press("back")
    taken.shot("parameters", "5").shot("parameters-2", "plus")
    taken.shot("parameter-name", "minus", "3").shot("parameter-tpdu", "back", "4").shot("parameter-short", "60", "ok")
    taken.press("back", "plus", "3").shot("choice").shot("choice-saved", "1")
    desk.setup.bound = True
    taken.shot("parameter-bound", "minus", "1", "888888800000002", "ok")
    desk.setup.bound = False
    taken.shot("line", "back", "back", "6").shot("line-well", "1").shot("line-address", "2")
    taken.shot("line-keyed", "127", "0", "letter", "0", "0", "letter", "1").shot("line-malformed", "ok")
    desk.setup.given, desk.setup.down = True, True
    return taken.shot("line-given", "back", "4").shot("line-down", "1")


DAYS = (day, supervisor, system)
