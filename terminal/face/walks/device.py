"""设备: rows. They stand before the refund's own: what blocks a refund does so before 主管密码 leads anywhere."""

from terminal.face.keys import Key
from terminal.face.pages import Event, Page, Walk

P, E = Page, Event
ADMITTED = frozenset({P.CARD_FIRST, P.ORDER, P.REFERENCE})
"""Where 主管密码 leads: a warning heard here is read, and the refund goes on from here without asking for it again."""
# fmt: off
WALK = Walk(
    flow=(
        # page          event            next           when (a name of Facts)
        (P.REFUND,      E.AMISS,         P.PREFLIGHT,   ""),
        (P.SUPERVISOR,  E.AMISS,         P.PREFLIGHT,   ""),
        (P.SUPERVISOR,  E.DONE,          P.PREFLIGHT,   "amiss"),
        (P.CARD_FIRST,  E.AMISS,         P.PREFLIGHT,   ""),
        (P.ORDER,       E.AMISS,         P.PREFLIGHT,   ""),
        (P.REFERENCE,   E.AMISS,         P.PREFLIGHT,   ""),
        (P.PREFLIGHT,   E.ADMITTED,      P.CARD_FIRST,  "card_first"),
        (P.PREFLIGHT,   E.ADMITTED,      P.REFERENCE,   "by_reference"),
        (P.PREFLIGHT,   E.ADMITTED,      P.ORDER,       ""),
        (P.PREFLIGHT,   E.DONE,          P.REFUND,      ""),
        (P.PREFLIGHT,   E.BACK,          P.MENU,        ""),
        (P.DEVICE,      E.BACK,          P.ADMIN,       ""),
        (P.KNOBS,       E.BACK,          P.PRACTICE,    ""),
    ),
    offered={
        P.PREFLIGHT: (Key.PLUS, Key.MINUS),
        P.DEVICE:    (Key.PLUS, Key.MINUS),
        P.KNOBS:     (Key.UP, Key.DOWN, Key.PLUS, Key.MINUS),
    },
)
# fmt: on
