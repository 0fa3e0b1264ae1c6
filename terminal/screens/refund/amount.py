"""请输入退货金额: digits enter from the right in fen; it opens at what remains. Pure."""

from dataclasses import replace

from protocol.money import format_yuan
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, money


class AmountPage(PageScreen):
    """确认 with 0 or more than remains is refused here, before anybody is asked."""

    page = Page.AMOUNT

    def view(self, scene: Scene, t: Texts) -> View:
        original = scene.draft.original
        left = money(original.remaining_fen if original else 0, scene.practice, t)
        entry = Line(f"  {format_yuan(scene.draft.amount.fen)}", Look.ENTRY)
        lines = (Line(), Line(t("prompt.amount")), entry, Line(), Line(t("original.remaining", amount=left)))
        return View(t("title.amount"), lines, t("hint.amount"))

    def press(self, scene: Scene, key: str) -> Turn:
        draft = scene.draft
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "clear":
                return Turn(scene.drafted(replace(draft, amount=draft.amount.cleared())))
            case "ok":
                return self._done(scene)
            case _ if key.isdecimal():
                return Turn(scene.drafted(replace(draft, amount=draft.amount.keyed(key))))
            case _:
                return Turn(scene)

    def _done(self, scene: Scene) -> Turn:
        fen, original = scene.draft.amount.fen, scene.draft.original
        if fen == 0:
            return Turn(scene.noted("fault.amount_zero"))
        if original is None or fen > original.remaining_fen:
            return Turn(scene.noted("fault.amount_over_remaining"))
        return Turn(scene.drafted(scene.draft.chosen(by_amount=True)), Event.DONE)
