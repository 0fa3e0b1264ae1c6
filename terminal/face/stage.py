"""The face without its widgets: keys, answers and ticks in; the next scene and what to ask of the desk out. Pure.

The rule: while the desk works on something keys wait, and while a refund is on its way nothing leaves the page.
"""

from dataclasses import replace
from pathlib import Path

from scanner.camera.news import Listed, Opened, Over, Seen
from scanner.salesslip import ORDER_DIGITS
from scanner.secret_texts import secret_word
from scanner.sources.folder import Look
from terminal.columns import clean
from terminal.desk.door import RefundResult, Refusal
from terminal.desk.doors import Announcement, Checked, PaymentResult
from terminal.desk.office import LinkTest
from terminal.face.asks.ask import Ask, Progress
from terminal.face.asks.cases import CountDue
from terminal.face.asks.device import Aside
from terminal.face.asks.printing import Collect
from terminal.face.asks.refund import SCANS, Looked, LookForOpen, ReadCode, ScanPicture
from terminal.face.asks.signing import Arrived, Open
from terminal.face.drafts.sources import NOTHING_ATTACHED, Attached, Port, SourcesDraft
from terminal.face.flow import AWAITING, next_page
from terminal.face.idle import due
from terminal.face.keys import Key
from terminal.face.leaving import may_leave, withheld
from terminal.face.offers import HANDED
from terminal.face.pages import Event, Page
from terminal.face.reminder import counted, reminding
from terminal.face.scene import Note, Scene
from terminal.face.waiting import heard as waiting_heard
from terminal.face.waiting import looking as looking_for_open
from terminal.face.walks.device import ADMITTED
from terminal.face.watch import answer_heard, key_pressed, note_shown
from terminal.language import Texts, translator
from terminal.screens import admin, cases, device, lessons, payment, printing, records, refund, settlement, signing
from terminal.screens.entry_page import EntryPage
from terminal.screens.overlay import away
from terminal.screens.overlays import OVERLAYS
from terminal.screens.page import PageScreen, Room, Turn, View
from terminal.screens.printing.news import after_printing, after_result
from terminal.screens.refund.camera import after_news
from terminal.screens.refund.watch import interrupted, looking
from terminal.screens.sure import SurePage
from terminal.themes import DEFAULT
from terminal.trade.balance import BalanceTold
from terminal.trade.payment import UNSETTLED, PaymentState
from terminal.trade.preflight import UNTOLD, DeviceReport, Standing
from terminal.trade.refund import OPEN, Cause, State

PAGES: tuple[PageScreen, ...] = (
    *signing.PAGES,
    *refund.PAGES,
    *payment.PAGES,
    *records.PAGES,
    *device.PAGES,
    *printing.PAGES,
    *settlement.PAGES,
    *admin.PAGES,
    *lessons.PAGES,
    *cases.PAGES,
)
SCREENS: dict[Page, PageScreen] = {screen.page: screen for screen in PAGES}

_LINE_WORDS = frozenset({"link_unavailable", "link_silent"})
_LINE_CAUSES = frozenset({Cause.LINE_LOST, Cause.NO_ANSWER})
MISSED = "note.scan_missed"
"""A scan came while the desk was at work: it stands there until a key is pressed, whatever the desk answers."""

_ASKS_SLIP = frozenset({Page.ORDER, Page.REFERENCE, Page.DATE, Page.WATCH, Page.CAMERA})
_WHILE_LOCKED = frozenset({Key.BACK, Key.MENU})


def started(lang: str, theme: str = DEFAULT, attached: Attached = NOTHING_ATTACHED) -> Turn:
    """The first scene, and the first thing to ask."""
    return Turn(Scene(lang=lang, theme=theme, busy=Open(), sources=SourcesDraft(attached)), ask=Open())


def after_key(scene: Scene, key: str) -> Turn:
    """A key was pressed, on the keyboard, the keypad or the LCD. key: of keys.Key, one character, or "row:N"."""
    scene = touched(scene)
    if scene.overlay:
        return _over(scene, key)
    if scene.page is Page.IDLE and key != Key.QUIT:
        return _routed(Turn(scene, Event.DONE))
    if key in OVERLAYS:
        if key == Key.QUIT and not may_leave(scene):
            return Turn(scene.noted("note.sending"))
        if key in withheld(scene):
            return Turn(scene)
        return Turn(replace(scene, overlay=key, over=0), aside=OVERLAYS[key].asks)
    if (free := interrupted(scene)) is not scene:
        return _instead_of_reading(scene, after_key(free, key))
    if scene.busy is not None or (scene.locked_s and key not in _WHILE_LOCKED):
        return Turn(scene)
    if scene.page is Page.BOOT and key != Key.OK:
        return Turn(scene)  # why the desk would not open stays there until it is tried again
    quiet = replace(key_pressed(scene), note=None, device=replace(scene.device, announced=None))
    return _routed(Turn(quiet, Event.MENU) if key == Key.MENU else SCREENS[scene.page].press(quiet, key))


def touched(scene: Scene) -> Scene:
    """A key was pressed, be it one that no page hears of: somebody is there."""
    return replace(scene, touched_s=scene.now_s)


def after_text(scene: Scene, text: str, *, scanned: bool = False) -> Turn:
    """Text came in one piece: pasted, or from a scanner (scanned: surely). It confirms nothing and chooses nothing, and
    takes away what lies over the page. A password is not scanned.
    """
    scene = replace(touched(scene), overlay="", over=0)
    if scene.page is Page.BOOT or scene.locked_s:
        return Turn(scene)
    if (free := interrupted(scene)) is not scene:
        return _instead_of_reading(scene, after_text(free, text, scanned=scanned))
    if scene.busy is not None:
        twice = isinstance(scene.busy, ReadCode) and scene.busy.text == clean(text).strip()
        return Turn(scene if twice else scene.noted(MISSED))  # scanners stutter
    if scanned and secret(scene) and not SCREENS[scene.page].takes_codes(scene):
        return Turn(replace(scene, password="").noted("note.scan_secret"))
    there = _handed(replace(scene, note=None))
    screen = SCREENS[there.page]
    word = secret_word(text)
    if word and not screen.takes_codes(there):
        slip_wanted = word == "payment_code" or there.page in _ASKS_SLIP
        return Turn(screen.unkeyed(there).noted(f"fault.{word}" if slip_wanted else "note.case_card"))
    return _routed(screen.pasted(there, clean(text).strip()))


def after_resize(scene: Scene, columns: int, rows: int) -> Scene:
    """The terminal's window has another size; nothing else changes."""
    return replace(scene, size=(columns, rows))


def after_answer(scene: Scene, ask: Ask, answer: object) -> Turn:
    """The desk has done what was asked."""
    if isinstance(ask, CountDue):
        return Turn(counted(scene, answer))
    if isinstance(ask, LookForOpen):
        return reminding(Turn(waiting_heard(scene, answer)))
    if isinstance(ask, Aside):
        return looking_for_open(_told_aside(scene, answer))
    if isinstance(ask, Collect):
        return Turn(after_printing(scene, answer))
    if (rest := _unawaited(scene, ask)) is not None:
        return Turn(rest)
    heard = replace(
        scene, busy=None, note=_still_missed(scene), line_down=_line_down(scene, answer), touched_s=scene.now_s
    )
    printed = after_result(answer_heard(heard, ask, answer), answer)
    return _routed(SCREENS[scene.page].answered(printed, ask, answer))


def _still_missed(scene: Scene) -> Note | None:
    """What was said of a scan that came while something was looked up; how a transaction ended is read first."""
    missed = scene.note is not None and scene.note.text == MISSED and scene.page not in AWAITING
    return scene.note if missed else None


def after_refusal(scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
    """The desk has refused what was asked."""
    if isinstance(ask, CountDue):
        return Turn(counted(scene, None))
    if isinstance(ask, LookForOpen):
        return reminding(Turn(scene))
    if isinstance(ask, Aside):
        return looking_for_open(Turn(scene))
    if (rest := _unawaited(scene, ask)) is not None:
        return Turn(rest)
    down = scene.line_down or refusal.word in _LINE_WORDS
    heard = replace(scene, busy=None, line_down=down, touched_s=scene.now_s)
    return _routed(SCREENS[scene.page].refused(heard, ask, refusal))


def _unawaited(scene: Scene, ask: Ask) -> Scene | None:
    """The scene after the answer about a picture that nobody waits for any more; None where one waits for this."""
    if not isinstance(ask, ScanPicture) or ask.picture not in scene.sources.left:
        return None
    return replace(scene, sources=scene.sources.heard(ask.picture))


def _instead_of_reading(reading: Scene, turn: Turn) -> Turn:
    """What came first, where it leads on or asks for something; else the picture goes on being read."""
    stays = turn.scene.page is reading.page and turn.ask is None
    return Turn(replace(reading, note=turn.scene.note)) if stays else turn


def after_told(scene: Scene, progress: Progress) -> Scene:
    """A transaction on its way has reached another state, or a scenario has done something to it."""
    if isinstance(progress, Announcement):
        return replace(scene, device=replace(scene.device, announced=progress))
    return SCREENS[scene.page].told(scene, progress)


def after_picture(scene: Scene, picture: Path | None) -> Turn:
    """The file window was closed, with a picture or without; by the lock too, which stands there then."""
    if scene.page is not Page.PICTURE:
        return Turn(scene)
    if picture is None:
        return _routed(Turn(scene, Event.BACK))
    return _routed(Turn(scene, Event.DONE, ScanPicture(picture)))


def after_camera(scene: Scene, news: Opened | Seen | Listed | Over) -> Turn:
    """The camera has told something; whoever left its page is not told."""
    if scene.page is not Page.CAMERA:
        return Turn(scene)
    turn = after_news(touched(scene) if isinstance(news, Seen) else scene, news)
    return turn if scene.busy is not None else _routed(turn)


def after_port(scene: Scene, *, ready: bool) -> Scene:
    """The serial scanner was plugged in, or pulled out; told where no other message stands."""
    before, now = scene.sources.port, Port.READY if ready else Port.GONE
    after = replace(scene, sources=replace(scene.sources, port=now))
    if scene.note is not None or Port.CLOSED in {before, now} or before is now:
        return after
    return after.noted("note.scanner_ready" if ready else "note.scanner_gone", alarm=not ready)


def after_folder(scene: Scene, look: Look) -> Turn:
    """The watched folder was looked into; whoever left its page is not told."""
    if scene.page is not Page.WATCH:
        return Turn(scene)
    told = touched(scene) if look.pictures else scene
    turn = looking(replace(told, sources=scene.sources.looked(look)))
    return turn if turn.ask is None else _routed(turn)


def after_tick(scene: Scene, now_s: float, clock: str) -> Scene:
    """Time has passed. now_s: monotonic seconds. clock: YYYY-MM-DD HH:MM."""
    opened = scene.locked_until_s and scene.locked_until_s <= now_s
    ticked = replace(scene, now_s=now_s, clock=clock, locked_until_s=0.0 if opened else scene.locked_until_s)
    awake = replace(ticked, note=None, touched_s=now_s) if opened else _may_leave_now(scene, ticked)
    event = due(awake)
    if event is None:
        return awake
    return _routed(Turn(replace(awake, overlay="", note=None), event)).scene


def view(scene: Scene) -> View:
    """What the LCD shows now."""
    t, screen = texts(scene), SCREENS[scene.page]
    below = screen.view(scene, t)
    return OVERLAYS[scene.overlay].view(scene, t, below) if scene.overlay else below


def room_of(scene: Scene) -> Room:
    """How much the page, or what lies over it, may draw."""
    room = SCREENS[scene.page].room(scene)
    return OVERLAYS[scene.overlay].room(scene, room) if scene.overlay else room


def secret(scene: Scene) -> bool:
    """What is keyed now is shown to nobody."""
    return not scene.overlay and SCREENS[scene.page].secret


def most_keyed(scene: Scene) -> int:
    """Digits that are keyed here at once: more of them are no hand's."""
    screen = SCREENS[scene.page]
    return screen.most if isinstance(screen, EntryPage) else ORDER_DIGITS - 1


def final(scene: Scene) -> bool:
    """确认 pressed now does what can't be taken back: something is sent that moves money, a case is moved, or it was
    asked once more.
    """
    if scene.overlay or scene.page in AWAITING:
        return False
    if scene.page is Page.CASE_FORM:
        return after_key(scene, Key.OK).ask is not None
    return isinstance(SCREENS[scene.page], SurePage) or after_key(scene, Key.OK).scene.page in AWAITING


def texts(scene: Scene) -> Texts:
    """The words in the scene's language."""
    return translator(scene.lang)


def _told_aside(scene: Scene, answer: object) -> Turn:
    """What nobody waited for. It stops a refund that has just been begun, where something is amiss."""
    device = replace(scene.device.heard(answer), admitted=scene.page in ADMITTED)
    after = replace(scene, device=device, line_down=_line_down(scene, answer))
    stops = isinstance(answer, Checked) and after.device.amiss and scene.busy is None
    return _routed(Turn(after, Event.AMISS)) if stops else Turn(after)


def _line_down(scene: Scene, answer: object) -> bool:
    """What this answer says about the line; answers that never went over it say nothing."""
    match answer:
        case RefundResult(record=record):
            return record.cause in _LINE_CAUSES and (record.state in OPEN or record.state is State.NOT_SENT)
        case PaymentResult(record=paid):
            return paid.cause in _LINE_CAUSES and (paid.state in UNSETTLED or paid.state is PaymentState.NOT_SENT)
        case Arrived() | LinkTest() | Looked() | BalanceTold():
            return False
        case DeviceReport() | Checked(standing=Standing(device=DeviceReport())):
            report = answer if isinstance(answer, DeviceReport) else answer.standing.device
            return report.silent or (scene.line_down and report == UNTOLD)
        case _:
            return scene.line_down


def _over(scene: Scene, key: str) -> Turn:
    below = SCREENS[scene.page].view(scene, texts(scene))
    turn = away(scene) if key == scene.overlay else OVERLAYS[scene.overlay].press(scene, key, below)
    return after_key(turn.scene, turn.key) if turn.key else turn


def _routed(turn: Turn) -> Turn:
    scene, ask, aside = note_shown(turn.scene), turn.ask, turn.aside
    if turn.event is not None:
        goal = next_page(scene.page, turn.event, scene.facts)
        if goal is None:
            return Turn(scene)
        scene = SCREENS[goal].entered(_arrived(scene, goal))
        ask, aside = ask or SCREENS[goal].arrival(scene), SCREENS[goal].aside(scene)
    if isinstance(ask, SCANS):
        scene = scene.drafted(scene.draft.unkeyed())
    return replace(turn, scene=replace(scene, busy=ask), ask=ask, aside=aside)


def _handed(scene: Scene) -> Scene:
    """The scene on the page that text which comes here is for."""
    goal = HANDED.get(scene.page)
    return scene if goal is None else SCREENS[goal].entered(_arrived(scene, goal))


def _arrived(scene: Scene, goal: Page) -> Scene:
    """On another page. Whoever was about to leave before the answer came sees it first."""
    overlay = "" if scene.page in AWAITING and scene.overlay == Key.QUIT else scene.overlay
    fresh = replace(scene, cursor=0, password="", locked_until_s=0.0, overlay=overlay)
    return replace(fresh, page=goal, arrived_s=scene.now_s, stray=False)


def _may_leave_now(before: Scene, after: Scene) -> Scene:
    """What an early 退出 was told is no longer true once the terminal may be left."""
    return replace(after, note=None) if may_leave(after) and not may_leave(before) else after
