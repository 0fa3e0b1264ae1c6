"""请输入原凭证号, and the original that it names: a look before the card. Pure."""

from dataclasses import replace

from terminal.face.asks.ask import Ask
from terminal.face.asks.payment import FindVoidable, LookUp, sent_as
from terminal.face.drafts.payment import Doing
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Turn, View
from terminal.screens.payment.transaction import told_of
from terminal.screens.sure import SurePage
from terminal.trade.batch import kind_of
from terminal.trade.payment import PaymentKind, PaymentRecord
from terminal.trade.refund import RefundRecord

VOUCHER_DIGITS = 6


class VoucherPage(EntryPage):
    """1 to 6 digits, as printed; 交易查询 looks for any transaction, the others for an original. 撤销 in place of a
    refund was allowed for its order, so that its voucher stays as it is.
    """

    page = Page.VOUCHER
    title, prompt = "doing.void", "prompt.original_voucher"
    least, most = 1, VOUCHER_DIGITS
    restart = True

    def get(self, scene: Scene) -> str:
        return scene.payment.voucher

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.paying(replace(scene.payment, voucher=text))

    def asked(self, scene: Scene) -> str:
        return "prompt.voucher" if scene.payment.doing is Doing.LOOK else "prompt.original_voucher"

    def view(self, scene: Scene, t: Texts) -> View:
        drawn = replace(super().view(scene, t), title=t(f"doing.{scene.payment.doing}"))
        return replace(drawn, hint=t("hint.void")) if scene.payment.instead else drawn

    def press(self, scene: Scene, key: str) -> Turn:
        fixed = scene.payment.instead and key not in {"ok", "back"}
        return Turn(scene) if fixed else super().press(scene, key)

    def unkeyed(self, scene: Scene) -> Scene:
        return scene if scene.payment.instead else super().unkeyed(scene)

    def pasted(self, scene: Scene, text: str) -> Turn:
        return Turn(scene.noted("note.pasted")) if scene.payment.instead else super().pasted(scene, text)

    def complete(self, scene: Scene, text: str) -> Turn:
        voucher_no = text.zfill(VOUCHER_DIGITS)
        looking = scene.payment.doing is Doing.LOOK
        return Turn(scene, ask=LookUp(voucher_no) if looking else FindVoidable(voucher_no))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, PaymentRecord | RefundRecord):
            return Turn(scene)
        if scene.payment.doing is Doing.COMPLETION_VOID and kind_of(answer) != PaymentKind.COMPLETION:
            return Turn(scene.noted("note.not_a_completion"))
        return Turn(scene.paying(replace(scene.payment, original=answer, card=None)), Event.DONE)


class VoidPage(SurePage):
    """原交易: 确认 goes on to the card that paid; what was paid by phone is sent."""

    page = Page.VOID

    def view(self, scene: Scene, t: Texts) -> View:
        original = scene.payment.original
        lines = told_of(original, scene, t) if original is not None else ()
        hint = t("hint.void" if scene.facts.pay_by_card else "hint.void_sends")
        return View(t(f"doing.{scene.payment.doing}"), lines, hint)

    def confirmed(self, scene: Scene) -> Turn:
        return Turn(scene, Event.DONE, None if scene.facts.pay_by_card else sent_as(scene.payment, scene.by))
