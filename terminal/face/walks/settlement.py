"""结算: rows."""

from terminal.face.keys import Key
from terminal.face.pages import Event, Page, Walk

P, E = Page, Event
# fmt: off
WALK = Walk(
    flow=(
        # page           event               next             when (a name of Facts)
        (P.SETTLE,        E.DONE,             P.SETTLING,      ""),
        (P.SETTLE,        E.BACK,             P.MENU,          ""),
        (P.SETTLING,      E.DONE,             P.SETTLED,       ""),
        (P.SETTLING,      E.REFUSED,          P.SETTLE,        ""),
        (P.SETTLING,      E.OWED,             P.OWED,          ""),
        (P.SETTLED,       E.SETTLE,           P.SETTLING,      ""),
        (P.SETTLED,       E.PRINT_DETAILS,    P.PRINTED,       ""),
        (P.SETTLED,       E.UNPRINTED,        P.PRINTED,       ""),
        (P.SETTLED,       E.DONE,             P.MENU,          ""),
        (P.SETTLED,       E.BACK,             P.MENU,          ""),
    ),
    diverted={
        # where it would go  where it goes  when (a name of Facts)
        P.MENU:              (P.SETTLE,     "unclosed"),
    },
    offered={
        P.SETTLE:  (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.SETTLED: (Key.PAPER_UP, Key.PAPER_DOWN),
    },
    awaiting=frozenset({P.SETTLING}),
)
# fmt: on
