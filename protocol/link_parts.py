"""A field or tag of a register's link, as its dialect lists it, and one value of it as it may be shown.

For the dialects that have no ISO 8583 table (hypercom, tlv). The rule fails closed: what no row lists, what is no text,
and what has the look of a card number is hidden, a star a byte.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from protocol import lookalikes
from protocol.codes import CODES
from protocol.fields import Sensitivity
from protocol.money import format_yuan
from protocol.words import NOTHING, Lang, Words, obeyed

MASK = "*"
_FIRST, _LAST = 6, 4
"""Digits of a card number that are shown."""


class Form(StrEnum):
    """What stands in the value."""

    TEXT = "text"
    """ASCII or GB18030, blank padded."""
    IDENTITY = "number"
    """Text that is a known number and no card's, where it has its size: reference, terminal, merchant, key."""
    DIGITS = "digits"
    AMOUNT = "amount"
    """Digits, hundredths of the currency, which the link does not name."""
    DATE = "date"
    """MMDD or yymmdd."""
    TIME = "time"
    """hhmmss."""
    CODE = "code"
    """A response code."""
    PAYLOAD = "payload"
    """Elements, or a whole ISO 8583 packet."""


_FIGURES = frozenset({Form.DIGITS, Form.AMOUNT, Form.DATE, Form.TIME})


class LinkPart(NamedTuple):
    """One row. name: the type or tag on the wire. size: characters, or digits; 0 any. source: where its meaning stands:
    "published" (texts and examples), "logged" (a driver and its answers), "inferred" from those, "ours".
    """

    name: str
    zh: str
    en: str
    form: Form
    size: int
    source: str
    sensitivity: Sensitivity = Sensitivity.OPEN


class LinkLine(NamedTuple):
    """One value. value: masked. inside: what a payload is made of. message: the document of the packet it is."""

    name: str
    label: Words
    value: str
    meaning: Words = NOTHING
    inside: tuple["LinkLine", ...] = ()
    message: dict[str, Any] | None = None

    def told(self, lang: Lang) -> str:
        """As one text: 金额 100.00 元."""
        said = self.meaning.told(lang) or self.value.strip()
        if self.inside:
            said = _BRACKETS[lang].format(told_lines(self.inside, lang))
        return f"{self.label.told(lang)} {said}"

    def document(self, lang: Lang) -> dict[str, Any]:
        """As data."""
        row: dict[str, Any] = {"name": self.name, "value": self.value, "text": self.told(lang)}
        row |= {"fields": [line.document(lang) for line in self.inside]} if self.inside else {}
        return row | ({"message": self.message} if self.message is not None else {})


class LinkBody(NamedTuple):
    """A whole body. head: what stands in front of the fields, as data. untold: lines that the title has said."""

    dialect: str
    title: Words
    head: dict[str, str]
    lines: tuple[LinkLine, ...]
    untold: tuple[str, ...] = ()

    def told(self, lang: Lang) -> str:
        """As one line."""
        said = told_lines([line for line in self.lines if line.name not in self.untold], lang)
        return self.title.told(lang) + (_COLON[lang] + said if said else "")

    def document(self, lang: Lang) -> dict[str, Any]:
        """As data, every field in its order."""
        return {**self.head, "fields": [line.document(lang) for line in self.lines]}


# fmt: off
_COLON    = {"zh": "：",     "en": ": "}
_COMMA    = {"zh": "，",     "en": ", "}
_BRACKETS = {"zh": "（{}）", "en": "({})"}
_UNLISTED = {"zh": "未列出", "en": "unlisted"}
# fmt: on


def told_lines(lines: Sequence[LinkLine], lang: Lang) -> str:
    """The listed lines that say something; of the others the names alone, at the end."""
    said = [line.told(lang) for line in lines if line.label != NOTHING and (line.value.strip() or line.meaning.zh)]
    unlisted = [line.name for line in lines if line.label == NOTHING]
    said += [" ".join((_UNLISTED[lang], *unlisted))] if unlisted else []
    return _COMMA[lang].join(said)


def line_of(name: str, data: bytes, rows: dict[str, LinkPart], *, packed: bool) -> LinkLine:
    """The line of one value. packed: digits may stand two to a byte."""
    row = rows.get(name)
    if row is None:
        return LinkLine(name, NOTHING, MASK * len(data))
    text = _text(row, data, packed)
    shown = MASK * len(data) if text is None else _shown(row, text)
    meaning = _meaning(row, shown) if shown == text else NOTHING
    return LinkLine(name, Words(row.zh, row.en), shown, meaning)


def code_words(code: str, own: dict[str, Words]) -> Words:
    """What a response code says: the dialect's own codes first, then those of ISO 8583; an unlisted one itself."""
    words = own.get(code)
    if words is None and code in CODES:
        words = Words(CODES[code].zh, CODES[code].en)
    return Words(code, code) if words is None else Words(f"{words.zh}（{code}）", f"{words.en} ({code})")


def _text(row: LinkPart, data: bytes, packed: bool) -> str | None:
    """The value as text; None where it is none."""
    if packed and row.form in _FIGURES and 2 * len(data) == row.size and data.hex().isdecimal():
        return data.hex()
    text = data.decode("gb18030", "replace")
    if "\N{REPLACEMENT CHARACTER}" in text or any(obeyed(letter) for letter in text):
        return None
    packed_number = not data.isascii() and lookalikes.hidden(data.hex(), strict=True, anywhere=True)
    return None if packed_number else text


def _shown(row: LinkPart, text: str) -> str:
    if row.sensitivity is Sensitivity.OPEN:
        known = row.form is Form.IDENTITY and len(text) == row.size
        hide = lookalikes.hidden(text, strict=not known, anywhere=not known)
    else:
        hide = _middle(text) if row.sensitivity is Sensitivity.PAN else set(range(len(text)))
    return "".join(MASK if at in hide else letter for at, letter in enumerate(text))


def _middle(text: str) -> set[int]:
    """All but the first six and last four of a card number; the whole of anything else."""
    number = text.rstrip()
    fits = lookalikes.SHORTEST <= len(number) <= lookalikes.LONGEST and set(number) <= set("0123456789" + MASK)
    return set(range(_FIRST, len(number) - _LAST) if fits else range(len(text)))


def _meaning(row: LinkPart, text: str) -> Words:
    if row.form is Form.CODE:
        return code_words(text, {})
    if len(text) != row.size or not (text.isascii() and text.isdecimal()):
        return NOTHING
    match row.form:
        case Form.AMOUNT:
            return Words(f"{format_yuan(int(text))} 元", format_yuan(int(text)))
        case Form.DATE:
            return Words(*["-".join(_pairs(text))] * 2)
        case Form.TIME:
            return Words(*[":".join(_pairs(text))] * 2)
    return NOTHING


def _pairs(digits: str) -> list[str]:
    return [digits[at : at + 2] for at in range(0, len(digits), 2)]
