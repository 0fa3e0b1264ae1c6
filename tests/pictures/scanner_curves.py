"""How much damage of one kind each reader stands: measures docs/pictures/scanner-curves.csv and draws it as an SVG.

Usage: python tests/pictures/scanner_curves.py docs/pictures [--draw]; --draw only draws what was measured before.

One factor at a time on practice slips that are otherwise in order; the same slips and chances at each level. Not part
of the suite: five minutes. The readers are those of `./tuihuo bench scanner`.
"""

import csv
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1] / "support"), str(HERE.parents[2])]

from barcode_score import normal  # noqa: E402
from picture_readers import read_by  # noqa: E402

from scanner.practice.photographer import Damage, photograph  # noqa: E402
from scanner.practice.seeded_slips import seeded_slip  # noqa: E402

SLIPS = range(100_000, 100_020)  # at each level; not among those that readers are compared on
SOUND = Damage(px_a_dot=1.0, tilt_deg=5, noise=4, blur_px=0.7, jpeg_quality=85)  # what an ordinary photograph has
READERS = ("ours", "zxing-cpp", "pyzbar")
CODES = ("QR", "Code 128")

# fmt: off
FACTORS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("px_a_dot",      "small: pixels a dot",          (1.5, 1, 0.8, 0.65, 0.5, 0.42, 0.35, 0.3)),
    ("tilt_deg",      "tilted: degrees",              (0, 10, 15, 20, 30, 45, 60, 80, 90)),
    ("perspective",   "from aside: far end smaller", (0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)),
    ("curl_deg",      "curled: degrees",              (0, 15, 30, 45, 60, 75)),
    ("crumple_dots",  "crumpled: dots",               (0, 0.5, 1, 1.5, 2, 3, 4, 6)),
    ("dropout_lines", "lines not printed",            (0, 10, 20, 40, 60, 80, 100)),
    ("contrast",      "faded: contrast left",         (1, 0.5, 0.3, 0.2, 0.14, 0.1, 0.07, 0.05)),
    ("shade",         "unevenly lit: light missing",  (0, 0.3, 0.5, 0.7, 0.8, 0.9)),
    ("glare",         "glare: grey levels",           (0, 100, 200, 300, 400, 500)),
    ("blur_px",       "out of focus: sigma, px",      (0.4, 1, 1.5, 2, 2.5, 3, 4, 5)),
    ("motion_px",     "moved: px",                    (0, 3, 6, 9, 12, 16, 20)),
    ("noise",         "noise: sigma of 255",          (0, 10, 20, 30, 45, 60, 90)),
    ("jpeg_quality",  "JPEG quality",                 (90, 40, 20, 12, 8, 5, 3)),
)
# fmt: on
COLUMNS = ("factor", "level", "code", "slips", *READERS)

Figures = dict[tuple[str, float, str], dict[str, int]]
"""(factor, level, code) -> how many slips there were, and how many each reader read."""


def measured() -> Figures:
    """All factors; narrates on stderr."""
    figures: Figures = {}
    for factor, _, levels in FACTORS:
        with tempfile.TemporaryDirectory() as folder:
            texts = dict(_taken(Path(folder), factor, levels))
            for reader in READERS:
                for (level, code), count in _counted(reader, texts).items():
                    figures.setdefault((factor, level, code), {"slips": len(SLIPS)})[reader] = count
        print(factor, file=sys.stderr, flush=True)
    return figures


def _taken(folder: Path, factor: str, levels: Iterable[float]) -> Iterator[tuple[Path, tuple[float, dict[str, str]]]]:
    """Each picture with its level and the texts of its codes. The hand moves another way on each slip."""
    for level in levels:
        for place, seed in enumerate(SLIPS):
            slip, file = seeded_slip(seed), folder / f"{level}-{seed}.jpg"
            change: dict[str, Any] = {factor: level, "motion_deg": 180 * place / len(SLIPS)}
            file.write_bytes(photograph(slip.draw(), replace(SOUND, **change), seed))
            yield file, (level, {"QR": slip.payload, "Code 128": slip.order_no})


def _counted(reader: str, texts: dict[Path, tuple[float, dict[str, str]]]) -> dict[tuple[float, str], int]:
    rows, end = read_by(reader, sorted(texts))
    if end:
        raise SystemExit(f"{reader} {end}")
    counts = {(level, code): 0 for level, _ in texts.values() for code in CODES}
    for row in rows:
        level, wanted = texts[Path(row["file"])]
        read = {normal(text) for _, found in row["codes"] for text in found}
        for code in CODES:
            counts[level, code] += normal(wanted[code]) in read
    return counts


def written(figures: Figures, file: Path) -> None:
    """As CSV."""
    with file.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows([*key, *(figures[key][column] for column in COLUMNS[3:])] for key in figures)


def read_back(file: Path) -> Figures:
    """What `written` wrote."""
    with file.open(encoding="utf-8", newline="") as source:
        return {
            (row["factor"], float(row["level"]), row["code"]): {column: int(row[column]) for column in COLUMNS[3:]}
            for row in csv.DictReader(source)
        }


# --- drawing -------------------------------------------------------------------------------------------------------

ACROSS, PANEL, GAP, TOP = 4, (236, 184), (20, 20), 62  # panels in a row; px of one, between them, and above all
PLOT, PLOT_GAP, LEFT, HEAD = (194, 62), 10, 40, 20  # of each of a panel's two plots
PAPER, LETTERS, FAINT = "#ffffff", "#24292f", "#d0d7de"  # its own paper: the same in a light page and in a dark one
STYLES: dict[str, str] = {
    "ours": 'stroke="#0b7a4b" stroke-width="3.2"',
    "zxing-cpp": 'stroke="#c2410c" stroke-width="1.8"',
    "pyzbar": 'stroke="#2f5fd0" stroke-width="1.8" stroke-dasharray="5 3"',
}


def drawn(figures: Figures) -> str:
    """Small multiples: a panel a factor, QR above Code 128, damage growing to the right."""
    down = -(-len(FACTORS) // ACROSS)
    wide = ACROSS * PANEL[0] + (ACROSS + 1) * GAP[0]
    high = TOP + down * (PANEL[1] + GAP[1]) + 8
    frame = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame} font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{wide}" height="{high}" rx="8" fill="{PAPER}"/>',
        *_legend(next(iter(figures.values()))["slips"]),
    ]
    for place, (factor, name, levels) in enumerate(FACTORS):
        x = GAP[0] + place % ACROSS * (PANEL[0] + GAP[0])
        y = TOP + place // ACROSS * (PANEL[1] + GAP[1])
        parts += [f'<g transform="translate({x} {y})">', *_panel(figures, factor, name, levels), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _legend(slips: int) -> Iterator[str]:
    title = f"Codes read of {slips} slips, one kind of damage at a time; it grows to the right"
    yield _text(GAP[0], 22, title, size=14, bold=True)
    x = GAP[0]
    for reader in READERS:
        yield f'<line x1="{x}" y1="40" x2="{x + 30}" y2="40" {STYLES[reader]}/>'
        yield _text(x + 37, 44, reader, size=12)
        x += 130


def _panel(figures: Figures, factor: str, name: str, levels: tuple[float, ...]) -> Iterator[str]:
    yield _text(LEFT, 12, name, size=12, bold=True)
    for row, code in enumerate(CODES):
        top = HEAD + row * (PLOT[1] + PLOT_GAP)
        yield f'<g transform="translate({LEFT} {top})">'
        yield f'<rect width="{PLOT[0]}" height="{PLOT[1]}" fill="none" stroke="{FAINT}"/>'
        yield f'<line x1="0" y1="{PLOT[1] / 2}" x2="{PLOT[0]}" y2="{PLOT[1] / 2}" stroke="{FAINT}" stroke-width="0.7"/>'
        yield _text(-5, 9, "all", end=True)
        yield _text(-5, PLOT[1], "none", end=True)
        yield f'<g transform="translate(-31 {PLOT[1] / 2}) rotate(-90)">{_text(0, 0, code, middle=True)}</g>'
        for reader in READERS:
            found = [figures[factor, level, code] for level in levels]
            yield _curve([one[reader] / one["slips"] for one in found], STYLES[reader])
        yield "</g>"
    below = HEAD + 2 * PLOT[1] + PLOT_GAP + 14
    for at, level in enumerate(levels):
        yield _text(LEFT + _across(at, len(levels)), below, f"{level:g}", middle=True)


def _curve(rates: list[float], style: str) -> str:
    points = " ".join(
        f"{_across(at, len(rates)):.1f},{PLOT[1] - 3 - rate * (PLOT[1] - 6):.1f}" for at, rate in enumerate(rates)
    )
    return f'<polyline points="{points}" fill="none" stroke-linejoin="round" {style}/>'


def _across(at: int, of: int) -> float:
    return 8 + at * (PLOT[0] - 16) / (of - 1)


def _text(x: float, y: float, text: str, *, size: int = 11, bold: bool = False, **at: bool) -> str:
    anchor = "end" if at.get("end") else "middle" if at.get("middle") else "start"
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{weight}'
    return f'<text {place} fill="{LETTERS}">{escape(text)}</text>'


def main(folder: Path, *, only_draw: bool) -> None:
    """Both files."""
    table = folder / "scanner-curves.csv"
    if not only_draw:
        written(measured(), table)
    (folder / "scanner-curves.svg").write_text(drawn(read_back(table)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), only_draw="--draw" in sys.argv[2:])
