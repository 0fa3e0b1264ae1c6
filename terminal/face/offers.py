"""Which keys are offered on which page: the rows of every family as one table. Keypad, footer and help read it.

The rule: a key that means nothing now is not offered, so that nothing is promised that a page ignores.
"""

from collections.abc import Mapping, Set
from types import MappingProxyType

from terminal.face.keys import EVERYWHERE, KEYS, ON_THE_PAD, OWN, PAIRS, Key
from terminal.face.pages import Page
from terminal.face.walks import WALKS

SOFT: Mapping[Page, tuple[Key, Key]] = MappingProxyType(
    {page: keys for walk in WALKS for page, keys in walk.soft.items()}
)
OFFERED: Mapping[Page, tuple[Key, ...]] = MappingProxyType(
    {page: keys for walk in WALKS for page, keys in walk.offered.items()}
)
TAKES_LETTERS = frozenset(page for walk in WALKS for page in walk.letters)
TAKES_NAMES = frozenset(page for walk in WALKS for page in walk.names)
TAKES_AMOUNTS = frozenset(page for walk in WALKS for page in walk.amounts)
TAKES_SIGNS = frozenset(page for walk in WALKS for page in walk.signs)
TAKES_WORDS = frozenset(page for walk in WALKS for page in walk.words)
TAKES_PATHS = frozenset(page for walk in WALKS for page in walk.paths)
PRESENTS = frozenset(page for walk in WALKS for page in walk.presents)
HANDED: Mapping[Page, Page] = MappingProxyType({page: other for walk in WALKS for page, other in walk.handed.items()})

_SHOWN = {row.key: row.shown for row in KEYS}
_PAGING = frozenset({Key.PAPER_UP, Key.PAPER_DOWN})  # 纸 turns its pages by + and -

SOFT_ELSEWHERE = (Key.UP, Key.DOWN)
SOFT_NO_COUNTER = (Key.PICTURE, Key.HELP)
"""On the order page of a terminal without a practice counter: nobody stands there, so there is no slip to scan."""

COUNTER_ONLY = frozenset({Key.CUSTOMERS, Key.SCAN})
"""Keys that mean nothing where no practice customers stand at the counter."""


def soft(page: Page, *, counter: bool = True) -> tuple[Key, Key]:
    """The two soft keys of the keypad on this page. counter: practice customers stand there."""
    keys = SOFT.get(page, SOFT_ELSEWHERE)
    return keys if counter or COUNTER_ONLY.isdisjoint(keys) else SOFT_NO_COUNTER


def offered(page: Page, *, counter: bool = True) -> tuple[Key, ...]:
    """The page's own keys that mean something now."""
    return tuple(key for key in OFFERED.get(page, ()) if counter or key not in COUNTER_ONLY)


def own_keys(page: Page) -> dict[str, Key]:
    """F5 and on -> the page's own keys, by their place, so that a key keeps its F-key when another is not offered."""
    placed = (key for key in OFFERED.get(page, ()) if not _SHOWN[key])
    return dict(zip(OWN, placed, strict=False))


def shown(key: Key, page: Page) -> str:
    """What the key is called on the keyboard on this page; "" where only 功能 has it."""
    own = {own: name.upper() for name, own in own_keys(page).items()}
    return _SHOWN[key] or own.get(key, "")


def functions(page: Page, *, counter: bool = True, withheld: Set[Key] = frozenset()) -> tuple[Key, ...]:
    """What 功能 lists: every key of the page that a numeric pad has not. withheld: of those of every page."""
    keys = dict.fromkeys((*offered(page, counter=counter), Key.HELP, *EVERYWHERE))
    return tuple(key for key in keys if key not in ON_THE_PAD | _PAGING | withheld)


def helped(page: Page, *, counter: bool = True, withheld: Set[Key] = frozenset()) -> tuple[tuple[Key, ...], ...]:
    """The keys that help lists on this page, its own first, pairs together. withheld: of those of every page."""
    named = dict.fromkeys(offered(page, counter=counter) + EVERYWHERE)
    keys = tuple(key for key in named if key not in withheld)
    second = {PAIRS[key]: key for key in keys if key in PAIRS}
    return tuple(
        (key, PAIRS[key]) if key in PAIRS else (key,) for key in dict.fromkeys(second.get(key, key) for key in keys)
    )
