"""labels.csv: the columns that one scorer reads, and a row a code."""

import csv
from dataclasses import fields
from io import StringIO
from pathlib import Path

from scanner.practice.labels import COLUMNS, Label, labels_csv
from scanner.practice.photographer import Damage

LABEL = Label("a.jpg", "mixed", (640, 480), "0" * 64, 7, "80000026000149", 12850, "LKR1*x", Damage(noise=2.5))


def test_a_row_for_each_code_with_the_damage_behind_it() -> None:
    qr, bars = csv.DictReader(StringIO(labels_csv([LABEL])))
    assert (qr["symbology"], qr["expected_text"]) == ("QR", "LKR1*x")
    assert (bars["symbology"], bars["expected_text"]) == ("CODE128", "80000026000149")
    assert [qr[name] for name in COLUMNS[3:11]] == [
        "mixed",
        "640",
        "480",
        "0" * 64,
        "7",
        "80000026000149",
        "12850",
        "1.5",
    ]
    assert (qr["noise"], qr["dropout_lines"], qr["jpeg_quality"]) == ("2.5", "0", "92")
    assert {name: qr[name] for name in COLUMNS[3:]} == {name: bars[name] for name in COLUMNS[3:]}


def test_the_columns_are_the_manifests_where_they_fit(project_root: Path) -> None:
    with (project_root / "fixtures" / "barcodes" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        known = next(csv.reader(file))
    shared = [name for name in COLUMNS if name in known]
    assert shared == ["file", "symbology", "expected_text", "set", "width", "height", "sha256"]
    assert [name for name in known if name in COLUMNS] == shared
    assert set(COLUMNS) >= {field.name for field in fields(Damage)}


def test_no_labels_are_a_head_alone() -> None:
    assert labels_csv([]) == ",".join(COLUMNS) + "\n"
