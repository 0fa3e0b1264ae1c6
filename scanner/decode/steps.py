"""The table of steps: which picture is made of the one at hand, which decoder looks at it, for what, at what cost.

Says nothing of what is believed (belief.py) or when to stop (cascade.py). The rule: a later step costs more than an
earlier one or reads less; the first two need zxing-cpp alone, and OpenCV is loaded when a later one is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.decode import lines, zbar
from scanner.decode.looks import Looks
from scanner.decode.patterns import EAN_8, EAN_13, Build, code_128, digits_128, said
from scanner.decode.zxing import Found, Zxing
from scanner.salesslip import ORDER_DIGITS, SlipError, check_order_no

if TYPE_CHECKING:
    from scanner.decode.bars import Strip

Pictures = Callable[[Looks], Iterator[tuple[str, object]]]
"""Pictures made of one, each with its name; two of the same name are not two looks."""

Read = Callable[[object, frozenset[str]], list[Found]]

QR = frozenset({"qr"})
C128, GOODS = frozenset({"code128"}), frozenset({"ean13", "ean8"})
AGAIN = C128 | GOODS
BARS = frozenset({"code128", "ean13", "ean8", "code39", "itf"})
ALL = QR | BARS

# Matching takes the likeliest sign of each place, so that only check digits tell a wrong text from a right one: of
# numbers it looks for our orders', which begin with 8 and have two of their own.
_SLIP_BARS = (digits_128(ORDER_DIGITS, range(80, 90)),)
_OLDER_BARS = (digits_128(20, range(100)),)  # has none, and must be certain
_SIGNS, _TRIED_SIGNS = range(10, 36), 4  # of any Code 128, start and check sign included; fewer fit any texture
_LIKE = 0.9  # of any Code 128: it is no order whose own check digits could show that it is misread
_TRIED_BROKEN = 3  # of QR codes that were found but not read, and which may be one
SLIP_MODULES = 29  # of a side of our slips' QR code, version 3
_GOODS = {"ean13": EAN_13, "ean8": EAN_8}


@dataclass(frozen=True, slots=True)
class Step:
    """One row. symbologies: looked for. made: whether its pictures are not as they were. ms: expected for any picture;
    ms_a_megapixel: on top of that. missing: whether its library is not there.
    """

    name: str
    pictures: Pictures
    decoder: str
    read: Read
    symbologies: frozenset[str]
    made: bool
    ms: float
    ms_a_megapixel: float

    def load(self) -> None:
        """Bring in the libraries it needs, at the first picture that comes so far."""
        if self.pictures is not _as_it_is:
            import cv2

            from scanner.decode import bars, clean, flat, matched  # noqa: F401

            cv2.setNumThreads(1)  # the pictures are small: a second thread costs more than it saves
        if self.decoder == "zbar":
            zbar.library()

    def idle(self, looks: Looks) -> bool:
        """Whether it looks only at what other steps have found, and there is nothing of that."""
        return (self.pictures is _doubted and not looks.doubts) or (self.pictures is _flattened and not looks.broken)

    @property
    def missing(self) -> bool:
        """Whether this machine lacks its decoder."""
        return self.decoder == "zbar" and zbar.library() is None

    def fills(self, found: Found, looks: Looks) -> bool:
        """Whether bars that it found say that over their whole height; for the first steps, which have no OpenCV, only
        where that is plain.
        """
        if self.pictures is _as_it_is and self.decoder == "zxing":
            return lines.fills(looks.pixels, found.corners)
        return looks.throughout(found.raw)

    def cost_ms(self, looks: Looks) -> float:
        """What it is expected to take."""
        return self.ms + self.ms_a_megapixel * looks.megapixels


def _as_it_is(looks: Looks) -> Iterator[tuple[str, object]]:
    yield "as it is", looks.pixels


def _turned(looks: Looks) -> Iterator[tuple[str, object]]:
    for place, strip in enumerate(looks.strips):
        yield f"strip {place}", strip.pixels


def _strips(looks: Looks) -> Iterator[tuple[str, object]]:
    for place, strip in enumerate(looks.strips):
        yield f"strip {place}", strip


def _read_strip(strip: object, symbologies: frozenset[str]) -> list[Found]:
    """A part of an ITF is an ITF, too: it must be all of the bars."""
    from scanner.decode import bars

    if not isinstance(strip, bars.Strip):
        raise TypeError(strip)
    found = _FAST.read(strip.pixels, symbologies)
    return [one for one in found if one.symbology != "itf" or strip.is_filled_by(one.corners)]


def _averaged(looks: Looks) -> Iterator[tuple[str, object]]:
    """By thirds, then by sixths."""
    for place, strip in enumerate(looks.strips):
        yield from _parts(place, strip)


def _unfolded(looks: Looks) -> Iterator[tuple[str, object]]:
    """The likeliest place, folds taken out."""
    from scanner.decode import unfold

    for place, strip in enumerate(looks.strips[:1]):
        yield from _parts(place, unfold.unfolded(strip))


def _parts(place: int, strip: Strip) -> Iterator[tuple[str, object]]:
    """A sixth is named after its third, as it shows nothing that the third does not."""
    from scanner.decode import bars

    for parts in (3, 6):
        for part, row in enumerate(bars.sharpened(bars.averaged(strip, parts))):
            yield f"strip {place} third {part * 3 // parts}", bars.as_picture(row)


def _doubted(looks: Looks) -> Iterator[tuple[str, object]]:
    """Bars that a decoder has read. Goods': the same place, compared with every number it could be. Code 128: again as
    found; its height is looked at then.
    """
    from scanner.decode import bars, matched

    for found in looks.doubts:
        if found.symbology == "code128":
            yield "as it is", found
        if (build := _GOODS.get(found.symbology)) and found.corners:
            strip = bars.upright(looks.array, bars.corners(found.corners))
            row = bars.averaged(strip, 1)[0]
            laid = matched.lay_upright(row, build, len(row) - 2 * strip.quiet_px)
            if laid:
                yield "its place", matched.Line(row, laid, found.raw)


def _matched(looks: Looks) -> Iterator[tuple[str, object]]:
    """Bars as slips carry them."""
    for place, strip in enumerate(looks.strips):
        yield from _thirds(f"strip {place}", strip, _SLIP_BARS)
        yield from _certain(looks, place, _OLDER_BARS)


def _matched_any(looks: Looks) -> Iterator[tuple[str, object]]:
    """Any Code 128, in the likeliest place."""
    if looks.strips:
        yield from _certain(looks, 0, [code_128(signs) for signs in _SIGNS])


def _certain(looks: Looks, place: int, builds: Sequence[Build]) -> Iterator[tuple[str, object]]:
    """Bars that can hardly be read in another way, of those builds whose modules their edges keep time with."""
    from scanner.decode import bars, height, matched

    strip = looks.strips[place]
    thirds = bars.averaged(strip, 3)
    first, last = bars.extent(thirds)
    whole = thirds.mean(axis=0).astype(thirds.dtype)
    by_modules = {build.modules: build for build in builds}
    paced = matched.counts_of_modules(whole, last - first, list(by_modules))[:_TRIED_SIGNS]
    laid = matched.lay(whole, [by_modules[modules] for modules in paced], last - first)
    if laid is None or laid.likeness < _LIKE or laid.worst < matched.LEAST_PLACE:
        return
    sure = matched.certain(thirds, laid)
    raw = said("code128", sure.values) if sure else None
    if sure and raw:
        looks.heights[raw] = height.agrees(height.windows(strip), sure)
        for third in range(len(thirds)):
            yield f"strip {place} third {third}", Found("code128", raw)


def _thirds(name: str, strip: Strip, builds: Sequence[Build]) -> Iterator[tuple[str, object]]:
    """The build that fits a strip as a whole; then third by third."""
    from scanner.decode import bars, matched

    thirds = bars.averaged(strip, 3)
    first, last = bars.extent(thirds)
    laid = matched.lay(thirds.mean(axis=0).astype(thirds.dtype), builds, last - first)
    if laid:
        for third, row in enumerate(thirds):
            yield f"{name} third {third}", matched.Line(row, laid)


def _read_matched(line: object, symbologies: frozenset[str]) -> list[Found]:
    """Only an order number of ours with its right check digits; and what was expected."""
    from scanner.decode import matched

    if isinstance(line, Found):
        return [line] if line.symbology in symbologies else []
    if not isinstance(line, matched.Line):
        raise TypeError(line)
    return [found for found in matched.read(line, symbologies) if line.expected is not None or _is_order(found.raw)]


def _is_order(raw: bytes) -> bool:
    try:
        return check_order_no(raw.decode("ascii")).encode() == raw
    except SlipError:
        return False


def _blurred(looks: Looks) -> Iterator[tuple[str, object]]:
    from scanner.decode import clean

    yield "blurred 3", clean.blurred(looks.array, 3)


def _more_blurred(looks: Looks) -> Iterator[tuple[str, object]]:
    from scanner.decode import clean

    yield "blurred 5", clean.blurred(looks.array, 5)


def _sharpened(looks: Looks) -> Iterator[tuple[str, object]]:
    from scanner.decode import clean

    yield "sharpened", clean.sharpened(looks.array)


def _evened(looks: Looks) -> Iterator[tuple[str, object]]:
    from scanner.decode import clean

    yield "evened", clean.evened(looks.array)


def _black_and_white(looks: Looks) -> Iterator[tuple[str, object]]:
    from scanner.decode import clean

    yield "black and white", clean.black_and_white(looks.array)


def _stretched(looks: Looks) -> Iterator[tuple[str, object]]:
    from scanner.decode import clean

    yield "stretched", clean.stretched(looks.array)


def _flattened(looks: Looks) -> Iterator[tuple[str, object]]:
    """QR codes that were found but not read, as the clearest pictures showed them, which are the latest."""
    from scanner.decode import flat

    for place, found in enumerate(reversed(looks.broken[-_TRIED_BROKEN:])):
        for modules in sorted({found.modules, SLIP_MODULES}):
            if flat.MODULES[0] <= modules <= flat.MODULES[1]:
                for name, picture in flat.flattened(looks.array, found.corners, modules):
                    yield f"{name} {modules} {place}", picture


def _smaller(looks: Looks) -> Iterator[tuple[str, object]]:
    from scanner.decode import clean

    yield "smaller", clean.resized(looks.array, 0.7)


_FAST, _ALL_WAYS, _HISTOGRAM = Zxing(), Zxing(turned=True, smaller=True, inverted=True), Zxing(histogram=True)

# What a step costs is what it takes on a noisy picture, measured; so what is begun ends within the budget.
# fmt: off
STEPS: tuple[Step, ...] = (
    #    name                     picture              decoder   how               looks for  made    ms  ms a megapixel
    Step("zxing fast",            _as_it_is,           "zxing",  _FAST.read,       ALL,       False,  0.1,  3.0),
    Step("zxing default",         _as_it_is,           "zxing",  _ALL_WAYS.read,   ALL,       False,  0.2,  8.0),
    Step("looked at again",       _doubted,            "match",  _read_matched,    AGAIN,     True,  12.0,  2.5),
    Step("turned zxing",          _strips,             "zxing",  _read_strip,      BARS,      False,  4.0,  2.5),
    Step("matched",               _matched,            "match",  _read_matched,    C128,      True,  12.0,  0.0),
    Step("averaged zxing",        _averaged,           "zxing",  _FAST.read,       BARS,      True,   1.0,  0.0),
    Step("blurred zxing",         _blurred,            "zxing",  _FAST.read,       ALL,       True,   0.2,  1.5),
    Step("sharpened zxing",       _sharpened,          "zxing",  _FAST.read,       QR,        True,   0.2,  3.5),
    Step("more blurred zxing",    _more_blurred,       "zxing",  _FAST.read,       QR,        True,   0.2,  1.0),
    Step("flattened zxing",       _flattened,          "zxing",  _FAST.read,       QR,        True,  12.0,  0.0),
    Step("turned zbar",           _turned,             "zbar",   zbar.read,        BARS,      False,  4.0,  0.0),
    Step("smaller zxing",         _smaller,            "zxing",  _FAST.read,       QR,        True,   0.2,  2.5),
    Step("evened zxing",          _evened,             "zxing",  _FAST.read,       QR,        True,   0.3,  8.0),
    Step("zbar",                  _as_it_is,           "zbar",   zbar.read,        ALL,       False,  1.0, 75.0),
    Step("matched any",           _matched_any,        "match",  _read_matched,    C128,      True,  30.0,  0.0),
    Step("unfolded zxing",        _unfolded,           "zxing",  _FAST.read,       C128,      True,   7.0,  0.0),
    Step("histogram zxing",       _as_it_is,           "zxing",  _HISTOGRAM.read,  QR,        False,  0.1,  0.5),
    Step("black and white zxing", _black_and_white,    "zxing",  _FAST.read,       ALL,       True,   0.2,  3.0),
    Step("stretched zbar",        _stretched,          "zbar",   zbar.read,        ALL,       True,   1.0, 80.0),
)
# fmt: on
CAMERA_STEPS = 3  # of them on every frame: they cost a few milliseconds
