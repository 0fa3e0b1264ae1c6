"""请输入交易金额: digits enter from the right in fen. Pure."""

from dataclasses import replace

from protocol.money import format_yuan
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View


class PayAmountPage(PageScreen):
    """确认 with 0 is refused here."""

    page = Page.PAY_AMOUNT

    def view(self, scene: Scene, t: Texts) -> View:
        payment = scene.payment
        entry = Line(f"  {format_yuan(payment.amount.fen)}", Look.ENTRY)
        lines = (Line(), Line(t("prompt.pay_amount")), entry, Line(), *exchanged(payment.exchange_no, t))
        return View(t(f"doing.{payment.doing}"), lines, t("hint.amount"))

    def press(self, scene: Scene, key: str) -> Turn:
        payment = scene.payment
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "clear":
                return Turn(scene.paying(replace(payment, amount=payment.amount.cleared())))
            case "ok" if payment.amount.fen:
                return Turn(scene, Event.DONE)
            case "ok":
                return Turn(scene.noted("fault.amount_zero"))
            case _ if key.isdecimal():
                return Turn(scene.paying(replace(payment, amount=payment.amount.keyed(key))))
            case _:
                return Turn(scene)


def exchanged(exchange_no: str, t: Texts) -> tuple[Line, ...]:
    """换货号, where this sale replaces goods that came back."""
    return (Line(t("result.exchange_no", number=exchange_no)),) if exchange_no else ()
