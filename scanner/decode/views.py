"""What steps look at: a picture as it is, or what is made of it, each with its name; two of one name are no two looks.

Reads no code. The rule: numpy and OpenCV are loaded where a view is made of something, never for the picture as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.decode.looks import Looks

if TYPE_CHECKING:
    from scanner.decode.strip import Strip
    from scanner.decode.zxing import Found

Pictures = Iterator[tuple[str, object]]

_TRIED_BROKEN = 3  # of QR codes that were found but not read, and which may be one
SLIP_MODULES = 29  # of a side of our slips' QR code, version 3


@dataclass(frozen=True, slots=True)
class View:
    """One way to look. pictures: what is made of a picture, each with its name. of: the codes found on it that this is
    made of, where it is; without any there is nothing to look at. needs_opencv: all but the picture as it is.
    of_bars: made of the places where bars are seen.
    """

    pictures: Callable[[Looks], Pictures]
    of: Callable[[Looks], list[Found]] | None = None
    needs_opencv: bool = True
    of_bars: bool = False

    def idle(self, looks: Looks) -> bool:
        """Whether it is made only of what other steps have found, and there is nothing of that."""
        return self.of is not None and not self.of(looks)


def _as_it_is(looks: Looks) -> Pictures:
    yield "as it is", looks.pixels


def _turned(looks: Looks) -> Pictures:
    for place, strip in enumerate(looks.strips):
        yield f"strip {place}", strip.pixels


def _strips(looks: Looks) -> Pictures:
    for place, strip in enumerate(looks.strips):
        yield f"strip {place}", strip


def _averaged(looks: Looks) -> Pictures:
    """By thirds, then by sixths."""
    for place, strip in enumerate(looks.strips):
        yield from _parts(place, strip)


def _unfolded(looks: Looks) -> Pictures:
    """The likeliest place, folds taken out."""
    from scanner.decode import unfold

    for place, strip in enumerate(looks.strips[:1]):
        yield from _parts(place, unfold.unfolded(strip))


def _parts(place: int, strip: Strip) -> Pictures:
    """A sixth is named after its third, as it shows nothing that the third does not."""
    from scanner.decode.strip import as_picture, averaged, sharpened

    for parts in (3, 6):
        for part, row in enumerate(sharpened(averaged(strip, parts))):
            yield f"strip {place} third {part * 3 // parts}", as_picture(row)


def _blurred(looks: Looks) -> Pictures:
    from scanner.decode import clean

    yield "blurred 3", clean.blurred(looks.array, 3)


def _more_blurred(looks: Looks) -> Pictures:
    from scanner.decode import clean

    yield "blurred 5", clean.blurred(looks.array, 5)


def _sharpened(looks: Looks) -> Pictures:
    from scanner.decode import clean

    yield "sharpened", clean.sharpened(looks.array)


def _evened(looks: Looks) -> Pictures:
    from scanner.decode import clean

    yield "evened", clean.evened(looks.array)


def _black_and_white(looks: Looks) -> Pictures:
    from scanner.decode import clean

    yield "black and white", clean.black_and_white(looks.array)


def _stretched(looks: Looks) -> Pictures:
    from scanner.decode import clean

    yield "stretched", clean.stretched(looks.array)


def _flattened(looks: Looks) -> Pictures:
    """QR codes that were found but not read, as the clearest pictures showed them, which are the latest."""
    from scanner.decode import flat

    for place, found in enumerate(reversed(looks.broken[-_TRIED_BROKEN:])):
        for modules in sorted({found.modules, SLIP_MODULES}):
            if flat.MODULES[0] <= modules <= flat.MODULES[1]:
                for name, picture in flat.flattened(looks.array, found.corners, modules):
                    yield f"{name} {modules} {place}", picture


def _smaller(looks: Looks) -> Pictures:
    from scanner.decode import clean

    yield "smaller", clean.resized(looks.array, 0.7)


AS_IT_IS = View(_as_it_is, needs_opencv=False)
STRIPS, STRIP_PICTURES = View(_strips, of_bars=True), View(_turned, of_bars=True)
AVERAGED, UNFOLDED = View(_averaged, of_bars=True), View(_unfolded, of_bars=True)
BLURRED, MORE_BLURRED, SHARPENED, STRETCHED = View(_blurred), View(_more_blurred), View(_sharpened), View(_stretched)
EVENED, BLACK_AND_WHITE, SMALLER = View(_evened), View(_black_and_white), View(_smaller)
FLATTENED = View(_flattened, of=lambda looks: looks.broken)
