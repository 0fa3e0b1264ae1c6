"""The menus of 消费, 预授权 and 查询. What stands on them is data in terminal/face/walks/payment.py. Pure."""

from dataclasses import replace

from terminal.face.asks.ask import Ask
from terminal.face.asks.payment import AskOwed, LookUp, Owed
from terminal.face.drafts.payment import Doing, begun
from terminal.face.drafts.records import RecordsDraft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.screens.menus import MenuPage
from terminal.screens.page import Turn
from terminal.trade.payment import PaymentRecord
from terminal.trade.refund import RefundRecord

# fmt: off
_DOING: dict[Event, Doing] = {
    Event.CARD_SALE:       Doing.SALE,
    Event.QR_SALE:         Doing.QR_SALE,
    Event.PRE_AUTH:        Doing.PRE_AUTH,
    Event.PRE_AUTH_VOID:   Doing.PRE_AUTH_VOID,
    Event.COMPLETION:      Doing.COMPLETION,
    Event.COMPLETION_VOID: Doing.COMPLETION_VOID,
    Event.BALANCE:         Doing.BALANCE,
    Event.LOOK:            Doing.LOOK,
}
# fmt: on


class PaymentMenu(MenuPage):
    """What was keyed stays for the same entry alone, and the first digit replaces a kept amount."""

    def chosen(self, scene: Scene, event: Event) -> Turn:
        kept = begun(scene.payment, _DOING[event])
        return Turn(scene.paying(replace(kept, card=None, original=None)), event)


class SaleMenu(PaymentMenu):
    """消费: by card, or by the code on a phone."""

    page, title = Page.SALE, "menu.sale"


class HoldMenu(PaymentMenu):
    """预授权."""

    page, title = Page.HOLD, "menu.hold"


class QueryMenu(PaymentMenu):
    """查询: 末笔查询 and 待冲正 are asked at once."""

    page, title = Page.QUERIES, "menu.queries"

    def chosen(self, scene: Scene, event: Event) -> Turn:
        match event:
            case Event.LAST:
                return Turn(scene.paying(replace(scene.payment, doing=Doing.LOOK)), ask=LookUp())
            case Event.OWED:
                return Turn(scene, ask=AskOwed())
            case Event.RECORDS:
                return Turn(replace(scene, records=RecordsDraft(queried=True)), event)
            case _:
                return super().chosen(scene, event)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        match ask, answer:
            case LookUp(), PaymentRecord() | RefundRecord():
                return Turn(scene.paying(replace(scene.payment, original=answer)), Event.LAST)
            case AskOwed(), Owed(records=records) if records:
                return Turn(replace(scene, owed=records), Event.OWED)
            case _:
                return Turn(replace(scene, owed=()).noted("note.nothing_owed", alarm=False))
