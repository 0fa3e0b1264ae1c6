"""Lines of the device's pages: a finding with its remedy, a value with its name, and lines by pages. Pure."""

from collections.abc import Iterable

from terminal.columns import clean, cut, width, wrap
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import numbered
from terminal.screens.page import BODY_ROWS, LCD_COLUMNS, Line, Look, View
from terminal.trade.preflight import Finding

_INDENT = 2
PAGE_ROWS = BODY_ROWS - 1
"""A row is left for a message."""


def what_is_wrong(finding: Finding, t: Texts) -> tuple[Line, ...]:
    """What, why where a refusal says it, and what to do."""
    why = _wrapped(t(f"fault.{finding.fault}"), Look.PLAIN) if finding.fault else ()
    return (
        *_wrapped(f"! {t(f'preflight.{finding.word}', value=finding.value)}", Look.STRONG, 0),
        *why,
        *_wrapped(t(f"remedy.{finding.word}"), Look.PLAIN),
    )


def named(label: str, value: str, columns: int = LCD_COLUMNS) -> tuple[Line, ...]:
    """A value at the end of its line, or under its name where both do not fit."""
    free = columns - width(label) - width(value)
    if free > 0:
        return (Line(label + " " * free + value),)
    return (Line(label), *_wrapped(value, Look.PLAIN))


def announced(scene: Scene, t: Texts, columns: int) -> str:
    """What a scenario has just done, in one row; "" for nothing, and under an overlay."""
    hit = scene.device.announced
    if hit is None or scene.overlay:
        return ""
    return cut(clean("; ".join(t(f"scenario.{kind}", **dict(hit.details)) for kind in hit.kinds)), columns)


def in_pages(blocks: Iterable[tuple[Line, ...]], rows: int) -> list[tuple[Line, ...]]:
    """Pages of at most so many rows; a block that fits on one stands on one. Nothing is one empty page."""
    pages: list[tuple[Line, ...]] = [()]
    for block in blocks:
        if pages[-1] and len(pages[-1]) + len(block) > rows:
            pages.append(())
        pages[-1] += block
        while len(pages[-1]) > rows:
            pages[-1:] = [pages[-1][:rows], pages[-1][rows:]]
    return pages


def paged(title: str, pages: list[tuple[Line, ...]], page: int, hint: str) -> View:
    """One of them; its number stands in the title where there are several."""
    shown = min(page, len(pages) - 1)  # the window may have grown
    return View(numbered(title, shown, len(pages), 1), pages[shown], hint)


def turned_page(page: int, key: str, many: int) -> int:
    """+ and - turn the pages, and so do the arrows; they stop at the ends."""
    step = {"plus": 1, "down": 1, "minus": -1, "up": -1}.get(key, 0)
    return min(max(page + step, 0), many - 1)


def _wrapped(text: str, look: Look, indent: int = _INDENT) -> tuple[Line, ...]:
    rows = wrap(clean(text), LCD_COLUMNS - indent)
    return tuple(Line(" " * indent + row, look, more=at > 0) for at, row in enumerate(rows))
