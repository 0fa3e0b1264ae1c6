"""参数: all of them in a list, and one of them keyed or chosen. What each may be is terminal/parameters.py's. Pure.

The rule: what is wanted stands on the page before anything is keyed, and a value is saved by the desk or not at all.
"""

from dataclasses import replace

from terminal.columns import clean, cut, pad, width, wrap
from terminal.desk.office import Setting
from terminal.face.asks.admin import ChangeSetting
from terminal.face.asks.ask import Ask
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.parameter_rows import ROWS, UNGIVEN_TERMINAL
from terminal.screens.admin.text_entry import TextEntry
from terminal.screens.entry_page import CURSOR
from terminal.screens.list_page import ListPage
from terminal.screens.page import LCD_COLUMNS, Line, Look, Turn, View, wrapped

LABEL_COLUMNS = 14
VALUE_COLUMNS = LCD_COLUMNS - LABEL_COLUMNS - 5
MORE = "..."


class ParametersPage(ListPage):
    """One row each; a value that is too long for its row stands whole behind it."""

    page, title = Page.PARAMETERS, "menu.parameters"

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, cursor=scene.admin.chosen)

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(
            f"{pad(t(f'parameter.{one.name}'), LABEL_COLUMNS)} {shortened(shown(one, t))}"
            for one in scene.admin.settings
        )

    def size(self, scene: Scene) -> int:
        return len(scene.admin.settings)

    def chosen(self, scene: Scene, index: int) -> Turn:
        one = scene.admin.settings[index]
        if one.fixed:
            return Turn(scene.noted("parameter.fixed", alarm=False))
        choice = one.name in ROWS and bool(ROWS[one.name].choices)
        ready = scene.managing(replace(scene.admin, chosen=index, text=""))
        return Turn(ready, Event.CHOICE if choice else Event.DONE)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return Turn(_read(scene, answer))


class ParameterPage(TextEntry):
    """What stands, what is wanted, and the new value; an empty one leaves it to shop and profile where that is told."""

    page = Page.PARAMETER
    title, prompt = "menu.parameters", "prompt.parameter"
    least, most = 0, 40

    def pasted(self, scene: Scene, text: str) -> Turn:
        """A name may be of any letters, which no keypad has."""
        name = _chosen(scene).name
        if name in ROWS and ROWS[name].kind == "text" and 0 < len(text) <= self.most:
            return Turn(self.put(scene, text))
        return super().pasted(scene, text)

    def complete(self, scene: Scene, text: str) -> Turn:
        one, by = _chosen(scene), scene.admin.authority
        if by is None or (not text and not (one.name in ROWS and ROWS[one.name].empty)):
            return Turn(scene.noted("note.short"))
        return Turn(scene, ask=ChangeSetting(by, one.name, text))

    def view(self, scene: Scene, t: Texts) -> View:
        one = _chosen(scene)
        rows = [Line(f"  {row}", Look.ENTRY) for row in wrap(scene.admin.text + CURSOR, LCD_COLUMNS - 2)]
        now = wrapped(t("parameter.now", value=shown(one, t)))
        wanted = wrapped(t(f"wanted.{one.name}"), Look.DIM)
        return View(t(f"parameter.{one.name}"), (*now, Line(t(self.prompt)), *rows, *wanted), t("hint.entry"))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return Turn(_read(scene, answer).noted("note.saved_later", alarm=False), Event.DONE)


class ParameterChoicePage(ListPage):
    """One of the values that there are."""

    page, title = Page.PARAMETER_CHOICE, "menu.parameters"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        name = _chosen(scene).name
        return tuple(t(f"choice.{name}.{choice}") for choice in ROWS[name].choices)

    def size(self, scene: Scene) -> int:
        return len(ROWS[_chosen(scene).name].choices)

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=t(f"parameter.{_chosen(scene).name}"))

    def chosen(self, scene: Scene, index: int) -> Turn:
        name, by = _chosen(scene).name, scene.admin.authority
        return Turn(scene, ask=ChangeSetting(by, name, str(ROWS[name].choices[index])) if by is not None else None)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return Turn(_read(scene, answer).noted("note.saved_later", alarm=False), Event.DONE)


def shown(one: Setting, t: Texts) -> str:
    """A value as people read it; what is left to shop, profile or host stands in brackets."""
    if one.name in ROWS and ROWS[one.name].choices:
        return t(f"choice.{one.name}.{one.text}")
    left = one.text in ("", UNGIVEN_TERMINAL) and one.name in ROWS
    text = clean(one.shown if left else one.text) or t("parameter.given")
    if one.name == "tpdu":
        text = t("parameter.nii", tpdu=text, nii=text[2:6])
    return f"({text})" if left else text


def shortened(text: str) -> str:
    """As much of a value as its row has room for."""
    return text if width(text) <= VALUE_COLUMNS else cut(text, VALUE_COLUMNS - len(MORE)) + MORE


def _chosen(scene: Scene) -> Setting:
    return scene.admin.settings[scene.admin.chosen]


def _read(scene: Scene, answer: object) -> Scene:
    settings = answer if isinstance(answer, tuple) else ()
    return scene.managing(replace(scene.admin, settings=settings, text=""))
