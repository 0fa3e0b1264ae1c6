"""The face without a screen: a line in, what changed out. The pages are those of terminal.face.stage, and no other.

The rule: everything happens in this one thread; the end of the input is a way to leave, and neither it nor an empty
line is a way to send.
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from datetime import datetime
from getpass import getpass
from io import TextIOWrapper
from typing import Protocol

from scanner.sources.picture_names import at_home, dropped_picture, is_path
from terminal.columns import clean
from terminal.desk.door import CashDesk, Refusal
from terminal.desk.faults import DONE
from terminal.face import stage
from terminal.face.asks.ask import Ask, Progress
from terminal.face.asks.printing import Collect
from terminal.face.drafts.sources import Attached
from terminal.face.keys import Key
from terminal.face.leaving import left_behind
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.plain.camera import WAIT_S, CameraNews, news_of
from terminal.plain.telling import Told, help_of, news, told
from terminal.plain.words import MAX_LINE, keys_of, scan_of, sentence_of
from terminal.printers.outcome import Printout
from terminal.screens.page import Turn
from terminal.screens.refund.camera import source_of

PRINTERS_S = 5.0
"""How long whoever leaves waits for slips that are still being printed."""


class Console(Protocol):
    """Where lines come from and go to."""

    def say(self, line: str) -> None:
        """One line, out at once."""

    def hear(self, unseen: str) -> str | None:
        """The next line without its end, None when there is no more. unseen: it is not to be shown, and this says so
        to a person; "" for a line that may be seen.
        """


class Standard:
    """stdin and stdout. What is secret is read without echo where a person types."""

    def say(self, line: str) -> None:
        """One line, out at once."""
        print(line, flush=True)

    def hear(self, unseen: str) -> str | None:
        """The next line; a line beyond MAX_LINE is cut one character behind it."""
        if unseen and sys.stdin.isatty():
            try:
                return getpass(unseen)
            except EOFError:
                return None
        heard = piece = sys.stdin.readline(MAX_LINE + 1)
        while piece and not piece.endswith("\n"):
            piece = sys.stdin.readline(MAX_LINE + 1)
        return heard.removeprefix("\ufeff").rstrip("\r\n") if heard else None


class PlainFace:
    """One session. monotonic, clock: time sources, as the screen has them. see: what a camera tells. camera:
    which one.
    """

    def __init__(
        self,
        desk_factory: Callable[[], CashDesk],
        console: Console,
        *,
        lang: str,
        monotonic: Callable[[], float],
        clock: Callable[[], str],
        see: Callable[[str], Generator[CameraNews, None, None]] = news_of,
        camera: str = "",
    ) -> None:
        self._see = see
        self._factory = desk_factory
        self._console = console
        self._monotonic = monotonic
        self._clock = clock
        self._desk: CashDesk | None = None
        self._refused = DONE
        self._left = False
        self._scanned = False
        self._told: Told | None = None
        self._first = stage.started(lang, attached=Attached(camera=camera, heard=False))
        self.scene: Scene = self._first.scene

    def run(self) -> int:
        """Until the input ends, or 退出. Exit code: 0; 3 where a refund is not decided, a 冲正 is owed or a settlement
        is unfinished; why no desk would open.
        """
        try:
            self._console.say(stage.texts(self.scene)("plain.intro"))
            self._take(self._first)
            while not self._left and (line := self._console.hear(self._unseen())) is not None:
                self._heard(line)
                self._look()
                self._collect()
            self._collect(PRINTERS_S)
            return self._code()
        except KeyboardInterrupt:
            return self._code()
        finally:
            if self._desk is not None:
                self._desk.close()

    def _code(self) -> int:
        return self._refused if self._desk is None else left_behind(self._desk)

    def _unseen(self) -> str:
        return stage.texts(self.scene)("plain.unseen") if stage.secret(self.scene) else ""

    def _heard(self, line: str) -> None:
        before = self.scene.page
        tail, self._scanned = self._scanned, False
        self._tick()
        self._collect()
        if self.scene.page is not before:  # the page it was typed for has gone
            self._show()
        elif self.scene.page is Page.PICTURE and not self.scene.overlay:
            self._named(clean(line).strip())
        elif not line.strip() and (tail or stage.final(self.scene)):  # a stuck key, or the tail of a scanner's burst
            self._console.say(stage.texts(self.scene)("plain.say_ok"))
        else:
            self._said(line)

    def _named(self, text: str) -> None:
        """On the page where a picture is named: its path, or what a scanner typed there."""
        if text and not is_path(text) and "." not in text:
            self._scan(text)
        else:
            self._take(stage.after_picture(self.scene, dropped_picture(text) or at_home(text) if text else None))

    def _scan(self, text: str) -> None:
        """What is said of it is said each time, as whoever does not see it can't tell the same from nothing."""
        self._scanned, before = True, self._told
        self._take(stage.after_text(self.scene, text, scanned=True))
        if self._told == before and before is not None:
            self._console.say(before.note or stage.texts(self.scene)("plain.same"))

    def _look(self) -> None:
        """The camera, while its page stands there; back to its menu where nothing came before it in time."""
        while (source := source_of(self.scene)) is not None:
            self._console.say(stage.texts(self.scene)("plain.camera", seconds=WAIT_S))
            with closing(self._see(source)) as seen:
                for news in seen:
                    self._tick()
                    self._take(stage.after_camera(self.scene, news))
                    if source_of(self.scene) != source:
                        break
                else:
                    self._take(stage.after_key(self.scene, Key.BACK))

    def _said(self, line: str) -> None:
        """Words where words are keyed, what a scanner types, else keys."""
        page = self.scene.page
        text, keys = ("", ()) if self.scene.overlay else sentence_of(line, page)
        if not text and (scanned := scan_of(line, page, stage.most_keyed(self.scene))):
            self._scan(scanned)
            return
        if not text:
            self._press(keys_of(line, self.scene.page))
            return
        self._take(stage.after_text(self.scene, clean(text)), shown=not keys)
        if keys:
            self._press(keys)

    def _press(self, keys: tuple[str, ...]) -> None:
        """One after another; what stands behind a refusal was typed by somebody who had not read it."""
        t = stage.texts(self.scene)
        if not keys:
            self._console.say(t("plain.unknown"))
        before = self._told
        for at, key in enumerate(keys, 1):
            if key in {Key.HELP, Key.PAPER}:
                self._say(help_of(self.scene) if key == Key.HELP else self._paper())
                return
            self._take(stage.after_key(self.scene, key), shown=at == len(keys))
            note = self.scene.note
            if self._left or (note is not None and note.alarm):
                self._show()
                break
        if keys and not self._left and self._told == before:
            self._console.say(t("plain.same"))

    def _take(self, turn: Turn, *, shown: bool = True) -> None:
        """The turn, and all that follows from it. shown: its own page is said; what is asked always is."""
        asks: deque[Ask] = deque()
        while True:
            self.scene, self._left = turn.scene, turn.leave
            asks += [ask for ask in (turn.ask, turn.aside) if ask is not None]  # here everybody waits for both
            if shown or asks:
                self._show()
            if self._left or not asks:
                return
            turn = self._performed(asks.popleft())

    def _performed(self, ask: Ask) -> Turn:
        if ask.busy:
            self._console.say(stage.texts(self.scene)(ask.busy))
        try:
            answer = ask.perform(self._opened(), self._hear_state)
        except Refusal as refusal:
            self._refused = refusal.exit_code
            self._tick()
            return stage.after_refusal(self.scene, ask, refusal)
        self._tick()
        return stage.after_answer(self.scene, ask, answer)

    def _opened(self) -> CashDesk:
        """The desk, made when it is first asked for."""
        if self._desk is None:
            self._desk = self._factory()
            self._desk.device.listen(self._hear_state)
        return self._desk

    def _hear_state(self, progress: Progress) -> None:
        self._tick()
        self.scene = stage.after_told(self.scene, progress)
        self._show()

    def _collect(self, within_s: float = 0.0) -> None:
        """What the printers have done by now; within_s: give them time, so that whoever leaves hears what failed."""
        printed: tuple[Printout, ...] = ()
        with suppress(Refusal):  # a desk that can't go on has said so
            printed = self._desk.prints.wait(within_s) if self._desk is not None else ()
        if printed:
            self._take(stage.after_answer(self.scene, Collect(), printed))

    def _tick(self) -> None:
        self.scene = stage.after_tick(self.scene, self._monotonic(), self._clock())

    def _show(self) -> None:
        before, self._told = self._told, told(self.scene)
        self._say(news(before, self._told))
        if self._told.paper and (before is None or self._told.paper != before.paper):
            self._say(self._paper())

    def _paper(self) -> tuple[str, ...]:
        paper = told(self.scene).paper
        return (stage.texts(self.scene)("plain.paper" if paper else "plain.no_paper"), *paper)

    def _say(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            self._console.say(line)


def run_plain(desk_factory: Callable[[], CashDesk], *, lang: str, camera: str = "") -> int:
    """A session on stdin and stdout, UTF-8 whatever the locale says. Its exit code."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    face = PlainFace(desk_factory, Standard(), lang=lang, monotonic=time.monotonic, clock=_wall_clock, camera=camera)
    return face.run()


def _wall_clock() -> str:
    return datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
