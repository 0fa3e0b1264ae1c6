"""材料: what is there and what is missing, and each paper's files. How one more comes in is files.py's. Pure.

The rule: what was attached is looked at each time it is shown; a file that vanished or is another now says so here.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from terminal.columns import clean, pad, wrap
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import MOST_ROWS, ListPage
from terminal.screens.page import Line, Look, Turn, View

if TYPE_CHECKING:
    from terminal.case.course import Evidence
    from terminal.case.papers import Paper

NAME_COLUMNS = 22


class CasePapersPage(ListPage):
    """Those that are needed first; a digit opens one."""

    page, title = Page.CASE_PAPERS, "case_stage.papers"
    wide = True

    def entered(self, scene: Scene) -> Scene:
        listed = _papers(scene)
        cursor = next((at for at, paper in enumerate(listed) if paper == scene.cases.paper), 0)
        return replace(scene, cursor=cursor, cases=scene.cases.put_down())

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(f"{pad(t(f'case_paper.{one}'), NAME_COLUMNS)} {_stands(scene, one, t)}" for one in _papers(scene))

    def size(self, scene: Scene) -> int:
        return len(_papers(scene))

    def height(self, scene: Scene) -> int:
        return min(self.room(scene).rows - 2, MOST_ROWS)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene.casing(replace(scene.cases, paper=_papers(scene)[index].value)), Event.DONE)


class CasePaperPage(ListPage):
    """1 attaches a file; the files that are there can be looked at, and taken away by a reviewer."""

    page, title = Page.CASE_PAPER, "case_stage.papers"
    wide = True

    def entered(self, scene: Scene) -> Scene:
        return scene.casing(scene.cases.put_down())

    def height(self, scene: Scene) -> int:
        return min(self.room(scene).rows - 6, MOST_ROWS)

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        files = (f"{clean(one.name)}  {_file_stands(scene, one, t)}" for one in _files(scene))
        return (t("cases.attach"), *files)

    def size(self, scene: Scene) -> int:
        return 1 + len(_files(scene))

    def view(self, scene: Scene, t: Texts) -> View:
        drawn, columns = super().view(scene, t), self.room(scene).columns
        below = _file_words(_files(scene)[scene.cursor - 1], t) if scene.cursor else (t("cases.attach_words"),)
        told = tuple(Line(row, Look.DIM) for text in below for row in wrap(text, columns))
        title = t(f"case_paper.{scene.cases.paper}") if scene.cases.paper else drawn.title
        return replace(drawn, title=title, lines=(*drawn.lines, Line(), *told[:4]))

    def chosen(self, scene: Scene, index: int) -> Turn:
        view = scene.cases.view
        if not index:
            may = view is not None and "paper_attached" in view.may
            return Turn(scene, Event.FILES) if may else Turn(scene.noted("note.case_ended"))
        one = _files(scene)[index - 1]
        if one.discarded:
            return Turn(scene.noted("note.paper_gone", alarm=False))
        return Turn(scene.casing(replace(scene.cases, sha256=one.sha256)), Event.SUPERVISOR)


def _papers(scene: Scene) -> "tuple[Paper, ...]":
    """Needed, and then the others: each keeps its digit, whatever is asked for or comes."""
    from terminal.case.papers import Paper

    case = scene.cases.case
    if case is None:
        return ()
    return tuple(dict.fromkeys((*case.terms.papers, *Paper)))


def _files(scene: Scene) -> "tuple[Evidence, ...]":
    case = scene.cases.case
    return tuple(one for one in case.papers if one.paper == scene.cases.paper) if case is not None else ()


def _stands(scene: Scene, paper: "Paper", t: Texts) -> str:
    """✓, 缺, or what is wrong with it."""
    view = scene.cases.view
    if view is None:
        return ""
    wrong = next((one for one in view.faulty if one.paper is paper), None)
    if wrong is not None:
        return t("cases.file_vanished" if wrong.vanished else "cases.file_changed")
    kept = [one for one in view.case.kept if one.paper is paper]
    if kept:
        return "✓ " + clean(kept[-1].name) + (t("cases.more_files", n=len(kept)) if len(kept) > 1 else "")
    return t("cases.paper_missing") if paper in view.case.missing else ""


def _file_stands(scene: Scene, one: "Evidence", t: Texts) -> str:
    if one.discarded:
        return t("cases.file_discarded")
    view = scene.cases.view
    wrong = next((faulty for faulty in view.faulty if faulty.sha256 == one.sha256), None) if view is not None else None
    if wrong is None:
        return t("cases.file_whole")
    return t("cases.file_vanished" if wrong.vanished else "cases.file_changed")


def _file_words(one: "Evidence", t: Texts) -> tuple[str, ...]:
    kept = t("cases.file", size=one.size, media=clean(one.media), by=one.attached_by, day=one.attached_at[:10])
    until = (
        t("cases.file_gone", words=clean(one.discarded)) if one.discarded else t("cases.file_until", day=one.keep_until)
    )
    return (kept, until, f"SHA-256 {one.sha256}")
