"""Rows from fixtures/ for whoever asks for them by name (`ROWS`), the published keys, and typed values of the dialect.

Data only; nothing here knows how a frame or a message is read.
"""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import requests
from protocol.message import Message
from protocol.transactions import Channel, Refund, RefundKey

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@dataclass(frozen=True)
class FrameRow:
    """One file of fixtures/frames: the bytes on the line, and whether they are a whole frame."""

    name: str
    origin: str
    meaning: str
    good: bool
    octets: bytes

    @property
    def data(self) -> bytes:
        """What a good frame carries: everything between LEN and ETX."""
        return self.octets[3:-2]


@dataclass(frozen=True)
class Sample:
    """One public message: its dump, the bytes from the MTI on, and what it says."""

    name: str
    dump: bytes
    message: bytes
    mti: str
    bitmap: str
    fields: dict[int, str | bytes]
    fillers: dict[int, str]
    row: dict[str, Any]

    @property
    def parts(self) -> set[str]:
        """What stands in front of this dump."""
        return {name for name in ("len", "tpdu", "header") if self.row.get(name)}


def frame_rows() -> list[FrameRow]:
    return [read_frame(path) for path in sorted((FIXTURES / "frames").glob("*.hex"))]


def read_frame(path: Path) -> FrameRow:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    octets = bytes.fromhex("".join(line.split("#")[0] for line in lines))
    return FrameRow(path.stem, head["origin"], head["meaning"], {"good": True, "bad": False}[head["expect"]], octets)


def samples() -> list[Sample]:
    rows = json.loads((FIXTURES / "messages" / "unionpay.json").read_text(encoding="utf-8"))
    return [read_sample(row) for row in rows]


def read_sample(row: dict[str, Any]) -> Sample:
    dump = bytes.fromhex(row["hex"])
    front = (2 if row.get("len") else 0) + len(row.get("tpdu") or "") // 2 + len(row.get("header") or "") // 2
    fields = {int(number): value_of(field) for number, field in row["fields"].items()}
    fillers = {int(number): pad["nibble"] for number, pad in row["pads"].items() if pad["nibble"] != "0"}
    return Sample(row["id"], dump, dump[front:], row["mti"], row["bitmap"], fields, fillers, row)


def value_of(field: dict[str, Any]) -> str | bytes:
    return bytes.fromhex(field["value"]) if field["kind"] == "hex" else field["value"]


# fmt: off
ROWS = {
    "frame":           frame_rows,
    "good_frame":      lambda: [row for row in frame_rows() if row.good],
    "sample":          samples,
    "our_sample":      lambda: [row for row in samples() if row.row["f60"] == "bcd"],   # V45 is another profile's
    "plain_sample":    lambda: [row for row in samples() if row.row["f60"] == "bcd" and not row.fillers],
    "enveloped_sample": lambda: [row for row in samples() if {"tpdu", "header"} <= row.parts and row.name != "V45"],
    "prefixed_sample": lambda: [row for row in samples() if "len" in row.parts],
}
# fmt: on


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name in ROWS.keys() & set(metafunc.fixturenames):
        rows = ROWS[name]()
        assert len(rows) > 10, f"rows of {name}"
        metafunc.parametrize(name, rows, ids=[row.name for row in rows])


@pytest.fixture(scope="session")
def published_keys() -> dict[str, Any]:
    """fixtures/messages/keys.toml."""
    return tomllib.loads((FIXTURES / "messages" / "keys.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def public_v42() -> bytes:
    """The public reversal V42 from its MTI to its last byte."""
    return next(row.message for row in samples() if row.name == "V42")


@pytest.fixture(scope="session")
def sample_v45() -> bytes:
    """The 0230 of another acquirer's profile from its MTI to its last byte."""
    return next(row.message for row in samples() if row.name == "V45")


REFUND_KEY = RefundKey("123456789012345", "10000001", "0a1b2c3d", "000007", "000123", "20261122")


@pytest.fixture
def refund() -> Refund:
    """退货 of 12.34 to the well-known UnionPay test card, two goods coming back."""
    return Refund(
        key=REFUND_KEY,
        amount_fen=1234,
        original_reference="925498334778",
        original_month_day="1120",
        channel=Channel.CARD,
        order_no="80000000000186",
        card=TEST_CARDS["unionpay"],
        items=(("A01", 1), ("B02", 2)),
    )


@pytest.fixture
def refund_message(refund: Refund) -> Message:
    """That refund as the dialect writes it, with eight bytes in field 64."""
    message = requests.write(refund)
    return Message(message.mti, {**message.fields, 64: b"0123ABCD"})
