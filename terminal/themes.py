"""The colours of the face, a theme a column of rows: what is written, and what it is written on.

Pure data. The rule: an LCD, a key and a sheet of paper have colours of their own in every theme, and any text on any
of them can be read (contrast of at least 4.5 : 1, WCAG 2 AA; a test computes it).
"""

from collections.abc import Mapping
from types import MappingProxyType

DEFAULT = "lakala"
ASCII = "ascii"
"""No sign whose width a terminal may judge differently, none that draws: borders, icons and codes are ASCII."""

Ink = tuple[str, str]
"""(written, on what): #rrggbb each."""

# fmt: off
_ROLES: tuple[tuple[str, tuple[Ink, Ink, Ink]], ...] = (
    # role            lakala                    dark                      contrast
    ("case",        (("#e8e8e8", "#2b2f36"),   ("#c8ccd2", "#101215"), ("#ffffff", "#000000"))),
    ("bar",         (("#d0d0d0", "#14171b"),   ("#b4bac2", "#08090b"), ("#000000", "#ffffff"))),
    ("idle",        (("#a7b1bd", "#2b2f36"),   ("#949ca6", "#101215"), ("#ffffff", "#000000"))),
    ("sheet",       (("#000000", "#ffffff"),   ("#101215", "#d6d9dd"), ("#000000", "#ffffff"))),
    ("lcd",         (("#10240f", "#c3d6b0"),   ("#d5e8d0", "#14211a"), ("#ffffff", "#000000"))),
    ("lcd-dim",     (("#35523a", "#c3d6b0"),   ("#9db7a1", "#14211a"), ("#ffff00", "#000000"))),
    ("lcd-chosen",  (("#d9e8c9", "#24452f"),   ("#0d1712", "#a9d6b2"), ("#000000", "#ffff00"))),
    ("lcd-status",  (("#10240f", "#a3ba8d"),   ("#d5e8d0", "#22372b"), ("#000000", "#ffffff"))),
    ("mark",        (("#ffffff", "#b3261e"),   ("#ffffff", "#b3261e"), ("#ffffff", "#b00000"))),
    ("digit",       (("#111111", "#e4e4e4"),   ("#e4e4e4", "#3a3f47"), ("#000000", "#ffffff"))),
    ("soft",        (("#111111", "#9aa4b1"),   ("#dfe4ea", "#4b525c"), ("#000000", "#c0c0c0"))),
    ("red",         (("#ffffff", "#b3261e"),   ("#ffffff", "#8c1d18"), ("#ffffff", "#b00000"))),
    ("yellow",      (("#111111", "#e8b500"),   ("#111111", "#b58d00"), ("#000000", "#ffff00"))),
    ("blue",        (("#ffffff", "#1f5fae"),   ("#ffffff", "#184a88"), ("#ffffff", "#0000c0"))),
    ("green",       (("#ffffff", "#1d7a35"),   ("#ffffff", "#176029"), ("#ffffff", "#006000"))),
    ("slot",        (("#a7b1bd", "#1b1e23"),   ("#949ca6", "#08090b"), ("#ffffff", "#000000"))),
    ("slot-lit",    (("#111111", "#ffd75e"),   ("#111111", "#c9a227"), ("#000000", "#ffff00"))),
    ("field",       (("#000000", "#ffffff"),   ("#ffffff", "#2a3a31"), ("#000000", "#ffffff"))),
)
# fmt: on

EDGES: Mapping[str, str] = MappingProxyType(
    {DEFAULT: "tall #14171b", "dark": "tall #2c3a32", "contrast": "solid #ffffff", ASCII: "ascii #ffffff"}
)
"""How the LCD is framed: a border of the framework, and its colour."""

Palette = Mapping[str, Ink]
_COLUMNS = {DEFAULT: 0, "dark": 1, "contrast": 2, ASCII: 2}
"""The ASCII theme is for consoles with few colours: those of high contrast."""

PALETTES: Mapping[str, Palette] = MappingProxyType(
    {name: MappingProxyType({role: pairs[column] for role, pairs in _ROLES}) for name, column in _COLUMNS.items()}
)
THEMES: tuple[str, ...] = tuple(PALETTES)
"""Texts: theme.<name>."""


def variables(theme: str) -> dict[str, str]:
    """The theme for the style sheet: $<role>-ink, $<role>-paper and $edge."""
    colours = {
        f"{role}-{part}": colour
        for role, pair in PALETTES[theme].items()
        for part, colour in zip(("ink", "paper"), pair, strict=True)
    }
    return {**colours, "edge": EDGES[theme]}
