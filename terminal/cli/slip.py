"""`tuihuo slip`: sales slips of the practice shop to print, and seeded photographs of them to practise reading on.

Practice alone: every slip says so three times and is signed with the published key. The rule: no file is written over
unasked, and a seed gives the same pictures again.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from emulator.ledger.contract import LedgerError
from emulator.practice_host import order_in
from emulator.shop.orders import load_shop
from scanner.salesslip import PRACTICE_SLIP_KEY, SlipError, check_order_no
from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE
from terminal.language import translator
from terminal.printers.files import save_as
from terminal.settings import load_settings

if TYPE_CHECKING:  # they draw with Pillow and OpenCV, which no other verb needs
    from scanner.practice.labels import Label
    from scanner.practice.photographer import Damage
    from scanner.practice.seeded_slips import SeededSlip
    from terminal.practice_slip import PaperSlip

app = App(name="slip", help="Practice sales slips, and photographs of them.")

MAX_PICTURES = 10_000  # one run's: 2 GB of large ones
MAX_SEED = 2**32  # so many lots are enough
LABELS = "labels.csv"
ENDINGS = (".png", ".pdf")

Json = Annotated[bool, Parameter(name="--json", negative="")]
Force = Annotated[bool, Parameter(negative="")]
Output = Annotated[Path, Parameter(name=["--output", "-o"])]


@app.command
def make(*, order: str, output: Output, force: Force = False, as_json: Json = False) -> int:
    """The sales slip of an order of the practice shop, on 58 mm paper, with QR code and bars.

    Parameters
    ----------
    order
        Sales order number, 14 digits.
    output
        File to write: .png, or .pdf.
    force
        Write over a file that is there.
    as_json
        Print one JSON document.
    """
    if output.suffix.lower() not in ENDINGS:
        raise Refusal("usage", hint=f"-o FILE{' | FILE'.join(ENDINGS)}")
    fen, slip = _slip_of(order)
    try:
        data = _drawn(slip, output.suffix.lower())
    except ValueError as error:  # more lines than the paper is long
        raise Refusal("usage", hint=str(error)) from None
    _write(output, data, force=force)
    document = {"file": str(output), "order_no": slip.bars, "amount_fen": fen, "payload": slip.payload}
    print(json.dumps(document, ensure_ascii=False) if as_json else clean(str(output)))
    return DONE


@app.command
def photograph(
    *,
    output: Output,
    order: str = "",
    at_random: Annotated[bool, Parameter(name="--random", negative="")] = False,
    seed: int = 0,
    count: int = 1,
    level: Annotated[list[str] | None, Parameter(negative="")] = None,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Photographs of practice slips as a camera might take them, and labels.csv with what is true of each.

    Parameters
    ----------
    output
        Folder to write to.
    order
        Sales order number, 14 digits: the slip on every picture.
    at_random
        Another made-up slip on every picture, in place of --order.
    seed
        Number of the first picture; the same number gives the same picture.
    count
        How many pictures.
    level
        FACTOR=VALUE, may be given several times: only this damage, as blur_px=2; without it a mixed one for each.
    force
        Write over files that are there.
    as_json
        Print one JSON document.
    """
    if bool(order) is at_random:
        raise Refusal("usage", hint="--order NO | --random")
    if not (1 <= count <= MAX_PICTURES and 0 <= seed <= MAX_SEED - count):
        raise Refusal("usage", hint=f"--count 1…{MAX_PICTURES} --seed 0…{MAX_SEED - MAX_PICTURES}")
    damage, slip = _levels(level) if level else None, _ordered(order) if order else None
    if not force and output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise Refusal("file_exists", file=clean(str(output)))
    from scanner.practice.labels import labels_csv

    labels = []
    try:
        for label, jpeg in _taken(slip, range(seed, seed + count), damage):
            _write(output / label.file, jpeg, force=force)
            labels.append(label)
    finally:  # pictures without their truth are of no use: it stands there after Ctrl-C too
        if labels:
            _write(output / LABELS, labels_csv(labels).encode("utf-8"), force=force)
    document = {"folder": str(output), "pictures": count, "labels": str(output / LABELS)}
    print(json.dumps(document, ensure_ascii=False) if as_json else clean(str(output / LABELS)))
    return DONE


def _slip_of(typed: str) -> tuple[int, "PaperSlip"]:
    """Fen and slip of an order of the practice shop, by its number as somebody typed it."""
    from terminal.practice_slip import paper_slip, printed_sale

    settings = load_settings()
    try:
        original = order_in(settings.ledger, check_order_no(typed))
    except SlipError as error:
        raise Refusal("order_malformed" if error.word == "not_a_slip" else error.word) from None
    except LedgerError as error:
        raise Refusal("link_unavailable", reason=str(error)) from None
    if original is None:
        raise Refusal("order_unknown")
    sale = printed_sale(original, load_shop().name, translator(settings.lang))
    return original.amount_fen, paper_slip(sale, PRACTICE_SLIP_KEY)


def _drawn(slip: "PaperSlip", ending: str) -> bytes:
    from scanner.paper.lines import png

    if ending == ".png":
        return png(slip.picture())
    from terminal.printers.slip_pdf import slip_pdf

    return slip_pdf(slip.picture(), slip.lines)


def _ordered(order: str) -> "SeededSlip":
    """The slip of an order in the form that made-up ones have."""
    from scanner.practice.seeded_slips import SeededSlip

    fen, slip = _slip_of(order)
    return SeededSlip(slip.bars, fen, slip.payload, slip.lines)


def _taken(slip: "SeededSlip | None", seeds: range, damage: "Damage | None") -> Iterator[tuple["Label", bytes]]:
    """A picture for each seed: of that slip or of the seed's own, with that damage or the seed's own."""
    from PIL import Image

    from scanner.practice.labels import Label
    from scanner.practice.photographer import mixed, photograph
    from scanner.practice.seeded_slips import seeded_slip

    for seed in seeds:
        shown, done = slip or seeded_slip(seed), damage or mixed(seed)
        try:
            jpeg = photograph(shown.draw(), done, seed)
        except ValueError as error:
            raise Refusal("usage", hint=str(error)) from None
        with Image.open(BytesIO(jpeg)) as picture:
            size = picture.size
        yield (
            Label(
                file=f"photo-{seed:06}.jpg",
                of="mixed" if damage is None else "levels",
                size=size,
                sha256=hashlib.sha256(jpeg).hexdigest(),
                seed=seed,
                order_no=shown.order_no,
                amount_fen=shown.amount_fen,
                payload=shown.payload,
                damage=done,
            ),
            jpeg,
        )


def _levels(typed: list[str]) -> "Damage":
    from scanner.practice.photographer import LIMITS, WHOLE, Damage

    levels: dict[str, Any] = {}
    for word in typed:
        name, _, value = word.partition("=")
        if name not in LIMITS:
            raise Refusal("usage", hint=f"--level {'|'.join(LIMITS)}")
        low, high = LIMITS[name]
        try:
            levels[name] = int(value) if name in WHOLE else float(value)
        except ValueError:
            raise Refusal("usage", hint=f"--level {name}={low}…{high}") from None
        if not low <= levels[name] <= high:
            raise Refusal("usage", hint=f"--level {name}={low}…{high}")
    return replace(Damage(), **levels)


def _write(file: Path, data: bytes, *, force: bool) -> None:
    try:
        save_as(file, data, over=force)
    except OSError as error:
        if isinstance(error, FileExistsError) and file.exists():
            raise Refusal("file_exists", file=clean(str(file))) from None
        raise Refusal("not_exported", reason=f"{clean(str(file))}: {error.strerror}") from None
