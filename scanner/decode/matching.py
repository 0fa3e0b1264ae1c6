"""What steps that match look at, and how they read it: builds laid over bars, with what must hold for each text.

The rule: matching takes the likeliest sign of each place, so that only check digits tell a wrong text from a right one.
Of numbers it looks for our orders', which have two of their own; any other text must be the only one that fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scanner.decode.looks import Looks
from scanner.decode.patterns import EAN_8, EAN_13, Build, code_128, digits_128, said
from scanner.decode.views import Pictures, View
from scanner.decode.zxing import Found
from scanner.salesslip import ORDER_DIGITS, SlipError, check_order_no

if TYPE_CHECKING:
    from scanner.decode.strip import Strip

_SLIP_BARS = (digits_128(ORDER_DIGITS, range(80, 90)),)
_OLDER_BARS = (digits_128(20, range(100)),)  # has none, and must be certain
_SIGNS, _TRIED_SIGNS = range(10, 36), 4  # of any Code 128, start and check sign included; fewer fit any texture
_LIKE = 0.9  # of any Code 128: it is no order whose own check digits could show that it is misread
_GOODS = {"ean13": EAN_13, "ean8": EAN_8}


def _doubted(looks: Looks) -> Pictures:
    """Bars that a decoder has read. Goods': the same place, compared with every number it could be. Code 128: again as
    found; its height is looked at then.
    """
    from scanner.decode import bars, matched
    from scanner.decode.strip import averaged

    for found in looks.doubts:
        if found.symbology == "code128":
            yield "as it is", found
        if (build := _GOODS.get(found.symbology)) and found.corners:
            strip = bars.upright(looks.array, bars.corners(found.corners))
            row = averaged(strip, 1)[0]
            laid = matched.lay_upright(row, build, len(row) - 2 * strip.quiet_px)
            if laid:
                yield "its place", matched.Line(row, laid, found.raw)


def _matched(looks: Looks) -> Pictures:
    """Bars as slips carry them."""
    for place, strip in enumerate(looks.strips):
        yield from _thirds(f"strip {place}", strip, _SLIP_BARS)
        yield from _certain(looks, place, _OLDER_BARS)


def _matched_any(looks: Looks) -> Pictures:
    """Any Code 128, in the likeliest place."""
    if looks.strips:
        yield from _certain(looks, 0, [code_128(signs) for signs in _SIGNS])


def _certain(looks: Looks, place: int, builds: Sequence[Build]) -> Pictures:
    """Bars that can hardly be read in another way, of those builds whose modules their edges keep time with."""
    from scanner.decode import height, matched, pace
    from scanner.decode.strip import averaged, extent

    strip = looks.strips[place]
    thirds = averaged(strip, 3)
    first, last = extent(thirds)
    whole = thirds.mean(axis=0).astype(thirds.dtype)
    by_modules = {build.modules: build for build in builds}
    paced = pace.counts_of_modules(whole, last - first, list(by_modules))[:_TRIED_SIGNS]
    laid = matched.lay(whole, [by_modules[modules] for modules in paced], last - first)
    if laid is None or laid.likeness < _LIKE or laid.worst < matched.LEAST_PLACE:
        return
    sure = matched.certain(thirds, laid)
    raw = said("code128", sure.values) if sure else None
    if sure and raw:
        looks.heights[raw] = height.agrees(height.windows(strip), sure)
        for third in range(len(thirds)):
            yield f"strip {place} third {third}", Found("code128", raw)


def _thirds(name: str, strip: Strip, builds: Sequence[Build]) -> Pictures:
    """The build that fits a strip as a whole; then third by third."""
    from scanner.decode import matched
    from scanner.decode.strip import averaged, extent

    thirds = averaged(strip, 3)
    first, last = extent(thirds)
    laid = matched.lay(thirds.mean(axis=0).astype(thirds.dtype), builds, last - first)
    if laid:
        for third, row in enumerate(thirds):
            yield f"{name} third {third}", matched.Line(row, laid)


def read_matched(line: object, symbologies: frozenset[str]) -> list[Found]:
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


DOUBTED = View(_doubted, of=lambda looks: looks.doubts, of_bars=True)
MATCHED, MATCHED_ANY = View(_matched, of_bars=True), View(_matched_any, of_bars=True)
