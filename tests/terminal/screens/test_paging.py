"""What is too long for the LCD has pages, on every page that shows names, links, folders and causes from elsewhere."""

from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier
from fake_desk import CARD_SALE, make_record
from fake_payments import paid

from protocol.transactions import Goods
from terminal.desk.door import RefundResult
from terminal.face import stage
from terminal.face.pages import Page
from terminal.printers.outcome import Printout
from terminal.screens.page import BODY_ROWS
from terminal.trade.payment import PaymentKind, PaymentState
from terminal.trade.refund import Cause, State

LONG = "长安街甲一号练习百货商店有限责任公司第二分店"


def all_of(cashier: Cashier) -> str:
    """The words of every page, turned through by 下 from the first and back to it."""
    first, seen = cashier.lcd, []
    while not seen or cashier.lcd != first:
        view = stage.view(cashier.scene)
        assert len(view.lines) <= BODY_ROWS
        seen.append("".join(line.text.strip() for line in view.lines))
        cashier.press("down")
    return "".join(seen)


def test_the_version_tells_the_whole_name_and_link(cashier: Cashier) -> None:
    cashier.sign_on()
    assert cashier.scene.station is not None
    link = "tcp://192.0.2.1:9000?" + "&".join(f"option{n}={n}" for n in range(20))
    station = replace(cashier.scene.station, merchant_name=LONG * 4, link=link)
    cashier.scene = replace(cashier.scene, station=station, page=Page.VERSION)
    told = all_of(cashier)
    assert (LONG * 4 in told, link in told) == (True, True)


def test_a_long_folder_stands_whole_on_what_was_printed(cashier: Cashier) -> None:
    cashier.sign_on()
    folder = Path("/", *(f"{LONG}{n}" for n in range(8)))
    out = Printout(files=(folder / "1.txt",))
    cashier.scene = replace(cashier.scene, page=Page.PRINTED, printing=replace(cashier.scene.printing, out=out))
    assert str(folder) in all_of(cashier)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_an_open_refund_with_a_long_cause_keeps_its_choices_on_every_page(cashier: Cashier, lang: str) -> None:
    cashier.sign_on()
    record = replace(make_record(CARD_SALE, 1, (), 7), state=State.UNKNOWN, cause=Cause.HOST_UNSURE, payer=LONG * 9)
    scene = replace(cashier.scene, page=Page.OPEN_ONE, lang=lang, results=(RefundResult(record),))
    cashier.scene = scene.drafted(replace(scene.draft, settling=record))
    shown = [line.key for line in stage.view(cashier.scene).lines if line.key]
    assert shown == ["1", "2", "3", "4"]
    assert [line.key for line in stage.view(cashier.press("down").scene).lines if line.key] == ["1", "2", "3", "4"]


def test_an_owed_payment_says_all_of_it(cashier: Cashier) -> None:
    cashier.sign_on()
    record = replace(paid(PaymentKind.SALE, 900, None, 9), state=PaymentState.MANUAL, cause=Cause.NO_ANSWER)
    cashier.scene = cashier.scene.paying(replace(cashier.scene.payment, owed=replace(record, payer=LONG * 9)))
    cashier.scene = replace(cashier.scene, page=Page.OWED_ONE)
    assert "000009" in all_of(cashier)


def test_the_goods_stand_last_on_the_last_look_and_the_hint_tells_of_pages(cashier: Cashier, desk) -> None:
    goods = tuple(Goods(f"S{n}", f"{LONG}{n}号", 100, 1) for n in range(12))
    desk.sales[CARD_SALE.order_no] = replace(CARD_SALE, goods=goods)
    cashier.at_original().press("ok", "1")
    assert [word for word in ("1/3", "原路退回", "预计到账", "上/下=翻页") if word not in cashier.lcd] == []
    desk.sales[CARD_SALE.order_no] = replace(CARD_SALE, goods=goods[:1])
    assert "翻页" not in Cashier(desk).at_original().press("ok", "1").lcd
