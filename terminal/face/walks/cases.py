"""退款申请: rows. The original of a new case is found on the pages of 退货, and a refund from a case is sent on them.

The rule: whatever is keyed about a case is keyed on four kinds of pages, and each leads to whichever comes next.
"""

from terminal.face.keys import Key
from terminal.face.pages import Event, Item, Page, Row, Walk

P, E = Page, Event

KEYED: dict[Event, Page] = {
    E.FORM: P.CASE_FORM,
    E.WORDS: P.CASE_WORDS,
    E.CHOICE: P.CASE_CHOICE,
    E.SUM: P.CASE_SUM,
    E.MARKS: P.CASE_MARKS,
}
"""A form and its four kinds of fields."""

_BEGIN = (P.CASE, P.CASE_FILES, P.CASE_PATH, P.CASE_REVIEW, P.CASE_TALKS, P.CASE_PASSWORD)
"""Where a form is begun."""

_KEYED_ROWS: tuple[Row, ...] = tuple(
    (page, event, goal, "") for page in (*_BEGIN, *KEYED.values()) for event, goal in KEYED.items()
)
_BACK_ROWS: tuple[Row, ...] = tuple(
    (page, E.BACK, P.CASE_FORM, "") for page in KEYED.values() if page is not P.CASE_FORM
)

# fmt: off
WALK = Walk(
    flow=(
        # page             event            next              when (a name of Facts)
        (P.CASES,          E.DONE,          P.CASE,           ""),
        (P.CASES,          E.NEW,           P.CASE_KIND,      ""),
        (P.CASES,          E.FIND,          P.CASES_FIND,     ""),
        (P.CASES,          E.SLOW,          P.CASES_SLOW,     ""),
        (P.CASES,          E.BACK,          P.ADMIN,          ""),
        (P.CASES_FIND,     E.DONE,          P.CASES,          ""),
        (P.CASES_FIND,     E.BACK,          P.CASES,          ""),
        (P.CASES_SLOW,     E.DONE,          P.CASES,          ""),
        (P.CASES_SLOW,     E.BACK,          P.CASES,          ""),
        # a new case
        (P.CASE_KIND,      E.DONE,          P.CASE_SALE,      ""),
        (P.CASE_KIND,      E.BACK,          P.CASES,          ""),
        (P.CASE_SALE,      E.BY_ORDER,      P.ORDER,          ""),
        (P.CASE_SALE,      E.BY_REFERENCE,  P.REFERENCE,      ""),
        (P.CASE_SALE,      E.BACK,          P.CASE_KIND,      ""),
        (P.ORDER,          E.BACK,          P.CASE_SALE,      "opening"),
        (P.REFERENCE,      E.BACK,          P.CASE_SALE,      "opening"),
        (P.ORIGINAL,       E.DONE,          P.CASE_FORM,      "opening"),
        # one case
        (P.CASE,           E.SUPERVISOR,    P.CASE_WHO,       ""),
        (P.CASE,           E.PAPERS,        P.CASE_PAPERS,    ""),
        (P.CASE,           E.TALKS,         P.CASE_TALKS,     ""),
        (P.CASE,           E.LIFE,          P.CASE_LIFE,      ""),
        (P.CASE,           E.PRINT,         P.CASE_PRINT,     ""),
        (P.CASE,           E.BACK,          P.CASES,          ""),
        (P.CASE_TALKS,     E.DONE,          P.CASE,           ""),
        (P.CASE_TALKS,     E.BACK,          P.CASE,           ""),
        (P.CASE_LIFE,      E.DONE,          P.CASE,           ""),
        (P.CASE_LIFE,      E.BACK,          P.CASE,           ""),
        (P.CASE_PRINT,     E.BACK,          P.CASE,           ""),
        # what is keyed about it
        *_KEYED_ROWS,
        *_BACK_ROWS,
        (P.CASE_FORM,      E.DONE,          P.CASE_PAPERS,    "discarding"),
        (P.CASE_FORM,      E.DONE,          P.CASE_PAPER,     "attaching"),
        (P.CASE_FORM,      E.DONE,          P.CASE,           ""),
        (P.CASE_FORM,      E.BACK,          P.ORIGINAL,       "opening"),
        (P.CASE_FORM,      E.BACK,          P.CASE_PAPER,     "discarding"),
        (P.CASE_FORM,      E.BACK,          P.CASE_FILES,     "attaching"),
        (P.CASE_FORM,      E.BACK,          P.CASE_REVIEW,    "reviewing"),
        (P.CASE_FORM,      E.BACK,          P.CASE,           ""),
        # review
        (P.CASE_WHO,       E.DONE,          P.CASE_PASSWORD,  ""),
        (P.CASE_WHO,       E.BACK,          P.CASE_PAPER,     "discarding"),
        (P.CASE_WHO,       E.BACK,          P.CASE,           ""),
        (P.CASE_PASSWORD,  E.DONE,          P.CASE_REVIEW,    ""),
        (P.CASE_PASSWORD,  E.BACK,          P.CASE_WHO,       ""),
        (P.CASE_REVIEW,    E.CARD,          P.CARD,           ""),
        (P.CASE_REVIEW,    E.REFUND,        P.CASE_CONFIRM,   ""),
        (P.CASE_REVIEW,    E.DONE,          P.CASE,           ""),
        (P.CASE_REVIEW,    E.BACK,          P.CASE,           ""),
        # papers
        (P.CASE_PAPERS,    E.DONE,          P.CASE_PAPER,     ""),
        (P.CASE_PAPERS,    E.BACK,          P.CASE,           ""),
        (P.CASE_PAPER,     E.FILES,         P.CASE_FILES,     ""),
        (P.CASE_PAPER,     E.SUPERVISOR,    P.CASE_WHO,       ""),
        (P.CASE_PAPER,     E.BACK,          P.CASE_PAPERS,    ""),
        (P.CASE_FILES,     E.PATH,          P.CASE_PATH,      ""),
        (P.CASE_FILES,     E.BACK,          P.CASE_PAPER,     ""),
        (P.CASE_PATH,      E.BACK,          P.CASE_FILES,     ""),
        # the refund through the terminal
        (P.CARD,           E.DONE,          P.CASE_CONFIRM,   "refunding"),
        (P.CARD,           E.BACK,          P.CASE,           "refunding"),
        (P.CASE_CONFIRM,   E.DONE,          P.SENDING,        ""),
        (P.CASE_CONFIRM,   E.BACK,          P.CARD,           "card"),
        (P.CASE_CONFIRM,   E.BACK,          P.CASE,           ""),
        (P.SENDING,        E.REFUSED,       P.CASE_CONFIRM,   "refunding"),
        (P.RESULT,         E.DONE,          P.CASE,           "refunding"),
        (P.RESULT,         E.BACK,          P.CASE,           "refunding"),
    ),
    menus={
        P.CASE_SALE: (
            Item("1", "menu.case_order",     E.BY_ORDER),
            Item("2", "menu.case_reference", E.BY_REFERENCE),
        ),
    },
    offered={
        P.CASES:       (Key.NEW, Key.FIND, Key.FILTER, Key.SLOW, Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.CASES_SLOW:  (Key.PLUS, Key.MINUS),
        P.CASE:        (Key.PLUS, Key.MINUS),
        P.CASE_TALKS:  (Key.PLUS, Key.MINUS),
        P.CASE_LIFE:   (Key.PLUS, Key.MINUS),
        P.CASE_FORM:   (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.CASE_CHOICE: (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.CASE_MARKS:  (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.CASE_REVIEW: (Key.UP, Key.DOWN),
        P.CASE_PAPERS: (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.CASE_PAPER:  (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.CASE_FILES:  (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
        P.CASE_PRINT:  (Key.UP, Key.DOWN),
    },
    amounts=frozenset({P.CASE_SUM}),
    words=frozenset({P.CASE_WORDS, P.CASES_FIND, P.CASE_PATH}),
    paths=frozenset({P.CASE_PATH}),
)
# fmt: on
