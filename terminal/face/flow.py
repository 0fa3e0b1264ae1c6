"""Which page comes next: one table over (page, event, fact), made of the rows of every family. No widget, no text.

`FLOW` is read from the top; the first row whose page, event and fact fit wins. The rule: pages never name each other,
they say what happened (`Event`), and this table decides.
"""

from terminal.face.facts import Facts
from terminal.face.pages import Event, Page, Row
from terminal.face.walks import WALKS

FLOW: tuple[Row, ...] = tuple(row for walk in WALKS for row in walk.flow)

SIGNED_OFF = frozenset({Page.BOOT, Page.OPERATOR, Page.PASSWORD, Page.IDLE, Page.LOCKED})
"""Pages before sign-on, or on which nobody stands at the terminal: the 菜单 key leads nowhere from there."""

DIVERTED: tuple[tuple[Page, Page, str], ...] = tuple(
    (page, *row) for walk in WALKS for page, row in walk.diverted.items()
)
"""Who would arrive at this page arrives at that one, where this fact holds; the first that fits wins."""

AWAITING = frozenset(page for walk in WALKS for page in walk.awaiting)
"""Pages on which an answer is awaited: no key leaves them."""


_ANYWHERE: dict[Event, Page] = {Event.IDLE: Page.IDLE, Event.LOCK: Page.LOCKED}
"""What time brings, from whatever page."""


def next_page(page: Page, event: Event, facts: Facts) -> Page | None:
    """The page after `event` on `page`; None where the table has no row: the key does nothing there."""
    goal = _goal(page, event, facts)
    return next((there for at, there, when in DIVERTED if at is goal and getattr(facts, when)), goal)


def _goal(page: Page, event: Event, facts: Facts) -> Page | None:
    if event in _ANYWHERE:
        return _ANYWHERE[event]
    if event is Event.MENU:
        held = page in SIGNED_OFF or page in AWAITING
        return None if held else Page.ADMIN if facts.system else Page.OPERATORS if facts.supervisor else Page.MENU
    for at, happened, goal, when in FLOW:
        if at is page and happened is event and (not when or getattr(facts, when)):
            return goal
    return None
