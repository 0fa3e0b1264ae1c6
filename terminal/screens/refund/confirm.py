"""请确认金额: the last look before anything is sent. Pure."""

from protocol.money import capitals
from terminal.columns import clean
from terminal.desk.door import REASONS, RefundRequest
from terminal.face.asks.refund import Submit
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, money, number_of, wrapped


class ConfirmPage(PageScreen):
    """确认 sends, 取消 goes back to change something."""

    page = Page.CONFIRM

    def view(self, scene: Scene, t: Texts) -> View:
        draft, original = scene.draft, scene.draft.original
        if original is None:
            return View(t("title.confirm"), ())
        payer = f"{t(f'channel.{original.channel}')} {draft.card.masked if draft.card else clean(original.payer)}"
        lines = (
            Line(t("confirm.amount", amount=money(draft.refund_fen, scene.practice, t)), Look.STRONG),
            *wrapped(t("confirm.capitals", words=capitals(draft.refund_fen)))[:2],
            *wrapped(t("confirm.payer", payer=payer))[:2],
            Line(t("original.order", number=number_of(original))),
            *wrapped(t("confirm.goods", names=_names(scene, t)))[:2],
            Line(t("confirm.reason", reason=t(f"reason.{REASONS[draft.reason]}"))),
        )
        return View(t("title.confirm"), lines, t("hint.confirm"))

    def press(self, scene: Scene, key: str) -> Turn:
        draft = scene.draft
        if key == "back" or draft.original is None:
            return Turn(scene, Event.BACK)
        if key != "ok":
            return Turn(scene)
        request = RefundRequest(
            draft.original, draft.refund_fen, draft.items, REASONS[draft.reason], operator_no=scene.operator_no
        )
        return Turn(scene, Event.DONE, Submit(request, draft.card))


def _names(scene: Scene, t: Texts) -> str:
    draft = scene.draft
    if draft.by_amount or draft.original is None:
        return t("confirm.no_goods")
    chosen = zip(draft.original.goods, draft.quantities, strict=True)
    return " ".join(f"{clean(goods.name)}x{quantity}" for goods, quantity in chosen if quantity)
