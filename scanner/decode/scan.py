"""Picture file -> what it means to the cashier: this shop's slip, or the word why not. A bad file never raises."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from scanner.decode.header import PictureError
from scanner.decode.symbol import UNREAD_BARS, Reading, StepTaken, Symbol
from scanner.known_texts import Meaning, Named, Refused, classify
from scanner.payer_codes import carries_payer_code
from scanner.salesslip import SalesSlip
from scanner.several_codes import UNREAD, Several, choose


@dataclass(frozen=True, slots=True)
class ScanResult:
    """One picture, read. Exactly one of `slip` and `refused` is set.

    file: as given. symbols: all codes found, with masked reprs. refused: an error word: a PictureError's, no_code,
    order_ambiguous, slip_codes_differ, slip_bars_unread or one of classify's. masked_text: what may be shown of the
    refused code, or the file's fault. steps: what was tried, none where the file was no picture. instead: what is of
    use though it is not one slip: a number, or slips of which a person says one.
    """

    file: Path
    symbols: tuple[Symbol, ...]
    slip: SalesSlip | None
    refused: str | None
    masked_text: str = ""
    steps: tuple[StepTaken, ...] = ()
    instead: Named | Several | None = None


def scan(path: Path | str, shop_key: bytes | None, read: Callable[[Path], Reading]) -> ScanResult:
    """Read a picture file and decide. shop_key: the shop's slip key, None where it has none. read: reads all its codes;
    scanner.reader.reader.Reader.read does so in a process of its own.
    """
    file = Path(path)
    try:
        reading = read(file)
    except PictureError as error:
        return ScanResult(file, (), None, error.word, error.why)
    return replace(decided(file, reading.symbols, shop_key), steps=reading.steps)


def decided(file: Path, symbols: tuple[Symbol, ...], shop_key: bytes | None) -> ScanResult:
    """What the codes of one picture come to. file, shop_key: as scan."""
    answer = meaning_of(symbols, shop_key)
    if answer is None:
        return ScanResult(file, symbols, None, "no_code")
    if isinstance(answer, SalesSlip):
        return ScanResult(file, symbols, answer, None)
    instead = None if isinstance(answer, Refused) else answer
    return ScanResult(file, symbols, None, answer.word, answer.masked_text, instead=instead)


def meaning_of(symbols: tuple[Symbol, ...], shop_key: bytes | None) -> Meaning | Several | None:
    """What the codes of one picture mean together; None where there are none. shop_key: as scan."""
    believed, doubted = ([_meaning(one, shop_key) for one in symbols if one.doubted is sort] for sort in (False, True))
    return choose(believed, doubted)


def _meaning(symbol: Symbol, shop_key: bytes | None) -> Meaning:
    if symbol == UNREAD_BARS:
        return Refused(UNREAD, "")
    if symbol.text is None:
        money = carries_payer_code(symbol.raw.decode("latin-1"))
        return Refused("payment_code" if money else "not_a_slip", f"{len(symbol.raw)} bytes")
    meant = classify(symbol.text, shop_key=shop_key, symbology=symbol.symbology)
    return replace(meant, guessed=symbol.guessed) if isinstance(meant, Named) else meant
