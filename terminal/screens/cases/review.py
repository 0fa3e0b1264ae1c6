"""Whoever reviews, 主管 or 店长: number, password, then what they may do about this case. Pure.

The rule: a reviewer's password counts for one act of one case.
"""

from dataclasses import replace

from terminal.desk.operators import SUPERVISOR, Admitted
from terminal.face.asks.ask import Ask
from terminal.face.asks.cases import CaseSeen, FindOfCase, TakeUp, ViewCase
from terminal.face.asks.refund import Looked
from terminal.face.asks.signing import CheckOperator
from terminal.face.entry import Amount
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.cases.form import acted
from terminal.screens.cases.keyed import asker, begun, clerk
from terminal.screens.cases.one import reviews
from terminal.screens.cases.told import judged, shortened
from terminal.screens.entry_page import EntryPage
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Look, Turn, View, wrapped
from terminal.screens.signing.signon import published


class CaseWhoPage(EntryPage):
    """00 stands there; the shop manager keys their own number."""

    page, title, prompt = Page.CASE_WHO, "cases.to_review", "prompt.reviewer"
    least = most = 2
    restart = True

    def entered(self, scene: Scene) -> Scene:
        return scene.casing(replace(scene.cases, number=SUPERVISOR, reviewer=None))

    def get(self, scene: Scene) -> str:
        return scene.cases.number

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.casing(replace(scene.cases, number=text))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return wrapped(t("cases.reviewer_words"), Look.DIM)


class CasePasswordPage(EntryPage):
    """In practice the published one stands on the prompt."""

    page, title, prompt = Page.CASE_PASSWORD, "cases.to_review", "prompt.password"
    least, most = 4, 8
    secret = True

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        number = Line(t("cases.reviewer", number=scene.cases.number), Look.DIM)
        return (number, *published(scene, scene.cases.number, t))

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=CheckOperator(scene.cases.number, text))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        case = scene.cases.case
        if not isinstance(answer, Admitted) or case is None:
            return Turn(scene)
        allowed = scene.casing(replace(scene.cases, reviewer=answer))
        if scene.cases.sha256:
            return begun(allowed, "paper_discarded")
        return Turn(allowed, Event.DONE, ViewCase(answer, case.case_no))


class CaseReviewPage(ListPage):
    """What has to be known before it is decided, and what may be done now with that password."""

    page, title = Page.CASE_REVIEW, "cases.to_review"
    wide = True

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(f"do.{word}") for word in reviews(scene))

    def size(self, scene: Scene) -> int:
        return len(reviews(scene))

    def view(self, scene: Scene, t: Texts) -> View:
        drawn, case = super().view(scene, t), scene.cases.case
        if case is None or scene.busy is not None:
            return replace(drawn, lines=())
        state = t(
            "cases.reviewed", number=case.case_no, state=t(f"case_state.{case.state}"), by=asker(scene).operator_no
        )
        none = () if reviews(scene) else wrapped(t("cases.none_to_review"))
        room, view = self.room(scene), scene.cases.view
        told = judged(view, room.columns, t) if view is not None else ()
        space = room.rows - len(drawn.lines) - len(none) - 1
        return replace(drawn, lines=(Line(state, Look.STRONG), *shortened(told, space), *drawn.lines, *none))

    def chosen(self, scene: Scene, index: int) -> Turn:
        case, word = scene.cases.case, reviews(scene)[index]
        if case is None:
            return Turn(scene)
        if word == "refund":
            return Turn(scene, ask=FindOfCase(case.sale))
        if word == "take_up":
            return Turn(scene, ask=TakeUp(asker(scene), clerk(scene), case.case_no))
        return begun(scene, word)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(answer, Looked):
            return _refunding(scene, answer)
        if isinstance(answer, CaseSeen) and isinstance(ask, ViewCase):
            view = answer.view
            return Turn(scene.casing(replace(scene.cases, view=view, may=view.may)))
        return acted(scene, answer)


def _refunding(scene: Scene, looked: Looked) -> Turn:
    """What is due is refunded on the pages of 退货, the reviewer's password standing for it."""
    case = scene.cases.case
    if case is None:
        return Turn(scene)
    draft = replace(
        scene.draft.with_original(looked.original, looked.story), by_amount=True, amount=Amount(case.due_fen), card=None
    )
    ready = scene.drafted(
        replace(draft, exchange=False, settling=None, customer=_of_counter(scene, case.sale.order_no))
    )
    going = ready.casing(replace(scene.cases, refunding=True))
    return Turn(going, Event.CARD if going.facts.card else Event.REFUND)


def _of_counter(scene: Scene, order_no: str) -> int | None:
    """Who of the practice counter bought that, as they hold the card that paid."""
    customers = enumerate(scene.customers or ())
    return next((at for at, one in customers if order_no and one.order_no == order_no), None)
