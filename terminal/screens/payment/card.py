"""The card of a payment, of a void, or of a 冲正 whose host wants its number. Pure."""

from dataclasses import replace

from protocol.cards import Card
from terminal.desk.door import Refusal
from terminal.face.asks.payment import sent_as
from terminal.face.drafts.payment import Doing
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.screens.card import CardSlot, of_mask
from terminal.screens.page import Turn


class PayCardPage(CardSlot):
    """A void takes the card that paid."""

    page = Page.PAY_CARD

    def own(self, scene: Scene) -> Card | None:
        payer = _payer(scene)
        return of_mask(payer) if payer else super().own(scene)

    def presented(self, scene: Scene, card: Card) -> Turn:
        payer, payment = _payer(scene), replace(scene.payment, card=card)
        if payer and card.masked != payer:
            return self.not_this(scene, Refusal("card_wrong", payer=payer, card=card.masked))
        return Turn(
            scene.paying(payment), Event.DONE, sent_as(payment, scene.by) if payment.doing is Doing.REVERSE else None
        )


def _payer(scene: Scene) -> str:
    """Whose card it has to be, masked; "" for anybody's."""
    known = scene.payment.owed or scene.payment.original
    return known.payer if known is not None else ""
