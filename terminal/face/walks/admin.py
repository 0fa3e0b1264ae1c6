"""管理: rows."""

from terminal.face.pages import Event, Item, Page, Walk

P, E = Page, Event
# fmt: off
WALK = Walk(
    flow=(
        # page          event            next           when (a name of Facts)
        (P.ADMIN,       E.OPEN,          P.OPEN,        ""),
        (P.ADMIN,       E.RESET,         P.RESET,       ""),
        (P.ADMIN,       E.LANGUAGE,      P.LANGUAGE,    ""),
        (P.ADMIN,       E.THEME,         P.THEME,       ""),
        (P.ADMIN,       E.VERSION,       P.VERSION,     ""),
        (P.ADMIN,       E.DEVICE,        P.DEVICE,      ""),
        (P.ADMIN,       E.KNOBS,         P.KNOBS,       ""),
        (P.ADMIN,       E.BACK,          P.MENU,        ""),
        (P.RESET,       E.DONE,          P.OPERATOR,    ""),
        (P.RESET,       E.BACK,          P.ADMIN,       ""),
        (P.LANGUAGE,    E.DONE,          P.ADMIN,       ""),
        (P.LANGUAGE,    E.BACK,          P.ADMIN,       ""),
        (P.THEME,       E.DONE,          P.ADMIN,       ""),
        (P.THEME,       E.BACK,          P.ADMIN,       ""),
        (P.VERSION,     E.DONE,          P.ADMIN,       ""),
        (P.VERSION,     E.BACK,          P.ADMIN,       ""),
    ),
    menus={
        P.ADMIN: (
            Item("1", "menu.reset",        E.RESET,    "counter"),
            Item("2", "menu.language",     E.LANGUAGE),
            Item("3", "menu.version",      E.VERSION),
            Item("9", "menu.lessons",      E.LESSONS,  "counter"),
            Item("4", "menu.open",         E.OPEN,     "open"),
            Item("5", "menu.theme",        E.THEME),
            Item("6", "menu.device",       E.DEVICE),
            Item("7", "menu.knobs",        E.KNOBS,    "counter"),
            Item("0", "title.records",     E.RECORDS),
        ),
    },
)
# fmt: on
