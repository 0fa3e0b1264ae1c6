"""One picture, one answer: the slip, or the word why not."""

from pathlib import Path

import pytest
import segno
from scanned_here import scan

from scanner.known_texts import Named
from scanner.paper.lines import png, stack
from scanner.practice.slip import draw_modules, draw_slip
from scanner.salesslip import PRACTICE_SLIP_KEY, SalesSlip, make_payload, order_no
from scanner.several_codes import Several

ORDER = order_no("800000260001")
OTHER = order_no("800000260002")
PAYLOAD = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return tmp_path / "销售单.png"


def test_a_good_slip(picture: Path) -> None:
    picture.write_bytes(png(draw_slip(PAYLOAD, ORDER, [])))
    result = scan(picture, PRACTICE_SLIP_KEY)
    assert (result.file, result.refused, result.masked_text) == (picture, None, "")
    assert result.slip == SalesSlip(ORDER, 12850, authenticated=True, source="qr")
    assert sorted(symbol.symbology for symbol in result.symbols) == ["code128", "qr"]


def test_bars_alone_are_a_number_and_no_more(picture: Path) -> None:
    picture.write_bytes(png(draw_slip("", ORDER, [])))
    assert scan(str(picture), PRACTICE_SLIP_KEY).slip == SalesSlip(ORDER, None, authenticated=False, source="bars")


def test_good_bars_do_not_vouch_for_an_altered_code(picture: Path) -> None:
    picture.write_bytes(png(draw_slip(PAYLOAD.replace("*12850*", "*92850*"), ORDER, [])))
    result = scan(picture, PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused) == (None, "slip_foreign")


def test_the_live_shop_refuses_a_practice_slip(picture: Path) -> None:
    picture.write_bytes(png(draw_slip(PAYLOAD, ORDER, [])))
    assert scan(picture, b"a live shop's own key").refused == "slip_practice"
    assert scan(picture, None).refused == "slip_practice"


def test_a_qr_code_of_another_order_than_the_bars(picture: Path) -> None:
    picture.write_bytes(png(draw_slip(PAYLOAD, OTHER, [])))
    result = scan(picture, PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused, result.instead) == (None, "slip_codes_differ", None)
    assert result.masked_text == "8000 0026 0001 49, 8000 0026 0002 46"


def test_two_slips_on_one_picture(picture: Path) -> None:
    other = make_payload(OTHER, 5990, PRACTICE_SLIP_KEY)
    picture.write_bytes(png(stack([draw_slip(PAYLOAD, ORDER, []), draw_slip(other, OTHER, [])])))
    result = scan(picture, PRACTICE_SLIP_KEY)
    slips = tuple(
        SalesSlip(number, fen, authenticated=True, source="qr") for number, fen in ((ORDER, 12850), (OTHER, 5990))
    )
    assert (result.slip, result.refused, result.instead) == (None, "order_ambiguous", Several(slips))


def test_a_number_of_use(picture: Path) -> None:
    picture.write_bytes(png(draw_slip("https://example.com/", "925498334778", [])))
    result = scan(picture, PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused, result.masked_text) == (None, "reference_number", "925498334778")
    assert result.instead == Named("reference_number", "925498334778", "925498334778")


def test_a_code_of_bytes_is_no_slip(picture: Path) -> None:
    made = segno.make_qr(b"\xff\xfe\x00\xff", mode="byte")
    picture.write_bytes(png(draw_modules([[bool(module) for module in row] for row in made.matrix])))
    result = scan(picture, PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused, result.masked_text) == (None, "not_a_slip", "4 bytes")


def test_no_picture(picture: Path) -> None:
    result = scan(picture, PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused, result.masked_text) == (None, "picture_missing", "missing")
