"""Slips that do not come out, before the real desk with a printer that nobody has plugged in: none of them is lost,
none is printed at every sign-on, and none outlives the practice data that it was about.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cashier import Cashier

from emulator import practice_host
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.face import stage
from terminal.face.asks.printing import Collect
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.settings import Settings

NOBODY = ("tcp://127.0.0.1:1",)
ORDERS = ("80000026000440", "80000026000634", "80000026001507")
OUTLIVES = {"lang", "theme", "size", "now_s", "clock", "touched_s", "lessons", "note"}
"""What of a terminal has nothing to do with its journal."""

Opened = Callable[[], Cashier]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    desks: list[Desk] = []

    def open_at() -> Cashier:
        for before in desks:
            before.close()
        desks.append(open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0, printers=NOBODY)))
        return Cashier(desks[-1]).sign_on()  # type: ignore[arg-type]

    yield open_at
    desks[-1].close()


def heard(cashier: Cashier) -> Cashier:
    """What the printers have said by now."""
    cashier._take(stage.after_answer(cashier.scene, Collect(), cashier.desk.prints.wait(5)))
    return cashier


def refunded(cashier: Cashier, *orders: str) -> list[str]:
    """These whole orders; the keys of their refunds."""
    for order in orders:
        heard(cashier.press("menu", "3", "1", "123456", "ok", order, "ok", "ok", "ok"))
        assert cashier.page is Page.RESULT
    return [str(record.key) for record in cashier.desk.journal.refunds()]


def test_a_slip_of_a_settled_batch_is_printed_all_the_same(opened: Opened) -> None:
    cashier = opened()
    keys = refunded(cashier, *ORDERS[:2])
    heard(cashier.press("menu", "7", "ok"))
    assert (cashier.page, cashier.scene.printing.missed) == (Page.SETTLED, tuple(keys))
    cashier.press("menu", "6", "6", "back", "6")
    for key in keys:
        cashier.press("ok")
        assert (cashier.page, cashier.scene.printing.out.subject) == (Page.PRINTED, key)
        heard(cashier)
        assert "连不上打印机tcp://127.0.0.1:1" in cashier.lcd
        cashier.press("back", "6")
    assert set(cashier.scene.printing.missed) == set(keys)


def test_no_sign_on_prints_again_what_this_run_has_tried(opened: Opened) -> None:
    cashier = opened()
    keys = refunded(cashier, *ORDERS[:2])
    cashier.press("menu", "8", "2", "1", "ok", "0000", "ok")
    assert (cashier.page, cashier.desk.prints.wait(5), cashier.scene.printing.missed) == (Page.MENU, (), tuple(keys))


def test_another_run_prints_what_is_of_today_once(opened: Opened) -> None:
    keys = refunded(opened(), *ORDERS[:2])
    cashier = opened()
    assert (cashier.page, [str(one.record.key) for one in cashier.scene.results]) == (Page.OPEN, keys)
    assert [one.subject for one in cashier.desk.prints.wait(5)] == keys
    cashier.press("menu", "8", "2", "1", "ok", "0000", "ok")
    assert (cashier.page, cashier.desk.prints.wait(5)) == (Page.MENU, ())
    assert cashier.scene.printing.missed == tuple(keys)


def test_printers_that_stay_down_get_no_slip_more_than_once_again(opened: Opened) -> None:
    keys = refunded(opened(), *ORDERS[:2])
    spooled = [[one.subject for one in opened().desk.prints.wait(5)] for _ in range(3)]
    assert spooled == [keys, [], []]
    cashier = opened()
    assert (cashier.page, cashier.scene.printing.missed) == (Page.MENU, tuple(keys)), "and it is offered"


def test_killed_before_anything_was_handed_over_it_is_handed_over_once(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = refunded(opened(), ORDERS[0])

    def killed(*_given: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("terminal.printers.spool.Spool.put", killed)
        with pytest.raises(KeyboardInterrupt):
            opened()
    cashier = opened()
    assert (cashier.page, cashier.scene.printing.missed) == (Page.MENU, (key,))


def test_what_is_of_another_day_and_another_batch_is_offered_and_not_printed(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    cashier = opened()
    keys = refunded(cashier, *ORDERS[:2])
    heard(cashier.press("menu", "7", "ok"))
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    monkeypatch.setattr(practice_host, "_local_now", lambda: tomorrow)
    cashier = opened()
    assert (cashier.page, cashier.desk.prints.wait(5)) == (Page.MENU, ())
    assert cashier.scene.printing.missed == tuple(keys)
    cashier.press("6", "6", "ok")
    assert (cashier.page, cashier.scene.printing.out.subject) == (Page.PRINTED, keys[0])


def test_renewed_practice_data_leaves_nothing_of_the_old_on_the_screens(opened: Opened) -> None:
    cashier = opened()
    refunded(cashier, ORDERS[0])
    heard(cashier.press("menu", "7", "ok"))
    cashier.press("menu", "records", "menu", "6", "2", "7", "menu", "3", "menu")
    assert cashier.scene.printing.missed
    cashier.press("8", "0", "3", "ok")
    assert cashier.page is Page.OPERATOR
    new = opened_scene(cashier)
    kept = {one.name for one in fields(Scene) if getattr(cashier.scene, one.name) != getattr(new, one.name)}
    assert kept <= OUTLIVES
    assert "未打" not in cashier.press("ok", "0000", "ok").lcd


def opened_scene(cashier: Cashier) -> Scene:
    """What a terminal shows that was just opened on the same desk."""
    return Cashier(cashier.desk).scene
