"""How Code 128, EAN-13 and EAN-8 are built, as tables: the bars of each sign, the order of signs, and what they say.

Pure. The rule: signs in, bytes out only where every check of the symbology holds. Sources: ISO/IEC 15417 (Code 128),
ISO/IEC 15420 (EAN).
"""

from collections.abc import Sequence
from dataclasses import dataclass

# fmt: off
# Widths in modules, bars and spaces in turn, beginning with a bar; the index is the value.
CODE_128 = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232",
]
CODE_128_STOP = "2331112"
START_A, START_B, START_C = 103, 104, 105
# Digits of EAN: left ones begin with a space, so these are space, bar, space, bar; the right ones are the same widths
# beginning with a bar, the "even" left ones the same backwards.
EAN_ODD = ["3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"]
# Which of the six left digits are even: the thirteenth digit, 0 to 9.
EAN_PARITY = ["oooooo", "ooeoee", "ooeeoe", "ooeeeo", "oeooee", "oeeooe", "oeeeoo", "oeoeoe", "oeoeeo", "oeeoeo"]
# fmt: on


def bars_of(widths: str, dark: bool = True) -> tuple[bool, ...]:
    """Widths -> modules, True is dark."""
    modules: list[bool] = []
    for width in widths:
        modules += [dark] * int(width)
        dark = not dark
    return tuple(modules)


# fmt: off
# Each alphabet: what may stand at one place of a code, as modules, and whether light or dark comes before and after it.
ALPHABETS: dict[str, tuple[tuple[tuple[bool, ...], ...], bool, bool]] = {
    # name       signs                                                                      before  after
    "code128": (tuple(map(bars_of, CODE_128)),                                               False, True),
    "stop":    ((bars_of(CODE_128_STOP),),                                                   False, False),
    "edge":    ((bars_of("111"),),                                                           False, False),
    "middle":  ((bars_of("11111", dark=False),),                                             True,  True),
    "left":    (tuple(bars_of(w, dark=False) for w in (*EAN_ODD, *(w[::-1] for w in EAN_ODD))), True, False),
    "left8":   (tuple(bars_of(w, dark=False) for w in EAN_ODD),                              True,  False),
    "right":   (tuple(map(bars_of, EAN_ODD)),                                                False, True),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Build:
    """How a code is put together. places: for each place an alphabet and the values allowed there."""

    symbology: str
    places: tuple[tuple[str, range], ...]

    @property
    def modules(self) -> int:
        """The code's width."""
        return sum(len(ALPHABETS[name][0][0]) for name, _ in self.places)


def code_128(signs: int) -> Build:
    """Any Code 128 of so many signs, start and check sign included, the stop not."""
    return Build(
        "code128",
        (
            ("code128", range(START_A, START_C + 1)),
            *[("code128", range(START_A))] * (signs - 1),
            ("stop", range(1)),
        ),
    )


def digits_128(digits: int, first: range) -> Build:
    """Code 128 of an even count of digits in set C, of which the first two are in this range."""
    return Build(
        "code128",
        (
            ("code128", range(START_C, START_C + 1)),
            ("code128", first),
            *[("code128", range(100))] * (digits // 2 - 1),
            ("code128", range(START_A)),
            ("stop", range(1)),
        ),
    )


_EDGE, _MIDDLE, _RIGHT = ("edge", range(1)), ("middle", range(1)), ("right", range(10))
EAN_13 = Build("ean13", (_EDGE, *[("left", range(20))] * 6, _MIDDLE, *[_RIGHT] * 6, _EDGE))
EAN_8 = Build("ean8", (_EDGE, *[("left8", range(10))] * 4, _MIDDLE, *[_RIGHT] * 4, _EDGE))


def values_of(symbology: str, digits: str) -> tuple[int, ...]:
    """The digits of goods' bars -> the values at the places of their build; said() the other way round."""
    signs = [int(digit) for digit in digits]
    if symbology == "ean13":
        parity = EAN_PARITY[signs.pop(0)]
        signs[:6] = [sign + (10 if even == "e" else 0) for sign, even in zip(signs[:6], parity, strict=True)]
    half = len(signs) // 2
    return (0, *signs[:half], 0, *signs[half:], 0)


def said(symbology: str, values: Sequence[int]) -> bytes | None:
    """Values at the places of a build -> the code's bytes; None where a check fails or they say nothing."""
    if not values:
        return None
    if symbology == "code128":
        return _said_by_128(values[:-1])
    left, right = values[1 : len(values) // 2], values[len(values) // 2 + 1 : -1]
    digits = [value % 10 for value in left] + list(right)
    if symbology == "ean13":
        parity = "".join("e" if value >= 10 else "o" for value in left)
        if parity not in EAN_PARITY:
            return None
        digits.insert(0, EAN_PARITY.index(parity))
    weighed = sum(digit * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return None if weighed % 10 else "".join(map(str, digits)).encode()


def _said_by_128(values: Sequence[int]) -> bytes | None:
    *signs, check = values
    if (signs[0] + sum(at * value for at, value in enumerate(signs[1:], 1))) % 103 != check:
        return None
    text, now, shifted = bytearray(), "ABC"[signs[0] - START_A], False
    for at, value in enumerate(signs[1:]):
        mode, shifted = ({"A": "B", "B": "A"}[now] if shifted else now), False
        if mode == "C" and value < 100:
            text += b"%02d" % value
        elif mode == "B" and value < 96:
            text.append(value + 32)
        elif mode == "A" and value < 96:
            text.append(value + 32 if value < 64 else value - 64)
        elif value == 102:  # FNC1: at the start it says "GS1", elsewhere it parts two fields
            text += b"\x1d" if at else b""
        elif value == 98 and mode != "C":
            shifted = True
        elif (turn := {99: "C", 100: "B", 101: "A"}.get(value)) and turn != mode:
            now = turn
        else:  # FNC2, FNC3, FNC4: no slip and no goods carry them
            return None
    return bytes(text) or None
