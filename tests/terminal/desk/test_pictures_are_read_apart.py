"""Pictures at the cash desk: every bad one has its word, and whatever the reading process does, the desk goes on."""

import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from bad_pictures import BAD_PICTURES, ONE, SIGNED
from broken_reader import with_step
from cashier import Cashier

from protocol.transactions import ByOrder
from scanner.paper.lines import png
from scanner.practice.slip import draw_slip
from scanner.reader.reader import Reader
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.faults import FAULTS
from terminal.face.pages import Page
from terminal.language import translator
from terminal.settings import Settings


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    desk.sign_on("01")
    yield desk
    desk.close()


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    path = tmp_path / "销售单.png"
    path.write_bytes(png(draw_slip(SIGNED, ONE, [])))
    return path


@pytest.fixture
def tilted(tmp_path: Path) -> Path:
    """Bars that only a later step reads."""
    path = tmp_path / "tilted.png"
    path.write_bytes(png(draw_slip("", ONE, []).rotate(30, expand=True, fillcolor=255)))
    return path


def refused(desk: Desk, picture: Path) -> str:
    with pytest.raises(Refusal) as caught:
        desk.scan(picture)
    assert translator("zh")(f"fault.{caught.value.word}", **caught.value.details)
    return caught.value.word


def test_every_bad_picture_has_its_word_and_the_desk_goes_on(desk: Desk, tmp_path: Path, slip: Path) -> None:
    said = {}
    for name, (made, _, _) in BAD_PICTURES.items():
        (tmp_path / "坏图片.png").write_bytes(made())
        said[name] = refused(desk, tmp_path / "坏图片.png")
    assert said == {name: word for name, (_, word, _) in BAD_PICTURES.items()}
    assert {FAULTS[word] for word in said.values()} <= {1, 2}
    assert desk.scan(slip).order_no == ONE
    assert desk.find(ByOrder(ONE)).remaining_fen == 12850


def test_every_bad_picture_is_told_on_the_screen_and_the_number_can_be_keyed(desk: Desk, tmp_path: Path) -> None:
    cashier = Cashier(desk).at_order()  # type: ignore[arg-type]
    told = {}
    for at, (name, (made, _, _)) in enumerate(BAD_PICTURES.items()):
        picture = tmp_path / f"{at}.png"
        picture.write_bytes(made())
        cashier.paste(str(picture))
        told[name] = (cashier.page, cashier.lcd)
        if cashier.page is not Page.ORDER:
            cashier.press("cancel")
    asked = {name for name, (page, _) in told.items() if page is not Page.ORDER}
    assert asked == {"two orders, three codes"}, "a person says which"
    texts = translator("zh")
    silent = [
        name
        for name, (_, word, _) in BAD_PICTURES.items()
        if name not in asked and texts(f"fault.{word}")[:12] not in told[name][1].replace("\n", "")
    ]
    assert silent == []
    assert cashier.press(ONE, "ok").page is Page.ORIGINAL


def test_what_is_no_file(desk: Desk, tmp_path: Path) -> None:
    assert [refused(desk, path) for path in (tmp_path, tmp_path / "none.png")] == ["picture_folder", "picture_missing"]


@pytest.mark.parametrize("does", ["abort", "hang"])
def test_a_decoder_that_misbehaves_costs_its_step(
    desk: Desk, tilted: Path, slip: Path, does: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = partial(Reader, patience_s=1.0, command=with_step("zxing default", does))
    monkeypatch.setattr("scanner.reader.reader.Reader", broken)
    assert [desk.scan(path).order_no for path in (tilted, slip)] == [ONE] * 2
    assert capfd.readouterr().err == ""


def test_a_reading_process_that_cannot_be_had_is_a_refusal(
    desk: Desk, slip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.reader.reader.Reader", partial(Reader, command=(sys.executable, "-c", "")))
    assert refused(desk, slip) == "picture_gave_up"
    assert desk.find(ByOrder(ONE)).remaining_fen == 12850, "the number can be keyed"


def test_no_process_is_started_before_a_picture_is_read_and_one_is_kept(desk: Desk, slip: Path) -> None:
    originals = desk._originals
    assert originals._reader is None
    desk.scan(slip)
    first = originals._reader
    assert first is not None
    child = first._child
    desk.scan(slip)
    assert (originals._reader is first, first._child is child) == (True, True)


def test_a_desk_that_closes_ends_what_is_read(
    desk: Desk, tilted: Path, slip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the screen does it: interrupt from its own thread, while the clerk's is reading."""
    broken = partial(Reader, patience_s=60.0, command=with_step("zxing default", "hang"))
    monkeypatch.setattr("scanner.reader.reader.Reader", broken)
    said: list[str] = []

    def read() -> None:
        try:
            desk.scan(tilted)
        except Refusal as refusal:
            said.append(refusal.word)

    clerk = threading.Thread(target=read)
    clerk.start()
    while desk._originals._reader is None or desk._originals._reader._child is None:
        time.sleep(0.01)
    began = time.monotonic()
    desk.interrupt()
    clerk.join()
    assert (said, time.monotonic() - began < 5) == (["picture_stopped"], True)
    assert refused(desk, slip) == "picture_stopped"
