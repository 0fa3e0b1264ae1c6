"""通讯: the line in force, a test of it, and another one: in this process, a port that is plugged in, or an address.

Pure. The rule: what the command line names wins, and that is said.
"""

from dataclasses import replace

from terminal.columns import clean, width
from terminal.desk.door import Refusal
from terminal.desk.office import LinkState, LinkTest
from terminal.face.asks.admin import ChangeLink, TryLine
from terminal.face.asks.ask import Ask
from terminal.face.entry import SIGNS, keyed, lettered, plain
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.parameter_rows import PRACTICE_LINK
from terminal.screens.admin.sign_in import UNWIRED
from terminal.screens.admin.text_entry import TextEntry
from terminal.screens.list_page import NUMBER_COLUMNS, ListPage
from terminal.screens.page import LCD_COLUMNS, Line, Look, Turn, View, faulted, wrapped

TCP = "tcp://"
LEAST_ROWS = 2


class LinePage(ListPage):
    """The line in force above; below what can be done: 测试, 主机地址, and each link there is."""

    page, title = Page.LINE, "menu.line"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        links = (named(link, t) for link in _found(scene))
        return (t("line.test"), t("line.address"), *links)

    def size(self, scene: Scene) -> int:
        return 2 + len(_found(scene))

    def height(self, scene: Scene) -> int:
        """What the line in force leaves of the page, and the longest link written out below the list."""
        t = translator(scene.lang)
        told = max((len(_whole(row)) for row in self.rows(scene, t)), default=0)
        return max(LEAST_ROWS, self.room(scene).rows - 1 - len(_now(scene, t)) - told)

    def view(self, scene: Scene, t: Texts) -> View:
        drawn, rows = super().view(scene, t), self.rows(scene, t)
        return replace(drawn, lines=(*_now(scene, t), *drawn.lines, *_whole(rows[scene.cursor])))

    def chosen(self, scene: Scene, index: int) -> Turn:
        by = scene.admin.authority
        if by is None:
            return Turn(scene)
        if index == 0:
            return Turn(scene.managing(replace(scene.admin, tested=None)), ask=TryLine(by))
        if index == 1:
            return Turn(scene.managing(replace(scene.admin, text="")), Event.ADDRESS)
        return Turn(scene, ask=ChangeLink(by, _found(scene)[index - 2]))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        match answer:
            case LinkTest():
                return Turn(scene.managing(replace(scene.admin, tested=answer)))
            case LinkState():
                after = scene.managing(replace(scene.admin, line=answer, tested=None))
                return Turn(_saved(after, answer) if isinstance(ask, ChangeLink) else after)
            case _:
                return Turn(scene)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        left = isinstance(ask, TryLine) and refusal.word in UNWIRED and scene.station is not None
        return Turn(faulted(scene, refusal), Event.REFUSED if left else None)


class LineAddressPage(TextEntry):
    """host:port, by keypad: 字母 turns 0 into . and :"""

    page = Page.LINE_ADDRESS
    title, prompt = "line.address", "prompt.address"
    least, most = 3, 36

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return wrapped(t("line.how"), Look.DIM)

    def press(self, scene: Scene, key: str) -> Turn:
        text = self.get(scene)
        if key == "letter":
            return Turn(self.put(scene, lettered(text, signs=True)))
        if key in SIGNS and len(text) < self.most:
            return Turn(self.put(scene, text + key))
        return super().press(scene, key)

    def pasted(self, scene: Scene, text: str) -> Turn:
        signs = [plain(sign) for sign in text]
        fits = all(sign and (sign in SIGNS or keyed("", sign, 1, letters=True)) for sign in signs)
        if not fits or not 0 < len(signs) <= self.most:
            return Turn(scene.noted("note.unfitting"))
        return Turn(self.put(scene, "".join(signs).upper()))

    def complete(self, scene: Scene, text: str) -> Turn:
        by = scene.admin.authority
        return Turn(scene, ask=ChangeLink(by, TCP + text.lower()) if by is not None else None)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, LinkState):
            return Turn(scene)
        after = scene.managing(replace(scene.admin, line=answer, text="", tested=None))
        return Turn(_saved(after, answer), Event.DONE)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return Turn(faulted(scene, refusal))


def named(link: str, t: Texts) -> str:
    """A link as people call it."""
    return t("line.practice") if link == PRACTICE_LINK else clean(link)


def _saved(scene: Scene, line: LinkState) -> Scene:
    return scene.noted("line.saved" if line.given else "note.saved_later", alarm=False)


def _found(scene: Scene) -> tuple[str, ...]:
    return scene.admin.line.found if scene.admin.line is not None else ()


def _now(scene: Scene, t: Texts) -> tuple[Line, ...]:
    """The line in force, who named it, and how its test ended."""
    line, tested = scene.admin.line, scene.admin.tested
    if line is None:
        return ()
    given = (Line(t("line.given"), Look.DIM),) if line.given else ()
    well = (Line(t("line.well", terminal=tested.terminal_no), Look.STRONG),) if tested is not None else ()
    return (*wrapped(t("line.now", link=named(line.link, t))), *given, *well)


def _whole(row: str) -> tuple[Line, ...]:
    """What the list has to cut, written out."""
    return wrapped(row, Look.DIM) if width(row) > LCD_COLUMNS - NUMBER_COLUMNS else ()
