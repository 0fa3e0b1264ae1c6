"""The texts: semantic ids ("menu.refund") to words, from gettext catalogues in locale/. No text stands in code.

The rule: an id that no catalogue knows is a mistake in the program and raises; it is never shown to a cashier. A text
that only one language has is a mistake too, which a test finds; a terminal shows the Chinese one and goes on.
"""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "tuihuo"
DEFAULT = "zh_CN"
LANGUAGES = (DEFAULT, "en")
UNSTATED = "--"
"""Stands where a text names a detail that nobody gave."""
_OF_SYSTEM = frozenset({"reason", "why", "system", "hint"})
"""Details in which the operating system may say why; what people wrote has other names, and stays as it is."""
_SEVERAL = {"zh_CN": "、", "en": ", "}
"""Stands between texts that are one detail."""

Texts = Callable[..., str]
"""t("fault.locked", seconds=60) -> the words, with {seconds} filled in."""


class TextId(str):
    """A detail that is a text itself: it is said in the language of the text in which it stands, with its details.
    Several have a comma between them. An empty one says nothing.
    """

    __slots__ = ()


class UnknownText(LookupError):
    """An id that stands in no catalogue."""


class _Details(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return UNSTATED


def _ids(several: TextId) -> list[str]:
    return [one for one in several.split(",") if one]


@cache
def translator(lang: str = DEFAULT) -> Texts:
    """The texts of one language; any language we have no catalogue of gets zh_CN, "en_GB" and the like get en."""
    chosen = lang if lang in LANGUAGES else "en" if lang.startswith("en") else DEFAULT
    catalogue = gettext.translation(DOMAIN, LOCALE, [chosen])
    if chosen != DEFAULT:
        catalogue.add_fallback(gettext.translation(DOMAIN, LOCALE, [DEFAULT]))

    def text(message_id: str, **details: object) -> str:
        words = catalogue.gettext(message_id)
        if words == message_id:
            raise UnknownText(message_id)
        if "{" not in words:
            return words
        plain = {name: _plain(name, value) for name, value in details.items() if not isinstance(value, TextId)}
        named = {name: value for name, value in details.items() if isinstance(value, TextId)}
        said = {name: _SEVERAL[chosen].join(text(one, **plain) for one in _ids(value)) for name, value in named.items()}
        return words.format_map(_Details(plain | said))

    def _plain(name: str, value: object) -> object:
        """A reason of the operating system is said in this language, too."""
        if chosen != DEFAULT or name not in _OF_SYSTEM or not isinstance(value, str):
            return value
        from terminal.system_reasons import in_words  # where nothing goes wrong nobody waits for it

        return in_words(value, text)

    return text
