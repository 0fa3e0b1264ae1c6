"""请确认金额: the last look before anything is sent; nothing has been sent or written before. Pure."""

from protocol.money import capitals
from terminal.columns import clean
from terminal.desk.door import REASONS, RefundRequest
from terminal.face.asks.refund import Submit
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, Turn, View, money, number_of, wrapped
from terminal.screens.paging import paged, turned
from terminal.screens.sure import SurePage
from terminal.trade.arrival import arrival_text


class ConfirmPage(SurePage):
    """确认 sends, 取消 goes back to change something. What may be long, the goods, stands last."""

    page = Page.CONFIRM

    def view(self, scene: Scene, t: Texts) -> View:
        draft, original = scene.draft, scene.draft.original
        if original is None:
            return View(t("title.confirm"), ())
        channel = t(f"channel.{original.channel}")
        payer = f"{channel} {draft.card.masked if draft.card else clean(original.payer)}"
        name = "original.order" if original.order_no else "original.reference"
        currency = t("money.practice_name" if scene.practice else "money.name")
        lines = (
            Line(t("confirm.amount", amount=money(draft.refund_fen, scene.practice, t)), Look.STRONG),
            *wrapped(t("confirm.capitals", words=currency + capitals(draft.refund_fen))),
            *wrapped(t("confirm.payer", payer=payer)),
            Line(t(name, number=number_of(original))),
            Line(t("confirm.option", option=t(f"option.{draft.option}"))),
            Line(t("confirm.reason", words=t(f"reason.{REASONS[draft.reason]}"))),
            *wrapped(t("plan.route", channel=t(f"returns_to.{original.channel}"))),
            *wrapped(t("plan.arrival", arrival=arrival_text(original.channel, t, scene.arrivals))),
            *wrapped(t("confirm.goods", names=_names(scene, t))),
        )
        return paged(t("title.confirm"), (lines,), scene.cursor, t("hint.confirm"), t("hint.confirm_pages"))

    def turned(self, scene: Scene, key: str) -> Turn:
        return turned(scene, key) or Turn(scene)

    def confirmed(self, scene: Scene) -> Turn:
        draft = scene.draft
        if draft.original is None:
            return Turn(scene, Event.BACK)
        request = RefundRequest(
            draft.original,
            draft.refund_fen,
            draft.items,
            REASONS[draft.reason],
            exchange=draft.exchange,
        )
        return Turn(scene, Event.DONE, Submit(scene.by, request, draft.card))


def _names(scene: Scene, t: Texts) -> str:
    draft = scene.draft
    if draft.by_amount or draft.original is None:
        return t("confirm.no_goods")
    chosen = zip(draft.original.goods, draft.quantities, strict=True)
    return " ".join(f"{clean(goods.name)}x{quantity}" for goods, quantity in chosen if quantity)
