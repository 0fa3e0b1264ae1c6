"""Which of the codes that decoders give are believed: none that only one doubtful look has seen.

Knows neither pictures nor decoders nor what codes mean. The rule: a QR code corrects its own errors and is believed at
once; bars have one check digit or none, so their text must be seen again, elsewhere on the bars or by another decoder.
"""

from dataclasses import dataclass, field

from scanner.decode.zxing import Found

# fmt: off
# How many looks must have seen the same text, and how many decoders. plain: where one of them saw the picture as it is,
# or turned; made: where all saw one that was cleaned, averaged or matched, whose edges may be artefacts; 0 where such
# looks count for nothing. least: characters; shorter ones are found in any texture.
# Measured on the photographs of the notes: EAN-13 misread with a right check digit on 2 of 167, short Code 39 and ITF
# where there are no codes at all, Code 128 after cleaning 3 in 303; on plain pictures no Code 128 and no QR code ever.
BELIEF: dict[str, tuple[int, int, int, int]] = {
    # symbology  least  plain  made  decoders
    "qr":       (1,     1,     1,    1),
    "code128":  (2,     1,     2,    1),
    "ean13":    (13,    2,     3,    2),
    "ean8":     (8,     2,     3,    2),
    "code39":   (3,     2,     2,    1),
    "itf":      (6,     2,     0,    1),  # a part of an ITF is an ITF, too, and blur takes the rest
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Look:
    """From where a code was seen. picture: which one, and which part of it. decoder: its name. made: not as it was."""

    picture: str
    decoder: str
    made: bool


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


def _enough(looks: set[Look], symbology: str) -> bool:
    _, plain, made, decoders = BELIEF[symbology]
    counted = [look for look in looks if made or not look.made]
    needed = made if made and all(look.made for look in counted) else plain
    return len(counted) >= needed and len({look.decoder for look in counted}) >= decoders
