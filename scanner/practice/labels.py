"""labels.csv of a folder of photographs: the truth about each picture, one row a code.

Pure. The rule: columns that fixtures/barcodes/manifest.csv has too are called and filled as there, so that one scorer
reads both; behind them stand seed, order, amount and every factor of the damage.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from scanner.practice.photographer import Damage

COLUMNS = (
    *("file", "symbology", "expected_text", "set", "width", "height", "sha256", "seed", "order_no", "amount_fen"),
    *(field.name for field in fields(Damage)),
)


@dataclass(frozen=True, slots=True)
class Label:
    """What is true of a picture. file: its name in the folder. size: pixels, wide and high. sha256: of its bytes. of:
    its set. payload: the QR code's text. order_no: the digits of the bars.
    """

    file: str
    of: str
    size: tuple[int, int]
    sha256: str
    seed: int
    order_no: str
    amount_fen: int
    payload: str
    damage: Damage


def labels_csv(labels: Iterable[Label]) -> str:
    """The whole file, a QR row and a Code 128 row for each picture."""
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    rows.writeheader()
    for label in labels:
        rows.writerow(_row(label) | {"symbology": "QR", "expected_text": label.payload})
        rows.writerow(_row(label) | {"symbology": "CODE128", "expected_text": label.order_no})
    return text.getvalue()


def _row(label: Label) -> dict[str, object]:
    return asdict(label.damage) | {
        "file": label.file,
        "set": label.of,
        "width": label.size[0],
        "height": label.size[1],
        "sha256": label.sha256,
        "seed": label.seed,
        "order_no": label.order_no,
        "amount_fen": label.amount_fen,
    }
