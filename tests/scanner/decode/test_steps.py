"""The table of steps, and how a picture goes through it: what loads what, what stops, what is left out and told."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from own_warnings import environ
from PIL import Image

from scanner.decode import zbar
from scanner.decode.cascade import BUDGET_MS, ENOUGH_PIXELS, read_codes, read_frame, read_picture
from scanner.decode.run import LOAD
from scanner.decode.steps import ALL, CAMERA_STEPS, STEPS
from scanner.decode.strip import Strip
from scanner.decode.symbol import Reading
from scanner.paper.lines import png, stack
from scanner.practice.photographer import Damage, photograph
from scanner.practice.seeded_slips import shot
from scanner.practice.slip import draw_modules, draw_slip, qr_modules
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no

ORDER = order_no("800000260001")
PAYLOAD = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)
SLIP = draw_slip(PAYLOAD, ORDER, ["退货练习店 (练习)"])
WANTED = {("qr", PAYLOAD), ("code128", ORDER)}
IDLE = {"looked at again", "flattened zxing"}  # there is nothing that they could look at
EMPTY = Image.new("L", (600, 400), 230)

LOADED = """
import json, sys
from scanner.decode.cascade import read_picture
read = read_picture(sys.argv[1])
loaded = [name for name in ("cv2", "numpy", "pyzbar") if name in sys.modules]
print(json.dumps([[code.symbology for code in read.symbols], loaded]))
"""


def taken(damage: Damage, seed: int = 3) -> bytes:
    return photograph(SLIP, damage, seed)


def codes(reading: Reading) -> set[tuple[str, str | None]]:
    return {(symbol.symbology, symbol.text) for symbol in reading.symbols}


def loaded_by(file: Path) -> tuple[list[str], list[str]]:
    """What was read, and what stands in sys.modules afterwards, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", LOADED, str(file)],
        capture_output=True, text=True, encoding="utf-8", check=True, timeout=60, env=environ(),
    )  # fmt: skip
    assert done.stderr == ""
    read, modules = json.loads(done.stdout)
    return read, modules


def test_names_are_names_of_one_step() -> None:
    names = [step.name for step in STEPS]
    assert len(set(names)) == len(names)
    assert not {"open", "open whole", LOAD} & set(names)


def test_nobody_uses_the_detector_that_invents_codes(project_root: Path) -> None:
    files = sorted((project_root / "scanner").rglob("*.py"))
    assert len(files) > 20
    assert [file.name for file in files if "cv2.barcode" in file.read_text(encoding="utf-8")] == []


def test_an_easy_slip_loads_no_opencv(project_root: Path) -> None:
    assert loaded_by(project_root / "fixtures" / "slips" / "order-01.png") == (["qr", "code128"], [])


def test_a_hard_one_loads_it(tmp_path: Path) -> None:
    (tmp_path / "tilted.jpg").write_bytes(taken(Damage(tilt_deg=30)))
    read, modules = loaded_by(tmp_path / "tilted.jpg")
    assert sorted(read) == ["code128", "qr"]
    assert modules[:2] == ["cv2", "numpy"]


@pytest.mark.parametrize(
    ("damage", "step"),
    [
        (Damage(tilt_deg=30), "turned zxing"),
        (Damage(tilt_deg=24, blur_px=2.8), "matched"),
        (Damage(tilt_deg=-150, perspective=0.3, noise=30), "matched"),
        (Damage(px_a_dot=0.7, tilt_deg=120, blur_px=1.4), "matched"),
        (Damage(contrast=0.1, tilt_deg=65, noise=6), "matched"),
    ],
)
def test_bars_that_no_library_reads(damage: Damage, step: str) -> None:
    read = read_picture(taken(damage), budget_ms=1e9)
    assert {symbol.step: symbol.text for symbol in read.symbols if symbol.symbology == "code128"} == {step: ORDER}
    assert codes(read) <= WANTED


@pytest.mark.parametrize(
    ("seed", "step"),
    [
        (100_017, "blurred zxing"),
        (100_036, "sharpened zxing"),
        (100_033, "black and white zxing"),
        (100_037, "smaller zxing"),
        (100_081, "flattened zxing"),
    ],
)
def test_qr_codes_that_need_cleaning(seed: int, step: str) -> None:
    """Seeds of the photographer's that are not among the measured ones."""
    one = shot(seed)
    read = read_picture(one.jpeg, budget_ms=1e9)
    assert (("qr", one.slip.payload), step) in {((code.symbology, code.text), code.step) for code in read.symbols}
    assert codes(read) <= {("qr", one.slip.payload), ("code128", one.slip.order_no)}


def test_a_code_that_is_no_slips_ends_it() -> None:
    read = read_picture(png(stack([draw_modules(qr_modules("A"))])))
    assert [step.name for step in read.steps] == ["open", "zxing fast"]


@pytest.mark.parametrize("payload", [PAYLOAD, "LKL1|05992026038866106464|12085182|662349|20261122154138|6E5FE2B7"])
def test_after_a_slips_qr_code_bars_are_looked_for(payload: str) -> None:
    read = read_picture(png(draw_slip(payload, "", ["退货练习店"])), budget_ms=1e9)
    assert codes(read) == {("qr", payload)}
    assert {"turned zxing", "matched"} <= {step.name for step in read.steps}
    assert "sharpened zxing" not in {step.name for step in read.steps}  # that one looks for QR codes alone


def test_after_a_slips_bars_the_qr_code_is_looked_for() -> None:
    read = read_picture(png(draw_slip("", ORDER, ["退货练习店"])), budget_ms=1e9)
    assert codes(read) == {("code128", ORDER)}
    assert "matched" not in {step.name for step in read.steps}
    assert "sharpened zxing" in {step.name for step in read.steps}


def test_a_step_that_is_skipped_is_not_taken() -> None:
    read = read_picture(png(EMPTY), skip=frozenset({"zxing default", "zbar"}), budget_ms=1e9)
    names = {step.name for step in read.steps} - {"open", LOAD}
    assert names == {step.name for step in STEPS} - {"zxing default", "zbar", *IDLE}


def test_what_does_not_fit_into_the_budget_is_told() -> None:
    read = read_codes(EMPTY, budget_ms=6.0)
    left_out = {step.name for step in read.steps if step.skipped == "budget"}
    assert {"matched", "zbar", "matched any", "stretched zbar"} <= left_out
    assert {step.cpu_ms for step in read.steps if step.skipped} == {0.0}


def test_without_libzbar_its_steps_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zbar, "library", lambda: None)
    read = read_picture(png(EMPTY), budget_ms=1e9)
    assert {step.name for step in read.steps if step.skipped == "missing"} == {"turned zbar", "zbar", "stretched zbar"}
    assert zbar.read(memoryview(bytes(100)).cast("B", (10, 10)), ALL) == []


def test_loading_is_told_but_not_counted() -> None:
    read = read_codes(EMPTY, budget_ms=BUDGET_MS)
    counted = sum(step.cpu_ms for step in read.steps if step.name != LOAD)
    assert counted < BUDGET_MS


def test_steps_are_heard_as_they_end() -> None:
    heard = []
    read = read_picture(taken(Damage(tilt_deg=30)), heard=heard.append)
    assert tuple(heard) == read.steps
    assert [symbol for step in heard for symbol in step.accepted] == list(read.symbols)


def test_a_frame_takes_the_first_steps_and_one_more() -> None:
    frame = memoryview(EMPTY.tobytes()).cast("B", (EMPTY.height, EMPTY.width))
    further = [step.name for step in STEPS[CAMERA_STEPS:]]
    for turn in (0, 1, len(further) - 1, len(further), 1_000_003):
        names = [step.name for step in read_frame(frame, turn).steps if step.name != LOAD]
        assert names == ["zxing fast", "zxing default", further[turn % len(further)]]


def test_bars_in_frames_are_read_when_their_step_has_its_turn() -> None:
    with Image.open(BytesIO(taken(Damage(tilt_deg=30)))) as picture:
        frame = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
    told = [PAYLOAD.encode()]
    read = [codes(read_frame(frame, turn, told)) for turn in range(len(STEPS) - CAMERA_STEPS)]
    assert set.union(*read) == WANTED
    assert {("qr", PAYLOAD)} in read


def test_a_slip_that_was_not_told_yet_takes_all_steps_for_its_other_code() -> None:
    with Image.open(BytesIO(taken(Damage(tilt_deg=30)))) as picture:
        frame = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
    assert [codes(read_frame(frame, turn)) for turn in range(3)] == [WANTED] * 3


def test_a_large_photograph_is_read_smaller_first() -> None:
    slip = SLIP.resize((SLIP.width * 3, SLIP.height * 3))
    desk = Image.new("L", (4000, 3000), 120)
    desk.paste(slip.resize((slip.width * 2900 // slip.height, 2900)), (900, 50))
    for kind in ("JPEG", "PNG"):
        buffer = BytesIO()
        desk.save(buffer, kind)
        read = read_picture(buffer.getvalue(), budget_ms=1e9)
        assert codes(read) == WANTED
        assert "open whole" not in {step.name for step in read.steps}


@pytest.mark.parametrize(("kind", "opened"), [("JPEG", ["open", "open whole"]), ("PNG", ["open"])])
def test_what_is_too_small_then_is_read_at_its_own_size(
    kind: str, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Image.new("L", (4000, 3000), 230)
    code = draw_modules(qr_modules(PAYLOAD))
    desk.paste(code.resize((80, 80)), (2000, 1500))
    assert desk.width * desk.height > 2 * ENOUGH_PIXELS
    buffer = BytesIO()
    desk.save(buffer, kind)
    read = read_picture(buffer.getvalue(), budget_ms=1e9)
    assert codes(read) == {("qr", PAYLOAD)}
    assert [step.name for step in read.steps if step.name.startswith("open")] == opened
    assert [step.name for step in read.steps].count("zxing fast") == 2
    monkeypatch.setattr("scanner.decode.cascade.OPEN_MS_A_MEGAPIXEL", 1e6)
    monkeypatch.setattr("scanner.decode.cascade.OPEN_TIMES", 1e6)
    read = read_picture(buffer.getvalue())
    assert [step.skipped for step in read.steps if step.name == "open whole"] == ["budget"] * (len(opened) - 1)


def test_a_part_of_an_itf_is_none() -> None:
    strip = Strip(np.zeros((40, 1000), np.uint8), 100)
    whole, part = ((104, 3), (890, 3), (890, 30), (104, 30)), ((104, 3), (700, 3), (700, 30), (104, 30))
    assert strip.is_filled_by(whole)
    assert strip.is_filled_by(whole[::-1])
    assert not strip.is_filled_by(part)
    assert not strip.is_filled_by(())
