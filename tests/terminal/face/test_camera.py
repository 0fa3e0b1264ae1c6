"""The camera's page: opened, seen by, refused, gone; the list where there are several; and the keys beside it."""

from dataclasses import replace

import pytest
from cashier import Cashier
from fake_desk import CARD_ORDER, PHONE_ORDER

from scanner.camera.devices import Device
from scanner.camera.news import CameraFault, Listed, News, Opened, Over, Seen
from scanner.decode.symbol import Symbol
from terminal.desk.door import Refusal
from terminal.desk.faults import FAULTS
from terminal.face import stage
from terminal.face.asks.refund import ReadSeen
from terminal.face.idle import IDLE_S
from terminal.face.pages import Page
from terminal.language import LANGUAGES, translator
from terminal.screens.page import LEAST, Room, wide_room
from terminal.screens.refund.camera import picture_room, source_of

OPEN = Opened("HD Webcam", 1280, 720)
PAYER = Symbol("qr", "130123456789012345", b"130123456789012345", "zxing fast")
WORDS = ("missing", "denied", "privacy", "busy", "lost", "still", "file")


def seen(*texts: str) -> Seen:
    return Seen(0, tuple(Symbol("qr", text, text.encode(), "zxing fast") for text in texts))


def told(cashier: Cashier, *news: News) -> Cashier:
    for one in news:
        cashier.hear_camera(one)
    return cashier


@pytest.fixture
def at_camera(cashier: Cashier) -> Cashier:
    return cashier.at_order().press("picture", "2")


def test_it_is_opened_named_and_aimed(at_camera: Cashier) -> None:
    assert (at_camera.page, source_of(at_camera.scene)) == (Page.CAMERA, "")
    assert "正在打开摄像头" in at_camera.lcd
    told(at_camera, OPEN)
    assert "摄像头 HD Webcam" in at_camera.lcd
    assert "对准镜头" in at_camera.lcd


def test_a_slip_leads_to_its_original(at_camera: Cashier) -> None:
    told(at_camera, OPEN, seen(CARD_ORDER))
    assert at_camera.page is Page.ORIGINAL
    assert source_of(at_camera.scene) is None


def test_a_payer_code_is_refused_unseen_and_the_camera_goes_on(at_camera: Cashier) -> None:
    told(at_camera, OPEN, Seen(3, (PAYER,)))
    assert (at_camera.page, source_of(at_camera.scene)) == (Page.CAMERA, "")
    assert at_camera.scene.note is not None
    assert at_camera.scene.note.text == "fault.payment_code"
    assert "0123456789" not in at_camera.lcd + repr(at_camera.scene) + repr(ReadSeen((PAYER,)))
    told(at_camera, seen(PHONE_ORDER))
    assert at_camera.page is Page.ORIGINAL


def test_what_comes_into_view_while_another_is_looked_up_is_looked_up_next(at_camera: Cashier) -> None:
    told(at_camera, OPEN)
    turn = stage.after_camera(at_camera.scene, seen("nothing of ours"))
    turn = stage.after_camera(turn.scene, seen("neither"))
    turn = stage.after_camera(turn.scene, seen(CARD_ORDER))
    refused = stage.after_refusal(turn.scene, ReadSeen(()), Refusal("not_a_slip"))
    assert (turn.ask, refused.ask, refused.scene.busy) == (None, ReadSeen(seen(CARD_ORDER).codes), refused.ask)
    done = stage.after_refusal(refused.scene, ReadSeen(()), Refusal("not_a_slip"))
    assert (done.ask, done.scene.busy, done.scene.camera.waiting) == (None, None, ())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("word", WORDS)
def test_each_way_to_have_no_camera_has_words_of_its_own(at_camera: Cashier, word: str, lang: str) -> None:
    at_camera.scene = replace(at_camera.scene, lang=lang)
    told(at_camera, OPEN, Over(f"camera_{word}", "HD Webcam"))  # type: ignore[arg-type]  # a literal
    texts = [translator(lang)(f"fault.camera_{one}", seen="HD Webcam") for one in WORDS]
    assert len(set(texts)) == len(WORDS)
    shown = "".join(at_camera.lcd.split())
    assert [text for text in texts if "".join(text.split()) in shown] == [texts[WORDS.index(word)]]
    assert source_of(at_camera.scene) is None
    assert f"camera_{word}" in FAULTS


def test_it_is_tried_again_by_ok(at_camera: Cashier) -> None:
    told(at_camera, OPEN, Over("camera_lost")).press("ok")
    assert (source_of(at_camera.scene), at_camera.scene.camera.over) == ("", None)
    assert at_camera.press("ok", "clear", "letter").page is Page.CAMERA


@pytest.mark.parametrize("news", [(), (OPEN,), (OPEN, Over("camera_lost"))])
def test_a_number_is_keyed_from_the_first_digit_on(at_camera: Cashier, news: tuple[News, ...]) -> None:
    told(at_camera, *news).press(CARD_ORDER[:1])
    assert (at_camera.page, at_camera.scene.draft.order) == (Page.ORDER, CARD_ORDER[:1])
    assert at_camera.press(CARD_ORDER[1:], "ok").page is Page.ORIGINAL


def test_what_a_scanner_types_here_is_looked_for(at_camera: Cashier) -> None:
    assert told(at_camera, OPEN).paste(CARD_ORDER).page is Page.ORIGINAL


def test_back_leads_to_the_sources_and_nothing_is_heard_there(at_camera: Cashier) -> None:
    told(at_camera, OPEN).press("back")
    before = at_camera.scene
    assert (before.page, source_of(before)) == (Page.SOURCES, None)
    assert told(at_camera, seen(CARD_ORDER), Over("camera_lost"), OPEN).scene == before


@pytest.mark.parametrize("key", ["help", "paper", "inspect", "functions"])
def test_while_something_lies_over_its_page_it_is_given_back(at_camera: Cashier, key: str) -> None:
    told(at_camera, OPEN).press(key)
    assert source_of(at_camera.scene) is None
    assert at_camera.press("back").page is Page.CAMERA
    assert source_of(at_camera.scene) == ""


def test_nobody_there_closes_it_and_a_code_in_view_is_somebody(at_camera: Cashier) -> None:
    told(at_camera, OPEN).wait(IDLE_S - 1)
    told(at_camera, seen("nothing of ours")).wait(2)
    assert at_camera.page is Page.CAMERA
    at_camera.wait(IDLE_S)
    assert (at_camera.page, source_of(at_camera.scene)) == (Page.IDLE, None)


TWO = (Device(0, "HD Webcam"), Device(2, "后置\x1b[2J"))


def test_of_several_one_is_chosen_by_its_digit(at_camera: Cashier) -> None:
    told(at_camera, Listed(TWO))
    assert (at_camera.page, source_of(at_camera.scene)) == (Page.CAMERAS, None)
    assert "2 后置" in at_camera.lcd
    assert "\x1b" not in at_camera.lcd
    at_camera.press("2")
    assert (at_camera.page, source_of(at_camera.scene)) == (Page.CAMERA, "2")
    told(at_camera, OPEN).press("plus", "down", "ok")
    assert (at_camera.page, at_camera.scene.cursor) == (Page.CAMERA, 0)


def test_the_other_camera_is_one_key_away(at_camera: Cashier) -> None:
    told(at_camera, Listed(TWO)).press("2")
    assert "+/-=换摄像头" in told(at_camera, OPEN).lcd
    assert source_of(at_camera.press("minus").scene) == ""
    assert told(at_camera, Listed(TWO[::-1])).press("1").page is Page.CAMERA
    assert source_of(at_camera.scene) == "2"


def test_one_that_went_away_is_chosen_no_more(at_camera: Cashier) -> None:
    told(at_camera, Listed(TWO)).press("2")
    told(at_camera, OPEN, Over("camera_lost", "back")).press("ok")
    assert source_of(at_camera.scene) == ""
    told(at_camera, OPEN)
    assert "换摄像头" not in at_camera.lcd
    assert source_of(at_camera.press("plus").scene) == ""
    assert at_camera.scene.camera.name == "HD Webcam"


def test_the_camera_of_the_settings_is_the_one_that_is_opened(at_camera: Cashier) -> None:
    scene = at_camera.scene
    attached = replace(scene.sources.attached, camera="练习.avi")
    at_camera.scene = replace(scene, sources=replace(scene.sources, attached=attached))
    assert source_of(at_camera.scene) == "练习.avi"


@pytest.mark.parametrize(
    ("size", "room"),
    [((80, 24), Room(49, 14)), (LEAST, Room(35, 10)), ((200, 60), Room(96, 27)), ((60, 60), Room(56, 16))],
)
def test_the_picture_fits_between_what_to_do_and_a_message(cashier: Cashier, size, room: Room) -> None:
    whole = wide_room(replace(cashier.scene, size=size))
    drawn = picture_room(whole)
    assert drawn == room
    assert drawn.rows + 4 <= whole.rows
    assert drawn.columns <= whole.columns


def test_a_fault_says_its_word_and_which_camera() -> None:
    assert str(CameraFault("camera_busy", "HD Webcam")) == "camera_busy HD Webcam"
