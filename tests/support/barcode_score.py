"""The labelled pictures of fixtures/barcodes, and when a text read off one of them is right, wrong or another's.

The one home of the manifests' rules of comparison (fixtures/barcodes/LICENSES/SOURCES.md). Knows no decoder: a reading
is handed in as pairs of symbology and text.
"""

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BARCODES = Path(__file__).resolve().parents[2] / "fixtures" / "barcodes"

# fmt: off
# Words of the manifests -> words of scanner.decode.symbol.
SYMBOLOGIES = {"QR": "qr", "CODE128": "code128", "CODE39": "code39", "EAN13": "ean13", "EAN8": "ean8", "ITF": "itf"}

# Codes that stand on a picture beside the expected one, seen by eye: reading them is right, but earns nothing.
ALSO_THERE: dict[str, tuple[str, ...]] = {
    "zx-code39-3__02.png": ("001EC947D49B",),  # a second code below, cut by the picture's edge
    "zx-code39-3__08.png": ("001EC9476B0A",),
    "zx-ean13-2__13.png":  ("1920081045006",),  # a Japanese book has two: ISBN above, price below
    "zx-ean13-2__17.png":  ("1920081045006",),
    "zx-ean13-2__26.png":  ("1920081045006",),
    "zx-ean13-2__28.png":  ("9784872348880",),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Labelled:
    """One code of one picture. symbology: a word of ours, "" where there is no code to read. text: as expected."""

    file: Path
    set: str
    symbology: str
    text: str

    @property
    def name(self) -> str:
        """The file's name alone."""
        return self.file.name


@dataclass(frozen=True, slots=True)
class Score:
    """What a reading of one picture is worth. read: the expected text is there. wrong: texts that are not on it."""

    read: bool
    wrong: tuple[str, ...]


@cache
def labelled() -> tuple[Labelled, ...]:
    """Every row of both manifests; a synthetic slip has two, in the sets synthetic-qr and synthetic-code128."""
    return (*_rows("manifest.csv"), *_rows("manifest_synthetic.csv"))


@cache
def texts_on(name: str) -> frozenset[str]:
    """All texts that may rightly be read off a picture, normalised."""
    expected = [row.text for row in labelled() if row.name == name and row.symbology]
    return frozenset(normal(text) for text in (*expected, *ALSO_THERE.get(name, ())))


def score(row: Labelled, read: Iterable[tuple[str, str | None]]) -> Score:
    """read: symbology and text of every code that a decoder gave; text None for bytes that are none."""
    texts = ["" if text is None else normal(text) for _, text in read]
    wrong = tuple(text for text in texts if text not in texts_on(row.name))
    return Score(bool(row.symbology) and normal(row.text) in texts, wrong)


def normal(text: str) -> str:
    """As texts are compared: NFKC, no white space and no control characters (GS), digits without leading zeros."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cc")
    return plain.lstrip("0") if plain.isdecimal() else plain


def _rows(manifest: str) -> list[Labelled]:
    with (BARCODES / manifest).open(encoding="utf-8", newline="") as file:
        return [_row(row) for row in csv.DictReader(file)]


def _row(row: dict[str, str]) -> Labelled:
    symbology = SYMBOLOGIES.get(row["symbology"], "")
    return Labelled(BARCODES / row["file"], row.get("set", f"synthetic-{symbology}"), symbology, row["expected_text"])
