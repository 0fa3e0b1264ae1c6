"""原交易: what was paid, how, when, and how much of it can still come back. Pure."""

from dataclasses import replace

from protocol.transactions import OriginalState
from terminal.columns import clean, cut
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import LCD_COLUMNS, Line, Look, PageScreen, Turn, View, going, money, number_of

_CLOSED = {OriginalState.VOIDED: "fault.original_voided", OriginalState.REFUNDED: "fault.original_refunded"}


class OriginalPage(PageScreen):
    """确认 goes on to its goods, 金额 to an amount; an original with nothing left goes nowhere."""

    page = Page.ORIGINAL

    def view(self, scene: Scene, t: Texts) -> View:
        original = scene.draft.original
        if original is None:
            return View(t("title.original"), ())
        day, time = original.paid_date, original.paid_time
        rows = (
            t("original.order", number=number_of(original)),
            t("original.reference", number=original.reference_no),
            t("original.paid", when=f"{day[:4]}-{day[4:6]}-{day[6:]} {time[:2]}:{time[2:4]}"),
            t("original.channel", channel=t(f"channel.{original.channel}")),
            t("original.payer", payer=clean(original.payer)),
            t("original.state", state=t(f"original_state.{original.state}")),
            t("original.amount", amount=money(original.amount_fen, scene.practice, t)),
            t("original.refunded", amount=money(original.refunded_fen, scene.practice, t)),
        )
        left = t("original.remaining", amount=money(original.remaining_fen, scene.practice, t))
        lines = (*(Line(cut(row, LCD_COLUMNS)) for row in rows), Line(left, Look.STRONG))
        return View(t("title.original"), lines, t("hint.original" if original.remaining_fen else "hint.nothing_left"))

    def entered(self, scene: Scene) -> Scene:
        original = scene.draft.original
        if original is None or original.remaining_fen:
            return scene
        return scene.noted(_CLOSED.get(original.state, "fault.original_refunded"))

    def press(self, scene: Scene, key: str) -> Turn:
        original = scene.draft.original
        if original is None or key == "back":
            return Turn(scene, Event.BACK)
        if original.remaining_fen == 0 and key in {"ok", "amount"}:
            return Turn(scene.noted(_CLOSED.get(original.state, "fault.original_refunded")))
        if key == "amount" or (key == "ok" and not scene.facts.goods):
            return Turn(scene.drafted(replace(scene.draft, by_amount=True)), Event.AMOUNT)
        return going(scene, key)
