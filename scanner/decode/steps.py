"""The table of steps: which picture is made of the one at hand, which decoder looks at it, for what, at what cost.

Says nothing of what is believed (belief.py) or when to stop (cascade.py). The rule: a later step costs more than an
earlier one or reads less; the first two need zxing-cpp alone, and OpenCV is loaded when a later one is reached.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scanner.decode import lines, zbar
from scanner.decode.looks import Looks
from scanner.decode.matching import DOUBTED, MATCHED, MATCHED_ANY, read_matched
from scanner.decode.views import (
    AS_IT_IS,
    AVERAGED,
    BLACK_AND_WHITE,
    BLURRED,
    EVENED,
    FLATTENED,
    MORE_BLURRED,
    SHARPENED,
    SMALLER,
    STRETCHED,
    STRIP_PICTURES,
    STRIPS,
    UNFOLDED,
    View,
)
from scanner.decode.zxing import Found, Zxing

Read = Callable[[object, frozenset[str]], list[Found]]

QR = frozenset({"qr"})
C128, GOODS = frozenset({"code128"}), frozenset({"ean13", "ean8"})
AGAIN = C128 | GOODS
BARS = frozenset({"code128", "ean13", "ean8", "code39", "itf"})
ALL = QR | BARS


@dataclass(frozen=True, slots=True)
class Step:
    """One row. symbologies: looked for. made: whether its pictures are not as they were. ms: expected for any picture;
    ms_a_megapixel: on top of that. missing: whether its library is not there.
    """

    name: str
    view: View
    decoder: str
    read: Read
    symbologies: frozenset[str]
    made: bool
    ms: float
    ms_a_megapixel: float

    def load(self) -> None:
        """Bring in the libraries it needs, at the first picture that comes so far."""
        if self.view.needs_opencv:
            import cv2

            from scanner.decode import bars, clean, flat, folded, matched  # noqa: F401

            cv2.setNumThreads(1)  # the pictures are small: a second thread costs more than it saves
        if self.decoder == "zbar":
            zbar.library()

    @property
    def missing(self) -> bool:
        """Whether this machine lacks its decoder."""
        return self.decoder == "zbar" and zbar.library() is None

    def fills(self, found: Found, looks: Looks) -> bool:
        """Whether bars that it found say that over their whole height; for the first steps, which have no OpenCV, only
        where that is plain.
        """
        if not self.view.needs_opencv and self.decoder == "zxing":
            return lines.fills(looks.pixels, found.corners)
        return looks.throughout(found.raw)

    def cost_ms(self, looks: Looks) -> float:
        """What it is expected to take."""
        return self.ms + self.ms_a_megapixel * looks.megapixels


def _read_strip(strip: object, symbologies: frozenset[str]) -> list[Found]:
    """A part of an ITF is an ITF, too: it must be all of the bars."""
    from scanner.decode.strip import Strip

    if not isinstance(strip, Strip):
        raise TypeError(strip)
    found = _FAST.read(strip.pixels, symbologies)
    return [one for one in found if one.symbology != "itf" or strip.is_filled_by(one.corners)]


_FAST, _ALL_WAYS, _HISTOGRAM = Zxing(), Zxing(turned=True, smaller=True, inverted=True), Zxing(histogram=True)

# What a step costs is what it takes on a noisy picture, measured; so what is begun ends within the budget.
# fmt: off
STEPS: tuple[Step, ...] = (
    #    name                     view              decoder   how              looks for  made    ms  ms a megapixel
    Step("zxing fast",            AS_IT_IS,         "zxing",  _FAST.read,      ALL,       False,  0.1,   3.0),
    Step("zxing default",         AS_IT_IS,         "zxing",  _ALL_WAYS.read,  ALL,       False,  0.2,   8.0),
    Step("looked at again",       DOUBTED,          "match",  read_matched,    AGAIN,     True,  12.0,   2.5),
    Step("turned zxing",          STRIPS,           "zxing",  _read_strip,     BARS,      False,  4.0,   2.5),
    Step("matched",               MATCHED,          "match",  read_matched,    C128,      True,  12.0,   0.0),
    Step("averaged zxing",        AVERAGED,         "zxing",  _FAST.read,      BARS,      True,   1.0,   0.0),
    Step("blurred zxing",         BLURRED,          "zxing",  _FAST.read,      ALL,       True,   0.2,   1.5),
    Step("sharpened zxing",       SHARPENED,        "zxing",  _FAST.read,      QR,        True,   0.2,   3.5),
    Step("more blurred zxing",    MORE_BLURRED,     "zxing",  _FAST.read,      QR,        True,   0.2,   1.0),
    Step("flattened zxing",       FLATTENED,        "zxing",  _FAST.read,      QR,        True,  12.0,   0.0),
    Step("turned zbar",           STRIP_PICTURES,   "zbar",   zbar.read,       BARS,      False,  4.0,   0.0),
    Step("smaller zxing",         SMALLER,          "zxing",  _FAST.read,      QR,        True,   0.2,   2.5),
    Step("evened zxing",          EVENED,           "zxing",  _FAST.read,      QR,        True,   0.3,   8.0),
    Step("histogram zxing",       AS_IT_IS,         "zxing",  _HISTOGRAM.read, QR,        False,  0.1,   0.5),
    Step("black and white zxing", BLACK_AND_WHITE,  "zxing",  _FAST.read,      ALL,       True,   0.2,   3.0),
    Step("zbar",                  AS_IT_IS,         "zbar",   zbar.read,       ALL,       False,  1.0,  75.0),
    Step("matched any",           MATCHED_ANY,      "match",  read_matched,    C128,      True,  30.0,   0.0),
    Step("unfolded zxing",        UNFOLDED,         "zxing",  _FAST.read,      C128,      True,   7.0,   0.0),
    Step("stretched zbar",        STRETCHED,        "zbar",   zbar.read,       ALL,       True,   1.0,  80.0),
)
# fmt: on
CAMERA_STEPS = 3  # of them on every frame: they cost a few milliseconds
