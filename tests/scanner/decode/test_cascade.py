"""Reading codes: what the decoders give, in which text, and how the cascade goes on."""

import pytest
import segno
from PIL import Image

from scanner.decode.cascade import read_picture
from scanner.decode.run import MAX_SYMBOLS
from scanner.decode.symbol import Symbol, text_of
from scanner.paper.lines import png, stack
from scanner.practice.slip import draw_modules, draw_slip, qr_modules
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no

ORDER = order_no("800000260001")
PAYLOAD = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)
SLIP = draw_slip(PAYLOAD, ORDER, ["退货练习店 (练习)"])


def read(data: bytes) -> list[Symbol]:
    return list(read_picture(data).symbols)


def code(text: str | bytes, **how: object) -> bytes:
    made = segno.make_qr(text, **how)  # type: ignore[arg-type]
    return png(draw_modules([[bool(module) for module in row] for row in made.matrix]))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_any_way_up(turn: int) -> None:
    texts = {symbol.text for symbol in read(png(SLIP.rotate(turn, expand=True, fillcolor=255)))}
    assert PAYLOAD in texts


def test_bars_alone_on_their_side_need_the_second_step() -> None:
    bars = draw_slip("", ORDER, []).rotate(90, expand=True, fillcolor=255)
    assert read(png(bars)) == [Symbol("code128", ORDER, ORDER.encode(), "zxing default")]


def test_light_on_dark_is_read_by_the_second_step() -> None:
    dark = Image.eval(stack([draw_modules(qr_modules(PAYLOAD))]), lambda dot: 255 - dot)
    assert [(symbol.text, symbol.step) for symbol in read(png(dark))] == [(PAYLOAD, "zxing default")]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("退货金额 12.34", {"encoding": "utf-8"}),
        ("退货金额 12.34", {"encoding": "utf-8", "eci": True}),
        ("退货金额", {"encoding": "gb18030"}),
        ("退货", {"mode": "hanzi"}),
        ("﨎㐂", {"encoding": "gb18030"}),
        ("A1 $%", {}),
    ],
)
def test_chinese_in_every_encoding(text: str, how: dict[str, object]) -> None:
    assert [symbol.text for symbol in read(code(text, **how))] == [text]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"abc", "abc"),
        (b"", ""),
        ("退货".encode(), "退货"),
        ("退货".encode("gb18030"), "退货"),
        ("￥".encode(), "￥"),
        (b"\xff\xff\xfe", None),
        (b"\x81", None),
    ],
)
def test_text_of_bytes(raw: bytes, text: str | None) -> None:
    assert text_of(raw) == text


def test_bytes_that_are_no_text_are_bytes() -> None:
    raw = b"\xff\xfe\x00\xff"
    assert [(symbol.text, symbol.raw) for symbol in read(code(raw, encoding=None, mode="byte"))] == [(None, raw)]


def test_the_same_code_twice_is_one() -> None:
    assert len(read(png(stack([draw_modules(qr_modules("A"))] * 2)))) == 1


def test_a_sheet_of_codes_is_bounded() -> None:
    sheet = Image.new("L", (6 * 232, 3 * 232), 255)
    for at in range(18):
        sheet.paste(draw_modules(qr_modules(f"NR{at}")), (at % 6 * 232, at // 6 * 232))
    assert len(read(png(sheet))) == MAX_SYMBOLS == 16


def test_nothing_there() -> None:
    assert read(png(Image.new("L", (400, 400), 255))) == []


def test_a_symbol_does_not_show_a_payers_code() -> None:
    shown = repr(Symbol("qr", "130000000000000000", b"130000000000000000", "zxing fast"))
    assert shown == "Symbol(qr '13**************00' by zxing fast)"
    assert repr(Symbol("qr", None, b"\xff" * 5, "zxing fast")) == "Symbol(qr '5 bytes' by zxing fast)"


def test_each_step_says_its_name_before_it_runs() -> None:
    told: list[str] = []
    read_picture(png(SLIP), begins=told.append, heard=lambda step: told.append(f"{step.name}."))
    assert told[:4] == ["open", "open.", "zxing fast", "zxing fast."]
