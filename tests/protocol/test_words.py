"""Texts in both languages, and signs that a screen would obey."""

import pytest

from protocol.words import Words, obeyed


def test_a_text_is_told_in_one_language():
    assert [Words("退货", "refund").told(lang) for lang in ("zh", "en")] == ["退货", "refund"]


# fmt: off
SIGNS = [
    ("a", False), ("退", False), (" ", False), ("\u3000", False),
    ("\x1b", True), ("\x00", True), ("\n", True), ("\x9b", True), ("\u202e", True), ("\u2028", True), ("\x7f", True),
]
# fmt: on


@pytest.mark.parametrize(("sign", "is_obeyed"), SIGNS, ids=[f"U+{ord(sign):04X}" for sign, _ in SIGNS])
def test_signs_that_a_screen_obeys(sign, is_obeyed):
    assert obeyed(sign) is is_obeyed
