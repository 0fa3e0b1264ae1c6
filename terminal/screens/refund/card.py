"""The card of a refund: the one that paid. Pure."""

from dataclasses import replace

from protocol.cards import Card
from terminal.desk.door import Refusal
from terminal.face.asks.refund import Settle
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.screens.card import CardSlot
from terminal.screens.page import Turn
from terminal.trade.rules import check_card


class CardPage(CardSlot):
    """Another mask than the original's is refused here."""

    page = Page.CARD

    def presented(self, scene: Scene, card: Card) -> Turn:
        settled, original = scene.draft.settling, scene.draft.original
        try:
            if original is not None and settled is None:
                check_card(original, card)
        except Refusal as refusal:
            return self.not_this(scene, refusal)
        ask = Settle(settled, card) if settled else None
        return Turn(scene.drafted(replace(scene.draft, card=card)), Event.DONE, ask)


class CardFirstPage(CardSlot):
    """Before the original is named, the trade's other order: whether this card paid is seen when it is found."""

    page = Page.CARD_FIRST

    def presented(self, scene: Scene, card: Card) -> Turn:
        return Turn(scene.drafted(replace(scene.draft, card=card)), Event.DONE)
