"""What a round of chaos came to, as a history for the oracle: from journal export, books, bytes and what verbs printed.

The sources have no clock in common, so the history says that it is not ordered. The rule: each event comes from outside
of the running programs - a file, a line, a word on stdout.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emulator.ledger.records import SaleState
from emulator.practice_host import open_ledger
from protocol.dialects.unionpay.envelope import read
from protocol.dialects.unionpay.profiles import DEFAULT
from protocol.errors import DecodeError
from protocol.framing import Deframer, Frame, LengthDeframer
from terminal.records.format import COLUMNS
from terminal.simulation.history import durable, summary

Event = dict[str, Any]
TERMINAL = "T0"
MONEY = ("refund", "again", "query", "cancel")
COPY = re.compile("[^a-z]")


class Record:
    """Of one round, of one terminal. left: messages about a refund that it has sent so far."""

    def __init__(self, ledger: Path, *, framed: bool) -> None:
        self.events: list[Event] = [{"what": "history", "ordered": False, "practice": True}]
        self._ledger, self._framed = ledger, framed
        self._heard: dict[tuple[str, int], Deframer | LengthDeframer] = {}
        self.left = 0
        self._asked: dict[str, Event] = {}
        with open_ledger(ledger) as books:
            self.orders = books.originals()
            merchant = books.identity().merchant_no
        self._named = {one.order_no: one.reference_no for one in self.orders}
        for one in self.orders:
            self._tell(
                "sale", original=one.reference_no, merchant=merchant, amount=one.amount_fen, refunded=one.refunded_fen
            )

    def _tell(self, what: str, **parts: object) -> None:
        self.events.append({"what": what, **parts})

    def heard(self, way: str, connection: int, data: bytes) -> None:
        """Bytes that an end wrote."""
        make = Deframer if self._framed else LengthDeframer
        for frame in self._heard.setdefault((way, connection), make()).feed(data):
            if isinstance(frame, Frame):
                self._message(way, frame.data)

    def _message(self, way: str, data: bytes) -> None:
        try:
            trace = read(data, DEFAULT).message.text(11)
        except DecodeError:
            return
        told = summary(data, DEFAULT)
        if way == "up":
            self._asked[trace] = told
            self.left += told["message"] in MONEY
            self._tell("left", terminal=TERMINAL, **told)
        elif trace in self._asked:
            asked = self._asked[trace]
            self._tell("answered", **{**told, "key": asked["key"], "message": asked["message"]})

    def asked(self, request: str, order_no: str, amount_fen: int) -> None:
        """A cashier wants a refund."""
        self._tell("asked", terminal=TERMINAL, request=request, original=self._named[order_no], amount=amount_fen)

    def said(self, request: str, results: Sequence[Event]) -> None:
        """What a verb printed of refunds. request: "" where it speaks of any."""
        for one in results:
            if "settlement" in one:
                continue
            if "key" in one:
                self._tell(
                    "told", terminal=TERMINAL, request=request, key=one["key"].split("-")[:5], state=one["state"],
                    amount=one["amount_fen"], reference=one["reference_no"],
                )  # fmt: skip
            else:
                self._tell("refused", terminal=TERMINAL, request=request, word=one["error"])

    def ended(self, exported: Path, receipts: Path) -> list[Event]:
        """The whole history, when all programs have ended."""
        for line in exported.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            row = [*(event[name] for name in COLUMNS[:-1]), json.dumps(event["body"]), event["previous"], event["hash"]]
            self._tell("durable", terminal=TERMINAL, **durable(row))
        self._paper(receipts)
        with open_ledger(self._ledger) as books:
            for entry in books.all_refunds():
                key = [
                    getattr(entry.key, part) for part in ("merchant_no", "terminal_no", "epoch", "batch_no", "trace_no")
                ]
                self._tell(
                    "row", key=key, kind="refund", approved=entry.approved, undone=entry.reversed, buried=False,
                    original=self._named.get(entry.order_no, ""), amount=entry.answer.amount_fen,
                    reference=entry.answer.reference_no,
                )  # fmt: skip
            for one in books.originals():
                self._tell(
                    "book", original=one.reference_no, amount=one.amount_fen, refunded=one.refunded_fen,
                    voided=one.state.value == SaleState.VOIDED.value,
                )  # fmt: skip
            self.books_hold = not books.discrepancies()
        self._tell("quiet")
        return self.events

    def _paper(self, receipts: Path) -> None:
        """Slips by their files: …-COPY.txt, and by what stands on them."""
        for file in sorted(receipts.glob("*.txt")):
            said = file.read_text(encoding="utf-8")
            if "(REFUND)" in said:
                key = [re.search(rf"\({name}\): *(\w+)", said) for name in ("TERMINAL NO", "BATCH NO", "VOUCHER NO")]
                self._tell(
                    "printed", terminal=TERMINAL, key=[one[1] if one else "" for one in key], kind="refund",
                    copy=COPY.sub("", file.stem), reprint="重打印" in said,
                )  # fmt: skip
