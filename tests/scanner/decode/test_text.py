"""Bytes of a code -> text: what is declared, UTF-8, Chinese, and Japanese only where nothing else can be meant."""

import re
from pathlib import Path

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from scanner.decode.cascade import read_picture
from scanner.decode.symbol import DECLARED, text_of
from scanner.paper.lines import png
from scanner.practice.slip import draw_modules

KANA = "Google モバイル\r\nhttp://google.jp"
HALF = "<ﾃﾞｻﾞｲﾝQR> \r\nｲﾗｽﾄ入りｶﾗｰQRｺｰﾄﾞ\r\nhttp://d-qr.net/ex/ "


def read(text: str, **how: object) -> list[str | None]:
    made = segno.make_qr(text, **how)  # type: ignore[arg-type]
    return [
        code.text
        for code in read_picture(png(draw_modules([[bool(dot) for dot in row] for row in made.matrix]))).symbols
    ]


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("退货".encode("gb18030"), None, "退货"),
        ("退貨 傳票 價格".encode("gb18030"), None, "退貨 傳票 價格"),
        ("價".encode("gb18030"), None, "價"),  # alone it is ビ in Shift_JIS
        ("個傷優備傳價".encode("gb18030"), None, "個傷優備傳價"),
        ("棉".encode("gb18030"), None, "棉"),  # ﾃﾞ
        ("㐂𠮷".encode("gb18030"), None, "㐂𠮷"),
        (KANA.encode("shift_jis"), None, KANA),
        (HALF.encode("shift_jis"), None, HALF),
        ("*ﾃﾞｻﾞｲﾝQR*".encode("shift_jis"), None, "*ﾃﾞｻﾞｲﾝQR*"),
        ("点茗".encode("shift_jis"), 20, "点茗"),
        ("退货".encode("gb18030"), 29, "退货"),
        ("㐂".encode("gb18030"), 32, "㐂"),
        ("退貨".encode("big5"), 28, "退貨"),
        ("退货".encode(), 26, "退货"),
        ("退货".encode(), 3, "退货"),  # says Latin-1, as many makers do
        ("退货".encode("gb18030"), 26, "退货"),  # says UTF-8 and is not
        ("图片".encode("gb18030"), None, "图片"),  # UTF-8 by chance, as 联通 is known to be
        ("联通".encode("gb18030"), None, "联通"),
        ("Café Müller".encode(), None, "Café Müller"),
        ("Привет, да".encode(), None, "Привет, да"),
        ("Αθήνα".encode(), None, "Αθήνα"),
        ("末".encode("gb18030"), None, "末"),  # ĩ
        ("ĩ".encode(), 26, "ĩ"),
        ("€5 ¥100 20°".encode(), None, "€5 ¥100 20°"),
        ("¥100".encode(), None, "¥100"),
        ("20°".encode(), None, "20°"),
        ("é a".encode(), None, "é a"),
        ("да".encode(), None, "да"),
        (b"\xff\xff\xfe", 28, None),
    ],
)
def test_text(raw: bytes, charset: int | None, text: str | None) -> None:
    assert text_of(raw, charset) == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_no_chinese_of_our_own_catalogue_suffers(project_root: Path, encoding: str) -> None:
    catalogue = (project_root / "terminal/locale/zh_CN/LC_MESSAGES/tuihuo.po").read_text(encoding="utf-8")
    texts = [run for run in re.findall("[\u4e00-\u9fff，。：（）]+", catalogue) if len(run) > 1]
    assert len(texts) > 1000
    assert [text for text in texts if text_of(text.encode(encoding)) != text] == []


def test_one_character_alone_is_chinese() -> None:
    """Every one of GB 2312, level 1: those of common use. Four dozen are Latin, Greek or Cyrillic letters in UTF-8."""
    rows = range(0xB0, 0xD8)
    signs = [bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF)]
    common = [sign for sign in signs if sign]
    assert len(common) == 3755
    assert [sign for sign in common if text_of(sign.encode("gb2312")) != sign] == []
    assert [sign for sign in common if text_of(sign.encode()) != sign] == []


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("点茗", {"encoding": "shift_jis", "mode": "byte", "eci": True}),
        ("モバイル", {"encoding": "shift_jis", "mode": "kanji"}),
        ("退货金额", {"encoding": "gb18030", "eci": True}),
        ("退货", {"encoding": "utf-8", "eci": True}),
        ("退貨", {"encoding": "big5", "eci": True}),
    ],
)
def test_off_a_code(text: str, how: dict[str, object]) -> None:
    assert read(text, **how) == [text]


def test_every_declared_character_set_is_one_that_python_has() -> None:
    assert {"".encode(name) for names in DECLARED.values() for name in names} == {b""}


def test_bars_beyond_ascii_are_latin_1() -> None:
    drawn = zxingcpp.create_barcode("Müller é", zxingcpp.BarcodeFormat.Code128).to_image(scale=3, add_quiet_zones=True)
    with Image.fromarray(np.asarray(drawn)) as picture:
        assert [code.text for code in read_picture(png(picture.convert("L"))).symbols] == ["Müller é"]
