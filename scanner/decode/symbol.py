"""A code that was read off a picture, as a value; and how its bytes become text. No decoder and no picture here.

The rule: text comes from the code's bytes (strict UTF-8, then GB18030), never from a decoder's own guess, which takes
Chinese for Latin-1 or half-width kana.
"""

from dataclasses import dataclass

from scanner.payer_codes import mask_code


@dataclass(frozen=True, slots=True, repr=False)
class Symbol:
    """One code of a picture. Its repr is masked, as it may be a payer's.

    symbology: a word of SYMBOLOGIES. text: None where the bytes are neither UTF-8 nor GB18030. raw: the bytes as coded.
    step: which step of the cascade read it.
    """

    symbology: str
    text: str | None
    raw: bytes
    step: str

    def __repr__(self) -> str:
        shown = f"{len(self.raw)} bytes" if self.text is None else mask_code(self.text)
        return f"Symbol({self.symbology} {shown!r} by {self.step})"


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of the cascade on one picture. name: of the table of steps. cpu_ms: processor time, all threads.

    accepted: codes that this step added. skipped: why it did not run or did not end, "" where it did: "budget",
    "missing" (its library is not there), "died" (it took its process with it).
    """

    name: str
    cpu_ms: float
    accepted: tuple[Symbol, ...] = ()
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A picture, read. symbols: all accepted codes, each once. steps: what was tried, in order, opening the picture
    first. cpu_ms: of all of it.
    """

    symbols: tuple[Symbol, ...]
    steps: tuple[StepTaken, ...] = ()

    @property
    def cpu_ms(self) -> float:
        """Processor time of the whole picture."""
        return sum(step.cpu_ms for step in self.steps)


def text_of(raw: bytes) -> str | None:
    """Bytes of a code -> text: strict UTF-8, else GB18030, else None."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
