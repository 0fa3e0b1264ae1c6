"""退货方式: the whole order, part of its goods, an amount, or an exchange for something else. Pure."""

from dataclasses import replace

from terminal.face.drafts.refund import Option
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Turn


class OptionPage(ListPage):
    """请选择退货方式. Part of the goods stands there only where goods are known, the whole only where the sale is, an
    exchange only where this line takes the new sale.
    """

    page, title = Page.OPTION, "title.option"

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, cursor=_offered(scene).index(scene.draft.option))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(f"option.{option}") for option in _offered(scene))

    def size(self, scene: Scene) -> int:
        return len(_offered(scene))

    def chosen(self, scene: Scene, index: int) -> Turn:
        option = _offered(scene)[index]
        if option is Option.WHOLE:
            return Turn(scene.drafted(scene.draft.whole()), Event.DONE)
        wanted = scene.drafted(replace(scene.draft, option_wanted=option))
        by_goods = scene.facts.goods and option is not Option.AMOUNT
        return Turn(wanted, Event.GOODS if by_goods else Event.AMOUNT)


def _offered(scene: Scene) -> list[Option]:
    facts = scene.facts
    stands = {Option.PART: facts.goods, Option.WHOLE: not scene.draft.unasked, Option.EXCHANGE: facts.payments}
    return [option for option in Option if stands.get(option, True)]
