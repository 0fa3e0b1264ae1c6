"""退货方式: the whole order, part of its goods, an amount, or an exchange for something else. Pure.

The rule: what stands on it is data in terminal/face/walks/refund.py, and each has its own number from sale to sale.
"""

from dataclasses import replace

from terminal.face.drafts.refund import Option
from terminal.face.menu import offered
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.screens.menus import MenuPage
from terminal.screens.page import Turn

# fmt: off
_OPTIONS: dict[Event, Option] = {
    Event.WHOLE:    Option.WHOLE,
    Event.PART:     Option.PART,
    Event.AMOUNT:   Option.AMOUNT,
    Event.EXCHANGE: Option.EXCHANGE,
}
# fmt: on


class OptionPage(MenuPage):
    """请选择退货方式; it stands on the one in force."""

    page, title = Page.OPTION, "title.option"

    def entered(self, scene: Scene) -> Scene:
        options = [_OPTIONS[item.event] for item in offered(self.page, scene.facts)]
        return replace(scene, cursor=options.index(scene.draft.option))

    def chosen(self, scene: Scene, event: Event) -> Turn:
        if event is Event.WHOLE:
            return Turn(scene.drafted(scene.draft.whole()), event)
        return Turn(scene.drafted(replace(scene.draft, option_wanted=_OPTIONS[event])), event)
