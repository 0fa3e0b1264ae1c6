"""Cells of a character, as UAX #11 has them."""

import pytest

from scanner.paper.cells import cells, width


@pytest.mark.parametrize(
    ("sign", "wide"),
    [
        ("a", 1), (" ", 1), ("~", 1), ("退", 2), ("，", 2), ("\u3000", 2), ("１", 2), ("￥", 2), ("¥", 1), ("é", 1),
        ("ｱ", 1), ("…", 1), ("×", 1), ("\u0301", 0), ("\u200b", 0), ("\u202e", 0), ("\x00", 0), ("\x1b", 0),
        ("\x9b", 0), ("\ufe0f", 0), ("😀", 2),
    ],
)  # fmt: skip
def test_cells(sign: str, wide: int) -> None:
    assert cells(sign) == wide


def test_width_adds_up() -> None:
    assert width("退货 12.34") == 10
    assert width("") == 0
