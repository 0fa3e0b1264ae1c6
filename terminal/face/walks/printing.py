"""打印: rows."""

from terminal.face.pages import Event, Item, Page, Walk

P, E = Page, Event
# fmt: off
WALK = Walk(
    flow=(
        # page           event               next             when (a name of Facts)
        (P.PRINT,         E.PRINT_LAST,       P.PRINTED,       ""),
        (P.PRINT,         E.PRINT_ONE,        P.PRINT_VOUCHER, ""),
        (P.PRINT,         E.PRINT_SETTLEMENT, P.PRINTED,       ""),
        (P.PRINT,         E.PRINT_DETAILS,    P.PRINTED,       ""),
        (P.PRINT,         E.PRINT_SUMMARY,    P.PRINTED,       ""),
        (P.PRINT,         E.UNPRINTED,        P.PRINTED,       ""),
        (P.PRINT,         E.BACK,             P.MENU,          ""),
        (P.PRINT_VOUCHER, E.DONE,             P.PRINTED,       ""),
        (P.PRINT_VOUCHER, E.BACK,             P.PRINT,         ""),
        (P.RESULT,        E.UNPRINTED,        P.PRINTED,       ""),
        (P.PAY_RESULT,    E.UNPRINTED,        P.PRINTED,       ""),
        (P.PRINTED,       E.REFUSED,          P.PRINT,         ""),
        (P.PRINTED,       E.DONE,             P.MENU,          ""),
        (P.PRINTED,       E.BACK,             P.PRINT,         ""),
    ),
    menus={
        P.PRINT: (
            Item("1", "menu.print_last",       E.PRINT_LAST),
            Item("2", "menu.print_one",        E.PRINT_ONE),
            Item("3", "menu.print_settlement", E.PRINT_SETTLEMENT),
            Item("4", "menu.print_details",    E.PRINT_DETAILS),
            Item("5", "menu.print_summary",    E.PRINT_SUMMARY),
            Item("6", "menu.unprinted",        E.UNPRINTED,        "unprinted"),
        ),
    },
)
# fmt: on
