"""What was read off a picture or in front of a camera: a line for people, a JSON line for programs, an exit code.

Nothing is read here. The rule: a code is shown whole as what it is not is of no harm; what may be money or a card is
masked, unless that was asked for.
"""

import json
from pathlib import Path

from protocol.money import format_yuan
from scanner.decode.scan import ScanResult
from scanner.decode.symbol import UNREAD_BARS, StepTaken, Symbol
from scanner.payer_codes import mask_code
from scanner.salesslip import SalesSlip, spaced
from scanner.secret_texts import is_secret
from terminal.cli.refusal import words
from terminal.columns import clean
from terminal.desk.faults import DONE, FAULTS
from terminal.language import Texts

# fmt: off
_NAMES = {"qr": "QR", "code128": "Code 128", "code39": "Code 39", "ean13": "EAN-13", "ean8": "EAN-8", "itf": "ITF"}
"""Symbologies as people call them."""
_SKIPPED = {"": "", "budget": "scan.budget", "missing": "scan.missing", "died": "scan.died"}
"""Why a step did not run, or not to its end."""
# fmt: on


class Shown:
    """Prints results, each as it comes. explain: with the steps. unmask: payer codes and card numbers whole."""

    def __init__(self, texts: Texts, *, explain: bool = False, unmask: bool = False, as_json: bool = False) -> None:
        self._texts = texts
        self._explain = explain
        self._unmask = unmask
        self._as_json = as_json

    def picture(self, found: ScanResult) -> int:
        """Say it; the exit code."""
        if self._as_json:
            print(json.dumps(self._document(found), ensure_ascii=False), flush=True)
        else:
            print("\n".join(map(clean, self._lines(found))), flush=True)
        return DONE if found.refused is None else FAULTS[found.refused]

    def code(self, symbol: Symbol) -> dict[str, object]:
        """For programs. hex: the bytes, where they are no text; none where they are not to be seen. doubted: only where
        it is, for bars that vouch for nothing; unread: only for bars that time ran out before.
        """
        if symbol == UNREAD_BARS:
            return {"symbology": symbol.symbology, "text": None, "hex": "", "unread": True}
        if symbol.text is None:
            return {"symbology": symbol.symbology, "text": None, "hex": self.octets(symbol)}
        doubted = {"doubted": True} if symbol.doubted else {}
        return {"symbology": symbol.symbology, "text": self.text(symbol.text), **doubted}

    def text(self, text: str) -> str:
        """What a code says, as far as it may be shown."""
        return text if self._unmask or not is_secret(text) else mask_code(text)

    def octets(self, symbol: Symbol) -> str:
        """Bytes that are no text, as far as they may be shown."""
        return symbol.raw.hex() if self._unmask or not is_secret(symbol.raw.decode("latin-1")) else ""

    def _document(self, found: ScanResult) -> dict[str, object]:
        document: dict[str, object] = {
            "file": _printable(found.file),
            "codes": [self.code(symbol) for symbol in found.symbols],
            "slip": slip_document(found.slip) if found.slip else None,
            "refused": found.refused,
        }
        if self._explain:
            document["steps"] = [self._step(step) for step in found.steps]
        return document

    def _step(self, step: StepTaken) -> dict[str, object]:
        added = [self.code(symbol) for symbol in step.accepted]
        return {"name": step.name, "cpu_ms": round(step.cpu_ms, 3), "added": added, "skipped": step.skipped or None}

    def _lines(self, found: ScanResult) -> list[str]:
        lines = [f"{_printable(found.file)}: {self._meaning(found)}"]
        lines += [f"  {self._code_line(symbol)}" for symbol in found.symbols]
        if self._explain:
            lines += [f"  {self._step_line(step)}" for step in found.steps]
        return lines

    def _meaning(self, found: ScanResult) -> str:
        slip = found.slip
        if slip is None:
            return words(found.refused or "no_code", self._texts, seen=found.masked_text, file=found.file.name)
        amount = "" if slip.amount_fen is None else format_yuan(slip.amount_fen)
        sealed = self._texts("scan.sealed" if slip.authenticated else "scan.unsealed")
        return " ".join(filter(None, (self._texts("scan.slip"), spaced(slip.order_no), amount, sealed)))

    def _code_line(self, symbol: Symbol) -> str:
        if symbol == UNREAD_BARS:
            return f"{_NAMES[symbol.symbology]}  {self._texts('scan.unread')}"
        said = self._texts("scan.bytes", hex=self.octets(symbol)) if symbol.text is None else self.text(symbol.text)
        doubted = f" {self._texts('scan.doubted')}" if symbol.doubted else ""
        return f"{_NAMES.get(symbol.symbology, symbol.symbology)}  {said}{doubted}"

    def _step_line(self, step: StepTaken) -> str:
        why = self._texts(_SKIPPED[step.skipped]) if step.skipped else ""
        added = " ".join(self._code_line(symbol) for symbol in step.accepted)
        return " ".join(filter(None, (f"{step.cpu_ms:8.1f} ms  {step.name}", why, added)))


def slip_document(slip: SalesSlip) -> dict[str, object]:
    """For programs."""
    return {
        "order_no": slip.order_no,
        "amount_fen": slip.amount_fen,
        "authenticated": slip.authenticated,
        "source": slip.source,
    }


def _printable(path: Path) -> str:
    """A path whose bytes are no text, too."""
    return str(path).encode("utf-8", "replace").decode("utf-8")
