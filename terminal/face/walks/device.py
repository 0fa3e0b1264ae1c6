"""设备: rows. They stand before the refund's own: what blocks a refund does so before 主管密码 leads anywhere."""

from terminal.face.keys import Key
from terminal.face.pages import Event, Page, Walk

P, E = Page, Event
# fmt: off
WALK = Walk(
    flow=(
        # page          event            next           when (a name of Facts)
        (P.REFUND,      E.AMISS,         P.PREFLIGHT,   ""),
        (P.SUPERVISOR,  E.AMISS,         P.PREFLIGHT,   ""),
        (P.SUPERVISOR,  E.DONE,          P.PREFLIGHT,   "blocked"),
        (P.PREFLIGHT,   E.DONE,          P.REFUND,      ""),
        (P.PREFLIGHT,   E.BACK,          P.MENU,        ""),
        (P.DEVICE,      E.BACK,          P.ADMIN,       ""),
        (P.KNOBS,       E.BACK,          P.PRACTICE,    ""),
    ),
    offered={
        P.PREFLIGHT: (Key.PLUS, Key.MINUS),
        P.DEVICE:    (Key.PLUS, Key.MINUS),
        P.KNOBS:     (Key.UP, Key.DOWN),
    },
)
# fmt: on
