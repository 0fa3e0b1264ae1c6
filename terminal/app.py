"""The screens: widgets around terminal.face, and the clerk's thread behind it. No page and no refund logic here.

The rule: nothing in this thread waits. What costs time is asked of the clerk, and its answer comes as a message.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from scanner.camera.news import Preview
from scanner.sources.picture_names import dropped_picture, is_path
from scanner.sources.wedge import AS_SHIPPED, ENTER, Scan, Stroke, Wedge
from terminal.columns import clean
from terminal.desk.door import CashDesk, Refusal
from terminal.face import stage
from terminal.face.asks.ask import Ask, Progress
from terminal.face.asks.refund import ReadSeen
from terminal.face.clerk import Clerk
from terminal.face.drafts.sources import NOTHING_ATTACHED, Attached
from terminal.face.flow import AWAITING
from terminal.face.keyboard import pressed
from terminal.face.keys import Key
from terminal.face.leaving import exit_code
from terminal.face.menu import LANGUAGES
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.screens.frame import frame
from terminal.screens.overlays import SCROLLS
from terminal.screens.page import Turn
from terminal.themes import DEFAULT, THEMES, variables
from terminal.widgets.confirming import Confirming
from terminal.widgets.face import Face
from terminal.widgets.lens import CameraTold, Lens, Open, open_camera
from terminal.widgets.listening import FolderTold, Listening, PortTold, Scanned
from terminal.widgets.paper import ROLL_S, printed
from terminal.widgets.pressed import Pressed
from terminal.widgets.strokes import Strokes

TICK_S = 0.25
FIRST_PAINT_S = 0.05
"""The desk is made this long after the first frame, so that the frame is out before anything heavy is imported."""

_CATCHES = frozenset({Page.CAMERA, Page.WATCH})
"""Pages that a slip is read on while nobody looks: the bell says so."""

Keep = Callable[[Mapping[str, str]], None]
"""Hears what looks were chosen: lang, theme."""


def _wall_clock() -> str:
    return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")


class Answered(Message):
    """The clerk is done with one ask."""

    def __init__(self, ask: Ask, outcome: "Future[object]") -> None:
        super().__init__()
        self.ask = ask
        self.outcome = outcome


class Told(Message):
    """A transaction on its way has reached another state."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress


class TerminalApp(App[int]):
    """The face at 80x24. monotonic, clock: time sources; roll_s: seconds a line of receipt takes.

    wedge: how the scanner that types is set; None takes every character as a key, and every 确认 as meant
    (terminal.face.held). attached: other sources of slips.
    """

    CSS_PATH = "terminal.tcss"
    _looks = DEFAULT  # before the style sheet asks for it
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+p", "commands", show=False, priority=True)]

    def __init__(
        self,
        desk_factory: Callable[[], CashDesk],
        *,
        lang: str,
        monotonic: Callable[[], float] = time.monotonic,
        clock: Callable[[], str] = _wall_clock,
        theme: str = DEFAULT,
        roll_s: float = ROLL_S,
        wedge: Wedge | None = AS_SHIPPED,
        attached: Attached = NOTHING_ATTACHED,
        camera: Open = open_camera,
    ) -> None:
        self._looks = theme
        super().__init__()
        self._strokes = Strokes(self, wedge, self._struck, self._scan)
        self._confirming = Confirming(
            self, monotonic, lambda: self.scene.arrived_s, lambda: stage.final(self.scene), self.press
        )
        self._heard = self._confirming.key if wedge else self.press
        self.lens = Lens(self, camera)
        self.listening = Listening(self, attached)
        self._stripped = (wedge or AS_SHIPPED).stripped
        self.clerk = Clerk(desk_factory, self._answered, self._told)
        self._monotonic = monotonic
        self._clock = clock
        self._first = stage.started(lang, theme, attached)
        self.scene: Scene = stage.after_tick(self._first.scene, monotonic(), clock())
        self._face = Face(roll_s=roll_s)

    def compose(self) -> ComposeResult:
        yield self._face

    def get_css_variables(self) -> dict[str, str]:
        """Textual's own, and the colours of the theme."""
        return {**super().get_css_variables(), **variables(self._looks)}

    def on_mount(self) -> None:
        self._show()
        self.set_interval(TICK_S, self._tick)
        self.call_after_refresh(lambda: self.set_timer(FIRST_PAINT_S, self._open))

    def _open(self) -> None:
        if self._first.ask is not None:
            self.clerk.ask(self._first.ask)
        self.listening.start()

    async def on_key(self, event: events.Key) -> None:
        """What a scanner types comes as one text, so that no character of it presses anything."""
        event.stop()
        if len(self.screen_stack) == 1:
            await self._strokes.strike(Stroke(event.key, event.character), event.time)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if len(self.screen_stack) == 1:
            self.typed(event.text)

    async def on_event(self, event: events.Event) -> None:
        """Over the page lies a window: what a scanner types there is for the page, and its Enter chooses nothing."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded and len(self.screen_stack) > 1:
            if isinstance(event, events.Key):
                await self._strokes.strike(Stroke(event.key, event.character), event.time)
                return
            if self.scene.page is Page.PICTURE:
                await self._scan(Scan(event.text))
                return
        await super().on_event(event)

    async def _struck(self, stroke: Stroke) -> None:
        if len(self.screen_stack) > 1:
            await super().on_event(events.Key(stroke.name, stroke.character))
            return
        if stroke.name != ENTER:
            self._confirming.settle()  # what a key means hangs on the page
        if key := pressed(stroke.name, stroke.character, self.scene.page):
            self._heard(key)

    async def _scan(self, scan: Scan) -> None:
        if len(self.screen_stack) > 1:
            picture = dropped_picture(scan.text) if self.scene.page is Page.PICTURE else None
            if picture is None and is_path(scan.text) and not scan.ended:
                await super().on_event(events.Paste(scan.text))
                return
            self.screen.dismiss(picture)
            if picture is not None:
                return
        self.typed(scan.text, scanned=scan.ended)

    def typed(self, text: str, *, scanned: bool = False) -> None:
        """Text in one piece: pasted, or surely from a scanner."""
        self._confirming.settle()
        self._tick()
        self._turn(stage.after_text(self.scene, text, scanned=scanned))

    def on_resize(self, event: events.Resize) -> None:
        self.scene = stage.after_resize(self.scene, event.size.width, event.size.height)
        self._show()

    def on_pressed(self, event: Pressed) -> None:
        self._heard(event.key)

    @property
    def looks(self) -> dict[str, str]:
        """What may be chosen on the screen, as the settings call it."""
        return {"lang": self.scene.lang.partition("_")[0], "theme": self.scene.theme}

    def action_commands(self) -> None:
        """For developers: themes, languages, the frames, and what is shown as text; no cashier needs it."""
        if len(self.screen_stack) > 1:
            return
        t = stage.texts(self.scene)
        mark = t("status.practice" if self.scene.practice else "status.live")
        looks: list[tuple[str, Callable[[], None]]] = [
            *((f"{t('menu.theme')} {t(f'theme.{name}')}", partial(self._look, theme=name)) for name in THEMES),
            *((f"{t('menu.language')} {t(text)}", partial(self._look, lang=lang)) for lang, text in LANGUAGES.items()),
            (t("commands.frames"), partial(self.press, Key.INSPECT)),
            (t("commands.copy_lcd"), lambda: self._copy(line.text for line in frame(self.scene))),
            (t("commands.copy_paper"), lambda: self._copy(printed(self.scene.sheet))),
        ]
        self.search_commands(looks, placeholder=f"{mark} {t('commands.search')}")

    def _look(self, **changes: str) -> None:
        self.scene = replace(self.scene, **changes)  # type: ignore[arg-type]  # theme and lang are texts
        self._show()

    def _copy(self, lines: Iterable[str]) -> None:
        self.copy_to_clipboard("\n".join(line.rstrip() for line in lines))

    async def action_quit(self) -> None:
        self.press(Key.QUIT)

    def action_help_quit(self) -> None:
        self.press(Key.QUIT)

    def _fatal_error(self) -> None:
        """Ends as Textual ends, which has no switch to leave the values of variables out: one of them may be a card."""
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        trace = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(trace, self.console.options)))
        self._close_messages_no_wait()

    def press(self, key: str) -> None:
        """A key, from wherever it came; the file window has its own."""
        if len(self.screen_stack) > 1:
            return
        self._face.finish_roll()
        self._tick()
        turns = key in {Key.PAPER_UP, Key.PAPER_DOWN} or (self.scene.overlay == Key.PAPER and key in SCROLLS)
        if turns and self.scene.page is not Page.IDLE:
            self.scene = stage.touched(self.scene)
            self._face.turn_paper(key)
            return
        self._turn(stage.after_key(self.scene, key))

    def _turn(self, turn: Turn) -> None:
        before, self.scene = self.scene, turn.scene
        if turn.leave:
            self.lens.leave()
            code = exit_code(turn.scene)
            self.exit(code, return_code=code)
            return
        for ask in (turn.ask, turn.aside):
            if ask is not None:
                self.clerk.ask(ask)
        caught = before.page in _CATCHES and turn.scene.page is Page.ORIGINAL
        caught |= turn.scene.sources.last is not None and turn.scene.sources.last is not before.sources.last
        caught |= isinstance(before.busy, ReadSeen) and turn.scene.page is not before.page
        ended = caught or (before.page in AWAITING and turn.scene.page not in AWAITING)
        if ended or (turn.scene.note is not None and turn.scene.note.alarm and turn.scene.note is not before.note):
            self.bell()
        self.lens.follow(self.scene)
        self.listening.follow(self.scene)
        if turn.scene.page is Page.PICTURE and before.page is not Page.PICTURE:
            self._pick()
        self._show()

    def _show(self) -> None:
        if self.scene.theme != self._looks:
            self._looks = self.scene.theme
            self.refresh_css(animate=False)
        self._face.show(self.scene)

    def _tick(self) -> None:
        before, self.scene = self.scene, stage.after_tick(self.scene, self._monotonic(), self._clock())
        if before.page is Page.PICTURE and self.scene.page is Page.LOCKED:
            self.screen.dismiss(None)
        self.lens.follow(self.scene)
        self.listening.follow(self.scene)
        if len(self.screen_stack) == 1:
            self._show()

    def _pick(self) -> None:
        from terminal.widgets.picture import PictureWindow

        t = stage.texts(self.scene)
        mark = t("status.practice" if self.scene.practice else "status.live")
        self.push_screen(PictureWindow(Path.cwd(), t, mark), self._picked)

    def _picked(self, picture: Path | None) -> None:
        self._turn(stage.after_picture(self.scene, picture))

    def _answered(self, ask: Ask, outcome: "Future[object]") -> None:
        self.post_message(Answered(ask, outcome))

    def _told(self, progress: Progress) -> None:
        self.post_message(Told(progress))

    @on(Answered)
    def hear_answer(self, event: Answered) -> None:
        """A Refusal is shown; any other exception of the clerk's thread is our mistake and ends the terminal."""
        self._tick()  # when its page came is told from when its answer came
        try:
            answer = event.outcome.result()
        except Refusal as refusal:
            self._turn(stage.after_refusal(self.scene, event.ask, refusal))
        else:
            self._turn(stage.after_answer(self.scene, event.ask, answer))

    @on(CameraTold)
    def hear_camera(self, event: CameraTold) -> None:
        """What the camera sees now, or has to tell."""
        news = self.lens.taken(event)
        if isinstance(news, Preview):
            if self.scene.busy is None:  # what is looked up stands still
                self._face.look(news, self.scene.theme)
        elif news is not None:
            self._tick()
            self._turn(stage.after_camera(self.scene, news))

    @on(Scanned)
    async def hear_scanner(self, event: Scanned) -> None:
        """The serial scanner's text comes by the same door as that of one that types."""
        await self._scan(Scan(self._stripped(clean(event.text).strip()), ended=True))

    @on(PortTold)
    def hear_port(self, event: PortTold) -> None:
        """The serial scanner was plugged in, or pulled out."""
        self._turn(Turn(stage.after_port(self.scene, ready=event.ready)))

    @on(FolderTold)
    def hear_folder(self, event: FolderTold) -> None:
        """Something is new in the watched folder."""
        look = self.listening.looked(event)
        if look is not None:
            self._tick()
            self._turn(stage.after_folder(self.scene, look))

    @on(Told)
    def hear_state(self, event: Told) -> None:
        """Another state, while sending."""
        self.scene = stage.after_told(self.scene, event.progress)
        self._show()


def run_app(
    desk_factory: Callable[[], CashDesk],
    *,
    lang: str,
    theme: str,
    keep: Keep,
    wedge: Wedge = AS_SHIPPED,
    attached: Attached = NOTHING_ATTACHED,
) -> int:
    """Show the boot screen, then make the desk in its own thread. Exit code: 0; 3 where an answer was still awaited, a
    refund is not decided, a 冲正 is owed or a settlement is unfinished; 1 after a mistake of ours.

    keep: hears at the end of what looks were chosen. wedge, attached: see TerminalApp.
    """
    app = TerminalApp(desk_factory, lang=lang, theme=theme, wedge=wedge, attached=attached)
    first = app.looks
    try:
        app.run()
    finally:
        app.lens.leave()
        app.listening.close()
        left = app.clerk.close()
        if chosen := dict(app.looks.items() - first.items()):
            keep(chosen)
    return app.return_code or left
