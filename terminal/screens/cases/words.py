"""A field of a form about a case in which words, a number or a day are keyed. Pure.

The rule: a numeric pad is enough. Where words are keyed digits take a phrase as long as no other words stand there;
where a number is keyed they are its digits.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from protocol.lookalikes import hidden
from terminal.columns import clean, wrap
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.screens.cases.keyed import field_now, put
from terminal.screens.entry_page import CURSOR
from terminal.screens.page import Line, Look, PageScreen, Turn, View

if TYPE_CHECKING:
    from terminal.face.drafts.case_forms import Field

DAY_DIGITS = 8
_LONG = frozenset({"reason", "words", "why", "improve", "return_address"})


class CaseWordsPage(PageScreen):
    """Typed, pasted, or a phrase; 确认 goes on."""

    page = Page.CASE_WORDS
    wide = True

    def view(self, scene: Scene, t: Texts) -> View:
        field, room = field_now(scene), self.room(scene)
        phrases = self._phrases(scene, field, t)
        space = room.rows - len(phrases) - 3
        rows = wrap(_shown(field, scene.cases.keyed) + CURSOR, room.columns - 2)[-max(1, space) :]
        hint = "hint.phrases" if phrases else "hint.entry"
        lines = (
            Line(t(f"asked.{field.name}")),
            *(Line(f"  {row}", Look.ENTRY) for row in rows),
            *((Line(t("asked.eight_digits"), Look.DIM),) if field.shape == "day" else ()),
            Line(),
            *(Line(f"  {at} {text}", Look.PLAIN, str(at)) for at, text in enumerate(phrases, 1)),
        )
        return View(t(f"do.{scene.cases.form}"), lines, t(hint))

    def press(self, scene: Scene, key: str) -> Turn:
        cases = scene.cases
        match key:
            case "back":
                return Turn(scene.casing(cases.left()), Event.BACK)
            case "clear":
                return Turn(self._put(scene, "" if self._is_phrase(scene) else cases.keyed[:-1]))
            case "ok":
                return self._complete(scene, field_now(scene), cases.keyed.strip())
            case _ if len(key) == 1:
                return Turn(self._keyed(scene, field_now(scene), key))
            case _:
                return Turn(scene)

    def takes_codes(self, scene: Scene) -> bool:
        return field_now(scene).name == "account"

    def pasted(self, scene: Scene, text: str) -> Turn:
        field = field_now(scene)
        kept = text if field.shape != "day" else "".join(sign for sign in text if sign.isdecimal())
        return Turn(self._put(scene, (("" if scene.cases.taken else scene.cases.keyed) + kept)[: _most(field)]))

    def _is_phrase(self, scene: Scene) -> bool:
        """It was put in as a whole, and goes as one."""
        cases = scene.cases
        return cases.taken and cases.keyed in self._phrases(scene, field_now(scene), translator(scene.lang))

    def _phrases(self, scene: Scene, field: "Field", t: Texts) -> tuple[str, ...]:
        """What digits put in; none where a part is keyed that is no phrase."""
        case = scene.cases.case
        name = clean(case.form.applicant) if case is not None else ""
        return tuple(t(f"phrase.{one}", name=name) for one in field.phrases if field.shape == "words")

    def _keyed(self, scene: Scene, field: "Field", key: str) -> Scene:
        cases = scene.cases
        phrases = self._phrases(scene, field, translator(scene.lang))
        if key.isdecimal() and phrases and (cases.taken or not cases.keyed):
            at = int(key) - 1
            return self._put(scene, phrases[at], taken=True) if 0 <= at < len(phrases) else scene
        if field.shape == "day" and not key.isdecimal():
            return scene
        longer = key if cases.taken and field.shape != "words" else cases.keyed + key
        return self._put(scene, longer) if len(longer) <= _most(field) else scene

    def _put(self, scene: Scene, text: str, *, taken: bool = False) -> Scene:
        return scene.casing(replace(scene.cases, keyed=text, taken=taken))

    def _complete(self, scene: Scene, field: "Field", text: str) -> Turn:
        if field.shape == "marks":
            return _added(scene, field, text)
        if not text and field.needed:
            return Turn(scene.noted("note.fill"))
        if hidden(text, strict=False) and field.name != "account":
            return Turn(scene.noted("note.case_card"))
        if field.shape != "day" or not text:
            return put(scene, text)
        try:
            return put(scene, date.fromisoformat(text).isoformat())
        except ValueError:
            return Turn(scene.noted("note.date"))


def _shown(field: "Field", keyed: str) -> str:
    """An account is read in fours."""
    return " ".join(keyed[at : at + 4] for at in range(0, len(keyed), 4)) if field.name == "account" else keyed


def _added(scene: Scene, field: "Field", text: str) -> Turn:
    """One more part."""
    from terminal.case.request import MOST_PARTS
    from terminal.face.drafts.case_forms import ticked

    marked = ticked(scene.cases.values, field.name)
    if len(marked) >= MOST_PARTS:
        return Turn(scene.noted("note.case_parts", most=MOST_PARTS))
    if hidden(text, strict=False):
        return Turn(scene.noted("note.case_card"))
    after = (*marked, text) if text and text not in marked else marked
    return Turn(scene.casing(scene.cases.valued(field.name, after)), Event.MARKS)


def _most(field: "Field") -> int:
    from terminal.case.checks import MOST_NAME, MOST_WORDS

    return DAY_DIGITS if field.shape == "day" else MOST_WORDS if field.name in _LONG else MOST_NAME
