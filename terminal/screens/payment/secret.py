"""What the customer adds, and what sends: the PIN, or the code on a phone. Pure.

The rule: it lies in `Scene.password`, which is in no repr and empty on every other page; only stars are shown.
"""

from dataclasses import replace

from scanner.payer_codes import payer_wallet
from terminal.face.asks.payment import sent_as
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn, View, money

PIN_LEAST, PIN_MOST = 4, 12
CODE_MOST = 35
"""Of face pay; of the others Alipay's are longest, 24 digits (scanner.payer_codes)."""

PRACTICE_CODES = ("134567890123456789", "281234567890123456", "6212345678901234567")
"""On the phones of practice customers: WeChat, Alipay, UnionPay. Made up; no wallet gave them out."""


class PinPage(EntryPage):
    """请输入密码: 确认 alone says that the card has none."""

    page = Page.PIN
    title, prompt, short = "title.pin", "prompt.pin", "fault.pin_malformed"
    least, most = 0, PIN_MOST
    secret = True

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        payment = scene.payment
        amount = t("one.amount", amount=money(payment.fen, scene.practice, t))
        return (
            Line(t("pin.none"), Look.DIM),
            *((Line(t("pin.practice"), Look.DIM),) if scene.practice else ()),
            Line(),
            *((Line(t("one.payer", payer=payment.card.masked)),) if payment.card else ()),
            *(() if scene.facts.balance else (Line(amount, Look.STRONG),)),
        )

    def complete(self, scene: Scene, text: str) -> Turn:
        if text and len(text) < PIN_LEAST:
            return Turn(replace(scene, password="").noted(self.short))
        return Turn(scene, Event.DONE, sent_as(scene.payment, scene.by, text))


class PayerCodePage(EntryPage):
    """请扫付款码, or key its digits; a practice customer holds the phone out."""

    page = Page.PAYER_CODE
    title, prompt = "doing.qr_sale", "prompt.payer_code"
    least, most = 1, CODE_MOST
    secret = True

    def view(self, scene: Scene, t: Texts) -> View:
        return replace(super().view(scene, t), hint=t("hint.payer_code"))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        amount = t("one.amount", amount=money(scene.payment.fen, scene.practice, t))
        practice = (Line(t("payer_code.practice"), Look.DIM, "scan"),) if scene.facts.counter else ()
        return (*practice, Line(), Line(amount, Look.STRONG))

    def press(self, scene: Scene, key: str) -> Turn:
        if key == "scan" and scene.facts.counter:
            return Turn(replace(scene, password=_next_phone(scene.password)))
        return super().press(scene, key)

    def takes_codes(self, scene: Scene) -> bool:
        return True

    def pasted(self, scene: Scene, text: str) -> Turn:
        """As it was scanned: letters of face pay, which nobody keys, may be of either case."""
        return Turn(self.put(scene, text)) if payer_wallet(text) else super().pasted(scene, text)

    def complete(self, scene: Scene, text: str) -> Turn:
        if not payer_wallet(text):
            return Turn(replace(scene, password="").noted("fault.payer_code_unknown"))
        return Turn(scene, Event.DONE, sent_as(scene.payment, scene.by, text))


def _next_phone(code: str) -> str:
    at = PRACTICE_CODES.index(code) + 1 if code in PRACTICE_CODES else 0
    return PRACTICE_CODES[at % len(PRACTICE_CODES)]
