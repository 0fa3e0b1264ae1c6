"""The face without its widgets: keys, answers and ticks in; the next scene and what to ask of the desk out. Pure.

The rule: while the desk works on something keys wait, and while a refund is on its way nothing leaves the page.
"""

from dataclasses import replace
from pathlib import Path

from protocol.transactions import Original
from terminal.desk.door import RefundResult, Refusal, Station
from terminal.face.asks import Answer, Ask, Open, ScanPicture
from terminal.face.flow import Event, Page, next_page
from terminal.face.keys import Key
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.screens.admin import LanguagePage, ResetPage, VersionPage
from terminal.screens.amount import AmountPage
from terminal.screens.boot import BootPage
from terminal.screens.card import CardPage
from terminal.screens.confirm import ConfirmPage
from terminal.screens.customers import CustomersPage
from terminal.screens.goods import GoodsPage
from terminal.screens.menus import AdminMenu, MainMenu, RefundMenu
from terminal.screens.open_refunds import GiveUpPage, OpenOnePage, OpenPage
from terminal.screens.order import OrderPage
from terminal.screens.original import OriginalPage
from terminal.screens.overlays import help_view, leave_view
from terminal.screens.page import PageScreen, Turn, View
from terminal.screens.picture import PicturePage
from terminal.screens.reason import ReasonPage
from terminal.screens.reference import DatePage, KeyedPage, ReferencePage
from terminal.screens.result import ResultPage
from terminal.screens.sending import SendingPage
from terminal.screens.signon import OperatorPage, PasswordPage
from terminal.screens.supervisor import SupervisorPage
from terminal.trade.refund import OPEN, Cause, RefundRecord, State

PAGES: tuple[PageScreen, ...] = (
    BootPage(),
    OperatorPage(),
    PasswordPage(),
    MainMenu(),
    RefundMenu(),
    SupervisorPage(),
    OrderPage(),
    CustomersPage(),
    PicturePage(),
    ReferencePage(),
    DatePage(),
    KeyedPage(),
    OriginalPage(),
    GoodsPage(),
    AmountPage(),
    ReasonPage(),
    CardPage(),
    ConfirmPage(),
    SendingPage(),
    ResultPage(),
    OpenPage(),
    OpenOnePage(),
    GiveUpPage(),
    AdminMenu(),
    ResetPage(),
    LanguagePage(),
    VersionPage(),
)
SCREENS: dict[Page, PageScreen] = {screen.page: screen for screen in PAGES}

_LINE_WORDS = frozenset({"link_unavailable", "link_silent"})
_LINE_CAUSES = frozenset({Cause.LINE_LOST, Cause.NO_ANSWER})
_WHILE_LOCKED = frozenset({Key.BACK, Key.MENU, Key.HELP, Key.QUIT})


def started(lang: str) -> Turn:
    """The first scene, and the first thing to ask."""
    return Turn(replace(Scene(lang=lang), busy=Open()), ask=Open())


def after_key(scene: Scene, key: str) -> Turn:
    """A key was pressed, on the keyboard, the keypad or the LCD. key: of keys.Key, one character, or "row:N"."""
    if scene.overlay:
        return _over(scene, key)
    if key == Key.HELP:
        return Turn(replace(scene, overlay="help"))
    if key == Key.QUIT:
        return Turn(scene.noted("note.sending") if scene.page is Page.SENDING else replace(scene, overlay="leave"))
    if scene.busy is not None or (scene.locked_s and key not in _WHILE_LOCKED):
        return Turn(scene)
    if scene.page is Page.BOOT and key != Key.OK:
        return Turn(scene)  # why the desk would not open stays there until it is tried again
    quiet = replace(scene, note=None)
    return _routed(Turn(quiet, Event.MENU) if key == Key.MENU else SCREENS[scene.page].press(quiet, key))


def after_answer(scene: Scene, ask: Ask, answer: Answer) -> Turn:
    """The desk has done what was asked."""
    heard = replace(scene, busy=None, note=None, line_down=_line_down(scene, answer))
    return _routed(SCREENS[scene.page].answered(heard, ask, answer))


def after_refusal(scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
    """The desk has refused what was asked."""
    heard = replace(scene, busy=None, line_down=scene.line_down or refusal.word in _LINE_WORDS)
    return _routed(SCREENS[scene.page].refused(heard, ask, refusal))


def after_told(scene: Scene, record: RefundRecord) -> Scene:
    """A refund on its way has reached another state."""
    return scene.drafted(replace(scene.draft, told=record))


def after_picture(scene: Scene, picture: Path | None) -> Turn:
    """The file window was closed, with a picture or without."""
    if picture is None:
        return _routed(Turn(scene, Event.BACK))
    return _routed(Turn(scene, Event.DONE, ScanPicture(picture)))


def after_tick(scene: Scene, now_s: float, clock: str) -> Scene:
    """Time has passed. now_s: monotonic seconds. clock: HH:MM."""
    opened = scene.locked_until_s and scene.locked_until_s <= now_s
    ticked = replace(scene, now_s=now_s, clock=clock, locked_until_s=0.0 if opened else scene.locked_until_s)
    return replace(ticked, note=None) if opened else ticked


def view(scene: Scene) -> View:
    """What the LCD shows now."""
    t = texts(scene)
    match scene.overlay:
        case "help":
            return help_view(scene, t)
        case "leave":
            return leave_view(t)
        case _:
            return SCREENS[scene.page].view(scene, t)


def texts(scene: Scene) -> Texts:
    """The words in the scene's language."""
    return translator(scene.lang)


def _line_down(scene: Scene, answer: Answer) -> bool:
    """What this answer says about the line; answers that never went over it say nothing."""
    match answer:
        case RefundResult(record=record):
            return record.cause in _LINE_CAUSES and (record.state in OPEN or record.state is State.NOT_SENT)
        case Station() | Original():
            return False
        case _:
            return scene.line_down


def _over(scene: Scene, key: str) -> Turn:
    if scene.overlay == "leave" and key == Key.OK:
        return Turn(scene, leave=True)
    return Turn(replace(scene, overlay=""))


def _routed(turn: Turn) -> Turn:
    scene = turn.scene
    if turn.event is not None:
        goal = next_page(scene.page, turn.event, scene.facts)
        if goal is None:
            return Turn(scene)
        scene = SCREENS[goal].entered(replace(scene, page=goal, cursor=0, password="", locked_until_s=0.0))
    return replace(turn, scene=replace(scene, busy=turn.ask))
