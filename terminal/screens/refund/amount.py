"""请输入退货金额; it opens at what remains. Pure.

The rule: only 确认 makes what was keyed the amount of the refund.
"""

from dataclasses import replace

from terminal.face.entry import Amount
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.amount_entry import AmountEntry
from terminal.screens.page import Line, Turn, money


class RefundAmount(AmountEntry):
    """The amount of the refund that is being prepared."""

    prompt = "prompt.amount"

    def get(self, scene: Scene) -> Amount:
        return scene.draft.keyed_amount

    def put(self, scene: Scene, amount: Amount) -> Scene:
        return scene.drafted(replace(scene.draft, keyed_amount=amount))


class AmountPage(RefundAmount):
    """More than remains is refused here, before anybody is asked."""

    page, title = Page.AMOUNT, "title.amount"

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        original = scene.draft.original
        left = money(original.remaining_fen if original else 0, scene.practice, t)
        return (Line(t("original.remaining", amount=left)),)

    def complete(self, scene: Scene, fen: int) -> Turn:
        original = scene.draft.original
        if original is None or fen > original.remaining_fen:
            return Turn(scene.noted("fault.amount_over_remaining"))
        return Turn(scene.drafted(scene.draft.chosen(by_amount=True)), Event.DONE)
