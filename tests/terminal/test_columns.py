"""Columns: what fits, what is cut, and what never reaches paper or screen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.columns import clean, cut, drawn_in_ascii, pad, row, width, wrap

TEXT = st.text(alphabet="ab 12,.:退货金额，。（）壹é\u0301¥")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("退货", 4),
        ("退a", 3),
        ("￥１", 4),
        ("¥1", 2),
        ("e\u0301", 1),
        ("\u200b\x1b", 0),
        ("…—", 2),
    ],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("dirty", "kept"),
    [
        ("退货\x1b[31m", "退货[31m"),
        ("a\x00b\x7fc\x9bd", "abcd"),
        ("\u202e12.34\u202c", "12.34"),
        ("\u200e\u2066x\u2069\u061c", "x"),
        ("张\u200b三\ufeff", "张三"),
        ("a\r\nb\tc", "a  b c"),
        ("e\u0301", "é"),
        ("o\u0336k", "ok"),
        ("\ud800\ue000", ""),
        ("保温杯 x3", "保温杯 x3"),
    ],
)
def test_clean(dirty: str, kept: str) -> None:
    assert clean(dirty) == kept


@given(st.text())
def test_clean_leaves_nothing_that_hides(text: str) -> None:
    assert {unicodedata.category(sign) for sign in clean(text)} & {"Cc", "Cf", "Cs", "Co", "Mn", "Me"} == set()
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("align", "padded"), [("left", "退货   "), ("right", "   退货"), ("centre", " 退货  ")]
)  # fmt: skip
def test_pad(align: str, padded: str) -> None:
    assert pad("退货", 7, align) == padded  # type: ignore[arg-type]


def test_a_wide_character_is_never_split() -> None:
    assert cut("退货", 3) == "退"
    assert pad("退货", 3) == "退 "


@given(TEXT, st.integers(0, 40))
def test_pad_is_exact(text: str, columns: int) -> None:
    assert width(pad(text, columns)) == columns


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 10, [""]),
        ("退货金额", 4, ["退货", "金额"]),
        ("退货金额", 5, ["退货", "金额"]),
        ("hello world", 7, ["hello", "world"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("退货金额，谢谢", 8, ["退货金", "额，谢谢"]),
        ("收银员 01 备注", 9, ["收银员 01", "备注"]),
        ("微信 oTh7****02Kq", 12, ["微信", "oTh7****02Kq"]),
        ("存到 /home/ann/receipts/20261122", 16, ["存到 /home/ann/", "receipts/", "20261122"]),
        ("in receipts/2026-11-22-merchant.png", 20, ["in receipts/2026-11-", "22-merchant.png"]),
        ("b" * 9 + " c", 4, ["bbbb", "bbbb", "b c"]),
    ],
)
def test_wrap(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


@given(TEXT, st.integers(2, 40))
def test_wrap_loses_nothing(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert max(map(width, lines)) <= columns
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_wrap_needs_room_for_one_character() -> None:
    assert wrap("退货", 2) == ["退", "货"]
    with pytest.raises(ValueError, match="2 columns"):
        wrap("退货", 1)


def test_row() -> None:
    assert row("毛巾", "10.00", 12) == ["毛巾   10.00"]
    assert row("保温杯大号", "10.00", 12) == ["保温杯大号", "       10.00"]


def test_drawn_in_ascii_keeps_the_cells_and_leaves_no_doubtful_sign() -> None:
    assert drawn_in_ascii("正在签到……") == "正在签到.."
    assert drawn_in_ascii("“50×2”→│─█€ａ") == '"50x2">|-??ａ'
    assert drawn_in_ascii("plain") == "plain"
    text = "…“”‘’—─│·×→①Ω°±"
    assert width(drawn_in_ascii(text)) == width(text)
