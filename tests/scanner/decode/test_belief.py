"""Which sightings make a code believed. Rows: symbology, sightings, whether the last of them makes it so."""

import pytest

from scanner.decode.belief import BELIEF, HEIGHT, Belief, Look
from scanner.decode.zxing import FORMATS, Found

RAW = {"qr": b"A", "code128": b"80000026000149", "ean13": b"5901234123457", "ean8": b"96385074", "code39": b"165627",
       "itf": b"00012345678905"}  # fmt: skip
PLAIN, STRIP, ZBAR = Look("as it is", "zxing", False), Look("strip 0", "zxing", False), Look("as it is", "zbar", False)
THIRD, OTHER, PLACE = Look("third 0", "zxing", True), Look("third 1", "zxing", True), Look("place", "match", True)

# fmt: off
ROWS = (
    ("qr",      [PLAIN],                True),
    ("qr",      [THIRD],                True),
    ("code128", [PLAIN],                False),  # a line of it may begin on one slip and end on another
    ("code128", [PLAIN, ZBAR],          False),  # and so for every decoder
    ("code128", [PLAIN, HEIGHT],        True),
    ("code128", [HEIGHT],               False),
    ("code128", [THIRD, HEIGHT],        False),
    ("code128", [THIRD, OTHER],         False),
    ("code128", [THIRD, OTHER, HEIGHT], True),
    ("ean8",    [PLAIN, PLAIN],         False),  # the same look again is no second one
    ("ean13",   [PLAIN],                False),
    ("ean13",   [PLAIN, STRIP],         False),  # the same decoder may err twice in the same way
    ("ean13",   [PLAIN, PLACE],         True),
    ("ean13",   [PLAIN, ZBAR],          True),
    ("ean13",   [THIRD, OTHER],         False),
    ("ean13",   [THIRD, PLACE],         False),
    ("ean13",   [THIRD, OTHER, PLACE],  True),
    ("ean8",    [PLAIN, STRIP],         False),
    ("ean8",    [ZBAR, STRIP],          True),
    ("code39",  [PLAIN],                False),
    ("code39",  [PLAIN, STRIP],         True),
    ("itf",     [PLAIN],                False),
    ("itf",     [PLAIN, STRIP],         True),
)
# fmt: on


@pytest.mark.parametrize(("symbology", "looks", "believed"), ROWS)
def test_believed(symbology: str, looks: list[Look], believed: bool) -> None:
    belief, found = Belief(), Found(symbology, RAW[symbology])
    heard = [belief.hear(found, look) for look in looks]
    assert heard == [False] * (len(looks) - 1) + [believed]
    assert list(belief.doubts.values()) == ([] if believed else [found])
    believed_now = [belief.hear(found, look) for look in (Look("another", "zbar", False), HEIGHT)]
    assert sum(believed_now) == (not believed)  # once, and never again


# fmt: off
GUESSED = (
    ("qr",      [PLAIN],                False),
    ("qr",      [THIRD],                True),
    ("code128", [PLAIN, HEIGHT],        False),
    ("code128", [PLAIN, THIRD, HEIGHT], False),
    ("code128", [THIRD, OTHER, HEIGHT], True),  # the height is looked at on the picture as it is, but for one text
    ("ean13",   [PLAIN, PLACE],         False),
    ("code39",  [],                     False),  # nothing was seen
)
# fmt: on


@pytest.mark.parametrize(("symbology", "looks", "guessed"), GUESSED)
def test_what_only_made_pictures_have_shown_is_guessed(symbology: str, looks: list[Look], guessed: bool) -> None:
    belief, found = Belief(), Found(symbology, RAW[symbology])
    for look in looks:
        belief.hear(found, look)
    assert belief.is_guessed(found) == guessed


def test_what_lacks_nothing_but_its_height() -> None:
    belief, found, other = Belief(), Found("code128", RAW["code128"]), Found("ean13", RAW["ean13"])
    assert not belief.lacks_height(found)
    belief.hear(found, THIRD)
    assert not belief.lacks_height(found)
    belief.hear(found, OTHER)
    belief.hear(other, PLAIN)
    assert (belief.lacks_height(found), belief.lacks_height(other)) == (True, False)
    assert belief.hear(found, HEIGHT)
    assert not belief.lacks_height(found)


SHORT = [("code39", b"T"), ("code39", b"AB"), ("itf", b"1234"), ("code128", b"1")]


@pytest.mark.parametrize(("symbology", "raw"), SHORT)
def test_what_is_too_short_is_never_believed(symbology: str, raw: bytes) -> None:
    belief = Belief()
    assert [belief.hear(Found(symbology, raw), look) for look in (PLAIN, STRIP, ZBAR, THIRD, PLACE)] == [False] * 5
    assert belief.doubts == {}


def test_looks_at_made_pictures_count_for_nothing_where_a_part_is_a_code_too() -> None:
    belief, found = Belief(), Found("itf", RAW["itf"])
    assert [belief.hear(found, look) for look in (THIRD, OTHER, PLAIN, PLACE)] == [False] * 4
    assert belief.hear(found, STRIP)


def test_another_text_is_no_second_sighting() -> None:
    belief = Belief()
    assert not belief.hear(Found("code39", b"ABC"), PLAIN)
    assert not belief.hear(Found("code39", b"ABD"), STRIP)
    assert len(belief.doubts) == 2


def test_every_symbology_has_its_row() -> None:
    assert BELIEF.keys() == FORMATS.keys()
