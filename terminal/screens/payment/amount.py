"""请输入交易金额. Pure."""

from dataclasses import replace

from terminal.face.entry import Amount
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.amount_entry import AmountEntry
from terminal.screens.page import Line, View


class PayAmountPage(AmountEntry):
    """Of a payment, under the title of what is being done."""

    page = Page.PAY_AMOUNT
    title, prompt = "title.amount", "prompt.pay_amount"

    def get(self, scene: Scene) -> Amount:
        return scene.payment.amount

    def put(self, scene: Scene, amount: Amount) -> Scene:
        return scene.paying(replace(scene.payment, amount=amount))

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), title=t(f"doing.{scene.payment.doing}"))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return exchanged(scene.payment.exchange_no, t)


def exchanged(exchange_no: str, t: Texts) -> tuple[Line, ...]:
    """换货号, where this sale replaces goods that came back."""
    return (Line(t("result.exchange_no", number=exchange_no)),) if exchange_no else ()
