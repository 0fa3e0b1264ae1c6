"""顾客: who stands at the practice counter; choosing one lays their slip into the paper pane. Pure."""

from dataclasses import replace

from scanner.salesslip import PRACTICE_MARK
from terminal.columns import pad
from terminal.desk.door import CounterCustomer, Slip
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import TakeSlip
from terminal.face.pages import Event, Page
from terminal.face.scene import PAPER_COLUMNS, Scene, Sheet
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Look, Turn, View, wrapped

MOST_SHOWN, LEAST_SHOWN = 6, 3


class CustomersPage(ListPage):
    """请选择顾客."""

    page, title = Page.CUSTOMERS, "title.customers"

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, cursor=_nearest(scene))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(customer.told(scene.lang)[0] for customer in scene.customers or ())

    def height(self, scene: Scene) -> int:
        """As many as leave room below for what the one says who says most."""
        said = max((len(_words(one, scene.lang)) for one in scene.customers or ()), default=0)
        return max(LEAST_SHOWN, min(MOST_SHOWN, self.room(scene).rows - 2 - said))

    def view(self, scene: Scene, t: Texts) -> View:
        listed = super().view(scene, t)
        words = _words(scene.customers[scene.cursor], scene.lang) if scene.customers else ()
        gap = (Line(),) * (self.height(scene) + 2 - len(listed.lines))
        return replace(listed, lines=(*listed.lines, *gap, *words))

    def size(self, scene: Scene) -> int:
        return len(scene.customers or ())

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene, ask=TakeSlip(index))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not (isinstance(ask, TakeSlip) and isinstance(answer, Slip)):
            return Turn(scene)
        draft = replace(scene.draft, customer=ask.index, slip=answer)
        return Turn(replace(scene, draft=draft, sheet=_laid(answer, scene.practice)), Event.DONE)


def _words(customer: CounterCustomer, lang: str) -> tuple[Line, ...]:
    return wrapped(customer.told(lang)[1], Look.DIM)


def _nearest(scene: Scene) -> int:
    """Whoever was chosen before, else whom a task is about."""
    if scene.draft.customer is not None:
        return scene.draft.customer
    served = scene.served if scene.practising else None
    return scene.customers.index(served) if scene.customers and served else 0


def _laid(slip: Slip, practice: bool) -> Sheet:
    """The slip as it lies there: marked three times in practice, like the picture that is scanned."""
    mark = (pad(PRACTICE_MARK, PAPER_COLUMNS, "centre"),) if practice else ()
    between = () if slip.modules else ("",)
    return Sheet((*mark, *slip.lines, *mark, *between), slip.modules, mark)
