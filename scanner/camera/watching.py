"""Frames of a camera -> news of it: previews, codes that come into view, its end. Runs in the child process alone.

The rule: whatever reading a frame costs, the next one looked at is the newest there is; and no slip is told by one of
its two codes before the other was looked for by every step.
"""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing

import cv2

from scanner.camera.capture import Capture, Frames, Picture, cameras, open_frames
from scanner.camera.news import MOST_PREVIEW, CameraFault, Listed, News, Opened, Preview, Seen
from scanner.decode.symbol import UNREAD_BARS, Reading, Symbol
from scanner.known_texts import is_of_a_slip

PREVIEW_S = 0.1
"""Between two previews: ten a second are enough to aim by."""
STILL_S = 5.0
"""Without a frame for so long a camera is called still; opening one may take 2 s."""
GONE_S = 1.0
"""A code that was not read for so long has left; when it is read again, it is told again."""

TOGETHER = 3
"""Frames looked at from a new code until it is told: the bars of a slip are seldom read on the frame its QR code is."""

ReadFrame = Callable[[Picture, int, frozenset[bytes]], Reading]
"""A grey frame; which turn it is: each takes one of the further steps; bytes of the codes in view that were told."""
_Key = tuple[str, bytes, bool]
Size = tuple[int, int]
Tell = Callable[[News], None]


class InView:
    """Which codes are in view: each is told once while it stays, and with those that are read right after it.

    One of a slip's codes that was told before is told once more with the other one, if both are seen at once: alone the
    bars of a slip would hide that its QR code was refused. UNREAD_BARS is no code: it is told beside a new one of a
    slip, also where the last slip had it too; but not where a later frame shows that code again and was looked at in
    full.
    """

    def __init__(self) -> None:
        self._last_s: dict[_Key, float] = {}
        self._new: dict[_Key, Symbol] = {}
        self._beside: dict[_Key, Symbol] = {}
        self._since = self._waited = 0

    @property
    def known(self) -> frozenset[bytes]:
        """Bytes of the codes in view that were told."""
        return frozenset(raw for _, raw, _ in self._last_s.keys() - self._new.keys())

    def come(self, codes: Iterable[Symbol], number: int, now_s: float) -> None:
        """Read on one frame. number: of the frame. now_s: when it came."""
        here = {_key(code): code for code in codes}
        read = {key: code for key, code in here.items() if code != UNREAD_BARS}
        new = {key: code for key, code in read.items() if now_s - self._last_s.get(key, -math.inf) >= GONE_S}
        self._since = self._since if self._new else number
        self._new |= new
        if self._vouched(here):
            self._beside.pop(_UNREAD, None)
        self._beside |= {key: code for key, code in here.items() if self._new and key not in self._new}
        kept = {key: at_s for key, at_s in self._last_s.items() if now_s - at_s < GONE_S}
        self._last_s = kept | dict.fromkeys(read, now_s)
        self._waited = self._waited + 1 if self._new else 0

    def _vouched(self, here: Mapping[_Key, Symbol]) -> bool:
        """Every new code of a slip stands on this frame, and no bars were left unread on it."""
        slips = {key for key, code in self._new.items() if _is_of_a_slip(code)}
        return bool(slips) and slips <= here.keys() and _UNREAD not in here

    def told(self, *, end: bool = False) -> Seen | None:
        """What is to be told now. end: nothing comes any more."""
        if not self._new or not (end or self._waited >= TOGETHER):
            return None
        beside = {key: code for key, code in self._beside.items() if _is_of_a_slip(code)}
        codes = self._new | beside if any(map(_is_of_a_slip, self._new.values())) else self._new
        self._new, self._beside, self._waited = {}, {}, 0
        return Seen(self._since, tuple(codes.values()))


def _key(code: Symbol) -> _Key:
    return code.symbology, code.raw, code.doubted


_UNREAD = _key(UNREAD_BARS)


def _is_of_a_slip(code: Symbol) -> bool:
    return code == UNREAD_BARS or is_of_a_slip(code.text or "")


def watch(source: str, size: Size, read: ReadFrame, tell: Tell) -> None:
    """Open a camera ("" for the only one there is) or a film, and tell of it until it ends. See open_frames. size: of
    a preview at most, as preview has it.
    """
    try:
        if not source:
            there = cameras()
            if len(there) > 1:
                tell(Listed(there))
                return
            source = str(there[0].index) if there else "0"
        look(open_frames(source), size, read, tell)
    except CameraFault as fault:
        tell(fault.over)


def look(frames: Frames, size: Size, read: ReadFrame, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
    """Tell of each newest frame until there are no more. Raises CameraFault at the end, whichever it is."""
    with closing(Capture(frames, clock)) as capture:
        in_view, turn, shown_s = InView(), 0, -PREVIEW_S
        while (frame := capture.slot.take(STILL_S)) is not None:
            grey = _grey(frame.picture)
            if turn == 0:
                tell(Opened(frames.name, grey.shape[1], grey.shape[0]))
            if frame.at_s - shown_s >= PREVIEW_S:
                tell(preview(grey, frame.number, size))
                shown_s = frame.at_s
            in_view.come(read(grey, turn, in_view.known).symbols, frame.number, frame.at_s)
            if seen := in_view.told():
                tell(seen)
            turn += 1
        if seen := in_view.told(end=True):
            tell(seen)
        ended = frames.ended if turn else frames.barren
        raise CameraFault(ended if capture.slot.ended else "camera_still", frames.name)


def preview(grey: Picture, number: int, most: Size = MOST_PREVIEW) -> Preview:
    """The frame made small, its shape kept. most: columns and rows that it may have, never more than MOST_PREVIEW."""
    rows, columns = grey.shape
    limits = [max(1, min(pair)) for pair in zip(most, MOST_PREVIEW, strict=True)]
    part = min(limits[0] / columns, limits[1] / rows, 1)
    size = max(1, round(columns * part)), max(1, round(rows * part))
    return Preview(number, *size, cv2.resize(grey, size, interpolation=cv2.INTER_AREA).tobytes())


def _grey(picture: Picture) -> Picture:
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
