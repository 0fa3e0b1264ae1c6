"""交易记录: rows. It is reached from 查询, and from the main menu by a key of its own."""

from terminal.face.keys import Key
from terminal.face.pages import Event, Page, Walk

P, E = Page, Event
# fmt: off
WALK = Walk(
    flow=(
        # page                 event            next                   when (a name of Facts)
        (P.MENU,               E.RECORDS,       P.RECORDS,             ""),
        (P.QUERIES,            E.RECORDS,       P.RECORDS,             ""),
        (P.RECORDS,            E.DONE,          P.RECORD,              ""),
        (P.RECORDS,            E.FIND,          P.RECORDS_FIND,        ""),
        (P.RECORDS,            E.FILTER,        P.RECORDS_FILTER,      ""),
        (P.RECORDS,            E.DAY,           P.RECORDS_DAY,         ""),
        (P.RECORDS,            E.EXPORT,        P.RECORDS_EXPORT,      ""),
        (P.RECORDS,            E.LAST_SETTLED,  P.RECORDS_SETTLED,     ""),
        (P.RECORDS,            E.BACK,          P.QUERIES,             "queried"),
        (P.RECORDS,            E.BACK,          P.MENU,                ""),
        (P.RECORD,             E.LIFE,          P.RECORD_LIFE,         ""),
        (P.RECORD,             E.EXCHANGE,      P.SALE,                ""),
        (P.RECORD,             E.DONE,          P.RECORDS,             ""),
        (P.RECORD,             E.BACK,          P.RECORDS,             ""),
        (P.RECORD_LIFE,        E.DONE,          P.RECORD,              ""),
        (P.RECORD_LIFE,        E.BACK,          P.RECORD,              ""),
        (P.RECORDS_FIND,       E.DONE,          P.RECORDS,             ""),
        (P.RECORDS_FIND,       E.BACK,          P.RECORDS,             ""),
        (P.RECORDS_FILTER,     E.SUPERVISOR,    P.RECORDS_SUPERVISOR,  ""),
        (P.RECORDS_FILTER,     E.DONE,          P.RECORDS,             ""),
        (P.RECORDS_FILTER,     E.BACK,          P.RECORDS,             ""),
        (P.RECORDS_SUPERVISOR, E.DONE,          P.RECORDS_FILTER,      ""),
        (P.RECORDS_SUPERVISOR, E.BACK,          P.RECORDS_FILTER,      ""),
        (P.RECORDS_DAY,        E.DATE,          P.RECORDS_DATE,        ""),
        (P.RECORDS_DAY,        E.DONE,          P.RECORDS,             ""),
        (P.RECORDS_DAY,        E.BACK,          P.RECORDS,             ""),
        (P.RECORDS_DATE,       E.DONE,          P.RECORDS_DAY,         ""),
        (P.RECORDS_DATE,       E.BACK,          P.RECORDS_DAY,         ""),
        (P.RECORDS_SETTLED,    E.DONE,          P.RECORDS,             ""),
        (P.RECORDS_SETTLED,    E.BACK,          P.RECORDS,             ""),
        (P.RECORDS_EXPORT,     E.DONE,          P.RECORDS,             ""),
        (P.RECORDS_EXPORT,     E.BACK,          P.RECORDS,             ""),
    ),
    soft={
        # page               left of 0       right of 0
        P.RECORDS_FIND:     (Key.LETTER,     Key.HELP),
    },
    offered={
        P.MENU:             (Key.RECORDS,),
        P.RECORDS:          (Key.FIND, Key.FILTER, Key.DAY, Key.EXPORT, Key.LAST_SETTLED,
                             Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.RECORD:           (Key.PLUS, Key.MINUS),
        P.RECORD_LIFE:      (Key.PLUS, Key.MINUS),
        P.RECORDS_FIND:     (Key.LETTER,),
        P.RECORDS_FILTER:   (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.RECORDS_DAY:      (Key.PLUS, Key.MINUS),
        P.RECORDS_EXPORT:   (Key.UP, Key.DOWN),
    },
    letters=frozenset({P.RECORDS_FIND}),
)
# fmt: on
