"""退款申请: the list, what is due first and marked; and 查找, by number, receipt or name. Pure.

The rule: how many there are and how many are due stands above what is shown.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from terminal.columns import clean, cut
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import CaseRows, ListCases, ViewCase
from terminal.face.drafts.cases import WHICH
from terminal.face.keys import Key
from terminal.face.pages import Event, Page
from terminal.face.scene import BLANK, Scene
from terminal.language import Texts
from terminal.screens.cases.keyed import clerk
from terminal.screens.cases.text_page import TextPage
from terminal.screens.columned import Column, in_columns, seen, titled
from terminal.screens.list_page import MOST_ROWS, ListPage, listed, numbered
from terminal.screens.page import Line, Look, Turn, View, wrapped

if TYPE_CHECKING:
    from terminal.desk.case_door import Listed

HEAD_ROWS = 3
FUNCTIONS = "0"
MOST_KEYED = 60

# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column("number", 12, 12),
    Column("kind",   7,  7),
    Column("state",  12, 16),
    Column("waits",  12, 20),
    Column("name",   7,  15),
)
_KEYS: dict[str, Event] = {Key.NEW: Event.NEW, Key.FIND: Event.FIND, Key.SLOW: Event.SLOW}
# fmt: on


class CasesPage(ListPage):
    """A digit opens one, + and - turn the page, 0 lists the functions, 筛选 turns from open to due to all."""

    page, title = Page.CASES, "menu.cases"
    wide = True

    def entered(self, scene: Scene) -> Scene:
        """Papers of the case that is left are for no other eyes."""
        sheet = BLANK if scene.sheet.case_no else scene.sheet
        cases = replace(scene.cases.put_down(), kind="", view=None)
        return replace(scene, cursor=scene.cases.at, sheet=sheet, cases=cases)

    def arrival(self, scene: Scene) -> Ask | None:
        return asked(scene)

    def size(self, scene: Scene) -> int:
        return len(scene.cases.rows or ())

    def height(self, scene: Scene) -> int:
        return min(self.room(scene).rows - HEAD_ROWS, MOST_ROWS)

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        columns = self.room(scene).columns
        return seen(scene.cases.rows or (), scene.cursor, self.height(scene), lambda one: _row(one, columns, t))

    def view(self, scene: Scene, t: Texts) -> View:
        if scene.cases.rows is None:
            return View(t(self.title), (), t("hint.cases"))
        columns, height = self.room(scene).columns, self.height(scene)
        title = numbered(t(self.title), scene.cursor, len(scene.cases.rows), height)
        drawn = listed(self.rows(scene, t), scene.cursor, height, columns)
        return View(title, (*_head(scene, columns, t), *(drawn or _none(t))), t("hint.cases"))

    def press(self, scene: Scene, key: str) -> Turn:
        if key == FUNCTIONS:
            return Turn(replace(scene, overlay=Key.FUNCTIONS, over=0))
        if key == Key.FILTER:
            which = WHICH[(WHICH.index(scene.cases.which) + 1) % len(WHICH)]
            turned = scene.casing(replace(scene.cases, which=which, text="", at=0))
            return Turn(turned, ask=asked(turned))
        if key in _KEYS:
            return Turn(scene, _KEYS[key])
        return super().press(scene, key)

    def pasted(self, scene: Scene, text: str) -> Turn:
        """A number off a paper finds it at once."""
        return sought(scene, text[:MOST_KEYED]) if text else Turn(scene)

    def chosen(self, scene: Scene, index: int) -> Turn:
        rows = scene.cases.rows or ()
        number = rows[index].case.case_no
        return Turn(scene.casing(replace(scene.cases, at=index)), Event.DONE, ViewCase(clerk(scene), number))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, CaseRows):
            return Turn(scene)
        cursor = min(scene.cursor, max(0, len(answer.rows) - 1))
        return Turn(replace(scene, cursor=cursor, cases=replace(scene.cases, rows=answer.rows, due=answer.due)))


class CasesFindPage(TextPage):
    """Part of a case number, of a receipt number, or of a name; nothing finds all."""

    page, title, prompt = Page.CASES_FIND, "title.find", "cases.find"
    most = MOST_KEYED

    def complete(self, scene: Scene, text: str) -> Turn:
        return replace(sought(scene, text), event=Event.DONE)


def asked(scene: Scene) -> ListCases:
    """What is to be listed now."""
    return ListCases(clerk(scene), scene.cases.which, scene.cases.text)


def sought(scene: Scene, text: str) -> Turn:
    """Whatever has this in it, ended or not."""
    which = WHICH[-1] if text else WHICH[0]
    found = replace(scene, cursor=0, cases=replace(scene.cases, which=which, text=text, at=0))
    return Turn(found, ask=asked(found))


def _head(scene: Scene, columns: int, t: Texts) -> tuple[Line, ...]:
    cases = scene.cases
    found = t(f"case_which.{cases.which}", n=len(cases.rows or ()), due=cases.due or 0)
    text = f"  {t('records.of_text', text=clean(cases.text))}" if cases.text else ""
    titles = titled([t(f"case_listed.{one.name}") for one in COLUMNS], COLUMNS, columns)
    return (Line(cut(found + text, columns), Look.STRONG), Line(), titles)


def _none(t: Texts) -> tuple[Line, ...]:
    return (Line(t("cases.none"), Look.STRONG), *wrapped(t("cases.none_do")))


def _row(one: "Listed", columns: int, t: Texts) -> str:
    waiting, case = one.waiting, one.case
    waits = t("cases.days", n=waiting.days) + " " + t(f"case_wait.{waiting.why}") if waiting.why else ""
    return in_columns(
        (
            case.case_no,
            t(f"case_short.{case.kind}"),
            t(f"case_state.{case.state}"),
            ("!" if waiting.overdue else "") + waits,
            clean(case.form.applicant),
        ),
        COLUMNS,
        columns,
    )
