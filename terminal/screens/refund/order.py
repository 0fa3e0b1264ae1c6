"""The original by its sales slip: scan the customer's, key the 14 digits, or name a picture file. Pure."""

from dataclasses import replace

from protocol.transactions import ByOrder, Original
from terminal.columns import clean
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import Find, ScanPicture
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn, wrapped

ORDER_DIGITS = 14


class OrderPage(EntryPage):
    """请扫描销售单或输入销售单号."""

    page = Page.ORDER
    title, prompt, short = "title.by_order", "prompt.order", "note.order_short"
    least = most = ORDER_DIGITS
    restart = True

    def get(self, scene: Scene) -> str:
        return scene.draft.order

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.drafted(replace(scene.draft, order=text))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        draft = scene.draft
        if scene.customers and draft.customer is not None:
            customer = scene.customers[draft.customer]
            said = t("order.customer", name=clean(customer.name), words=clean(customer.words))
            return (*wrapped(said)[:3], Line(t("order.scan"), Look.DIM, "scan"))
        if scene.customers:
            return (Line(t("order.choose"), Look.DIM, "customers"), Line(t("order.file"), Look.DIM, "picture"))
        return (Line(t("order.file"), Look.DIM, "picture"),)

    def press(self, scene: Scene, key: str) -> Turn:
        match key:
            case "customers":
                return Turn(scene, Event.CUSTOMERS)
            case "picture":
                return Turn(scene, Event.PICTURE)
            case "scan" if scene.draft.slip is not None:
                return Turn(scene, ask=ScanPicture(scene.draft.slip.picture))
            case "scan":
                return Turn(scene.noted("note.no_slip", alarm=False))
            case _:
                return super().press(scene, key)

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=Find(ByOrder(text)))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Original):
            return Turn(scene)
        return Turn(scene.drafted(scene.draft.with_original(answer)), Event.DONE)
