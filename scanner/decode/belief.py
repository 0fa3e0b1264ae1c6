"""Which of the codes that decoders give are believed: none that only one doubtful look has seen.

Knows neither pictures nor decoders, and of what codes mean only a check that is handed in. The rule: a QR code corrects
its own errors and is believed at once; bars have one check digit or none, so their text must be seen again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.decode.zxing import Found

Proves = Callable[[str, bytes], bool]
"""Whether a code of this symbology with these bytes carries a check of its own that holds (an order number's)."""

# fmt: off
# How many looks must have seen the same text. plain: at the picture as it is, or turned. made: at one that was cleaned,
# averaged or matched, where edges may be artefacts. least: characters; shorter ones are found in any texture.
# Measured on the photographs of the notes: EAN-13 misread with a right check digit on 2 of 167, short Code 39 and ITF
# where there are no codes at all, Code 128 after cleaning 3 in 303; on plain pictures no Code 128 and no QR code ever.
BELIEF: dict[str, tuple[int, int, int]] = {
    # symbology  least  plain  made
    "qr":       (1,     1,     1),
    "code128":  (2,     1,     2),
    "ean13":    (13,    2,     2),
    "ean8":     (8,     2,     2),
    "code39":   (3,     2,     2),
    "itf":      (6,     2,     2),
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
    """What was seen so far on one picture."""

    proves: Proves
    seen: dict[tuple[str, bytes], set[Look]] = field(default_factory=dict)
    believed: set[tuple[str, bytes]] = field(default_factory=set)

    def hear(self, found: Found, look: Look) -> bool:
        """Another sighting. True when it makes the code believed that was not before."""
        code = (found.symbology, found.raw)
        least, plain, made = BELIEF[found.symbology]
        if len(found.raw) < least or code in self.believed:
            return False
        looks = self.seen.setdefault(code, set())
        looks.add(look)
        proof = 1 if self.proves(*code) else 0
        plainly = sum(not look.made for look in looks)
        if (plainly and len(looks) >= plain) or len(looks) + proof >= made:
            self.believed.add(code)
            return True
        return False

    @property
    def doubtful(self) -> bool:
        """Whether bars were seen that are not believed yet."""
        return any(code not in self.believed for code in self.seen)
