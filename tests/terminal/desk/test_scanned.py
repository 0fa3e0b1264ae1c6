"""What the desk says of a typed text, a picture and a camera's codes: whose slip it is, and what it is instead."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import ImageFilter

from protocol.transactions import ByOrder
from scanner.decode.symbol import Symbol
from scanner.known_texts import Named
from scanner.paper.lines import png, stack
from scanner.practice.slip import draw_slip
from scanner.salesslip import PRACTICE_SLIP_KEY, SalesSlip, make_payload, order_no
from scanner.several_codes import Several
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.scanned import NumberScanned, SlipsScanned
from terminal.settings import Settings

ORDER, OTHER = order_no("800000260001"), order_no("800000260002")
FEN, OTHER_FEN = 12850, 5990
SHOP = b"a live shop's own key"
SIGNED, OWN, UNSIGNED = (make_payload(ORDER, FEN, key) for key in (PRACTICE_SLIP_KEY, SHOP, None))
OTHER_SIGNED = make_payload(OTHER, OTHER_FEN, PRACTICE_SLIP_KEY)

Door = Callable[[Desk, str, Path], SalesSlip]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(tmp_path_factory.mktemp("home"), "zh", 0.0))
    desk.sign_on("01")
    yield desk
    desk.close()


@pytest.fixture
def keyed(desk: Desk) -> Iterator[Callable[[bytes | None], Desk]]:
    """The desk of a shop with this slip key, as a live link would have it."""
    place = desk._place
    parts = place.parts

    def of(key: bytes | None) -> Desk:
        place._parts = replace(parts, outlet=replace(parts.outlet, slip_key=key, practice=False))
        return desk

    yield of
    place._parts = parts


def drawn(folder: Path, *codes: tuple[str, str]) -> Path:
    """One picture of slips: (text of the QR code, digits of the bars)."""
    picture = folder / "单.png"
    picture.write_bytes(png(stack([draw_slip(code, bars, []) for code, bars in codes])))
    return picture


def typed(desk: Desk, text: str, folder: Path) -> SalesSlip:
    return desk.read(text)


def pictured(desk: Desk, text: str, folder: Path) -> SalesSlip:
    return desk.scan(drawn(folder, (text, ORDER)))


def filmed(desk: Desk, text: str, folder: Path) -> SalesSlip:
    return desk.seen(
        (Symbol("code128", ORDER, ORDER.encode(), "zxing fast"), Symbol("qr", text, text.encode(), "zbar"))
    )


DOORS = pytest.mark.parametrize("door", [typed, pictured, filmed])
# fmt: off
KEYS = [
    # the shop's key     code       word, or "" for its own slip
    (PRACTICE_SLIP_KEY,  SIGNED,    ""),
    (PRACTICE_SLIP_KEY,  UNSIGNED,  "slip_unsigned"),
    (PRACTICE_SLIP_KEY,  OWN,       "slip_foreign"),
    (SHOP,               OWN,       ""),
    (SHOP,               SIGNED,    "slip_practice"),
    (SHOP,               UNSIGNED,  "slip_unsigned"),
    (None,               UNSIGNED,  ""),
    (None,               SIGNED,    "slip_practice"),
    (None,               OWN,       "slip_foreign"),
]
# fmt: on


@DOORS
@pytest.mark.parametrize(("key", "code", "word"), KEYS)
def test_whose_slip_it_is_at_every_door(
    keyed: Callable[[bytes | None], Desk], tmp_path: Path, door: Door, key: bytes | None, code: str, word: str
) -> None:
    said, slip = "", None
    try:
        slip = door(keyed(key), code, tmp_path)
    except Refusal as refusal:
        said = refusal.word
    assert said == word
    assert slip == (None if word else SalesSlip(ORDER, FEN, authenticated=key is not None, source="qr"))


@DOORS
def test_the_amount_of_the_code_is_the_orders_at_every_door(desk: Desk, tmp_path: Path, door: Door) -> None:
    assert desk.find(door(desk, SIGNED, tmp_path)).order_no == ORDER
    slip = door(desk, make_payload(ORDER, FEN + 1, PRACTICE_SLIP_KEY), tmp_path)
    with pytest.raises(Refusal, match="slip_amount"):
        desk.find(slip)
    assert desk.find(ByOrder(ORDER)).amount_fen == FEN


def test_several_slips_travel_with_the_refusal(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(SlipsScanned) as caught:
        desk.scan(drawn(tmp_path, (SIGNED, ORDER), (OTHER_SIGNED, OTHER)))
    first, second = (
        SalesSlip(number, fen, authenticated=True, source="qr") for number, fen in ((ORDER, FEN), (OTHER, OTHER_FEN))
    )
    assert caught.value.several == Several((first, second))
    assert (caught.value.word, caught.value.exit_code) == ("order_ambiguous", 1)
    assert caught.value.details == {"file": "单.png", "seen": "8000 0026 0001 49, 8000 0026 0002 46"}


def test_a_pasted_code_is_told_from_two_slips(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        desk.scan(drawn(tmp_path, (OTHER_SIGNED, ORDER)))
    assert (type(caught.value), caught.value.word) == (Refusal, "slip_codes_differ")


def test_a_number_travels_with_the_refusal_and_is_not_said(desk: Desk) -> None:
    with pytest.raises(NumberScanned) as caught:
        desk.read("4200000049274123531243563212")
    assert caught.value.named == Named("wechat_number", "4200000049274123531243563212", "42************************12")
    assert "4200000049" not in f"{caught.value!r} {caught.value} {caught.value.details}"


@pytest.mark.parametrize(("blur_px", "guessed"), [(0, False), (2, True)])
def test_whether_a_number_was_guessed_travels_with_it(desk: Desk, tmp_path: Path, blur_px: int, guessed: bool) -> None:
    picture = draw_slip("", "123456", []).convert("L").filter(ImageFilter.GaussianBlur(blur_px))
    picture.save(tmp_path / "号.png")
    with pytest.raises(NumberScanned) as caught:
        desk.scan(tmp_path / "号.png")
    assert caught.value.named == Named("voucher_number", "123456", "123456", guessed)


def test_a_picture_without_meaning_says_so(desk: Desk) -> None:
    with pytest.raises(Refusal, match="not_a_slip"):
        desk.seen((Symbol("qr", None, b"\xff\xfe", "zbar"),))
