"""A code that was read off a picture, as a value; and how its bytes become text. No decoder and no picture here.

The rule: text comes from the code's bytes (what they declare, strict UTF-8, GB18030), never from a decoder's own guess,
which takes Chinese for Latin-1 or half-width kana.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.known_texts import is_of_a_slip
from scanner.payer_codes import mask_code

# fmt: off
# Character sets that a code may declare (AIM ECI), by their numbers; another one is not believed against the bytes.
DECLARED: dict[int, tuple[str, ...]] = {
    20: ("cp932",),  # Shift_JIS
    26: ("utf-8",),
    28: ("big5",),
    29: ("gb18030",),  # says GB 2312 and is written for whatever extends it
    30: ("euc_kr",),
    32: ("gb18030",),
}
# fmt: on
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fc\uff61-\uff9f]")
_MARKS = re.compile("[\uff9e\uff9f]")  # the half-width voicing marks
_VOICED = re.compile("[\uff73\uff76-\uff84\uff8a-\uff8e]\uff9e|[\uff8a-\uff8e]\uff9f")  # and what may bear them
SKIPPED = ("", "budget", "missing", "died")
"""Why a step did not run, or not to its end; "" where it did."""
_LEAST_KANA = 4
_EUROPEAN = re.compile(
    "[\u00a0-\u017f]+|[\u0386-\u03ce]{3,}|[\u0400-\u045f]+"
)  # Latin, Greek but for lone letters, Cyrillic
_NO_WORD = re.compile("[\u00a0-\u017f]+|[\u0400-\u045f]")
"""A text of accented letters alone, or of one Cyrillic one: no language writes so."""
_KANA_SHARE = 0.8


@dataclass(frozen=True, slots=True, repr=False)
class Symbol:
    """One code of a picture. Its repr is masked, as it may be a payer's.

    symbology: a word of zxing.FORMATS. text: None where the bytes are no text that we know. raw: the bytes as
    coded. step: which step of the cascade read it. guessed: no look saw it on the picture as that was, all of them
    where it was cleaned, averaged or matched; a person then compares what has no check of its own. doubted: bars that
    do not say it over their whole height, beside a QR code that says another number, or that were not read in time
    (UNREAD_BARS); no step vouches for them ("").
    """

    symbology: str
    text: str | None
    raw: bytes
    step: str
    guessed: bool = False
    doubted: bool = False

    def __repr__(self) -> str:
        shown = f"{len(self.raw)} bytes" if self.text is None else mask_code(self.text)
        return f"Symbol({self.symbology} {shown!r} by {self.step})"


UNREAD_BARS = Symbol("code128", None, b"", "", doubted=True)
"""Beside a slip's QR code: bars that time ran out before, so that nobody can say what they are."""


def codes_of_a_slip(symbols: Iterable[Symbol]) -> tuple[bool, bool]:
    """Whether a slip's QR code is among them, and whether a slip's bars are."""
    kinds = {symbol.symbology == "qr" for symbol in symbols if is_of_a_slip(symbol.text or "")}
    return True in kinds, False in kinds


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of the cascade on one picture. name: of the table of steps. cpu_ms: processor time.

    accepted: codes that it added. skipped: one of SKIPPED: "budget", "missing" (its library is not there), "died"
    (it took its process with it).
    """

    name: str
    cpu_ms: float
    accepted: tuple[Symbol, ...] = ()
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A picture, read. symbols: all accepted codes, each once, and doubted bars last. steps: what was tried, in order,
    opening the picture first. cpu_ms: of all of it.
    """

    symbols: tuple[Symbol, ...]
    steps: tuple[StepTaken, ...] = ()

    @property
    def cpu_ms(self) -> float:
        """Processor time of the whole picture."""
        return sum(step.cpu_ms for step in self.steps)


def text_of(raw: bytes, charset: int | None = None) -> str | None:
    """Bytes of a code -> text: as declared, else strict UTF-8, else GB18030 (Shift_JIS where that is plain), else None.

    charset: the number that the code declares (ECI), None where it declares none.
    """
    guesses = ("gb2312" if _by_chance(raw) else "utf-8", "cp932" if _japanese(raw) else "gb18030")
    for encoding in (*DECLARED.get(charset or 0, ()), *guesses):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _by_chance(raw: bytes) -> bool:
    """Whether bytes are UTF-8 by chance: 图片 in GB 2312 is that, and would be read as a Greek and a Latin oddity.

    So where the characters are all of two bytes, are no words of a European language, and are GB 2312 as well. One
    character alone is Chinese then: a lone accented letter stands on no slip.
    """
    try:
        text = raw.decode("utf-8")
        signs = _beyond_ascii(text)
        european = _EUROPEAN.fullmatch(signs) and not _NO_WORD.fullmatch(text)
        return bool(signs) and max(signs) < "\u0800" and not european and bool(raw.decode("gb2312"))
    except UnicodeDecodeError:
        return False


def _japanese(raw: bytes) -> bool:
    """Whether undeclared bytes are Shift_JIS: nearly all kana there, and here nonsense of rare characters.

    Chinese must never suffer: a text whose characters are mostly in GB 2312, as those of common use are, is Chinese;
    unless it is half-width kana whose voicing marks, two or more and a sixth of all, stand only where they may.
    """
    try:
        signs, chinese = _beyond_ascii(raw.decode("shift_jis")), _beyond_ascii(raw.decode("gb18030"))
    except UnicodeDecodeError:
        return False
    kana = len(_KANA.findall(signs))
    if kana < _LEAST_KANA or kana < _KANA_SHARE * len(signs):
        return False
    rare = len(chinese.encode("gb2312", "ignore")) < len(chinese)  # two bytes each: fewer than half of them are common
    marks = len(_MARKS.findall(signs))
    return rare or (marks >= max(2, kana / 6) and marks == len(_VOICED.findall(signs)))


def _beyond_ascii(text: str) -> str:
    return "".join(sign for sign in text if sign > "\x7f")
