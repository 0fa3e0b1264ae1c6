"""A text in both languages of the product, where it belongs to the wire: names of fields, parts and codes.

Only that. What a screen says stands in the terminal's catalogues.
"""

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Words(NamedTuple):
    """zh and en say the same."""

    zh: str
    en: str

    def told(self, lang: Lang) -> str:
        """The text in one language."""
        return self.zh if lang == "zh" else self.en


NOTHING = Words("", "")


def obeyed(letter: str) -> bool:
    """A sign that a screen would obey instead of showing it; the wide blank of Chinese texts is none."""
    return not (letter.isprintable() or letter == "\N{IDEOGRAPHIC SPACE}")
