"""fixtures/slips: every picture is drawn again and compared, read back, and means what slips.toml says.

Run as a program it writes the pictures anew.
"""

import tomllib
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from scanned_here import scan

from scanner.decode.cascade import read_picture
from scanner.paper.lines import png, stack
from scanner.practice.slip import draw_slip
from scanner.salesslip import PRACTICE_SLIP_KEY, SalesSlip, make_payload, order_no
from terminal.desk.faults import FAULTS

SLIPS = Path(__file__).parents[3] / "fixtures" / "slips"
MANIFEST: dict[str, list[dict[str, Any]]] = tomllib.loads((SLIPS / "slips.toml").read_text(encoding="utf-8"))
PHOTOS = [row for row in MANIFEST["slip"] if "photo" in row]
BAD = {row["file"]: row["error"] for row in MANIFEST["bad"]} | {
    "bad/blank.png": "no_code",
    "bad/two-orders.png": "order_ambiguous",
    "bad/half-file.png": "picture_damaged",
    "bad/not-a-picture.png": "picture_unreadable",
}

BROKEN = {name for name, word in BAD.items() if word.startswith("picture_")}

# The practice shop's first orders, as agreed with emulator/shop: running number, fen.
AGREED = [(1, 12850), (2, 5990), (3, 26700), (4, 8800), (5, 46800), (6, 3500), (7, 99900), (8, 15600)]


def drawn(row: dict[str, Any]) -> Image.Image:
    return draw_slip(row["payload"], row["order_no" if "order_no" in row else "bars"], row["lines"])


def photographed(slip: Image.Image) -> Image.Image:
    desk = Image.new("L", (slip.width + 200, slip.height + 160), 120)
    desk.paste(slip.point(lambda dot: 40 + dot * 3 // 4), (100, 80))
    return desk.rotate(4, Image.Resampling.BICUBIC, fillcolor=120).filter(ImageFilter.GaussianBlur(0.8))


def jpeg(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    both = Image.new("L", (left.width + right.width, max(left.height, right.height)), 255)
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return both


@cache
def pictures() -> dict[str, bytes]:
    """Every file of the folder but the manifest and the note."""
    slips = [drawn(row) for row in MANIFEST["slip"]]
    made = {row["file"]: png(slip) for row, slip in zip(MANIFEST["slip"], slips, strict=True)}
    made |= {row["photo"]: jpeg(photographed(drawn(row))) for row in PHOTOS}
    made |= {row["file"]: png(drawn(row)) for row in MANIFEST["bad"]}
    half = png(slips[0])
    return made | {
        "bad/blank.png": png(stack([Image.new("L", (384, 400), 255)])),
        "bad/two-orders.png": png(side_by_side(slips[0], slips[1])),
        "bad/half-file.png": half[: len(half) // 2],
        "bad/not-a-picture.png": "这不是图片\n".encode(),
    }


def test_the_folder_holds_these_files_and_no_others() -> None:
    files = {path.relative_to(SLIPS).as_posix() for path in SLIPS.rglob("*") if path.is_file()}
    assert files == set(pictures()) | {"README.md", "slips.toml"}
    assert set(BAD) == {name for name in files if name.startswith("bad/")}


def test_the_orders_are_the_shops() -> None:
    assert [(row["order_no"], row["amount_fen"]) for row in MANIFEST["slip"]] == [
        (order_no(f"80000026{number:04}"), fen) for number, fen in AGREED
    ]


def dots(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    with Image.open(BytesIO(data)) as picture:
        return picture.mode, picture.size, picture.tobytes()


def test_drawn_again_each_is_the_same() -> None:
    names = sorted(name for name in pictures() if name.endswith(".png") and name not in BROKEN)
    assert len(names) > len(MANIFEST["slip"])
    assert [name for name in names if dots(pictures()[name]) != dots((SLIPS / name).read_bytes())] == []


def test_the_broken_files_are_broken_as_described() -> None:
    whole, half = (SLIPS / "order-01.png").read_bytes(), (SLIPS / "bad/half-file.png").read_bytes()
    assert whole.startswith(half)
    assert len(half) == len(whole) // 2
    assert (SLIPS / "bad/not-a-picture.png").read_text(encoding="utf-8") == "这不是图片\n"
    assert len(BROKEN) == 2


@pytest.mark.parametrize("row", PHOTOS, ids=lambda row: row["photo"])
def test_a_photograph_shows_its_slip(row: dict[str, Any]) -> None:
    fresh = photographed(drawn(row))
    with Image.open(SLIPS / row["photo"]) as kept:
        assert (kept.format, kept.size) == ("JPEG", fresh.size)
        assert ImageStat.Stat(ImageChops.difference(kept, fresh)).mean[0] < 3  # of 255; JPEG is not exact


@pytest.mark.parametrize("row", MANIFEST["slip"], ids=lambda row: row["file"])
def test_a_sample_order_reads_back(row: dict[str, Any]) -> None:
    payload = make_payload(row["order_no"], row["amount_fen"], PRACTICE_SLIP_KEY)
    assert row["payload"] == payload
    found = {(symbol.symbology, symbol.text) for symbol in read_picture(SLIPS / row["file"]).symbols}
    assert found == {("qr", payload), ("code128", row["order_no"])}
    assert scan(SLIPS / row["file"], PRACTICE_SLIP_KEY).slip == SalesSlip(
        row["order_no"], row["amount_fen"], authenticated=True, source="qr"
    )


@pytest.mark.parametrize("row", PHOTOS, ids=lambda row: row["photo"])
def test_a_photograph_reads_back(row: dict[str, Any]) -> None:
    result = scan(SLIPS / row["photo"], PRACTICE_SLIP_KEY)
    assert (result.refused, result.slip) == (None, scan(SLIPS / row["file"], PRACTICE_SLIP_KEY).slip)


@pytest.mark.parametrize(("name", "word"), sorted(BAD.items()))
def test_a_bad_one_gives_its_word(name: str, word: str) -> None:
    result = scan(SLIPS / name, PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused) == (None, word)
    assert word in FAULTS


def test_a_payers_code_is_never_shown_whole() -> None:
    names = [name for name, word in BAD.items() if word == "payment_code"]
    assert len(names) == 3
    for name in names:
        assert "0" * 6 not in repr(scan(SLIPS / name, PRACTICE_SLIP_KEY).symbols)


if __name__ == "__main__":
    for name, data in pictures().items():
        (SLIPS / name).parent.mkdir(exist_ok=True)
        (SLIPS / name).write_bytes(data)
