"""One form about a case: every field with what stands in it; a digit changes it, 确认 goes on and in the end sends it.

Pure. The rule: nothing is written before 确认 on a whole form, and whoever sends it has seen all of it.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.columns import clean, cut, pad, width, wrap
from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import CaseSeen
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.screens.cases.keyed import asked, at, fields, is_whole, onward, prepared
from terminal.screens.list_page import MOST_ROWS, ListPage, index_of, listed, moved, numbered, pages, turned
from terminal.screens.page import Line, Look, Turn, View, faulted, money

if TYPE_CHECKING:
    from terminal.face.drafts.case_forms import Field

NAME_COLUMNS = 14
MORE = "…"
MOST_PATH = 110
"""Characters of a path: two rows, or four of Chinese."""
ABOUT_ROWS = 6
"""What is said above the fields, at most, and the row between."""
QUESTIONS = (
    "papers_begun",
    "applied",
    "refused",
    "agreement_drawn",
    "goods_rejected",
    "withdrawn",
    "paper_attached",
    "paper_discarded",
    "release_intended",
)
"""Forms with a sentence of their own above them, `ask_case.<form>`."""


class CaseFormPage(ListPage):
    """What is said about it stands above; a form without fields asks one question."""

    page = Page.CASE_FORM
    wide = True

    def entered(self, scene: Scene) -> Scene:
        """A new one is for a kind and an original; as long as these are the same, what is keyed stays."""
        original = scene.draft.original
        opening = (scene.cases.kind, original.reference_no if original is not None else "")
        if not scene.cases.kind or (scene.cases.form == "opened" and scene.cases.opening == opening):
            return scene
        begun = prepared(scene, "opened")
        return begun.casing(replace(begun.cases, opening=opening))

    def height(self, scene: Scene) -> int:
        return min(self.room(scene).rows - ABOUT_ROWS, MOST_ROWS)

    def size(self, scene: Scene) -> int:
        return len(fields(scene))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        columns = self.room(scene).columns - NAME_COLUMNS - 5
        return tuple(
            f"{pad(t(f'asked.{one.name}'), NAME_COLUMNS)} {shortened(value_words(scene, one, t), columns)}"
            for one in fields(scene)
        )

    def view(self, scene: Scene, t: Texts) -> View:
        rows, height, columns = self.rows(scene, t), self.height(scene), self.room(scene).columns
        title = numbered(t(f"do.{scene.cases.form}") if scene.cases.form else "", scene.cursor, len(rows), height)
        first, *rest = about_words(scene, t) or ("",)
        about = tuple(Line(row, Look.STRONG) for row in (cut(first, columns), *_rows(rest, columns)))
        drawn = listed(rows, scene.cursor, height, columns)
        return View(title, (*about, Line(), *drawn), t(self._hint(scene)))

    def press(self, scene: Scene, key: str) -> Turn:
        size, height = self.size(scene), self.height(scene)
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "ok":
                return self._gone_on(scene) if is_whole(scene) else onward(scene)
            case "up" | "down" if size:
                return Turn(replace(scene, cursor=moved(scene.cursor, key, size)))
            case "plus" | "minus" if size:
                return Turn(replace(scene, cursor=turned(scene.cursor, key, size, height)))
            case _:
                index = index_of(key, size, scene.cursor, height)
                return Turn(scene) if index is None else at(scene, fields(scene)[index])

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return acted(scene, answer)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return Turn(faulted(scene, refusal))

    def _gone_on(self, scene: Scene) -> Turn:
        """To the next page, and from the last one to the desk."""
        if self._is_last(scene):
            return self._sent(scene)
        return Turn(replace(scene, cursor=turned(scene.cursor, "plus", self.size(scene), self.height(scene))))

    def _is_last(self, scene: Scene) -> bool:
        size, height = self.size(scene), self.height(scene)
        return scene.cursor // height == pages(size, height) - 1

    def _hint(self, scene: Scene) -> str:
        if not fields(scene):
            return "hint.case_question"
        if not is_whole(scene):
            return "hint.case_form"
        return "hint.case_sent" if self._is_last(scene) else "hint.case_more"

    def _sent(self, scene: Scene) -> Turn:
        try:
            return Turn(scene, ask=asked(scene))
        except ValueError:
            return Turn(scene.noted("fault.case_words"))


def acted(scene: Scene, answer: object) -> Turn:
    """The case after what was asked, and what was printed with it."""
    if not isinstance(answer, CaseSeen):
        return Turn(scene)
    sha256, file = scene.cases.sha256, scene.cases.file
    heard = scene.casing(replace(scene.cases.seen(answer.view), sha256=sha256, file=file))
    if answer.printed is not None:
        sheet = (
            Sheet(answer.printed.lines, roll=True, case_no=answer.view.case.case_no)
            if answer.printed.lines
            else scene.sheet
        )
        heard = replace(heard, sheet=sheet, printing=replace(heard.printing, asked=None, out=answer.printed))
    noted = heard.noted("note.case_done", alarm=False, state="") if answer.done else heard
    return Turn(noted, Event.DONE)


def value_words(scene: Scene, field: "Field", t: Texts) -> str:
    """What stands in a field, as people read it."""
    from terminal.face.drafts.case_forms import fen, said, ticked

    values = scene.cases.values
    match field.shape:
        case "sum":
            return money(fen(values, field.name), scene.practice, t)
        case "marks" if field.name not in values:
            return ""
        case "marks":
            names = (t(f"{field.room}.{one}") if field.room else clean(one) for one in ticked(values, field.name))
            return " ".join(names) or t("cases.nothing")
        case "choice" if said(values, field.name):
            return t(f"{field.room}.{said(values, field.name)}")
        case _:
            return clean(said(values, field.name))


def about_words(scene: Scene, t: Texts) -> tuple[str, ...]:
    """What whoever sends the form should have read."""
    case, form = scene.cases.case, scene.cases.form
    if case is None:
        return (t("cases.about_new", kind=t(f"case_kind.{scene.cases.kind}")),) if scene.cases.kind else ()
    number = t("cases.about", number=case.case_no, name=clean(case.form.applicant))
    wanted = money(case.form.wanted_fen, scene.practice, t)
    fee = money(case.terms.fee_fen, scene.practice, t)
    match form:
        case "approved":
            limit = case.terms.limit_fen
            most = (t("cases.limit", amount=money(limit, scene.practice, t)),) if limit else ()
            sums = " ".join((t("cases.wanted", amount=wanted), t("cases.fee", amount=fee), *most))
            against = " ".join(t(one) for one in case.terms.against)
            return (number, sums, *((t("cases.against", words=against),) if against else ()))
        case "entry_intended":
            return (number, t("cases.key_again", payee=clean(case.payee.name) if case.payee else ""))
        case "applied" if case.decision is not None and not case.decision.granted_fen:
            why, improve = clean(case.decision.words), clean(case.decision.improve)
            return (number, t("ask_case.applied_again", words=why, improve=improve), t("ask_case.applied"))
        case "paid_outside":
            return (number, t("cases.key_paid"))
        case "paper_attached" | "paper_discarded":
            return (number, *_file_words(scene, t), t(f"ask_case.{form}"))
        case _ if form in QUESTIONS:
            return (number, t(f"ask_case.{form}"))
        case _:
            return (number,)


def _file_words(scene: Scene, t: Texts) -> tuple[str, ...]:
    """Which file of which paper: as it is kept, or where it still lies."""
    cases = scene.cases
    if cases.file is not None:
        paper = t(f"case_paper.{cases.paper}")
        return (
            t("cases.file_named", paper=paper, file=clean(cases.file.name)),
            t("cases.file_lies", size=cases.file.size, at=cases.file.at),
            _place(cases.file.path),
        )
    kept = cases.case.kept if cases.case is not None else ()
    same = (one for one in kept if one.sha256 == cases.sha256)
    return tuple(t("cases.file_named", paper=t(f"case_paper.{one.paper}"), file=clean(one.name)) for one in same)


def _place(path: Path) -> str:
    """Where it lies: the end of a long path, which says more than its beginning."""
    told = clean(str(path))
    return told if len(told) <= MOST_PATH else f"{MORE}{told[-MOST_PATH:]}"


def _rows(texts: list[str], columns: int) -> tuple[str, ...]:
    return tuple(row for text in texts for row in wrap(text, columns))


def shortened(text: str, columns: int) -> str:
    """Its beginning, where there is no room for all of it."""
    return text if width(text) <= columns else cut(text, columns - width(MORE)) + MORE
