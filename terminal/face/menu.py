"""The menus of every family as one table, and which entries of them work now. No drawing here.

The rule: a menu offers only what works now; an entry whose fact does not hold is not drawn and its number is dead.
"""

from collections.abc import Mapping
from types import MappingProxyType

from terminal.face.facts import Facts
from terminal.face.pages import Item, Page
from terminal.face.walks import WALKS

MENUS: Mapping[Page, tuple[Item, ...]] = MappingProxyType(
    {page: items for walk in WALKS for page, items in walk.menus.items()}
)

LANGUAGES: dict[str, str] = {"zh_CN": "language.zh_CN", "en": "language.en"}


def offered(page: Page, facts: Facts) -> tuple[Item, ...]:
    """The entries of this menu that work now."""
    return tuple(item for item in MENUS[page] if not item.when or getattr(facts, item.when))
