"""Which of the codes that decoders give are believed: none that only one doubtful look has seen.

Knows neither pictures nor decoders nor what codes mean. The rule: a QR code corrects its own errors and is believed at
once; bars have one check digit or none, so their text must be seen again, elsewhere on the bars or by another decoder.
"""

from dataclasses import dataclass, field

from scanner.decode.zxing import Found

# fmt: off
# How many looks must have seen the same text, and how many decoders. plain: where one of them saw the picture as it is,
# or turned; made: where all saw one that was cleaned, averaged or matched, whose edges may be artefacts; 0 where such
# looks count for nothing. least: characters; shorter ones are found in any texture. height: whether one look must have
# been at the whole height of the bars (HEIGHT), which counts as none of the others.
# Measured on the photographs of the notes: EAN-13 misread with a right check digit on 2 of 167, short Code 39 and ITF
# where there are no codes at all, Code 128 after cleaning 3 in 303. Where one slip lies on another, the edge aslant
# across the bars, 1 picture in 15 has lines that read as one Code 128 of both, with a right check sign.
BELIEF: dict[str, tuple[int, int, int, int, bool]] = {
    # symbology  least  plain  made  decoders  height
    "qr":       (1,     1,     1,    1,        False),
    "code128":  (2,     1,     2,    1,        True),
    "ean13":    (13,    2,     3,    2,        False),
    "ean8":     (8,     2,     3,    2,        False),
    "code39":   (3,     2,     2,    1,        False),
    "itf":      (6,     2,     0,    1,        False),  # a part of an ITF is an ITF, too, and blur takes the rest
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Look:
    """From where a code was seen. picture: which one, and which part of it. decoder: its name. made: not as it was."""

    picture: str
    decoder: str
    made: bool


HEIGHT = Look("its height", "height", True)
"""The bars were looked at from top to bottom, and say nothing else anywhere."""


@dataclass(slots=True)
class Belief:
    """What was seen so far on one picture. doubts: bars seen that are not believed yet, as they were seen first."""

    seen: dict[tuple[str, bytes], set[Look]] = field(default_factory=dict)
    doubts: dict[tuple[str, bytes], Found] = field(default_factory=dict)

    def hear(self, found: Found, look: Look) -> bool:
        """Another sighting. True when it makes the code believed that was not before."""
        code = (found.symbology, found.raw)
        known = code in self.seen and code not in self.doubts
        if known or len(found.raw) < BELIEF[found.symbology][0]:
            return False
        looks = self.seen.setdefault(code, set())
        looks.add(look)
        self.doubts.setdefault(code, found)
        if not _enough(looks, found.symbology):
            return False
        del self.doubts[code]
        return True

    def is_guessed(self, found: Found) -> bool:
        """Whether every look that has seen it was at a made picture."""
        looks = self.seen.get((found.symbology, found.raw), set()) - {HEIGHT}
        return bool(looks) and all(look.made for look in looks)

    def lacks_height(self, found: Found) -> bool:
        """Whether it would be believed if it had been looked at from top to bottom."""
        looks = self.seen.get((found.symbology, found.raw), set())
        return (found.symbology, found.raw) in self.doubts and _enough(looks | {HEIGHT}, found.symbology)


def _enough(looks: set[Look], symbology: str) -> bool:
    _, plain, made, decoders, height = BELIEF[symbology]
    counted = [look for look in looks - {HEIGHT} if made or not look.made]
    needed = made if made and all(look.made for look in counted) else plain
    agreed = len(counted) >= needed and len({look.decoder for look in counted}) >= decoders
    return agreed and (HEIGHT in looks or not height)
