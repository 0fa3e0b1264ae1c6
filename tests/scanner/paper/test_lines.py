"""Paper: every character in its own cell, the same dots each time."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from scanner.paper.lines import COLUMNS, LINE_DOTS, MARGIN_DOTS, MAX_LINES, PAPER_DOTS, draw_lines, png, stack


def cell(picture: Image.Image, column: int, span: int, row: int = 0) -> bytes:
    return picture.crop((column * 12, row * LINE_DOTS, (column + span) * 12, (row + 1) * LINE_DOTS)).tobytes()


def test_the_paper_holds_32_columns() -> None:
    assert COLUMNS * 12 == PAPER_DOTS == 384
    assert draw_lines(["", "a"]).size == (384, 2 * LINE_DOTS)


def test_columns_stand_under_each_other() -> None:
    paper = draw_lines(["退货金额|x", "abcdefgh|x", "a退b货cd|x"])
    assert cell(paper, 8, 2) == cell(paper, 8, 2, 1) == cell(paper, 8, 2, 2)
    assert cell(paper, 2, 2) == cell(draw_lines(["货"]), 0, 2), "a character looks the same wherever it stands"
    assert len(set(cell(paper, 8, 1))) > 1


def test_every_sign_of_a_slip_has_its_own_face() -> None:
    signs = "练习凭证不作退款依据壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整零，。：（）￥"
    faces = {cell(draw_lines([sign]), 0, 2) for sign in signs}
    geta = cell(draw_lines(["〓"]), 0, 2)  # what stands for a character that the font leaves out
    assert len(faces) == len(signs)
    assert geta not in faces


@pytest.mark.parametrize("sign", ["喆", "囍", "한", "🙂", "\U00020000"])
def test_what_the_font_lacks_is_the_typesetters_mark_and_no_box(sign: str) -> None:
    assert draw_lines([f"王{sign}店"]).tobytes() == draw_lines(["王〓店"]).tobytes()


@pytest.mark.parametrize("sign", ["ɕ", "ع", "☃"])
def test_a_narrow_one_is_a_question_mark(sign: str) -> None:
    assert draw_lines([f"a{sign}b"]).tobytes() == draw_lines(["a?b"]).tobytes()


def test_ascii_is_all_there_and_stays_in_its_cell() -> None:
    ascii_signs = [chr(code) for code in range(0x21, 0x7F)]
    faces = {cell(draw_lines([sign]), 0, 1) for sign in ascii_signs}
    assert len(faces) == len(ascii_signs)
    for sign in ("W", "@", "…", "—", "é"):
        rest = draw_lines([sign]).crop((12, 0, PAPER_DOTS, LINE_DOTS))
        assert rest.getextrema() == (255, 255), sign


def test_marks_and_controls_take_no_room() -> None:
    assert draw_lines(["a\u0301\x1b\u200bb"]).tobytes() == draw_lines(["ab"]).tobytes()


def test_what_is_too_long_is_cut_at_the_edge() -> None:
    long, short = draw_lines(["退" * 40]), draw_lines(["退" * 16])
    assert ImageChops.difference(long, short).getbbox() is None


def test_no_more_paper_than_anyone_needs() -> None:
    assert draw_lines([""] * MAX_LINES).height == MAX_LINES * LINE_DOTS
    with pytest.raises(ValueError, match="lines"):
        draw_lines([""] * (MAX_LINES + 1))


def test_a_stack_is_centred_on_58_mm() -> None:
    black = Image.new("L", (100, 10), 0)
    paper = stack([black, black])
    assert paper.size == (464, 20 + 2 * MARGIN_DOTS)
    assert ImageChops.invert(paper).getbbox() == (182, MARGIN_DOTS, 282, MARGIN_DOTS + 20)


def test_png_is_the_same_each_time() -> None:
    one, two = (png(draw_lines(["练习凭证 不作退款依据"])) for _ in range(2))
    assert one == two
    with Image.open(BytesIO(one)) as picture:
        assert (picture.format, picture.mode, picture.info) == ("PNG", "L", {})
