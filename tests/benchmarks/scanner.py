"""The scanner beside the libraries that read codes: zxing-cpp, pyzbar, OpenCV's two QR readers, deqr's two.

All read the same pictures in the same run, one reader after another: the labelled ones of fixtures/barcodes, then
seeded practice slips of mixed damage, as many as TUIHUO_BENCH_SLIPS says (2000 is the whole lot, ten minutes). Compared
is by the manifests' rules (tests/support/barcode_score.py). Time is processor time, opening the picture included.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from barcode_score import Labelled, labelled, normal, texts_on
from picture_readers import READERS, read_by
from PIL import Image

from scanner.decode.cascade import read_codes, read_frame
from scanner.decode.steps import CAMERA_STEPS, STEPS
from scanner.known_texts import classify
from scanner.practice.photographer import Damage, photograph
from scanner.practice.seeded_slips import MEASURED_SEEDS, seeded_slip, shot
from scanner.salesslip import PRACTICE_SLIP_KEY, SalesSlip
from scanner.several_codes import choose

SLIPS = int(os.environ.get("TUIHUO_BENCH_SLIPS", "100"))
OURS, ZXING = "ours", "zxing-cpp"
LEAST_CODE128 = 12  # of the 13 photographs; any library alone reads 9
MEDIAN_MS, P95_MS, BUDGET_MS = 4.0, 60.0, 250.0
QR_GAIN, CODE128_GAIN = 1.1, 2.0  # on damaged slips: as many times zxing-cpp's QR reads, the best library's bars
FRAME, FRAMES, FRAMES_A_SECOND = (1280, 720), 48, 30.0  # of a camera; so many turns take every step some times
DRAWN = ("synthetic-qr", "synthetic-code128")  # sets that are no photographs

Row = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """One code of one picture: what stands there, "" for nothing, and all texts that may be read off the picture."""

    file: Path
    set: str
    symbology: str
    text: str
    there: frozenset[str]


@dataclass(frozen=True)
class Read:
    """One reader's work: milliseconds and codes by picture, and what became of its process."""

    name: str
    ms: dict[Path, float]
    codes: dict[Path, list[list[str]]]
    faults: int
    end: str

    def read(self, one: Wanted) -> bool:
        """Whether the code that is wanted is among what was read."""
        return any(normal(text) == normal(one.text) for texts in self.codes.get(one.file, []) for text in texts)

    def wrong(self, wanted: Iterable[Wanted]) -> int:
        """How many codes say nothing that is on their picture."""
        there = {one.file: one.there for one in wanted}
        return sum(there[file].isdisjoint(map(normal, texts)) for file in there for texts in self.codes.get(file, []))


def measure() -> list[Row]:
    """Sets of photographs, all of them together, then the slips."""
    photographs = [_of_manifest(row) for row in labelled()]
    with tempfile.TemporaryDirectory() as folder:
        slips = _taken(Path(folder))
        files = sorted({one.file for one in (*photographs, *slips)})
        reads = [_read(name, files) for name in READERS]
    rows = [*_sets(photographs, reads), *_together(photographs, reads), *_slips(slips, reads), *_ends(reads)]
    return [*rows, *_frames()]


def _of_manifest(row: Labelled) -> Wanted:
    return Wanted(row.file, row.set, row.symbology, row.text if row.symbology else "", texts_on(row.name))


def _taken(folder: Path) -> list[Wanted]:
    """The photographs of seeded slips, written down; two codes each."""
    wanted = []
    for seed in MEASURED_SEEDS[:SLIPS]:
        one, file = shot(seed), folder / f"{seed}.jpg"
        file.write_bytes(one.jpeg)
        there = frozenset(map(normal, (one.slip.payload, one.slip.order_no)))
        wanted.append(Wanted(file, "slips QR", "qr", one.slip.payload, there))
        wanted.append(Wanted(file, "slips Code 128", "code128", one.slip.order_no, there))
    return wanted


def _read(name: str, files: Sequence[Path]) -> Read:
    rows, end = read_by(name, files)
    codes = {Path(row["file"]): [texts for _, texts in row["codes"]] for row in rows}
    return Read(
        name, {Path(row["file"]): row["ms"] for row in rows}, codes, sum(bool(row["fault"]) for row in rows), end
    )


def _sets(wanted: list[Wanted], reads: list[Read]) -> Iterable[Row]:
    """At least what the best single library reads, set by set; nothing where nothing is."""
    for name in sorted({one.set for one in wanted}):
        among = [one for one in wanted if one.set == name]
        codes = [one for one in among if one.symbology]
        rows = [read for read in reads if {one.symbology for one in codes} <= READERS[read.name][1]]
        best = max(_count(codes, read) for read in rows if read.name != OURS)
        what = f"{name}, codes read of {len(codes)}" if codes else f"{name}, false reads on {len(among)} without a code"
        value = _count(codes, reads[0]) if codes else reads[0].wrong(among)
        promise = {"at_least": best} if codes else {"at_most": 0}
        yield {"what": what, "value": value, **promise, "beside": {read.name: _figures(among, read) for read in rows}}


def _together(wanted: list[Wanted], reads: list[Read]) -> Iterable[Row]:
    codes, ours = [one for one in wanted if one.symbology], reads[0]
    beside = {read.name: _figures(wanted, read) for read in reads}
    most = max(_count(codes, read) for read in reads[1:])
    yield {
        "what": f"all sets, codes read of {len(codes)}",
        "value": _count(codes, ours),
        "at_least": most + 1,
        "beside": beside,
    }
    bars = [one for one in codes if one.symbology == "code128" and one.set not in DRAWN]
    yield {"what": f"Code 128 photographs read of {len(bars)}", "value": _count(bars, ours), "at_least": LEAST_CODE128}
    yield {"what": "all sets, wrong texts", "value": ours.wrong(wanted), "at_most": 0}
    done = [ours.ms[file] for file in {one.file for one in codes if ours.read(one)}]
    rest = [ms for file, ms in ours.ms.items() if file in {one.file for one in wanted} and not ours.codes[file]]
    yield {
        "what": "ms of CPU, median of pictures read",
        "value": round(statistics.median(done), 2),
        "at_most": MEDIAN_MS,
    }
    yield {"what": "ms of CPU, 95th percentile of pictures read", "value": round(_p95(done), 1), "at_most": P95_MS}
    yield {"what": "ms of CPU, worst of pictures that are not read", "value": round(max(rest), 1), "at_most": BUDGET_MS}


def _slips(wanted: list[Wanted], reads: list[Read]) -> Iterable[Row]:
    """Practice slips of mixed damage."""
    for name, gain, peers in (
        ("slips QR", QR_GAIN, [ZXING]),
        ("slips Code 128", CODE128_GAIN, [name for name in READERS if name != OURS]),
    ):
        among = [one for one in wanted if one.set == name]
        rows = [read for read in reads if {among[0].symbology} <= READERS[read.name][1]]
        best = max(_count(among, read) for read in rows if read.name in peers)
        yield {
            "what": f"{name}, read of {len(among)} damaged ones",
            "value": _count(among, reads[0]),
            "at_least": round(gain * best, 1),
            "beside": {read.name: _figures(among, read) for read in rows},
        }
    yield {"what": "slips, wrong texts", "value": reads[0].wrong(wanted), "at_most": 0}
    orders = {one.file: one.text for one in wanted if one.symbology == "code128"}
    accepted = sum(
        _accepted(texts) not in {"", orders[file]} for file, texts in reads[0].codes.items() if file in orders
    )
    yield {"what": "slips, wrong orders accepted", "value": accepted, "at_most": 0}
    yield {"what": "slips, ms of CPU, the worst", "value": round(max(reads[0].ms[file] for file in orders), 1)}


def _accepted(codes: list[list[str]]) -> str:
    """The order that the practice shop takes these codes for, "" for none."""
    slip = choose(classify(texts[0], shop_key=PRACTICE_SLIP_KEY) for texts in codes)
    return slip.order_no if isinstance(slip, SalesSlip) else ""


def _ends(reads: list[Read]) -> Iterable[Row]:
    """Errors and deaths: none of ours; a peer's are told."""
    yield {
        "what": "pictures that our cascade raised an error at, or died of",
        "value": reads[0].faults + bool(reads[0].end),
        "at_most": 0,
        "beside": {read.name: read.end or f"{read.faults} errors" for read in reads if read.end or read.faults},
    }


def _frames() -> Iterable[Row]:
    """A camera's frames, as they come to the cascade: grey, not packed."""
    slip = seeded_slip(0).draw()
    with Image.open(BytesIO(photograph(slip, Damage(px_a_dot=0.62, tilt_deg=4, noise=4, blur_px=0.7), 0))) as taken:
        seen = taken.convert("L")
    empty = Image.effect_noise(FRAME, 6)
    shown = empty.copy()
    shown.paste(seen, ((FRAME[0] - seen.width) // 2, (FRAME[1] - seen.height) // 2))
    later = frozenset(step.name for step in STEPS[CAMERA_STEPS:])
    for what, frame in (("a slip in view", shown), ("nothing in view", empty)):
        rate = _rate(lambda turn, frame=frame: read_codes(frame, skip=later))
        yield {
            "what": f"frames a CPU-second at 1280x720, {what}, steps 1 and 2",
            "value": rate,
            "at_least": FRAMES_A_SECOND,
        }
        pixels = memoryview(frame.tobytes()).cast("B", (frame.height, frame.width))
        rate = _rate(lambda turn, pixels=pixels: read_frame(pixels, turn))
        yield {"what": f"frames a CPU-second at 1280x720, {what}, with a further step in turn", "value": rate}


def _rate(read: Callable[[int], object]) -> float:
    read(0)
    began = time.process_time()
    for turn in range(FRAMES):
        read(turn)
    return round(FRAMES / (time.process_time() - began), 1)


def _count(wanted: Iterable[Wanted], read: Read) -> int:
    return sum(read.read(one) for one in wanted if one.symbology)


def _figures(wanted: list[Wanted], read: Read) -> dict[str, float]:
    files = {one.file for one in wanted} & set(read.ms)
    taken = [read.ms[file] for file in files]
    return {
        "read": _count(wanted, read),
        "wrong": read.wrong(wanted),
        "median_ms": round(statistics.median(taken), 2) if taken else 0.0,
        "p95_ms": round(_p95(taken), 1) if taken else 0.0,
    }


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]
