"""Screens of 练习任务, from a trainee's name to the verdict."""

from cashier import Day
from fake_desk import FakeDesk
from trainee import Trainee

from terminal.face.pages import Page


def day(lang: str) -> Day:
    """A task that is done wrong, and one that is ended; the longest name."""
    desk = FakeDesk()
    taken = Day(desk, lang)
    trainee = Trainee(desk, lang)
    taken.cashier = trainee.sign_on()
    taken.shot("name", "9")
    trainee.paste("王小明张晓华李大为陈思远欧阳")
    taken.shot("name-keyed").shot("lessons", "ok").shot("task", "1").shot("begun", "ok")
    trainee.serve(Page.ORDER)
    taken.shot("order").shot("order-help", "help").press("help")
    trainee.serve(Page.LESSON_END)
    taken.shot("verdict").press("back").shot("lessons-done").press("2", "ok").shot("running", "9")
    return taken.shot("ended", "2")


DAYS = (day,)
