"""The menus as data: what stands on each, under which number, and what choosing it means. No drawing here.

The rule: a menu offers only what works now; an entry whose fact does not hold is not drawn and its number is dead.
Numbers are the trade's own (1 消费 … 8 管理), so 退货 is 3 from the first day.
"""

from dataclasses import dataclass

from terminal.face.flow import Event, Facts, Page


@dataclass(frozen=True, slots=True)
class Item:
    """digit: the key. text: message id. event: what choosing it says. when: a name of Facts, "" for always."""

    digit: str
    text: str
    event: Event
    when: str = ""


# fmt: off
MENUS: dict[Page, tuple[Item, ...]] = {
    Page.MENU: (
        Item("3", "menu.refund",       Event.REFUND),
        Item("8", "menu.admin",        Event.ADMIN),
    ),
    Page.REFUND: (
        Item("1", "menu.by_order",     Event.BY_ORDER),
        Item("2", "menu.by_reference", Event.BY_REFERENCE),
    ),
    Page.ADMIN: (
        Item("1", "menu.reset",        Event.RESET,    "counter"),
        Item("2", "menu.language",     Event.LANGUAGE),
        Item("3", "menu.version",      Event.VERSION),
        Item("4", "menu.open",         Event.OPEN,     "open"),
    ),
}

LANGUAGES: dict[str, str] = {"zh_CN": "language.zh_CN", "en": "language.en"}
# fmt: on


def offered(page: Page, facts: Facts) -> tuple[Item, ...]:
    """The entries of this menu that work now."""
    return tuple(item for item in MENUS[page] if not item.when or getattr(facts, item.when))
