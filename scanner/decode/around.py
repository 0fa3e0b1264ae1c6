"""Where the rest of a slip lies, once one of its codes was seen: what is left to search of a large picture.

Pure geometry. The rule: rather too much than too little, as a code may have been pasted on at half its size.
"""

Corners = tuple[tuple[int, int], ...]
"""Of a code, in pixels; () where they are not known."""
Box = tuple[int, int, int, int]
"""Left, top, right, bottom of a part of a picture, right and bottom not included."""

REACH = 6  # of a code's longer side, beyond it each way: a slip is four sides of its QR code high


def around(corners: Corners, size: tuple[int, int]) -> Box:
    """Of a picture of that size: the part that holds all of the slip; the whole where nothing is known."""
    if not corners:
        return (0, 0, *size)
    (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*corners, strict=True))
    reach = REACH * max(right - left, bottom - top)
    return (max(0, left - reach), max(0, top - reach), min(size[0], right + reach), min(size[1], bottom + reach))


def scaled(corners: Corners, times: float) -> Corners:
    """The same code on a picture so many times as large."""
    return tuple((round(across * times), round(down * times)) for across, down in corners)
