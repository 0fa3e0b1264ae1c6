"""A paper as rows (label and value, words, a line to sign on), and how they become lines of A4 or of a roll. Pure.

What a paper says is its own file's. The rule: all text is cleaned before it is measured, nothing is wider than its
columns, and practice says so at the top, in the middle and at the bottom.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.salesslip import PRACTICE_MARK
from terminal.columns import clean, pad, row, width, wrap
from terminal.receipt.paper import MM80, Look, Paper, Text

A4_COLUMNS = 100
"""Of a paper on A4: its edges are wide, as it is signed and filed."""

_LABEL = 26
_NAME_LINE, _DATE_LINE = "_" * 36, "_" * 16
_KEPT_TOGETHER = 14
"""Lines of a section that is not divided between two pages."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what belongs to it; left out where that is ""."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A label, and room to write by hand."""

    label: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; bold where the paper has that."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """Whose signature, and the date beside it."""

    label: str
    date: str


Row = Pair | Blank | Words | Sign


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper. sections: divided by rules. practice: no real money moves."""

    title: str
    sections: tuple[tuple[Row, ...], ...]
    practice: bool


def blocks(sheet: Sheet, columns: int = A4_COLUMNS) -> tuple[tuple[Text, ...], ...]:
    """Its lines, a block a section; a block is not empty."""
    drawn = [_section(section, columns) for section in sheet.sections]
    mark = (_centred(PRACTICE_MARK, columns, Look.BOLD),) if sheet.practice else ()
    middle = len(drawn) // 2
    drawn[middle : middle + 1] = [(*mark, *drawn[middle])]
    title = _centred(sheet.title, columns, _title_look(sheet.title, columns))
    air = (Text(""),) if columns > MM80.columns else ()
    head = (*mark, *air, title, *air, _rule(columns))
    ruled = ((*block, _rule(columns)) for block in drawn[:-1])
    return (head, *ruled, (*drawn[-1], *mark))


def lines(sheet: Sheet, columns: int = A4_COLUMNS) -> tuple[str, ...]:
    """All of them, as text of one size."""
    return tuple(_plain(one, columns) for block in blocks(sheet, columns) for one in block)


def parts(sheet: Sheet, paper: Paper) -> tuple[Text, ...]:
    """The same for a roll."""
    return tuple(one for block in blocks(sheet, paper.columns) for one in block)


def on_pages(said: Iterable[str], page_lines: int) -> tuple[str, ...]:
    """Lines of A4 in pages of so many: a short section that two pages would share begins on the second."""
    laid: list[str] = []
    for section in _divided(said):
        left = page_lines - len(laid) % page_lines
        if left < len(section) <= _KEPT_TOGETHER:
            laid += [""] * left
        laid += section
    return tuple(laid)


def heading(said: Iterable[str]) -> str:
    """The title among a paper's lines: the first that is no practice mark."""
    return next((line.strip() for line in said if line.strip() not in ("", PRACTICE_MARK)), "")


def digest(sheet: Sheet) -> str:
    """SHA-256 of its text as it stands on A4, a line feed a line."""
    return hashlib.sha256(text_of(sheet)).hexdigest()


def text_of(sheet: Sheet) -> bytes:
    """That text, UTF-8."""
    return "".join(f"{line}\n" for line in lines(sheet)).encode("utf-8")


def _divided(said: Iterable[str]) -> Iterator[list[str]]:
    """At its rules, which end a section."""
    section: list[str] = []
    for line in said:
        section.append(line)
        if line == "-" * A4_COLUMNS:
            yield section
            section = []
    yield section


def _section(section: Iterable[Row], columns: int) -> tuple[Text, ...]:
    return tuple(one for each in section for one in _row(each, columns))


def _row(one: Row, columns: int) -> list[Text]:
    if isinstance(one, Words):
        look = Look.BOLD if one.bold else Look.PLAIN
        return [Text(line.rstrip(), look) for line in wrap(clean(one.text), columns)]
    made = _on_a4(one, columns) if columns > MM80.columns else _on_roll(one, columns)
    return [Text(line.rstrip()) for line in made]


def _on_a4(one: Pair | Blank | Sign, columns: int) -> list[str]:
    match one:
        case Pair(label, value):
            said = clean(value).strip()
            return _beside(label, said, columns) if said else []
        case Blank(label):
            return _beside(label, _NAME_LINE, columns)
        case Sign(label, date):
            return ["", f"{pad(label, _LABEL)}{_NAME_LINE}  {date} {_DATE_LINE}", ""]


def _on_roll(one: Pair | Blank | Sign, columns: int) -> list[str]:
    match one:
        case Pair(label, value):
            said = clean(value).strip()
            return _at_both_ends(label, said, columns) if said else []
        case Blank(label):
            return [_to_the_edge(label, columns)]
        case Sign(label, date):
            return ["", _to_the_edge(label, columns), _to_the_edge(date, columns)]


def _beside(label: str, value: str, columns: int) -> list[str]:
    """The value in a column of its own."""
    first, *rest = wrap(value, columns - _LABEL)
    begun = pad(label, _LABEL) if width(label) < _LABEL else f"{label} "
    if width(begun) + width(first) > columns:
        return [label, *(" " * _LABEL + line for line in (first, *rest))]
    return [begun + first, *(" " * _LABEL + line for line in rest)]


def _at_both_ends(label: str, value: str, columns: int) -> list[str]:
    """At the two ends of one line; a value that has no room there stands below its label."""
    if width(label) + 2 + width(value) <= columns:
        return row(f"{label}:", value, columns)
    return [f"{label}:", *wrap(value, columns)]


def _plain(one: Text, columns: int) -> str:
    return pad(one.text.strip(), columns, "centre").rstrip() if one.look is Look.BIG else one.text


def _to_the_edge(label: str, columns: int) -> str:
    return f"{label} {'_' * (columns - width(label) - 1)}"


def _centred(text: str, columns: int, look: Look) -> Text:
    return Text(pad(text, columns // 2 if look is Look.BIG else columns, "centre").rstrip(), look)


def _title_look(title: str, columns: int) -> Look:
    return Look.BIG if columns <= MM80.columns and width(title) <= columns // 2 else Look.BOLD


def _rule(columns: int) -> Text:
    return Text("-" * columns)
