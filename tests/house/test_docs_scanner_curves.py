"""docs/pictures/scanner-curves.svg is drawn from the figures beside it, and those say what the docs say of them."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from scanner.practice.photographer import LIMITS


@pytest.fixture(scope="module")
def curves() -> ModuleType:
    """tests/pictures/scanner_curves.py; nothing imports `tests`."""
    spec = importlib.util.spec_from_file_location(
        "scanner_curves", Path(__file__).parents[1] / "pictures" / "scanner_curves.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_drawn_from_its_figures(project_root: Path, curves: ModuleType) -> None:
    pictures = project_root / "docs" / "pictures"
    figures = curves.read_back(pictures / "scanner-curves.csv")
    assert (pictures / "scanner-curves.svg").read_text(encoding="utf-8") == curves.drawn(figures)
    assert set(figures) == {
        (factor, level, code) for factor, _, levels in curves.FACTORS for level in levels for code in curves.CODES
    }
    assert {one["slips"] for one in figures.values()} == {len(curves.SLIPS)}


def test_every_factor_has_its_curve_within_its_limits(curves: ModuleType) -> None:
    assert {factor for factor, _, _ in curves.FACTORS} == set(LIMITS) - {"motion_deg"}
    for factor, _, levels in curves.FACTORS:
        low, high = LIMITS[factor]
        assert all(low <= level <= high for level in levels)
        assert levels in {tuple(sorted(levels)), tuple(sorted(levels, reverse=True))}


def test_what_the_curves_say(project_root: Path, curves: ModuleType) -> None:
    """Of a tilted slip only our cascade reads the bars; nowhere does it read fewer codes than a single library."""
    figures = curves.read_back(project_root / "docs" / "pictures" / "scanner-curves.csv")
    tilted = figures["tilt_deg", 30, "Code 128"]
    assert (tilted["ours"], tilted["zxing-cpp"], tilted["pyzbar"]) == (tilted["slips"], 0, 0)
    behind = {key: one for key, one in figures.items() if one["ours"] < max(one["zxing-cpp"], one["pyzbar"]) - 1}
    assert behind == {}
