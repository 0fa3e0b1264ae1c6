"""Reads bars as a whole: a line of grey compared with every way a code may be built, blurred as the picture is.

Where edges have run together no decoder that measures widths can read; what each place looks like most is still plain.
Judges nothing beyond the code's own checks. The rule: an upright strip in, the bytes of its best fit out, or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.decode.fit import SAMPLES, SLACK, Fit, Floats, fit, likeness_of
from scanner.decode.patterns import Build, said, values_of
from scanner.decode.zxing import Found

Array = NDArray[np.uint8]

BLURS = (0.4, 0.65, 0.9, 1.2)  # sigma in modules
_FIRST_BLUR = BLURS[1]
_PLAIN = 0.9  # likeness that needs no further search
_LEAST_LIKENESS = 0.75  # nothing that was read rightly had less; bars of another build have 0.3 to 0.7
LEAST_PLACE = 0.8
"""Likeness at the place that fits least, of what was read rightly (0.83 and more) where check digits do not tell; bars
that are cut off, or of another build, have 0.3 to 0.7 there.
"""
_HOPELESS = 0.65  # likeness at the first width, beyond which no other width helps
_ALLOWED = 0.08  # of likeness: a sign that is less like than the best one by more is none
_MOST_TEXTS = 4  # that the places of a code allow
_WIDTHS = (0.96, 1.05, 1.15)  # of what the bars seem to measure: glare hides their ends


@dataclass(frozen=True, slots=True)
class Laid:
    """How a build lies on a row: which way, how many pixels a module has, how blurred it is, how well it fits, on the
    whole and where it fits worst, and the values that the row shows at its places.
    """

    build: Build
    backwards: bool
    module_px: float
    blur: float
    likeness: float
    worst: float = 0.0
    values: tuple[int, ...] = ()

    def read(self, row: Array) -> bytes | None:
        """What another row of the strip says, if its checks hold."""
        return said(self.build.symbology, _lay(row, self.build, self.backwards, self.module_px, self.blur).values)

    def shows(self, digits: bytes) -> bool:
        """Whether its row looks like these digits, but for one place, where blur may deceive: a check digit holds only
        if no digit is wrong, or two are.
        """
        expected = values_of(self.build.symbology, digits.decode("ascii"))
        return sum(one != other for one, other in zip(self.values, expected, strict=True)) <= 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a strip with the build that lies on it. expected: what another decoder has read there, if one has; then
    the row is the one that the build was laid on.
    """

    row: Array
    laid: Laid
    expected: bytes | None = None


def read(line: Line, symbologies: frozenset[str]) -> list[Found]:
    """The code of a line, if it is one of these symbologies and, where one is expected, looks like that."""
    symbology = line.laid.build.symbology
    if symbology not in symbologies:
        return []
    if line.expected is not None:
        return [Found(symbology, line.expected)] if line.laid.shows(line.expected) else []
    raw = line.laid.read(line.row)
    return [] if raw is None else [Found(symbology, raw)]


def line_of(row: Array, laid: Laid) -> Floats:
    """A row of the strip that a build lies on, as fit() wants it."""
    return _line(row, laid.backwards, laid.module_px)


def likenesses(line: Floats, laid: Laid, found: Fit, least: float) -> list[float]:
    """How like each place of a line, where found has put it, is to the build's own sign there. least: the swing below
    which there is nothing.
    """
    tables = {name: likeness_of(line, name, laid.blur, least) for name in {name for name, _ in laid.build.places}}
    return [
        float(tables[name][max(0, start - SLACK) : start + SLACK + 1, value].max())
        for (name, _), start, value in zip(laid.build.places, found.starts, laid.values, strict=True)
    ]


def certain(rows: Array, laid: Laid) -> Laid | None:
    """The build with the one text that its places allow in all these rows; None where they allow more, or none.

    A check sign is worth 1 in 103 once. It may choose between a few signs that look alike, but not among all that each
    place might be: then something always fits.
    """
    allowed: list[set[int]] = [set() for _ in laid.build.places]
    for row in rows:
        line = line_of(row, laid)
        found = fit(line, laid.build, laid.blur)
        if found is None:
            return None
        tables = {name: likeness_of(line, name, laid.blur) for name in {name for name, _ in laid.build.places}}
        for place, ((name, signs), start) in enumerate(zip(laid.build.places, found.starts, strict=True)):
            like = tables[name][start, signs.start : signs.stop]
            allowed[place] |= {signs[int(at)] for at in np.flatnonzero(like >= like.max() - _ALLOWED)}
    if prod(map(len, allowed)) > _MOST_TEXTS:
        return None
    texts = [values for values in product(*allowed) if said(laid.build.symbology, values) is not None]
    return replace(laid, values=texts[0]) if len(texts) == 1 else None


def lay(row: Array, builds: Sequence[Build], code_px: float) -> Laid | None:
    """The build that fits a row of pixels best, either way round, if one fits. code_px: about how wide the code is."""
    best: Laid | None = None
    for build in builds:
        laid = _refined(row, _searched(row, build, code_px / build.modules))
        best = max(best, laid, key=_how_like) if best else laid
        if best.likeness > _PLAIN:
            break
    return best if best and best.likeness >= _LEAST_LIKENESS else None


def _searched(row: Array, build: Build, module_px: float) -> Laid:
    """The best of several widths, either way round: a way that is hopeless at one is not tried at the next."""
    best = Laid(build, False, module_px, _FIRST_BLUR, 0.0)
    ways = [False, True]
    for factor in _WIDTHS:
        tried = [_lay(row, build, backwards, module_px * factor, _FIRST_BLUR) for backwards in ways]
        best = max(best, *tried, key=_how_like)
        ways = [laid.backwards for laid in tried if laid.likeness > _HOPELESS]
        if not ways or best.likeness >= _PLAIN:
            break
    return best


def lay_upright(row: Array, build: Build, code_px: float) -> Laid | None:
    """As lay, of one build whose ends and direction are known: at the least blur that fits."""
    for blur in BLURS:
        laid = _lay(row, build, False, code_px / build.modules, blur)
        if laid.likeness >= _LEAST_LIKENESS:
            return laid
    return None


def _refined(row: Array, laid: Laid) -> Laid:
    """With the blur that fits best, where any might."""
    if laid.likeness < _HOPELESS:
        return laid
    others = (blur for blur in BLURS if blur != laid.blur)
    tried = (_lay(row, laid.build, laid.backwards, laid.module_px, blur) for blur in others)
    return max(laid, *tried, key=_how_like)


def _lay(row: Array, build: Build, backwards: bool, module_px: float, blur: float) -> Laid:
    found = fit(_line(row, backwards, module_px), build, blur)
    if found is None:
        return Laid(build, backwards, module_px, blur, 0.0)
    return Laid(build, backwards, module_px, blur, found.likeness, found.worst, found.values)


def _how_like(laid: Laid) -> float:
    return laid.likeness


def _line(row: Array, backwards: bool, module_px: float) -> Floats:
    """A row of pixels as a line of SAMPLES a module, dark is high."""
    dark = (255 - row[::-1] if backwards else 255 - row).astype(np.float32)[None, :]
    wide = max(1, round(len(row) * SAMPLES / module_px))
    how = cv2.INTER_AREA if module_px > SAMPLES else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(dark, (wide, 1), interpolation=how)[0], np.float32)
