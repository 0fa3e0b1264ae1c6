"""Strokes of a hand and of a scanner, told apart by the time between them."""

import pytest

from terminal.face.burst import GAP_S, LEAST, Heard, Run, Scan, Stroke, settled, struck

ENTER = Stroke("enter", "\r")
HAND_S, SCANNER_S = 0.2, 0.005


def stroke(sign: str) -> Stroke:
    return ENTER if sign == "\r" else Stroke(sign, sign)


def heard(strokes: list[tuple[str, float]]) -> Heard:
    """What was heard in the end; each stroke with the seconds since the one before."""
    run, now_s, out = Run(), 100.0, ()
    for sign, after_s in strokes:
        now_s += after_s
        run, more = struck(run, stroke(sign), now_s)
        out += more
    return out + settled(run)


def typed(text: str, gap_s: float) -> list[tuple[str, float]]:
    return [(sign, gap_s) for sign in text]


def keys(text: str) -> Heard:
    return tuple(stroke(sign) for sign in text)


FIVE = "1" * (LEAST - 1)
SIX = "1" * LEAST

# fmt: off
ROWS = [
    # note                        strokes                                                    heard
    ("a hand", typed("12345678\r", HAND_S), keys("12345678\r")),
    ("a scanner with its Enter", typed("81234567890123\r", SCANNER_S), (Scan("81234567890123"),)),
    ("a scanner without", typed("81234567890123", SCANNER_S), (Scan("81234567890123"),)),
    ("a hand's Enter afterwards", [*typed("812345678", SCANNER_S), ("\r", HAND_S)], (Scan("812345678"), ENTER)),
    ("two scans", typed("812345\r812346\r", SCANNER_S), (Scan("812345"), Scan("812346"))),
    ("fewer than a scan has", typed(FIVE + "\r", SCANNER_S), keys(FIVE + "\r")),
    ("at the edge", typed(SIX, GAP_S / 2), (Scan(SIX),)),
    ("a held key repeats", typed("000000000", GAP_S * 1.1), keys("000000000")),
    ("a hand, then a scanner", [*typed("38", HAND_S), *typed("12345\r", SCANNER_S)], (stroke("3"), Scan("812345"))),
    ("Enter alone", typed("\r", HAND_S), keys("\r")),
    ("letters and signs", typed("LKR1*8123\r", SCANNER_S), (Scan("LKR1*8123"),)),
]
# fmt: on


@pytest.mark.parametrize(("strokes", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_is_heard(strokes: list[tuple[str, float]], expected: Heard) -> None:
    assert heard(strokes) == expected


def test_enter_alone_waits_for_nothing() -> None:
    assert struck(Run(), ENTER, 1.0) == (Run(), (ENTER,))


def test_a_key_that_types_nothing_settles_what_was_held() -> None:
    run, _ = struck(Run(), stroke("3"), 1.0)
    assert struck(run, Stroke("escape"), 1.001) == (Run(), (stroke("3"), Stroke("escape")))
