"""Whether the terminal may be left now, and what the next start makes of what is awaited. Pure.

The rule: while an answer is awaited no key leaves the page; once the wait is long the terminal may be closed, and then
its outcome is unknown, as after a power cut.
"""

from terminal.desk.door import CashDesk, Refusal
from terminal.desk.faults import DONE, UNKNOWN
from terminal.face.flow import AWAITING, SIGNED_OFF
from terminal.face.keys import Key
from terminal.face.pages import Page
from terminal.face.scene import Scene

LONG_S = 10
"""From here on a cashier wants to know what happens if they leave."""

_AWAITED = frozenset({Key.OK, Key.BACK, Key.CLEAR, Key.MENU})
_SIGNED_OFF = frozenset({Key.MENU})
_BOOTING = _SIGNED_OFF | {Key.BACK}
_SHUT = frozenset({Key.FUNCTIONS, Key.INSPECT, Key.PAPER, Key.PAPER_UP, Key.PAPER_DOWN})
"""Keys that would show to anybody what a locked terminal has."""

_OPENING = frozenset({Key.AMOUNT})
"""The original of a case is only looked for: how much of it goes back stands on the form."""


def may_leave(scene: Scene) -> bool:
    """退出 means something now."""
    return scene.page not in AWAITING or scene.waited_s >= LONG_S


def withheld(scene: Scene) -> frozenset[Key]:
    """Keys that mean nothing now, whatever the page offers."""
    shut = _held(scene.page) | _SHUT if scene.page is Page.LOCKED else _held(scene.page)
    shut |= _OPENING if scene.facts.opening else frozenset()
    return shut if may_leave(scene) else shut | {Key.QUIT}


def _held(page: Page) -> frozenset[Key]:
    if page in AWAITING:
        return _AWAITED
    return _BOOTING if page is Page.BOOT else _SIGNED_OFF if page in SIGNED_OFF else frozenset()


def exit_code(scene: Scene) -> int:
    """Of a terminal that is left now, as far as its page tells."""
    return UNKNOWN if scene.page in AWAITING else DONE


def left_behind(desk: CashDesk) -> int:
    """Exit code of a desk that is given back: 3 where a refund is not decided, a 冲正 is owed or a settlement is
    unfinished; that of a journal that can't say so.
    """
    try:
        left = desk.open_refunds() or desk.payments.unsettled() or desk.batch.unclosed()
    except Refusal as refusal:
        return refusal.exit_code
    return UNKNOWN if left else DONE


def way_out(scene: Scene) -> str:
    """Text id of what leaving now leads to; "" where nothing is awaited."""
    match scene.page:
        case Page.SENDING:
            begun = scene.draft.told is not None or scene.draft.settling is not None
            return "sending.way_out" if begun else "sending.unsent_way_out"
        case Page.PAY_SENDING:
            return "sending.balance_way_out" if scene.facts.balance else "sending.pay_way_out"
        case Page.SETTLING:
            return "settling.way_out"
        case _:
            return ""
