"""One grey picture, and what the later steps make of it: each made once, and only when a step asks for it.

Reads no code. The rule: numpy and OpenCV are loaded by the properties that need them, never before.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scanner.decode.around import Box
    from scanner.decode.folded import Height
    from scanner.decode.strip import Strip
    from scanner.decode.zxing import Found

    Array = NDArray[np.uint8]


MOST_SIDE = 30_000  # pixels: OpenCV's warps end at 32,767, zxing-cpp at 65,535; a roll of paper 3.7 m long


class Looks:
    """A picture as bytes, height x width, in one piece; not copied where it needs no shrinking."""

    def __init__(self, pixels: memoryview) -> None:
        self.pixels = pixels
        shape = pixels.shape or (0, 0)
        self.height, self.width = shape[0], shape[1]
        self.doubts: list[Found] = []
        """Bars that were seen on it and are not believed yet."""
        self.broken: list[Found] = []
        """QR codes that were found on it but not read, the latest last."""
        self.heights: dict[bytes, bool] = {}
        """Whether Code 128 that was seen fills its height, as far as that was looked at."""

    @classmethod
    def of(cls, picture: Image.Image) -> Looks:
        """Of a picture of mode L; what lies beyond MOST_SIDE of a longer one is not looked at."""
        if max(picture.size) > MOST_SIDE:
            picture = picture.crop((0, 0, min(picture.width, MOST_SIDE), min(picture.height, MOST_SIDE)))
        return cls(memoryview(picture.tobytes()).cast("B", (picture.height, picture.width)))

    def part(self, box: Box) -> Looks:
        """Of it, where that is less than half of it; nothing that was found is kept then."""
        left, top, right, bottom = box
        if (right - left) * (bottom - top) * 2 >= self.width * self.height:
            return self
        return Looks.of(Image.frombuffer("L", (self.width, self.height), bytes(self.pixels)).crop(box))

    @property
    def megapixels(self) -> float:
        """Its size in millions of pixels."""
        return self.height * self.width / 1e6

    @cached_property
    def array(self) -> Array:
        """The pixels for numpy and OpenCV, still not copied."""
        import numpy as np

        return np.frombuffer(self.pixels, np.uint8).reshape(self.height, self.width)

    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        """Where bars seem to be, turned upright, the likeliest first."""
        from scanner.decode import bars

        return bars.strips(self.array)

    @cached_property
    def unfolded(self) -> tuple[Height, ...]:
        """The heights of these strips, their folds taken out."""
        from scanner.decode import folded

        return tuple(height for strip in self.strips if (height := folded.height_of(strip)))

    def throughout(self, raw: bytes) -> bool:
        """Whether there are bars that say this Code 128 over their whole height, and nothing else anywhere."""
        if raw not in self.heights:
            from scanner.decode import height

            as_it_lies = any(height.says(strip, raw) for strip in self.strips)
            self.heights[raw] = as_it_lies or any(one.says(raw) for one in self.unfolded)
        return self.heights[raw]
