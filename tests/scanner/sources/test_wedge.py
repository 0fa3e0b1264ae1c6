"""Strokes of a hand and of a scanner, told apart by the time between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sources.wedge import (
    AFFIX,
    CALM_S,
    FEWEST,
    GAP_S,
    LEAST,
    LEAST_GAP_S,
    LONGEST,
    MOST_GAP_S,
    MOST_LEAST,
    TAIL_S,
    Heard,
    Run,
    Scan,
    Stroke,
    Wedge,
    struck,
    waited,
)

ENTER, TAB, LINE_FEED = Stroke("enter", "\r"), Stroke("tab", "\t"), Stroke("ctrl+j", "\n")
NAMED = {"\r": ENTER, "\t": TAB, "\n": LINE_FEED}
HAND_S, SCANNER_S, LUMP_S = 0.2, 0.005, 0.12
AS_SHIPPED = Wedge()


def stroke(sign: str) -> Stroke:
    return NAMED.get(sign) or Stroke(sign, sign)


def heard(strokes: list[tuple[str, float]], wedge: Wedge = AS_SHIPPED) -> Heard:
    """What was heard in the end; each stroke with the seconds since the one before."""
    run, now_s, out = Run(), 100.0, ()
    for sign, after_s in strokes:
        now_s += after_s
        run, more = struck(run, stroke(sign), now_s, wedge)
        out += more
    return out + waited(run, wedge)[1]


def typed(text: str, gap_s: float) -> list[tuple[str, float]]:
    return [(sign, gap_s) for sign in text]


def keys(text: str) -> Heard:
    return tuple(stroke(sign) for sign in text)


def scan(text: str) -> Scan:
    return Scan(text, ended=True)


FIVE, SIX = "123456"[: LEAST - 1], "123456"[:LEAST]
ORDER = "81234567890123"
PAYLOAD = "LKR1*80000026000149*11268*ABCDEFGH"
IN_LUMPS = [*typed("LKR1*8", SCANNER_S), ("0", LUMP_S), *typed("000026000149*1126", 0.0), ("8", LUMP_S), ("\r", LUMP_S)]

# fmt: off
ROWS = [
    # note                        strokes                                                    heard
    ("a hand", typed("12345678\r", HAND_S), keys("12345678\r")),
    ("a scanner with its Enter", typed(ORDER + "\r", SCANNER_S), (scan(ORDER),)),
    ("a scanner with its Tab", typed(ORDER + "\t", SCANNER_S), (scan(ORDER),)),
    ("a scanner with CR LF", typed(ORDER + "\r\n", SCANNER_S), (scan(ORDER),)),
    ("a scanner with LF", typed(ORDER + "\n", SCANNER_S), (scan(ORDER),)),
    ("a scanner without", typed(ORDER, SCANNER_S), (Scan(ORDER),)),
    ("a scanner's late Enter", [*typed(ORDER, SCANNER_S), ("\r", TAIL_S * .99)], (scan(ORDER),)),
    ("its Enter behind the tail", [*typed(ORDER, SCANNER_S), ("\r", CALM_S * .99)], (Scan(ORDER),)),
    ("a hand's Enter afterwards", [*typed(ORDER, SCANNER_S), ("\r", CALM_S + .01)], (Scan(ORDER), ENTER)),
    ("two Enters of a scanner", [*typed(ORDER + "\r", SCANNER_S), ("\r", HAND_S)], (scan(ORDER),)),
    ("and a hand's", [*typed(ORDER + "\r", SCANNER_S), ("\r", CALM_S + .01)], (scan(ORDER), ENTER)),
    ("two scans", typed("812345\r812346\r", SCANNER_S), (scan("812345"), scan("812346"))),
    ("two scans at once", typed("812345\r812346\r", 0.0), (scan("812345"), scan("812346"))),
    ("a hundred", typed("812345\r" * 100, SCANNER_S), (scan("812345"),) * 100),
    ("over a slow line", IN_LUMPS, (scan("LKR1*80000026000149*11268"),)),
    ("torn apart, then its Enter", [*typed(ORDER, SCANNER_S), ("9", HAND_S), ("\r", SCANNER_S)],
     (Scan(ORDER), stroke("9"))),
    ("torn apart, then a hand", [*typed(ORDER, SCANNER_S), ("9", HAND_S), ("\r", CALM_S)], (Scan(ORDER), *keys("9\r"))),
    ("fewer than a scan has", typed(FIVE + "\r", SCANNER_S), keys(FIVE)),
    ("two and an Enter", typed("12\r", SCANNER_S), keys("12")),
    ("a digit and an Enter, rolled", typed("1\r", SCANNER_S), keys("1\r")),
    ("five, then a hand's Enter", [*typed(FIVE, SCANNER_S), ("\r", HAND_S)], keys(FIVE + "\r")),
    ("at the edge", typed(SIX, GAP_S * .99), (Scan(SIX),)),
    ("one past it", typed(SIX, GAP_S * 1.01), keys(SIX)),
    ("a held key repeats", typed("000000000", GAP_S * 1.1), keys("000000000")),
    ("a held key repeats quickly", typed("000000000", SCANNER_S), keys("000000000")),
    ("a code of one digit", typed("000000000\r", SCANNER_S), (scan("000000000"),)),
    ("a held key and an Enter", [*typed("000000000", SCANNER_S), ("\r", HAND_S)], keys("000000000\r")),
    ("a hand, then a scanner", [*typed("38", HAND_S), *typed("12345\r", SCANNER_S)], (stroke("3"), scan("812345"))),
    ("Enter alone", typed("\r", HAND_S), keys("\r")),
    ("Enters held down", typed("\r\r\r", SCANNER_S), keys("\r\r\r")),
    ("letters and signs", typed("LKR1*8123\r", SCANNER_S), (scan("LKR1*8123"),)),
    ("full width", typed("ＬＫＲ１＊８０\r", SCANNER_S), (scan("ＬＫＲ１＊８０"),)),
    ("an input method's words", typed("裂开人1*8000*1\r", 0.0), (scan("裂开人1*8000*1"),)),
    ("an input method keeps the Enter", typed("裂开人1*8000*1", 0.0), (Scan("裂开人1*8000*1"),)),
    ("spaces", typed("8000 0026 0001 49\r", SCANNER_S), (scan("8000 0026 0001 49"),)),
]
SET = [
    # note                        wedge                              strokes                         heard
    ("a slower scanner", Wedge(gap_s=MOST_GAP_S), typed(ORDER + "\r", 0.045), (scan(ORDER),)),
    ("is a hand otherwise", AS_SHIPPED, typed("8123\r", 0.045), keys("8123\r")),
    ("a quicker one", Wedge(gap_s=LEAST_GAP_S), typed("12345678", 0.006), keys("12345678")),
    ("short codes", Wedge(least=FEWEST), typed("A12\r", SCANNER_S), (scan("A12"),)),
    ("a prefix", Wedge(prefix="]Q1"), typed("]Q1" + PAYLOAD + "\r", SCANNER_S), (scan(PAYLOAD),)),
    ("a suffix", Wedge(suffix="##"), typed(PAYLOAD + "##\r", SCANNER_S), (scan(PAYLOAD),)),
    ("both", Wedge(prefix="~", suffix="~"), typed(f"~{PAYLOAD}~\t", SCANNER_S), (scan(PAYLOAD),)),
    ("a prefix that is missing", Wedge(prefix="]Q1"), typed(PAYLOAD + "\r", SCANNER_S), (scan(PAYLOAD),)),
]
# fmt: on


@pytest.mark.parametrize(("strokes", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_is_heard(strokes: list[tuple[str, float]], expected: Heard) -> None:
    assert heard(strokes) == expected


@pytest.mark.parametrize(("wedge", "strokes", "expected"), [row[1:] for row in SET], ids=[row[0] for row in SET])
def test_what_is_heard_as_it_is_set(wedge: Wedge, strokes: list[tuple[str, float]], expected: Heard) -> None:
    assert heard(strokes, wedge) == expected


def test_enter_alone_waits_for_nothing() -> None:
    assert struck(Run(), ENTER, 1.0, AS_SHIPPED) == (Run(), (ENTER,))


def test_a_key_that_types_nothing_settles_what_was_held() -> None:
    run, _ = struck(Run(), stroke("3"), 1.0, AS_SHIPPED)
    assert struck(run, Stroke("escape"), 1.001, AS_SHIPPED) == (Run(), (stroke("3"), Stroke("escape")))


def test_what_nobody_ends_is_kept_up_to_its_limit() -> None:
    (long,) = heard(typed("12" * (LONGEST // 2 + 1), 0.0))
    assert isinstance(long, Scan)
    assert len(long.text) == LONGEST


def test_a_scan_is_shown_by_its_length_alone() -> None:
    assert repr(Scan("134567890123456789")) == "Scan(18 characters)"
    assert "1" not in repr(Run(keys("1")))


SIGNS = st.one_of(st.sampled_from("0123456789LKR*\r\t\n"), st.characters(categories=("L", "N", "P", "Zs")))
GAPS = st.one_of(st.sampled_from([0.0, SCANNER_S, GAP_S, HAND_S, CALM_S * 2]), st.floats(0, 1))


@given(st.lists(st.tuples(SIGNS, GAPS), max_size=80))
def test_nothing_typed_is_lost_or_changes_places_and_no_end_is_made_up(strokes: list[tuple[str, float]]) -> None:
    out = heard(strokes)
    signs = "".join(one.text if isinstance(one, Scan) else one.character or "" for one in out)
    typed_signs = [sign for sign, _ in strokes if sign not in NAMED]
    assert [sign for sign in signs if sign not in NAMED] == typed_signs
    assert sum(sign in NAMED for sign in signs) <= len(strokes) - len(typed_signs)


@given(st.lists(st.tuples(SIGNS, st.floats(CALM_S * 1.01, 2)), max_size=20))
def test_a_slow_hand_is_heard_key_by_key(strokes: list[tuple[str, float]]) -> None:
    assert heard(strokes) == keys("".join(sign for sign, _ in strokes))


# fmt: off
WRONG = [
    ({"gap_s": LEAST_GAP_S * .99},      "gap_ms: 5 to 50 wanted"),
    ({"gap_s": MOST_GAP_S * 1.01},      "gap_ms: 5 to 50 wanted"),
    ({"gap_s": float("nan")},           "gap_ms: 5 to 50 wanted"),
    ({"least": FEWEST - 1},             "least: 3 to 20 wanted"),
    ({"least": MOST_LEAST + 1},         "least: 3 to 20 wanted"),
    ({"prefix": "x" * (AFFIX + 1)},     "prefix: at most 8 printable ASCII characters wanted"),
    ({"suffix": "\r"},                  "suffix: at most 8 printable ASCII characters wanted"),
    ({"prefix": "前"},                  "prefix: at most 8 printable ASCII characters wanted"),
]
# fmt: on


@pytest.mark.parametrize(("set_to", "said"), WRONG)
def test_what_a_scanner_cannot_be_set_to(set_to: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Wedge(**set_to)


def test_the_edges_may_be_set() -> None:
    assert Wedge(LEAST_GAP_S, FEWEST, "x" * AFFIX, "y" * AFFIX).gap_s == LEAST_GAP_S
    assert Wedge(MOST_GAP_S, MOST_LEAST).least == MOST_LEAST
