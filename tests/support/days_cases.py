"""Screens of 退款申请: the list, a case of each kind on its way, with the longest values there may be."""

from dataclasses import replace

from cashier import Day
from fake_cases import FakeCases, older
from fake_desk import CARD_ORDER, PHONE_ORDER, FakeDesk

from terminal.case.checks import MOST_WORDS
from terminal.case.papers import Paper
from terminal.case.words import State
from terminal.desk.case_door import Faulty

LONGEST = "甲" * MOST_WORDS
NAME = "北京某某某电子商务有限责任公司第一分公司"
ON = ("ok", "0000", "ok", "8", "9")
BY_00 = ("0", "ok", "123456", "ok")


def begin(taken: Day, kind: str, order: str = CARD_ORDER) -> Day:
    """A new case, to its form."""
    return taken.press("new", kind, "1", order, "ok", "ok", "ok")


def filled(taken: Day, name: str = "1") -> Day:
    """What is needed of any kind but a device."""
    taken.press(name) if len(name) == 1 else taken.cashier.paste(name)
    return taken.press("ok", "13800000000", "ok", "1", "ok")


def attached(taken: Day, papers: int) -> Day:
    """So many papers, the first of the list each."""
    taken.press("5")
    for at in range(1, papers + 1):
        taken.press(str(at), "1", "1", "ok", "back")
    return taken.press("back")


def device(lang: str) -> Day:
    """A device comes back with a part missing, and is paid by card."""
    cases = FakeCases()
    taken = Day(FakeDesk(cases=cases), lang).press(*ON[:4])
    taken.shot("admin").shot("none", "9").shot("kind", "new").shot("sale", "1").shot("original", "1", CARD_ORDER, "ok")
    taken.shot("form", "ok").shot("who", "ok").press("1", "ok", "13800000000", "ok")
    taken.shot("reason").press("1", "ok").shot("fault").press("1").shot("goods", "1", "2")
    taken.shot("parts", "ok", "1", "2", "3").press("ok")
    taken.shot("form-whole").shot("form-2", "plus").press("ok").shot("talking").shot("talks", "6")
    taken.shot("talk", "1", "1", "ok").press("1", "ok", "ok").shot("talks-2", "6").press("back")
    taken.shot("begin", "1").press("ok").shot("papers", "5").shot("paper", "1").shot("files", "1").shot("path", "0")
    taken.press("back").shot("attach", "1").press("ok").shot("paper-file", "down").press("back", "back")
    attached(taken.press("5", "back"), 0)
    taken.press("5")
    for at in "2345":
        taken.press(at, "1", "1", "ok", "back")
    taken.shot("papers-whole").press("back", "1", "ok").shot("applied")
    taken.shot("reviewer", "0").shot("password", "ok").shot("review", "123456", "ok").shot("approve", "1")
    taken.shot("amount", "1").shot("route", "back", "3").press("back", "ok").shot("approved")
    taken.shot("signing", "1").shot("sign", "1", "1", "ok").press("ok").shot("signed-one")
    cases.text = "b" * 64
    taken.shot("agreement-anew", "2").press("back", "1", "2", "ok", "ok").shot("goods-due")
    taken.press("1", "1", "ok", *"SF1234567890", "ok", "ok").shot("received", "2", "2").press("ok", "ok")
    taken.shot("goods-in").shot("reject", *BY_00, "1", "1", "ok").press("menu", "8", "9", "1")
    taken.shot("check", "1", "1").press("ok", "ok").shot("ready")
    taken.press(*BY_00).shot("pay").press("1").shot("card").shot("confirm", "ok").shot("paid", "ok", "ok")
    taken.press("1", "1", "ok").shot("arrived").shot("score", "1").press("5", "ok").shot("closed").shot("life", "8")
    return taken.shot("life-2", "plus").press("back").shot("print", "7").shot("bundle", "7")


def outside(lang: str) -> Day:
    """The longest words, papers that vanished, a payment outside, a list with what is due."""
    cases = FakeCases()
    taken = begin(Day(FakeDesk(cases=cases), lang).press(*ON), "2", PHONE_ORDER)
    taken.cashier.paste(NAME)
    taken.press("ok", "13800000000", "ok")
    taken.cashier.paste(LONGEST)
    taken.shot("longest").press("ok", "ok").shot("longest-case").shot("longest-case-2", "plus").press(
        "minus", "1", "ok"
    )
    attached(taken, 6).press("1", "ok")
    taken.press(*BY_00, "3").shot("ask-papers").press("2", "ok", "ok").shot("wanting")
    taken.press("5", "2", "1", "2", "ok", "back", "back", "1", "ok", *BY_00, "1", "3", "2", "ok")
    taken.press("1", "1", "1", "ok", "ok", "1", "1", "ok", "ok").shot("payee", "1").press("1", "ok")
    taken.shot("account", "6222020000000005").press("ok", "1", "ok").shot("payee-form").press("ok").shot("payee-keyed")
    taken.press(*BY_00).shot("outside-review").press("1").shot("key-again").press("1", "ok", "6222020000000005", "ok")
    taken.press("1", "ok", "ok").shot("outside").press(*BY_00).shot("outside-2").shot("payer", "1", "1", "ok")
    taken.press("6222020000000005", "ok", "1", "ok", "20261122001", "ok")
    taken.press("20261122", "ok").shot("mark-paid").press("ok").shot("paid-outside").press("back")
    (number,) = cases.cases
    cases.cases[number] = older(cases.cases[number], 40)
    begin(taken, "3").press("1", "ok", "13800000000", "ok", "4", "ok", "ok", "back").shot("list")
    taken.shot("functions", "0").press("back").shot("due", "filter").shot("find", "find").press("back", "filter")
    cases.faulty = (Faulty(Paper.INVOICE, f"{1:064x}", "发票.png", vanished=True),)
    taken.shot("changed", "1").shot("papers-changed", "5").shot("paper-changed", "2")
    taken.shot("discard", "2", "ok", "123456", "ok").press("back", "back", "back", "back", "back")
    cases.faulty = ()
    for state in (State.PAYING, State.ENTERING):
        cases.cases[number] = replace(cases.cases[number], state=state)
        taken.press("filter", "filter", "filter").shot(state.value, "1").press("back")
    taken.shot("slow", "slow").shot("slow-saved", "1").press("menu")
    return taken.shot("menu-due")


DAYS = (device, outside)
