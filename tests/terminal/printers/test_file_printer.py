"""Sheets as files: text, picture, PDF and a printer's bytes; and a disk that will not."""

import re
import zlib
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload
from terminal.printers.escpos import escpos_bytes
from terminal.printers.file_printer import ESCPOS, PDF, PICTURE, TEXT, FilePrinter, Format
from terminal.printers.outcome import NotPrinted, Output, Why
from terminal.printers.pdf import pdf_bytes
from terminal.printers.png import png_bytes
from terminal.receipt import MM58, MM80, Bars, Look, Paper, Qr, Text

POINTS_PER_MM = 72 / 25.4


def pixels(sheet: Output) -> Image.Image:
    picture = Image.open(BytesIO(png_bytes(sheet)))
    picture.load()
    return picture


@pytest.mark.parametrize("form", [TEXT, PICTURE, PDF, ESCPOS], ids=lambda form: form.ending)
def test_each_format_has_a_file_of_its_own(form: Format, sheet: Output, tmp_path: Path) -> None:
    folder = tmp_path / "签购单"
    first, again = FilePrinter(folder, form).put(sheet), FilePrinter(folder, form).put(sheet)
    assert first == folder / f"{sheet.stem}.{form.ending}"
    assert again == folder / f"{sheet.stem}-2.{form.ending}"
    assert isinstance(first, Path)
    assert isinstance(again, Path)
    assert first.read_bytes() == again.read_bytes() != b""
    assert len(list(folder.iterdir())) == 2


def test_text_is_utf8_with_line_feeds_and_no_codes() -> None:
    sheet = Output((Text("POS签购单", Look.BIG), Text(""), Qr("x"), Bars("12"), Text("大写:")), MM58, "a")
    made = TEXT.make(sheet)
    assert made == f"{'':11}POS签购单\n\n大写:\n".encode()


def test_a_printers_bytes_are_kept_as_they_would_be_sent(sheet: Output) -> None:
    assert ESCPOS.make(sheet) == escpos_bytes(sheet)


def test_a_folder_that_is_a_file(sheet: Output, tmp_path: Path) -> None:
    (tmp_path / "receipts").write_text("", encoding="utf-8")
    end = FilePrinter(tmp_path / "receipts", PDF).put(sheet)
    assert isinstance(end, NotPrinted)
    assert (end.printer, end.why, end.begun) == ("pdf", Why.NOT_SAVED, False)
    assert end.reason


@pytest.mark.parametrize(("paper", "dots"), [(MM58, 464), (MM80, 640)], ids=["58", "80"])
def test_the_picture_is_as_wide_as_the_paper(paper: Paper, dots: int) -> None:
    lines = tuple(Text("退" * (paper.columns // 2)) for _ in range(3))
    picture = pixels(Output(lines, paper, "a"))
    assert (picture.mode, picture.size) == ("L", (dots, 3 * 30 + 2 * 20))
    black = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert black is not None
    assert paper.edge_dots <= black[0] < paper.edge_dots + 6
    assert dots - paper.edge_dots - 6 < black[2] <= dots - paper.edge_dots


@pytest.mark.parametrize(
    ("look", "size"), [(Look.PLAIN, (24, 30)), (Look.BOLD, (24, 30)), (Look.TALL, (24, 60)), (Look.BIG, (48, 60))]
)
def test_looks_are_as_large_as_they_say(look: Look, size: tuple[int, int]) -> None:
    picture = pixels(Output((Text("田", look),), MM58, "a"))
    plain = pixels(Output((Text("田"),), MM58, "a"))
    box, plain_box = (one.point(lambda grey: 255 if grey < 128 else 0).getbbox() for one in (picture, plain))
    assert box is not None
    assert plain_box is not None
    assert picture.height == size[1] + 2 * 20
    ratio = (size[0] / 24, size[1] / 30)
    assert abs((box[2] - box[0]) - (plain_box[2] - plain_box[0]) * ratio[0]) <= 2
    assert abs((box[3] - box[1]) - (plain_box[3] - plain_box[1]) * ratio[1]) <= 2


def test_bold_is_blacker() -> None:
    plain, bold = (pixels(Output((Text("田", look),), MM58, "a")) for look in (Look.PLAIN, Look.BOLD))
    assert sum(bold.tobytes()) < sum(plain.tobytes())


def test_the_codes_on_the_picture_can_be_read(sheet: Output) -> None:
    read = {(str(code.format), code.text) for code in zxingcpp.read_barcodes(pixels(sheet))}
    assert {text for _, text in read} == {"LKR1*80000026000149*140950*ABCDEFGH", "80000026000149"}
    assert len(read) == 2


def test_the_longest_slip_code_fits_and_is_read() -> None:
    payload = make_payload("80000026000149", 999_999_999_999, PRACTICE_SLIP_KEY)
    for text in (payload, "1" * 120, "退" * 40):
        picture = pixels(Output((Qr(text),), MM58, "a"))
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]


# --- PDF: read with the standard's own words, not with our writer's -------------------------------------------------


def objects(data: bytes) -> dict[int, bytes]:
    """Object number -> body, found through the cross-reference table."""
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1])  # type: ignore[index]
    table = data[start:].split(b"\n")
    assert table[0] == b"xref"
    count = int(table[1].split()[1])
    assert [len(row) for row in table[2 : 2 + count]] == [19] * count  # and a line feed: 20 bytes each
    starts = [int(row.split()[0]) for row in table[3 : 2 + count]]
    bodies = [data[at : data.index(b"\nendobj", at)].split(b"\n", 1) for at in starts]
    assert [head for head, _ in bodies] == [f"{number} 0 obj".encode() for number in range(1, count)]
    return {number: body for number, (_, body) in enumerate(bodies, 1)}


def stream(body: bytes) -> bytes:
    head, _, rest = body.partition(b"\nstream\n")
    length = int(re.search(rb"/Length (\d+)", head)[1])  # type: ignore[index]
    assert rest[length:] == b"\nendstream"
    return zlib.decompress(rest[:length])


def test_the_pdf_is_the_picture_at_its_true_size(sheet: Output) -> None:
    found, picture = objects(pdf_bytes(sheet)), pixels(sheet)
    box = [float(number) for number in re.search(rb"/MediaBox \[([^]]+)\]", found[3])[1].split()]  # type: ignore[index]
    assert box[2] == pytest.approx(picture.width / 8 * POINTS_PER_MM, abs=0.01)
    assert box[3] == pytest.approx(picture.height / 8 * POINTS_PER_MM, abs=0.01)
    assert f"/Width {picture.width} /Height {picture.height}".encode() in found[5]
    assert stream(found[5]) == picture.tobytes()
    assert round(box[2] / POINTS_PER_MM) == {32: 58, 48: 80}[sheet.paper.columns]


def test_the_text_of_the_pdf_is_there_unseen(sheet: Output) -> None:
    content = stream(objects(pdf_bytes(sheet))[4])
    assert re.findall(rb"(\d) Tr", content) == [b"3"]
    shown = [bytes.fromhex(text.decode()).decode("utf-16-be") for text in re.findall(rb"<([0-9A-F]*)> Tj", content)]
    texts = [part.text for part in sheet.parts if isinstance(part, Text) and part.text]
    assert shown == [*texts[:-1], "8000 0026 0001 49", texts[-1]]
    left = [float(x) for x in re.findall(rb"1 0 0 1 (\d+\.\d+) ", content)]
    middle = (sheet.paper.dots // 2 + sheet.paper.edge_dots) * POINTS_PER_MM / 8
    assert left[-2] == pytest.approx(middle - 17 / 2 * 12 * POINTS_PER_MM / 8, abs=12 * POINTS_PER_MM / 8)
    heights = [float(y) for y in re.findall(rb"1 0 0 1 \S+ (\S+) Tm", content)]
    assert heights == sorted(heights, reverse=True)
    assert min(heights) > 0


def test_the_same_sheet_is_the_same_file(sheet: Output) -> None:
    assert pdf_bytes(sheet) == pdf_bytes(sheet)
    assert not re.search(rb"CreationDate|ModDate|Producer|Author", pdf_bytes(sheet))


def test_the_longest_receipt_is_one_page_that_a_reader_opens() -> None:
    sheet = Output((Text("退"),) * 1200, MM58, "a")
    box = re.search(rb"/MediaBox \[0 0 \S+ (\S+)\]", pdf_bytes(sheet))
    assert box is not None
    assert float(box[1]) < 14400  # ISO 32000, annex C: the largest page side in points


@pytest.mark.parametrize("look", [Look.BOLD, Look.TALL, Look.BIG])
def test_bold_leaves_no_speck_at_the_other_edge(look: Look) -> None:
    """The second impression is one dot to the right: what leaves the paper there does not come in again on the left."""
    columns = 16 if look is Look.BIG else 32
    picture = pixels(Output((Text("W".rjust(columns), look),), MM58, "a"))
    assert picture.crop((0, 0, MM58.edge_dots + MM58.dots // 2, picture.height)).getextrema() == (255, 255)
    assert picture.getextrema()[0] == 0
