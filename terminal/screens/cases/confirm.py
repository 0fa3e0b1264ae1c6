"""请确认退款: the last look before a refund is sent from a case; nothing of it was sent or written before. Pure."""

from protocol.money import capitals
from scanner.salesslip import spaced
from terminal.columns import clean
from terminal.face.asks.cases import RefundCase
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.cases.keyed import asker
from terminal.screens.page import Line, Look, Turn, View, money, wrapped
from terminal.screens.paging import paged, turned
from terminal.screens.sure import SurePage
from terminal.trade.arrival import arrival_text


class CaseConfirmPage(SurePage):
    """确认 sends what is due, 取消 goes back."""

    page = Page.CASE_CONFIRM

    def view(self, scene: Scene, t: Texts) -> View:
        case = scene.cases.case
        if case is None:
            return View(t("title.confirm"), ())
        sale, currency = case.sale, t("money.practice_name" if scene.practice else "money.name")
        channel = t(f"channel.{sale.channel}")
        payer = f"{channel} {scene.draft.card.masked if scene.draft.card else clean(sale.payer)}"
        number = "original.order" if sale.order_no else "original.reference"
        lines = (
            Line(t("confirm.amount", amount=money(case.due_fen, scene.practice, t)), Look.STRONG),
            *wrapped(t("confirm.capitals", words=currency + capitals(case.due_fen))),
            *wrapped(t("confirm.payer", payer=payer)),
            Line(t(number, number=spaced(sale.order_no) if sale.order_no else sale.reference_no)),
            Line(t("title.case", number=case.case_no)),
            *wrapped(clean(case.form.applicant)),
            *wrapped(t("plan.route", channel=channel)),
            *wrapped(t("plan.arrival", arrival=arrival_text(sale.channel, t, scene.arrivals))),
        )
        return paged(t("title.confirm"), (lines,), scene.cursor, t("hint.confirm"), t("hint.confirm_pages"))

    def turned(self, scene: Scene, key: str) -> Turn:
        return turned(scene, key) or Turn(scene)

    def confirmed(self, scene: Scene) -> Turn:
        case = scene.cases.case
        if case is None:
            return Turn(scene, Event.BACK)
        return Turn(scene, Event.DONE, RefundCase(asker(scene), case.case_no, scene.draft.card))
