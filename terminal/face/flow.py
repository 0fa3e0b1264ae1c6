"""Which page comes next: one table over (page, event, fact). No widget, no desk, no text here.

`FLOW` is read from the top; the first row whose page, event and fact fit wins. The rule: pages never name each other,
they say what happened (`Event`), and this table decides.
"""

from dataclasses import dataclass
from enum import StrEnum, auto


class Page(StrEnum):
    """What stands on the LCD."""

    BOOT = auto()
    OPERATOR = auto()
    PASSWORD = auto()
    MENU = auto()
    REFUND = auto()
    SUPERVISOR = auto()
    ORDER = auto()
    CUSTOMERS = auto()
    PICTURE = auto()
    REFERENCE = auto()
    KEYED = auto()
    DATE = auto()
    ORIGINAL = auto()
    GOODS = auto()
    AMOUNT = auto()
    REASON = auto()
    CARD = auto()
    CONFIRM = auto()
    SENDING = auto()
    RESULT = auto()
    OPEN = auto()
    OPEN_ONE = auto()
    GIVE_UP = auto()
    ADMIN = auto()
    RESET = auto()
    LANGUAGE = auto()
    VERSION = auto()


class Event(StrEnum):
    """What happened on a page. DONE: its own question is answered. BACK: 取消."""

    DONE = auto()
    BACK = auto()
    MENU = auto()
    REFUSED = auto()
    CARD_REFUSED = auto()
    REFUND = auto()
    ADMIN = auto()
    BY_ORDER = auto()
    BY_REFERENCE = auto()
    UNLISTED = auto()
    CUSTOMERS = auto()
    PICTURE = auto()
    AMOUNT = auto()
    CARD = auto()
    QUERY = auto()
    GIVE_UP = auto()
    OPEN = auto()
    RESET = auto()
    LANGUAGE = auto()
    VERSION = auto()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table may ask. card: the original was paid by card. goods: something of it can still come back.

    by_amount: an amount is keyed, no goods. settling: an open refund is being taken up. open: some refund is open.
    found: an earlier run left something that a person should see. counter: customers stand at the practice counter.
    """

    by_reference: bool = False
    card: bool = False
    goods: bool = False
    by_amount: bool = False
    settling: bool = False
    open: bool = False
    found: bool = False
    counter: bool = False


P, E = Page, Event
# fmt: off
FLOW: tuple[tuple[Page, Event, Page, str], ...] = (
    # page          event            next           when (a name of Facts)
    (P.BOOT,        E.DONE,          P.OPERATOR,    ""),
    (P.OPERATOR,    E.DONE,          P.PASSWORD,    ""),
    (P.PASSWORD,    E.DONE,          P.OPEN,        "found"),
    (P.PASSWORD,    E.DONE,          P.MENU,        ""),
    (P.PASSWORD,    E.BACK,          P.OPERATOR,    ""),
    (P.PASSWORD,    E.REFUSED,       P.OPERATOR,    ""),
    (P.MENU,        E.REFUND,        P.REFUND,      ""),
    (P.MENU,        E.ADMIN,         P.ADMIN,       ""),
    (P.MENU,        E.BACK,          P.OPERATOR,    ""),
    (P.REFUND,      E.BY_ORDER,      P.SUPERVISOR,  ""),
    (P.REFUND,      E.BY_REFERENCE,  P.SUPERVISOR,  ""),
    (P.REFUND,      E.BACK,          P.MENU,        ""),
    (P.SUPERVISOR,  E.DONE,          P.REFERENCE,   "by_reference"),
    (P.SUPERVISOR,  E.DONE,          P.ORDER,       ""),
    (P.SUPERVISOR,  E.BACK,          P.REFUND,      ""),
    (P.ORDER,       E.DONE,          P.ORIGINAL,    ""),
    (P.ORDER,       E.CUSTOMERS,     P.CUSTOMERS,   "counter"),
    (P.ORDER,       E.PICTURE,       P.PICTURE,     ""),
    (P.ORDER,       E.BACK,          P.REFUND,      ""),
    (P.CUSTOMERS,   E.DONE,          P.ORDER,       ""),
    (P.CUSTOMERS,   E.BACK,          P.ORDER,       ""),
    (P.PICTURE,     E.DONE,          P.ORDER,       ""),
    (P.PICTURE,     E.BACK,          P.ORDER,       ""),
    (P.REFERENCE,   E.DONE,          P.DATE,        ""),
    (P.REFERENCE,   E.BACK,          P.REFUND,      ""),
    (P.DATE,        E.DONE,          P.ORIGINAL,    ""),
    (P.DATE,        E.UNLISTED,      P.KEYED,       ""),
    (P.DATE,        E.BACK,          P.REFERENCE,   ""),
    (P.KEYED,       E.DONE,          P.ORIGINAL,    ""),
    (P.KEYED,       E.BACK,          P.DATE,        ""),
    (P.ORIGINAL,    E.DONE,          P.GOODS,       "goods"),
    (P.ORIGINAL,    E.DONE,          P.AMOUNT,      ""),
    (P.ORIGINAL,    E.AMOUNT,        P.AMOUNT,      ""),
    (P.ORIGINAL,    E.BACK,          P.DATE,        "by_reference"),
    (P.ORIGINAL,    E.BACK,          P.ORDER,       ""),
    (P.GOODS,       E.DONE,          P.REASON,      ""),
    (P.GOODS,       E.AMOUNT,        P.AMOUNT,      ""),
    (P.GOODS,       E.BACK,          P.ORIGINAL,    ""),
    (P.AMOUNT,      E.DONE,          P.REASON,      ""),
    (P.AMOUNT,      E.BACK,          P.GOODS,       "goods"),
    (P.AMOUNT,      E.BACK,          P.ORIGINAL,    ""),
    (P.REASON,      E.DONE,          P.CARD,        "card"),
    (P.REASON,      E.DONE,          P.CONFIRM,     ""),
    (P.REASON,      E.BACK,          P.AMOUNT,      "by_amount"),
    (P.REASON,      E.BACK,          P.GOODS,       ""),
    (P.CARD,        E.DONE,          P.SENDING,     "settling"),
    (P.CARD,        E.DONE,          P.CONFIRM,     ""),
    (P.CARD,        E.BACK,          P.OPEN_ONE,    "settling"),
    (P.CARD,        E.BACK,          P.REASON,      ""),
    (P.CONFIRM,     E.DONE,          P.SENDING,     ""),
    (P.CONFIRM,     E.BACK,          P.CARD,        "card"),
    (P.CONFIRM,     E.BACK,          P.REASON,      ""),
    (P.SENDING,     E.DONE,          P.RESULT,      ""),
    (P.SENDING,     E.CARD_REFUSED,  P.CARD,        ""),
    (P.SENDING,     E.REFUSED,       P.OPEN_ONE,    "settling"),
    (P.SENDING,     E.REFUSED,       P.CONFIRM,     ""),
    (P.RESULT,      E.DONE,          P.OPEN,        "open"),
    (P.RESULT,      E.DONE,          P.MENU,        ""),
    (P.RESULT,      E.BACK,          P.MENU,        ""),
    (P.OPEN,        E.DONE,          P.OPEN_ONE,    ""),
    (P.OPEN,        E.BACK,          P.MENU,        ""),
    (P.OPEN_ONE,    E.CARD,          P.CARD,        ""),
    (P.OPEN_ONE,    E.QUERY,         P.SENDING,     ""),
    (P.OPEN_ONE,    E.GIVE_UP,       P.GIVE_UP,     ""),
    (P.OPEN_ONE,    E.DONE,          P.OPEN,        "open"),
    (P.OPEN_ONE,    E.DONE,          P.MENU,        ""),
    (P.OPEN_ONE,    E.BACK,          P.OPEN,        ""),
    (P.GIVE_UP,     E.DONE,          P.SENDING,     ""),
    (P.GIVE_UP,     E.BACK,          P.OPEN_ONE,    ""),
    (P.ADMIN,       E.OPEN,          P.OPEN,        ""),
    (P.ADMIN,       E.RESET,         P.RESET,       ""),
    (P.ADMIN,       E.LANGUAGE,      P.LANGUAGE,    ""),
    (P.ADMIN,       E.VERSION,       P.VERSION,     ""),
    (P.ADMIN,       E.BACK,          P.MENU,        ""),
    (P.RESET,       E.DONE,          P.OPERATOR,    ""),
    (P.RESET,       E.BACK,          P.ADMIN,       ""),
    (P.LANGUAGE,    E.DONE,          P.ADMIN,       ""),
    (P.LANGUAGE,    E.BACK,          P.ADMIN,       ""),
    (P.VERSION,     E.DONE,          P.ADMIN,       ""),
    (P.VERSION,     E.BACK,          P.ADMIN,       ""),
)
# fmt: on

SIGNED_OFF = frozenset({P.BOOT, P.OPERATOR, P.PASSWORD})
"""Pages before sign-on: the 菜单 key leads nowhere from there."""


def next_page(page: Page, event: Event, facts: Facts) -> Page | None:
    """The page after `event` on `page`; None where the table has no row: the key does nothing there."""
    if event is Event.MENU:
        return None if page in SIGNED_OFF or page is Page.SENDING else Page.MENU
    for at, happened, goal, when in FLOW:
        if at is page and happened is event and (not when or getattr(facts, when)):
            return goal
    return None
