"""ESC/POS: the same bytes as python-escpos writes for the same lines, and lines as wide as the printer's own font."""

import warnings
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.columns import clean, pad, width
from terminal.printers.escpos import encoded, escpos_bytes
from terminal.printers.outcome import Output
from terminal.receipt import MM58, MM80, Bars, Look, Part, Text

GOLDEN = sorted((Path(__file__).resolve().parents[3] / "fixtures" / "receipts").glob("*/*.txt"))
SIZES = {Look.PLAIN: (1, 1, False), Look.BOLD: (1, 1, True), Look.TALL: (1, 2, True), Look.BIG: (2, 2, True)}


def a_printer() -> Any:
    """python-escpos, loaded where it is asked: it takes long to read its table of printers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EncodingWarning)  # it opens that table so
        from escpos.printer import Dummy
    return Dummy(profile="default")


def by_python_escpos(sheet: Output) -> bytes:
    """The same sheet, told to python-escpos in its own terms."""
    printer = a_printer()
    printer.hw("INIT")
    printer._raw(b"\x1c&")  # it has no word for the Chinese mode
    for look, parts in groupby(sheet.parts, key=lambda part: getattr(part, "look", Look.PLAIN)):
        group = list(parts)
        for new, part in enumerate(group):
            if new == 0 or not isinstance(part, Text):
                wide, high, bold = SIZES[look]
                printer.set(custom_size=True, width=wide, height=high, bold=bold)
            say(printer, part, sheet.paper.columns)
    printer.cut(mode="PART")
    return bytes(printer.output)


def say(printer: Any, part: Part, columns: int) -> None:
    if isinstance(part, Text):
        printer._raw((part.text + "\n").encode("gb18030"))
        return
    printer.set(align="center")
    if isinstance(part, Bars):
        pairs = "".join(chr(int(part.digits[at : at + 2])) for at in range(0, len(part.digits), 2))
        printer._hw_barcode("{C" + pairs, "CODE128", height=104, width=3, pos="OFF", align_ct=False, function_type="B")
    else:
        printer.qr(part.payload, ec=1, size=6, native=True)
    printer.set(align="left")
    if isinstance(part, Bars):
        printer._raw((pad(part.caption, columns, "centre").rstrip() + "\n").encode("gb18030"))


def test_a_sheet_of_everything(sheet: Output) -> None:
    assert escpos_bytes(sheet) == by_python_escpos(sheet)


@pytest.mark.parametrize("file", GOLDEN, ids=[f"{file.parent.name}/{file.stem}" for file in GOLDEN])
def test_the_lines_of_every_receipt(file: Path) -> None:
    paper = MM80 if file.parent.name.endswith("80") else MM58
    sheet = Output(tuple(map(Text, file.read_text(encoding="utf-8").splitlines())), paper, "a")
    assert escpos_bytes(sheet) == by_python_escpos(sheet)


def test_bytes_by_hand() -> None:
    sheet = Output((Text("退货", Look.BIG), Text("x")), MM58, "a")
    assert escpos_bytes(sheet) == (
        b"\x1b@\x1c&\x1d!\x11\x1bE\x01\xcd\xcb\xbb\xf5\n\x1d!\x00\x1bE\x00x\n\x1bd\x06\x1dV\x01"
    )


# fmt: off
WIDE = [
    # screen columns are 32 each; what the printer's font makes wider is taken from the longest blank
    ("商户名:" + " " * 13 + "Café Bébé 店", "商户名:" + " " * 10 + "Café Bébé 店"),
    ("a  b…" + " " * 10 + "c",           "a  b…" + " " * 10 + "c"),     # 17 of 32: nothing to take
    ("·" * 32,                           "·" * 32),                      # no blank to take from
]
# fmt: on


@pytest.mark.parametrize(("line", "printed"), WIDE)
def test_blanks_give_way_to_what_is_wider_in_print(line: str, printed: str) -> None:
    assert encoded(line, 32) == printed.encode("gb18030")


@given(st.text(alphabet="退货é·…¥ab ", max_size=20), st.text(alphabet="退é1", max_size=6), st.sampled_from([32, 48]))
def test_no_line_is_wider_than_the_paper_while_it_has_blanks(left: str, right: str, columns: int) -> None:
    gap = columns - width(left) - width(right)
    line = left.strip() + " " * (gap + width(left) - width(left.strip())) + right
    printed = encoded(line, columns).decode("gb18030")
    over = sum(1 if sign.isascii() else 2 for sign in printed) - columns
    assert over <= 0 or "  " not in printed
    assert printed.split() == line.split()


@given(st.text(max_size=30))
def test_whatever_a_name_holds_has_bytes_and_no_commands(name: str) -> None:
    printed = encoded(clean(name), 32)
    assert not set(printed) & set(range(0x20))
