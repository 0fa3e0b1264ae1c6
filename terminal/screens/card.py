"""请刷卡/插卡/挥卡: the customer's card, or one of the wallet of published test cards, by masked number. Pure.

The rule: a customer may hold a wrong one; what the terminal can see (the mask) is said here, the host sees the whole.
All of them have a magnetic stripe alone: they are swiped.
"""

from dataclasses import replace

from protocol.cards import TEST_CARDS, Card
from terminal.columns import pad
from terminal.desk.door import Refusal
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Turn, faulted

CARD_COLUMNS = 19  # the longest number


class CardSlot(ListPage):
    """刷卡 takes the chosen card: 确认, s, or its digit. The customer's own stands first."""

    title = "title.card"

    def own(self, scene: Scene) -> Card | None:
        """The card in the customer's hand, where it is known."""
        chosen = scene.draft.customer
        return scene.customers[chosen].card if scene.customers and chosen is not None else None

    def presented(self, scene: Scene, card: Card) -> Turn:
        """A card went through the slot."""
        raise NotImplementedError

    def not_this(self, scene: Scene, refusal: Refusal) -> Turn:
        """It is the wrong card: the customer is asked again, the own one is chosen."""
        return Turn(replace(faulted(scene, refusal), cursor=0))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        own = self.own(scene)
        names = (*((t("card.customer"),) if own else ()), *(t(f"wallet.{name}") for name in self._wallet(scene)))
        cards = self._cards(scene)
        return tuple(f"{pad(card.masked, CARD_COLUMNS)} {name}" for card, name in zip(cards, names, strict=True))

    def size(self, scene: Scene) -> int:
        return len(self._cards(scene))

    def chosen(self, scene: Scene, index: int) -> Turn:
        return self.presented(scene, self._cards(scene)[index])

    def press(self, scene: Scene, key: str) -> Turn:
        match key:
            case "swipe":
                return self.chosen(scene, scene.cursor)
            case "insert" | "tap":
                return Turn(scene.noted("note.magnetic"))
            case _:
                return super().press(scene, key)

    def _cards(self, scene: Scene) -> tuple[Card, ...]:
        own = self.own(scene)
        return ((own,) if own else ()) + tuple(self._wallet(scene).values())

    def _wallet(self, scene: Scene) -> dict[str, Card]:
        """The test cards, but for the one that the customer holds out anyway."""
        return {name: card for name, card in TEST_CARDS.items() if card != self.own(scene)}


def of_mask(masked: str) -> Card | None:
    """The test card that a mask was made of; a customer comes with the card that paid."""
    return next((card for card in TEST_CARDS.values() if card.masked == masked), None)
