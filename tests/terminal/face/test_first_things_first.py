"""Keys and scans go before pictures that come by themselves; a scan by hand that is refused keeps its page, and no
number of the slip before. On the pure face, the desk's answers told by hand where their order matters.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier
from fake_desk import CARD_ORDER

from scanner.camera.news import Opened
from scanner.sources.folder import Look
from terminal.desk.door import Refusal
from terminal.face import stage
from terminal.face.asks.refund import ReadCode, ScanPicture
from terminal.face.drafts.sources import Attached, SourcesDraft
from terminal.face.pages import Page
from terminal.face.scene import Scene

FIRST, SECOND = Path("1.png"), Path("2.png")
FOREIGN = "LKR1*80000026000246*5990*AAAAAAAA"
REFERENCE = "925498334778"


@pytest.fixture
def reading(cashier: Cashier) -> Cashier:
    """On the folder's page: the second picture is being read, the first one waits."""
    cashier.scene = replace(cashier.scene, sources=SourcesDraft(Attached(watch="/家/小票")))
    cashier.at_order().press("picture", "3")
    turn = stage.after_folder(cashier.scene, Look((FIRST, SECOND)))
    assert turn.ask == ScanPicture(SECOND)
    cashier.scene = turn.scene
    return cashier


def answers(scene: Scene) -> list[Scene]:
    """The second picture is found to be a slip, or refused."""
    ask = ScanPicture(SECOND)
    return [
        stage.after_refusal(scene, ask, Refusal("no_code")).scene,
        stage.after_answer(scene, ask, None).scene,
    ]


# fmt: off
KEYS = [
    ("back", Page.SOURCES),
    ("menu", Page.MENU),
    ("8",    Page.ORDER),
]
# fmt: on


@pytest.mark.parametrize(("key", "page"), KEYS)
def test_a_key_leaves_while_a_picture_is_read_and_its_answer_is_nobodys(reading: Cashier, key: str, page: Page) -> None:
    left = stage.after_key(reading.scene, key)
    assert (left.scene.page, left.scene.busy, left.ask) == (page, None, None)
    assert [after for after in answers(left.scene) if (after.page, after.note) != (page, None)] == []
    assert {after.sources.left for after in answers(left.scene)} == {()}


@pytest.mark.parametrize("key", ["ok", "clear", "plus"])
def test_a_key_of_no_use_there_changes_nothing(reading: Cashier, key: str) -> None:
    turn = stage.after_key(reading.scene, key)
    assert (turn.ask, turn.scene.busy, turn.scene.sources) == (None, ScanPicture(SECOND), reading.scene.sources)


def test_a_scan_goes_before_the_pictures_and_once_refused_they_go_on(reading: Cashier) -> None:
    scanned = stage.after_text(reading.scene, FOREIGN, scanned=True)
    assert (scanned.ask, scanned.scene.page) == (ReadCode(FOREIGN), Page.WATCH)
    assert scanned.scene.sources.waiting == (SECOND, FIRST)
    late = stage.after_refusal(scanned.scene, ScanPicture(SECOND), Refusal("no_code")).scene
    assert (late.busy, late.sources.last) == (ReadCode(FOREIGN), None)
    told = stage.after_refusal(late, ReadCode(FOREIGN), Refusal("slip_foreign"))
    assert (told.scene.page, told.ask) == (Page.WATCH, ScanPicture(SECOND))
    assert told.scene.note is not None
    assert told.scene.note.text == "fault.slip_foreign"


def test_a_payers_code_is_told_and_the_picture_goes_on_being_read(reading: Cashier) -> None:
    turn = stage.after_text(reading.scene, "134567890123456789", scanned=True)
    assert (turn.ask, turn.scene.busy, turn.scene.page) == (None, ScanPicture(SECOND), Page.WATCH)
    assert turn.scene.note is not None
    assert turn.scene.note.text == "fault.payment_code"


def test_the_same_picture_asked_again_is_answered_by_its_second_reading(reading: Cashier) -> None:
    reading.scene = stage.after_key(reading.scene, "back").scene
    reading.press("3")
    again = stage.after_folder(reading.scene, Look((SECOND,)))
    assert again.ask == ScanPicture(SECOND)
    first = stage.after_refusal(again.scene, again.ask, Refusal("no_code")).scene
    assert (first.busy, first.sources.last) == (again.ask, None)
    second = stage.after_refusal(first, again.ask, Refusal("no_code")).scene
    assert (second.busy, second.sources.last is None) == (None, False)


@pytest.fixture(params=["watch", "camera"])
def waiting(cashier: Cashier, request: pytest.FixtureRequest) -> Cashier:
    """On one of the pages that wait for a slip."""
    cashier.scene = replace(cashier.scene, sources=SourcesDraft(Attached(watch="/家/小票")))
    cashier.at_order().press("picture", {"camera": "2", "watch": "3"}[request.param])
    return cashier.hear_camera(Opened("摄像头", 1280, 720))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FOREIGN, "非本店销售单"),
        ("134567890123456789", "这是付款码"),
        ("6901234567892", "这是商品条码"),
        ("/a/x.png /a/y.png", "一次只能放入一个文件"),
        ("/nowhere/x.png", "此文件不是图片"),
    ],
)
def test_a_refused_scan_by_hand_stays_on_its_page_and_says_why(waiting: Cashier, text: str, said: str) -> None:
    page = waiting.page
    waiting.paste(text)
    assert (waiting.page, said in waiting.lcd) == (page, True)


def test_a_good_scan_by_hand_goes_on_from_there(waiting: Cashier) -> None:
    assert waiting.paste(CARD_ORDER).page is Page.ORIGINAL
    assert waiting.press("back").page is Page.ORDER


def test_a_few_digits_are_the_beginning_of_a_number(waiting: Cashier) -> None:
    waiting.paste("800000")
    assert (waiting.page, waiting.scene.draft.order) == (Page.ORDER, "800000")


@pytest.fixture(params=["scanned", "keyed"])
def dated(cashier: Cashier, request: pytest.FixtureRequest) -> Cashier:
    """A reference number waits for its date."""
    if request.param == "scanned":
        return cashier.at_order().paste(REFERENCE)
    return cashier.sign_on().press("3", "2", "123456", "ok", REFERENCE, "ok")


def test_a_refused_slip_on_the_date_page_leaves_no_reference_behind(dated: Cashier) -> None:
    assert (dated.page, dated.scene.draft.reference) == (Page.DATE, REFERENCE)
    dated.paste(FOREIGN)
    assert dated.page in {Page.ORDER, Page.REFERENCE}
    assert (dated.scene.draft.reference, dated.scene.draft.order) == ("", "")
    assert dated.scene.note is not None
    assert dated.scene.note.text == "fault.slip_foreign"


def test_a_good_slip_on_the_date_page_is_found(dated: Cashier) -> None:
    assert dated.paste(CARD_ORDER).page is Page.ORIGINAL
    assert not dated.scene.facts.dated


def test_another_reference_number_takes_the_place_of_the_first(dated: Cashier) -> None:
    assert f"原参考号 {REFERENCE}" in dated.lcd
    dated.paste("925498334999")
    assert (dated.page, dated.scene.draft.reference) == (Page.DATE, "925498334999")
    assert "原参考号 925498334999" in dated.lcd


@pytest.mark.parametrize(("text", "month_day"), [("1122", "1122"), ("20261121", "")])
def test_a_pasted_date_is_no_slip(dated: Cashier, text: str, month_day: str) -> None:
    dated.paste(text)
    assert (dated.page, dated.scene.draft.reference, dated.scene.draft.month_day) == (Page.DATE, REFERENCE, month_day)
