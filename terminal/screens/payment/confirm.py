"""请确认金额: the last look of the cashier; what the customer adds to it, PIN or payer code, sends it. Pure."""

from protocol.money import capitals
from terminal.columns import clean
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, View, money, wrapped
from terminal.screens.payment.amount import exchanged


class PayConfirmPage(PageScreen):
    """确认 goes on, 取消 goes back to change something."""

    page = Page.PAY_CONFIRM

    def view(self, scene: Scene, t: Texts) -> View:
        payment = scene.payment
        currency = t("money.practice_name" if scene.practice else "money.name")
        hold = t("pay.hold", number=clean(payment.auth_no), day=payment.month_day)
        lines = (
            Line(t(f"doing.{payment.doing}")),
            Line(t("one.amount", amount=money(payment.fen, scene.practice, t)), Look.STRONG),
            *wrapped(t("confirm.capitals", words=currency + capitals(payment.fen))),
            *((Line(t("one.payer", payer=payment.card.masked)),) if payment.card else ()),
            *((Line(hold),) if scene.facts.by_auth_no else ()),
            *exchanged(payment.exchange_no, t),
        )
        return View(t("title.confirm"), lines, t("hint.pay_confirm"))
