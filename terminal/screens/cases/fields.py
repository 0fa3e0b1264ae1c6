"""One field of a form about a case: one of several, an amount, or what is ticked. Words are words.py's. Pure.

The rule: a digit chooses, ticks or is keyed, and 确认 goes on to whatever is asked next.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from terminal.face.entry import Amount
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.screens.amount_entry import AmountEntry
from terminal.screens.cases.keyed import field_now, goods, put
from terminal.screens.list_page import MOST_ROWS, ListPage, index_of, listed, moved, numbered, turned
from terminal.screens.page import Line, Look, Turn, View, money

if TYPE_CHECKING:
    from terminal.face.drafts.case_forms import Field

OTHER = "0"
"""Keys a part that is no phrase."""


class CaseChoicePage(ListPage):
    """One of several."""

    page = Page.CASE_CHOICE
    wide = True

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        field = field_now(scene)
        return tuple(t(f"{field.room}.{one}") for one in field.choices)

    def size(self, scene: Scene) -> int:
        return len(field_now(scene).choices)

    def view(self, scene: Scene, t: Texts) -> View:
        rows, height = self.rows(scene, t), self.height(scene)
        title = numbered(t(f"do.{scene.cases.form}"), scene.cursor, len(rows), height)
        drawn = listed(rows, scene.cursor, height, self.room(scene).columns, _own_digits(field_now(scene)))
        hint = t("hint.list" if len(rows) <= height else "hint.list_pages")
        return View(title, (Line(t(f"asked.{field_now(scene).name}")), *drawn), hint)

    def press(self, scene: Scene, key: str) -> Turn:
        digits = _own_digits(field_now(scene))
        if digits and key.isdecimal():
            return put(scene, key) if key in digits else Turn(scene)
        return super().press(scene, key)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return put(scene, field_now(scene).choices[index])


class CaseSumPage(AmountEntry):
    """An amount; 0 is no amount but for a fee."""

    page = Page.CASE_SUM
    wide = True

    def get(self, scene: Scene) -> Amount:
        from terminal.face.drafts.case_forms import fen

        cases = scene.cases
        return Amount(int(cases.keyed)) if cases.keyed else Amount(fen(cases.values, cases.asking), preset=True)

    def put(self, scene: Scene, amount: Amount) -> Scene:
        return scene.casing(replace(scene.cases, keyed="" if amount.preset else str(amount.fen)))

    def view(self, scene: Scene, t: Texts) -> View:
        drawn, field = super().view(scene, t), field_now(scene)
        return replace(
            drawn,
            title=t(f"do.{scene.cases.form}"),
            lines=(drawn.lines[0], Line(t(f"asked.{field.name}")), *drawn.lines[2:]),
        )

    title, prompt = "title.amount", "prompt.amount"

    def press(self, scene: Scene, key: str) -> Turn:
        if key == "back":
            return Turn(scene.casing(scene.cases.left()), Event.BACK)
        if key == "ok" and not field_now(scene).needed:
            return put(scene, self.get(scene).fen)
        return super().press(scene, key)

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        case, original = scene.cases.case, scene.draft.original
        most = case.form.wanted_fen if case is not None else original.remaining_fen if original is not None else 0
        text = "cases.wanted" if case is not None and scene.cases.form == "approved" else "cases.paid"
        if text == "cases.paid":
            most = case.sale.amount_fen if case is not None else original.amount_fen if original is not None else 0
        return (Line(t(text, amount=money(most, scene.practice, t)), Look.DIM),)

    def complete(self, scene: Scene, fen: int) -> Turn:
        return put(scene, fen)


class CaseMarksPage(ListPage):
    """A digit ticks and unticks, 确认 goes on; parts that are no phrase are keyed behind 0."""

    page = Page.CASE_MARKS
    wide = True

    def size(self, scene: Scene) -> int:
        return len(_options(scene))

    def height(self, scene: Scene) -> int:
        return min(self.room(scene).rows - 3, MOST_ROWS)

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        room, marked = field_now(scene).room, _marked(scene)
        names = ((one, t(f"{room}.{one}") if room else one) for one in _options(scene))
        return tuple(f"[{'✓' if one in marked else ' '}] {name}" for one, name in names)

    def view(self, scene: Scene, t: Texts) -> View:
        rows, height, field = self.rows(scene, t), self.height(scene), field_now(scene)
        title = numbered(t(f"do.{scene.cases.form}"), scene.cursor, len(rows), height)
        drawn = listed(rows, scene.cursor, height, self.room(scene).columns)
        other = (Line(f"  {OTHER} {t('cases.other_part')}", Look.DIM, OTHER),) if field.phrases else ()
        return View(title, (Line(t(f"asked.{field.name}")), *drawn, *other), t("hint.marks"))

    def press(self, scene: Scene, key: str) -> Turn:
        field, size, height = field_now(scene), self.size(scene), self.height(scene)
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "ok":
                return put(scene, tuple(one for one in _options(scene) if one in _marked(scene)))
            case "0" if field.phrases:
                return Turn(scene.casing(replace(scene.cases, keyed="", taken=False)), Event.WORDS)
            case "up" | "down" if size:
                return Turn(replace(scene, cursor=moved(scene.cursor, key, size)))
            case "plus" | "minus" if size:
                return Turn(replace(scene, cursor=turned(scene.cursor, key, size, height)))
            case _:
                index = index_of(key, size, scene.cursor, height)
                return Turn(scene) if index is None else Turn(_ticked(replace(scene, cursor=index), index))


def _own_digits(field: "Field") -> tuple[str, ...]:
    """Choices that are digits are chosen by themselves: 5 is 5, wherever it stands."""
    return field.choices if all(one.isdecimal() for one in field.choices) else ()


def _options(scene: Scene) -> tuple[str, ...]:
    """What can be ticked: of a room, phrases and what was keyed beside them, or what the case lists."""
    field, case, t = field_now(scene), scene.cases.case, translator(scene.lang)
    if field.room:
        return field.choices
    if field.name == "items":
        return _pieces(scene)
    if not field.phrases:
        return case.form.parts if case is not None else ()
    return tuple(dict.fromkeys((*(t(f"phrase.{one}") for one in field.phrases), *_marked(scene))))


def _pieces(scene: Scene) -> tuple[str, ...]:
    from terminal.face.drafts.case_forms import pieces

    return pieces(goods(scene))


def _marked(scene: Scene) -> tuple[str, ...]:
    from terminal.face.drafts.case_forms import ticked

    return ticked(scene.cases.values, scene.cases.asking)


def _ticked(scene: Scene, index: int) -> Scene:
    one, marked = _options(scene)[index], _marked(scene)
    after = tuple(other for other in marked if other != one) if one in marked else (*marked, one)
    return scene.casing(scene.cases.valued(scene.cases.asking, after))
