"""The camera line by line: it is waited for, told in words, and given back."""

from collections.abc import Generator
from pathlib import Path

import pytest
from fake_desk import CARD_ORDER, FakeDesk
from film import frame, mjpeg
from typed import SIGN_ON, Lines

from scanner.camera.devices import Device
from scanner.camera.news import Listed, Opened, Over, Seen
from scanner.decode.symbol import Symbol
from terminal.face.pages import Page
from terminal.plain.camera import CameraNews, news_of
from terminal.plain.session import PlainFace

TO_THE_CAMERA = (*SIGN_ON, "3", "1", "123456 ok", "p", "2")
OPEN = Opened("HD Webcam", 1280, 720)


def seen(text: str) -> Seen:
    return Seen(0, (Symbol("qr", text, text.encode(), "x"),))


def looked(*answers: tuple[CameraNews, ...], lines: tuple[str, ...] = ()) -> tuple[PlainFace, Lines, list[str]]:
    """A session in which the camera tells these, each time that it is opened the next."""
    told, given_back = list(answers), []

    def see(source: str) -> Generator[CameraNews, None, None]:
        try:
            yield from told.pop(0)
        finally:
            given_back.append(source)

    console = Lines((*TO_THE_CAMERA, *lines))
    desk = FakeDesk()
    face = PlainFace(lambda: desk, console, lang="zh_CN", monotonic=lambda: 0.0, clock=lambda: "10:20", see=see)
    assert face.run() == 0
    return face, console, given_back


def test_a_slip_leads_on_and_a_refused_code_does_not() -> None:
    face, console, given_back = looked((OPEN, seen("130123456789012345"), seen(CARD_ORDER)))
    assert (face.scene.page, given_back) == (Page.ORIGINAL, [""])
    said = "\n".join(console.said)
    assert said.index("最多等 30 秒") < said.index("这是付款码") < said.index("销售单号 8123")
    assert "130123456789012345" not in said


def test_where_nothing_comes_its_menu_is_there_again() -> None:
    face, _, given_back = looked((OPEN,), (OPEN, seen(CARD_ORDER)), lines=("2",))
    assert (face.scene.page, given_back) == (Page.ORIGINAL, ["", ""])


def test_one_that_is_gone_is_told_and_tried_again_by_ok() -> None:
    face, console, given_back = looked((OPEN, Over("camera_lost")), (OPEN, seen(CARD_ORDER)), lines=("ok",))
    assert (face.scene.page, given_back) == (Page.ORIGINAL, ["", ""])
    assert any("摄像头断开了" in line for line in console.said)


def test_of_several_one_is_chosen() -> None:
    listed = Listed((Device(0, "front"), Device(2, "back")))
    face, _, given_back = looked((listed,), (OPEN, seen(CARD_ORDER)), lines=("2",))
    assert (face.scene.page, given_back) == (Page.ORIGINAL, ["", "2"])


def test_the_real_camera_is_waited_for_and_given_back(tmp_path: Path) -> None:
    film = mjpeg(tmp_path / "film.avi", [frame("1")] * 3)
    assert list(news_of("nothing.avi")) == [Over("camera_file", "nothing.avi")]
    assert list(news_of(str(film), within_s=0)) == []
    *_, last = news_of(str(film))
    assert last == Over("film_over", "film.avi")


@pytest.mark.parametrize(("line", "page"), [("", Page.CAMERA), ("b", Page.SOURCES)])
def test_nobody_leaves_a_camera_that_is_gone_but_by_a_key(line: str, page: Page) -> None:
    face, *_ = looked((OPEN, Over("camera_lost")), (OPEN, Over("camera_lost")), lines=(line,))
    assert face.scene.page is page
