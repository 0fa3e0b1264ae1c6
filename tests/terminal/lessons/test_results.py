"""What is kept of each trainee: the better of two, names that are safe, and a file that stays small and readable."""

import json

import pytest

from terminal.lessons.results import (
    MAX_TRAINEES,
    Best,
    Done,
    ResultsError,
    is_name,
    kept,
    named,
    read,
    trainee_of,
    written,
)

AT, LATER = "2026-11-22T10:20:30+08:00", "2026-11-22T10:30:00+08:00"
WHO = trainee_of("01", "小王")
RIGHT = Done(right=True, keys=20).at(AT)


def test_right_beats_wrong_and_then_fewer_keys() -> None:
    wrong = Done(right=False, keys=5).at(LATER)
    assert RIGHT.after(wrong) == Best(True, 20, 2, LATER)
    assert wrong.after(RIGHT) == Best(True, 20, 2, AT)
    assert RIGHT.after(Done(right=True, keys=12).at(LATER)) == Best(True, 12, 2, LATER)


def test_what_is_written_is_read_again() -> None:
    results = kept(kept({}, WHO, "full", RIGHT), WHO, "silence", Done(right=False, keys=0).at(AT))
    assert read(written(results)) == results
    assert "小王" in written(results)


def test_one_too_many_drops_who_is_longest_away() -> None:
    results = {}
    for number in range(MAX_TRAINEES):
        results = kept(results, trainee_of("01", f"人{number}"), "full", RIGHT)
    results = kept(results, trainee_of("01", "人0"), "part", RIGHT)
    assert len(results) == MAX_TRAINEES
    results = kept(results, WHO, "full", RIGHT)
    assert len(results) == MAX_TRAINEES
    assert trainee_of("01", "人1") not in results
    assert set(results[trainee_of("01", "人0")]) == {"full", "part"}


# fmt: off
NAMES = [
    # keyed                        kept as            a name
    ("小王",                       "小王",            True),
    (" LI ",                       "LI",              True),
    ("欧阳上官司马",               "欧阳上官司马",    True),
    ("欧阳上官司马长孙",           "欧阳上官司马",    True),
    ("\x1b[31m王\x07",             "[31m王",          True),
    ("\u202e王",                   "王",              True),
    ("",                           "",                False),
    ("   ",                        "",                False),
    ("...",                        "...",             False),
]
# fmt: on


@pytest.mark.parametrize(("keyed", "as_kept", "fits"), NAMES, ids=[repr(row[0]) for row in NAMES])
def test_names(keyed: str, as_kept: str, fits: bool) -> None:
    assert named(keyed) == as_kept
    assert is_name(as_kept) is fits


GOOD = json.loads(written({WHO: {"full": RIGHT}}))
BEST = {"right": True, "keys": 1, "tries": 1, "at": AT}
# fmt: off
BAD = [
    ("nothing",            ""),
    ("half of it",         written({WHO: {"full": RIGHT}})[:30]),
    ("a list",             "[]"),
    ("another version",    json.dumps(GOOD | {"version": 2})),
    ("no trainees",        json.dumps({"version": 1})),
    ("no operator",        json.dumps({"version": 1, "trainees": {"小王": {}}})),
    ("an escape sequence", json.dumps({"version": 1, "trainees": {"01 \x1b[2J": {}}})),
    ("a flag for a count", json.dumps({"version": 1, "trainees": {WHO: {"full": BEST | {"keys": True}}}})),
    ("no tries",           json.dumps({"version": 1, "trainees": {WHO: {"full": BEST | {"tries": 0}}}})),
    ("a long time",        json.dumps({"version": 1, "trainees": {WHO: {"full": BEST | {"at": "x" * 33}}}})),
    ("one thing more",     json.dumps({"version": 1, "trainees": {WHO: {"full": BEST | {"card": "1"}}}})),
    ("too deep",           "[" * 100_000),
]
# fmt: on


@pytest.mark.parametrize("text", [row[1] for row in BAD], ids=[row[0] for row in BAD])
def test_what_we_did_not_write_is_an_error(text: str) -> None:
    with pytest.raises(ResultsError):
        read(text)


def test_a_task_of_another_release_is_left_out() -> None:
    assert read(json.dumps({"version": 1, "trainees": {WHO: {"juggling": BEST, "full": BEST}}})) == {
        WHO: {"full": Best(True, 1, 1, AT)}
    }
