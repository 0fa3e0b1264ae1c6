"""操作员签到 and the main menu: rows. Numbers of the menu are the trade's own (1 消费 … 8 管理)."""

from terminal.face.pages import Event, Item, Page, Walk

P, E = Page, Event
# fmt: off
WALK = Walk(
    flow=(
        # page          event            next           when (a name of Facts)
        (P.BOOT,        E.DONE,          P.OPERATOR,    ""),
        (P.OPERATOR,    E.DONE,          P.PASSWORD,    ""),
        (P.PASSWORD,    E.DONE,          P.ADMIN,       "system"),
        (P.PASSWORD,    E.DONE,          P.OPERATORS,   "supervisor"),
        (P.PASSWORD,    E.DONE,          P.OWED,        "owed"),
        (P.PASSWORD,    E.DONE,          P.OPEN,        "found"),
        (P.PASSWORD,    E.DONE,          P.MENU,        ""),
        (P.PASSWORD,    E.BACK,          P.OPERATOR,    ""),
        (P.MENU,        E.SALE,          P.SALE,        ""),
        (P.MENU,        E.VOID,          P.PAY_SUPERVISOR, ""),
        (P.MENU,        E.REFUND,        P.REFUND,      ""),
        (P.MENU,        E.HOLD,          P.HOLD,        ""),
        (P.MENU,        E.QUERIES,       P.QUERIES,     ""),
        (P.MENU,        E.PRINT,         P.PRINT,       ""),
        (P.MENU,        E.SETTLE,        P.SETTLE,      ""),
        (P.MENU,        E.ADMIN,         P.ADMIN,       ""),
        (P.MENU,        E.BACK,          P.IDLE,        ""),
        (P.IDLE,        E.DONE,          P.MENU,        "signed_on"),
        (P.IDLE,        E.DONE,          P.OPERATOR,    ""),
        (P.LOCKED,      E.DONE,          P.PRINTED,     "unread"),
        (P.LOCKED,      E.DONE,          P.MENU,        ""),
        (P.LOCKED,      E.BACK,          P.OPERATOR,    ""),
    ),
    menus={
        P.MENU: (
            Item("1", "menu.sale",         E.SALE,     "payments"),
            Item("2", "menu.void",         E.VOID,     "payments"),
            Item("3", "menu.refund",       E.REFUND),
            Item("4", "menu.hold",         E.HOLD,     "payments"),
            Item("5", "menu.queries",      E.QUERIES),
            Item("6", "menu.print",        E.PRINT),
            Item("7", "menu.settle",       E.SETTLE),
            Item("8", "menu.admin",        E.ADMIN),
            Item("9", "menu.lessons",      E.LESSONS,  "counter"),
        ),
    },
)
# fmt: on
