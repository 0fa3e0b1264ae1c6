"""One case: where it stands, and what may be done about it now, each with its number. Pure.

The rule: nothing stands in the menu that the desk would refuse now; what a reviewer alone may do stands behind 0 and
a password. 1 to 4 move the case, the other numbers never change.
"""

from dataclasses import replace

from terminal.columns import pad
from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import CaseSeen, DrawAgreement, ViewCase
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.cases.form import acted
from terminal.screens.cases.keyed import begun, clerk
from terminal.screens.cases.told import details, summary
from terminal.screens.page import Line, Look, Turn
from terminal.screens.records.pager import PagedText

MOVES = (
    "papers_begun",
    "applied",
    "signed",
    "agreement_drawn",
    "goods_sent",
    "goods_received",
    "goods_checked",
    "goods_returned",
    "payee_keyed",
    "arrival_noted",
    "followed_up",
    "form_changed",
    "withdrawn",
)
"""Acts of whoever works on cases that lead on, in the order in which they are offered."""

REVIEWS = (
    "refund",
    "entry_intended",
    "take_up",
    "paid_outside",
    "release_intended",
    "approved",
    "refused",
    "papers_asked",
    "goods_rejected",
    "escalated",
    "escalation_ended",
    "reopened",
    "bar_lifted",
)
"""Acts that take a reviewer's password."""

_NAMED = {"refund_moved": "refund", "entry_taken": "take_up", "entry_released": "take_up"}
"""What a host answers, and what asks it."""

_PAPERS, _TALKS, _PRINT, _LIFE, _WAIT, _REVIEW = "567890"
_VIEWS = {
    _PAPERS: ("cases.to_papers", Event.PAPERS),
    _TALKS: ("cases.to_talks", Event.TALKS),
    _PRINT: ("cases.to_print", Event.PRINT),
    _LIFE: ("cases.to_life", Event.LIFE),
}


class CasePage(PagedText):
    """+ and - turn to the rest of what is known."""

    page = Page.CASE

    def entered(self, scene: Scene) -> Scene:
        cases = scene.cases.put_down()
        return scene.casing(replace(cases, stale=cases.refunding, refunding=False))

    def arrival(self, scene: Scene) -> Ask | None:
        case = scene.cases.case
        return ViewCase(clerk(scene), case.case_no) if case is not None and scene.cases.stale else None

    def head(self, scene: Scene, t: Texts) -> str:
        case = scene.cases.case
        return t("title.case", number=case.case_no) if case is not None else t("menu.cases")

    def text(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        view, room = scene.cases.view, self.room(scene)
        if view is None:
            return ()
        first = summary(scene, view, room.columns, t)
        height = room.rows - len(self.foot(scene, t))
        gap = (Line(),) * (-len(first) % height)
        return (*first, *gap, *details(scene, view, room.columns, t))

    def foot(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        if scene.cases.view is None:
            return ()
        half = self.room(scene).columns // 2
        moves = [(str(at), t(f"do.{word}")) for at, word in enumerate(_moves(scene), 1)]
        moves += [("", "")] * (len(_VIEWS) - len(moves))
        moves += [(_REVIEW, t("cases.to_review"))] if _reviewable(scene) else []
        others = [(digit, t(text)) for digit, (text, _event) in _VIEWS.items()]
        others += [(_WAIT, t("do.wait_noted"))] if "wait_noted" in scene.cases.view.may else []
        height = max(len(moves), len(others))
        left, right = (column + [("", "")] * (height - len(column)) for column in (moves, others))
        rows = [tuple(f"{digit} {text}".strip() for digit, text in pair) for pair in zip(left, right, strict=True)]
        return (*(_side_by_side(row, half) for row in rows), Line())

    def hint(self, scene: Scene, t: Texts) -> str:
        return t("hint.record")

    def press(self, scene: Scene, key: str) -> Turn:
        view = scene.cases.view
        if view is None or not key.isdecimal():
            return Turn(scene) if key == "ok" else super().press(scene, key)
        if key in _VIEWS:
            return Turn(scene, _VIEWS[key][1])
        if key == _WAIT:
            return begun(scene, "wait_noted") if "wait_noted" in view.may else Turn(scene)
        if key == _REVIEW:
            return Turn(scene, Event.SUPERVISOR) if _reviewable(scene) else Turn(scene)
        moves = _moves(scene)
        return self._moved(scene, moves[int(key) - 1]) if int(key) <= len(moves) else Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return replace(acted(scene, answer), event=None) if isinstance(answer, CaseSeen) else Turn(scene)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        """Another text was signed: whether that counts no more is asked first."""
        if refusal.word == "agreement_voids":
            return begun(scene, "agreement_drawn")
        return super().refused(scene, ask, refusal)

    def _moved(self, scene: Scene, word: str) -> Turn:
        case = scene.cases.case
        if word == "agreement_drawn" and case is not None:
            return Turn(scene, ask=DrawAgreement(clerk(scene), case.case_no))
        return begun(scene, word)


def _side_by_side(entries: tuple[str, ...], half: int) -> Line:
    return Line("".join(pad(f"  {entry}", half) for entry in entries), Look.STRONG, columns=entries)


def reviews(scene: Scene) -> tuple[str, ...]:
    """What whoever reviews may do now; "refund" where what is due can go back the way it came."""
    there = {_NAMED.get(word, word) for word in scene.cases.may}
    return tuple(word for word in REVIEWS if word in there)


def _moves(scene: Scene) -> tuple[str, ...]:
    view = scene.cases.view
    return tuple(word for word in MOVES if view is not None and word in view.may)


def _reviewable(scene: Scene) -> bool:
    """Somebody who reviews could do something about it."""
    from terminal.case.acts import ACTS
    from terminal.case.table import open_to

    case = scene.cases.case
    if case is None:
        return False
    words = {word for word, (act, _who) in ACTS.items() if act in open_to(case.state)}
    return bool({_NAMED.get(word, word) for word in words} & {*REVIEWS})
