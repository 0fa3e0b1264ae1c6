"""Which part of a picture holds the rest of a slip."""

import pytest

from scanner.decode.around import REACH, Box, Corners, around, scaled

SIZE = (4000, 3000)


@pytest.mark.parametrize(
    ("corners", "box"),
    [
        ((), (0, 0, 4000, 3000)),
        (
            ((2000, 1500), (2100, 1500), (2100, 1600), (2000, 1600)),
            (2000 - 100 * REACH, 1500 - 100 * REACH, 2100 + 100 * REACH, 1600 + 100 * REACH),
        ),
        (((0, 0), (50, 10), (40, 60), (-10, 50)), (0, 0, 50 + 60 * REACH, 60 + 60 * REACH)),
        (((3990, 2990), (3999, 2990), (3999, 2999), (3990, 2999)), (3936, 2936, 4000, 3000)),
    ],
)
def test_around_a_code(corners: Corners, box: Box) -> None:
    assert around(corners, SIZE) == box


def test_scaled() -> None:
    assert scaled(((1, 2), (3, 5)), 2.5) == ((2, 5), (8, 12))
    assert scaled((), 2.5) == ()
