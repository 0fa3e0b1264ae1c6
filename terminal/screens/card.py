"""请刷卡/插卡/挥卡: the customer's card, or one of the wallet of published test cards, by masked number. Pure.

The rule: a customer may hold a wrong one; what the terminal can see (the mask) is said here, the host sees the whole.
"""

from dataclasses import replace

from protocol.cards import TEST_CARDS, Card
from terminal.columns import pad
from terminal.desk.door import Refusal
from terminal.face.asks.refund import Settle
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Turn, faulted
from terminal.trade.rules import check_card

CARD_COLUMNS = 19  # the longest number


class CardPage(ListPage):
    """The customer's own card stands first."""

    page, title = Page.CARD, "title.card"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        own = _customers_card(scene)
        names = (*((t("card.customer"),) if own else ()), *(t(f"wallet.{name}") for name in _wallet(scene)))
        return tuple(
            f"{pad(card.masked, CARD_COLUMNS)} {name}" for card, name in zip(_cards(scene), names, strict=True)
        )

    def size(self, scene: Scene) -> int:
        return len(_cards(scene))

    def chosen(self, scene: Scene, index: int) -> Turn:
        card = _cards(scene)[index]
        settled, original = scene.draft.settling, scene.draft.original
        try:
            if original is not None and settled is None:
                check_card(original, card)
        except Refusal as refusal:
            return Turn(faulted(scene, refusal))
        ask = Settle(settled, card) if settled else None
        return Turn(scene.drafted(replace(scene.draft, card=card)), Event.DONE, ask)


def _customers_card(scene: Scene) -> Card | None:
    chosen = scene.draft.customer
    return scene.customers[chosen].card if scene.customers and chosen is not None else None


def _cards(scene: Scene) -> tuple[Card, ...]:
    own = _customers_card(scene)
    return ((own,) if own else ()) + tuple(_wallet(scene).values())


def _wallet(scene: Scene) -> dict[str, Card]:
    """The test cards, but for the one that the customer holds out anyway."""
    return {name: card for name, card in TEST_CARDS.items() if card != _customers_card(scene)}
