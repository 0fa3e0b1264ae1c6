"""The original by its sales slip: scan the customer's, or key as much of it as the slip shows. Pure.

One entry understands what was keyed by its length; where digits mean several orders, a list asks which. Nothing keyed
shows the list of all orders at hand.
"""

from dataclasses import replace

from protocol.transactions import ByOrder, ByReference, Channel
from scanner.known_texts import is_goods_code
from scanner.sources.picture_names import dropped_files
from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.desk.scanned import NumberScanned
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import Find, ListOrders, Looked, ReadCode, ScanPicture
from terminal.face.drafts.refund import NOTHING_LISTED, Way
from terminal.face.entry import packed
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn, View, money, wrapped
from terminal.screens.refund.scanned import TO_COMPARE, instead
from terminal.trade.order_list import MAX_AMOUNT_DIGITS, TAIL_DIGITS, OrderList

ORDER_DIGITS = 14
REFERENCE_DIGITS = 12
_TITLES = {Way.SLIP: "title.by_order", Way.REFERENCE: "title.by_reference", Way.QR: "title.by_qr"}
_RULES = ("order.by_number", "order.by_six", "order.by_fen", "order.by_list")


class OrderPage(EntryPage):
    """请扫描销售单或输入; 扫码退货 asks for a 商户订单号 and takes no payment by card."""

    page = Page.ORDER
    title, prompt, short = "title.by_order", "prompt.order", "note.order_length"
    least, most = 0, ORDER_DIGITS
    restart = True

    def get(self, scene: Scene) -> str:
        return scene.draft.order

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.drafted(replace(scene.draft, order=text))

    def entered(self, scene: Scene) -> Scene:
        return scene.drafted(replace(scene.draft, listed=NOTHING_LISTED, search="", dated=False, slips=()))

    def view(self, scene: Scene, t: Texts) -> View:
        drawn = replace(super().view(scene, t), title=title_of(scene, t))
        if scene.draft.way is not Way.QR:
            return drawn
        return replace(drawn, lines=(drawn.lines[0], Line(t("prompt.order_qr")), *drawn.lines[2:]))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        draft, text = scene.draft, scene.draft.order
        if 0 < len(text) <= MAX_AMOUNT_DIGITS and len(text) != TAIL_DIGITS and int(text):
            fen = money(int(text), scene.practice, t)
            return (Line(t("order.as_amount", amount=fen), Look.STRONG), *_rules(t))
        if scene.customers and draft.customer is not None and not text:
            customer = scene.customers[draft.customer]
            name, words = customer.told(scene.lang)
            said = t("order.customer", name=clean(name), words=clean(words))
            return (*wrapped(said), Line(t("order.scan"), Look.DIM, "scan"))
        here = Line(t("order.choose"), Look.DIM, "customers") if scene.customers else Line(t("order.file"), Look.DIM)
        return (*_rules(t), here)

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

    def pasted(self, scene: Scene, text: str) -> Turn:
        match dropped_files(text):
            case (picture,):
                return Turn(scene, ask=ScanPicture(picture))
            case (_, *_):
                return Turn(self.unkeyed(scene).noted("note.several_files"))
        digits = packed(text)
        if 0 < len(digits) < REFERENCE_DIGITS and not is_goods_code(digits):
            return Turn(self.put(scene, digits))
        return Turn(scene, ask=ReadCode(text) if text else None)

    def complete(self, scene: Scene, text: str) -> Turn:
        if len(text) == ORDER_DIGITS:
            return Turn(scene, ask=Find(ByOrder(text)))
        if len(text) == REFERENCE_DIGITS:
            return Turn(scene.drafted(replace(scene.draft, reference=text)), Event.BY_REFERENCE)
        if len(text) <= MAX_AMOUNT_DIGITS:
            return Turn(scene, ask=ListOrders(text))
        return Turn(scene.noted(self.short))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if isinstance(answer, OrderList):
            return _listed(scene, answer)
        return found(scene, answer)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        """Of what was scanned a whole number stands there to be mended."""
        digits = packed(ask.text) if isinstance(ask, ReadCode) else ""
        scene = self.put(scene, digits) if len(digits) == ORDER_DIGITS else scene
        if isinstance(refusal, NumberScanned) and refusal.named.word == "voucher_number" and refusal.named.number:
            filled = self.put(scene, refusal.named.number)
            if refusal.named.guessed:
                return Turn(filled.noted(TO_COMPARE))
            return Turn(filled, ask=ListOrders(refusal.named.number))
        return instead(scene, refusal) or super().refused(scene, ask, refusal)


def title_of(scene: Scene, t: Texts) -> str:
    """The entry of 退货 that was chosen, or the case that its sale is looked for."""
    return t("do.opened" if scene.facts.opening else _TITLES[scene.draft.way])


def found(scene: Scene, answer: object) -> Turn:
    """An original was found; 扫码退货 takes none that was paid by card."""
    if not isinstance(answer, Looked):
        return Turn(scene)
    if scene.draft.way is Way.QR and answer.original.channel is Channel.CARD:
        return Turn(scene.noted("note.paid_by_card"))
    draft = scene.draft.with_original(answer.original, answer.story)
    return Turn(scene.drafted(replace(draft, unsigned=answer.unsigned)), Event.DONE)


def named(row: int, orders: OrderList) -> Find:
    """Ask for the original of one row, by the best name it has."""
    original = orders.rows[row].original
    if original.order_no:
        return Find(ByOrder(original.order_no))
    return Find(ByReference(original.reference_no, original.month_day))


def _listed(scene: Scene, orders: OrderList) -> Turn:
    keyed = bool(scene.draft.order)
    if not keyed and scene.draft.way is Way.QR:
        orders = replace(orders, rows=tuple(row for row in orders.rows if row.original.channel is not Channel.CARD))
    if not orders.rows:
        return Turn(scene.noted("note.no_such_order" if keyed else "note.no_orders"))
    if keyed and len(orders.rows) == 1:
        return Turn(scene, ask=named(0, orders))
    return Turn(scene.drafted(replace(scene.draft, listed=orders)), Event.LISTED)


def _rules(t: Texts) -> tuple[Line, ...]:
    return tuple(Line(t(rule), Look.DIM) for rule in _RULES)
