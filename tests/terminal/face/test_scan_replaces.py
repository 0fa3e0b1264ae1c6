"""A scan takes the place of what was keyed or found before, also where it is refused: 确认 under a refusal never opens
the sale of the customer before. Over the real desk, by every door a scan comes through.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier

from scanner.camera.news import Opened, Seen
from scanner.decode.symbol import Symbol
from scanner.paper.lines import png
from scanner.practice.slip import draw_slip
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no
from scanner.sources.folder import Look
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.face import stage
from terminal.face.drafts.sources import Attached, SourcesDraft
from terminal.face.pages import Page
from terminal.settings import Settings

EARLIER, NEXT = order_no("800000260001"), order_no("800000260002")
EARLIER_CODE = make_payload(EARLIER, 12850, PRACTICE_SLIP_KEY)
FORGED = make_payload(NEXT, 5990, b"another")

# fmt: off
REFUSED = {
    # what is scanned             fault
    FORGED:                        "fault.slip_foreign",
    FORGED[:-2]:                   "fault.slip_garbled",
    "4200000049274123531243563212": "fault.wechat_number",
    "134567890123456789":          "fault.payment_code",
    "https://example.com/a":       "fault.web_link",
    "6901234567892":               "fault.goods_code",
    "谢谢惠顾":                     "fault.not_a_slip",
}
# fmt: on


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(tmp_path_factory.mktemp("home"), "zh", 0.0))
    yield desk
    desk.close()


@pytest.fixture(params=["scanned", "keyed"])
def served(desk: Desk, request: pytest.FixtureRequest) -> Cashier:
    """Back on the order page, after the sale of the customer before was found."""
    cashier = Cashier(desk).at_order()  # type: ignore[arg-type]
    cashier.scene = replace(cashier.scene, sources=SourcesDraft(Attached(watch="/家")))
    if request.param == "scanned":
        cashier.paste(EARLIER)
    else:
        cashier.press(EARLIER, "ok")
    assert cashier.page is Page.ORIGINAL
    return cashier.press("back")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A slip of another shop."""
    picture = tmp_path_factory.mktemp("slips") / "外店.png"
    picture.write_bytes(png(draw_slip(FORGED, NEXT, [])))
    return picture


def never_the_earlier(cashier: Cashier) -> None:
    """Neither on the page nor behind 确认."""
    assert EARLIER not in cashier.lcd
    assert cashier.press("ok").page in {Page.ORDER, Page.ORDERS, Page.REFERENCE, Page.DATE}
    assert (cashier.scene.draft.order, cashier.scene.draft.reference) == ("", "")


@pytest.mark.parametrize(("text", "fault"), REFUSED.items(), ids=REFUSED.values())
def test_a_refused_code_empties_the_entry(served: Cashier, text: str, fault: str) -> None:
    served.paste(text)
    assert served.scene.note is not None
    assert (served.page, served.scene.note.text) == (Page.ORDER, fault)
    never_the_earlier(served)


# fmt: off
NO_PICTURE = [
    # what is dropped                words
    ("/a/x.png /a/y.png",            "一次只能放入一个文件"),
    ("{folder}",                     "这是文件夹"),
    ("/dev/null",                    "这是管道或设备"),
    ("/nowhere/IMG_1.heic",          "找不到此图片文件"),
]
# fmt: on


@pytest.mark.parametrize(("dropped", "words"), NO_PICTURE)
def test_what_is_no_picture_is_told_as_what_it_is(served: Cashier, tmp_path: Path, dropped: str, words: str) -> None:
    served.paste(dropped.format(folder=tmp_path))
    assert words in served.lcd
    never_the_earlier(served)


def test_a_mistyped_number_stands_there_to_be_mended(served: Cashier) -> None:
    served.paste("8000 0026 0001 48")
    assert served.scene.draft.order == "80000026000148"
    assert served.press("ok").page is Page.ORDER


def by_file(cashier: Cashier, picture: Path) -> None:
    cashier.press("picture", "1")
    cashier._take(stage.after_picture(cashier.scene, picture))


def by_path(cashier: Cashier, picture: Path) -> None:
    cashier.paste(str(picture))


def by_folder(cashier: Cashier, picture: Path) -> None:
    cashier.press("picture", "3")
    cashier._take(stage.after_folder(cashier.scene, Look((picture,))))
    cashier.press("back", "back")


def by_camera(cashier: Cashier, picture: Path) -> None:
    cashier.press("picture", "2").hear_camera(Opened("摄像头", 1280, 720))
    cashier.hear_camera(Seen(1, (Symbol("qr", FORGED, FORGED.encode(), "fast"),))).press("back", "back")


@pytest.mark.parametrize("door", [by_file, by_path, by_folder, by_camera])
def test_by_every_door(served: Cashier, foreign: Path, door: Callable[[Cashier, Path], None]) -> None:
    door(served, foreign)
    assert served.page is Page.ORDER
    never_the_earlier(served)


@pytest.mark.parametrize("text", [FORGED, "134567890123456789"])
def test_on_the_list_of_orders_it_is_looked_for_and_no_row_is_near(served: Cashier, text: str) -> None:
    served.press(*["clear"] * 14, "ok")
    assert served.page is Page.ORDERS
    served.paste(text)
    assert served.page is Page.ORDER
    never_the_earlier(served)


def test_a_reference_number_keyed_before_is_gone_too(desk: Desk) -> None:
    cashier = Cashier(desk).sign_on().press("3", "2", "123456", "ok").press("925498334778")  # type: ignore[arg-type]
    assert cashier.paste(FORGED).scene.draft.reference == ""
    assert cashier.press("ok").page is Page.REFERENCE


@pytest.mark.parametrize("text", [FORGED, "134567890123456789"])
def test_an_entry_of_another_family_keeps_nothing_either(desk: Desk, text: str) -> None:
    cashier = Cashier(desk).sign_on().press("2", "123456", "ok", "123")  # type: ignore[arg-type]
    assert (cashier.page, "  123_" in cashier.lcd) == (Page.VOUCHER, True)
    assert "  _" in cashier.paste(text).lcd
    assert cashier.press("ok").page is Page.VOUCHER
