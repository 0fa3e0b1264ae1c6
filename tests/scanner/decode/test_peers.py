"""What the benchmark compares with: every reader reads a good slip by itself, and one that ends early is told."""

from pathlib import Path

import pytest
from picture_readers import READERS, read_by

from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no

ORDER = order_no("800000260001")
PAYLOAD = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)


@pytest.mark.parametrize("name", READERS)
def test_every_reader_reads_what_it_says(project_root: Path, name: str) -> None:
    if name == "pyzbar":
        pytest.importorskip("pyzbar.pyzbar", exc_type=ImportError)
    (row,), end = read_by(name, [project_root / "fixtures" / "slips" / "order-01.png"])
    assert (end, row["fault"]) == ("", "")
    assert row["ms"] > 0
    whole = {"qr": PAYLOAD, "code128": ORDER}
    assert {symbology: texts[0] for symbology, texts in row["codes"]} == {
        symbology: text for symbology, text in whole.items() if symbology in READERS[name][1]
    }


def test_a_reader_that_ends_before_its_time_is_told(project_root: Path, tmp_path: Path) -> None:
    good = project_root / "fixtures" / "slips" / "order-01.png"
    rows, end = read_by("zxing-cpp", [good, tmp_path / "nothing.png", good])
    assert (len(rows), end) == (1, "ended with 1 after 1 of 3")


def test_an_error_of_a_reader_is_one_of_its_figures(project_root: Path) -> None:
    ((row,), end) = read_by("zxing-cpp", [project_root / "fixtures" / "slips" / "bad" / "not-a-picture.png"])
    assert (row["codes"], end) == ([], "")
    assert "UnidentifiedImageError" in row["fault"]
