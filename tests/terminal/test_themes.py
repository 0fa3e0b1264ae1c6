"""The themes: the same roles in each, and every text on every ground can be read."""

import pytest

from terminal.themes import PALETTES, THEMES, variables

LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3 (AA) for text of normal size."""


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_defined() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the known near miss


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_can_be_read(theme: str) -> None:
    ratios = {role: round(contrast(*pair), 2) for role, pair in PALETTES[theme].items()}
    assert len(ratios) > 0
    assert {role: ratio for role, ratio in ratios.items() if ratio < LEAST_CONTRAST} == {}


def test_every_theme_has_every_role() -> None:
    assert {frozenset(variables(theme)) for theme in THEMES} == {frozenset(variables(THEMES[0]))}
