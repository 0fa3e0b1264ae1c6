"""What is scanned in place of one slip, on the screens over the real desk and the in-process emulator: which of several
slips is asked, a number of use goes on, and each stranger is told by a message of its own, with keys one press away.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier
from fake_desk import CARD_ORDER as FAKE_ORDER
from fake_desk import FakeDesk

from scanner.known_texts import Named
from scanner.paper.lines import png, stack
from scanner.practice.slip import draw_slip
from scanner.salesslip import PRACTICE_SLIP_KEY, SalesSlip, make_payload, order_no, spaced
from scanner.several_codes import Several
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.scanned import NumberScanned, SlipsScanned
from terminal.face import stage
from terminal.face.asks.refund import ReadSeen, ScanPicture
from terminal.face.pages import Page
from terminal.settings import Settings

FIRST, SECOND = order_no("800000260001"), order_no("800000260002")
FIRST_CODE, SECOND_CODE = (
    make_payload(number, fen, PRACTICE_SLIP_KEY) for number, fen in ((FIRST, 12850), (SECOND, 5990))
)
FOLDER = Path(__file__).parents[3] / "fixtures" / "slips"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(tmp_path_factory.mktemp("home"), "zh", 0.0))
    yield desk
    desk.close()


@pytest.fixture
def counter(desk: Desk) -> Cashier:
    return Cashier(desk).at_order()  # type: ignore[arg-type]


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """Two slips under one camera."""
    picture = tmp_path / "两单.png"
    picture.write_bytes(png(stack([draw_slip(SECOND_CODE, SECOND, []), draw_slip(FIRST_CODE, FIRST, [])])))
    return picture


def take(cashier: Cashier, picture: Path) -> Cashier:
    """The file window gives this picture back."""
    cashier.press("picture", "1")
    cashier._take(stage.after_picture(cashier.scene, picture))
    return cashier


def test_of_two_slips_on_one_picture_a_person_says_which(counter: Cashier, both: Path) -> None:
    take(counter, both)
    assert counter.page is Page.WHICH
    assert [f"1 {spaced(FIRST)}  二维码" in counter.lcd, f"2 {spaced(SECOND)}  二维码" in counter.lcd] == [True, True]
    assert counter.press("2").page is Page.ORIGINAL
    assert f"销售单号 {spaced(SECOND)}" in counter.lcd
    assert counter.press("back").page is Page.WHICH
    assert f"销售单号 {spaced(FIRST)}" in counter.press("1").lcd
    assert counter.press("back", "back").page is Page.ORDER
    assert counter.scene.draft.slips == ()


def test_nothing_is_chosen_by_going_back_or_by_another_scan(counter: Cashier, both: Path) -> None:
    assert take(counter, both).press("back").page is Page.ORDER
    take(counter, both).paste(FIRST_CODE)
    assert counter.page is Page.ORIGINAL
    assert f"销售单号 {spaced(FIRST)}" in counter.lcd


def test_the_chosen_slips_amount_is_compared_too(counter: Cashier, tmp_path: Path) -> None:
    more = make_payload(SECOND, 5991, PRACTICE_SLIP_KEY)
    picture = tmp_path / "a.png"
    picture.write_bytes(png(stack([draw_slip(more, SECOND, []), draw_slip(FIRST_CODE, FIRST, [])])))
    take(counter, picture).press("down", "ok")
    assert (counter.page, "金额与原交易不符" in counter.lcd) == (Page.WHICH, True)
    assert counter.press("up", "ok").page is Page.ORIGINAL


def test_a_page_of_many_slips(counter: Cashier) -> None:
    slips = tuple(
        SalesSlip(order_no(f"80000026{at:04}"), None, authenticated=False, source="bars") for at in range(1, 8)
    )
    counter._take(stage.after_refusal(counter.scene, ScanPicture(Path("a.png")), SlipsScanned(Several(slips))))
    assert "请选择销售单 1/2" in counter.lcd
    assert "5 8000 0026 0005" in counter.lcd
    assert counter.press("plus").scene.cursor == 5
    assert f"销售单号 {spaced(slips[6].order_no)}" in counter.press("2").lcd


# fmt: off
STRANGERS = [
    # scanned by a wedge                                words on the LCD
    ("4200000049274123531243563212",                    "这是微信交易单号"),
    ("2013112011001004330000121536",                    "这是支付宝交易号"),
    ("66200819100678",                                  "这是拉卡拉流水号"),
    ("20150320010101001",                               "这是其他系统的商户订单号"),
    ("ORD-2026_000001",                                 "这是其他系统的商户订单号"),
    ("6901234567892",                                   "这是商品条码"),
    ("96385074",                                        "这是商品条码"),
    ("4111111111111111",                                "这是银行卡号"),
    ("https://example.com/a",                           "这是网址"),
    ("https://qr.alipay.com/fkx00000example",           "这是收款码"),
    ("01,32,,26312000000000000001,128.50,20261122,,A1", "这是发票二维码"),
    ("134567890123456789",                              "这是付款码"),
    ("付款码：１３４５ ６７８９ ０１２３ ４５６７ ８９", "这是付款码"),
    (FIRST_CODE[:-2],                                   "请切换英文输入法或改扫条码"),
    ("老客人" + FIRST_CODE[4:],                          "请切换英文输入法或改扫条码"),
    (make_payload(FIRST, 12850, None),                  "销售单没有本店签名"),
    (make_payload(FIRST, 12851, PRACTICE_SLIP_KEY),     "销售单金额与原交易不符"),
    (make_payload(FIRST, 12850, b"another"),            "非本店销售单"),
    ("80000026000148",                                  "校验位不符"),
    ("谢谢惠顾",                                         "此码不是销售单"),
]
# fmt: on


@pytest.mark.parametrize(("text", "words"), STRANGERS)
@pytest.mark.parametrize("page", [Page.ORDER, Page.REFERENCE])
def test_each_stranger_has_a_message_and_the_next_key_is_heard(desk: Desk, page: Page, text: str, words: str) -> None:
    cashier = Cashier(desk).sign_on().press("3", "1" if page is Page.ORDER else "2", "123456", "ok")  # type: ignore[arg-type]
    cashier.paste(text)
    assert (cashier.page, words in cashier.lcd.replace("\n", "").replace(" ", "")) == (page, True)
    assert "134567890123456789" not in repr(cashier.scene)
    assert cashier.press("clear", "7").lcd.count("7_") == 1


@pytest.mark.parametrize("text", [FIRST_CODE, FIRST_CODE.lower(), FIRST, spaced(FIRST)])
@pytest.mark.parametrize("entry", ["1", "2"], ids=["by order", "by reference"])
def test_a_slip_is_as_good_on_either_page(desk: Desk, entry: str, text: str) -> None:
    cashier = Cashier(desk).sign_on().press("3", entry, "123456", "ok").paste(text)  # type: ignore[arg-type]
    assert cashier.page is Page.ORIGINAL
    assert f"销售单号 {spaced(FIRST)}" in cashier.lcd
    assert not cashier.scene.draft.unsigned


@pytest.mark.parametrize("entry", ["1", "2"], ids=["by order", "by reference"])
@pytest.mark.parametrize("text", ["925498334778", "9254 9833 4778", "a1b2c3d4e5f6"])
def test_a_reference_number_goes_on_to_its_date(desk: Desk, entry: str, text: str) -> None:
    cashier = Cashier(desk).sign_on().press("3", entry, "123456", "ok").paste(text)  # type: ignore[arg-type]
    assert (cashier.page, cashier.scene.draft.reference) == (Page.DATE, text.replace(" ", "").upper())
    cashier.press("1122", "ok")
    assert "查无此交易" in cashier.lcd


def test_a_reference_number_on_a_picture(counter: Cashier) -> None:
    take(counter, FOLDER / "bad" / "reference-number.png")
    assert (counter.page, counter.scene.draft.reference) == (Page.DATE, "925498334778")
    assert "已读参考号925498334778" in counter.lcd
    assert counter.press("back").page is Page.ORDER


def test_a_voucher_number_on_a_picture_is_looked_for_in_the_batch(counter: Cashier) -> None:
    scanned = NumberScanned(Named("voucher_number", "999999", "999999"))
    counter._take(stage.after_refusal(counter.scene, ScanPicture(Path("a.png")), scanned))
    assert (counter.page, counter.scene.draft.order) == (Page.ORDER, "999999")
    assert "没有符合的订单" in counter.lcd


GUESSED_VOUCHER = NumberScanned(Named("voucher_number", "999999", "999999", guessed=True))
GUESSED_REFERENCE = NumberScanned(Named("reference_number", "925498334778", "925498334778", guessed=True))


def test_a_voucher_number_guessed_from_a_poor_picture_is_filled_in_and_not_looked_for(counter: Cashier) -> None:
    turn = stage.after_refusal(counter.scene, ScanPicture(Path("a.png")), GUESSED_VOUCHER)
    assert turn.ask is None
    counter._take(turn)
    assert (counter.page, counter.scene.draft.order) == (Page.ORDER, "999999")
    assert "与单据核对" in counter.lcd
    assert "没有符合的订单" in counter.press("ok").lcd  # looked for now


@pytest.mark.parametrize("page", [Page.ORDER, Page.WATCH, Page.CAMERA])
def test_a_guessed_reference_number_is_compared_before_its_date(counter: Cashier, page: Page) -> None:
    turn = stage.after_refusal(replace(counter.scene, page=page), ReadSeen(()), GUESSED_REFERENCE)
    assert turn.ask is None
    counter._take(turn)
    assert (counter.page, counter.scene.draft.reference) == (Page.REFERENCE, "925498334778")
    assert "与单据核对" in counter.lcd
    assert counter.press("ok").page is Page.DATE
    assert counter.press("back").page is Page.ORDER


def test_back_from_a_guessed_reference_number_is_where_it_came_from(counter: Cashier) -> None:
    counter._take(stage.after_refusal(counter.scene, ScanPicture(Path("a.png")), GUESSED_REFERENCE))
    assert counter.press("back").page is Page.ORDER


@pytest.mark.parametrize("word", ["reference_number", "voucher_number"])
def test_several_numbers_of_a_kind_are_told_and_fill_nothing(counter: Cashier, word: str) -> None:
    several = NumberScanned(Named(word, "", "111111 222222"))
    counter._take(stage.after_refusal(counter.scene, ScanPicture(Path("a.png")), several))
    assert (counter.page, counter.scene.draft.order, counter.scene.draft.reference) == (Page.ORDER, "", "")
    assert counter.scene.note is not None
    assert counter.scene.note.text == f"fault.{word}"


@pytest.mark.parametrize("page", [Page.WATCH, Page.CAMERA])
def test_from_the_folder_and_the_camera_they_lead_there_too(counter: Cashier, page: Page) -> None:
    slips = tuple(SalesSlip(number, None, authenticated=False, source="bars") for number in (FIRST, SECOND))
    told: tuple[tuple[Refusal, Page], ...] = (
        (SlipsScanned(Several(slips)), Page.WHICH),
        (NumberScanned(Named("reference_number", "925498334778", "925498334778")), Page.DATE),
    )
    scene = replace(counter.scene, page=page)
    goals = [stage.after_refusal(scene, ReadSeen(()), refusal).scene.page for refusal, _ in told]
    assert goals == [goal for _, goal in told]


# fmt: off
DOORS = [
    # page                 keys to it from the menu
    (Page.MENU,            ()),
    (Page.SUPERVISOR,      ("3", "1")),
    (Page.DATE,            ("3", "1", "123456", "ok", "925498334778", "ok")),
    (Page.ORIGINAL,        ("3", "1", "123456", "ok", FIRST, "ok")),
    (Page.AMOUNT,          ("3", "1", "123456", "ok", FIRST, "ok", "amount")),
    (Page.RECORDS,         ("5", "5")),
]
# fmt: on


@pytest.mark.parametrize(("page", "keys"), DOORS, ids=[row[0] for row in DOORS])
def test_a_payers_code_is_told_wherever_it_comes(desk: Desk, page: Page, keys: tuple[str, ...]) -> None:
    cashier = Cashier(desk).sign_on().press(*keys)  # type: ignore[arg-type]
    before = cashier.page
    cashier.paste("FP" + "a1" * 16 + "b").paste("1345 6789 0123 4567 89\r")
    assert (before, cashier.page) == (page, page)
    assert "这是付款码" in cashier.lcd
    assert ("134567" in repr(cashier.scene), "567890" in cashier.lcd, "a1a1a1" in repr(cashier.scene)) == (False,) * 3


def test_where_the_shop_has_no_key_an_unsigned_slip_is_marked() -> None:
    cashier = Cashier(FakeDesk())
    cashier.at_order().paste(make_payload(FAKE_ORDER, 12502, None))
    assert (cashier.page, "未验签" in cashier.lcd) == (Page.ORIGINAL, True)
    cashier.press("back").press(*["clear"] * 14, FAKE_ORDER, "ok")
    assert (cashier.page, "未验签" in cashier.lcd) == (Page.ORIGINAL, False)


def test_in_english(desk: Desk, both: Path) -> None:
    cashier = Cashier(desk, "en").at_order()  # type: ignore[arg-type]
    take(cashier, both)
    assert ("Choose a slip" in cashier.lcd, f"{spaced(FIRST)}  QR" in cashier.lcd) == (True, True)
    assert "This is a WeChat transaction number" in cashier.press("back").paste("4200000049274123531243563212").lcd
