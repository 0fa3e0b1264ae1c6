"""识读方式 and 监视文件夹 on the pure face: where they lead, and that a number keyed by hand is one key away."""

from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier
from fake_desk import CARD_ORDER

from scanner.sources.folder import Look
from terminal.desk.door import Refusal
from terminal.face import stage
from terminal.face.asks.refund import ScanPicture
from terminal.face.drafts.sources import MOST_WAITING, Attached, Outcome, Port, SourcesDraft
from terminal.face.pages import Page
from terminal.screens.refund.watch import looking

FOLDER = "/家/小票"


def watching(cashier: Cashier) -> Cashier:
    """On the page of a folder that is watched."""
    cashier.scene = replace(cashier.scene, sources=SourcesDraft(Attached(watch=FOLDER)))
    return cashier.at_order().press("picture", "3")


def test_the_menu_of_sources_and_the_way_back(cashier) -> None:
    cashier.at_order().press("picture")
    assert cashier.page is Page.SOURCES
    for words in ("1 图片文件", "扫码枪: 直接扫即可", "串口扫码枪: 未设置", "监视文件夹: 未设置"):
        assert words in cashier.lcd
    assert "3 监视文件夹" not in cashier.lcd
    assert cashier.press("3").page is Page.SOURCES
    assert cashier.press("back").page is Page.ORDER


@pytest.mark.parametrize(("port", "said"), [(Port.CLOSED, "未打开"), (Port.READY, "已连接"), (Port.GONE, "未连接")])
def test_the_serial_scanner_and_its_port(cashier, port: Port, said: str) -> None:
    cashier.at_order().press("picture")
    cashier.scene = replace(cashier.scene, sources=SourcesDraft(Attached(scanner="serial://COM3?baud=9600"), port))
    assert f"串口扫码枪({said}): COM3" in cashier.lcd


@pytest.mark.parametrize("keys", [(), ("1",), ("3",)], ids=["sources", "picture", "watch"])
def test_a_scan_is_looked_for_wherever_slips_are_asked_for(cashier, keys: tuple[str, ...]) -> None:
    cashier.scene = replace(cashier.scene, sources=SourcesDraft(Attached(watch=FOLDER)))
    cashier.at_order().press("picture", *keys).paste(CARD_ORDER)
    assert cashier.page is Page.ORIGINAL
    assert cashier.press("back").page is Page.ORDER


def test_a_folder_is_waited_for_and_a_digit_begins_the_number(cashier) -> None:
    watching(cashier)
    assert cashier.page is Page.WATCH
    assert FOLDER in cashier.lcd
    assert cashier.press("ok", "clear").page is Page.WATCH
    cashier.press("8")
    assert cashier.page is Page.ORDER
    assert "  8_" in cashier.lcd


def test_pictures_are_read_one_after_another_the_newest_first_until_one_is_a_slip(cashier, desk) -> None:
    watching(cashier)
    look = Look((Path("slip1.png"), Path("slip0.png"), Path("坏.png")))
    turn = stage.after_folder(cashier.scene, look)
    assert turn.ask == ScanPicture(Path("坏.png"))
    after = stage.after_refusal(turn.scene, turn.ask, Refusal("picture_unreadable"))
    assert after.scene.sources.last == Outcome("坏.png", "fault.picture_unreadable")
    assert after.ask == ScanPicture(Path("slip0.png"))
    assert after.scene.busy == after.ask
    assert looking(after.scene).ask is None
    cashier.scene = after.scene
    assert "最近: 坏.png" in cashier.lcd
    assert "已收到新图片: 3" in cashier.lcd


def pictures(first: int, count: int) -> Look:
    return Look(tuple(Path(f"{n}.png") for n in range(first, first + count)))


@pytest.mark.parametrize("over", [0, 1, 550])
def test_of_more_pictures_than_wait_the_newest_are_kept_and_the_rest_is_counted(over: int) -> None:
    came = SourcesDraft().looked(pictures(0, 40)).looked(pictures(40, MOST_WAITING - 40 + over))
    assert (len(came.waiting), came.seen, came.unread) == (MOST_WAITING, MOST_WAITING + over, over)
    assert came.waiting[0] == Path(f"{MOST_WAITING + over - 1}.png")
    assert (came.fresh().waiting, came.fresh().unread) == ((), 0)


@pytest.mark.parametrize(("lang", "said"), [("zh_CN", "550张未读，请重新存入"), ("en", "550 left unread")])
def test_a_slip_put_in_last_is_read_first_and_the_unread_are_told(cashier, lang: str, said: str) -> None:
    watching(cashier)
    cashier.scene = replace(cashier.scene, lang=lang)
    turn = stage.after_folder(cashier.scene, Look((*pictures(0, MOST_WAITING + 549).pictures, Path("slip0.png"))))
    assert turn.ask == ScanPicture(Path("slip0.png"))
    cashier.scene = turn.scene
    assert said in cashier.lcd
    cashier._answer(turn.ask)
    assert cashier.page is Page.ORIGINAL
    assert str(MOST_WAITING - 1 + 550) in cashier.lcd
