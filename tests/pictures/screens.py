"""Draws every screen of every day (tests/support/days_*.py) as PNG, to be looked at. Not a test, not in the product.

Usage: python tests/pictures/screens.py FOLDER [--lang zh_CN|en] [--size 80x24] [--theme lakala] [--only TEXT]
       [--sheet]  (twelve to a picture, to see many at once)
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path

from draw import BLACK, WHITE, Colour, Run, picture
from PIL import Image
from rich.color import Color
from rich.segment import Segment

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from album import Shot, taken

ACROSS, DOWN, SCALE = 4, 5, 0.62


def runs(segments: Iterable[Segment]) -> list[Run]:
    """What Textual drew in one row, as runs."""
    return [_run(segment) for segment in segments if segment.text]


def _run(segment: Segment) -> Run:
    style = segment.style
    if style is None:
        return Run(segment.text)
    ink, paper = _colour(style.color, WHITE), _colour(style.bgcolor, BLACK)
    if style.reverse:
        ink, paper = paper, ink
    return Run(segment.text, ink, paper, bool(style.bold), bool(style.underline))


def _colour(colour: Color | None, otherwise: Colour) -> Colour:
    return tuple(colour.get_truecolor()) if colour is not None and not colour.is_default else otherwise  # type: ignore[return-value]


async def shots(options: argparse.Namespace) -> list[Shot]:
    size = tuple(int(part) for part in options.size.split("x"))
    return [shot async for shot in taken(options.lang, size, options.theme) if options.only in shot.name]  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(prog="screens.py", description="Every screen as a picture.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", default="zh_CN")
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--theme", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--sheet", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    drawn = {
        shot.name.replace("/", "-"): picture([runs(strip) for strip in shot.strips], int(options.size.split("x")[0]))
        for shot in asyncio.run(shots(options))
    }
    for name, image in (sheets(list(drawn.values())) if options.sheet else drawn).items():
        image.save(options.folder / f"{name}.png")


def sheets(images: list[Image.Image]) -> dict[str, Image.Image]:
    """The pictures, many to one."""
    width, height = (int(side * SCALE) for side in images[0].size)
    found: dict[str, Image.Image] = {}
    for first in range(0, len(images), ACROSS * DOWN):
        sheet = Image.new("RGB", ((width + 8) * ACROSS, (height + 8) * DOWN), (255, 0, 255))
        for at, image in enumerate(images[first : first + ACROSS * DOWN]):
            small = image.resize((width, height), Image.Resampling.LANCZOS)
            sheet.paste(small, (at % ACROSS * (width + 8), at // ACROSS * (height + 8)))
        found[f"sheet-{first // (ACROSS * DOWN) + 1:02}"] = sheet
    return found


if __name__ == "__main__":
    main()
