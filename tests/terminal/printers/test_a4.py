"""Sheets of A4 as files and at printers with a roll, which print them only where they have a form for it."""

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from terminal.printers.a4 import PAGE_COLUMNS, PAGE_DOTS, drawn_pages, page_lines
from terminal.printers.file_printer import ESCPOS, PDF, PICTURE, TEXT, FilePrinter
from terminal.printers.outcome import A4, NotPrinted, Output, Why
from terminal.printers.ways import open_way
from terminal.receipt import MM58, Text

PAGES = A4((("退款协议", "", "第一页"), ("第二页",)), 100, "练习", "退款协议")
ON_A4 = Output((), MM58, "a", a4=PAGES)
BOTH = Output((Text("小票"),), MM58, "a", a4=PAGES)


def test_text_has_the_lines_of_every_page() -> None:
    assert TEXT.make(BOTH).decode("utf-8") == "退款协议\n\n第一页\n第二页\n"


def test_a_picture_has_the_pages_under_each_other() -> None:
    picture = Image.open(BytesIO(PICTURE.make(ON_A4)))
    assert picture.size == (PAGE_DOTS[0], 2 * PAGE_DOTS[1])
    second = picture.crop((0, PAGE_DOTS[1], PAGE_DOTS[0], 2 * PAGE_DOTS[1]))
    assert second.tobytes() == drawn_pages(PAGES)[1].picture.tobytes()


def test_a_pdf_has_a_page_each_and_its_text() -> None:
    made = PDF.make(ON_A4)
    assert made.count(b"/Type /Page ") == 2
    streams = [zlib.decompress(one.split(b"\nendstream")[0]) for one in made.split(b"stream\n")[1::2]]
    assert "退款协议".encode("utf-16-be").hex().upper().encode() in streams[0]
    assert made == PDF.make(ON_A4)


@pytest.mark.parametrize("way", ["escpos:", "tcp://127.0.0.1:1"])
def test_a_printer_with_a_roll_says_that_it_is_a4(way: str, tmp_path: Path) -> None:
    end = open_way(way, tmp_path).put(ON_A4)
    assert isinstance(end, NotPrinted)
    assert (end.why, list(tmp_path.iterdir())) == (Why.NO_ROLL, [])


def test_a_printer_with_a_roll_takes_the_form_for_a_roll(tmp_path: Path) -> None:
    file = FilePrinter(tmp_path, ESCPOS).put(BOTH)
    assert isinstance(file, Path)
    assert "小票".encode("gb18030") in file.read_bytes()


def test_a_page_is_as_large_as_a4() -> None:
    assert PAGE_DOTS[1] >= page_lines(PAGE_COLUMNS) * 30
    assert [round(dots / 8) for dots in PAGE_DOTS] == [210, 297]
