"""Lays a build over a line of grey, sign by sign: the path through the signs that looks most like what is there.

Knows nothing of rows and strips, and no text. The rule: signs are drawn as blurred as the line is, and compared as they
are; one that is wider or narrower than it should be is still that sign.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.decode.patterns import ALPHABETS, Build

Floats = NDArray[np.float32]

SAMPLES = 4  # a module
SLACK = 2  # samples by which a sign may be wider or narrower than eleven modules: perspective and folds
_MARGIN = 1  # modules beyond either side of a sign that are compared with it: blur brings its neighbours in
_CONTEXT = 4  # modules beyond either side that are drawn before blurring
_LEAST_SWING = 0.12  # of the line's own: below it there is nothing but noise
_NOTHING = np.empty(0, np.float32)


@dataclass(frozen=True, slots=True)
class Fit:
    """A build laid over a line. likeness: mean correlation of its places, 1 is perfect. worst: that of the place that
    fits least. values: best sign of each. starts: the sample where each begins.
    """

    likeness: float
    worst: float
    values: tuple[int, ...]
    starts: tuple[int, ...] = ()


def fit(line: Floats, build: Build, blur: float) -> Fit | None:
    """The best place for a build in a line of SAMPLES a module, dark is high. None where the line is too short."""
    width = len(line)
    if width < build.modules * SAMPLES:
        return None
    tables = {name: likeness_of(line, name, blur) for name in {name for name, _ in build.places}}
    score, steps = np.zeros(width, np.float32), []
    distinct = {place: _best(tables[place[0]], place[1]) for place in set(build.places)}
    best = [distinct[place] for place in build.places]
    at_end: list[NDArray[np.intp]] = []
    for (name, _), (likeness, _signs) in zip(build.places, best, strict=True):
        length = len(ALPHABETS[name][0][0]) * SAMPLES
        score, choice = _advance(score, likeness, length, width)
        at_end.append(choice)
        steps.append(length)
    end = int(score.argmax())
    if not np.isfinite(score[end]):
        return None
    place, values, each, starts = end, list[int](), list[float](), list[int]()
    for (likeness, signs), choice, length in zip(reversed(best), reversed(at_end), reversed(steps), strict=True):
        place -= length + int(choice[place]) - SLACK
        values.append(int(signs[place]))
        each.append(float(likeness[place]))
        starts.append(place)
    return Fit(float(score[end]) / len(best), min(each), tuple(reversed(values)), tuple(reversed(starts)))


def _advance(score: Floats, likeness: Floats, length: int, width: int) -> tuple[Floats, NDArray[np.intp]]:
    """Scores by where a sign begins -> scores by where it ends, and by how much it is longer than it should be."""
    here = score[: len(likeness)] + likeness
    ended = np.full((2 * SLACK + 1, width), -np.inf, np.float32)
    for choice in range(2 * SLACK + 1):
        longer = length + choice - SLACK
        room = min(len(here), width - longer)
        if room > 0:
            ended[choice, longer : longer + room] = here[:room]
    chosen = ended.argmax(axis=0)
    return ended[chosen, np.arange(width)], chosen


def _best(table: Floats, allowed: range) -> tuple[Floats, NDArray[np.intp]]:
    some = table[:, allowed.start : allowed.stop]
    signs = some.argmax(axis=1)
    return some[np.arange(len(some)), signs], signs + allowed.start


def likeness_of(line: Floats, name: str, blur: float, least: float = 0.0) -> Floats:
    """Correlation of every sign of an alphabet with the line, beginning at each sample: samples x signs. least: the
    swing below which there is nothing, where the line cannot tell.
    """
    drawn = _drawn(name, blur)
    margin = np.ones(_MARGIN * SAMPLES, np.float32)
    padded = np.concatenate((line[0] * margin, line, line[-1] * margin))
    seen = np.lib.stride_tricks.sliding_window_view(padded, drawn.shape[1])
    mean = _means(padded, drawn.shape[1])
    swing = np.sqrt(np.maximum(_means(padded * padded, drawn.shape[1]) - mean * mean, 0))
    least = max(least, _LEAST_SWING * float(line.std())) + 1e-3
    alike = cv2.gemm(np.ascontiguousarray(seen), drawn, 1, _NOTHING, 0, flags=cv2.GEMM_2_T)  # numpy would start threads
    share = 1 / (np.maximum(swing, least) * drawn.shape[1] ** 0.5)
    return np.asarray(alike * share.astype(np.float32)[:, None], np.float32)


def _means(values: Floats, width: int) -> NDArray[np.float64]:
    """Of every window of so many values."""
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return np.asarray((sums[width:] - sums[:-width]) / width)


@cache
def _drawn(name: str, blur: float) -> Floats:
    """The signs of an alphabet as a blurred line shows them, with mean 0 and length 1."""
    signs, before, after = ALPHABETS[name]
    cut = (_CONTEXT - _MARGIN) * SAMPLES
    rows = []
    for sign in signs:
        modules = [before, *sign, after]
        modules = [False] * (_CONTEXT - 1) + modules + [False] * (_CONTEXT - 1)
        sharp = np.repeat(np.asarray(modules, np.float32), SAMPLES)[None, :]
        soft = cv2.GaussianBlur(sharp, (0, 0), sigmaX=blur * SAMPLES, sigmaY=0.01)[0, cut:-cut]
        soft -= soft.mean()
        rows.append(soft / np.linalg.norm(soft))
    return np.asarray(rows, np.float32)
